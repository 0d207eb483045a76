//! The steps of a decision on lines of text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use qalyp::contract::decision::{Step, Value};
use qalyp::contract::{Language, UtcOffset};
use qalyp::diagnostics::visible;
use qalyp::review::answer::value_in;

/// Values of one list that are put into words: no line shows more.
const MOST_VALUES: usize = 100;

/// One step, as `clause  what = result` with what it came from below.
pub(super) fn lines(
    step: &Step,
    policies: &BTreeMap<&'static str, String>,
    language: Language,
    offset: UtcOffset,
) -> String {
    let shown = |value: &Value| {
        let value = match value {
            Value::List(all) if all.len() > MOST_VALUES => {
                &Value::List(all.iter().take(MOST_VALUES).cloned().collect())
            }
            value => value,
        };
        visible(&value_in(value, language, offset)).replace('\u{a0}', " ")
    };
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
