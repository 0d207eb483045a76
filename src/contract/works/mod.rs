//! Which works of the provider are planned (clause 7.1), and whether the customer was told in time
//! of a substantial change (clause 6.3).

mod labels;
mod plan;

pub use plan::{Plan, PlanFacts, PlanFault, plan_works};

use labels as say;

use super::decision::{Step, Trace, Value};
use super::terms::{Clause, Conflict, Overrun, Works};
use super::{Basis, Duration, Instant, Interval, Spans, Undecided, UtcOffset};

/// Works, and when the customer was told of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorksFacts {
    /// When the customer was told.
    pub notified: Instant,
    /// From their beginning to their end.
    pub works: Interval<Instant>,
}

/// A substantial change, and when the customer was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeFacts {
    /// When the customer was told.
    pub notified: Instant,
    /// When it is made.
    pub change: Instant,
}

/// Whether the customer was told of a change in time (6.3). No sanction follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeNotice {
    /// Whether he was.
    pub in_time: bool,
    /// The seconds between; negative if he was told afterwards.
    pub given: i64,
    /// The last moment at which he could be told.
    pub latest_notice: Instant,
    /// The first moment at which a change of which he was told then can be made.
    pub earliest_change: Instant,
}

/// Which part of works is planned in the sense of 7.1.
pub fn classify_works(
    basis: &Basis<'_>,
    facts: &WorksFacts,
    trace: &mut Trace,
) -> Result<ClassifiedWorks, Undecided> {
    let rules = &basis.terms.works;
    let &WorksFacts { notified, works } = facts;
    let classified = rules.classify(notified, works, basis.offset());
    trace.step(|| {
        let notice = (notified, rules.notice);
        told(Clause::C7_1, notice, (&say::BEGIN, works.from()), classified.in_time)
    });
    let part = |what, parts: &[Interval<Instant>], seconds| {
        let list = |parts: &[_]| Value::List(parts.iter().copied().map(Value::Span).collect());
        let step = Step::new(Clause::C7_1, what, Value::Seconds(seconds));
        let step = step.from(&say::WORKS, works).from(&say::WINDOW, rules.window.to_string());
        let (quiet, loud) = rules.by_hours(works, basis.offset());
        let step = step.from(&say::QUIET, list(&quiet)).from(&say::LOUD, list(&loud));
        let step = step.asked("maintenance.overrun");
        if parts.len() < 2 { step } else { step.by(sum(parts)) }
    };
    let (planned, unplanned) = (classified.planned_seconds(), classified.unplanned_seconds());
    trace.step(|| part(&say::PLANNED, &classified.planned, planned));
    trace.step(|| part(&say::UNPLANNED, &classified.unplanned, unplanned));
    Ok(classified)
}

/// Whether the customer was told of a substantial change early enough (6.3).
pub fn change_notice(
    basis: &Basis<'_>,
    facts: &ChangeFacts,
    trace: &mut Trace,
) -> Result<ChangeNotice, Undecided> {
    let rules = &basis.terms.works;
    let &ChangeFacts { notified, change } = facts;
    // The preamble lets everything change unannounced, 6.3 names a term: the specific one holds, or
    // under the other reading the customer only has to know.
    let asked = match basis.terms.agreement.conflict {
        Conflict::SpecificOverGeneral => rules.change_notice,
        Conflict::LatestEditionAlways => Duration::ZERO,
    };
    let in_time = early_enough(notified, change, asked.seconds());
    let notice = signed(asked)?;
    let latest_notice = change.add_seconds(-notice).ok_or(Undecided::OutOfYears)?;
    let earliest_change = notified.add_seconds(notice).ok_or(Undecided::OutOfYears)?;
    trace.step(|| {
        told(Clause::C6_3, (notified, asked), (&say::CHANGE, change), in_time)
            .asked("agreement.conflict")
    });
    trace.step(|| {
        Step::new(Clause::C6_3, &say::LATEST_NOTICE, latest_notice)
            .from(&say::CHANGE, change)
            .from(&say::ASKED, Value::Seconds(notice))
    });
    Ok(ChangeNotice {
        in_time,
        given: notified.seconds_until(change),
        latest_notice,
        earliest_change,
    })
}

