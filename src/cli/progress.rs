//! How far long work is: a line on a terminal, nothing in a pipe or in CI.

use std::env;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use qalyp::output::{Progress, Stage};

/// Work that is over before this is not worth a line.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows the stages of a run.
pub(super) struct Line {
    bar: ProgressBar,
}

impl Line {
    /// On standard error, if a person is looking at it.
    pub(super) fn new() -> Self {
        let watched = io::stderr().is_terminal() && env::var_os("CI").is_none();
        let target =
            if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{msg:>10} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        Self { bar }
    }
}

impl Progress for Line {
    fn stage(&self, stage: Stage, parts: usize) {
        self.bar.set_message(match stage {
            Stage::Rendering => "rendering",
            Stage::Removing => "removing",
            Stage::Placing => "writing",
            Stage::Saving => "saving",
            Stage::Verifying => "reading",
        });
        self.bar.set_length(parts as u64);
        self.bar.set_position(0);
    }

    fn part_done(&self) {
        if self.bar.elapsed() >= PATIENCE {
            self.bar.inc(1);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
