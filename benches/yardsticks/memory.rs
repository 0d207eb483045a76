//! The most memory that a run holds at a time.

use super::project::{self, Layout};
use super::run::{peak, text};
use super::spread::Spread;
use super::table::{Hold, Row};
use super::tree;
use crate::Bench;

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let folder = bench.folder.path();
    let project = project::generate(folder, bench.servers, Layout::OneFile);
    let out = folder.join("built");
    let (project, target) = (text(&project), text(&out));
    let (mut cold, mut again, mut check) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.runs {
        tree::remove(&out);
        cold.push(peak(&["build", project, "-o", target, "--no-sync"]));
        again.push(peak(&["build", project, "-o", target]));
        check.push(peak(&["check", project]));
    }
    tree::remove(&out);
    [("cold `build`", cold), ("`build` with nothing changed", again), ("`check`", check)]
        .into_iter()
        .map(|(what, peaks)| {
            let what = format!("peak memory of {what}");
            Row::mebibytes(what, Spread::of(peaks), Hold::AtMost(300.0))
        })
        .collect()
}
