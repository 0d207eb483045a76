//! The provider's own data (8.2): the recorded availability of a server, asked of a Prometheus.
//!
//! The rules that the compiler emits record one sample a minute (`docs/programs/monitoring.md`). Here
//! is what to ask and how to read the answers; who asks has the network.
//!
//! A range query looks five minutes back where there is no sample and would call a gap what it was
//! before. So every question is about a window that ends at the step and holds one minute, or one
//! hour: what is not there is unknown, never up and never down. So is what is recorded as anything but
//! 0 or 1, and the time of an answer that comes with a warning. A group of rules is evaluated at one
//! second of every minute, which its name decides; it is asked for first, and the windows end at it. A
//! year is half a million minutes: hours are asked for, and minutes of the hours that are not whole.

use std::collections::BTreeSet;

use crate::contract::{Instant, Interval, Spans};

/// A range query: an expression, evaluated at `start` and every `step` seconds until `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The expression.
    pub expression: String,
    /// The first moment, in seconds since 1970.
    pub start: i64,
    /// The last moment, in seconds since 1970.
    pub end: i64,
    /// Seconds between the moments.
    pub step: i64,
}

/// A value at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Seconds since 1970.
    pub at: i64,
    /// The value.
    pub value: f64,
}

/// A series of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The value of its label `works`, if it has one.
    pub works: Option<String>,
    /// Its samples.
    pub samples: Vec<Sample>,
}

/// What is said to a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The series of the server that was asked about.
    pub series: Vec<Series>,
    /// Why the answer may not be whole, in the words of who answers.
    pub warnings: Vec<String>,
}

/// What was measured of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// The time that was asked about.
    pub covered: Spans,
    /// When it was down.
    pub down: Spans,
    /// When nobody measured it.
    pub unknown: Spans,
    /// When it was under planned works in the sense of 7.1, as the rules recorded it: by the minute.
    pub planned: Spans,
    /// When it was under other works.
    pub unplanned: Spans,
    /// Why answers may not be whole; the time that they are about is not measured.
    pub warnings: BTreeSet<String>,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
/// Samples of an hour.
const FULL: f64 = 60.0;
/// Prometheus refuses more than 11,000 moments.
const MOST_POINTS: i64 = 10_000;
/// Whole hours between two that are not are asked for again rather than in a question of their own.
const JOINED_HOURS: i64 = 24;

/// Asks for the availability of a server in a period.
pub fn measure<E>(
    server: &str,
    period: Interval<Instant>,
    mut ask: impl FnMut(&Question) -> Result<Answer, E>,
) -> Result<Measured, E> {
    let (mut warned, mut warnings) = (Vec::new(), BTreeSet::new());
    let mut ask = |question: &Question| {
        let Answer { series, warnings: new } = ask(question)?;
        if !new.is_empty() {
            warned.extend(stretch(question.end, question.end - question.start + question.step));
            warnings.extend(new);
        }
        Ok(series)
    };
    let selector = format!("{{server=\"{}\"}}", quoted(server));
    let up = format!("qalyp:availability:up{selector}");
    let taken = format!("max by (server) (timestamp({up}))");
    let taken = Grid::around(period, 0).ask(&taken, HOUR, &mut ask)?;
    let taken = taken.iter().flat_map(|series| &series.samples).next();
    let grid = Grid::around(period, taken.map_or(0, |sample| second_of_minute(sample.value)));
    // The least and the greatest pass over what is no number; a sum does not, and 0 times it is
    // 0 only of what is one.
    let by_hour = format!(
        "min by (server) (count_over_time({up}[{HOURLY}]) * (min_over_time({up}[{HOURLY}]) == bool 1) \
         * (max_over_time({up}[{HOURLY}]) == bool 1) + 0 * sum_over_time({up}[{HOURLY}]))"
    );
    let by_minute = format!(
        "min by (server) (min_over_time({up}[{MINUTELY}]) + 0 * sum_over_time({up}[{MINUTELY}]))"
    );
    let mut measured = Measured { covered: Spans::from(period), ..Measured::default() };
    let mut known = Vec::new();
    let mut down = Vec::new();
    let mut rough = grid.last_hour();
    for sample in grid.ask(&by_hour, HOUR, &mut ask)?.into_iter().flat_map(|one| one.samples) {
        if is(sample.value, FULL) {
            known.extend(stretch(sample.at, HOUR));
        } else {
            rough.extend(hour(sample.at));
        }
    }
    for part in joined(rough) {
        let series = part.ask(&by_minute, MINUTE, &mut ask)?;
        for sample in series.into_iter().flat_map(|one| one.samples) {
            let (is_up, is_down) = (is(sample.value, 1.0), is(sample.value, 0.0));
            if is_up || is_down {
                known.extend(stretch(sample.at, MINUTE));
            }
            if is_down {
                down.extend(stretch(sample.at, MINUTE));
            }
        }
    }
    let works = format!("qalyp:availability:works{selector}");
    for (is_planned, spans) in under_works(&works, &grid, &mut ask)? {
        let set = if is_planned { &mut measured.planned } else { &mut measured.unplanned };
        *set = set.union(&spans.within(period));
    }
    let warned: Spans = warned.into_iter().collect();
    let known = known.into_iter().collect::<Spans>().difference(&warned);
    measured.unknown = measured.covered.difference(&known);
    measured.down = down.into_iter().collect::<Spans>().within(period).difference(&warned);
    measured.warnings = warnings;
    Ok(measured)
}

