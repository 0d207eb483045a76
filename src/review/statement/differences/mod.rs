//! What was booked otherwise than the rules say, in the language of the customer.
//!
//! The terminal tells the same in English with the places of the ledger; both are made from the same
//! [`Difference`].

mod labels;
#[cfg(test)]
mod tests;

use crate::billing::{BookingFault, Difference, Signed};
use crate::contract::decision::{Label, Value};
use crate::contract::{ChangeRefusal, Language, Money, RefundBasis};
use crate::ledger::For;
use crate::review::answer::{Sentence, digits_in};

/// The longest arithmetic that a person can follow within a sentence, in characters.
const FOLLOWED: usize = 60;
/// The most calculations that a person can follow within a sentence.
const STEPS: usize = 3;

/// Where it is, what differs, and what explains it: sentences without their end, in that order.
pub(in crate::review) fn told(of: &Difference<'_>, language: Language) -> Vec<Sentence> {
    let place = match of.server {
        Some(server) => Sentence::new(&labels::ON_SERVER, [text(server)]),
        None => Sentence::new(&labels::ON_ACCOUNT, []),
    };
    let mut said = vec![place];
    // By name, so that a new variant is not forgotten.
    said.extend(match &of.fault {
        BookingFault::Charge { .. }
        | BookingFault::PriceTooEarly { .. }
        | BookingFault::Overdrawn { .. }
        | BookingFault::BonusSpent { .. }
        | BookingFault::GivenUp { .. }
        | BookingFault::Invoice { .. }
        | BookingFault::UnpaidUse { .. } => charge(&of.fault, language),
        BookingFault::Period { .. }
        | BookingFault::TooLate { .. }
        | BookingFault::Refused { .. }
        | BookingFault::Start { .. } => period(&of.fault),
        BookingFault::Upgrade { .. } | BookingFault::Downgrade { .. } => {
            tariff(&of.fault, language)
        }
        BookingFault::Refund { .. } | BookingFault::RefundLate { .. } => refund(&of.fault),
        BookingFault::Compensation { .. }
        | BookingFault::OverCap { .. }
        | BookingFault::NoClaim { .. }
        | BookingFault::CashTooEarly { .. }
        | BookingFault::Cash { .. } => bonuses(&of.fault, language),
    });
    said.extend(of.edition.map(|edition| Sentence::new(&labels::BY_EDITION, [text(edition)])));
    said
}

/// Sums that were taken.
fn charge(fault: &BookingFault<'_>, language: Language) -> Vec<Sentence> {
    match fault {
        BookingFault::Charge { of, name, booked, right, how, price: _ } => {
            let words = match of {
                For::Tariff => &labels::CHARGE_TARIFF,
                For::UpgradeDifference => &labels::CHARGE_CHANGE,
                For::Addon => &labels::CHARGE_ADDON,
            };
            let mut said = vec![
                Sentence::new(words, [text(name), (*booked).into(), (*right).into()]),
                more_or_less(*booked, *right),
            ];
            said.extend(calculated(how, language));
            said
        }
        BookingFault::PriceTooEarly { name, booked, right, price: _ } => {
            let values = [text(name), (*booked).into(), (*right).into()];
            vec![Sentence::new(&labels::PRICE_TOO_EARLY, values), why(&labels::WHY_PRICE_TOO_EARLY)]
        }
        BookingFault::Overdrawn { money, bonuses } => {
            let parts = [(&labels::OVERDRAWN, *money), (&labels::OVERDRAWN_BONUSES, *bonuses)];
            let missing = parts.into_iter().filter(|(_, left)| left.is_negative());
            let missing = missing.map(|(words, left)| {
                let sum = Signed::zero(left.currency()).less(left).at_least_nothing();
                Sentence::new(words, [sum.into()])
            });
            missing.chain([why(&labels::WHY_OVERDRAWN)]).collect()
        }
        BookingFault::BonusSpent { bonuses } => {
            vec![Sentence::new(&labels::BONUS_SPENT, [(*bonuses).into()])]
        }
        BookingFault::GivenUp { at, request: _ } => {
            vec![Sentence::new(&labels::GIVEN_UP, [(*at).into()])]
        }
        BookingFault::Invoice { number, booked, right, lines } => {
            let values = [text(number), (*booked).into(), (*right).into()];
            let of_line = |(name, sum): &(&str, Money)| [text(name), Value::from(*sum)];
            let lines = lines.iter().map(|it| Sentence::new(&labels::INVOICE_LINE, of_line(it)));
            let sums = [Sentence::new(&labels::INVOICE, values), more_or_less(*booked, *right)];
            sums.into_iter().chain(lines).collect()
        }
        BookingFault::UnpaidUse { start, paid } => {
            let start = Value::from(*start);
            let used = match paid {
                Some(paid) => Sentence::new(&labels::UNPAID_USE, [start, (*paid).into()]),
                None => Sentence::new(&labels::NEVER_PAID_USE, [start]),
            };
            vec![used, why(&labels::WHY_UNPAID_USE)]
        }
        _ => Vec::new(),
    }
}

