//! Automatic renewal (clauses 4.3 to 4.5).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{self, AutoRenewal, Money, RefusedBy, RenewalRefusal};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "autorenew.refusal",
        uses: &["autorenew.tie", "autorenew.refusal_channel"],
        ask: refusal,
    },
    Rule {
        id: "autorenew.run",
        uses: &["money.scale", "money.rounding", "autorenew.use_bonus"],
        ask: run,
    },
];

/// Whether a refusal to renew takes effect (4.5).
fn refusal(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = RenewalRefusal {
        debit: given.instant("charge_at")?,
        refused: given.instant("renewal_refused_at")?,
        by: given.word_or("channel", RefusedBy::Ticket)?,
    };
    question(move |basis, trace| {
        let effective = contract::refuse_renewal(basis, &facts, trace)?.is_ok();
        Ok(Output::new().with("refusal_effective", effective).with("charged", !effective))
    })
}

/// The debit of a renewal (4.2 to 4.4).
fn run(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = AutoRenewal {
        on: Some(given.switch("auto_renew")?),
        balance: given.money("balance")?,
        bonuses: given.money_or_zero("bonus_balance")?,
        price: given.money("price")?,
        debited: Money::zero(given.basis().currency),
        term_end: given.instant("period_end")?,
        at: None,
    };
    question(move |basis, trace| {
        let debit = contract::auto_renew(basis, &facts, trace)?;
        Ok(Output::new()
            .with("charged", debit.renewed)
            .with("charged_amount", debit.debit)
            .with("balance_after", debit.balance)
            .with("bonus_after", debit.bonuses)
            .with("state", debit.state))
    })
}
