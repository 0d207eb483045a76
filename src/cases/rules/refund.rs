//! Refunds (clauses 4.7, 4.8).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{
    self, GivenUp, Paid, PaidFor, Prorate, RefundBasis, RefundDeadline, RefundLine,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "refund",
        uses: &[
            "money.scale",
            "money.rounding",
            "deadline.calendar_days",
            "deadline.roll_nonworking",
            "refund.full_days",
            "refund.count_cancel_day",
            "refund.include_addons",
            "refund.bonus_part",
        ],
        ask: refund,
    },
    Rule { id: "refund.prorate", uses: &["money.scale", "money.rounding"], ask: prorate },
    Rule { id: "refund.deadline", uses: &["refund.payout_working_days"], ask: deadline },
];

/// What comes back when a service is given up (4.7, 4.8).
fn refund(given: &mut Given<'_>) -> Result<Question, Refused> {
    let activated = given.instant("activated_at")?;
    let requested = given.instant("cancel_requested_at")?;
    let payments = given.list("payments", |given| {
        Ok(Paid {
            amount: given.money("amount")?,
            bonuses: given.money_or_zero("bonus_part")?,
            kind: given.word_or("kind", PaidFor::Tariff)?,
            covers: given.span("covers")?,
            list_price: None,
        })
    })?;
    question(move |basis, trace| {
        let facts = GivenUp { activated, requested, payments: &payments, favour: false };
        let refund = contract::refund(basis, &facts, trace)?;
        Ok(Output::new()
            .with("basis", refund.basis.clause())
            .with("refund", refund.refund)
            .with("refund_bonus", refund.bonuses)
            .with("retained", refund.retained)
            .with("lines", refund.lines.iter().map(line).collect::<Vec<_>>()))
    })
}

fn line(line: &RefundLine) -> Output {
    Output::new()
        .with("total_days", line.total_days)
        .with("used_days", line.used_days)
        .with("refund", line.refund)
}

/// The arithmetic of 4.8 on bare days.
fn prorate(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = Prorate {
        paid: given.money("paid")?,
        total_days: given.count("total_days")?,
        used_days: given.count("used_days")?,
    };
    question(move |basis, trace| {
        let prorated = contract::prorate(basis, &facts, trace)?;
        Ok(Output::new()
            .with("daily_cost", prorated.daily_cost)
            .with("refund", prorated.refund)
            .with("retained", prorated.retained))
    })
}

/// By when a recalculated refund is made (4.8).
fn deadline(given: &mut Given<'_>) -> Result<Question, Refused> {
    let requested = given.instant("cancel_requested_at")?;
    let facts = RefundDeadline { requested, basis: RefundBasis::Recalculated };
    question(move |basis, trace| {
        let due = contract::refund_deadline(basis, &facts, trace)?;
        Ok(Output::new().with("due_date", due.date))
    })
}
