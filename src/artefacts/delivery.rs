//! What one machine gets, made in memory and without a look at an output tree.

use super::emit::{self, Place};
use super::fault::ArtefactFault;
use super::letters::{HANDOVER, MARKDOWN};
use super::release::{NAME, ROOT};
use super::{Artefact, Compilation, RelativePath, image, server};
use crate::blueprint::kinds::Language;
use crate::fleet::{Server, resolve};

/// The templates of what lies at the top of a release.
const FOLDER: &str = "release/";

/// The files that go onto a machine: of its image, its own, and what lies beside both in a release.
#[derive(Debug)]
pub struct Delivery {
    /// Those of the image: `release.tsv` and what is below `root/`.
    pub image: Vec<Artefact>,
    /// Those of the server, in the same way.
    pub server: Vec<Artefact>,
    /// What a person runs: `apply.sh`.
    pub top: Vec<Artefact>,
}

impl Compilation<'_> {
    /// A server with every value, by its name.
    pub fn server(&self, name: &str) -> Option<Server> {
        let (customer, blueprint) = self.servers().find(|(_, server)| **server.name == *name)?;
        resolve(self.catalogue(), customer, blueprint)
    }

    /// Makes what the machine of a server gets. What is for people or for ordering a machine is not in it.
    ///
    /// # Errors
    /// What a build of the server or of its image would report.
    pub fn delivery(&self, server: &Server) -> Result<Delivery, ArtefactFault> {
        let mut delivery = Delivery { image: Vec::new(), server: Vec::new(), top: Vec::new() };
        let name = &*server.image.value;
        let (Some(base), Some(of_image)) = (self.image_context(name), self.image(name)) else {
            return Ok(delivery);
        };
        let engine = self.engine();
        let part = image::part_name(name);
        delivery.image = placed(image::artefacts(engine, &part, base, of_image)?);
        delivery.server = placed(server::artefacts(engine, base, self.correspondence(), server)?);
        let part = server::part_name(&server.name);
        let context = server::context(&part, base, self.correspondence(), server)?;
        for template in engine.templates().iter() {
            let Some(own) = template.path().strip_prefix(FOLDER) else { continue };
            let path = RelativePath::parse(own)
                .map_err(|fault| ArtefactFault::Path { part: part.clone(), fault })?;
            let place = Place { path, context: context.clone(), repeated: None };
            let made = emit::render(&part, engine, template, place)?;
            delivery.top.push(made.into_artefact(super::Sensitivity::Internal));
        }
        Ok(delivery)
    }

    /// The handover letter of a server in a language, as Markdown with its fields open. `None` if there is none: the
    /// server is not open, or the provider does not write in that language.
    ///
    /// # Errors
    /// What a build of the server would report.
    pub fn handover(
        &self,
        server: &Server,
        language: Language,
    ) -> Result<Option<String>, ArtefactFault> {
        let wanted = format!("{HANDOVER}{}{MARKDOWN}", language.word());
        for (template, place) in self.files(server)? {
            if place.path.as_str() == wanted {
                let part = server::part_name(&server.name);
                return Ok(Some(emit::render(&part, self.engine(), template, place)?.text));
            }
        }
        Ok(None)
    }

    /// The e-mail that says what a letter to a server's customer says.
    pub fn email(&self, server: &Server, language: Language, markdown: &str) -> String {
        self.correspondence().message(Some(server), language, markdown)
    }
}

fn placed(artefacts: Vec<Artefact>) -> Vec<Artefact> {
    let goes = |path: &str| {
        path == NAME || path.strip_prefix(ROOT).is_some_and(|rest| rest.starts_with('/'))
    };
    artefacts.into_iter().filter(|artefact| goes(artefact.path.as_str())).collect()
}
