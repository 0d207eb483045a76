use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// The recorded samples of a server by the second at which they were taken.
#[derive(Clone, Debug, Default)]
struct Recorded {
    up: BTreeMap<i64, f64>,
    works: BTreeMap<i64, bool>,
    asked: std::cell::RefCell<Vec<Question>>,
    /// The moment that an answer has to reach so that it comes with a warning.
    warns: Option<i64>,
}

impl Recorded {
    /// Answers the four expressions as a Prometheus would.
    fn answer(&self, question: &Question) -> Result<Vec<Series>, String> {
        let Question { expression, start, end, step } = question;
        let points = (end - start) / step + 1;
        if points > 11_000 || end < start {
            return Err(format!("exceeded maximum resolution: {question:?}"));
        }
        self.asked.borrow_mut().push(question.clone());
        let moments = (0..points).map(|n| start + n * step);
        if expression.contains("timestamp(") {
            // Where there is no sample, five minutes are looked back.
            let last = |at: i64| Some(*self.up.range(at - 299..=at).next_back()?.0);
            let sample = |at| Some(Sample { at, value: f64::from(i32::try_from(last(at)?).ok()?) });
            return Ok(vec![Series { works: None, samples: moments.filter_map(sample).collect() }]);
        }
        let length = if expression.contains("[3599s999ms]") { HOUR } else { MINUTE };
        assert_eq!(length, *step, "{expression}");
        let window = |at: i64| at - length + 1..=at;
        if expression.contains(":up{server=\"romashka-main\"}") {
            let value = |at: i64| {
                let all: Vec<_> = self.up.range(window(at)).map(|(_, up)| *up).collect();
                // As in a Prometheus, `min` and `max` pass over what is no number.
                let least = all.iter().copied().reduce(f64::min)?;
                let most = all.iter().copied().reduce(f64::max)?;
                let whole = u32::from(least.to_bits() == 1_f64.to_bits() && least >= most);
                let count = u32::try_from(all.len()).unwrap();
                let value = if length == HOUR { f64::from(whole * count) } else { least };
                Some(Sample { at, value: value + 0.0 * all.iter().sum::<f64>() })
            };
            let samples = moments.filter_map(value).collect();
            return Ok(vec![Series { works: None, samples }]);
        }
        assert!(expression.contains(":works{server=\"romashka-main\"}"), "{expression}");
        let series = [true, false].map(|kind| {
            let value = |at: i64| {
                let all = self.works.range(window(at)).filter(|(_, planned)| **planned == kind);
                let count = u32::try_from(all.count()).unwrap();
                let value = if length == HOUR { f64::from(count) } else { 1.0 };
                (count > 0).then_some(Sample { at, value })
            };
            let samples = moments.clone().filter_map(value).collect();
            let works = Some(if kind { "planned" } else { "unplanned" }.to_owned());
            Series { works, samples }
        });
        Ok(series.into_iter().filter(|series| !series.samples.is_empty()).collect())
    }

