//! An edition of the contract. Its parameters are declared in `contract::terms`; this file reads
//! them from a document without knowing any of them.

use std::collections::BTreeMap;

use super::Localized;
use crate::blueprint::decode::{Decode, Faults, Fields, Required, Spanned, record};
use crate::blueprint::fault::Fault;
use crate::blueprint::shape::{Field, Shape, Shapes};
use crate::blueprint::tree::{Node, Value};
use crate::blueprint::units::{Line, Name};
use crate::contract::terms::{
    self, Clause, ClauseText, Item, Parameter, ParameterType, ParameterValue, Prose, ProseFault,
    ScalarType, TableShape, TermsEdition, references, written_under,
};
use crate::contract::{Choice, Date, Trilingual, ValueFault};
use crate::diagnostics::nearest;

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
    /// What clauses say in plain words.
    pub texts: BTreeMap<Clause, ClauseText>,
    /// Their parameters.
    pub terms: terms::Terms,
    places: BTreeMap<&'static str, crate::diagnostics::Span>,
}

const TITLE: &str = "title";
const TEXT: &str = "text";

impl Decode for Clauses {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        Fields::open(node, "the clauses", Clause::NAMES, faults)?;
        let (mut titles, mut texts) = (BTreeMap::new(), BTreeMap::new());
        for &clause in Clause::ALL {
            let Some(entry) = node.get(clause.name()) else { continue };
            let known: Vec<&'static str> =
                [TITLE, TEXT].into_iter().chain(written_under(clause).map(|p| p.key)).collect();
            let Some(mut fields) = Fields::open(&entry.value, "a clause", &known, faults) else {
                continue;
            };
            if let Some(title) = fields.take::<Localized>(TITLE, faults) {
                titles.insert(clause, title.to_trilingual());
            }
            if let Some(Some(WrittenText(text))) = fields.take(TEXT, faults) {
                texts.insert(clause, text);
            }
            fields.close(faults);
        }
        let mut places = BTreeMap::new();
        let terms = terms::Terms::assemble(&mut |parameter| {
            let clause = node.get(parameter.clause().name());
            match clause.and_then(|clause| clause.value.get(parameter.key)) {
                Some(entry) => {
                    places.insert(parameter.id, entry.value.span);
                    let value = value(parameter.key, parameter.kind, &entry.value, faults)?;
                    let checked = parameter.check(&value);
                    let told = |fault| faults.push(impossible(parameter, &entry.value, &fault));
                    checked.map_err(told).ok().map(|()| value)
                }
                None => default(parameter, clause.map_or(node.span, |c| c.key_span), faults),
            }
        })?;
        Some(Self { titles, texts, terms, places })
    }

    fn shape(shapes: &mut Shapes) -> Shape {
        let clause = |clause: Clause, shapes: &mut Shapes| {
            let title = Field {
                key: TITLE,
                doc: "A short title.",
                required: true,
                shape: Localized::shape(shapes),
            };
            let text = Field {
                key: TEXT,
                doc: "What the clause says in plain words. `{refund.full_days}` stands for what the \
                      parameter of that id says in this edition; a cell of a table is \
                      `{ticket.priorities.high.response}`.",
                required: false,
                shape: WrittenText::shape(shapes),
            };
            let parameters = written_under(clause).map(|parameter| Field {
                key: parameter.key,
                doc: parameter.doc,
                required: parameter.default.is_none(),
                shape: shape_of(parameter.kind, shapes),
            });
            [title, text].into_iter().chain(parameters.collect::<Vec<_>>()).collect()
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

/// The plain words of a clause, whose references are known.
struct WrittenText(ClauseText);

impl Decode for WrittenText {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = Localized::decode(node, faults)?;
        let mut read = |key: &str, line: &Line| {
            let span = node.get(key).map_or(node.span, |entry| entry.value.span);
            Prose::read(line).map_err(|fault| faults.push(bad_reference(span, &fault))).ok()
        };
        let (kk, ru, en) = (read("kk", &text.kk), read("ru", &text.ru), read("en", &text.en));
        Some(Self(ClauseText { kk: kk?, ru: ru?, en: en? }))
    }

    fn shape(shapes: &mut Shapes) -> Shape {
        Localized::shape(shapes)
    }
}

fn bad_reference(span: crate::diagnostics::Span, fault: &ProseFault) -> Fault {
    let value = match fault {
        ProseFault::Brace => "{".to_owned(),
        ProseFault::Unknown { reference } => format!("{{{reference}}}"),
    };
    let near = match fault {
        ProseFault::Brace => None,
        ProseFault::Unknown { reference } => {
            let known: Vec<String> = references().collect();
            nearest(reference, known.iter().map(String::as_str)).map(ToOwned::to_owned)
        }
    };
    let reason = match near {
        Some(near) => format!("{fault}; did you mean `{{{near}}}`?"),
        None => fault.to_string(),
    };
    Fault::BadValue {
        span,
        value,
        expected: "a parameter that the text can refer to".to_owned(),
        reason: Some(reason),
        words: Vec::new(),
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

/// A value that is one of its type and that the parameter cannot have.
fn impossible(parameter: &Parameter, node: &Node, fault: &ValueFault) -> Fault {
    Fault::BadValue {
        span: node.span,
        value: node.as_text().unwrap_or_default().to_owned(),
        expected: format!("what `{}` can say", parameter.key),
        reason: Some(fault.to_string()),
        words: Vec::new(),
    }
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

#[cfg(test)]
mod tests {
    use crate::blueprint::{Limits, load_texts};

    const SHIPPED: &str = include_str!("../../../blueprints/terms/2026-01-16.yaml");

    /// Code, underlined text and reason of each finding about the terms.
    fn findings(text: String) -> Vec<(String, String, String)> {
        let loaded = load_texts(vec![("terms.yaml".to_owned(), text)], Limits::default());
        let told = loaded.report.findings().iter().map(|finding| {
            let label = finding.primary.as_ref().expect("a place");
            let place = loaded.sources.slice(label.span).to_owned();
            (finding.code.to_string(), place, label.text.clone())
        });
        told.collect()
    }

    #[test]
    fn the_words_of_a_clause_can_be_left_out() {
        assert_eq!(findings(SHIPPED.to_owned()), []);
        let from = SHIPPED.find("    text:").expect("a text");
        let to = from + SHIPPED[from..].find("    money-decimals").expect("a parameter");
        assert_eq!(findings([&SHIPPED[..from], &SHIPPED[to..]].concat()), []);
    }

    #[test]
    fn a_text_that_refers_to_nothing_is_a_finding_at_its_place() {
        let misspelt =
            SHIPPED.replacen("within the first {refund.full_days}", "{refund.full_day}", 1);
        let [(code, place, reason)] = &findings(misspelt)[..] else { panic!("one finding") };
        assert_eq!(code, "E0014");
        assert!(place.contains("{refund.full_day} of its use"), "{place}");
        assert!(reason.contains("did you mean `{refund.full_days}`?"), "{reason}");
        let open = SHIPPED.replacen("{sla.percent} of availability", "{sla.percent of it", 1);
        let [(code, _, reason)] = &findings(open)[..] else { panic!("one finding") };
        assert!(code == "E0014" && reason.contains("{refund.full_days}"), "{reason}");
    }

    #[test]
    fn nothing_is_available_for_longer_than_all_the_time() {
        assert_eq!(findings(SHIPPED.replace("availability: 99.8 %", "availability: 100 %")), []);
        let more = SHIPPED.replace("availability: 99.8 %", "availability: 100.000001 %");
        let [(code, place, reason)] = &findings(more)[..] else { panic!("one finding") };
        assert_eq!((&**code, &**place), ("E0014", "100.000001 %"));
        assert!(reason.contains("at most 100 %"), "{reason}");
    }

    #[test]
    fn a_text_needs_all_three_languages() {
        let from = SHIPPED.find("      ru: >-").expect("a text");
        let to = from + SHIPPED[from..].find("      en: >-").expect("the next");
        let two = [&SHIPPED[..from], &SHIPPED[to..]].concat();
        let codes: Vec<_> = findings(two).into_iter().map(|(code, ..)| code).collect();
        assert_eq!(codes, ["E0012"]);
    }
}
