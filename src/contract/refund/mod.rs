//! What comes back when a customer gives up the service (clauses 4.7 and 4.8).
//!
//! The general rule is the recalculation of 4.8: each payment comes back but for the days that were
//! used. The exception is 4.7: within the first days of use everything comes back. Where both could
//! hold, the exception does, inside of its time and not beyond it.

mod deadline;
mod labels;
mod line;
mod prorate;

use super::decision::{Label, Step, Trace};
use super::limit::Limit;
use super::terms::Clause;
use super::{Basis, Exact, Instant, Interval, Lines, Money, Undecided, choices};
pub use deadline::{RefundDeadline, RefundDue, refund_deadline};
pub use prorate::{Prorate, Prorated, prorate};

const FULL_REFUND: Limit = Limit {
    clause: Clause::C4_7,
    days: "refund.full_days",
    since: &labels::ACTIVATED,
    bound: &labels::FULL_UNTIL,
};

/// A request this close to the end of the full refund deserves a second look: a moment later or
/// earlier the answer was another one. No clause says how close; a day is when people still argue.
const NEAR: u64 = 86_400;

choices! {
    /// What was paid for.
    pub enum PaidFor {
        /// A billing period on a tariff.
        Tariff = "tariff",
        /// The difference to a larger tariff, from the change to the end of the period (5.2).
        UpgradeDifference = "upgrade-difference",
        /// An extra of 2.2.
        Addon = "addon",
    }

    /// By which clause money comes back.
    pub enum RefundBasis {
        /// Everything, by 4.7.
        Full = "full",
        /// What was not used, by 4.8.
        Recalculated = "recalculated",
    }
}

impl PaidFor {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::Tariff => &labels::TARIFF,
            Self::UpgradeDifference => &labels::UPGRADE,
            Self::Addon => &labels::ADDON,
        }
    }
}

impl RefundBasis {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::Full => &labels::FULL,
            Self::Recalculated => &labels::RECALCULATED,
        }
    }

    /// The clause that says so.
    pub const fn clause(self) -> Clause {
        match self {
            Self::Full => Clause::C4_7,
            Self::Recalculated => Clause::C4_8,
        }
    }
}

/// A payment for the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// What was paid, bonuses included.
    pub amount: Money,
    /// The part of it that was paid with bonuses.
    pub bonuses: Money,
    /// For what.
    pub kind: PaidFor,
    /// From when until when it pays for the service.
    pub covers: Interval<Instant>,
    /// The list price of the same, without any discount; asked for by `refund.price_basis`.
    pub list_price: Option<Money>,
}

/// A request to give up the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenUp<'a> {
    /// The first start of use (3.3), once in the life of the service.
    pub activated: Instant,
    /// The registration of the request.
    pub requested: Instant,
    /// Everything that was paid for the service.
    pub payments: &'a [Paid],
    /// Whether the provider agrees to return everything where that is not the customer's right
    /// (`refund.full_is_right`).
    pub favour: bool,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// By which clause.
    pub basis: RefundBasis,
    /// The sum of the lines.
    pub refund: Money,
    /// The part of it that comes back as bonuses.
    pub bonuses: Money,
    /// What the provider keeps: all that was paid less the refund.
    pub retained: Money,
    /// A line for each payment, in their order.
    pub lines: Vec<RefundLine>,
    /// The request came within a day of the end of the full refund.
    pub near: Option<NearEdge>,
}

/// What comes back of one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundLine {
    /// The days that the payment covers.
    pub total_days: i32,
    /// The days used of them, also where everything comes back.
    pub used_days: i32,
    /// What comes back, bonuses included.
    pub refund: Money,
    /// The part of it that comes back as bonuses.
    pub bonuses: Money,
}

/// The end of the full refund, seen from close by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearEdge {
    /// The first moment that is too late for the full refund.
    pub full_until: Instant,
    /// What comes back on the other side: at that moment for a request before it, a second earlier
    /// for a request after it.
    pub beyond: Money,
}

