//! Where answers go: the two streams, their colours and their width.

use std::env;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, IsTerminal, Write};

use clap::ValueEnum;

use super::failure::{Failure, reason};

/// When to use terminal colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Width of text for which there is no terminal: a pipe, a file, a log.
const WIDTH_WITHOUT_TERMINAL: usize = 120;

/// What is known of the two streams.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// Colours on standard output.
    pub(super) color: bool,
    /// Colours on standard error.
    pub(super) error_color: bool,
    /// Columns of standard output.
    pub(super) width: usize,
}

impl Terminal {
    /// Looks at the streams and the environment, once.
    pub(super) fn detect(choice: ColorChoice) -> Self {
        // https://no-color.org: set and not empty.
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        let color = |terminal: bool| match choice {
            ColorChoice::Auto => terminal && !refused,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let stdout = io::stdout();
        let width = rustix::termios::tcgetwinsize(&stdout).map(|size| usize::from(size.ws_col));
        Self {
            color: color(stdout.is_terminal()),
            error_color: color(io::stderr().is_terminal()),
            width: width.ok().filter(|&columns| columns > 0).unwrap_or(WIDTH_WITHOUT_TERMINAL),
        }
    }

    /// Whether somebody would see what is written to standard output.
    #[allow(clippy::unused_self)]
    pub(super) fn stdout_is_terminal(self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether somebody can be asked.
    #[allow(clippy::unused_self)]
    pub(super) fn stdin_is_terminal(self) -> bool {
        io::stdin().is_terminal()
    }

    /// Writes an answer to standard output.
    ///
    /// A reader that has seen enough (`qalyp … | head`) closes the pipe: that is not a failure, and
    /// the command keeps the exit code that its answer has.
    #[allow(clippy::unused_self)] // Printing without having looked at the streams is a mistake.
    pub(super) fn answer(self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                let reason = reason(&error);
                Err(Failure::new(format!("cannot write to standard output: {reason}")))
            }
            _ => Ok(()),
        }
    }

    /// Writes a remark to standard error. Nobody can be told if that fails.
    #[allow(clippy::unused_self)]
    pub(super) fn remark(self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes a failure to standard error.
    pub(super) fn fail(self, failure: &Failure) {
        let (red, bold, plain) = if self.error_color {
            ("\u{1b}[1;31m", "\u{1b}[1m", "\u{1b}[0m")
        } else {
            ("", "", "")
        };
        let headline = visible(failure.headline());
        let mut text = format!("{red}error{plain}{bold}: {headline}{plain}\n");
        if let Some(help) = failure.advice() {
            let _ = writeln!(text, "  = help: {}", visible(help));
        }
        self.remark(&text);
    }
}

/// Names of files and arguments come from outside; control characters in them are shown escaped.
fn visible(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => "\n          ".to_owned(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(visible("a\u{1b}[2J\tы"), "a\\u{1b}[2J\\tы");
    }
}
