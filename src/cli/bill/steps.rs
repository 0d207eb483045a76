//! The steps of a decision on lines of text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use qalyp::contract::decision::{Step, Value};
use qalyp::contract::{Language, UtcOffset};

/// One step, as `clause  what = result` with what it came from below.
pub(super) fn lines(
    step: &Step,
    policies: &BTreeMap<&'static str, String>,
    language: Language,
    offset: UtcOffset,
) -> String {
    let shown = |value: &Value| shown(value, language, offset);
    let what = step.what.in_language(language);
    let mut out = format!("{:<4} {what} = {}", step.clause.to_string(), shown(&step.result));
    if let Some(rounded) = &step.rounded {
        let _ = write!(out, " → {}", shown(rounded));
    }
    out.push('\n');
    if let Some(arithmetic) = &step.arithmetic {
        let _ = writeln!(out, "       {arithmetic}");
    }
    for (label, value) in &step.inputs {
        let _ = writeln!(out, "     · {}: {}", label.in_language(language), shown(value));
    }
    if !step.parameters.is_empty() {
        let with_value = |id: &&str| match policies.get(id) {
            Some(value) => format!("{id}: {value}"),
            None => (*id).to_owned(),
        };
        let asked: Vec<_> = step.parameters.iter().map(with_value).collect();
        let _ = writeln!(out, "     · {}", asked.join(", "));
    }
    out
}

/// A value in words where it has words, as programs read it otherwise.
fn shown(value: &Value, language: Language, offset: UtcOffset) -> String {
    match value {
        Value::None => "–".to_owned(),
        Value::Word(label) => label.in_language(language).to_owned(),
        Value::Moment(moment) => moment.at(offset).to_string(),
        Value::Span(span) => format!("{} – {}", span.from().at(offset), span.until().at(offset)),
        Value::Text(text) => qalyp::diagnostics::visible(text),
        Value::Sum(exact, currency) => format!("{exact} {currency}"),
        Value::List(all) => {
            all.iter().map(|one| shown(one, language, offset)).collect::<Vec<_>>().join(", ")
        }
        Value::Share(digits) => format!("{digits} %"),
        other => match other.to_json(offset) {
            serde_json::Value::String(text) => text,
            json => json.to_string(),
        },
    }
}
