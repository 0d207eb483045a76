//! A project as the parts of its output.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::fault::ArtefactFault;
use super::letters::Correspondence;
use super::{Digest, Input, Inputs, Part, Place, RelativePath};
use super::{fleet, image, server};
use crate::blueprint::kinds::{self, Access};
use crate::fleet::readiness::{Missing, missing};
use crate::fleet::{Catalogue, Image, Observation, Provider, Server, Terms, Zones, resolve};
use crate::render::{Context, Data, Engine, Template};

/// This compiler: its version, and the digest of its source that `build.rs` makes.
const COMPILER: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("QALYP_SOURCE_DIGEST"));

/// Everything that all parts share, prepared once.
pub struct Compilation<'a> {
    catalogue: &'a Catalogue<'a>,
    engine: &'a Engine<'a>,
    provider: Input,
    templates: Input,
    compiler: Input,
    /// By the name of the image.
    images: HashMap<String, PreparedImage>,
    base: Context,
    correspondence: Correspondence,
    terms: Input,
}

/// An image, what its templates see, and the digest of it.
struct PreparedImage {
    image: Image,
    context: Context,
    input: Input,
}

impl std::fmt::Debug for Compilation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compilation").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl<'a> Compilation<'a> {
    /// Prepares a project that checks have found to be right. `None` if it has no provider.
    ///
    /// # Errors
    /// Values that cannot be handed to templates.
    pub fn new(
        catalogue: &'a Catalogue<'a>,
        engine: &'a Engine<'a>,
    ) -> Result<Option<Self>, ArtefactFault> {
        let Some(provider) = catalogue.provider.and_then(Provider::resolve) else {
            return Ok(None);
        };
        let data = |fault| ArtefactFault::Data { part: "provider".to_owned(), fault };
        let base = Context::new().with("provider", &Data::new(&provider).map_err(data)?);
        let mut images = HashMap::new();
        for blueprint in &catalogue.blueprints.images {
            // A check has said why, and nothing is made of a project with an error.
            let release_key = catalogue.blueprints.release_key.as_ref();
            let Some(resolved) = Image::resolve(blueprint, release_key) else { continue };
            let context = base.with("image", &Data::new(&resolved).map_err(data)?);
            let name = blueprint.name.to_string();
            let input = input(&format!("blueprint images/{name}"), digest_of(&resolved));
            images.insert(name, PreparedImage { image: resolved, context, input });
        }
        let terms = Terms::resolve(catalogue);
        Ok(Some(Self {
            catalogue,
            engine,
            terms: input("blueprint terms", digest_of(&terms)),
            provider: input("blueprint provider", digest_of(&provider)),
            templates: input("templates", Digest::of(engine.templates().digest().as_bytes())),
            compiler: input("compiler", Digest::of(COMPILER.as_bytes())),
            images,
            base,
            correspondence: Correspondence::new(provider, terms.as_ref()).map_err(data)?,
        }))
    }

    /// All parts of the project, the images first, then the servers in the order of their
    /// blueprints, then the fleet. `only` leaves out every part but the named servers.
    ///
    /// # Errors
    /// Names that cannot be part of a path.
    pub fn parts(
        &'a self,
        only: Option<&'a [String]>,
    ) -> Result<Vec<Part<'a, ArtefactFault>>, ArtefactFault> {
        let servers: Vec<(&kinds::Customer, &kinds::Server)> = self
            .servers()
            .filter(|(_, s)| only.is_none_or(|only| only.iter().any(|name| **name == **s.name)))
            .collect();
        let mut parts = Vec::with_capacity(servers.len() + self.images.len() + 1);
        if only.is_none() {
            for blueprint in &self.catalogue.blueprints.images {
                parts.extend(self.image_part(&blueprint.name)?);
            }
        }
        let of_servers: Result<Vec<Option<_>>, ArtefactFault> =
            servers.into_par_iter().map(|(c, s)| self.server_part(c, s)).collect();
        parts.extend(of_servers?.into_iter().flatten());
        if only.is_none() {
            parts.push(self.fleet_part()?);
        }
        Ok(parts)
    }

    /// Every server's blueprint with its customer's.
    pub fn servers(&self) -> impl Iterator<Item = (&'a kinds::Customer, &'a kinds::Server)> {
        let customers = &self.catalogue.blueprints.customers;
        customers.iter().flat_map(|customer| customer.servers.iter().map(move |s| (customer, s)))
    }

    /// Servers that lack something that they need to be ordered, by name. `only` leaves out every
    /// server but the named ones; a deleted server is not ordered.
    pub fn not_ready(&self, only: Option<&[String]>) -> BTreeMap<String, Vec<Missing>> {
        let servers: Vec<_> = self.servers().collect();
        servers
            .into_par_iter()
            .filter(|(_, s)| only.is_none_or(|only| only.iter().any(|name| **name == **s.name)))
            .filter_map(|(customer, blueprint)| resolve(self.catalogue, customer, blueprint))
            .filter(|server| server.access.value != Access::Deleted)
            .map(|server| (server.name.value.clone(), missing(&server)))
            .filter(|(_, missing)| !missing.is_empty())
            .collect()
    }

    /// Every file of a server: its template, where it goes and what the template sees.
    ///
    /// # Errors
    /// A template with unknown words, and names that cannot be part of a path.
    pub fn files(&self, server: &Server) -> Result<Vec<(&'a Template, Place)>, ArtefactFault> {
        match self.image_context(&server.image.value) {
            Some(base) => server::files(self.engine, base, &self.correspondence, server),
            None => Ok(Vec::new()),
        }
    }

    pub(super) const fn catalogue(&self) -> &'a Catalogue<'a> {
        self.catalogue
    }

    /// The templates.
    pub const fn engine(&self) -> &'a Engine<'a> {
        self.engine
    }

    pub(super) const fn base(&self) -> &Context {
        &self.base
    }

    /// What the letters of all servers share.
    pub(super) const fn correspondence(&self) -> &Correspondence {
        &self.correspondence
    }

    /// An image as its templates see it.
    pub(super) fn image(&self, name: &str) -> Option<&Image> {
        self.images.get(name).map(|prepared| &prepared.image)
    }

    /// What the templates of an image see; the servers of the image see it too.
    pub(super) fn image_context(&self, name: &str) -> Option<&Context> {
        self.images.get(name).map(|prepared| &prepared.context)
    }

    fn image_part(&'a self, name: &str) -> Result<Option<Part<'a, ArtefactFault>>, ArtefactFault> {
        let Some(prepared) = self.images.get(name) else { return Ok(None) };
        let part = image::part_name(name);
        let path = part_path(&part)?;
        Ok(Some(Part {
            name: path,
            inputs: self.inputs([self.provider.clone(), prepared.input.clone()]),
            render: Box::new(move || {
                image::artefacts(self.engine, &part, &prepared.context, &prepared.image)
            }),
        }))
    }

    /// `None` if the server cannot be resolved; checks have said why.
    fn server_part(
        &'a self,
        customer: &'a kinds::Customer,
        blueprint: &'a kinds::Server,
    ) -> Result<Option<Part<'a, ArtefactFault>>, ArtefactFault> {
        let Some(resolved) = resolve(self.catalogue, customer, blueprint) else { return Ok(None) };
        let Some(prepared) = self.images.get(&resolved.image.value) else { return Ok(None) };
        let part = server::part_name(&resolved.name);
        let own = input(&format!("blueprint {part}"), digest_of(&resolved));
        // The resolved server is dropped here and made again when it is needed: with ten thousand
        // servers that costs less than keeping them all.
        Ok(Some(Part {
            name: part_path(&part)?,
            inputs: self.inputs([
                self.provider.clone(),
                self.terms.clone(),
                prepared.input.clone(),
                own,
            ]),
            render: Box::new(move || match resolve(self.catalogue, customer, blueprint) {
                Some(server) => {
                    let letters = &self.correspondence;
                    server::artefacts(self.engine, &prepared.context, letters, &server)
                }
                None => Ok(Vec::new()),
            }),
        }))
    }

    fn fleet_part(&'a self) -> Result<Part<'a, ArtefactFault>, ArtefactFault> {
        let zones = Zones::resolve(self.catalogue);
        let observation = Observation::resolve(self.catalogue);
        let digest = digest_of(&(
            (&zones.forward, &zones.reverse),
            (&observation.servers, &observation.guarantee, &observation.works),
        ));
        Ok(Part {
            name: part_path(fleet::PART)?,
            inputs: self.inputs([
                self.provider.clone(),
                self.terms.clone(),
                input("blueprint servers", digest),
            ]),
            render: Box::new(move || {
                let letters = &self.correspondence;
                fleet::artefacts(self.engine, &self.base, letters, &zones, &observation)
            }),
        })
    }

    fn inputs(&self, own: impl IntoIterator<Item = Input>) -> Inputs {
        let mut list = vec![self.compiler.clone(), self.templates.clone()];
        list.extend(own);
        Inputs::new(list)
    }
}

fn part_path(part: &str) -> Result<RelativePath, ArtefactFault> {
    RelativePath::parse(part).map_err(|fault| ArtefactFault::Path { part: part.to_owned(), fault })
}

fn input(name: &str, digest: Digest) -> Input {
    Input { name: Arc::from(name), sha256: digest }
}

/// The digest of a value's JSON, written straight into the hash.
fn digest_of<T: Serialize>(value: &T) -> Digest {
    struct Hash(Sha256);
    impl io::Write for Hash {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut hash = Hash(Sha256::new());
    // Writing into a hash cannot fail, and resolved values are plain data.
    let written = serde_json::to_writer(&mut hash, value);
    debug_assert!(written.is_ok(), "resolved values serialize");
    Digest::from_bytes(hash.0.finalize().into())
}