/// The step about a notice.
fn told(
    clause: Clause,
    (notified, asked): (Instant, Duration),
    (what, event): (&'static super::decision::Label, Instant),
    in_time: bool,
) -> Step {
    let given = notified.seconds_until(event);
    let asked = signed(asked).unwrap_or(i64::MAX);
    let sign = if in_time { "≥" } else { "<" };
    Step::new(clause, &say::IN_TIME, in_time)
        .from(&say::TOLD, notified)
        .from(what, event)
        .from(&say::GIVEN, Value::Seconds(given))
        .from(&say::ASKED, Value::Seconds(asked))
        .by(format!("{given} {sign} {asked}"))
}

/// "3600 + 7200"
fn sum(parts: &[Interval<Instant>]) -> String {
    let lengths = parts.iter().map(|part| part.from().seconds_until(part.until()).to_string());
    lengths.collect::<Vec<_>>().join(" + ")
}

fn signed(duration: Duration) -> Result<i64, Undecided> {
    i64::try_from(duration.seconds()).map_err(|_| Undecided::TooLarge)
}

/// Works by what clause 7.1 makes of them. Both lists together are the works, without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassifiedWorks {
    /// Whether the customer was told early enough.
    pub in_time: bool,
    /// What does not count against the guarantee, in order of time.
    pub planned: Vec<Interval<Instant>>,
    /// What does, in order of time.
    pub unplanned: Vec<Interval<Instant>>,
}

impl ClassifiedWorks {
    /// Seconds of the planned part.
    pub fn planned_seconds(&self) -> i64 {
        self.planned.iter().copied().collect::<Spans>().seconds()
    }

    /// Seconds of the unplanned part.
    pub fn unplanned_seconds(&self) -> i64 {
        self.unplanned.iter().copied().collect::<Spans>().seconds()
    }
}

impl Works {
    /// What works of which the customer was told at `notified` are, with the hours of least load
    /// taken at `offset`.
    ///
    /// A notice that is exactly as long as the terms ask for is in time; with a shorter one nothing
    /// is planned.
    pub fn classify(
        &self,
        notified: Instant,
        works: Interval<Instant>,
        offset: UtcOffset,
    ) -> ClassifiedWorks {
        let in_time = early_enough(notified, works.from(), self.notice.seconds());
        if !in_time {
            return ClassifiedWorks { in_time, planned: Vec::new(), unplanned: vec![works] };
        }
        let (quiet, loud) = self.by_hours(works, offset);
        match self.overrun {
            Overrun::AllOrNothing if !loud.is_empty() => {
                ClassifiedWorks { in_time, planned: Vec::new(), unplanned: vec![works] }
            }
            _ => ClassifiedWorks { in_time, planned: quiet, unplanned: loud },
        }
    }

    /// Whether a customer who was told at `notified` of a change at `change` was told in time.
    pub fn told_of_change(&self, notified: Instant, change: Instant) -> bool {
        early_enough(notified, change, self.change_notice.seconds())
    }

    /// The parts of works within the hours of least load, and those outside of them.
    fn by_hours(
        &self,
        works: Interval<Instant>,
        offset: UtcOffset,
    ) -> (Vec<Interval<Instant>>, Vec<Interval<Instant>>) {
        let quiet = self.quiet_parts(works, offset);
        let loud = rest(works, &quiet);
        (quiet, loud)
    }

    /// The first moment from `from` on at which works of so many seconds lie in one night's hours of
    /// least load; `None` if no night is so long, or beyond the last year of [`Date`](crate::contract::Date).
    pub fn first_quiet(&self, from: Instant, seconds: i64, offset: UtcOffset) -> Option<Instant> {
        if seconds > i64::from(self.window.seconds()) {
            return None;
        }
        let mut date = from.date(offset);
        loop {
            let midnight = Instant::start_of(date, offset);
            let at = |second: i32| midnight.add_seconds(i64::from(second));
            let start = at(self.window.from_second())?.max(from);
            if start.seconds_until(at(self.window.until_second())?) >= seconds {
                return Some(start);
            }
            date = date.add_days(1)?;
        }
    }

    /// The parts of works that lie in the hours of least load.
    fn quiet_parts(&self, works: Interval<Instant>, offset: UtcOffset) -> Vec<Interval<Instant>> {
        let last = works.until().date(offset);
        let mut date = Some(works.from().date(offset));
        let mut parts = Vec::new();
        while let Some(day) = date.filter(|day| *day <= last) {
            let midnight = Instant::start_of(day, offset);
            let at = |second: i32| midnight.add_seconds(i64::from(second));
            let hours = at(self.window.from_second()).zip(at(self.window.until_second()));
            let window = hours.and_then(|(from, until)| Interval::new(from, until));
            parts.extend(window.and_then(|window| window.intersection(works)));
            date = day.add_days(1);
        }
        parts
    }
}

fn early_enough(notified: Instant, event: Instant, seconds: u64) -> bool {
    i64::try_from(seconds).is_ok_and(|seconds| notified.seconds_until(event) >= seconds)
}

