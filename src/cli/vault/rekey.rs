use std::path::PathBuf;

use qalyp::diagnostics::json;
use qalyp::keys::Access;
use serde::Serialize;

use super::opening::{IdentityArgs, commit, folder, keys, of_vault, vault};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Encrypt every secret for exactly those who are recipients now
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault rekey            after a merge of branches with different recipients

Changes who can read, not what: no value changes, and a file that is for the right recipients keeps its bytes. Whoever could
read before may have kept copies: that needs `qalyp vault rotate`.

Exit codes: 0 done or nothing to do, 2 failure.")]
pub(super) struct Args {
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    recipients: Vec<String>,
    rekeyed: Vec<String>,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let keys = keys(&folder(&ProjectArgs::of(args.root.clone()), terminal)?, Access::Change)?;
    vault(&keys, &args.identity, terminal, |mut vault| {
        vault.rekey().map_err(|fault| of_vault(fault, terminal))?;
        let staged = commit(&keys, &mut vault, terminal)?;
        let recipients: Vec<String> =
            vault.recipients().all().iter().map(|recipient| recipient.name.clone()).collect();
        let answer = match args.format {
            AnswerFormat::Json => json::pretty(&Document {
                format: "qalyp-vault-rekey/1",
                recipients,
                rekeyed: staged.resealed.iter().map(ToString::to_string).collect(),
            }),
            AnswerFormat::Human if staged.resealed.is_empty() => {
                format!("every secret is encrypted for {}: nothing to do\n", recipients.join(", "))
            }
            AnswerFormat::Human => format!(
                "{} secrets are now encrypted for {}\n",
                staged.resealed.len(),
                recipients.join(", ")
            ),
        };
        terminal.answer(&answer)?;
        Ok(Exit::Fine)
    })
}
