//! The steps of a decision on lines of text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use qalyp::contract::decision::Step;
use qalyp::contract::{Language, UtcOffset};
use qalyp::diagnostics::visible;
use qalyp::review::answer::value_in;

/// One step, as `clause  what = result` with what it came from below.
pub(super) fn lines(
    step: &Step,
    policies: &BTreeMap<&'static str, String>,
    language: Language,
    offset: UtcOffset,
) -> String {
    let shown = |value| visible(&value_in(value, language, offset)).replace('\u{a0}', " ");
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
