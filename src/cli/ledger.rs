//! From arguments to the facts of a ledger.

use std::path::{Path, PathBuf};

use qalyp::blueprint::{Limits, Loaded};
use qalyp::ledger::{self, Inputs};

use super::failure::Failure;
use super::project::{NothingThere, ProjectArgs, STDIN, read_stdin};

/// Where the facts of money and time come from.
#[derive(Debug, clap::Args)]
pub(super) struct LedgerArgs {
    /// Read facts from FILE or a folder in place of the project's `ledger/`; `-` is standard input. May be
    /// given several times
    #[arg(long = "ledger", value_name = "FILE")]
    ledger: Vec<PathBuf>,
}

impl LedgerArgs {
    /// Reads the facts; their texts join those of the project. What is wrong with them is in the
    /// report; a failure is only a standard input that cannot be read.
    pub(super) fn load(
        &self,
        project: &ProjectArgs,
        loaded: &mut Loaded,
    ) -> Result<ledger::Loaded, Failure> {
        let is_stdin = |path: &&PathBuf| path.as_path() == Path::new("-");
        let inputs = match self.ledger.iter().filter(is_stdin).count() {
            _ if self.ledger.is_empty() => {
                Inputs { paths: loaded.ledger.iter().cloned().collect(), ..Inputs::default() }
            }
            0 => Inputs { paths: self.ledger.clone(), ..Inputs::default() },
            1 if !project.reads_stdin() => {
                let text = read_stdin(Limits::default(), NO_FACT)?;
                let paths = self.ledger.iter().filter(|path| !is_stdin(path)).cloned().collect();
                Inputs { paths, streams: vec![(STDIN.to_owned(), text)] }
            }
            _ => return Err(Failure::new("standard input (`-`) can be read only once")),
        };
        Ok(ledger::load(inputs, Limits::default(), &mut loaded.sources))
    }
}

/// What an empty standard input is told.
const NO_FACT: NothingThere = (
    "standard input (`-`) holds no fact",
    "an account without its payments would look unpaid: see why the command before the pipe wrote \
     nothing, or leave out the `--ledger -`",
);
