use super::decision::Label;
use super::terms::WorkingWeek;
use super::{Currency, Date, Instant, Interval, Money};

/// Why a question has no answer. The sentences are in `wording.rs`.
///
/// A rule that meets one of these decides nothing: it neither guesses nor takes the nearest case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// A sum or a fraction is too large to be counted exactly.
    TooLarge,
    /// Something is divided by nothing.
    OfNothing,
    /// A date would lie beyond the years of [`Date`].
    OutOfYears,
    /// Working days are asked for and there is no calendar.
    NoCalendar,
    /// The calendar does not cover a date.
    OutsideCalendar {
        /// The date.
        date: Date,
    },
    /// The calendar was made for another working week than the terms name.
    OtherWeek {
        /// The week of the calendar.
        calendar: WorkingWeek,
        /// The week of the terms.
        terms: WorkingWeek,
    },
    /// No rate of the tax holds on a date.
    NoRate {
        /// The date.
        date: Date,
    },
    /// A period ends before it begins, or at once.
    Backwards {
        /// Its beginning.
        from: Instant,
        /// Its end.
        until: Instant,
    },
    /// One moment is before another that it has to follow.
    TooEarly {
        /// What happened too early.
        what: &'static Label,
        /// When.
        at: Instant,
        /// What it has to follow.
        after: &'static Label,
        /// When that was.
        since: Instant,
    },
    /// A moment lies outside of the period that it belongs to.
    OutsidePeriod {
        /// What happened.
        what: &'static Label,
        /// When.
        at: Instant,
        /// The period.
        period: Interval<Instant>,
    },
    /// A number is zero that has to be more.
    Zero {
        /// Which.
        what: &'static Label,
    },
    /// An amount has parts of a unit where the terms count whole units only.
    NotWhole {
        /// The amount.
        amount: Money,
    },
    /// A number is larger than another that it is a part of.
    MoreThanAll {
        /// The part.
        part: &'static Label,
        /// The whole.
        whole: &'static Label,
    },
    /// A length of time is so long that it must be a mistake.
    TooLong {
        /// Of what.
        what: &'static Label,
        /// The most that is taken, in days of 24 hours.
        days: i64,
    },
    /// A fact is missing that a reading of the terms asks for.
    Missing {
        /// The fact.
        what: &'static Label,
        /// The parameter that asks for it, by id.
        because: &'static str,
    },
    /// Two amounts have different currencies.
    Currencies {
        /// The one that holds.
        first: Currency,
        /// The other one.
        second: Currency,
    },
    /// Two rules of the agreement answer differently, and no clause says which one holds.
    Conflict {
        /// The one rule, with its clause.
        one: &'static Label,
        /// The other.
        other: &'static Label,
    },
}
