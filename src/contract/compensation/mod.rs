//! What downtime by the provider's fault returns to the customer (section 8).
//!
//! The rules stand in the order of the clauses: whether a claim counts and which time does
//! ([`downtime`], 8.1 and 8.5), the fee that an hour is a part of ([`fee`]), months and their
//! limit ([`month`], [`credit`], 8.3), whose measure holds ([`evidence`], 8.2), and when bonuses
//! become money ([`payout`], 8.4).

mod credit;
mod downtime;
mod evidence;
mod fee;
mod labels;
mod month;
mod payout;

pub use evidence::{EvidenceAnswer, EvidenceFacts, evidence};
pub use fee::MonthlyFee;
pub use payout::{Payout, PayoutFacts, payout};

use self::credit::Cap;
use self::fee::Fees;
use self::month::Frame;
use super::decision::{Label, Step, Trace, Value};
use super::terms::Clause;
use super::{Basis, Date, Exact, Instant, Interval, Money, Outage, Undecided, choices};

/// What is asked about one claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompensationFacts<'a> {
    /// The times without access that the claim is about, each with its cause. They may overlap.
    pub outages: &'a [Outage],
    /// Times of works that clause 7.1 calls planned.
    pub planned: &'a [Interval<Instant>],
    /// Times of works that clause 7.1 calls unplanned.
    pub unplanned: &'a [Interval<Instant>],
    /// What the customer paid for a month, and since when. The first also holds before.
    pub fees: &'a [MonthlyFee],
    /// The start of the first billing period; needed where the limit is one of billing months.
    pub billing_anchor: Option<Instant>,
    /// The claim of the customer.
    pub claim: Claim,
    /// What earlier claims had.
    pub settled: Settled<'a>,
}

/// The claim of the customer (8.1): a ticket with the date and the total time of the downtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// None was made.
    Missing,
    /// One was made, nobody knows when.
    Filed,
    /// One was registered at this moment.
    FiledAt(Instant),
}

/// What earlier claims of the same service had, so that no second is paid for twice and the limit
/// of a month is that of all its claims.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settled<'a> {
    /// The time that was paid for.
    pub time: &'a [Interval<Instant>],
    /// The first dates of months with what was credited for them.
    pub credits: &'a [(Date, Money)],
}

/// What is credited, as bonuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compensation {
    /// The downtime that counts, in seconds.
    pub seconds: i64,
    /// The months that have some of it, in order of time.
    pub months: Vec<CompensatedMonth>,
    /// The sum over the months.
    pub total: Money,
    /// Why nothing counts; absent where something could.
    pub refusal: Option<CompensationRefusal>,
}

/// What is credited for one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompensatedMonth {
    /// Its first date.
    pub starts: Date,
    /// Its downtime that counts, in seconds.
    pub seconds: i64,
    /// The hours that are compensated (`compensation.hours`).
    pub hours: Exact,
    /// The sum for these hours.
    pub before_cap: Money,
    /// What is credited of it.
    pub after_cap: Money,
}

choices! {
    /// Why no downtime counts.
    pub enum CompensationRefusal {
        /// The customer made no claim, and the terms ask for one.
        NoClaim = "no-claim",
        /// All of the downtime lies too far back.
        ClaimTooLate = "claim-too-late",
    }
}

impl CompensationRefusal {
    /// Its words.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::NoClaim => &labels::NO_CLAIM,
            Self::ClaimTooLate => &labels::CLAIM_TOO_LATE,
        }
    }
}

/// What the downtime of a claim returns to the customer.
///
/// Every hour is a part of the monthly fee, up to a limit. Part hours are those of a month's
/// total, for 8.1 speaks of the total time. Each month is a line of the ledger.
pub fn compensation(
    basis: &Basis<'_>,
    facts: &CompensationFacts<'_>,
    trace: &mut Trace,
) -> Result<Compensation, Undecided> {
    let nothing = |refusal| {
        let total = Money::zero(basis.currency);
        Compensation { seconds: 0, months: Vec::new(), total, refusal: Some(refusal) }
    };
    if let Some(refusal) = downtime::unclaimed(basis, facts, trace) {
        return Ok(nothing(refusal));
    }
    let counted = match downtime::counted(basis, facts, trace)? {
        Ok(counted) => counted,
        Err(refusal) => return Ok(nothing(refusal)),
    };
    let fees = Fees::of(basis, facts.fees, trace)?;
    let frames = month::split(basis, facts, &counted)?;
    let mut cap = Cap::new(basis, &fees, &frames, facts.settled.credits)?;
    let mut months = Vec::with_capacity(frames.len());
    for frame in &frames {
        months.push(one_month(basis, &fees, frame, &mut cap, trace)?);
    }
    let total = cap.credited();
    trace.step(|| {
        let months = months.iter().map(|month| month.after_cap);
        let sums: Vec<Money> = months.collect();
        Step::new(Clause::C8_3, &labels::TOTAL, total).from(&labels::AFTER_CAP, sums)
    });
    Ok(Compensation { seconds: counted.seconds(), months, total, refusal: None })
}

fn one_month(
    basis: &Basis<'_>,
    fees: &Fees,
    frame: &Frame,
    cap: &mut Cap<'_>,
    trace: &mut Trace,
) -> Result<CompensatedMonth, Undecided> {
    let rules = &basis.terms.compensation;
    let hours = fee::billed_hours(rules.hours, frame.time.seconds());
    trace.step(|| {
        Step::new(Clause::C8_3, &labels::HOURS, Value::Hours(hours))
            .from(&labels::MONTH, frame.period)
            .from(&labels::IN_MONTH, Value::Seconds(frame.time.seconds()))
            .asked("compensation.hours")
            .asked("compensation.cap_scope")
    });
    let pieces = fees.pieces(basis, frame);
    let fee_hours = fee::fee_hours(&pieces)?;
    let exact = fee_hours.times(Exact::of_percent(rules.per_hour))?;
    let before_cap = basis.terms.counting.round(exact, basis.currency)?;
    trace.step(|| {
        let step = Step::new(Clause::C8_3, &labels::BEFORE_CAP, Value::Sum(exact, basis.currency))
            .from(&labels::HOURS, Value::Hours(hours))
            .from(&labels::PER_HOUR, rules.per_hour)
            .asked("compensation.pct_per_hour")
            .by(format!("{} × {}", fee::arithmetic(&pieces), rules.per_hour))
            .rounded(before_cap);
        if fees.are_several() { step.asked("compensation.mid_month_tariff") } else { step }
    });
    let after_cap = cap.credit(fees, frame, exact, trace)?;
    let (starts, seconds) = (frame.starts, frame.time.seconds());
    Ok(CompensatedMonth { starts, seconds, hours, before_cap, after_cap })
}

#[cfg(test)]
mod tests;
