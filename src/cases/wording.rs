//! Every sentence about a fault of a case file.

use crate::blueprint::{Entry, Node};
use crate::contract::Undecided;
use crate::diagnostics::{Code, Finding, Span, nearest};

use super::answer::in_case_files;
use super::scalar::scalar;

/// A file that cannot be read as cases at all.
pub(super) fn no_case_file(span: Span, why: &str) -> Finding {
    Finding::error(Code("E0490"), "this is no file of cases").at(span, why).help(
        "a file of cases is one mapping with `meta` and `cases`; docs/billing/cases.md shows one",
    )
}

/// The format of a file is another one.
pub(super) fn other_schema(node: &Node, known: &str) -> Finding {
    Finding::error(Code("E0490"), "the cases are written in another format")
        .at(node.span, format!("this qalyp reads `{known}`"))
}

/// A key that means nothing where it stands.
pub(super) fn unknown_key(entry: &Entry, record: &str, known: &[&'static str]) -> Finding {
    let finding = Finding::error(Code("E0010"), format!("unknown key `{}` in {record}", entry.key))
        .at(entry.key_span, "this key means nothing here");
    match nearest(&entry.key, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => finding,
        None => finding.help(format!("the keys are: {}", list(known))),
    }
}

/// A key that stands twice.
pub(super) fn repeated_key(entry: &Entry, first: Span) -> Finding {
    Finding::error(Code("E0011"), format!("the key `{}` stands here twice", entry.key))
        .at(entry.key_span, "again here")
        .also(first, "first here")
        .help("remove one of the two; none of them wins")
}

/// A key that is not there.
pub(super) fn missing_key(span: Span, key: &str, meant: Option<&str>) -> Finding {
    let finding = Finding::error(Code("E0012"), format!("the required key `{key}` is missing"))
        .at(span, "missing here");
    match meant {
        Some(other) => finding.help(format!("is `{other}` meant to be it?")),
        None => finding,
    }
}

/// A value of another type or form.
pub(super) fn wrong(node: &Node, expected: &str, example: &str) -> Finding {
    let found = match scalar(node) {
        Some(one) => format!("`{}`", shortened(&one.to_string())),
        None => node.describe().to_owned(),
    };
    Finding::error(Code("E0013"), format!("expected {expected}, found {found}"))
        .at(node.span, format!("write it like {example}"))
}

/// A value of the right type that does not say what it must.
pub(super) fn wrong_because(node: &Node, expected: &str, reason: &str) -> Finding {
    let found = match scalar(node) {
        Some(one) => shortened(&one.to_string()),
        None => node.describe().to_owned(),
    };
    Finding::error(Code("E0014"), format!("`{found}` is not {expected}")).at(node.span, reason)
}

/// A word that is not one of a closed set; the words are ours, a case file writes them its way.
pub(super) fn wrong_word(node: &Node, words: &[&'static str]) -> Finding {
    let words: Vec<_> = words.iter().map(|word| in_case_files(word)).collect();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let finding = wrong_because(node, "a word of this key", "not one of its words");
    match nearest(node.as_text().unwrap_or_default(), words.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("one of: {}", list(&words))),
    }
}

/// A rule that does not exist.
pub(super) fn unknown_rule(node: &Node, known: &[&'static str]) -> Finding {
    let rule = shortened(node.as_text().unwrap_or_default());
    let finding = Finding::error(Code("E0491"), format!("there is no rule `{rule}`"))
        .at(node.span, "unknown rule");
    match nearest(&rule, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("the rules are: {}", list(known))),
    }
}

/// A policy that does not exist.
pub(super) fn unknown_policy(entry: &Entry, known: &[&'static str]) -> Finding {
    let finding = Finding::error(Code("E0492"), format!("there is no policy `{}`", entry.key))
        .at(entry.key_span, "unknown policy");
    match nearest(&entry.key, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("docs/billing/cases.md lists the policies with their values"),
    }
}

/// A value that a policy cannot have.
pub(super) fn wrong_policy(entry: &Entry, allowed: &str) -> Finding {
    let found = match scalar(&entry.value) {
        Some(one) => shortened(&one.to_string()),
        None => entry.value.describe().to_owned(),
    };
    Finding::error(Code("E0492"), format!("`{}` cannot be {found}", entry.key))
        .at(entry.value.span, format!("it can be {allowed}"))
}

/// A policy or a table that a rule uses and that the file does not state.
pub(super) fn no_default(rule: &Node, what: &str) -> Finding {
    let name = rule.as_text().unwrap_or_default();
    Finding::error(Code("E0493"), format!("`{name}` uses `{what}`, which `meta` does not state"))
        .at(rule.span, "this rule")
        .help("state it in `meta` or, if it is a policy, in `policy` of the case")
}

/// An id that stands a second time.
pub(super) fn repeated_id(node: &Node, first: Span) -> Finding {
    let id = shortened(node.as_text().unwrap_or_default());
    Finding::error(Code("E0494"), format!("two cases have the id `{id}`"))
        .at(node.span, "again here")
        .also(first, "first here")
        .help("an id names one case in all files of a run")
}

/// Facts that have no answer.
pub(super) fn undecided(span: Span, why: &Undecided) -> Finding {
    Finding::error(Code("E0495"), format!("there is no answer: {why}"))
        .at(span, "these facts, under these terms")
}

/// A list of dates that contradicts itself.
pub(super) fn calendar(span: Span, why: &str) -> Finding {
    Finding::error(Code("E0014"), "the calendar contradicts itself").at(span, why)
}

/// "`a`, `b`, `c`"
pub(super) fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A value may be pages long; a sentence shows its beginning.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST && line.len() == text.len() {
        return line.to_owned();
    }
    line.chars().take(MOST).chain("…".chars()).collect()
}
