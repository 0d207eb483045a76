//! The comparison with what a case expects: exact and complete.

use std::collections::BTreeSet;

use super::answer::{Output, Said};
use super::scalar::{Scalar, scalar};
use crate::blueprint::{Entry, Node, Value};
use crate::contract::{Basis, Instant};
use crate::diagnostics::Span;

/// Where an answer is not the expected one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key, as in `lines[0].refund`.
    pub key: String,
    /// The place of the expectation, or of the mapping that lacks it.
    pub span: Span,
    /// What the case expects, as it is written there; absent where it says nothing.
    pub expected: Option<String>,
    /// What the rule answers; absent where it says nothing.
    pub got: Option<String>,
}

/// Every difference between an expectation and an answer.
pub(super) fn differences(expect: &Node, got: &Output, basis: &Basis<'_>) -> Vec<Difference> {
    let mut comparison = Comparison { basis, found: Vec::new() };
    comparison.map("", expect, got);
    comparison.found
}

struct Comparison<'a> {
    basis: &'a Basis<'a>,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn differs(&mut self, key: &str, node: &Node, got: &Said) {
        self.found.push(Difference {
            key: key.to_owned(),
            span: node.span,
            expected: Some(shown(node)),
            got: Some(got.shown(self.basis)),
        });
    }

    fn value(&mut self, key: &str, node: &Node, got: &Said) {
        let same = match got {
            Said::Map(map) if matches!(node.value, Value::Map(_)) => {
                return self.map(key, node, map);
            }
            Said::List(all) => match &node.value {
                Value::List(nodes) => return self.list(key, node, nodes, all),
                _ => false,
            },
            Said::Null => scalar(node) == Some(Scalar::Null),
            Said::Switch(on) => scalar(node) == Some(Scalar::Switch(*on)),
            Said::Whole(number) => scalar(node) == Some(Scalar::Whole(*number)),
            // Two instants are compared as points in time.
            Said::Moment(moment) => match scalar(node) {
                Some(Scalar::Text(text)) => text.parse::<Instant>().as_ref() == Ok(moment),
                _ => false,
            },
            _ => match (scalar(node), got.text(self.basis)) {
                (Some(Scalar::Text(text)), Some(said)) => text == said,
                _ => false,
            },
        };
        if !same {
            self.differs(key, node, got);
        }
    }

    fn map(&mut self, key: &str, node: &Node, got: &Output) {
        let entries: &[Entry] = match &node.value {
            Value::Map(entries) => entries,
            _ => &[],
        };
        let mut seen = BTreeSet::new();
        for entry in entries {
            let key = below(key, &entry.key);
            let again = !seen.insert(&*entry.key);
            match got.get(&entry.key) {
                Some(said) if !again => self.value(&key, &entry.value, said),
                _ => self.found.push(Difference {
                    key,
                    span: entry.key_span,
                    expected: Some(shown(&entry.value)),
                    got: None,
                }),
            }
        }
        for (name, said) in got.iter().filter(|(name, _)| !seen.contains(name)) {
            self.found.push(Difference {
                key: below(key, name),
                span: node.span,
                expected: None,
                got: Some(said.shown(self.basis)),
            });
        }
    }

    fn list(&mut self, key: &str, node: &Node, nodes: &[Node], got: &[Said]) {
        for index in 0..nodes.len().max(got.len()) {
            let key = format!("{key}[{index}]");
            match (nodes.get(index), got.get(index)) {
                (Some(node), Some(said)) => self.value(&key, node, said),
                (expected, said) => self.found.push(Difference {
                    key,
                    span: expected.map_or(node.span, |node| node.span),
                    expected: expected.map(shown),
                    got: said.map(|said| said.shown(self.basis)),
                }),
            }
        }
    }
}

fn below(key: &str, name: &str) -> String {
    if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") }
}

/// A node on one line, so that text and numbers are told apart.
fn shown(node: &Node) -> String {
    match &node.value {
        Value::Scalar { .. } => scalar(node).map(|one| one.to_string()).unwrap_or_default(),
        Value::List(all) => {
            format!("[{}]", all.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) => {
            let pair = |entry: &Entry| format!("{}: {}", entry.key, shown(&entry.value));
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}
