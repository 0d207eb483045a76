//! A build in which nothing changed, beside a walk that looks at the same files.

use std::hint::black_box;

use super::project::{self, Layout};
use super::run::{self, timed};
use super::spread::Pairs;
use super::table::{Hold, Row};
use super::tree;
use crate::Bench;

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let folder = bench.folder.path();
    let project = project::generate(folder, bench.servers, Layout::OneFile);
    let out = folder.join("built");
    run::build(&project, &out, true);
    let pairs = Pairs::measure(
        bench.runs,
        || run::build(&project, &out, true),
        || timed(|| assert!(black_box(tree::walk(&out)) > 0)),
        || (),
    );
    tree::remove(&out);
    let what = "`build` with nothing changed".to_owned();
    vec![Row::slower(what, "a walk that stats", &pairs, Hold::AtMost(3.0))]
}
