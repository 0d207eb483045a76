//! Which downtime counts (8.1, 8.5).

use super::{Claim, CompensationFacts, CompensationRefusal, labels};
use crate::contract::decision::{Step, Trace, Value};
use crate::contract::terms::{Cause, Clause, Compensation, OnConflict, PreinstalledFailure};
use crate::contract::{Basis, Days, Instant, Interval, Spans, Undecided};

/// Why nothing counts where the customer claims nothing.
pub(super) fn unclaimed(
    basis: &Basis<'_>,
    facts: &CompensationFacts<'_>,
    trace: &mut Trace,
) -> Option<CompensationRefusal> {
    let missing = facts.claim == Claim::Missing;
    trace.step(|| {
        Step::new(Clause::C8_1, &labels::CLAIM, !missing)
            .from(&labels::CLAIM_AT, facts.claim.moment())
            .asked("compensation.claim_required")
            .asked("compensation.claim_deadline")
    });
    let required = basis.terms.compensation.claim_required;
    (missing && required).then_some(CompensationRefusal::NoClaim)
}

/// The time that counts: that of causes which are compensated, without planned works, and by the
/// letter of 8.5 without unplanned works and other causes either.
pub(super) fn counted(
    basis: &Basis<'_>,
    facts: &CompensationFacts<'_>,
    trace: &mut Trace,
) -> Result<Result<Spans, CompensationRefusal>, Undecided> {
    let rules = &basis.terms.compensation;
    let of = |paid: bool| {
        let outages = facts.outages.iter().filter(move |it| is_paid(rules, it.cause) == paid);
        outages.map(|outage| outage.span)
    };
    let fault: Spans = of(true).collect();
    trace.step(|| by_fault(facts, &fault));
    let claimed = in_time(basis, facts.claim, &fault, trace)?;
    if claimed.is_empty() && !fault.is_empty() {
        return Ok(Err(CompensationRefusal::ClaimTooLate));
    }
    let planned: Spans = facts.planned.iter().copied().collect();
    let excluded: Spans = facts.unplanned.iter().copied().chain(of(false)).collect();
    let mut counted = claimed.difference(&planned);
    trace.step(|| {
        let cut = Value::Seconds(claimed.seconds() - counted.seconds());
        Step::new(Clause::C8_5, &labels::CUT_BY_PLANNED, cut)
            .from(&labels::PLANNED, planned.as_slice().to_vec())
    });
    if !excluded.is_empty() {
        let rest = counted.difference(&excluded);
        let rest = match rules.on_conflict {
            OnConflict::Exclusion => rest,
            OnConflict::Fault => counted.clone(),
        };
        trace.step(|| {
            let cut = Value::Seconds(counted.seconds() - rest.seconds());
            Step::new(Clause::C8_5, &labels::CUT_BY_EXCLUDED, cut)
                .from(&labels::UNPLANNED, facts.unplanned.to_vec())
                .from(&labels::DOWNTIME, of(false).collect::<Vec<_>>())
                .asked("compensation.on_conflict")
        });
        counted = rest;
    }
    if !facts.settled.time.is_empty() {
        let settled: Spans = facts.settled.time.iter().copied().collect();
        let rest = counted.difference(&settled);
        trace.step(|| {
            let cut = Value::Seconds(counted.seconds() - rest.seconds());
            Step::new(Clause::C8_1, &labels::SETTLED, cut)
        });
        counted = rest;
    }
    trace.step(|| {
        Step::new(Clause::C8_1, &labels::COUNTED, Value::Seconds(counted.seconds()))
            .from(&labels::DOWNTIME, counted.as_slice().to_vec())
    });
    Ok(Ok(counted))
}

/// Whether downtime of a cause is compensated. The table of causes is the letter; that failures of
/// preinstalled software are other makers' is an open question with a key of its own.
fn is_paid(rules: &Compensation, cause: Cause) -> bool {
    match cause {
        Cause::PreinstalledSoftware => {
            rules.preinstalled_software == PreinstalledFailure::ProviderFault
        }
        _ => rules.causes.row(cause).compensated,
    }
}

fn by_fault(facts: &CompensationFacts<'_>, fault: &Spans) -> Step {
    let step = Step::new(Clause::C8_1, &labels::BY_FAULT, Value::Seconds(fault.seconds()));
    let step = step.asked("compensation.causes");
    let mut step = facts
        .outages
        .iter()
        .fold(step, |step, outage| step.from(outage.cause.label(), outage.span));
    if facts.outages.iter().any(|outage| outage.cause == Cause::PreinstalledSoftware) {
        step = step.asked("compensation.preinstalled_software");
    }
    step
}

/// What of the downtime a claim comes in time for (`compensation.claim_deadline`). The days are
/// counted from when access came back, so outages that follow each other without a gap are one.
fn in_time(
    basis: &Basis<'_>,
    claim: Claim,
    fault: &Spans,
    trace: &mut Trace,
) -> Result<Spans, Undecided> {
    let Some(deadline) = basis.terms.compensation.claim_deadline else { return Ok(fault.clone()) };
    let claimed = match claim {
        Claim::FiledAt(moment) => moment,
        // Nothing has to be in time where nothing has to be claimed.
        Claim::Missing => return Ok(fault.clone()),
        Claim::Filed => {
            let (what, because) = (&labels::CLAIM_AT, "compensation.claim_deadline");
            return Err(Undecided::Missing { what, because });
        }
    };
    let mut kept = Vec::new();
    for span in fault.iter() {
        if is_claimed_in_time(basis, claimed, span, deadline, trace)? {
            kept.push(span);
        }
    }
    Ok(kept.into_iter().collect())
}

fn is_claimed_in_time(
    basis: &Basis<'_>,
    claimed: Instant,
    span: Interval<Instant>,
    deadline: Days,
    trace: &mut Trace,
) -> Result<bool, Undecided> {
    let bound = basis.window(span.until(), deadline)?.bound;
    let in_time = claimed < bound;
    trace.step(|| {
        Step::new(Clause::C8_1, &labels::CLAIM_COUNTS, in_time)
            .from(&labels::DOWNTIME, span)
            .from(&labels::CLAIM_AT, claimed)
            .from(&labels::CLAIM_BEFORE, bound)
            .asked("compensation.claim_deadline")
            .asked("deadline.calendar_days")
            .asked("deadline.roll_nonworking")
    });
    Ok(in_time)
}

impl Claim {
    /// When it was made, if known.
    pub const fn moment(self) -> Option<Instant> {
        match self {
            Self::FiledAt(moment) => Some(moment),
            Self::Missing | Self::Filed => None,
        }
    }
}
