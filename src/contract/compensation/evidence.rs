//! Whose measure of a downtime holds, and what is in dispute (8.2).

use super::fee::{self, MonthlyFee};
use super::labels;
use crate::contract::decision::{Label, Step, Trace, Value};
use crate::contract::terms::{Clause, Evidence};
use crate::contract::{Basis, Exact, Money, Undecided};

/// A downtime of one month by the provider's fault, as two people measured it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceFacts {
    /// The fee of the month.
    pub fee: MonthlyFee,
    /// What the customer claims, in seconds.
    pub claimed: i64,
    /// What the provider's own data say, in seconds; nothing where he has none.
    pub measured: Option<i64>,
}

/// Which measure holds, and what hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceAnswer {
    /// The downtime that counts, in seconds.
    pub seconds: i64,
    /// What it returns.
    pub compensation: Money,
    /// Whether there are two measures, and they differ.
    pub is_disputed: bool,
    /// The difference between what the two would return, each with its limit.
    pub disputed: Money,
}

/// Whose measure of a downtime holds.
///
/// The provider may use his own data, also where they say more than the customer claims; what the
/// two measures differ by is said aloud, for it is settled by negotiation.
pub fn evidence(
    basis: &Basis<'_>,
    facts: &EvidenceFacts,
    trace: &mut Trace,
) -> Result<EvidenceAnswer, Undecided> {
    let monthly = facts.fee.monthly(basis)?;
    trace.step(|| facts.fee.step(basis, monthly));
    let by_claim = sum(basis, monthly, facts.claimed)?;
    let by_measure = facts.measured.map(|seconds| sum(basis, monthly, seconds)).transpose()?;
    let (seconds, compensation) = match basis.terms.compensation.evidence {
        Evidence::ProviderIfPresent => {
            facts.measured.zip(by_measure).unwrap_or((facts.claimed, by_claim))
        }
        Evidence::CustomerClaim => (facts.claimed, by_claim),
    };
    let is_disputed = facts.measured.is_some_and(|measured| measured != facts.claimed);
    let gap = |other: Money| other.checked_sub(by_claim).or_else(|| by_claim.checked_sub(other));
    let disputed = by_measure.and_then(gap).unwrap_or(Money::zero(basis.currency));
    trace.step(|| sum_step(basis, &labels::BY_CLAIM, (monthly, facts.claimed), by_claim));
    if let (Some(measured), Some(by_measure)) = (facts.measured, by_measure) {
        trace.step(|| sum_step(basis, &labels::BY_MEASURE, (monthly, measured), by_measure));
    }
    trace.step(|| {
        Step::new(Clause::C8_2, &labels::COUNTED, Value::Seconds(seconds))
            .from(&labels::CLAIMED, Value::Seconds(facts.claimed))
            .from(&labels::MEASURED, facts.measured.map_or(Value::None, Value::Seconds))
            .asked("compensation.evidence")
    });
    trace.step(|| Step::new(Clause::C8_3, &labels::TOTAL, compensation));
    if is_disputed {
        trace.step(|| {
            Step::new(Clause::C8_2, &labels::DISPUTED, disputed)
                .from(&labels::BY_CLAIM, by_claim)
                .from(&labels::BY_MEASURE, by_measure)
        });
    }
    Ok(EvidenceAnswer { seconds, compensation, is_disputed, disputed })
}

/// What a downtime of one month returns, with its limit.
fn sum(basis: &Basis<'_>, monthly: Exact, seconds: i64) -> Result<Money, Undecided> {
    let rules = &basis.terms.compensation;
    let hours = fee::billed_hours(rules.hours, seconds);
    let sum = monthly.times(Exact::of_percent(rules.per_hour))?.times(hours)?;
    let most = monthly.times(Exact::of_percent(rules.cap))?;
    basis.terms.counting.round(sum.min(most), basis.currency)
}

fn sum_step(
    basis: &Basis<'_>,
    what: &'static Label,
    (monthly, seconds): (Exact, i64),
    sum: Money,
) -> Step {
    let rules = &basis.terms.compensation;
    let hours = fee::billed_hours(rules.hours, seconds);
    let fee = fee::digits(monthly);
    let (part, most) = (rules.per_hour, rules.cap);
    Step::new(Clause::C8_3, what, sum)
        .from(&labels::DOWNTIME, Value::Seconds(seconds))
        .from(&labels::HOURS, Value::Hours(hours))
        .from(&labels::FEE, Value::Sum(monthly, basis.currency))
        .asked("compensation.hours")
        .by(format!("min({fee} × {hours} × {part}, {fee} × {most})"))
}
