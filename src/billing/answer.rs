//! A question about a service, answered: the decision, the facts that it rests on and where each of
//! them is written.

use super::Edition;
use crate::contract::calendar::Calendar;
use crate::contract::decision::{Decision, Label, Value};
use crate::contract::{Currency, Date, Instant, Undecided, UtcOffset};
use crate::diagnostics::Span;

/// A fact with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What it is.
    pub what: &'static Label,
    /// Its value.
    pub value: Value,
    /// The line of a blueprint or of the ledger; absent for what follows from others.
    pub place: Option<Span>,
}

/// A decision about a service or an account.
#[derive(Clone, Debug)]
pub struct Answer<'a, T> {
    /// The customer whom it concerns; absent if it concerns many.
    pub customer: Option<&'a str>,
    /// The server that it concerns; absent if it concerns many.
    pub server: Option<&'a str>,
    /// The moment of the question.
    pub at: Instant,
    /// The edition of the terms that decided.
    pub edition: Edition<'a>,
    /// The calendar that was at hand.
    pub calendar: Option<CalendarUsed>,
    /// The currency of every sum.
    pub currency: Currency,
    /// What was known, in the order in which it is told.
    pub facts: Vec<Given>,
    /// What was decided, and how.
    pub decision: Decision<T>,
}

/// The calendar of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarUsed {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl CalendarUsed {
    /// How a calendar is named.
    pub fn of(calendar: &Calendar) -> Self {
        Self { name: calendar.name().to_owned(), version: calendar.version().to_owned() }
    }
}

impl<T> Answer<'_, T> {
    /// The offset at which its moments are shown.
    pub const fn offset(&self) -> UtcOffset {
        self.edition.terms.counting.utc_offset
    }
}

/// Why a question has no answer. The sentences are in `wording.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// There is no such server.
    UnknownServer {
        /// As it was asked for.
        name: String,
        /// The name that comes nearest.
        nearest: Option<String>,
    },
    /// There is no such customer.
    UnknownCustomer {
        /// As it was asked for.
        name: String,
        /// The name that comes nearest.
        nearest: Option<String>,
    },
    /// There is no such tariff.
    UnknownTariff {
        /// As it was asked for.
        name: String,
        /// The name that comes nearest.
        nearest: Option<String>,
    },
    /// No edition of the terms was in force.
    NoTerms {
        /// When.
        at: Instant,
    },
    /// The service has not begun, or nothing was paid for it, so there is nothing to decide.
    NotInUse {
        /// The server.
        server: String,
        /// When it was asked.
        at: Instant,
    },
    /// The service was given up.
    GivenUp {
        /// The server.
        server: String,
        /// When.
        at: Instant,
        /// The request.
        place: Span,
    },
    /// A tariff or an add-on has no price on a date.
    NoPrice {
        /// The tariff or the add-on.
        of: String,
        /// The date.
        date: Date,
        /// Where it is described.
        place: Option<Span>,
    },
    /// The tariff of a server is unknown.
    NoTariff {
        /// The server.
        server: String,
    },
    /// A span ends before it begins.
    Backwards {
        /// Its beginning.
        from: Instant,
        /// Its end.
        until: Instant,
    },
    /// The rules have no answer.
    Undecided(Undecided),
}

impl From<Undecided> for Unanswered {
    fn from(why: Undecided) -> Self {
        Self::Undecided(why)
    }
}
