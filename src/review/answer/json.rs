//! For programs: one document of the shape `qalyp-decision/1`, which `docs/billing/json.md`
//! describes and `schemas/decision.schema.json` holds.
//!
//! Values are as in blueprints (`15990.00 KZT`, exact fractions as `n/d`, moments with an offset);
//! beside them stand the words of the chosen language. Keys of results are those of their labels with
//! `_` for `-`.

use serde_json::{Map, Value as Json, json};

use super::Sentence;
use super::model::{Answer, Figure, Line, OtherReading, Policy, Table, Verdict, View};
use super::sections::Speaker;
use super::value::{parameter_in, scalar_in};
use crate::billing::Given;
use crate::contract::Choice as _;
use crate::contract::decision::{Label, Step, Value};
use crate::contract::terms::{ParameterValue, ScalarValue};
use crate::diagnostics::{Span, json as diagnostics};

/// The name and version of the shape.
pub const FORMAT: &str = "qalyp-decision/1";

/// The answer as one JSON document.
pub fn json(answer: &Answer, view: &View<'_>) -> String {
    diagnostics::pretty(&document(answer, view))
}

/// The answer as data, to be part of a larger document.
pub fn document(answer: &Answer, view: &View<'_>) -> Json {
    let writer = Writer { answer, view, speaker: Speaker::new(answer, view) };
    let speaker = &writer.speaker;
    json!({
        "format": FORMAT,
        "question": answer.question.key,
        "verdict": match answer.verdict {
            Verdict::Answered => "answered",
            Verdict::Refused => "refused",
        },
        "language": view.language.name(),
        "title": speaker.sentence(&answer.title),
        "answer": writer.sentence(&answer.sentence),
        "remarks": writer.sentences(&answer.remarks),
        "warnings": writer.sentences(&answer.warnings),
        "result": writer.figures(&answer.result),
        "lines": answer.lines.iter().map(|line| writer.line(line)).collect::<Json>(),
        "tables": answer.tables.iter().map(|table| writer.table(table)).collect::<Json>(),
        "facts": answer.facts.iter().map(|fact| writer.fact(fact)).collect::<Json>(),
        "steps": answer.steps.iter().map(|step| writer.step(step)).collect::<Json>(),
        "policies": answer.policies.iter().map(|policy| writer.policy(policy)).collect::<Json>(),
        "readings": answer.readings.iter().map(|other| writer.reading(other)).collect::<Json>(),
        "grounds": {
            "edition": answer.grounds.edition,
            "effective_from": answer.grounds.effective_from,
            "calendar": answer.grounds.calendar.as_ref().map(|(name, version)| {
                json!({ "name": name, "version": version })
            }),
            "utc_offset": answer.grounds.offset,
        },
    })
}

struct Writer<'a> {
    answer: &'a Answer,
    view: &'a View<'a>,
    speaker: Speaker<'a>,
}

impl Writer<'_> {
    fn value(&self, value: &Value) -> Json {
        value.to_json(self.answer.grounds.offset)
    }

    fn word(&self, label: &'static Label) -> &'static str {
        label.in_language(self.view.language)
    }

    fn sentence(&self, sentence: &Sentence) -> Json {
        json!({ "key": sentence.words.key, "text": self.speaker.sentence(sentence) })
    }

    fn sentences(&self, sentences: &[Sentence]) -> Json {
        sentences.iter().map(|sentence| self.sentence(sentence)).collect()
    }

    /// A named value with its words.
    fn named(&self, what: &'static Label, value: &Value) -> Json {
        json!({
            "key": what.key,
            "what": self.word(what),
            "value": self.value(value),
            "text": self.speaker.value(value),
        })
    }

    fn figures(&self, figures: &[Figure]) -> Json {
        let entry =
            |figure: &Figure| (figure.what.key.replace('-', "_"), self.value(&figure.value));
        Json::Object(figures.iter().map(entry).collect::<Map<_, _>>())
    }

    fn place(&self, span: Option<Span>) -> Json {
        let Some(span) = span else { return Json::Null };
        let at = self.view.sources.locate(span);
        let file = self.view.sources.get(span.source).name();
        json!({ "file": file, "line": at.line, "column": at.column })
    }

    fn fact(&self, fact: &Given) -> Json {
        let mut entry = self.named(fact.what, &fact.value);
        entry["place"] = self.place(fact.place);
        entry
    }

    fn line(&self, line: &Line) -> Json {
        json!({
            "key": line.what.words.key,
            "what": self.speaker.sentence(&line.what),
            "covers": self.value(&line.covers.into()),
            "gross": line.gross,
            "vat_rate": line.tax.map(|tax| tax.rate),
            "vat": line.tax.map(|tax| tax.vat),
            "net": line.tax.map(|tax| tax.net),
            "place": self.place(line.place),
        })
    }

    fn table(&self, table: &Table) -> Json {
        let row = |row: &Vec<Value>| row.iter().map(|value| self.value(value)).collect::<Json>();
        json!({
            "key": table.title.key,
            "title": self.word(table.title),
            "columns": table.columns.iter().map(|head| {
                json!({ "key": head.key, "what": self.word(head) })
            }).collect::<Json>(),
            "rows": table.rows.iter().map(row).collect::<Json>(),
        })
    }

    fn step(&self, step: &Step) -> Json {
        json!({
            "clause": step.clause.name(),
            "key": step.what.key,
            "what": self.word(step.what),
            "inputs": step.inputs.iter().map(|(what, value)| {
                self.named(what, value)
            }).collect::<Json>(),
            "policies": step.parameters,
            "arithmetic": step.arithmetic,
            "exact": self.value(&step.result),
            "text": self.speaker.value(&step.result),
            "rounded": step.rounded.as_ref().map(|value| self.value(value)),
        })
    }

    fn policy(&self, policy: &Policy) -> Json {
        json!({
            "id": policy.parameter.id,
            "clause": policy.parameter.clause().name(),
            "value": match &policy.value {
                ParameterValue::Scalar(scalar) => scalar_json(scalar),
                // Tables and lists are data of the terms; `qalyp explain` prints them.
                _ => Json::Null,
            },
            "meaning": parameter_in(policy.parameter, &policy.value, self.view.language),
            "open": policy.parameter.default.is_some(),
            "place": self.place(policy.place),
        })
    }

    fn reading(&self, reading: &OtherReading) -> Json {
        let (figures, undecided) = match &reading.figures {
            Ok(figures) => (self.figures(figures), Json::Null),
            Err(why) => (Json::Null, json!(self.speaker.undecided(why))),
        };
        json!({
            "id": reading.parameter.id,
            "clause": reading.parameter.clause().name(),
            "value": scalar_json(&reading.value),
            "meaning": scalar_in(reading.parameter, &reading.value, self.view.language),
            "result": figures,
            "undecided": undecided,
        })
    }
}

fn scalar_json(scalar: &ScalarValue) -> Json {
    match scalar {
        ScalarValue::Switch(on) => json!(on),
        ScalarValue::Number(number) => json!(number),
        other => json!(other.to_string()),
    }
}
