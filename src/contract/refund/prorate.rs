//! The arithmetic of clause 4.8 on bare days.

use super::{digits, labels};
use crate::contract::decision::{Step, Trace, Value};
use crate::contract::terms::Clause;
use crate::contract::{Basis, Exact, Lines, Money, Undecided};

/// A sum paid for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prorate {
    /// The sum.
    pub paid: Money,
    /// The days that it pays for.
    pub total_days: u32,
    /// The days used.
    pub used_days: u32,
}

/// What comes back of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prorated {
    /// The exact cost of a day, in main units.
    pub daily_cost: Exact,
    /// What comes back, rounded once.
    pub refund: Money,
    /// What the provider keeps.
    pub retained: Money,
}

/// What of a sum comes back after some days (4.8). More days than there are cannot be used.
pub fn prorate(
    basis: &Basis<'_>,
    facts: &Prorate,
    trace: &mut Trace,
) -> Result<Prorated, Undecided> {
    let Prorate { paid, total_days, used_days } = *facts;
    let paid = basis.amount(paid)?;
    if total_days == 0 {
        return Err(Undecided::Zero { what: &labels::TOTAL_DAYS });
    }
    let Some(left) = total_days.checked_sub(used_days) else {
        let (part, whole) = (&labels::USED_DAYS, &labels::TOTAL_DAYS);
        return Err(Undecided::MoreThanAll { part, whole });
    };
    let daily_cost = Exact::of_money(paid).over(Exact::whole(total_days))?;
    trace.step(|| {
        Step::new(Clause::C4_8, &labels::DAILY_COST, Value::Sum(daily_cost, basis.currency))
            .from(&labels::AMOUNT, paid)
            .from(&labels::TOTAL_DAYS, Value::Days(total_days.into()))
            .by(format!("{} / {total_days}", digits(paid)))
    });
    let exact = daily_cost.times(Exact::whole(left))?;
    let refund = Lines::new(basis.currency).add(exact, &basis.terms.counting)?;
    let retained = paid.checked_sub(refund).ok_or(Undecided::TooLarge)?;
    trace.step(|| {
        Step::new(Clause::C4_8, &labels::REFUND, Value::Sum(exact, basis.currency))
            .from(&labels::DAILY_COST, Value::Sum(daily_cost, basis.currency))
            .from(&labels::USED_DAYS, Value::Days(used_days.into()))
            .by(format!("{} × {left} / {total_days}", digits(paid)))
            .asked("money.scale")
            .asked("money.rounding")
            .rounded(refund)
    });
    trace.step(|| {
        Step::new(Clause::C4_8, &labels::RETAINED, retained)
            .from(&labels::AMOUNT, paid)
            .from(&labels::REFUND, refund)
            .by(format!("{} - {}", digits(paid), digits(refund)))
    });
    Ok(Prorated { daily_cost, refund, retained })
}
