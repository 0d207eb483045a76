use super::facts::FactKind;
use crate::contract::{Date, Instant, Money};
use crate::diagnostics::Span;

/// What can be wrong with a ledger before any of its names is followed.
///
/// Facts only; the sentences are in `wording.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something else than a mapping with `fact:`.
    NotAFact {
        /// The value.
        span: Span,
        /// What it is instead.
        found: &'static str,
    },
    /// A mapping without `fact:`.
    MissingKind {
        /// Its first key.
        span: Span,
        /// Whether it says `kind:`, as a blueprint does.
        is_blueprint: bool,
    },
    /// A word after `fact:` that means nothing.
    UnknownKind {
        /// The word.
        span: Span,
        /// What was written.
        word: String,
    },
    /// No `id:`.
    NoId {
        /// The first key of the fact.
        span: Span,
        /// Its kind.
        kind: FactKind,
    },
    /// One id for facts that do not say the same.
    OtherContent {
        /// The id.
        id: String,
        /// Where it stands again.
        span: Span,
        /// Where it stands first.
        first: Span,
    },
    /// Text that is not JSON.
    NotJson {
        /// Where the parser gave up.
        span: Span,
        /// The parser's words.
        problem: String,
    },
    /// A time that is over when it starts, or before.
    Backwards {
        /// The end.
        span: Span,
        /// What it is the time of: `an outage`.
        what: &'static str,
        /// The beginning.
        from: Span,
        /// Whether both are the same moment.
        empty: bool,
    },
    /// Nothing, where that means nothing.
    Zero {
        /// The value.
        span: Span,
        /// What it is: `a payment`.
        what: &'static str,
    },
    /// A part that is greater than the whole.
    TooManyBonuses {
        /// The part.
        span: Span,
        /// How many.
        bonuses: Money,
        /// The whole.
        amount: Money,
        /// Where it stands.
        whole: Span,
    },
    /// A key without which the fact says too little.
    Lacks {
        /// What asks for it.
        span: Span,
        /// The key, or several of which one is needed.
        key: &'static str,
        /// What needs it: `a debit for an add-on`.
        what: &'static str,
    },
    /// A key that contradicts another.
    Idle {
        /// Its value.
        span: Span,
        /// The key.
        key: &'static str,
        /// What has no use for it: `a debit for a tariff`.
        what: &'static str,
        /// What says so.
        because: Span,
    },
    /// An invoice that should have been paid before it was issued.
    DueBeforeIssue {
        /// The date.
        span: Span,
        /// What it is.
        due: Date,
        /// When it was issued.
        issued: Span,
    },
    /// A claim about a day that had not come.
    ClaimAhead {
        /// The date of the downtime.
        span: Span,
        /// What it is.
        date: Date,
        /// When the claim was registered.
        at: Span,
        /// The same.
        registered: Instant,
    },
}
