//! From a file of the output back to its template and to the values that made it.

use super::compilation::Compilation;
use super::fault::ArtefactFault;
use super::letters::EMAIL;
use super::{emit, fleet, image, server};
use crate::fleet::{Field, Fields, Observation, Origin, Provider, Terms, Zones, resolve};
use crate::render::{ContextPath, Template, Trace};

/// A file of the output, made again with a note of where every byte comes from.
#[derive(Clone, Debug)]
pub struct TracedFile {
    /// The template, by its path below `templates/`.
    pub template: String,
    /// What made each piece of the file.
    pub trace: Trace,
    /// Every value that its templates could see, by its path in the context.
    fields: Vec<TracedField>,
}

/// A value that templates see, and who said it.
#[derive(Clone, Debug)]
pub struct TracedField {
    /// Its path in the context, such as `server.postgresql.work_mem`.
    pub path: String,
    /// The value.
    pub value: serde_json::Value,
    /// Who said it.
    pub origin: Origin,
}

/// Why a file cannot be traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceFault {
    /// No part of the output has this file.
    UnknownFile {
        /// The path from the root of the output.
        path: String,
        /// The most similar path of the same part, if the part exists.
        nearest: Option<String>,
    },
    /// The file is made by the compiler itself.
    NoTemplate {
        /// The path from the root of the output.
        path: String,
        /// What it is made from.
        made_from: &'static str,
    },
    /// It cannot be made at all.
    Artefact(Box<ArtefactFault>),
}

impl From<ArtefactFault> for TraceFault {
    fn from(fault: ArtefactFault) -> Self {
        Self::Artefact(Box::new(fault))
    }
}

