//! What an account was worth over a span of time, and why.

use super::{Balance, Entry, Period, Signed, StateSpan};
use crate::blueprint::kinds::{Customer, Server};
use crate::contract::{Currency, Instant, Interval, Percent, UtcOffset};
use crate::diagnostics::Report;

/// The statement of a customer's account.
#[derive(Debug)]
pub struct Statement<'a> {
    /// Whose.
    pub customer: &'a Customer,
    /// From its first moment until the one after its last.
    pub span: Interval<Instant>,
    /// The moment up to which the ledger was judged.
    pub at: Instant,
    /// The offset at which moments and dates are shown.
    pub offset: UtcOffset,
    /// The currency of every sum.
    pub currency: Currency,
    /// What the account held before.
    pub opening: Balance,
    /// What was booked, in order of time, each with what the account held after it.
    pub entries: Vec<Entry<'a>>,
    /// What the account held after.
    pub closing: Balance,
    /// What was booked, added up.
    pub totals: Totals,
    /// The services, with what they were in the span.
    pub services: Vec<ServiceSpan<'a>>,
    /// The tax in what was taken and given back, by its rate, in order of the rates.
    pub vat: Vec<VatLine>,
    /// The editions of the terms in force during the span, by name.
    pub editions: Vec<&'a str>,
    /// Where what was booked and what the rules say differ, as far as it concerns the span.
    pub findings: Report,
}

/// What was booked in a span, by kind; bonuses included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Money that came in.
    pub paid: Signed,
    /// Sums taken for services, as an amount below zero.
    pub charged: Signed,
    /// Sums that came back.
    pub refunded: Signed,
    /// Bonuses credited.
    pub credited: Signed,
    /// Bonuses paid out in money, as an amount below zero.
    pub cashed: Signed,
}

/// A service in a span.
#[derive(Debug)]
pub struct ServiceSpan<'a> {
    /// The server.
    pub server: &'a Server,
    /// The periods of which a part lies in the span, whole.
    pub periods: Vec<Period<'a>>,
    /// What it was, cut at the ends of the span.
    pub states: Vec<StateSpan>,
}

/// The tax of one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatLine {
    /// The rate.
    pub rate: Percent,
    /// The sum, tax included.
    pub gross: Signed,
    /// The tax in it.
    pub vat: Signed,
    /// The sum without it.
    pub net: Signed,
}
