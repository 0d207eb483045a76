//! An edition of the contract. Its parameters are declared in `contract::terms`; this file reads
//! them from a document without knowing any of them.

use std::collections::BTreeMap;

use super::Localized;
use crate::blueprint::decode::{Decode, Faults, Fields, Required, Spanned, record};
use crate::blueprint::fault::Fault;
use crate::blueprint::shape::{Field, Shape, Shapes};
use crate::blueprint::tree::{Node, Value};
use crate::blueprint::units::Name;
use crate::contract::terms::{
    self, Clause, Item, Parameter, ParameterType, ParameterValue, ScalarType, TableShape,
    TermsEdition, written_under,
};
use crate::contract::{Choice, Date, Trilingual};

record! {
    /// One edition of the contract (the service terms), as parameters by clause.
    pub struct Terms("an edition of the terms") {
        /// `terms`.
        "kind" => kind: super::Kind,
        /// Its name, which decisions cite.
        "name" => name: Spanned<Name>,
        /// The first day on which it is in force.
        "effective-from" => effective_from: Spanned<Date>,
        /// What the clauses say.
        "clauses" => clauses: Required<Clauses>,
    }
}

impl Terms {
    /// The edition, if every parameter was read.
    pub fn edition(&self) -> Option<TermsEdition> {
        let clauses = self.clauses.get()?;
        Some(TermsEdition {
            name: self.name.to_string(),
            effective_from: self.effective_from.value,
            titles: clauses.titles.clone(),
            terms: clauses.terms.clone(),
        })
    }

    /// The parameters, if every one was read.
    pub fn parameters(&self) -> Option<&terms::Terms> {
        self.clauses.get().map(|clauses| &clauses.terms)
    }

    /// Where a parameter is written; `None` where its default holds.
    pub fn place(&self, id: &str) -> Option<crate::diagnostics::Span> {
        self.clauses.get()?.places.get(id).copied()
    }
}

/// The clauses of an edition.
#[derive(Clone, Debug)]
pub struct Clauses {
    /// What each clause is called.
    pub titles: BTreeMap<Clause, Trilingual>,
    /// What they say.
    pub terms: terms::Terms,
    places: BTreeMap<&'static str, crate::diagnostics::Span>,
}

const TITLE: &str = "title";

impl Decode for Clauses {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        Fields::open(node, "the clauses", Clause::NAMES, faults)?;
        let mut titles = BTreeMap::new();
        for &clause in Clause::ALL {
            let Some(entry) = node.get(clause.name()) else { continue };
            let known: Vec<&'static str> =
                std::iter::once(TITLE).chain(written_under(clause).map(|p| p.key)).collect();
            let Some(mut fields) = Fields::open(&entry.value, "a clause", &known, faults) else {
                continue;
            };
            if let Some(title) = fields.take::<Localized>(TITLE, faults) {
                titles.insert(clause, title.to_trilingual());
            }
            fields.close(faults);
        }
        let mut places = BTreeMap::new();
        let terms = terms::Terms::assemble(&mut |parameter| {
            let clause = node.get(parameter.clause().name());
            match clause.and_then(|clause| clause.value.get(parameter.key)) {
                Some(entry) => {
                    places.insert(parameter.id, entry.value.span);
                    value(parameter.key, parameter.kind, &entry.value, faults)
                }
                None => default(parameter, clause.map_or(node.span, |c| c.key_span), faults),
            }
        })?;
        Some(Self { titles, terms, places })
    }

    fn shape(shapes: &mut Shapes) -> Shape {
        let clause = |clause: Clause, shapes: &mut Shapes| {
            let title = Field {
                key: TITLE,
                doc: "A short title.",
                required: true,
                shape: Localized::shape(shapes),
            };
            let parameters = written_under(clause).map(|parameter| Field {
                key: parameter.key,
                doc: parameter.doc,
                required: parameter.default.is_none(),
                shape: shape_of(parameter.kind, shapes),
            });
            std::iter::once(title).chain(parameters.collect::<Vec<_>>()).collect()
        };
        let fields = Clause::ALL.iter().map(|&c| Field {
            key: c.name(),
            doc: "A clause.",
            required: written_under(c).any(|p| p.default.is_none()),
            shape: Shape::Inline(clause(c, shapes)),
        });
        Shape::Inline(fields.collect())
    }
}

/// The default of a parameter that is not written; what the agreement states has none.
fn default(
    parameter: &'static Parameter,
    span: crate::diagnostics::Span,
    faults: &mut Faults,
) -> Option<ParameterValue> {
    let default = parameter.default_value();
    if default.is_none() {
        faults.push(Fault::MissingKeys { span, record: "a clause", keys: vec![parameter.key] });
    }
    default
}

