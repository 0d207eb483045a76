//! When compensation is paid in money instead of bonuses (8.4).

use super::labels;
use crate::contract::decision::{Step, Trace};
use crate::contract::terms::Clause;
use crate::contract::{Basis, Exact, Money, Undecided};

/// A customer's bonuses of compensation, and how far his leaving has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutFacts {
    /// Bonuses of compensation on the account.
    pub bonuses: Money,
    /// Whether he has given up further use of the service.
    pub is_terminated: bool,
    /// Whether mutual settlements are reconciled.
    pub is_reconciled: bool,
}

/// What is paid in money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// In money.
    pub cash: Money,
    /// What stays as bonuses.
    pub bonuses: Money,
}

/// How much of the bonuses is paid in money: all of them when the customer has left and the
/// settlements are reconciled, nothing before.
pub fn payout(
    basis: &Basis<'_>,
    facts: &PayoutFacts,
    trace: &mut Trace,
) -> Result<Payout, Undecided> {
    let balance = basis.amount(facts.bonuses)?;
    let zero = Money::zero(basis.currency);
    let cash = if facts.is_terminated && facts.is_reconciled {
        basis.terms.counting.round(Exact::of_money(balance), basis.currency)?
    } else {
        zero
    };
    let bonuses = balance.checked_sub(cash).unwrap_or(zero);
    trace.step(|| {
        Step::new(Clause::C8_4, &labels::CASH, cash)
            .from(&labels::BONUSES, balance)
            .from(&labels::TERMINATED, facts.is_terminated)
            .from(&labels::RECONCILED, facts.is_reconciled)
    });
    trace.step(|| {
        Step::new(Clause::C8_4, &labels::BONUS_AFTER, bonuses)
            .from(&labels::BONUSES, balance)
            .from(&labels::CASH, cash)
            .by(format!("{} − {}", balance.digits(), cash.digits()))
    });
    Ok(Payout { cash, bonuses })
}
