//! Compensation (section 8).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::terms::{CapScope, Cause};
use crate::contract::{
    Basis, Claim, CompensatedMonth, CompensationFacts, EvidenceFacts, Instant, MonthlyFee, Outage,
    PayoutFacts, Settled,
};
use crate::contract::{compensation as compensate, evidence, payout};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "compensation",
        uses: &[
            "money.scale",
            "money.rounding",
            "compensation.pct_per_hour",
            "compensation.cap_pct",
            "compensation.hours",
            "compensation.cap_scope",
            "compensation.on_conflict",
            "compensation.fee_basis",
            "compensation.claim_required",
            "compensation.preinstalled_software",
            "compensation.causes",
        ],
        ask: compensation,
    },
    Rule {
        id: "compensation.evidence",
        uses: &[
            "money.scale",
            "money.rounding",
            "compensation.pct_per_hour",
            "compensation.cap_pct",
            "compensation.hours",
            "compensation.fee_basis",
            "compensation.evidence",
        ],
        ask: by_evidence,
    },
    Rule { id: "compensation.payout", uses: &["money.scale", "money.rounding"], ask: in_money },
];

/// What the downtime of a claim returns (8.1, 8.3, 8.5).
fn compensation(given: &mut Given<'_>) -> Result<Question, Refused> {
    let fees = [fee(given)?];
    let billing_anchor = given.optional_instant("billing_anchor")?;
    let claim = if given.switch("claim_filed")? { Claim::Filed } else { Claim::Missing };
    let outages = outages(given)?;
    let (planned, unplanned) = (given.spans("planned_works")?, given.spans("unplanned_works")?);
    question(move |basis, trace| {
        let facts = CompensationFacts {
            outages: &outages,
            planned: &planned,
            unplanned: &unplanned,
            fees: &fees,
            billing_anchor,
            claim,
            settled: Settled::default(),
        };
        let found = compensate(basis, &facts, trace)?;
        let by_month = found.months.iter().fold(Output::new(), |all, month| {
            let of_month = Output::new()
                .with("billed_hours", month.hours)
                .with("before_cap", month.before_cap)
                .with("after_cap", month.after_cap);
            all.with(name(basis, month), of_month)
        });
        Ok(Output::new()
            .with("counted_seconds", found.seconds)
            .with("by_month", by_month)
            .with("compensation", found.total)
            .with("paid_as", "bonus")
            .with("reason", found.refusal))
    })
}

/// `outages`: what compensation and availability are asked about.
pub(super) fn outages(given: &mut Given<'_>) -> Result<Vec<Outage>, Refused> {
    given.list("outages", |outage| {
        let span = outage.between("from", "to")?;
        Ok(Outage { span, cause: outage.word_or("cause", Cause::ProviderFault)? })
    })
}

/// The format names a calendar month by its number and a billing month by its first date.
fn name(basis: &Basis<'_>, month: &CompensatedMonth) -> String {
    let starts = month.starts;
    match basis.terms.compensation.cap_scope {
        CapScope::BillingMonth => starts.to_string(),
        CapScope::CalendarMonth | CapScope::Total => {
            format!("{:04}-{:02}", starts.year(), starts.month())
        }
    }
}

/// One fee for all of a case.
fn fee(given: &mut Given<'_>) -> Result<MonthlyFee, Refused> {
    Ok(MonthlyFee {
        since: Instant::EPOCH,
        paid: given.money("paid")?,
        months: given.count("months")?,
        list: given.optional_money("list_monthly_price")?,
    })
}

/// Whose measure of a downtime holds (8.2).
fn by_evidence(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = EvidenceFacts {
        fee: fee(given)?,
        claimed: given.seconds("claimed_seconds")?,
        measured: given.nullable_seconds("provider_seconds")?,
    };
    question(move |basis, trace| {
        let answer = evidence(basis, &facts, trace)?;
        Ok(Output::new()
            .with("counted_seconds", answer.seconds)
            .with("compensation", answer.compensation)
            .with("disputed", answer.is_disputed)
            .with("disputed_amount", answer.disputed))
    })
}

/// How much is paid in money (8.4).
fn in_money(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = PayoutFacts {
        bonuses: given.money("bonus_balance")?,
        is_terminated: given.switch("service_terminated")?,
        is_reconciled: given.switch("settlement_reconciled")?,
    };
    question(move |basis, trace| {
        let found = payout(basis, &facts, trace)?;
        Ok(Output::new().with("cash", found.cash).with("bonus_after", found.bonuses))
    })
}
