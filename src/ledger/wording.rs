//! Every sentence that the reading of a ledger can say.

use super::codes;
use super::facts::FactKind;
use super::fault::Fault;
use crate::diagnostics::{Finding, nearest};

impl From<Fault> for Finding {
    #[allow(clippy::too_many_lines)] // One arm for each fault; splitting it would scatter the wording.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotAFact { span, found } => {
                Self::error(codes::NOT_A_FACT, format!("a fact is a mapping, this is {found}"))
                    .at(span, "expected `fact:` and `id:`")
                    .help(kinds())
            }
            Fault::MissingKind { span, is_blueprint } => {
                let finding =
                    Self::error(codes::NOT_A_FACT, "the fact does not say what kind it is")
                        .at(span, "no `fact:` beside this key");
                if is_blueprint {
                    finding.help("this is a blueprint: it belongs into the folder of the blueprints")
                } else {
                    finding.help(kinds())
                }
            }
            Fault::UnknownKind { span, word } => unknown_kind(span, &word),
            Fault::NoId { span, kind } => Self::error(
                codes::NO_ID,
                format!("a fact of the kind `{kind}` has no `id`"),
            )
            .at(span, "no `id:` beside this key")
            .note("by its id a fact that is delivered twice counts once")
            .help("write what the system of accounts calls it, such as the number of the payment order"),
            Fault::OtherContent { id, span, first } => {
                Self::error(codes::OTHER_CONTENT, format!("the id `{id}` stands for two facts"))
                    .at(span, "here it says something else")
                    .also(first, "first here")
                    .help(
                        "give the second fact an id of its own; a fact that was written down wrong is mended where it stands",
                    )
            }
            Fault::NotJson { span, problem } => {
                Self::error(codes::NOT_JSON, "this is not JSON").at(span, problem).help(
                    "each line of JSON lines holds one whole fact in braces; YAML belongs into a file `.yaml`",
                )
            }
            Fault::Zero { span, what } => {
                Self::error(codes::ZERO, format!("{what} of nothing")).at(span, "must be more than zero")
                    .help("leave the fact out if nothing happened")
            }
            Fault::TooManyBonuses { span, bonuses, amount, whole } => Self::error(
                codes::TOO_MANY_BONUSES,
                format!("{bonuses} of bonuses are more than the whole sum of {amount}"),
            )
            .at(span, "the part paid with bonuses")
            .also(whole, "the whole sum, bonuses included")
            .help("`amount` is the whole sum: add the bonuses to it if it was only the money"),
            Fault::Backwards { span, what, from, empty } => {
                let (headline, place) = if empty {
                    (format!("{what} ends at the moment at which it starts"), "the same moment")
                } else {
                    (format!("{what} ends before it starts"), "earlier than its start")
                };
                Self::error(codes::BACKWARDS, headline)
                    .at(span, place)
                    .also(from, "starts here")
                    .help("compare both as points in time: an offset such as +05:00 or Z is part of them")
            }
            Fault::DueBeforeIssue { span, due, issued } => Self::error(
                codes::ORDER,
                format!("an invoice to be paid until {due} was issued later"),
            )
            .at(span, "the last date on which it can be paid")
            .also(issued, "issued here")
            .help("mend one of the two dates"),
            Fault::ClaimAhead { span, date, at, registered } => Self::error(
                codes::ORDER,
                format!("a claim about {date} was registered before that day, {registered}"),
            )
            .at(span, "the date of the downtime")
            .also(at, "registered here")
            .help("mend one of the two dates"),
            Fault::Lacks { span, key, what } => {
                Self::error(codes::KEYS, format!("{what} needs {key}"))
                    .at(span, format!("{key} must stand beside this"))
                    .help("`qalyp schema ledger` prints every key with its meaning")
            }
            Fault::Idle { span, key, what, because } => {
                Self::error(codes::KEYS, format!("{what} has no `{key}`"))
                    .at(span, "means nothing here")
                    .also(because, "because of this")
                    .help(format!("remove `{key}`, or mend what it contradicts"))
            }
        }
    }
}

fn unknown_kind(span: crate::diagnostics::Span, word: &str) -> Finding {
    let finding = Finding::error(codes::NOT_A_FACT, format!("there is no fact `{word}`"))
        .at(span, "unknown kind of fact");
    match nearest(word, FactKind::WORDS.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(kinds()),
    }
}

fn kinds() -> String {
    let words: Vec<_> = FactKind::WORDS.iter().map(|word| format!("`{word}`")).collect();
    format!("`fact:` is one of: {}", words.join(", "))
}
