//! What every run costs, however small its project.

use std::path::Path;

use super::run;
use super::spread::Cost;
use super::table::{Hold, Row};
use crate::Bench;

const RUNS: usize = 20;

pub(crate) fn rows(_: &Bench) -> Vec<Row> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR"));
    let version: Vec<Cost> = (0..RUNS).map(|_| run::qalyp(&["--version"])).collect();
    let check: Vec<Cost> = (0..RUNS).map(|_| run::check(example)).collect();
    vec![
        Row::seconds("`--version`".to_owned(), &version, Hold::Nothing),
        Row::seconds("`check` of the example".to_owned(), &check, Hold::Nothing),
    ]
}
