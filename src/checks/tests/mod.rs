//! What the pages in `docs/checks` do not show: the edges of the rules, and that they agree with a
//! slower way of asking the same.

mod invariants;
mod names;
mod networks;
mod prices;
mod publications;
mod registry;
mod sizing;
mod uniqueness;
mod vpn;

use std::fs;
use std::path::Path;

use crate::blueprint::{Limits, Loaded, load_texts};
use crate::checks::check;
use crate::diagnostics::Report;
use crate::fleet::Catalogue;

/// The day on which everything here is judged.
const AT: &str = "2026-11-22";

fn file(path: &str) -> (String, String) {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    (path.to_owned(), fs::read_to_string(whole).unwrap())
}

/// The base project of the pages without its customer, with other documents added.
fn project(documents: &str) -> Loaded {
    let base = [
        "golden-tests/base/blueprints/provider.yaml",
        "golden-tests/base/blueprints/offer.yaml",
        "blueprints/terms/2026-01-16.yaml",
        "blueprints/calendars/kazakhstan.yaml",
    ];
    let mut texts: Vec<_> = base.into_iter().map(file).collect();
    texts.push(("added.yaml".to_owned(), documents.to_owned()));
    let loaded = load_texts(texts, Limits::default());
    assert!(loaded.report.is_empty(), "{:#?}\n{documents}", loaded.report);
    loaded
}

fn judge(documents: &str) -> Report {
    judge_at(documents, AT)
}

fn judge_at(documents: &str, at: &str) -> Report {
    let loaded = project(documents);
    check(&Catalogue::new(&loaded.blueprints), at.parse().unwrap())
}

/// The codes that documents get, in the order of their places.
fn codes(documents: &str) -> Vec<&'static str> {
    judge(documents).findings().iter().map(|finding| finding.code.0).collect()
}

/// A customer with servers; each is a name and the keys that differ.
fn customer(servers: &[&str]) -> String {
    let mut text = "kind: customer\nname: romashka\ntitle: ТОО «Ромашка»\n\
        contact: {name: Айгерім, email: it@romashka.example, language: ru}\nservers:\n"
        .to_owned();
    for (i, keys) in servers.iter().enumerate() {
        let mut server = vec![
            ("name", format!("server-{i}")),
            ("domain", format!("server-{i}")),
            ("address", format!("203.0.113.{}", 10 + i)),
            ("tariffs", "[{since: 2026-02-01, tariff: start}]".to_owned()),
            ("platform", "{version: 8.3.25.1445, licence: prof}".to_owned()),
        ];
        for line in keys.lines() {
            let (key, value) = line.trim().split_once(": ").unwrap();
            match server.iter_mut().find(|(known, _)| *known == key) {
                Some((_, old)) => value.clone_into(old),
                None => server.push((key, value.to_owned())),
            }
        }
        for (j, (key, value)) in server.iter().enumerate() {
            text.push_str(if j == 0 { "  - " } else { "    " });
            text.push_str(&format!("{key}: {value}\n"));
        }
    }
    text
}

/// One server with these keys.
fn server(keys: &str) -> String {
    customer(&[keys])
}
