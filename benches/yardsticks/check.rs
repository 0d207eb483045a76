//! `check` of a large project, in one file and in a file for each customer.

use super::project::{self, Layout};
use super::run;
use super::spread::Pairs;
use super::table::{Hold, Row};
use crate::Bench;

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let folder = bench.folder.path();
    let one = project::generate(folder, bench.servers, Layout::OneFile);
    let many = project::generate(folder, bench.servers, Layout::FilePerCustomer);
    let pairs = Pairs::measure(bench.runs, || run::check(&one), || run::check(&many), || ());
    let servers = bench.servers;
    vec![
        Row::seconds(
            format!("`check`, {servers} servers in one file"),
            &pairs.ours,
            Hold::AtMost(1.0),
        ),
        Row::seconds(format!("`check`, {servers} files"), &pairs.yardstick, Hold::AtMost(1.0)),
        Row::faster("one file".to_owned(), "the same in many files", &pairs, Hold::Nothing),
    ]
}
