use crate::contract::{Date, Instant, Undecided};
use crate::diagnostics::Span;

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
    /// The paid term is over, so there is no period within which something could change.
    Suspended {
        /// The server.
        server: String,
        /// The end of the paid term.
        since: Instant,
    },
    /// The service can no longer be resumed, so no period follows.
    TooLateToResume {
        /// The server.
        server: String,
        /// The first moment that was too late.
        bound: Instant,
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
    /// There is no such claim of this server.
    UnknownClaim {
        /// The id.
        id: String,
        /// The server.
        server: String,
    },
    /// The tariff of a server is unknown.
    NoTariff {
        /// The server.
        server: String,
    },
    /// No period that was paid is over yet, so nothing was rendered whole.
    NothingEnded {
        /// The server.
        server: String,
        /// When it was asked.
        at: Instant,
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
