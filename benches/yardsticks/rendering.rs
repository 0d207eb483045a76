//! Rendering all files of all servers with the compiler's own engine, and nothing else of a build:
//! what is compared with another template engine.

use std::fs;
use std::path::Path;

use qalyp::blueprint::{Limits, load};
use qalyp::fleet::readiness::{Missing, missing};
use qalyp::fleet::{Catalogue, Image, Provider, Server, resolve};
use qalyp::render::{Context, ContextPath, Data, Engine, Template, TemplateSet};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

/// Servers ready to be rendered.
pub(crate) struct Fleet<'t> {
    engine: Engine<'t>,
    sheets: Vec<Sheet<'t>>,
    servers: Vec<Server>,
    provider: Provider,
    image: Image,
    base: Context,
}

/// A template and where its files go below a server's folder.
struct Sheet<'t> {
    template: &'t Template,
    target: String,
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    missing: Vec<Missing>,
}

impl Readiness {
    fn of(server: &Server) -> Self {
        let missing = missing(server);
        Self { ready: missing.is_empty(), missing }
    }
}

/// Reads a project in which nothing is wrong and hands its servers over.
pub(crate) fn with_fleet<T>(project: &Path, work: impl FnOnce(&Fleet<'_>) -> T) -> T {
    let loaded = load(project, Vec::new(), Limits::default());
    assert!(loaded.report.is_empty(), "the project can be read");
    let catalogue = Catalogue::new(&loaded.blueprints);
    let set = TemplateSet::embedded(std::collections::BTreeMap::new()).expect("they are ours");
    let provider = catalogue.provider.and_then(Provider::resolve).expect("the project has one");
    let image = Image::resolve(&loaded.blueprints.images[0]);
    let base = Context::new().with("provider", &data(&provider)).with("image", &data(&image));
    let customers = loaded.blueprints.customers.iter();
    let both = customers.flat_map(|customer| customer.servers.iter().map(move |s| (customer, s)));
    let servers: Vec<Server> = both
        .map(|(customer, s)| resolve(&catalogue, customer, s).expect("nothing is wrong"))
        .collect();
    let engine = Engine::new(&set).expect("they are ours");
    let sheets = set.iter().filter_map(Sheet::of).collect();
    work(&Fleet { engine, sheets, servers, provider, image, base })
}

fn data<T: Serialize>(value: &T) -> Data {
    Data::new(value).expect("it is plain data")
}

impl<'t> Sheet<'t> {
    fn of(template: &'t Template) -> Option<Self> {
        let own = template.path().strip_prefix("server/")?;
        let target = template.front().path.as_ref().map_or(own, |path| path.as_str());
        Some(Self { template, target: target.trim_start_matches('/').to_owned() })
    }

    fn is_repeated(&self) -> bool {
        match self.template.front().each.as_deref() {
            None => false,
            Some("infobases-published") => true,
            Some(word) => panic!("the templates have changed: each: {word}"),
        }
    }
}

impl Fleet<'_> {
    /// Renders everything on the threads of the current pool, and counts the bytes.
    pub(crate) fn render(&self) -> usize {
        let bytes_of = |server: &Server| {
            let mut bytes = 0;
            self.render_server(server, |_, text| bytes += text.len());
            bytes
        };
        self.servers.par_iter().map(bytes_of).sum()
    }

    /// Renders and writes everything below a folder, and counts the bytes.
    pub(crate) fn write(&self, root: &Path) -> usize {
        let bytes_of = |server: &Server| {
            let mut bytes = 0;
            let folder = root.join(&server.name.value);
            let mut made = Vec::new();
            self.render_server(server, |path, text| {
                let path = folder.join(path);
                let parent = path.parent().expect("a file lies in a folder").to_owned();
                if !made.contains(&parent) {
                    fs::create_dir_all(&parent).expect("the folder can be made");
                    made.push(parent);
                }
                fs::write(path, &text).expect("there is room");
                bytes += text.len();
            });
            bytes
        };
        self.servers.par_iter().map(bytes_of).sum()
    }

    /// The context is made once and used for all files.
    fn render_server(&self, server: &Server, mut take: impl FnMut(&str, String)) {
        let context = self
            .base
            .with("server", &data(server))
            .with("readiness", &data(&Readiness::of(server)));
        for sheet in &self.sheets {
            let render = |context: &Context| {
                self.engine.render(sheet.template, context).expect("the templates are right")
            };
            if !sheet.is_repeated() {
                take(&sheet.target, render(&context));
                continue;
            }
            for (index, infobase) in server.infobases.iter().enumerate() {
                if infobase.publication.is_some() {
                    let place = ContextPath::root("server").key("infobases").index(index);
                    let context = context.with_part("infobase", &place).expect("it is there");
                    let path = sheet.target.replace("{name}", &infobase.name);
                    take(&path, render(&context));
                }
            }
        }
    }

    /// The templates and what all servers share, for another engine.
    pub(crate) fn job(&self) -> Value {
        let templates: Vec<Value> = self
            .sheets
            .iter()
            .map(|sheet| {
                json!({
                    "name": sheet.template.path(),
                    "target": sheet.target,
                    "repeated": sheet.is_repeated(),
                    "body": sheet.template.body(),
                })
            })
            .collect();
        json!({"templates": templates, "shared": {"provider": self.provider, "image": self.image}})
    }

    /// What the templates see of each server, for another engine: one line of JSON each.
    pub(crate) fn contexts(&self) -> String {
        let line = |server: &Server| {
            format!("{}\n", json!({"server": server, "readiness": Readiness::of(server)}))
        };
        self.servers.iter().map(line).collect()
    }
}
