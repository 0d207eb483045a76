//! The months that downtime is compensated by (`compensation.cap_scope`).

use super::{CompensationFacts, labels};
use crate::contract::terms::CapScope;
use crate::contract::{Basis, Date, Instant, Interval, Spans, Undecided};

/// The longest month in days.
const LONGEST: i32 = 31;

/// A month with downtime that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Its first date.
    pub(super) starts: Date,
    /// All of it.
    pub(super) period: Interval<Instant>,
    /// The downtime in it.
    pub(super) time: Spans,
}

/// Splits what counts by months, in order of time. Months without any of it are left out.
pub(super) fn split(
    basis: &Basis<'_>,
    facts: &CompensationFacts<'_>,
    counted: &Spans,
) -> Result<Vec<Frame>, Undecided> {
    let mut frames = Vec::new();
    let mut rest = counted.iter().peekable();
    while let Some(span) = rest.peek() {
        // What is left of this stretch begins where the month before it ended.
        let done = frames.last().map(|frame: &Frame| frame.period.until());
        let at = done.map_or(span.from(), |done| done.max(span.from()));
        if at >= span.until() {
            rest.next();
            continue;
        }
        let period = match basis.terms.compensation.cap_scope {
            CapScope::CalendarMonth | CapScope::Total => calendar_month(basis, at)?,
            CapScope::BillingMonth => billing_month(basis, facts.billing_anchor, at)?,
        };
        let time = counted.within(period);
        frames.push(Frame { starts: basis.date(period.from()), period, time });
    }
    Ok(frames)
}

fn calendar_month(basis: &Basis<'_>, at: Instant) -> Result<Interval<Instant>, Undecided> {
    let date = basis.date(at);
    let first = date.add_months(0, 1).ok_or(Undecided::OutOfYears)?;
    let next = date.add_months(1, 1).ok_or(Undecided::OutOfYears)?;
    basis.period(basis.midnight(first), basis.midnight(next))
}

/// The billing month of a moment: months are counted from the first billing period, as periods
/// are (4.2).
fn billing_month(
    basis: &Basis<'_>,
    anchor: Option<Instant>,
    at: Instant,
) -> Result<Interval<Instant>, Undecided> {
    let (what, because) = (&labels::ANCHOR, "compensation.cap_scope");
    let anchor = anchor.ok_or(Undecided::Missing { what, because })?;
    if at < anchor {
        let (what, after) = (&labels::DOWNTIME, &labels::ANCHOR);
        return Err(Undecided::TooEarly { what, at, after, since: anchor });
    }
    let begins = |count| basis.months_after(anchor, 1, count, basis.anchor(anchor));
    // No month is longer, so that many have begun for certain.
    let begun = (basis.days_between(anchor, at) - 1).max(0) / LONGEST;
    let mut count = u32::try_from(begun).unwrap_or(0);
    let mut from = begins(count)?;
    loop {
        count += 1;
        let until = begins(count)?;
        if at < until {
            return basis.period(from, until);
        }
        from = until;
    }
}
