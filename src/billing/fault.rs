//! Where what was booked and what the rules say differ. The sentences are in `wording.rs`.

use super::Signed;
use crate::contract::{ChangeRefusal, Date, Instant, Interval, Money, RefundBasis};
use crate::diagnostics::Span;
use crate::ledger::For;

/// A difference between a booked fact and the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// When the fact was booked.
    pub at: Instant,
    /// Where it is written.
    pub place: Span,
    /// The customer.
    pub customer: &'a str,
    /// The server that it is for.
    pub server: Option<&'a str>,
    /// The edition of the terms that decided; absent where no edition had to.
    pub edition: Option<&'a str>,
    /// What differs.
    pub fault: BookingFault<'a>,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookingFault<'a> {
    /// A debit is of another sum than the price.
    Charge {
        /// What it pays for.
        of: For,
        /// The tariff or the add-on.
        name: &'a str,
        /// The sum that was booked.
        booked: Money,
        /// The sum by the rules.
        right: Money,
        /// The arithmetic.
        how: Vec<String>,
        /// Where the price is written.
        price: Option<Span>,
    },
    /// A price was taken before customers had to pay it (5.4).
    PriceTooEarly {
        /// The tariff or the add-on.
        name: &'a str,
        /// The sum that was booked.
        booked: Money,
        /// The sum by the price that still held.
        right: Money,
        /// Where the price that was taken is written.
        price: Span,
    },
    /// A period is another one than follows (4.2, 4.5).
    Period {
        /// The time that the debit covers.
        booked: Interval<Instant>,
        /// The time that follows.
        right: Interval<Instant>,
        /// Where what it follows is written.
        after: Span,
    },
    /// A renewal came when the service could no longer be resumed (4.6).
    TooLate {
        /// The end of the paid term.
        term_end: Instant,
        /// The first moment that was too late.
        bound: Instant,
        /// The period before.
        after: Span,
    },
    /// More was taken than there was (4.4).
    Overdrawn {
        /// What was left of money.
        money: Signed,
        /// What was left of bonuses.
        bonuses: Signed,
    },
    /// A renewal was debited although it had been refused (4.5).
    Refused {
        /// When.
        refused: Instant,
        /// Where the refusal is written.
        refusal: Span,
    },
    /// Bonuses paid for what the terms let only money pay for (4.4).
    BonusSpent {
        /// How many.
        bonuses: Money,
    },
    /// A sum was taken for a service that the customer had given up (4.7, 4.8).
    GivenUp {
        /// When.
        at: Instant,
        /// The request.
        request: Span,
    },
    /// A price difference is of another sum (5.2); nothing was booked if `booked` is absent.
    Upgrade {
        /// The tariff before.
        before: &'a str,
        /// The tariff after.
        after: &'a str,
        /// The sum that was booked.
        booked: Option<Money>,
        /// The sum by the rules.
        right: Money,
        /// The arithmetic.
        how: Vec<String>,
    },
    /// A tariff was changed in place that cannot be (5.2, 5.3).
    Downgrade {
        /// The tariff before.
        before: &'a str,
        /// The tariff after.
        after: &'a str,
        /// Why not.
        why: ChangeRefusal,
    },
    /// A refund is of another sum (4.7, 4.8).
    Refund {
        /// The sum that was booked for the request.
        booked: Money,
        /// The sum by the rules.
        right: Money,
        /// The bonuses in what was booked.
        booked_bonuses: Money,
        /// The bonuses by the rules.
        right_bonuses: Money,
        /// By which clause.
        basis: RefundBasis,
        /// The request.
        request: Span,
    },
    /// A refund came late, or has not come (4.7, 4.8).
    RefundLate {
        /// The last date on which it was in time.
        due: Date,
        /// The sum by the rules.
        right: Money,
        /// When it was booked, if it was.
        booked: Option<Instant>,
        /// The request.
        request: Span,
    },
    /// Bonuses for a downtime are others than the claim gives (8.3).
    Compensation {
        /// What was credited.
        booked: Money,
        /// What the claim gives.
        right: Money,
        /// The claim.
        claim: Span,
        /// The arithmetic.
        how: Vec<String>,
    },
    /// The bonuses of a month are more than its cap (8.3).
    OverCap {
        /// What was credited together.
        booked: Money,
        /// The most that the claims of that time give.
        cap: Money,
        /// The claim.
        claim: Span,
    },
    /// Bonuses were credited that nobody claimed (8.1).
    NoClaim {
        /// How many.
        bonuses: Money,
    },
    /// An invoice is of another sum (3.2).
    Invoice {
        /// Its number.
        number: &'a str,
        /// Its sum.
        booked: Money,
        /// The sum by the rules.
        right: Money,
        /// The sum of each line, with what it is for.
        lines: Vec<(&'a str, Money)>,
    },
    /// Bonuses were paid out in money before both conditions were met (8.4).
    CashTooEarly {
        /// How much.
        cash: Money,
        /// Whether the customer had given up further use.
        terminated: bool,
        /// Whether both sides had agreed on the settlements.
        reconciled: bool,
    },
    /// Another sum of money was paid for the bonuses (8.4).
    Cash {
        /// How much was paid.
        cash: Money,
        /// How much there was to pay.
        right: Money,
    },
    /// A service was used before anything was paid (3.2).
    UnpaidUse {
        /// The start of the use.
        start: Instant,
        /// When it was paid, if it was.
        paid: Option<Instant>,
    },
    /// The booked start is another moment than the connection (3.2, 3.3).
    Start {
        /// The start that was booked.
        booked: Instant,
        /// The connection by the hand-over.
        right: Instant,
        /// The hand-over.
        handover: Span,
    },
}
