//! The guaranteed availability (clause 7): what of a year's downtime counts, and whether it is
//! within the two figures of the guarantee.
//!
//! The figures differ: 0.2 % of a year is less than 18 hours. Between them the guarantee is met by
//! the one and broken by the other, and `sla.precedence` says what that is. Nothing is compared but
//! exact numbers; the percentage with six decimals is for people.

mod guarantee;
mod labels;
mod period;

pub use guarantee::{Availability, GuaranteeStatus, GuaranteeVerdict};
pub use period::AskedTime;

use guarantee::{Measured, judge};
use labels as say;

use super::decision::{Step, Trace, Value};
use super::terms::{Cause, Clause, ExcludedWorks};
use super::{Basis, Choice, Instant, Interval, Outage, Spans, Undecided};

/// A year's downtime as sums.
#[derive(Clone, Copy, Debug)]
pub struct DowntimeTotals {
    /// The time that they are of.
    pub time: AskedTime,
    /// Seconds of downtime that counts, without planned works.
    pub downtime: i64,
    /// Seconds of planned works.
    pub planned: i64,
}

/// A year's downtime as events. Lists may be in any order and overlap.
#[derive(Clone, Copy, Debug)]
pub struct DowntimeEvents<'a> {
    /// The time that is asked about.
    pub time: AskedTime,
    /// When the service began, if that was within the time.
    pub service_from: Option<Instant>,
    /// When the service ended, if that was within the time.
    pub service_to: Option<Instant>,
    /// Times without access.
    pub outages: &'a [Outage],
    /// Time that satisfies 7.1 as planned works.
    pub planned: &'a [Interval<Instant>],
    /// Time of unplanned works under 7.1.
    pub unplanned: &'a [Interval<Instant>],
    /// Time of which nobody knows whether the service was there.
    pub unknown: &'a [Interval<Instant>],
}

/// Whether sums of downtime are within the guarantee of a year (7).
pub fn availability(
    basis: &Basis<'_>,
    totals: &DowntimeTotals,
    trace: &mut Trace,
) -> Result<Availability, Undecided> {
    let period = period::of(basis, totals.time, trace)?;
    let length = period.from().seconds_until(period.until());
    for (part, seconds) in [(&say::DOWNTIME, totals.downtime), (&say::PLANNED, totals.planned)] {
        if !(0..=length).contains(&seconds) {
            return Err(Undecided::MoreThanAll { part, whole: &say::LENGTH });
        }
    }
    let measured =
        Measured { period, downtime: totals.downtime, planned: totals.planned, unknown: 0 };
    judge(basis, &measured, Spans::none(), trace)
}

/// Whether the events of a year are within the guarantee (7, 6.1).
pub fn availability_of_events(
    basis: &Basis<'_>,
    events: &DowntimeEvents<'_>,
    trace: &mut Trace,
) -> Result<Availability, Undecided> {
    let period = in_service(basis, events, trace)?;
    let counted = counted(basis, events, period, trace);
    let set = |spans: &[Interval<Instant>]| spans.iter().copied().collect::<Spans>();
    let (planned, unplanned) = (set(events.planned), set(events.unplanned));
    // What is known to be a downtime that does not count takes nothing from one that does (8.5).
    let policy = basis.terms.availability.excluded_works;
    let downtime = match policy {
        ExcludedWorks::Planned => counted.difference(&planned),
        ExcludedWorks::PlannedAndUnplanned => counted.difference(&planned).difference(&unplanned),
    };
    trace.step(|| {
        let (all, left) = (counted.seconds(), downtime.seconds());
        Step::new(Clause::C7, &say::DOWNTIME, Value::Seconds(left))
            .from(&say::COUNTED, Value::Seconds(all))
            .from(&say::PLANNED, Value::Seconds(planned.seconds_within(period)))
            .from(&say::UNPLANNED, Value::Seconds(unplanned.seconds_within(period)))
            .from(&say::IN_WORKS, Value::Seconds(all - left))
            .asked("sla.excluded_works")
            .by(format!("{all} − {}", all - left))
    });
    let unknown = unknown(events, period, &downtime, &planned, trace);
    let measured = Measured {
        period,
        downtime: downtime.seconds(),
        planned: planned.seconds_within(period),
        unknown,
    };
    judge(basis, &measured, downtime, trace)
}

/// The time asked about, as far as the service was rendered in it.
fn in_service(
    basis: &Basis<'_>,
    events: &DowntimeEvents<'_>,
    trace: &mut Trace,
) -> Result<Interval<Instant>, Undecided> {
    let asked = period::of(basis, events.time, trace)?;
    if let Some((from, until)) = events.service_from.zip(events.service_to) {
        basis.period(from, until)?;
    }
    let from = events.service_from.map_or(asked.from(), |from| from.max(asked.from()));
    let until = events.service_to.map_or(asked.until(), |until| until.min(asked.until()));
    let outside = |what, at| Undecided::OutsidePeriod { what, at, period: asked };
    if from >= asked.until() {
        return Err(outside(&say::SERVICE_FROM, from));
    }
    if until <= asked.from() {
        return Err(outside(&say::SERVICE_TO, until));
    }
    let period = basis.period(from, until)?;
    if period != asked {
        trace.step(|| {
            let mut step = Step::new(Clause::C7, &say::PERIOD, period);
            if let Some(from) = events.service_from {
                step = step.from(&say::SERVICE_FROM, from);
            }
            if let Some(to) = events.service_to {
                step = step.from(&say::SERVICE_TO, to);
            }
            step
        });
    }
    Ok(period)
}

/// The outages whose causes count, taken together, inside of the period.
fn counted(
    basis: &Basis<'_>,
    events: &DowntimeEvents<'_>,
    period: Interval<Instant>,
    trace: &mut Trace,
) -> Spans {
    let causes = &basis.terms.compensation.causes;
    for &cause in Cause::ALL {
        let of_cause = events.outages.iter().filter(move |outage| outage.cause == cause);
        let mut of_cause = of_cause.map(|outage| outage.span).peekable();
        if of_cause.peek().is_some() {
            trace.step(|| {
                let seconds = of_cause.collect::<Spans>().seconds_within(period);
                Step::new(Clause::C8_5, &say::DOWNTIME_OF_CAUSE, Value::Seconds(seconds))
                    .from(&say::CAUSE, cause.label())
                    .from(&say::COUNTS, causes.row(cause).counts)
                    .asked("compensation.causes")
            });
        }
    }
    let counting = events.outages.iter().filter(|outage| causes.row(outage.cause).counts);
    let spans = counting.filter_map(|outage| outage.span.intersection(period));
    spans.collect()
}

/// Seconds that could be downtime as well: not measured, not known to be one, no planned works.
fn unknown(
    events: &DowntimeEvents<'_>,
    period: Interval<Instant>,
    downtime: &Spans,
    planned: &Spans,
    trace: &mut Trace,
) -> i64 {
    if events.unknown.is_empty() {
        return 0;
    }
    let blind = events.unknown.iter().filter_map(|span| span.intersection(period));
    let blind = blind.collect::<Spans>().difference(downtime).difference(planned);
    let seconds = blind.seconds();
    trace.step(|| {
        let spans = blind.iter().map(Value::Span).collect();
        Step::new(Clause::C8_2, &say::UNKNOWN, Value::Seconds(seconds))
            .from(&say::PERIOD, Value::List(spans))
    });
    seconds
}

#[cfg(test)]
mod tests;
