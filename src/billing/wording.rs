//! Every sentence about differences between what was booked and what the rules say, and about
//! questions without an answer.

use std::fmt;

use super::codes;
use super::fault::{BookingFault, Difference};
use super::unanswered::Unanswered;
use super::{NoBooks, Signed};
use crate::contract::{ChangeRefusal, Instant, Interval, Money, RefundBasis};
use crate::diagnostics::{Finding, Span};
use crate::ledger::For;

impl From<&Difference<'_>> for Finding {
    fn from(difference: &Difference<'_>) -> Self {
        let said = say(difference);
        match difference.edition {
            Some(edition) => said.note(format!("by the terms `{edition}`")),
            None => said,
        }
    }
}

fn say(difference: &Difference<'_>) -> Finding {
    let at = difference.place;
    let of = match difference.server {
        Some(server) => format!("`{server}`"),
        None => format!("the customer `{}`", difference.customer),
    };
    charge(difference, at, &of)
        .or_else(|| period(difference, at, &of))
        .or_else(|| tariff(difference, at, &of))
        .or_else(|| refund(difference, at, &of))
        .unwrap_or_else(|| bonuses(difference, at, &of))
}

/// Sums that were taken.
fn charge(difference: &Difference<'_>, at: Span, of: &str) -> Option<Finding> {
    Some(match &difference.fault {
        BookingFault::Charge { of: what, name, booked, right, how, price } => {
            let what = thing(*what, name);
            let finding = Finding::error(
                codes::CHARGE,
                format!("{booked} were debited for {what} of {of}, the price is {right}"),
            )
            .at(at, more_or_less(*booked, *right));
            let finding = match price {
                Some(price) => finding.also(*price, "the price of a month"),
                None => finding,
            };
            calculated(finding, how).help(
                "what was booked stays: reverse it and book the right sum, or mend the fact if it was written down wrongly",
            )
        }
        BookingFault::PriceTooEarly { name, booked, right, price } => Finding::error(
            codes::PRICE_TOO_EARLY,
            format!(
                "{booked} were debited for {of} by a new price of `{name}` that did not hold yet"
            ),
        )
        .at(at, format!("the price of this period is {right}"))
        .also(*price, "the new price")
        .note("clause 5.4: a new price holds for periods that begin after the days of its notice")
        .help("reverse it and book the right sum, or add the notice by which the customer was told in time"),
        BookingFault::Overdrawn { money, bonuses } => {
            let (what, left) =
                if money.is_negative() { ("balance", money) } else { ("bonuses", bonuses) };
            Finding::error(
                codes::OVERDRAWN,
                format!("more was debited for {of} than the account held"),
            )
            .at(at, format!("leaves {} of {left}", noun(what)))
            .note("clause 4.4: the whole price is debited from the balance, or nothing")
            .help("add the payment that is missing in the ledger, or take the debit back with a `reversal`")
        }
        BookingFault::BonusSpent { bonuses } => Finding::error(
            codes::BONUS_SPENT,
            format!("{bonuses} of a renewal of {of} were paid with bonuses"),
        )
        .at(at, "only money pays for a renewal here")
        .note("clause 4.4 with `pay-with-bonuses: false`")
        .help("book the bonuses back and take money"),
        BookingFault::GivenUp { at: when, request } => Finding::error(
            codes::GIVEN_UP,
            format!("a sum was debited for {of} after the customer gave it up"),
        )
        .at(at, format!("the service ended on {when}"))
        .also(*request, "the request")
        .help("take it back with a `reversal`, and its part of the refund with it"),
        BookingFault::Invoice { number, booked, right, lines } => {
            let finding = Finding::error(
                codes::INVOICE,
                format!("the invoice {number} of {of} is over {booked}, the price is {right}"),
            )
            .at(at, more_or_less(*booked, *right));
            let lines = lines.iter().map(|(name, sum)| format!("`{name}` {sum}"));
            finding
                .note(format!("the next period costs: {}", lines.collect::<Vec<_>>().join(", ")))
                .help("withdraw the invoice and issue another, or mend the fact")
        }
        BookingFault::UnpaidUse { start, paid } => {
            let label = match paid {
                Some(paid) => format!("begins on {start}, the first payment came on {paid}"),
                None => format!("begins on {start}, and nothing was paid"),
            };
            Finding::error(codes::UNPAID_USE, format!("{of} was in use before it was paid"))
                .at(at, label)
                .note("clause 3.2: rendering begins after the payment of the invoice")
                .help("add the payment that is missing in the ledger, or ask for it")
        }
        _ => return None,
    })
}