/// Windows that hold the samples of an hour and of a minute, whichever way their first moment counts.
const HOURLY: &str = "3599s999ms";
const MINUTELY: &str = "59s999ms";

/// When a server was under works: whether they are planned, and when.
fn under_works<E>(
    works: &str,
    grid: &Grid,
    ask: &mut impl FnMut(&Question) -> Result<Vec<Series>, E>,
) -> Result<Vec<(bool, Spans)>, E> {
    let by_hour = format!("max by (server, works) (count_over_time({works}[{HOURLY}]))");
    let by_minute = format!("max by (server, works) (max_over_time({works}[{MINUTELY}]))");
    let mut found: Vec<(bool, Spans)> = Vec::new();
    let mut rough = grid.last_hour();
    for series in grid.ask(&by_hour, HOUR, ask)? {
        let (whole, part): (Vec<_>, Vec<_>) =
            series.samples.iter().partition(|sample| is(sample.value, FULL));
        found.push((planned(&series), spans(&whole, HOUR)));
        rough.extend(part.iter().filter_map(|sample| hour(sample.at)));
    }
    for part in joined(rough) {
        for series in part.ask(&by_minute, MINUTE, ask)? {
            let samples: Vec<_> = series.samples.iter().collect();
            found.push((planned(&series), spans(&samples, MINUTE)));
        }
    }
    Ok(found)
}

fn planned(series: &Series) -> bool {
    series.works.as_deref() == Some("planned")
}

/// Works are recorded at the moments at which they go on, so a sample of them tells of what comes
/// after it.
fn spans(samples: &[&Sample], length: i64) -> Spans {
    samples.iter().filter_map(|sample| stretch(sample.at + MINUTE, length)).collect()
}

fn is(value: f64, expected: f64) -> bool {
    (value - expected).abs() < 1e-9
}

/// The second of the minute at which samples are taken: the first whole one that is not before.
fn second_of_minute(timestamp: f64) -> i64 {
    const SECONDS: f64 = 60.0;
    let second = timestamp.ceil().rem_euclid(SECONDS);
    (0..MINUTE).find(|n| second < f64::from(i32::try_from(*n).unwrap_or(0)) + 0.5).unwrap_or(0)
}

/// The time that a sample stands for: probes of a minute make the sample at its end.
fn stretch(at: i64, length: i64) -> Option<Interval<Instant>> {
    let moment = |seconds: i64| Instant::EPOCH.add_seconds(seconds);
    Interval::new(moment(at - length)?, moment(at)?)
}

fn hour(at: i64) -> Option<Grid> {
    Some(Grid { from: at.checked_sub(HOUR)?, until: at })
}

/// Minutes in seconds since 1970, from the first moment to the one after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grid {
    from: i64,
    until: i64,
}

impl Grid {
    /// The minutes in which a period lies; each ends at a second of the clock's minute.
    fn around(period: Interval<Instant>, second: i64) -> Self {
        let from = period.from().unix_seconds() - second;
        let until = period.until().unix_seconds() - second;
        let from = from.div_euclid(MINUTE) * MINUTE + second;
        Self { from, until: -(-until).div_euclid(MINUTE) * MINUTE + second }
    }

    /// What the whole hours leave over at the end.
    fn last_hour(self) -> Vec<Self> {
        let from = self.until - (self.until - self.from).rem_euclid(HOUR);
        if from < self.until { vec![Self { from, ..self }] } else { Vec::new() }
    }

    /// Asks for windows of `step` seconds that end within it, in as many questions as needed.
    fn ask<E>(
        self,
        expression: &str,
        step: i64,
        ask: &mut impl FnMut(&Question) -> Result<Vec<Series>, E>,
    ) -> Result<Vec<Series>, E> {
        let mut all = Vec::new();
        let mut start = self.from + step;
        while start <= self.until {
            let most = start + (MOST_POINTS - 1) * step;
            let end = self.until.min(most);
            let end = start + (end - start) / step * step;
            all.extend(ask(&Question { expression: expression.to_owned(), start, end, step })?);
            start = end + step;
        }
        Ok(all)
    }
}

/// Hours in order of time, those near each other as one.
fn joined(mut hours: Vec<Grid>) -> Vec<Grid> {
    hours.sort_by_key(|grid| (grid.from, grid.until));
    let mut joined: Vec<Grid> = Vec::new();
    for hour in hours {
        match joined.last_mut() {
            Some(last) if hour.from - last.until <= JOINED_HOURS * HOUR => {
                last.until = last.until.max(hour.until);
            }
            _ => joined.push(hour),
        }
    }
    joined
}

/// A text as it stands between the quotes of a `PromQL` string.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
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
                let sample =
                    |at| Some(Sample { at, value: f64::from(i32::try_from(last(at)?).ok()?) });
                return Ok(vec![Series {
                    works: None,
                    samples: moments.filter_map(sample).collect(),
                }]);
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
            assert_eq!(
                (found.unknown, found.down),
                (Spans::from(minute), Spans::default()),
                "{odd}"
            );
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
}
