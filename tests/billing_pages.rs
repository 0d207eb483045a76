//! The pages about billing say of each policy what the compiler has: its values and its default.

use std::collections::BTreeSet;

use qalyp::contract::Choice;
use qalyp::contract::terms::{Clause, Parameter, ParameterType, ScalarType, bearing_on, by_id};

/// The rows `| key | values | why |` of a page that are about a policy.
fn policies(page: &str) -> Vec<(&'static Parameter, &str)> {
    page.lines().filter_map(policy).collect()
}

fn policy(line: &str) -> Option<(&'static Parameter, &str)> {
    let (key, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
    let (values, _) = rest.split_once(" | ")?;
    Some((by_id(key)?, values))
}

fn words(parameter: &Parameter) -> Vec<&'static str> {
    match parameter.kind {
        ParameterType::Scalar(ScalarType::Word(words)) => words.to_vec(),
        ParameterType::Scalar(ScalarType::Switch) => vec!["true", "false"],
        _ => Vec::new(),
    }
}

#[test]
fn renewal_and_refund_list_every_policy_with_its_values_and_default() {
    let page = include_str!("../docs/billing/renewal-and-refund.md");
    let rows = policies(page);
    for (parameter, values) in &rows {
        if let Some(default) = parameter.default {
            let bold = format!("**`{default}`**");
            assert!(values.starts_with(&bold), "{}: {values} is not {bold} first", parameter.id);
        }
        for word in words(parameter) {
            assert!(values.contains(&format!("`{word}`")), "{}: {word} is missing", parameter.id);
        }
    }
    let listed: BTreeSet<_> = rows.iter().map(|(parameter, _)| parameter.id).collect();
    assert_eq!(listed.len(), rows.len(), "a policy stands twice");
    // What the page does not list in a table: the deletion, of which nothing is to choose, the
    // hand-over message, and whether prices include the tax.
    let elsewhere = ["delete.mode", "handover.message", "handover.password", "price.includes_vat"];
    for &clause in Clause::ALL.iter().filter(|one| is_of_the_page(**one)) {
        for parameter in bearing_on(clause).filter(|one| !elsewhere.contains(&one.id)) {
            assert!(listed.contains(parameter.id), "{} is not on the page", parameter.id);
        }
    }
}

/// 3.2, 3.3 and 4.1 to 4.8.
fn is_of_the_page(clause: Clause) -> bool {
    clause.name().starts_with("4.") || ["3.2", "3.3"].contains(&clause.name())
}