/// What comes back when the service is given up (4.7, 4.8).
pub fn refund(
    basis: &Basis<'_>,
    facts: &GivenUp<'_>,
    trace: &mut Trace,
) -> Result<Refund, Undecided> {
    let GivenUp { activated, requested, payments, favour } = *facts;
    if requested < activated {
        return Err(Undecided::TooEarly {
            what: &labels::REQUESTED,
            at: requested,
            after: &labels::ACTIVATED,
            since: activated,
        });
    }
    let terms = &basis.terms.refund;
    let window = FULL_REFUND.after(basis, activated, terms.full_within, trace)?;
    let in_time = requested < window.bound;
    let granted = terms.full_is_right || favour;
    let by = if in_time && granted { RefundBasis::Full } else { RefundBasis::Recalculated };
    trace.step(|| {
        let step = Step::new(by.clause(), &labels::BASIS, by.label())
            .from(&labels::REQUESTED, requested)
            .from(&labels::FULL_UNTIL, window.bound)
            .from(&labels::IN_TIME, in_time);
        if !in_time {
            return step;
        }
        step.from(&labels::RIGHT, terms.full_is_right)
            .from(&labels::FAVOUR, favour)
            .asked("refund.full_is_right")
    });
    let mut refund = sum(basis, payments, requested, by, trace)?;
    if granted && requested.seconds_until(window.bound).unsigned_abs() <= NEAR {
        refund.near = near(basis, payments, window.bound, &refund, trace);
    }
    Ok(refund)
}

/// The lines of a refund and their sum.
fn sum(
    basis: &Basis<'_>,
    payments: &[Paid],
    requested: Instant,
    by: RefundBasis,
    trace: &mut Trace,
) -> Result<Refund, Undecided> {
    let counting = &basis.terms.counting;
    let (mut money, mut bonuses) = (Lines::new(basis.currency), Lines::new(basis.currency));
    let mut paid = Money::zero(basis.currency);
    let mut lines = Vec::with_capacity(payments.len());
    for payment in payments {
        let share = line::share(basis, payment, requested, by, trace)?;
        paid = paid.checked_add(payment.amount).ok_or(Undecided::TooLarge)?;
        let line = RefundLine {
            total_days: share.total_days,
            used_days: share.used_days,
            refund: money.add(share.refund, counting)?,
            bonuses: bonuses.add(share.bonuses, counting)?,
        };
        share.explain(basis, payment, &line, trace);
        lines.push(line);
    }
    let (refund, bonuses) = (money.total(), bonuses.total());
    let retained = paid.checked_sub(refund).ok_or(Undecided::TooLarge)?;
    trace.step(|| {
        let each: Vec<_> = lines.iter().map(|line| line.refund).collect();
        Step::new(by.clause(), &labels::REFUND, refund).from(&labels::LINE, each)
    });
    if bonuses.minor() > 0 {
        trace.step(|| {
            let each: Vec<_> = lines.iter().map(|line| line.bonuses).collect();
            Step::new(by.clause(), &labels::BONUSES, bonuses).from(&labels::LINE_BONUSES, each)
        });
    }
    trace.step(|| {
        Step::new(by.clause(), &labels::RETAINED, retained)
            .from(&labels::PAID, paid)
            .from(&labels::REFUND, refund)
            .by(format!("{} - {}", digits(paid), digits(refund)))
    });
    Ok(Refund { basis: by, refund, bonuses, retained, lines, near: None })
}

/// What came back on the other side of the end of the full refund.
fn near(
    basis: &Basis<'_>,
    payments: &[Paid],
    full_until: Instant,
    here: &Refund,
    trace: &mut Trace,
) -> Option<NearEdge> {
    let other = match here.basis {
        RefundBasis::Full => RefundBasis::Recalculated,
        RefundBasis::Recalculated => RefundBasis::Full,
    };
    // What cannot be decided on the other side is no reason to refuse the answer on this one.
    let Ok(beyond) = sum(basis, payments, full_until, other, &mut Trace::off()) else {
        return None;
    };
    let beyond = beyond.refund;
    if beyond == here.refund {
        return None;
    }
    trace.step(|| {
        Step::new(other.clause(), &labels::NEAR, beyond)
            .from(&labels::FULL_UNTIL, full_until)
            .from(&labels::BASIS, other.label())
    });
    Some(NearEdge { full_until, beyond })
}

/// The digits of an amount, for arithmetic.
fn digits(money: Money) -> String {
    Exact::of_money(money).decimal(2).unwrap_or_default()
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
