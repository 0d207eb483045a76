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
mod tests;
