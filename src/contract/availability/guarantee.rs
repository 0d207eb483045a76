//! The two figures of the guarantee, and what a downtime is beside them.

use super::labels as say;
use crate::contract::choice::choices;
use crate::contract::decision::{Label, Step, Trace, Value};
use crate::contract::terms::{Clause, Denominator, Precedence};
use crate::contract::{Basis, Exact, Instant, Interval, Percent, Spans, Undecided};

choices! {
    /// What the two figures of the guarantee say together.
    pub enum GuaranteeStatus {
        /// Within both.
        Met = "met",
        /// Over one of them only.
        Disputed = "disputed",
        /// Over both.
        Breach = "breach",
    }

    /// What is known of the guarantee.
    pub enum GuaranteeVerdict {
        /// It is met, whatever was in the time that nobody measured.
        Met = "met",
        /// It is broken by what was measured.
        Breach = "breach",
        /// It would be broken if the time that nobody measured was downtime.
        Unproven = "unproven",
    }
}

impl GuaranteeStatus {
    /// What it is called.
    pub fn label(self) -> &'static Label {
        match self {
            Self::Met => &say::MET,
            Self::Disputed => &say::DISPUTED,
            Self::Breach => &say::BREACHED,
        }
    }
}

impl GuaranteeVerdict {
    /// What it is called.
    pub fn label(self) -> &'static Label {
        match self {
            Self::Met => &say::MET,
            Self::Breach => &say::BREACHED,
            Self::Unproven => &say::UNPROVEN,
        }
    }
}

/// A downtime beside the guarantee.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each is a verdict of its own.
pub struct Availability {
    /// The time in service that was judged.
    pub period: Interval<Instant>,
    /// Its length in seconds.
    pub period_seconds: i64,
    /// The seconds that the percentage is taken of (`sla.denominator`).
    pub base_seconds: i64,
    /// The downtime that counts, if it was given as events.
    pub downtime: Spans,
    /// Its length in seconds.
    pub downtime_seconds: i64,
    /// Seconds of planned works inside of the period.
    pub planned_seconds: i64,
    /// Seconds that could be downtime as well, for nobody measured them.
    pub unknown_seconds: i64,
    /// The seconds of downtime that the percentage allows.
    pub limit_by_percent: Exact,
    /// The seconds of downtime that the hours allow; not scaled to a shorter period.
    pub limit_by_hours: i64,
    /// The seconds that the reading of `sla.precedence` allows.
    pub allowed: Exact,
    /// The availability as a part of one.
    pub share: Exact,
    /// Whether the downtime is over the percentage.
    pub breach_percent: bool,
    /// Whether the downtime is over the hours.
    pub breach_hours: bool,
    /// Both together.
    pub status: GuaranteeStatus,
    /// Whether the guarantee is broken, by the reading of `sla.precedence`.
    pub breach: bool,
    /// The same if all time that nobody measured was downtime.
    pub breach_at_worst: bool,
}

impl Availability {
    /// The percentage with six decimals, rounded half up; for people, not to be compared with.
    pub fn percentage(&self) -> Result<String, Undecided> {
        self.share.times(Exact::whole(100))?.decimal(6)
    }

    /// What is known of the guarantee.
    pub const fn verdict(&self) -> GuaranteeVerdict {
        match (self.breach, self.breach_at_worst) {
            (true, _) => GuaranteeVerdict::Breach,
            (false, true) => GuaranteeVerdict::Unproven,
            (false, false) => GuaranteeVerdict::Met,
        }
    }

    /// The seconds of downtime that are left until the guarantee breaks; negative if it has.
    pub fn left(&self) -> Result<Exact, Undecided> {
        self.allowed.minus(Exact::whole(self.downtime_seconds))
    }
}

/// What was measured.
pub(super) struct Measured {
    pub(super) period: Interval<Instant>,
    pub(super) downtime: i64,
    pub(super) planned: i64,
    pub(super) unknown: i64,
}

/// The figures that a downtime is held beside.
struct Limits {
    percent: Exact,
    hours: i64,
    precedence: Precedence,
}

impl Limits {
    fn over(&self, downtime: i64) -> (bool, bool) {
        (Exact::whole(downtime) > self.percent, downtime > self.hours)
    }

    fn is_broken(&self, downtime: i64) -> bool {
        let (percent, hours) = self.over(downtime);
        match self.precedence {
            Precedence::Strictest => percent || hours,
            Precedence::Percent => percent,
            Precedence::Hours => hours,
        }
    }

    fn allowed(&self) -> Exact {
        let hours = Exact::whole(self.hours);
        match self.precedence {
            Precedence::Strictest => self.percent.min(hours),
            Precedence::Percent => self.percent,
            Precedence::Hours => hours,
        }
    }
}

