//! What a clause of the contract says, by its parameters.

use serde_json::{Map, Value};

use super::answer::{parameter_in, parameter_words};
use crate::blueprint::kinds::Terms;
use crate::contract::decision::Label;
use crate::contract::terms::{
    Clause, Parameter, ParameterType, ParameterValue, ScalarType, ScalarValue,
};
use crate::contract::{Date, Language, Trilingual};
use crate::diagnostics::Span;

/// A clause of one edition.
#[derive(Clone, Debug)]
pub struct ClauseAnswer<'a> {
    /// The clause.
    pub clause: Clause,
    /// What it is called; an edition may have dropped it.
    pub title: Option<&'a Trilingual>,
    /// What it says in plain words, with the parameters in force in them.
    pub text: Option<Trilingual>,
    /// The edition.
    pub edition: &'a Terms,
    /// What bears on it: first what is written under it, then what is written elsewhere.
    pub parameters: Vec<ParameterAnswer>,
}

/// A parameter of the contract and what an edition says for it.
#[derive(Clone, Debug)]
pub struct ParameterAnswer {
    /// Its description.
    pub parameter: &'static Parameter,
    /// What holds, in the shape in which it is written in a blueprint.
    pub value: Value,
    /// What holds, in words.
    pub said: Trilingual,
    /// Where it is written; absent where the default holds.
    pub place: Option<Span>,
    /// What else it could say, where its values can be listed.
    pub others: Vec<OtherValue>,
}

impl ParameterAnswer {
    /// The question that the parameter answers, in words.
    pub fn question(&self) -> Option<&'static Label> {
        parameter_words(self.parameter.id)
    }

    /// Whether the agreement leaves the question open, so that the value is a reading.
    pub const fn is_open(&self) -> bool {
        self.parameter.default.is_some()
    }
}

/// A value that a parameter does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherValue {
    /// As it is written in a blueprint.
    pub value: Value,
    /// In words.
    pub said: Trilingual,
}

/// What a clause says in the edition that is in force on a date: the latest that begins on it or
/// before. `None` if there is none, or if the one in force has faults (reading has said which).
pub fn clause(editions: &[Terms], clause: Clause, at: Date) -> Option<ClauseAnswer<'_>> {
    let begun = editions.iter().filter(|edition| edition.effective_from.value <= at);
    let edition = begun.max_by_key(|edition| edition.effective_from.value)?;
    let terms = edition.parameters()?;
    let title = edition.clauses.get().and_then(|clauses| clauses.titles.get(&clause));
    let mut parameters: Vec<_> = terms
        .values()
        .filter(|(parameter, _)| parameter.clauses.contains(&clause))
        .map(|(parameter, value)| ParameterAnswer {
            parameter,
            said: in_words(parameter, &value),
            others: others(parameter, &value),
            value: as_written(parameter.kind, value),
            place: edition.place(parameter.id),
        })
        .collect();
    // As a reader meets them: here before elsewhere, written before defaults, by their places.
    parameters.sort_by_key(|answer| {
        (answer.parameter.clause() != clause, answer.place.is_none(), answer.place)
    });
    let text = edition.clauses.get().and_then(|clauses| clauses.texts.get(&clause));
    let text = text.map(|text| {
        in_every_language(|language| {
            let words = |parameter: &Parameter, value: &ParameterValue| {
                parameter_in(parameter, value, language)
            };
            text.in_language(language).filled(terms, words)
        })
    });
    Some(ClauseAnswer { clause, title, text, edition, parameters })
}

fn in_every_language(say: impl Fn(Language) -> String) -> Trilingual {
    let [kk, ru, en] = [Language::Kazakh, Language::Russian, Language::English].map(say);
    Trilingual { kk, ru, en }
}

fn in_words(parameter: &Parameter, value: &ParameterValue) -> Trilingual {
    in_every_language(|language| parameter_in(parameter, value, language))
}

/// The values of a closed set that a parameter does not have.
fn others(parameter: &'static Parameter, value: &ParameterValue) -> Vec<OtherValue> {
    let ParameterType::Scalar(kind) = parameter.kind else { return Vec::new() };
    let all: Vec<ScalarValue> = match kind {
        ScalarType::Word(words) => words.iter().copied().map(ScalarValue::Word).collect(),
        ScalarType::Switch => [true, false].map(ScalarValue::Switch).to_vec(),
        ScalarType::Number(numbers) => numbers.iter().copied().map(ScalarValue::Number).collect(),
        _ => Vec::new(),
    };
    let other = all.into_iter().map(ParameterValue::Scalar).filter(|other| other != value);
    let other = other.map(|other| OtherValue {
        said: in_words(parameter, &other),
        value: as_written(parameter.kind, other),
    });
    other.collect()
}