/// Periods and their order.
fn period(fault: &BookingFault<'_>) -> Vec<Sentence> {
    match fault {
        BookingFault::Period { booked, right, after: _ } => {
            vec![Sentence::new(&labels::PERIOD, [(*booked).into(), (*right).into()])]
        }
        BookingFault::TooLate { term_end, bound, after: _ } => {
            let values = [(*term_end).into(), (*bound).into()];
            vec![Sentence::new(&labels::TOO_LATE, values), why(&labels::WHY_TOO_LATE)]
        }
        BookingFault::Refused { refused, refusal: _ } => {
            vec![Sentence::new(&labels::REFUSED, [(*refused).into()]), why(&labels::WHY_REFUSED)]
        }
        BookingFault::Start { booked, right, handover: _ } => {
            let values = [(*booked).into(), (*right).into()];
            vec![Sentence::new(&labels::START, values), why(&labels::WHY_START)]
        }
        _ => Vec::new(),
    }
}

/// Changes of tariff.
fn tariff(fault: &BookingFault<'_>, language: Language) -> Vec<Sentence> {
    match fault {
        BookingFault::Upgrade { before, after, booked, right, how } => {
            let (names, right) = ([text(before), text(after)], *right);
            let mut said = if let Some(booked) = *booked {
                let values = names.into_iter().chain([booked.into(), right.into()]);
                vec![Sentence::new(&labels::UPGRADE, values), more_or_less(booked, right)]
            } else {
                let values = names.into_iter().chain([right.into()]);
                vec![Sentence::new(&labels::UPGRADE_NOTHING, values)]
            };
            said.extend(calculated(how, language));
            said
        }
        BookingFault::Downgrade { before, after, why: refusal } => {
            let reason = match refusal {
                ChangeRefusal::NoChange => &labels::NO_CHANGE,
                ChangeRefusal::DowngradeNeedsNewService => &labels::FEWER_RESOURCES,
                ChangeRefusal::NotMoreInEveryDimension => &labels::LESS_OF_SOME,
            };
            let changed = Sentence::new(&labels::DOWNGRADE, [text(before), text(after)]);
            vec![changed, why(reason), why(&labels::WHY_DOWNGRADE)]
        }
        _ => Vec::new(),
    }
}

