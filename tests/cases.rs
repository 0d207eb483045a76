//! Every rule of the contract, by worked cases: `tests/cases/*.yaml` are read as `qalyp bill test`
//! reads them.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use qalyp::blueprint::{Limits, Node, Value, trees};
use qalyp::cases::{self, Failure, File, rules};
use qalyp::contract::terms::{ParameterType, ScalarType, by_id};
use qalyp::diagnostics::{SourceId, Sources};

/// Names and texts of the case files.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 5, "{}", files.len());
    files
}

/// The ids of the cases of a text that passed, and why the others did not.
fn outcomes(name: &str, text: &str) -> BTreeMap<String, Result<(), String>> {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let file = File::read(&sources, id, Limits::default()).unwrap_or_else(|f| panic!("{f:?}"));
    assert_eq!(file.noted, []);
    let verdicts = cases::run([&file], |_, _| true);
    let told = verdicts.into_iter().map(|verdict| {
        let outcome = match verdict.failure {
            None => Ok(()),
            Some(Failure::Differs { differences, .. }) => Err(format!("{differences:#?}")),
            Some(Failure::NotRun(found)) => Err(format!("not run: {found:#?}")),
        };
        (verdict.id.to_owned(), outcome)
    });
    told.collect()
}

fn tree(text: &str) -> Node {
    let mut all = trees(SourceId(0), text, Limits::default());
    assert_eq!(all.len(), 1);
    all.remove(0).unwrap()
}

/// The mappings of a file's cases.
fn cases_of(root: &Node) -> &[Node] {
    match &root.get("cases").unwrap().value.value {
        Value::List(cases) => cases,
        other => panic!("{other:?}"),
    }
}

fn text_of<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).unwrap().value.as_text().unwrap()
}