/// Periods and their order.
fn period(difference: &Difference<'_>, at: Span, of: &str) -> Option<Finding> {
    Some(match &difference.fault {
        BookingFault::Period { booked, right, after } => Finding::error(
            codes::PERIOD,
            format!("a debit of {of} covers another time than the one that follows"),
        )
        .at(at, format!("covers {}", time(*booked)))
        .also(*after, "what it follows")
        .note(format!("what follows is {}", time(*right)))
        .help("mend the time in the ledger; where the customer was told another one, agree on it and say so in a note"),
        BookingFault::TooLate { term_end, bound, after } => Finding::error(
            codes::TOO_LATE,
            format!("{of} was renewed when it could no longer be resumed"),
        )
        .at(at, format!("the time to resume ended before {bound}"))
        .also(*after, format!("the term ended on {term_end}"))
        .note("clauses 4.5 and 4.6: after that its data may be deleted, and a new service is ordered")
        .help("describe the new service as a server of its own, or take the debit back with a `reversal`"),
        BookingFault::Refused { refused, refusal } => Finding::error(
            codes::REFUSED,
            format!("the renewal of {of} was debited although it had been refused"),
        )
        .at(at, format!("refused on {refused}"))
        .also(*refusal, "the refusal")
        .note("clause 4.5: renewal can be refused until the moment of the debit")
        .help("take the debit back with a `reversal`, or add the payment by which the customer changed his mind"),
        BookingFault::Start { booked, right, handover } => Finding::error(
            codes::START,
            format!("the first period of {of} does not begin with its connection"),
        )
        .at(at, format!("begins on {booked}"))
        .also(*handover, format!("connected on {right}"))
        .note("clauses 3.2 and 3.3: the cost is counted from the actual connection")
        .help("mend the activation, or the hand-over"),
        _ => return None,
    })
}

/// Changes of tariff.
fn tariff(difference: &Difference<'_>, at: Span, of: &str) -> Option<Finding> {
    Some(match &difference.fault {
        BookingFault::Upgrade { before, after, booked, right, how } => {
            let headline = match booked {
                Some(booked) => {
                    format!(
                        "{booked} were debited for the change of {of} from `{before}` to `{after}`, the difference is {right}"
                    )
                }
                None => format!(
                    "nothing was debited for the change of {of} from `{before}` to `{after}`"
                ),
            };
            let label = match booked {
                Some(booked) => more_or_less(*booked, *right),
                None => format!("the difference is {right}"),
            };
            let help = match booked {
                Some(booked) if booked.minor() > right.minor() => {
                    "reverse it and book the right sum, or mend the moment of the change"
                }
                _ => "book the rest, or mend the moment of the change",
            };
            calculated(Finding::error(codes::UPGRADE, headline).at(at, label), how).help(help)
        }
        BookingFault::Downgrade { before, after, why } => {
            let label = match why {
                ChangeRefusal::NoChange => "nothing would change",
                ChangeRefusal::DowngradeNeedsNewService => "has fewer resources",
                ChangeRefusal::NotMoreInEveryDimension => "has less of some resource",
            };
            Finding::error(
                codes::DOWNGRADE,
                format!("{of} went from `{before}` to `{after}` in place"),
            )
            .at(at, label)
            .note("clauses 5.2 and 5.3: a smaller tariff is a separate service, to which the customer moves")
            .help("describe the smaller service as a server of its own")
        }
        _ => return None,
    })
}

/// What came back.
fn refund(difference: &Difference<'_>, at: Span, of: &str) -> Option<Finding> {
    Some(match &difference.fault {
        BookingFault::Refund { booked, right, booked_bonuses, right_bonuses, basis, request } => {
            let clause = clause(*basis);
            let (headline, label) = if booked == right {
                (
                    format!(
                        "{booked_bonuses} of the refund of {of} came back as bonuses, {right_bonuses} are right"
                    ),
                    "another part of it is bonuses".to_owned(),
                )
            } else {
                (
                    format!("{booked} came back for {of}, the refund is {right}"),
                    more_or_less(*booked, *right),
                )
            };
            Finding::error(codes::REFUND, headline)
                .at(at, label)
                .also(*request, "the service was given up")
                .note(format!("clause {clause}: {right}, {right_bonuses} of it as bonuses"))
                .help("book the difference, or mend the fact if it was written down wrongly")
        }
        BookingFault::RefundLate { due, right, booked, request } => {
            let label = match booked {
                Some(booked) => format!("booked on {booked}"),
                None => format!("{right} have not come back"),
            };
            let finding =
                Finding::error(codes::REFUND_LATE, format!("the refund of {of} was due on {due}"))
                    .at(at, label);
            let finding =
                if at == *request { finding } else { finding.also(*request, "the request") };
            finding
                .note("clause 4.8: recalculated and returned within the working days of the terms")
                .help(if booked.is_some() {
                    "nothing can be mended here: the date of the booking is a fact"
                } else {
                    "book the refund"
                })
        }
        _ => return None,
    })
}

