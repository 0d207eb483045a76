//! What several runs gave: never one number, since the next run gives another.

use std::fmt;

/// The least, the middle and the most of some measurements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) median: f64,
    pub(crate) max: f64,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1).expect("there is a measurement");
        let median = f64::midpoint(values[last / 2], values[values.len() / 2]);
        Self { min: values[0], median, max: values[last] }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.median {
            m if m >= 100.0 => 0,
            m if m >= 0.1 => 2,
            _ => 4,
        };
        let Self { min, median, max } = self;
        write!(f, "{min:.digits$} / {median:.digits$} / {max:.digits$}")
    }
}

/// What one run cost, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// By the clock on the wall.
    pub(crate) wall: f64,
    /// Of processors, all threads together. On a busy machine this is steadier.
    pub(crate) cpu: f64,
}

/// Runs that took turns, so that both sides saw the same machine.
#[derive(Debug)]
pub(crate) struct Pairs {
    pub(crate) ours: Vec<Cost>,
    pub(crate) yardstick: Vec<Cost>,
}

impl Pairs {
    /// Measures in turns. `between` is not timed: it makes room and lets the disk come to rest.
    pub(crate) fn measure(
        runs: usize,
        mut ours: impl FnMut() -> Cost,
        mut yardstick: impl FnMut() -> Cost,
        mut between: impl FnMut(),
    ) -> Self {
        let mut pairs = Self { ours: Vec::new(), yardstick: Vec::new() };
        for _ in 0..runs {
            between();
            pairs.ours.push(ours());
            between();
            pairs.yardstick.push(yardstick());
        }
        between();
        pairs
    }

    /// How many times as long as the yardstick it took, pair by pair.
    pub(crate) fn slower(&self) -> Spread {
        let both = self.ours.iter().zip(&self.yardstick);
        Spread::of(both.map(|(ours, yardstick)| ours.wall / yardstick.wall))
    }

    /// How many times faster than the yardstick it was, pair by pair.
    pub(crate) fn faster(&self) -> Spread {
        let both = self.ours.iter().zip(&self.yardstick);
        Spread::of(both.map(|(ours, yardstick)| yardstick.wall / ours.wall))
    }
}

/// The seconds on the wall of some runs.
pub(crate) fn wall(runs: &[Cost]) -> Spread {
    Spread::of(runs.iter().map(|cost| cost.wall))
}

/// The seconds of processors of some runs.
pub(crate) fn cpu(runs: &[Cost]) -> Spread {
    Spread::of(runs.iter().map(|cost| cost.cpu))
}
