//! What cannot be taken back is shown first, and asked for.

use std::io::{self, Write as _};

use crate::cli::failure::{Failure, reason};
use crate::cli::terminal::Terminal;

/// How a change is agreed on.
#[derive(Debug, clap::Args)]
pub(super) struct YesArgs {
    /// Do it without asking; needed where nobody can be asked
    #[arg(long)]
    yes: bool,
}

impl YesArgs {
    /// Shows what would be done and asks a person. Who does not agree is told that nothing was changed.
    pub(super) fn agreed(&self, what: &str, terminal: Terminal) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        terminal.remark(what);
        if !terminal.stdin_is_terminal() {
            return Err(Failure::new("nobody can be asked whether this is to be done")
                .help("nothing was changed; `--yes` does it"));
        }
        terminal.remark("Do this? [y/N] ");
        let _ = io::stderr().flush();
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.map_err(|error| Failure::new(format!("cannot read the answer: {}", reason(&error))))?;
        let agreed = matches!(answer.trim(), "y" | "Y" | "yes");
        if !agreed {
            terminal.remark("nothing was changed\n");
        }
        Ok(agreed)
    }
}
