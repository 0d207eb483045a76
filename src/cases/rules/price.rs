//! Change of the price by the provider (clause 5.4).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{PriceChange, PriceNotice, apply_price, price_notice};

pub(super) const RULES: &[Rule] = &[
    Rule { id: "price.notice", uses: &["notice.calendar_days", "price.notice_days"], ask: notice },
    Rule {
        id: "price.apply",
        uses: &[
            "money.scale",
            "money.rounding",
            "notice.calendar_days",
            "price.notice_days",
            "price.short_notice",
            "price.basis",
        ],
        ask: apply,
    },
];

/// Whether customers were told early enough.
fn notice(given: &mut Given<'_>) -> Result<Question, Refused> {
    let (notified, effective) = (given.instant("notified_at")?, given.instant("effective_at")?);
    question(move |basis, trace| {
        let answer = price_notice(basis, &PriceNotice { notified, effective }, trace)?;
        Ok(Output::new()
            .with("date_diff_days", answer.days)
            .with("valid", answer.valid)
            .with("earliest_valid_effective", answer.earliest))
    })
}

/// What a month of a period costs.
fn apply(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = PriceChange {
        old: given.money("old_monthly_price")?,
        new: given.money("new_monthly_price")?,
        effective: given.instant("effective_at")?,
        notified: given.optional_instant("notified_at")?,
        period_start: given.instant("period_start")?,
        paid: given.optional_instant("paid_at")?,
        refused: given.optional_instant("renewal_refused_at")?,
    };
    // A period keeps one price however long it is.
    given.optional_count("months", (1, u32::MAX))?;
    question(move |basis, trace| {
        let answer = apply_price(basis, &facts, trace)?;
        Ok(Output::new()
            .with("period_taken", answer.is_taken())
            .with("monthly_price", answer.monthly)
            .with("price_effective_at", answer.effective))
    })
}
