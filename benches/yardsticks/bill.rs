//! `bill run` over many customers beside the reading of the same blueprints and facts.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::blueprint::{self, Limits};
use qalyp::ledger::{self, Inputs};

use super::project::{self, Layout};
use super::run::{peak, qalyp_found, text, timed};
use super::spread::{Pairs, Spread};
use super::table::{Hold, Row};
use crate::Bench;

/// Customers for each server that the other yardsticks have: 100,000 where those have 10,000.
const FOLD: usize = 10;
/// The moment of the run: the first period of some has ended, of others it has not.
const AT: &str = "--at=2026-03-15T12:00:00+05:00";

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let customers = bench.servers * FOLD;
    let root = generate(bench.folder.path(), customers);
    let arguments = ["bill", "run", AT, text(&root)];
    let pairs =
        Pairs::measure(bench.runs, || qalyp_found(&arguments), || timed(|| read(&root)), || ());
    let peaks = (0..bench.runs).map(|_| peak(&arguments));
    vec![
        Row::slower(
            format!("`bill run`, {customers} customers"),
            "reading the same blueprints and facts",
            &pairs,
            Hold::Nothing,
        ),
        Row::mebibytes("peak memory of `bill run`".to_owned(), Spread::of(peaks), Hold::Nothing),
    ]
}

fn read(root: &Path) {
    let mut loaded = blueprint::load(root, Vec::new(), Limits::default());
    let paths = loaded.ledger.iter().cloned().collect();
    let inputs = Inputs { paths, ..Inputs::default() };
    let facts = ledger::load(inputs, Limits::default(), &mut loaded.sources);
    assert!(!facts.ledger.facts().is_empty(), "there are facts");
}

/// The shipped example with so many customers and a ledger for them.
fn generate(below: &Path, customers: usize) -> PathBuf {
    let root = project::generate(&below.join("billed"), 0, Layout::OneFile);
    let (mut documents, mut facts) = (String::new(), String::new());
    for number in 0..customers {
        documents += &customer(number);
        facts += &life(number);
    }
    fs::write(root.join("blueprints/customers/all.yaml"), documents).expect("there is room");
    fs::create_dir_all(root.join("ledger")).expect("the folder can be written");
    fs::write(root.join("ledger/all.jsonl"), facts).expect("there is room");
    root
}

fn customer(number: usize) -> String {
    let (high, middle, low) = (18 + number / 65_536, number / 256 % 256, number % 256);
    format!(
        "---\n\
         kind: customer\n\
         name: customer-{number:06}\n\
         title: ТОО «Клиент № {number}»\n\
         contact: {{name: Айгерім Сәрсенова, email: it@c{number:06}.example, language: ru}}\n\
         servers:\n\
         \x20 - name: server-{number:06}\n\
         \x20   domain: c{number:06}\n\
         \x20   address: 198.{high}.{middle}.{low}\n\
         \x20   tariffs: [{{since: 2026-01-20, tariff: start}}]\n\
         \x20   platform: {{version: 8.3.25.1445, licence: prof}}\n"
    )
}

/// Order, payment, connection, first period; some renew by themselves, some cannot pay, some give up.
fn life(number: usize) -> String {
    let day = 1 + number % 28;
    let server = format!("server-{number:06}");
    let mut facts = String::new();
    let mut fact = |kind: &str, rest: String| {
        let _ = writeln!(facts, "{{\"fact\": \"{kind}\", \"id\": \"{kind}-{number}\", {rest}}}");
    };
    fact(
        "request",
        format!(
            "\"server\": \"{server}\", \"at\": \"2026-01-30T09:00:00+05:00\", \"wants\": \"connect\", \"tariff\": \"start\""
        ),
    );
    let paid = if number.is_multiple_of(3) { "15990.00" } else { "31980.00" };
    fact(
        "payment",
        format!(
            "\"customer\": \"customer-{number:06}\", \"at\": \"2026-01-31T09:00:00+05:00\", \"amount\": \"{paid} KZT\""
        ),
    );
    fact(
        "activation",
        format!("\"server\": \"{server}\", \"at\": \"2026-02-{day:02}T10:00:00+05:00\""),
    );
    fact(
        "debit",
        format!(
            "\"server\": \"{server}\", \"at\": \"2026-02-{day:02}T10:00:00+05:00\", \"amount\": \"15990.00 KZT\", \"for\": \"tariff\", \"covers\": {{\"from\": \"2026-02-{day:02}T10:00:00+05:00\", \"until\": \"2026-03-{day:02}T10:00:00+05:00\"}}"
        ),
    );
    if !number.is_multiple_of(5) {
        fact(
            "auto-renewal",
            format!(
                "\"server\": \"{server}\", \"at\": \"2026-03-01T09:30:00+05:00\", \"enabled\": true"
            ),
        );
    }
    facts
}