pub(super) fn judge(
    basis: &Basis<'_>,
    measured: &Measured,
    downtime: Spans,
    trace: &mut Trace,
) -> Result<Availability, Undecided> {
    let rules = &basis.terms.availability;
    let &Measured { period, downtime: down, planned, unknown } = measured;
    let length = period.from().seconds_until(period.until());
    let base = base(rules.denominator, length, planned, trace);
    if down > base {
        return Err(Undecided::MoreThanAll { part: &say::DOWNTIME, whole: &say::BASE });
    }
    let limits = Limits {
        percent: limit_by_percent(rules.percent, base, trace)?,
        hours: i64::try_from(rules.hours.seconds()).map_err(|_| Undecided::TooLarge)?,
        precedence: rules.precedence,
    };
    trace.step(|| {
        let hours = Exact::whole(limits.hours);
        Step::new(Clause::C7, &say::LIMIT_HOURS, in_hours(hours))
    });
    let share = Exact::ONE.minus(Exact::fraction(down, base)?)?;
    let (breach_percent, breach_hours) = limits.over(down);
    let status = match (breach_percent, breach_hours) {
        (false, false) => GuaranteeStatus::Met,
        (true, true) => GuaranteeStatus::Breach,
        _ => GuaranteeStatus::Disputed,
    };
    let answer = Availability {
        period,
        period_seconds: length,
        base_seconds: base,
        downtime,
        downtime_seconds: down,
        planned_seconds: planned,
        unknown_seconds: unknown,
        limit_by_percent: limits.percent,
        limit_by_hours: limits.hours,
        allowed: limits.allowed(),
        share,
        breach_percent,
        breach_hours,
        status,
        breach: limits.is_broken(down),
        breach_at_worst: limits.is_broken(down.saturating_add(unknown)),
    };
    tell(&answer, trace);
    Ok(answer)
}

/// The time that the percentage is taken of.
fn base(of: Denominator, length: i64, planned: i64, trace: &mut Trace) -> i64 {
    let base = match of {
        Denominator::AllTime => length,
        Denominator::WithoutPlanned => length - planned,
    };
    trace.step(|| {
        let step = Step::new(Clause::C7, &say::BASE, Value::Seconds(base))
            .from(&say::LENGTH, Value::Seconds(length))
            .asked("sla.denominator");
        match of {
            Denominator::AllTime => step,
            Denominator::WithoutPlanned => step
                .from(&say::PLANNED, Value::Seconds(planned))
                .by(format!("{length} − {planned}")),
        }
    });
    base
}

fn limit_by_percent(promise: Percent, base: i64, trace: &mut Trace) -> Result<Exact, Undecided> {
    let missing = Exact::ONE.minus(Exact::of_percent(promise))?;
    let limit = Exact::whole(base).times(missing)?;
    trace.step(|| {
        // Six decimals of a percentage are all that it can have.
        let digits = promise.to_string();
        let digits = digits.trim_end_matches(" %");
        Step::new(Clause::C7, &say::LIMIT_PERCENT, in_hours(limit))
            .from(&say::PROMISE, promise)
            .from(&say::BASE, Value::Seconds(base))
            .by(format!("{base} / 3600 × (100 − {digits}) / 100"))
    });
    Ok(limit)
}

/// Seconds as hours; exact, so that the two limits can be told apart.
fn in_hours(seconds: Exact) -> Value {
    let hours = seconds.over(Exact::whole(SECONDS_OF_AN_HOUR));
    hours.map_or(Value::Number(seconds), Value::Hours)
}

const SECONDS_OF_AN_HOUR: i64 = 3_600;

fn tell(answer: &Availability, trace: &mut Trace) {
    trace.step(|| {
        let percentage = answer.percentage().unwrap_or_default();
        Step::new(Clause::C7, &say::AVAILABILITY, Value::Share(percentage))
            .from(&say::DOWNTIME, Value::Seconds(answer.downtime_seconds))
            .from(&say::BASE, Value::Seconds(answer.base_seconds))
            .by(format!("100 − {} / {} × 100", answer.downtime_seconds, answer.base_seconds))
    });
    trace.step(|| {
        Step::new(Clause::C7, &say::STATUS, answer.status.label())
            .from(&say::OVER_PERCENT, answer.breach_percent)
            .from(&say::OVER_HOURS, answer.breach_hours)
    });
    trace.step(|| {
        Step::new(Clause::C7, &say::BREACH, answer.breach)
            .from(&say::STATUS, answer.status.label())
            .asked("sla.precedence")
    });
    if answer.unknown_seconds > 0 {
        trace.step(|| {
            Step::new(Clause::C8_2, &say::AT_WORST, answer.verdict().label())
                .from(&say::DOWNTIME, Value::Seconds(answer.downtime_seconds))
                .from(&say::UNKNOWN, Value::Seconds(answer.unknown_seconds))
                .by(format!("{} + {}", answer.downtime_seconds, answer.unknown_seconds))
        });
    }
}
