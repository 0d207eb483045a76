//! `docs/coverage.md` tells the truth: every clause of the contract and every item of its lists has a
//! row, every key is one of the language, every pattern matches a file that the example makes, and
//! every command answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // In a test a panic is the message.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use qalyp::blueprint::kinds::Kind;
use qalyp::blueprint::{Limits, load, schema};
use qalyp::contract::Choice as _;
use qalyp::contract::terms::{Clause, Item, Terms, by_id, parameters};
use serde_json::Value;
use walkdir::WalkDir;

const PAGE: &str = include_str!("../docs/coverage.md");

/// A row of the table.
struct Row {
    clause: &'static str,
    item: &'static str,
    keys: &'static str,
    artefacts: &'static str,
    command: &'static str,
}

fn rows() -> Vec<Row> {
    let table = PAGE.lines().skip_while(|line| !line.starts_with("| clause ")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let rows: Vec<Row> = rows
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [clause, item, keys, artefacts, command] = cells[..] else { panic!("{line}") };
            Row { clause, item: item.trim_matches('`'), keys, artefacts, command }
        })
        .collect();
    assert!(rows.len() > 60, "{}", rows.len());
    rows
}

/// What stands in backquotes; a cell without any has to say why.
fn quoted(cell: &'static str) -> Vec<&'static str> {
    let found: Vec<_> = cell.split('`').skip(1).step_by(2).collect();
    let explained = ["none: ", "later: "].iter().any(|word| cell.contains(word));
    assert!(!found.is_empty() || explained, "a cell says neither what nor why not: {cell:?}");
    found
}

/// The shipped edition.
fn terms() -> (BTreeSet<Clause>, Terms) {
    let loaded = load(Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new(), Limits::default());
    let edition = loaded.blueprints.terms[0].edition().unwrap();
    (edition.titles.keys().copied().collect(), edition.terms)
}

#[test]
fn every_clause_and_every_item_has_a_row_and_no_row_is_about_another() {
    let (clauses, terms) = terms();
    let mut expected: BTreeSet<(String, String)> =
        clauses.iter().map(|clause| (clause.name().to_owned(), String::new())).collect();
    let lists: [(&str, &[Item]); 5] = [
        ("2.1", &terms.scope.included),
        ("2.2", &terms.scope.paid_addons),
        ("2.3", &terms.scope.preinstalled),
        ("2.4", &terms.scope.optional),
        ("2.5", &terms.scope.excluded),
    ];
    for (clause, items) in lists {
        assert!(!items.is_empty());
        expected.extend(items.iter().map(|item| (clause.to_owned(), item.name.clone())));
    }
    let rows = rows();
    let found: BTreeSet<_> =
        rows.iter().map(|row| (row.clause.to_owned(), row.item.to_owned())).collect();
    assert_eq!(found.len(), rows.len(), "a row stands twice");
    let missing: Vec<_> = expected.difference(&found).collect();
    let unknown: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, unknown {unknown:?}");
}

#[test]
fn every_parameter_of_the_terms_is_named_beside_a_clause_that_it_bears_on() {
    let rows = rows();
    for parameter in parameters() {
        let key = format!("terms:{}", parameter.id);
        let clauses: Vec<_> = parameter.clauses.iter().map(|clause| clause.name()).collect();
        let named = rows
            .iter()
            .any(|row| clauses.contains(&row.clause) && quoted(row.keys).contains(&key.as_str()));
        assert!(named, "{key} belongs to {clauses:?}");
    }
}

/// Whether a schema has the key, whose steps are the keys of mappings; `[]` goes into a list.
fn has(kind: Kind, path: &str) -> bool {
    let schema = schema(kind);
    let resolve = |value: &Value| match value["$ref"].as_str() {
        Some(place) => schema.pointer(place.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => value.clone(),
    };
    let mut here = schema.clone();
    for step in path.split('.') {
        let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        here = resolve(&here["properties"][name]);
        if is_list {
            here = resolve(&here["items"]);
        }
        if here.is_null() {
            return false;
        }
    }
    true
}

#[test]
fn every_key_is_one_of_the_language() {
    assert!(has(Kind::Customer, "servers[].vpn.users[].name"));
    assert!(!has(Kind::Customer, "servers[].vpn.users[].nam"));
    for row in rows() {
        for key in quoted(row.keys) {
            if let Some(id) = key.strip_prefix("terms:") {
                assert!(by_id(id).is_some(), "{}: no parameter {id}", row.clause);
                continue;
            }
            let (kind, path) = key.split_once('.').unwrap_or_else(|| panic!("{key}"));
            let kind = Kind::from_word(kind).unwrap_or_else(|| panic!("{key}"));
            assert!(has(kind, path), "{}: the language has no key {key}", row.clause);
        }
    }
}

/// Whether a path is what a pattern says: `*` stands for any characters of one name.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((head, rest)) => path.strip_prefix(head).is_some_and(|path| {
            let ends = path.find('/').unwrap_or(path.len());
            (0..=ends).any(|at| path.is_char_boundary(at) && matches(rest, &path[at..]))
        }),
    }
}

#[test]
fn every_pattern_matches_a_file_of_the_example() {
    assert!(matches("a/*/c-*.md", "a/b/c-d.md") && !matches("a/*.md", "a/b/c.md"));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let built = Command::new(env!("CARGO_BIN_EXE_qalyp"))
        .args(["build", env!("CARGO_MANIFEST_DIR"), "--at", "2026-11-22", "-o"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let files: Vec<String> = WalkDir::new(&out)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(&out).unwrap().to_str().unwrap().to_owned())
        .collect();
    for row in rows() {
        for pattern in quoted(row.artefacts).into_iter().filter(|quoted| quoted.contains('/')) {
            let found = files.iter().any(|path| matches(pattern, path));
            assert!(found, "{} {}: no file is {pattern}", row.clause, row.item);
        }
    }
}

#[test]
fn every_command_answers() {
    let mut commands = BTreeSet::new();
    for row in rows() {
        commands.extend(quoted(row.command));
    }
    for command in commands {
        let mut words = command.split(' ');
        assert_eq!(words.next(), Some("qalyp"), "{command}");
        let words: Vec<_> = words.collect();
        // With an argument it is asked; alone it says what it is for, and so does a question of money
        // or time, which needs a server, or of keys, which the example has not.
        let is_asked = words.len() > 1 && !["bill", "sla", "vpn"].contains(&words[0]);
        let more: &[&str] = if is_asked { &[] } else { &["--help"] };
        let output = Command::new(env!("CARGO_BIN_EXE_qalyp"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(&words)
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
