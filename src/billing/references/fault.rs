use crate::contract::{Currency, Date, Instant, Money};
use crate::diagnostics::Span;
use crate::ledger::{Fact, FactKind, Wants};

/// What can be wrong with what a fact names.
///
/// Facts only; the sentences are in `wording.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault<'a> {
    /// A name without a document.
    Unknown {
        /// What it should be the name of.
        named: Named,
        /// The name.
        span: Span,
        /// What was written.
        name: &'a str,
        /// The names there are.
        known: Vec<&'a str>,
    },
    /// A sum in another currency than the provider's.
    Currency {
        /// The sum.
        span: Span,
        /// What was written.
        sum: Money,
        /// The provider's currency.
        wanted: Currency,
        /// Where the provider says so.
        provider: Span,
    },
    /// An id that no fact has.
    UnknownFact {
        /// The id.
        span: Span,
        /// What was written.
        id: &'a str,
        /// What it should be the id of.
        wanted: Wanted,
    },
    /// An id of a fact of another kind.
    OtherKind {
        /// The id.
        span: Span,
        /// What was written.
        id: &'a str,
        /// What it should be the id of.
        wanted: Wanted,
        /// What it is the id of.
        other: FactKind,
        /// Where that one stands.
        at: Span,
    },
    /// An id of a fact about somebody else.
    OtherOwner {
        /// The id.
        span: Span,
        /// What was written.
        id: &'a str,
        /// What it is the id of.
        wanted: Wanted,
        /// What this fact is about, and what that one.
        sides: Sides<'a>,
        /// Where that one stands.
        at: Span,
    },
    /// A consequence before what it follows from.
    TooEarly {
        /// The moment of the consequence.
        span: Span,
        /// What it is.
        what: FactKind,
        /// What it follows from.
        cause: FactKind,
        /// When that was.
        since: Instant,
        /// Where that stands.
        at: Span,
    },
    /// A pause that begins before its ticket was registered or after it was solved.
    OutsideTicket {
        /// The beginning of the pause.
        span: Span,
        /// The registration or the solution.
        at: Span,
        /// Whether it is the solution.
        solved: bool,
    },
    /// A fact about a time in which the server did not exist.
    BeforeTariff {
        /// The moment.
        span: Span,
        /// Its date.
        date: Date,
        /// The server.
        server: &'a str,
        /// The first day of its first tariff.
        since: Date,
        /// Where the blueprint says so.
        at: Span,
    },
    /// What happens once in the life of a service happens again.
    Twice {
        /// The second one.
        span: Span,
        /// What it is.
        what: FactKind,
        /// The server.
        server: &'a str,
        /// The first one.
        first: Span,
    },
    /// A booking that was taken back is taken back again.
    ReversedTwice {
        /// What takes it back again.
        span: Span,
        /// The booking.
        id: &'a str,
        /// What took it back first.
        first: Span,
    },
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Server,
    Customer,
    Tariff,
    Addon,
}

/// Which facts an id may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Any of a kind.
    Any(FactKind),
    /// A request to give up a service.
    GiveUp,
    /// A booking, which can be taken back.
    Booking,
}

impl Wanted {
    /// Whether a fact is one of them.
    pub(super) fn fits(self, fact: &Fact) -> bool {
        match (self, fact) {
            (Self::Any(kind), fact) => fact.kind() == kind,
            (Self::GiveUp, Fact::Request(request)) => request.wants.value == Wants::GiveUp,
            (Self::GiveUp, _) => false,
            (Self::Booking, fact) => fact.is_booking(),
        }
    }
}

/// Two that should be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sides<'a> {
    /// A server, and one that is not it.
    Servers(&'a str, &'a str),
    /// A customer, and one that is not it.
    Customers(&'a str, &'a str),
    /// A server that an outage does not name.
    NotTouched(&'a str),
}
