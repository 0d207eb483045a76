//! Which works of the provider are planned (clause 7.1), and whether the customer was told in time
//! of a substantial change (clause 6.3).

use super::terms::{Overrun, Works};
use super::{Instant, Interval, UtcOffset};

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
        let quiet = if in_time { self.quiet_parts(works, offset) } else { Vec::new() };
        let loud = rest(works, &quiet);
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
