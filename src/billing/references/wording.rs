//! Every sentence about what facts name.

use super::fault::{Fault, Named, Sides, Wanted};
use crate::diagnostics::{Finding, nearest};
use crate::ledger::{FactKind, codes};

impl From<Fault<'_>> for Finding {
    #[allow(clippy::too_many_lines)] // One arm for each fault; splitting it would scatter the wording.
    fn from(fault: Fault<'_>) -> Self {
        match fault {
            Fault::Unknown { named, span, name, known } => {
                let (code, noun) = match named {
                    Named::Server => (codes::UNKNOWN_SERVER, "server"),
                    Named::Customer => (codes::UNKNOWN_CUSTOMER, "customer"),
                    Named::Tariff => (codes::UNKNOWN_TARIFF, "tariff"),
                    Named::Addon => (codes::UNKNOWN_ADDON, "add-on"),
                };
                let finding = Self::error(code, format!("there is no {noun} `{name}`"))
                    .at(span, format!("no blueprint describes this {noun}"));
                let finding = match nearest(name, known) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help(format!("write the name that the {noun} has in its blueprint")),
                };
                match named {
                    Named::Server | Named::Customer => finding.help(format!(
                        "if it was renamed, say `renamed-from: {name}` where it is described; a {noun} that is gone keeps its blueprint, servers with `access: deleted`"
                    )),
                    Named::Tariff | Named::Addon => finding,
                }
            }
            Fault::Currency { span, sum, wanted, provider } => Self::error(
                codes::CURRENCY,
                format!("a sum in {} among sums in {wanted}", sum.currency()),
            )
            .at(span, format!("not {wanted}"))
            .also(provider, "the currency of all prices")
            .help("no rate of exchange is a part of the contract: write the sum that was booked in the provider's currency"),
            Fault::UnknownFact { span, id, wanted } => {
                let what = of(wanted);
                Self::error(codes::UNKNOWN_FACT, format!("there is no {what} `{id}`"))
                    .at(span, format!("no {what} has this id"))
                    .help(format!("add the {what} to the ledger, or mend the id"))
            }
            Fault::OtherKind { span, id, wanted, other, at } => Self::error(
                codes::UNKNOWN_FACT,
                format!("`{id}` is the id of {}, not of {}", a(other), a_wanted(wanted)),
            )
            .at(span, format!("expected the id of {}", a_wanted(wanted)))
            .also(at, "this fact has the id")
            .help("mend the id"),
            Fault::OtherOwner { span, id, wanted, sides, at } => {
                let what = of(wanted);
                let headline = match sides {
                    Sides::Servers(own, other) => {
                        format!("the {what} `{id}` is about the server `{other}`, not `{own}`")
                    }
                    Sides::Customers(own, other) => {
                        format!("the {what} `{id}` is one of the customer `{other}`, not of `{own}`")
                    }
                    Sides::NotTouched(own) => {
                        format!("the {what} `{id}` did not touch the server `{own}`")
                    }
                };
                Self::error(codes::OTHER_FACT, headline)
                    .at(span, "belongs to somebody else")
                    .also(at, format!("the {what}"))
                    .help("mend the id, or the name in one of the two facts")
            }
            Fault::TooEarly { span, what, cause, since, at } => Self::error(
                codes::ORDER,
                format!("{} is earlier than the {}, which is of {since}", a(what), word(cause)),
            )
            .at(span, "too early")
            .also(at, format!("the {}", word(cause)))
            .help("compare both as points in time: an offset such as +05:00 or Z is part of them"),
            Fault::OutsideTicket { span, at, solved } => {
                let (headline, place) = if solved {
                    ("a pause begins after its ticket was solved", "solved here")
                } else {
                    ("a pause begins before its ticket was registered", "the ticket")
                };
                Self::error(codes::OUTSIDE_TICKET, headline)
                    .at(span, "outside the ticket")
                    .also(at, place)
                    .help("mend the moment, or the id of the ticket")
            }
            Fault::BeforeTariff { span, date, server, since, at } => Self::error(
                codes::BEFORE_TARIFF,
                format!("on {date} the server `{server}` had no tariff yet: its first is of {since}"),
            )
            .at(span, "before its first tariff")
            .also(at, "its first tariff")
            .help("mend the date, or add the earlier tariff to `tariffs` of the server"),
            Fault::ReversedTwice { span, id, first } => Self::error(
                codes::REVERSED_TWICE,
                format!("the booking `{id}` is reversed a second time"),
            )
            .at(span, "again here")
            .also(first, "first by this")
            .note("a reversal takes a booking back whole, so nothing is left for another")
            .help("remove one of the two; a booking that was right after all is booked anew"),
            Fault::Twice { span, what, server, first } => Self::error(
                codes::TWICE,
                format!("the server `{server}` has a second {}", word(what)),
            )
            .at(span, "again here")
            .also(first, "first here")
            .note("a service begins once in its life; a renewal is a debit")
            .help("remove one of the two; a service that was given up and ordered anew is another server"),
        }
    }
}

fn of(wanted: Wanted) -> String {
    match wanted {
        Wanted::Any(kind) => word(kind).to_owned(),
        Wanted::GiveUp => "request to give up the service".to_owned(),
        Wanted::Booking => "booking".to_owned(),
    }
}

fn a_wanted(wanted: Wanted) -> String {
    match wanted {
        Wanted::Any(kind) => a(kind),
        Wanted::GiveUp | Wanted::Booking => format!("a {}", of(wanted)),
    }
}

/// The kind as a word within a sentence.
const fn word(kind: FactKind) -> &'static str {
    match kind {
        FactKind::AutoRenewal => "switch of auto-renewal",
        FactKind::Handover => "hand-over",
        FactKind::Maintenance => "record of works",
        kind => kind.word(),
    }
}

fn a(kind: FactKind) -> String {
    let word = word(kind);
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}
