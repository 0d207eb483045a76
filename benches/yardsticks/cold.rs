//! The first build, beside a bare loop that writes the same files.

use super::project::{self, Layout};
use super::run::{self, timed};
use super::spread::Pairs;
use super::table::{Hold, Row};
use super::tree::{self, Tree};
use crate::Bench;

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let folder = bench.folder.path();
    let project = project::generate(folder, bench.servers, Layout::OneFile);
    let (ours, theirs) = (folder.join("built"), folder.join("bare"));
    run::build(&project, &ours, false);
    let written = Tree::read(&ours);
    let size = format!("{} files, {} MiB", written.files(), written.mebibytes());
    let bare = written.at(&theirs);
    let mut rows = Vec::new();
    for (sync, yardstick) in [(false, "a bare loop"), (true, "a bare loop, then syncfs")] {
        let pairs = Pairs::measure(
            bench.runs,
            || run::build(&project, &ours, sync),
            || {
                timed(|| {
                    bare.write();
                    if sync {
                        tree::settle(&theirs);
                    }
                })
            },
            || {
                // What a run left must not be written during the next one.
                tree::remove(&ours);
                tree::remove(&theirs);
                tree::settle(folder);
            },
        );
        let option = if sync { "" } else { " --no-sync" };
        let what = format!("cold `build{option}`: {size}");
        rows.push(Row::slower(what, yardstick, &pairs, Hold::AtMost(1.5)));
    }
    rows
}