/// Bonuses and what becomes of them.
fn bonuses(difference: &Difference<'_>, at: Span, of: &str) -> Finding {
    match &difference.fault {
        BookingFault::Compensation { booked, right, claim, how } => calculated(
            Finding::error(
                codes::COMPENSATION,
                format!("{booked} were credited for a downtime of {of}, the compensation is {right}"),
            )
            .at(at, more_or_less(*booked, *right))
            .also(*claim, "the claim"),
            how,
        )
        .help(if booked.minor() > right.minor() {
            "reverse it and credit the right sum, or mend the outages: the provider's own data go first (clause 8.2)"
        } else {
            "credit the rest, or mend the outages: the provider's own data go first (clause 8.2)"
        }),
        BookingFault::OverCap { booked, cap, claim } => Finding::error(
            codes::OVER_CAP,
            format!("{booked} were credited for the downtime of {of} in one month, no more than {cap} can be"),
        )
        .at(at, "passes the cap")
        .also(*claim, "the claim")
        .note("clause 8.3: the total does not exceed the cap of the terms")
        .help("book the rest back"),
        BookingFault::NoClaim { bonuses } => Finding::warning(
            codes::NO_CLAIM,
            format!("{bonuses} of bonuses were credited to {of} without a claim"),
        )
        .at(at, "names no claim")
        .note("clause 8.1: downtime is compensated on the customer's application")
        .help("name the claim; if the bonuses are a gift, nothing has to be mended"),
        BookingFault::CashTooEarly { cash, terminated, reconciled } => {
            let label = match (terminated, reconciled) {
                (false, false) => "the customer goes on, and the settlements are not reconciled",
                (false, true) => "the customer has a service that goes on",
                _ => "the settlements are not reconciled",
            };
            Finding::error(
                codes::CASH_TOO_EARLY,
                format!("{cash} were paid to {of} in money for bonuses"),
            )
            .at(at, label)
            .note("clause 8.4: only when the customer gives up further use and the settlements are reconciled")
            .help("add the request or the settlement that is missing, or book the bonuses back")
        }
        BookingFault::Cash { cash, right } => Finding::error(
            codes::CASH,
            format!("{cash} were paid to {of} in money, the bonuses were {right}"),
        )
        .at(at, more_or_less(*cash, *right))
        .note("clause 8.4: when both conditions are met, all bonuses are paid")
        .help("pay the rest, or mend the fact"),
        _ => Finding::error(codes::CHARGE, format!("a booking of {of} differs")).at(at, ""),
    }
}

fn calculated(finding: Finding, how: &[String]) -> Finding {
    if how.is_empty() { finding } else { finding.note(format!("calculated: {}", how.join("; "))) }
}

fn more_or_less(booked: Money, right: Money) -> String {
    let difference = Signed::credit(booked).less(Signed::credit(right));
    if difference.is_negative() {
        format!("{} too little", Signed::zero(difference.currency()).less(difference))
    } else {
        format!("{difference} too much")
    }
}

const fn noun(what: &str) -> &str {
    what
}

fn thing(what: For, name: &str) -> String {
    match what {
        For::Tariff => format!("a period on `{name}`"),
        For::UpgradeDifference => format!("the change to `{name}`"),
        For::Addon => format!("the add-on `{name}`"),
    }
}

fn time(span: Interval<Instant>) -> String {
    format!("{} to {}", span.from(), span.until())
}

const fn clause(basis: RefundBasis) -> &'static str {
    match basis {
        RefundBasis::Full => "4.7",
        RefundBasis::Recalculated => "4.8",
    }
}

impl fmt::Display for NoBooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoProvider => "the project has no provider, so nobody knows its currency and tax",
            Self::NoTerms => "the project has no edition of the terms that could be read",
        })
    }
}

impl std::error::Error for NoBooks {}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown =
            |f: &mut fmt::Formatter<'_>, what: &str, name: &str, near: &Option<String>| {
                write!(f, "there is no {what} `{name}`")?;
                match near {
                    Some(near) => write!(f, "; did you mean `{near}`?"),
                    None => Ok(()),
                }
            };
        match self {
            Self::UnknownServer { name, nearest } => unknown(f, "server", name, nearest),
            Self::UnknownCustomer { name, nearest } => unknown(f, "customer", name, nearest),
            Self::UnknownTariff { name, nearest } => unknown(f, "tariff", name, nearest),
            Self::NoTerms { at } => write!(f, "no edition of the terms was in force on {at}"),
            Self::NotInUse { server, at } => {
                write!(f, "nothing was connected and paid for the server `{server}` by {at}")
            }
            Self::Suspended { server, since } => write!(
                f,
                "the server `{server}` has no paid period: its last one ended on {since} (clause 4.5); a tariff is changed after the service was paid again"
            ),
            Self::TooLateToResume { server, bound } => write!(
                f,
                "the server `{server}` can no longer be resumed: the time to pay ended before {bound} (clause 4.6); a new service is ordered"
            ),
            Self::GivenUp { server, at, .. } => {
                write!(f, "the customer gave up the server `{server}` on {at}")
            }
            Self::NoPrice { of, date, .. } => write!(f, "`{of}` has no price on {date}"),
            Self::UnknownClaim { id, server } => {
                write!(f, "there is no claim `{id}` of the server `{server}`")
            }
            Self::NoTariff { server } => {
                write!(f, "the tariff of the server `{server}` is unknown")
            }
            Self::NothingEnded { server, at } => {
                write!(
                    f,
                    "no paid period of the server `{server}` is over by {at}, so no service was rendered whole"
                )
            }
            Self::Backwards { from, until } => {
                write!(f, "the time from {from} to {until} ends before it begins")
            }
            Self::Undecided(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for Unanswered {}