impl TracedFile {
    /// The value that was read at a place of the context: the field itself, the field whose part
    /// it is, or the fields below it.
    pub fn fields(&self, read: &ContextPath) -> Vec<&TracedField> {
        let read = read.to_string();
        let part_of = |longer: &str, shorter: &str| {
            longer
                .strip_prefix(shorter)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let above = self.fields.iter().find(|field| part_of(&read, &field.path));
        match above {
            Some(field) => vec![field],
            None => self.fields.iter().filter(|field| part_of(&field.path, &read)).collect(),
        }
    }
}

impl Compilation<'_> {
    /// Traces the file at a path from the root of the output, such as
    /// `servers/romashka-main/root/etc/nginx/conf.d/20-server.conf`.
    ///
    /// # Errors
    /// There is no such file, it has no template, or it cannot be made.
    pub fn trace(&self, path: &str) -> Result<TracedFile, TraceFault> {
        if let Some(made_from) = made_by_the_compiler(path) {
            return Err(TraceFault::NoTemplate { path: path.to_owned(), made_from });
        }
        let unknown = || TraceFault::UnknownFile { path: path.to_owned(), nearest: None };
        let provider = self.catalogue().provider.and_then(Provider::resolve).ok_or_else(unknown)?;
        let mut fields = Vec::new();
        collect("provider", &provider, &mut fields);
        let mut parts = path.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("servers"), Some(name), Some(file)) => {
                self.trace_server(path, name, file, fields)
            }
            (Some("images"), Some(name), Some(file)) => self.trace_image(path, name, file, fields),
            (Some("fleet"), Some(_), _) => {
                let file = path.strip_prefix("fleet/").unwrap_or(path);
                self.trace_fleet(path, file, fields)
            }
            _ => Err(unknown()),
        }
    }

    fn trace_server(
        &self,
        path: &str,
        name: &str,
        file: &str,
        mut fields: Vec<TracedField>,
    ) -> Result<TracedFile, TraceFault> {
        let unknown = || TraceFault::UnknownFile { path: path.to_owned(), nearest: None };
        let (customer, blueprint) =
            self.servers().find(|(_, s)| **s.name == *name).ok_or_else(unknown)?;
        let server = resolve(self.catalogue(), customer, blueprint).ok_or_else(unknown)?;
        let base = self.image_context(&server.image.value).ok_or_else(unknown)?;
        collect("server", &server, &mut fields);
        if let Some(image) = self.image(&server.image.value) {
            collect("image", image, &mut fields);
        }
        if let Some(terms) = Terms::resolve(self.catalogue()) {
            collect("terms", &terms, &mut fields);
        }
        let files = server::files(self.engine(), base, self.correspondence(), &server)?;
        let places = files.into_iter().map(|(template, place)| Ok((template, vec![place])));
        self.finish(path, file, places, fields)
    }

    fn trace_image(
        &self,
        path: &str,
        name: &str,
        file: &str,
        mut fields: Vec<TracedField>,
    ) -> Result<TracedFile, TraceFault> {
        let unknown = || TraceFault::UnknownFile { path: path.to_owned(), nearest: None };
        let image = self.image(name).ok_or_else(unknown)?;
        collect("image", image, &mut fields);
        let base = self.image_context(name).ok_or_else(unknown)?;
        let part = image::part_name(name);
        let context = image::context(self.engine(), &part, base, image)?;
        fields.push(TracedField {
            path: "steps".to_owned(),
            value: image::steps(self.engine(), image)?.into(),
            origin: Origin::computed("the numbered templates below image/provision/"),
        });
        let places = image::templates(self.engine())
            .map(|t| Ok((t, image::places(&part, t, &context, image)?)));
        self.finish(path, file, places, fields)
    }

    fn trace_fleet(
        &self,
        path: &str,
        file: &str,
        mut fields: Vec<TracedField>,
    ) -> Result<TracedFile, TraceFault> {
        let zones = Zones::resolve(self.catalogue());
        collect("zones", &zones.forward, &mut fields);
        collect("reverse_zones", &zones.reverse, &mut fields);
        if let Some(terms) = Terms::resolve(self.catalogue()) {
            collect("terms", &terms, &mut fields);
        }
        let letters = self.correspondence();
        let observation = Observation::resolve(self.catalogue());
        collect("observed", &observation.servers, &mut fields);
        collect("guarantee", &observation.guarantee, &mut fields);
        collect("works", &observation.works, &mut fields);
        let context = fleet::context(self.base(), letters, &zones, &observation)?;
        let places = fleet::templates(self.engine())
            .map(|t| Ok((t, fleet::places(t, &context, letters, &zones)?)));
        self.finish(path, file, places, fields)
    }

    /// Finds the template that makes the file and traces it.
    fn finish<'t>(
        &self,
        path: &str,
        file: &str,
        places: impl Iterator<Item = Result<(&'t Template, Vec<emit::Place>), ArtefactFault>>,
        fields: Vec<TracedField>,
    ) -> Result<TracedFile, TraceFault> {
        let mut known = Vec::new();
        for entry in places {
            let (template, places) = entry?;
            for place in places {
                if place.path.as_str() != file {
                    known.push(place.path.as_str().to_owned());
                    continue;
                }
                let trace = self.engine().trace(template, &place.context).map_err(|fault| {
                    ArtefactFault::Template { part: path.to_owned(), fault: Box::new(fault) }
                })?;
                let template = template.path().to_owned();
                return Ok(TracedFile { template, trace, fields });
            }
        }
        let nearest = crate::diagnostics::nearest(file, known.iter().map(String::as_str));
        let folder = path.strip_suffix(file).unwrap_or_default();
        let nearest = nearest.map(|near| format!("{folder}{near}"));
        Err(TraceFault::UnknownFile { path: path.to_owned(), nearest })
    }
}

fn collect(root: &str, from: &impl Fields, into: &mut Vec<TracedField>) {
    let mut fields: Vec<Field<'_>> = Vec::new();
    from.collect(root, &mut fields);
    into.extend(fields.into_iter().map(|field| TracedField {
        path: field.path,
        value: field.value,
        origin: field.origin.clone(),
    }));
}

fn made_by_the_compiler(path: &str) -> Option<&'static str> {
    match path.rsplit_once('/').map_or(path, |(_, name)| name) {
        "manifest.json" => Some("the digests of all files of its part"),
        "release.tsv" => Some("the front matter of the templates below `root/`"),
        name if name.ends_with(EMAIL) => Some("the letter of the same name that ends with `.md`"),
        _ => None,
    }
}
