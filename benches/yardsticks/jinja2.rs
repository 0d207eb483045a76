//! Rendering, beside Python's jinja2 with the same templates, the same values and the same output.

use std::fs;
use std::path::Path;

use super::project::{self, Layout};
use super::python::{self, Renderer};
use super::rendering::{Fleet, with_fleet};
use super::run::timed;
use super::spread::{Cost, Pairs};
use super::table::{Hold, Row};
use super::tree;
use crate::Bench;

/// More would only cost patience: each server is rendered for itself.
const SERVERS: usize = 4_000;

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let Some(python) = python::interpreter() else {
        println!("jinja2: not measured, since Python or the package is not to be had");
        return Vec::new();
    };
    let folder = bench.folder.path().join("jinja2");
    fs::create_dir(&folder).expect("the folder can be written");
    let servers = SERVERS.min(bench.servers);
    let project = project::generate(&folder, servers, Layout::OneFile);
    let rows = with_fleet(&project, |fleet| {
        let (job, contexts) = (folder.join("job.json"), folder.join("contexts.jsonl"));
        fs::write(&job, fleet.job().to_string()).expect("there is room");
        fs::write(&contexts, fleet.contexts()).expect("there is room");
        let mut renderer = Renderer::start(&python, &job, &contexts);
        same_bytes(fleet, &mut renderer, &folder);
        let versions = python::versions(&python);
        measure(bench, fleet, &mut renderer, &folder, &format!("{servers} servers, {versions}"))
    });
    tree::remove(&folder);
    rows
}

fn measure(
    bench: &Bench,
    fleet: &Fleet<'_>,
    renderer: &mut Renderer,
    folder: &Path,
    of: &str,
) -> Vec<Row> {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    let bytes = |work: &(dyn Fn() -> usize + Sync)| timed(|| assert!(work() > 0));
    let all_threads =
        Pairs::measure(bench.runs, || bytes(&|| fleet.render()), || renderer.render().0, || ());
    let one_thread = Pairs::measure(
        bench.runs,
        || bytes(&|| one.install(|| fleet.render())),
        || renderer.render().0,
        || (),
    );
    let (ours, theirs) = (folder.join("ours"), folder.join("theirs"));
    let written = Pairs::measure(
        bench.runs,
        || bytes(&|| fleet.write(&ours)),
        || renderer.write(&theirs).0,
        || {
            tree::remove(&ours);
            tree::remove(&theirs);
            tree::settle(folder);
        },
    );
    let row = |what: &str, pairs: &Pairs, hold| {
        Row::faster(format!("{what}: {of}"), "jinja2", pairs, hold)
    };
    vec![
        row("rendering alone", &all_threads, Hold::AtLeast(8.0)),
        row("rendering alone, one thread", &one_thread, Hold::Nothing),
        row("rendering and writing", &written, Hold::AtLeast(3.0)),
    ]
}

/// A comparison of speed means nothing unless both make the same.
fn same_bytes(fleet: &Fleet<'_>, renderer: &mut Renderer, folder: &Path) {
    let (ours, theirs) = (folder.join("ours"), folder.join("theirs"));
    fleet.write(&ours);
    let (Cost { .. }, characters) = renderer.write(&theirs);
    assert!(characters > 0, "Python has rendered something");
    if let Some(path) = tree::difference(&ours, &theirs) {
        let of = |root: &Path| fs::read_to_string(root.join(&path)).unwrap_or_default();
        let (ours, theirs) = (of(&ours), of(&theirs));
        let lines = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
        panic!("jinja2 makes something else of {}: {lines:?}", path.display());
    }
    tree::remove(&ours);
    tree::remove(&theirs);
}
