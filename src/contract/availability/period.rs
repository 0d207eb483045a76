//! Which time the guarantee is measured over.

use super::labels as say;
use crate::contract::decision::{Step, Trace};
use crate::contract::terms::{Clause, GuaranteeYear};
use crate::contract::{Basis, CivilTime, Date, Instant, Interval, Undecided};

/// Which time is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedTime {
    /// A year, as `sla.year` takes years.
    Year {
        /// The calendar year.
        year: i32,
        /// The moment up to which is asked: the end of the last 365 days, and within the year of a
        /// contract. Without it only calendar years have an answer.
        at: Option<Instant>,
        /// The connection, with which the years of a contract begin (3.2).
        connected: Option<Instant>,
    },
    /// Some other time, which is measured like a year.
    Span(Interval<Instant>),
}

/// Seconds of 24 hours.
const DAY: i64 = 86_400;
/// What `rolling-365` is called by.
const ROLLING_DAYS: i64 = 365;
const MONTHS_OF_A_YEAR: i32 = 12;

/// The period before it is cut to the time in service, in its first step.
pub(super) fn of(
    basis: &Basis<'_>,
    asked: AskedTime,
    trace: &mut Trace,
) -> Result<Interval<Instant>, Undecided> {
    let (year, at, connected) = match asked {
        AskedTime::Span(span) => {
            trace.step(|| Step::new(Clause::C7, &say::PERIOD, span));
            return Ok(span);
        }
        AskedTime::Year { year, at, connected } => (year, at, connected),
    };
    let policy = basis.terms.availability.year;
    let missing = |what| Undecided::Missing { what, because: "sla.year" };
    let period = match policy {
        GuaranteeYear::Calendar => calendar_year(basis, year)?,
        GuaranteeYear::Rolling365 => {
            let until = at.ok_or(missing(&say::AT))?;
            let from = until.add_seconds(-ROLLING_DAYS * DAY).ok_or(Undecided::OutOfYears)?;
            basis.period(from, until)?
        }
        GuaranteeYear::ContractYear => {
            let connected = connected.ok_or(missing(&say::CONNECTED))?;
            contract_year(basis, connected, at.ok_or(missing(&say::AT))?)?
        }
    };
    trace.step(|| {
        let step = Step::new(Clause::C7, &say::PERIOD, period).asked("sla.year");
        match policy {
            GuaranteeYear::Calendar => step.from(&say::YEAR, year.to_string()),
            GuaranteeYear::Rolling365 => step.from(&say::AT, at),
            GuaranteeYear::ContractYear => step.from(&say::CONNECTED, connected).from(&say::AT, at),
        }
    });
    Ok(period)
}

/// From 1 January to the next, at the offset of the agreement.
fn calendar_year(basis: &Basis<'_>, year: i32) -> Result<Interval<Instant>, Undecided> {
    let first = |year| Date::new(year, 1, 1).map_err(|_| Undecided::OutOfYears);
    let next = year.checked_add(1).ok_or(Undecided::OutOfYears)?;
    basis.period(basis.midnight(first(year)?), basis.midnight(first(next)?))
}

/// The year from an anniversary of the connection to the next, in which the time up to `at` ends:
/// at an anniversary it is the year that is over.
fn contract_year(
    basis: &Basis<'_>,
    connected: Instant,
    at: Instant,
) -> Result<Interval<Instant>, Undecided> {
    if at < connected {
        let (what, after, since) = (&say::AT, &say::CONNECTED, connected);
        return Err(Undecided::TooEarly { what, at, after, since });
    }
    let CivilTime { date, second_of_day } = connected.civil(basis.offset());
    let anniversary = |years: i32| {
        let date = date.add_months(years * MONTHS_OF_A_YEAR, date.day());
        let date = date.ok_or(Undecided::OutOfYears)?;
        Ok(Instant::from_civil(CivilTime { date, second_of_day }, basis.offset()))
    };
    let mut years = (basis.date(at).year() - date.year()).max(0);
    if years > 0 && anniversary(years)? >= at {
        years -= 1;
    }
    basis.period(anniversary(years)?, anniversary(years + 1)?)
}
