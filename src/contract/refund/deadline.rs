//! By when a refund is made (clauses 4.7 and 4.8).

use super::RefundBasis;
use super::labels;
use crate::contract::decision::{Step, Trace};
use crate::contract::limit::working_days_after;
use crate::contract::{Basis, Date, Instant, Undecided};

/// A refund that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundDeadline {
    /// The registration of the request.
    pub requested: Instant,
    /// By which clause money comes back.
    pub basis: RefundBasis,
}

/// The time for a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundDue {
    /// The last date on which it is in time.
    pub date: Date,
    /// The working days counted.
    pub working_days: u32,
}

/// By when a refund is made: the N-th working day after the date of the request (4.8).
///
/// 4.7 names no time; `refund.full_payout_working_days` says which one is kept.
pub fn refund_deadline(
    basis: &Basis<'_>,
    facts: &RefundDeadline,
    trace: &mut Trace,
) -> Result<RefundDue, Undecided> {
    let RefundDeadline { requested, basis: by } = *facts;
    let terms = &basis.terms.refund;
    let (days, id) = match by {
        RefundBasis::Full => (terms.full_payout, "refund.full_payout_working_days"),
        RefundBasis::Recalculated => (terms.payout, "refund.payout_working_days"),
    };
    let working_days = days.count();
    let step = |due: Date| {
        Step::new(by.clause(), &labels::DUE, due).from(&labels::REQUESTED, requested).asked(id)
    };
    let date = working_days_after(basis, basis.date(requested), working_days, step, trace)?;
    Ok(RefundDue { date, working_days })
}
