//! JSON Schema and reference of the facts, from the same declarations as the decoder.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::facts::{Fact, FactKind};
use crate::blueprint::reference::records;
use crate::blueprint::schema::{mapping, text};
use crate::blueprint::shape::{Shape, Shapes};

/// The kinds in the order in which a person reads of them: along the life of a service, then its
/// level.
const KINDS: [FactKind; 20] = [
    FactKind::Request,
    FactKind::Invoice,
    FactKind::Payment,
    FactKind::Handover,
    FactKind::Activation,
    FactKind::Debit,
    FactKind::AutoRenewal,
    FactKind::Refusal,
    FactKind::Refund,
    FactKind::Bonus,
    FactKind::Settlement,
    FactKind::Reversal,
    FactKind::Outage,
    FactKind::Maintenance,
    FactKind::Claim,
    FactKind::Ticket,
    FactKind::Pause,
    FactKind::Response,
    FactKind::Solution,
    FactKind::Notice,
];

/// The JSON Schema of a document of a ledger: a fact or a list of facts.
pub fn schema() -> Value {
    let mut shapes = Shapes::default();
    let mut kinds = Vec::new();
    let mut own = Vec::new();
    for kind in KINDS {
        if let Shape::Record(name) = Fact::shape(kind, &mut shapes) {
            kinds.push(json!({"$ref": format!("#/$defs/{name}")}));
            own.push((name, kind));
        }
    }
    let mut definitions = Map::new();
    definitions.insert("Fact".to_owned(), json!({"oneOf": kinds}));
    for (name, record) in shapes.iter() {
        let mut definition = mapping(&record.fields);
        definition["description"] = json!(text(record.doc));
        if let Some((_, kind)) = own.iter().find(|(fact, _)| *fact == name) {
            definition["properties"]["fact"] = json!({"const": kind.word()});
        }
        definitions.insert(name.to_owned(), definition);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "facts of a ledger",
        "description": "A fact of money or time, or a list of them.",
        "anyOf": [
            {"$ref": "#/$defs/Fact"},
            {"type": "array", "items": {"$ref": "#/$defs/Fact"}},
        ],
        "$defs": definitions,
    })
}

/// Every key of every kind of fact, with its meaning, in Markdown.
pub fn reference() -> String {
    let mut page = String::new();
    let mut seen = Vec::new();
    for kind in KINDS {
        let mut shapes = Shapes::default();
        let root = Fact::shape(kind, &mut shapes);
        let _ = writeln!(page, "\n## `fact: {kind}`");
        records(&mut page, &shapes, &root, &mut seen);
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FactKind, KINDS};

    #[test]
    fn no_kind_is_left_out() {
        let described: BTreeSet<_> = KINDS.iter().map(|kind| kind.word()).collect();
        assert_eq!(described, FactKind::WORDS.iter().copied().collect());
    }
}