    fn measure(&self, period: Interval<Instant>) -> Measured {
        let answer = |question: &Question| {
            let reached = self
                .warns
                .is_some_and(|at| (question.start - question.step..question.end).contains(&at));
            let warnings = reached.then(|| "a store did not answer".to_owned());
            let warnings = warnings.into_iter().collect();
            self.answer(question).map(|series| Answer { series, warnings })
        };
        measure("romashka-main", period, answer).unwrap()
    }
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn span(from: &str, until: &str) -> Interval<Instant> {
    Interval::new(at(from), at(until)).unwrap()
}

/// A sample a minute over a period, taken `second` seconds into each minute; `what` says of the
/// minute that ends with it whether it was up.
fn recorded(
    period: Interval<Instant>,
    second: i64,
    what: impl Fn(i64) -> Option<bool>,
) -> Recorded {
    let mut recorded = Recorded::default();
    let (from, until) = (period.from().unix_seconds(), period.until().unix_seconds());
    for minute in 0..(until - from) / MINUTE {
        if let Some(up) = what(minute) {
            recorded.up.insert(from + minute * MINUTE + second, f64::from(u8::from(up)));
        }
    }
    recorded
}

#[test]
fn a_year_takes_few_questions_and_gives_every_minute() {
    let year = span("2026-01-01T00:00:00+05:00", "2027-01-01T00:00:00+05:00");
    let day = 24 * 60;
    let recorded = recorded(year, 60, |minute| match minute {
        // An hour and a half on 11 January from 03:10, and one minute in April.
        m if (10 * day + 190..10 * day + 280).contains(&m) => Some(false),
        m if m == 100 * day => Some(false),
        // A gap of 37 minutes, and one of two days.
        m if (50 * day + 5..50 * day + 42).contains(&m) => None,
        m if (200 * day..202 * day).contains(&m) => None,
        _ => Some(true),
    });
    let found = recorded.measure(year);
    let down: Vec<_> = found.down.iter().collect();
    assert_eq!(
        down,
        [
            span("2026-01-11T03:10:00+05:00", "2026-01-11T04:40:00+05:00"),
            span("2026-04-11T00:00:00+05:00", "2026-04-11T00:01:00+05:00"),
        ]
    );
    let unknown: Vec<_> = found.unknown.iter().collect();
    assert_eq!(
        unknown,
        [
            span("2026-02-20T00:05:00+05:00", "2026-02-20T00:42:00+05:00"),
            span("2026-07-20T00:00:00+05:00", "2026-07-22T00:00:00+05:00"),
        ]
    );
    assert!(recorded.asked.borrow().len() < 10, "{:?}", recorded.asked);
}

#[test]
fn without_any_sample_all_is_unknown() {
    let period = span("2026-01-01T00:00:30+05:00", "2026-02-01T00:00:10+05:00");
    let found = Recorded::default().measure(period);
    assert_eq!(found.unknown, Spans::from(period));
    assert!(found.down.is_empty());
}

#[test]
fn works_are_told_apart() {
    let period = span("2026-01-01T00:00:00+05:00", "2026-01-03T00:00:00+05:00");
    let mut recorded = recorded(period, 60, |_| Some(true));
    let start = period.from().unix_seconds();
    for minute in 0..200 {
        recorded.works.insert(start + (70 + minute) * MINUTE, minute < 150);
    }
    let found = recorded.measure(period);
    let seconds = (found.planned.seconds(), found.unplanned.seconds());
    assert_eq!(seconds, (150 * MINUTE, 50 * MINUTE));
    assert_eq!(found.planned.as_slice()[0].from(), at("2026-01-01T01:10:00+05:00"));
}

#[test]
fn only_nought_and_one_are_measured() {
    let day = span("2026-01-01T00:00:00+05:00", "2026-01-02T00:00:00+05:00");
    let start = day.from().unix_seconds();
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.5, 2.0] {
        let mut one = recorded(day, 60, |_| Some(true));
        one.up.insert(start + 100 * MINUTE, odd);
        let found = one.measure(day);
        let minute = span("2026-01-01T01:39:00+05:00", "2026-01-01T01:40:00+05:00");
        assert_eq!((found.unknown, found.down), (Spans::from(minute), Spans::default()), "{odd}");
        // Wherever the others say it, and however many there are.
        let mut all = recorded(day, 60, |minute| Some(minute != 7));
        for up in all.up.values_mut().filter(|up| **up > 0.0) {
            *up = odd;
        }
        let found = all.measure(day);
        assert_eq!((found.down.seconds(), found.unknown.seconds()), (MINUTE, 86_340), "{odd}");
    }
    // Twos of half the minutes are no full hour of ones.
    let mut twos = recorded(day, 60, |minute| (minute % 2 == 0).then_some(true));
    twos.up.values_mut().for_each(|up| *up = 2.0);
    assert_eq!(twos.measure(day).unknown, Spans::from(day));
}

#[test]
fn an_answer_with_a_warning_proves_nothing() {
    let year = span("2026-01-01T00:00:00+05:00", "2027-01-01T00:00:00+05:00");
    let mut recorded = recorded(year, 60, |minute| Some(minute != 90 && minute != 300_000));
    assert!(recorded.measure(year).warnings.is_empty());
    recorded.warns = Some(year.from().unix_seconds() + 91 * MINUTE);
    let found = recorded.measure(year);
    assert_eq!(found.warnings.len(), 1);
    // The hours are asked for in one question, which warns.
    assert_eq!((found.unknown, found.down.seconds()), (Spans::from(year), 0));
}

#[test]
fn a_name_cannot_leave_its_quotes() {
    assert_eq!(quoted("a\"} or vector(1) #\\\n"), "a\\\"} or vector(1) #\\\\\\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_minute_is_what_was_recorded(
        holes in prop::collection::vec((0_i64..4_000, 1_i64..400, prop::option::of(Just(false))), 0..6),
        second in 1_i64..=60, cut in (0_i64..7_200, 0_i64..7_200)
    ) {
        let all = span("2026-03-01T00:00:00+05:00", "2026-03-04T00:00:00+05:00");
        let state = |minute: i64| {
            let hole = holes.iter().find(|(from, n, _)| (*from..from + n).contains(&minute));
            hole.map_or(Some(true), |(_, _, what)| *what)
        };
        let recorded = recorded(all, second, state);
        let period = Interval::new(
            all.from().add_seconds(cut.0).unwrap(), all.until().add_seconds(-cut.1).unwrap()
        ).unwrap();
        let found = recorded.measure(period);
        // Every sample stands for the minute before it.
        let minutes = |wanted: fn(bool) -> bool| {
            let of = recorded.up.iter().filter(|(_, up)| wanted(**up > 0.0));
            of.filter_map(|(at, _)| stretch(*at, MINUTE)).collect::<Spans>().within(period)
        };
        prop_assert_eq!(&found.down, &minutes(|up| !up));
        let known = minutes(|_| true);
        prop_assert_eq!(&found.unknown, &Spans::from(period).difference(&known));
    }
}
