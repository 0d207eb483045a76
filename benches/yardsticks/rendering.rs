//! Rendering all files of all servers with the compiler's own engine, and nothing else of a build:
//! what is compared with another template engine.

use std::fs;
use std::path::Path;

use qalyp::artefacts::{Compilation, Place};
use qalyp::blueprint::{Limits, load};
use qalyp::fleet::{Catalogue, Server, resolve};
use qalyp::render::{Engine, Step, Template, TemplateSet};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

/// What is a server's own among the names that its templates see.
const OWN: [&str; 3] = ["server", "readiness", "secrets"];

/// Servers ready to be rendered: which files there are and what their templates see is known, as the
/// other engine is told it too.
pub(crate) struct Fleet<'t> {
    engine: &'t Engine<'t>,
    servers: Vec<(String, Files<'t>)>,
}

type Files<'t> = Vec<(&'t Template, Place)>;

/// Reads a project in which nothing is wrong and hands its servers over.
pub(crate) fn with_fleet<T>(project: &Path, work: impl FnOnce(&Fleet<'_>) -> T) -> T {
    let loaded = load(project, Vec::new(), Limits::default());
    assert!(loaded.report.is_empty(), "the project can be read");
    let catalogue = Catalogue::new(&loaded.blueprints);
    let set = TemplateSet::embedded(std::collections::BTreeMap::new()).expect("they are ours");
    let engine = Engine::new(&set).expect("they are ours");
    let compilation = Compilation::new(&catalogue, &engine)
        .expect("plain data")
        .expect("the project has a provider");
    let customers = loaded.blueprints.customers.iter();
    let both = customers.flat_map(|customer| customer.servers.iter().map(move |s| (customer, s)));
    let files = |server: &Server| compilation.files(server).expect("the templates are right");
    let servers = both
        .map(|(customer, s)| resolve(&catalogue, customer, s).expect("nothing is wrong"))
        .map(|server| (server.name.value.clone(), files(&server)))
        .collect();
    work(&Fleet { engine: &engine, servers })
}

impl Fleet<'_> {
    /// Renders everything on the threads of the current pool, and counts the bytes.
    pub(crate) fn render(&self) -> usize {
        let bytes_of = |(_, files): &(String, Files<'_>)| {
            let mut bytes = 0;
            self.render_server(files, |_, text| bytes += text.len());
            bytes
        };
        self.servers.par_iter().map(bytes_of).sum()
    }

    /// Renders and writes everything below a folder, and counts the bytes.
    pub(crate) fn write(&self, root: &Path) -> usize {
        let bytes_of = |(name, files): &(String, Files<'_>)| {
            let mut bytes = 0;
            let folder = root.join(name);
            let mut made = Vec::new();
            self.render_server(files, |path, text| {
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

    fn render_server(&self, files: &Files<'_>, mut take: impl FnMut(&str, String)) {
        for (template, place) in files {
            let rendered = self.engine.render(template, &place.context);
            take(place.path.as_str(), rendered.expect("the templates are right"));
        }
    }

    /// The templates and what all servers share, for another engine.
    pub(crate) fn job(&self) -> Value {
        let templates: Map<String, Value> = self
            .engine
            .templates()
            .iter()
            .filter(|template| template.path().starts_with("server/"))
            .map(|template| (template.path().to_owned(), Value::from(template.body())))
            .collect();
        let (_, files) = &self.servers[0];
        let plain = files.iter().find(|(_, place)| place.repeated.is_none());
        let (_, place) = plain.expect("most templates make one file");
        let shared: Map<String, Value> = place
            .context
            .words()
            .filter(|word| !OWN.contains(word))
            .map(|word| (word.to_owned(), json!(place.context.get(word))))
            .collect();
        json!({"templates": templates, "shared": shared})
    }

    /// What the templates see of each server, and its files, for another engine: one line of JSON
    /// each.
    pub(crate) fn contexts(&self) -> String {
        self.servers.iter().map(|(name, files)| format!("{}\n", order(name, files))).collect()
    }
}

fn order(name: &str, files: &Files<'_>) -> Value {
    let own: Map<String, Value> =
        OWN.iter().map(|word| ((*word).to_owned(), json!(files[0].1.context.get(word)))).collect();
    let files: Vec<Value> = files
        .iter()
        .map(|(template, place)| {
            let repeated = place.repeated.as_ref().map(|(word, path)| {
                let steps = path.steps().iter().map(|step| match step {
                    Step::Key(key) => json!(key),
                    Step::Index(index) => json!(index),
                });
                json!([word, steps.collect::<Vec<_>>()])
            });
            json!([template.path(), place.path.as_str(), repeated])
        })
        .collect();
    json!({"name": name, "own": own, "files": files})
}