/// What of `whole` no part covers; the parts are in order and do not overlap.
fn rest(whole: Interval<Instant>, parts: &[Interval<Instant>]) -> Vec<Interval<Instant>> {
    let mut at = whole.from();
    let mut rest = Vec::new();
    for part in parts {
        rest.extend(Interval::new(at, part.from()));
        at = part.until();
    }
    rest.extend(Interval::new(at, whole.until()));
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Duration;
    use proptest::prelude::*;

    const OFFSET: UtcOffset = UtcOffset::KAZAKHSTAN;

    fn rules(overrun: Overrun) -> Works {
        Works {
            change_notice: Duration::from_hours(48),
            window: "01:00-06:00".parse().expect("a window"),
            notice: Duration::from_hours(48),
            overrun,
        }
    }

    fn instant(text: &str) -> Instant {
        text.parse().expect(text)
    }

    fn works(from: &str, until: &str) -> Interval<Instant> {
        Interval::new(instant(from), instant(until)).expect("an interval")
    }

    fn seconds(parts: &[Interval<Instant>]) -> i64 {
        parts.iter().map(|part| part.from().seconds_until(part.until())).sum()
    }

    #[test]
    fn the_first_quiet_start_is_at_once_or_with_the_next_night() {
        let rules = rules(Overrun::Split);
        for (from, hours, start) in [
            // By day: the next night.
            ("2026-12-06T10:30:00+05:00", 3, Some("2026-12-07T01:00:00+05:00")),
            ("2026-12-06T00:10:00+05:00", 3, Some("2026-12-06T01:00:00+05:00")),
            // At night: at once, if they are over in time.
            ("2026-12-06T02:10:00+05:00", 3, Some("2026-12-06T02:10:00+05:00")),
            ("2026-12-06T04:10:00+05:00", 3, Some("2026-12-07T01:00:00+05:00")),
            ("2026-12-06T06:00:00+05:00", 1, Some("2026-12-07T01:00:00+05:00")),
            // As long as a night, and longer than any.
            ("2026-12-06T02:10:00+05:00", 5, Some("2026-12-07T01:00:00+05:00")),
            ("2026-12-06T01:00:00+05:00", 6, None),
        ] {
            let found = rules.first_quiet(instant(from), hours * 3_600, OFFSET);
            assert_eq!(found, start.map(instant), "{from}, {hours} h");
        }
    }

    #[test]
    fn the_night_is_planned_and_the_morning_is_not() {
        let night = works("2026-12-06T04:00:00+05:00", "2026-12-06T07:30:00+05:00");
        let told = instant("2026-12-04T04:00:00+05:00");
        let split = rules(Overrun::Split).classify(told, night, OFFSET);
        assert!(split.in_time);
        assert_eq!((seconds(&split.planned), seconds(&split.unplanned)), (7_200, 5_400));
        assert_eq!(split.unplanned[0].from(), instant("2026-12-06T06:00:00+05:00"));
        let all = rules(Overrun::AllOrNothing).classify(told, night, OFFSET);
        assert_eq!((seconds(&all.planned), seconds(&all.unplanned)), (0, 12_600));
    }

    #[test]
    fn one_second_less_of_notice_makes_all_of_it_unplanned() {
        let night = works("2026-12-06T01:00:00+05:00", "2026-12-06T06:00:00+05:00");
        let rules = rules(Overrun::Split);
        let exact = rules.classify(instant("2026-12-04T01:00:00+05:00"), night, OFFSET);
        assert_eq!((exact.in_time, seconds(&exact.planned)), (true, 18_000));
        assert_eq!(exact.unplanned, []);
        let late = rules.classify(instant("2026-12-04T01:00:01+05:00"), night, OFFSET);
        assert_eq!((late.in_time, seconds(&late.unplanned)), (false, 18_000));
        assert!(
            rules.told_of_change(instant("2026-12-01T00:00:00Z"), instant("2026-12-03T00:00:00Z"))
        );
        assert!(
            !rules.told_of_change(instant("2026-12-01T00:00:01Z"), instant("2026-12-03T00:00:00Z"))
        );
    }

    #[test]
    fn works_of_several_nights_have_a_part_in_each() {
        let long = works("2026-12-06T05:00:00+05:00", "2026-12-08T02:00:00+05:00");
        let found = rules(Overrun::Split).classify(instant("2026-12-01T00:00:00Z"), long, OFFSET);
        assert_eq!(found.planned.len(), 3);
        assert_eq!(seconds(&found.planned), 3_600 + 18_000 + 3_600);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_works(
            start in 0_i64..10_000_000, length in 1_i64..500_000, notice in 0_i64..400_000,
            split: bool
        ) {
            let rules = rules(if split { Overrun::Split } else { Overrun::AllOrNothing });
            let from = instant("2026-01-01T00:00:00Z").add_seconds(start).unwrap();
            let whole = Interval::new(from, from.add_seconds(length).unwrap()).unwrap();
            let told = from.add_seconds(-notice).unwrap();
            let found = rules.classify(told, whole, OFFSET);
            prop_assert_eq!(seconds(&found.planned) + seconds(&found.unplanned), length);
            prop_assert_eq!(found.in_time, notice >= 48 * 3_600);
            prop_assert!(found.in_time || found.planned.is_empty());
            for part in &found.planned {
                let civil = part.from().civil(OFFSET);
                prop_assert!(rules.window.contains(civil.second_of_day));
            }
        }
    }
}