#[test]
fn every_case_passes() {
    let mut wrong = Vec::new();
    let mut passed = 0;
    for (name, text) in files() {
        for (id, outcome) in outcomes(&name, &text) {
            match outcome {
                Ok(()) => passed += 1,
                Err(why) => wrong.push(format!("{id}: {why}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(passed >= 200, "{passed} cases");
}

/// Single values, in the order in which they are written.
fn leaves<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match &node.value {
        Value::Scalar { .. } => found.push(node),
        Value::List(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| leaves(&entry.value, found)),
    }
}

/// Another value of the same type.
fn other(node: &Node) -> String {
    let Value::Scalar { text, plain } = &node.value else { panic!("{node:?}") };
    match &**text {
        "true" if *plain => "false".to_owned(),
        "false" if *plain => "true".to_owned(),
        "null" if *plain => "\"0.00\"".to_owned(),
        number if *plain && number.parse::<i64>().is_ok() => format!("{number}1"),
        // The last digit, so that a date stays a date and a sum a sum.
        text => match text.strip_suffix(|c: char| c.is_ascii_digit()) {
            Some(rest) if !text.ends_with("+05:00") => {
                let last = text.as_bytes()[text.len() - 1] - b'0';
                format!("\"{rest}{}\"", (last + 1) % 10)
            }
            _ if text.ends_with("+05:00") => format!("\"{}\"", text.replace("+05:00", "+04:00")),
            _ => format!("\"not_{text}\""),
        },
    }
}

#[test]
fn every_value_of_every_expectation_can_fail() {
    let mut mutated = 0;
    for (name, text) in files() {
        let root = tree(&text);
        let expected: Vec<(&str, Vec<&Node>)> = cases_of(&root)
            .iter()
            .map(|case| {
                let mut found = Vec::new();
                leaves(&case.get("expect").unwrap().value, &mut found);
                (text_of(case, "id"), found)
            })
            .collect();
        let most = expected.iter().map(|(_, found)| found.len()).max().unwrap();
        // One value of each case at a time: the first of all cases, then the second, and so on.
        for index in 0..most {
            let mut changed = text.clone();
            let mut touched = BTreeSet::new();
            for (id, found) in expected.iter().rev() {
                let Some(node) = found.get(index) else { continue };
                let range = node.span.start as usize..node.span.end as usize;
                changed.replace_range(range, &other(node));
                touched.insert((*id).to_owned());
            }
            for (id, outcome) in outcomes(&name, &changed) {
                assert_eq!(outcome.is_err(), touched.contains(&id), "{id}, value {index}");
                assert!(!outcome.is_err_and(|why| why.starts_with("not run")), "{id}");
            }
            mutated += touched.len();
        }
    }
    assert!(mutated > 800, "{mutated} values");
}

#[test]
fn every_rule_and_every_value_of_every_policy_occurs() {
    let mut tested: BTreeSet<String> = BTreeSet::new();
    let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in files() {
        let root = tree(&text);
        let defaults = &root.get("meta").unwrap().value.get("defaults").unwrap().value;
        let mut note = |policies: &Node, uses: Option<&[&str]>| {
            let Value::Map(entries) = &policies.value else { panic!("{policies:?}") };
            for entry in entries {
                let used = uses.is_none_or(|uses| uses.contains(&&*entry.key));
                assert!(used, "{} is set for a rule that never asks it", entry.key);
                let value = entry.value.as_text().unwrap().replace('_', "-");
                values.entry(entry.key.to_string()).or_default().insert(value);
            }
        };
        note(defaults, None);
        for case in cases_of(&root) {
            let rule = rules::by_id(text_of(case, "rule")).unwrap();
            tested.insert(rule.id.to_owned());
            if let Some(policy) = case.get("policy") {
                note(&policy.value, Some(rule.uses));
            }
        }
    }
    let all: BTreeSet<_> = rules::all().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(tested, all);
    assert_eq!(all.len(), 24);
    for (id, found) in &values {
        let at_least = match by_id(id).unwrap().kind {
            ParameterType::Scalar(ScalarType::Word(words)) => words.len(),
            _ => 2,
        };
        assert!(found.len() >= at_least, "{id}: only {found:?}");
    }
    let used: BTreeSet<&str> = rules::all().flat_map(|rule| rule.uses.iter().copied()).collect();
    let known: BTreeSet<&str> = cases::POLICIES.into_iter().collect();
    assert_eq!(used, known);
    // The two tables are no policies of a case.
    assert_eq!(values.len(), known.len() - 2);
}

#[test]
fn the_page_about_cases_names_everything_and_its_example_passes() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/billing/cases.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, example) = page.split_once("```yaml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let told = outcomes("cases.md", example);
    assert!(told.len() >= 2 && told.values().all(Result::is_ok), "{told:?}");
    let rules = rules::all().map(|rule| rule.id);
    let policies = cases::POLICIES.into_iter().filter(|id| !id.ends_with("causes"));
    for name in rules.chain(policies.filter(|id| !id.ends_with("priorities"))) {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
    // Every key that an answer of the files has is on the page.
    for (_, text) in files() {
        for case in cases_of(&tree(&text)) {
            for part in ["given", "expect"] {
                let Value::Map(entries) = &case.get(part).unwrap().value.value else { panic!() };
                for entry in entries {
                    let key = &entry.key;
                    let named = ["", "?", "[]", "{}", "?[]"];
                    let named = named.iter().any(|end| page.contains(&format!("`{key}{end}`")));
                    assert!(named, "{key}");
                }
            }
        }
    }
}

/// A piece that a person, a program or somebody with bad intent could put into a file.
const PIECES: [&str; 24] = [
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "\n",
    "\n  ",
    "- ",
    "&a ",
    "*a",
    "!!x ",
    "<<: ",
    "null",
    "true",
    "-1",
    "99999999999999999999",
    "\"99999999999999.99\"",
    "\"9999-12-31T23:59:59+05:00\"",
    "\"2999-12-31T23:59:59-18:00\"",
    "1e999",
    "\u{0}\u{202e}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_it_panic(
        file in 0..5_usize, cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..PIECES.len()), 1..4)
    ) {
        let (name, mut text) = files().swap_remove(file);
        for (at, length, piece) in cuts {
            let boundary = |mut at: usize| {
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let start = boundary(at.index(text.len()));
            let end = boundary((start + length).min(text.len()));
            text.replace_range(start..end, PIECES[piece]);
        }
        let mut sources = Sources::default();
        let id = sources.add(name, text);
        if let Ok(file) = File::read(&sources, id, Limits::default()) {
            prop_assert_eq!(cases::run([&file], |_, _| true).len(), file.len());
        }
    }
}