/// The value in the shape of a blueprint.
fn as_written(kind: ParameterType, value: ParameterValue) -> Value {
    match value {
        ParameterValue::Scalar(ScalarValue::Switch(on)) => Value::Bool(on),
        ParameterValue::Scalar(ScalarValue::Number(number)) => Value::from(number),
        ParameterValue::Scalar(scalar) => Value::String(scalar.to_string()),
        ParameterValue::Trilingual(text) => trilingual(&text),
        ParameterValue::Items(items) => items
            .into_iter()
            .map(|item| serde_json::json!({ "name": item.name, "title": trilingual(&item.title) }))
            .collect(),
        ParameterValue::Table(rows) => {
            let ParameterType::Table(shape) = kind else { return Value::Null };
            let row = |cells: Vec<ParameterValue>| -> Value {
                let columns = shape.columns.iter().zip(cells);
                columns.map(|(c, cell)| (c.key.to_owned(), as_written(c.kind, cell))).collect()
            };
            let rows = shape.rows.iter().zip(rows);
            Value::Object(rows.map(|(name, cells)| ((*name).to_owned(), row(cells))).collect())
        }
    }
}

fn trilingual(text: &Trilingual) -> Value {
    let languages = [("kk", &text.kk), ("ru", &text.ru), ("en", &text.en)];
    let entry = |(language, text): (&str, &String)| (language.to_owned(), text.clone().into());
    Value::Object(languages.into_iter().map(entry).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::{Limits, Loaded, load_texts};
    use crate::contract::Choice;

    fn editions() -> Loaded {
        let first = include_str!("../../blueprints/terms/2026-01-16.yaml").to_owned();
        let second = first
            .replace("name: \"2026-01-16\"", "name: next")
            .replace("effective-from: 2026-01-16", "effective-from: 2027-01-01")
            .replace("resume-within: 14 days", "resume-within: 10 days");
        let texts = vec![("a.yaml".to_owned(), first), ("b.yaml".to_owned(), second)];
        load_texts(texts, Limits::default())
    }

    fn value(loaded: &Loaded, name: &str, id: &str, at: &str) -> Option<Value> {
        let name = Clause::from_name(name).unwrap();
        let answer = clause(&loaded.blueprints.terms, name, at.parse().unwrap())?;
        let mut found = answer.parameters.into_iter().filter(|p| p.parameter.key == id);
        found.next().map(|answer| answer.value)
    }

    #[test]
    fn the_edition_in_force_on_the_date_answers() {
        let loaded = editions();
        assert!(loaded.report.is_empty(), "{:?}", loaded.report);
        assert_eq!(value(&loaded, "4.5", "resume-within", "2026-01-16"), Some("14 days".into()));
        assert_eq!(value(&loaded, "4.5", "resume-within", "2027-01-01"), Some("10 days".into()));
        assert_eq!(value(&loaded, "4.5", "resume-within", "2026-01-15"), None);
    }

    #[test]
    fn every_clause_of_the_edition_has_an_answer_and_its_own_parameters_first() {
        let loaded = editions();
        for &name in Clause::ALL {
            let at = "2026-05-31".parse().unwrap();
            let answer = clause(&loaded.blueprints.terms, name, at).unwrap();
            assert!(answer.title.is_some(), "{name}");
            let text = answer.text.unwrap_or_else(|| panic!("{name} says nothing"));
            for words in [text.kk, text.ru, text.en] {
                assert!(!words.contains(['{', '}', '_']), "{words}");
                assert!(!words.contains("  ") && words.ends_with('.'), "{words}");
            }
            let own: Vec<_> =
                answer.parameters.iter().map(|p| p.parameter.clause() == name).collect();
            assert!(own.is_sorted_by(|a, b| a >= b), "{name}");
            for parameter in &answer.parameters {
                assert_ne!(parameter.value, Value::Null, "{}", parameter.parameter.id);
            }
        }
    }

    #[test]
    fn the_words_of_a_clause_follow_its_parameters() {
        let loaded = editions();
        let text = |at: &str| {
            let at = at.parse().unwrap();
            clause(&loaded.blueprints.terms, Clause::C4_5, at).and_then(|answer| answer.text)
        };
        let (now, later) = (text("2026-05-31").unwrap(), text("2027-01-01").unwrap());
        for (words, days) in [(now.kk, "14 күн"), (now.ru, "14 дней"), (now.en, "14 days")] {
            assert!(words.replace('\u{a0}', " ").contains(days), "{words}");
        }
        assert!(later.ru.replace('\u{a0}', " ").contains("10 дней"), "{}", later.ru);
    }

    #[test]
    fn an_open_question_tells_its_other_readings() {
        let loaded = editions();
        let at = "2026-05-31".parse().unwrap();
        let answer = clause(&loaded.blueprints.terms, Clause::C4_7, at).unwrap();
        let found = |id: &str| answer.parameters.iter().find(|p| p.parameter.id == id).unwrap();
        let counting = found("deadline.calendar_days");
        assert!(counting.is_open() && counting.question().is_some());
        let others: Vec<_> = counting.others.iter().map(|other| other.value.clone()).collect();
        assert_eq!(others, ["exact-24h", "first-day-counts"]);
        assert!(counting.others.iter().all(|other| !other.said.kk.is_empty()));
        let days = found("refund.full_days");
        assert!(!days.is_open() && days.others.is_empty());
    }

    #[test]
    fn tables_and_lists_have_the_shape_of_a_blueprint() {
        let loaded = editions();
        let table = value(&loaded, "7.2", "priorities", "2026-05-31").unwrap();
        assert!(table["high"]["criticality"]["kk"].is_string(), "{table}");
        let list = value(&loaded, "2.3", "preinstalled", "2026-05-31").unwrap();
        assert_eq!(list[0]["name"], "almalinux");
    }
}