/// Reads what is written for a parameter.
fn value(
    key: &str,
    kind: ParameterType,
    node: &Node,
    faults: &mut Faults,
) -> Option<ParameterValue> {
    match kind {
        ParameterType::Scalar(kind) => scalar(key, kind, node, faults),
        ParameterType::Trilingual => Localized::decode(node, faults)
            .map(|text| ParameterValue::Trilingual(text.to_trilingual())),
        ParameterType::Items => items(node, faults).map(ParameterValue::Items),
        ParameterType::Table(shape) => table(shape, node, faults).map(ParameterValue::Table),
    }
}

fn scalar(key: &str, kind: ScalarType, node: &Node, faults: &mut Faults) -> Option<ParameterValue> {
    let Some(text) = node.as_text() else {
        faults.push(Fault::WrongType {
            span: node.span,
            expected: format!("a value for `{key}`"),
            found: node.describe(),
        });
        return None;
    };
    match kind.parse(text) {
        Ok(value) => Some(ParameterValue::Scalar(value)),
        Err(fault) => {
            let words = match kind {
                ScalarType::Word(words) => words.to_vec(),
                _ => Vec::new(),
            };
            faults.push(Fault::BadValue {
                span: node.span,
                value: text.to_owned(),
                expected: format!("what `{key}` can say"),
                reason: Some(fault.to_string()),
                words,
            });
            None
        }
    }
}

record! {
    /// A named thing with its title.
    pub struct NamedTitle("a named thing") {
        /// Its name.
        "name" => name: Spanned<Name>,
        /// What customers read.
        "title" => title: Localized,
    }
}

fn items(node: &Node, faults: &mut Faults) -> Option<Vec<Item>> {
    let items = Vec::<NamedTitle>::decode(node, faults)?;
    refuse_repeated_names(&items, faults);
    Some(items.into_iter().map(NamedTitle::into_item).collect())
}

impl NamedTitle {
    /// As the contract's type.
    pub(super) fn into_item(self) -> Item {
        Item { name: self.name.to_string(), title: self.title.to_trilingual() }
    }
}

/// Names within one list stand once.
pub(super) fn refuse_repeated_names(items: &[NamedTitle], faults: &mut Faults) {
    let mut seen = BTreeMap::new();
    for NamedTitle { name, .. } in items {
        let first = *seen.entry(&**name).or_insert(name.span);
        if first != name.span {
            faults.push(Fault::DuplicateKey { key: name.to_string(), span: name.span, first });
        }
    }
}

fn table(
    shape: &'static TableShape,
    node: &Node,
    faults: &mut Faults,
) -> Option<Vec<Vec<ParameterValue>>> {
    Fields::open(node, "a table", shape.rows, faults)?;
    let columns: Vec<&'static str> = shape.columns.iter().map(|c| c.key).collect();
    let mut missing = Vec::new();
    let mut rows = Vec::new();
    for &row in shape.rows {
        let Some(entry) = node.get(row) else {
            missing.push(row);
            continue;
        };
        if Fields::open(&entry.value, "a row", &columns, faults).is_none() {
            continue;
        }
        let mut absent = Vec::new();
        let mut cells = Vec::new();
        for column in shape.columns {
            match entry.value.get(column.key) {
                Some(cell) => cells.extend(value(column.key, column.kind, &cell.value, faults)),
                None => absent.push(column.key),
            }
        }
        if !absent.is_empty() {
            let span = entry.key_span;
            faults.push(Fault::MissingKeys { span, record: "a row", keys: absent });
        }
        if cells.len() == shape.columns.len() {
            rows.push(cells);
        }
    }
    if !missing.is_empty() {
        let span = match &node.value {
            Value::Map(entries) => entries.first().map_or(node.span, |e| e.key_span),
            _ => node.span,
        };
        faults.push(Fault::MissingKeys { span, record: "a table", keys: missing });
    }
    (rows.len() == shape.rows.len()).then_some(rows)
}

fn shape_of(kind: ParameterType, shapes: &mut Shapes) -> Shape {
    match kind {
        ParameterType::Scalar(ScalarType::Switch) => Shape::Boolean,
        ParameterType::Scalar(ScalarType::Word(words)) => {
            Shape::Words { words: words.iter().map(|w| (*w, "")).collect() }
        }
        ParameterType::Scalar(ScalarType::Number(numbers)) => Shape::Numbers(numbers),
        ParameterType::Scalar(kind) => Shape::Text {
            expected: "a value",
            example: "",
            pattern: kind.pattern().map(Into::into),
        },
        ParameterType::Trilingual => Localized::shape(shapes),
        ParameterType::Items => Shape::List { of: Box::new(NamedTitle::shape(shapes)), least: 0 },
        ParameterType::Table(shape) => {
            let columns = |shapes: &mut Shapes| {
                let column = |c: &terms::Column, shapes: &mut Shapes| Field {
                    key: c.key,
                    doc: c.doc,
                    required: true,
                    shape: shape_of(c.kind, shapes),
                };
                shape.columns.iter().map(|c| column(c, shapes)).collect()
            };
            let rows = shape.rows.iter().map(|row| Field {
                key: row,
                doc: "",
                required: true,
                shape: Shape::Inline(columns(shapes)),
            });
            Shape::Inline(rows.collect())
        }
    }
}