/// What came back.
fn refund(fault: &BookingFault<'_>) -> Vec<Sentence> {
    match fault {
        BookingFault::Refund {
            booked,
            right,
            booked_bonuses,
            right_bonuses,
            basis,
            request: _,
        } => {
            let mut said = if booked == right {
                let values = [*right, *booked_bonuses, *right_bonuses].map(Value::from);
                vec![Sentence::new(&labels::REFUND_BONUSES, values)]
            } else {
                let values = [*booked, *right, *right_bonuses].map(Value::from);
                vec![Sentence::new(&labels::REFUND, values), more_or_less(*booked, *right)]
            };
            said.push(why(match basis {
                RefundBasis::Full => &labels::REFUND_FULL,
                RefundBasis::Recalculated => &labels::REFUND_RECALCULATED,
            }));
            said
        }
        BookingFault::RefundLate { due, right, booked, request: _ } => {
            let values = [Value::from(*right), (*due).into()].into_iter();
            let late = match booked {
                Some(booked) => {
                    Sentence::new(&labels::REFUND_LATE, values.chain([(*booked).into()]))
                }
                None => Sentence::new(&labels::REFUND_OVERDUE, values),
            };
            vec![late, why(&labels::WHY_REFUND_LATE)]
        }
        _ => Vec::new(),
    }
}

/// Bonuses and what becomes of them.
fn bonuses(fault: &BookingFault<'_>, language: Language) -> Vec<Sentence> {
    match fault {
        BookingFault::Compensation { booked, right, claim: _, how } => {
            let values = [*booked, *right].map(Value::from);
            let mut said =
                vec![Sentence::new(&labels::COMPENSATION, values), more_or_less(*booked, *right)];
            said.extend(calculated(how, language));
            said
        }
        BookingFault::OverCap { booked, cap, claim: _ } => {
            let values = [*booked, *cap].map(Value::from);
            vec![Sentence::new(&labels::OVER_CAP, values), more_or_less(*booked, *cap)]
        }
        BookingFault::NoClaim { bonuses } => {
            vec![Sentence::new(&labels::NO_CLAIM, [(*bonuses).into()])]
        }
        BookingFault::CashTooEarly { cash, terminated, reconciled } => {
            let mut said = vec![Sentence::new(&labels::CASH_TOO_EARLY, [(*cash).into()])];
            said.extend((!terminated).then(|| why(&labels::GOES_ON)));
            said.extend((!reconciled).then(|| why(&labels::NOT_RECONCILED)));
            said.push(why(&labels::WHY_CASH_TOO_EARLY));
            said
        }
        BookingFault::Cash { cash, right } => {
            let values = [*cash, *right].map(Value::from);
            vec![Sentence::new(&labels::CASH, values), more_or_less(*cash, *right)]
        }
        _ => Vec::new(),
    }
}

fn text(name: &str) -> Value {
    Value::Text(name.to_owned())
}

/// A sentence that needs no value.
fn why(words: &'static Label) -> Sentence {
    Sentence::new(words, [])
}

fn more_or_less(booked: Money, right: Money) -> Sentence {
    let more = Signed::credit(booked).less(Signed::credit(right));
    if more.is_negative() {
        let less = Signed::zero(more.currency()).less(more);
        Sentence::new(&labels::TOO_LITTLE, [less.at_least_nothing().into()])
    } else {
        Sentence::new(&labels::TOO_MUCH, [more.at_least_nothing().into()])
    }
}

/// The arithmetic, as far as a person can follow it within a sentence: calculations of numbers, not
/// formulas of functions and comparisons, and few of them.
fn calculated(how: &[String], language: Language) -> Option<Sentence> {
    let mut lines: Vec<&str> = Vec::with_capacity(how.len());
    for line in how {
        let plain = !line.chars().any(|ch| ch.is_alphabetic() || "<>=".contains(ch));
        // One month or one piece of a sum is the sum itself.
        let says = line.split(' ').count() > 3 || !line.ends_with(" 1");
        let is_short = line.contains(' ') && line.chars().count() <= FOLLOWED;
        if plain && says && is_short && !lines.contains(&line.as_str()) {
            lines.push(line);
        }
    }
    let shown = !lines.is_empty() && lines.len() <= STEPS;
    let lines = || lines.iter().map(|line| text(&digits_in(line, language))).collect();
    shown.then(|| Sentence::new(&labels::CALCULATED, [Value::List(lines())]))
}
