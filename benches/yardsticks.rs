//! The compiler beside its yardsticks, in one run and as ratios, since seconds say more about the
//! machine than about the program: `cargo bench --bench yardsticks -- --help`.
//!
//! These are no tests: nothing here fails because the machine is slow. What the figures mean, and
//! the last ones, are in `docs/performance.md`.

// A benchmark may give up; the allowance in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod yardsticks {
    pub(crate) mod bill;
    pub(crate) mod check;
    pub(crate) mod cold;
    pub(crate) mod customers;
    pub(crate) mod decisions;
    pub(crate) mod jinja2;
    pub(crate) mod machine;
    pub(crate) mod memory;
    pub(crate) mod noop;
    pub(crate) mod project;
    pub(crate) mod python;
    pub(crate) mod rendering;
    pub(crate) mod run;
    pub(crate) mod spread;
    pub(crate) mod startup;
    pub(crate) mod table;
    pub(crate) mod tree;
    pub(crate) mod vpn;
}

use std::path::PathBuf;

use clap::Parser;
use yardsticks::table::Row;
use yardsticks::{bill, check, cold, decisions, jinja2, machine, memory, noop, startup, vpn};

type Measure = fn(&Bench) -> Vec<Row>;

const YARDSTICKS: [(&str, Measure); 9] = [
    ("startup", startup::rows),
    ("check", check::rows),
    ("cold", cold::rows),
    ("noop", noop::rows),
    ("memory", memory::rows),
    ("jinja2", jinja2::rows),
    ("decisions", decisions::rows),
    ("bill", bill::rows),
    ("vpn", vpn::rows),
];

/// Measure qalyp beside its yardsticks
#[derive(Debug, Parser)]
struct Args {
    /// Which yardsticks; all if none is named
    #[arg(value_parser = YARDSTICKS.map(|(name, _)| name))]
    names: Vec<String>,
    /// Work below this folder instead of the one for temporary files: another file system
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The servers of the generated project
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    servers: usize,
    /// The pairs of runs that are made of each: one of ours, one of the yardstick
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

/// Where and how much is measured.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    servers: usize,
    runs: usize,
}

fn main() {
    let args = Args::parse();
    let parent = args.dir.unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new().prefix("qalyp-bench-").tempdir_in(&parent);
    let folder = folder.expect("the folder can be written");
    let bench = Bench { folder, servers: args.servers, runs: args.runs };
    println!("{}", machine::facts(&bench));
    println!("{}", Row::HEAD);
    for (name, rows) in YARDSTICKS {
        if args.names.is_empty() || args.names.iter().any(|wanted| wanted == name) {
            for row in rows(&bench) {
                println!("{row}");
            }
        }
    }
    println!("\n{}", machine::load());
}
