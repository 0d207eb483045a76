//! `docs/billing/policies.md` has a row for every parameter of the terms, with its clause, its default
//! and every other value that it can have; the page of the inconsistencies names parameters that exist.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // In a test a panic is the message.

use std::collections::BTreeMap;

use qalyp::contract::terms::{Parameter, ParameterType, ScalarType, by_id, parameters};

const PAGE: &str = include_str!("../docs/billing/policies.md");
const INCONSISTENCIES: &str = include_str!("../docs/billing/inconsistencies.md");

/// The rows by the id of their parameter: clause, values, reason.
fn rows() -> BTreeMap<&'static str, [&'static str; 3]> {
    let mut rows = BTreeMap::new();
    for line in PAGE.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, clause, values, why] = cells[..] else { panic!("{line}") };
        let id = id.trim_matches('`');
        assert!(rows.insert(id, [clause, values, why]).is_none(), "{id} twice");
    }
    rows
}

/// What the page has to list: the default, then every other value that can be listed.
fn values(parameter: &Parameter) -> String {
    let Some(default) = parameter.default else { return "stated".to_owned() };
    let all: Vec<String> = match parameter.kind {
        ParameterType::Scalar(ScalarType::Word(words)) => {
            words.iter().map(|word| (*word).to_owned()).collect()
        }
        ParameterType::Scalar(ScalarType::Switch) => vec!["true".to_owned(), "false".to_owned()],
        ParameterType::Scalar(ScalarType::Number(numbers)) => {
            numbers.iter().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    };
    let others = all.into_iter().filter(|value| value != default);
    let listed = std::iter::once(default.to_owned()).chain(others).map(|it| format!("`{it}`"));
    listed.collect::<Vec<_>>().join(", ")
}

#[test]
fn every_parameter_has_a_row_and_a_reason() {
    let rows = rows();
    for parameter in parameters() {
        let id = parameter.id;
        let [clause, said, why] = rows.get(id).unwrap_or_else(|| panic!("{id} has no row"));
        assert_eq!(*clause, parameter.clause().to_string(), "{id}");
        assert_eq!(*said, values(parameter), "{id}");
        assert!(why.len() > 12 && why.ends_with('.'), "{id}: {why}");
    }
    for id in rows.keys() {
        assert!(by_id(id).is_some(), "there is no parameter {id}");
    }
}

#[test]
fn the_inconsistencies_name_parameters_that_exist() {
    let named = INCONSISTENCIES.split('`').skip(1).step_by(2);
    let ids: Vec<&str> = named.collect();
    assert!(ids.len() > 12, "{ids:?}");
    for id in ids {
        assert!(by_id(id).is_some(), "there is no parameter {id}");
    }
}
