//! The report: one row of a Markdown table for each measurement.

use std::fmt;

use super::spread::{Cost, Pairs, Spread, cpu, wall};

/// What was promised of a measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hold {
    /// The median may not be more.
    AtMost(f64),
    /// The median may not be less.
    AtLeast(f64),
    /// Nothing; it is good to know.
    Nothing,
}

/// One measurement.
pub(crate) struct Row {
    what: String,
    yardstick: &'static str,
    /// What is held against the promise, and its unit.
    result: (Spread, &'static str),
    ours: String,
    theirs: String,
    hold: Hold,
}

impl Row {
    pub(crate) const HEAD: &str = "\
| what | yardstick | result: min / median / max | hold | | ours, s | yardstick, s | processors, s: ours, yardstick |
|---|---|---|---|---|---|---|---|";

    /// How many times as long as the yardstick it took.
    pub(crate) fn slower(what: String, yardstick: &'static str, pairs: &Pairs, hold: Hold) -> Self {
        Self::ratio(what, yardstick, pairs.slower(), pairs, hold)
    }

    /// How many times faster than the yardstick it was.
    pub(crate) fn faster(what: String, yardstick: &'static str, pairs: &Pairs, hold: Hold) -> Self {
        Self::ratio(what, yardstick, pairs.faster(), pairs, hold)
    }

    fn ratio(
        what: String,
        yardstick: &'static str,
        ratio: Spread,
        pairs: &Pairs,
        hold: Hold,
    ) -> Self {
        let (ours, theirs) = (&pairs.ours, &pairs.yardstick);
        Self {
            what,
            yardstick,
            result: (ratio, "×"),
            ours: wall(ours).to_string(),
            theirs: format!(
                "{} | {:.2}, {:.2}",
                wall(theirs),
                cpu(ours).median,
                cpu(theirs).median
            ),
            hold,
        }
    }

    /// Seconds without a yardstick.
    pub(crate) fn seconds(what: String, runs: &[Cost], hold: Hold) -> Self {
        let theirs = format!("| {:.2}", cpu(runs).median);
        let seconds = wall(runs);
        Self {
            what,
            yardstick: "",
            result: (seconds, "s"),
            ours: seconds.to_string(),
            theirs,
            hold,
        }
    }

    /// Memory without a yardstick.
    pub(crate) fn mebibytes(what: String, peaks: Spread, hold: Hold) -> Self {
        let (ours, theirs) = (String::new(), "|".to_owned());
        Self { what, yardstick: "", result: (peaks, "MiB"), ours, theirs, hold }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, yardstick, result: (spread, unit), ours, theirs, hold } = self;
        let verdict = |kept: bool| if kept { "held" } else { "MISSED" };
        let (hold, verdict) = match *hold {
            Hold::AtMost(most) => (format!("≤ {most} {unit}"), verdict(spread.median <= most)),
            Hold::AtLeast(least) => (format!("≥ {least} {unit}"), verdict(spread.median >= least)),
            Hold::Nothing => (String::new(), ""),
        };
        write!(
            f,
            "| {what} | {yardstick} | {spread} {unit} | {hold} | {verdict} | {ours} | {theirs} |"
        )
    }
}
