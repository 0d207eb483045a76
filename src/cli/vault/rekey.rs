use std::fmt::Write as _;
use std::path::PathBuf;

use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{Sealing, Vault};
use serde::Serialize;

use super::opening::{IdentityArgs, commit, folder, keys, of_vault, vault_to_mend};
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
  qalyp vault rekey --yes      take the list of recipients as it is, whoever wrote it

Changes who can read, not what: no value changes, and a file that is for the right recipients keeps its bytes. Whoever could
read before may have kept copies: that needs `qalyp vault rotate`. A list of recipients that was changed by other means
than `qalyp vault recipients` is shown and taken only with --yes.

Exit codes: 0 done or nothing to do, 1 the list is to be looked at first, 2 failure.")]
pub(super) struct Args {
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    /// Take a list of recipients that was changed by hand or by a merge
    #[arg(long)]
    yes: bool,
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
    vault_to_mend(&keys, &args.identity, terminal, |mut vault| {
        if *vault.sealing() != Sealing::Fits {
            terminal.remark(&to_be_agreed(&vault));
            if !args.yes {
                return Ok(Exit::Findings);
            }
            vault.accept_recipients();
        }
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

/// The list that somebody wrote who did not need to open the vault.
fn to_be_agreed(vault: &Vault<'_>) -> String {
    let strangers = match vault.sealing() {
        Sealing::Strangers(them) => them.as_slice(),
        Sealing::Fits | Sealing::Other => &[],
    };
    let mut out =
        String::from("the list of recipients was not written by `qalyp vault recipients`:\n");
    for it in vault.recipients().all() {
        let sign = if strangers.contains(&it.name) { "new" } else { "   " };
        let _ =
            writeln!(out, "  {sign} {} {} since {} {}", it.role, it.name, it.since, it.key.short());
    }
    for it in vault.recipients().former() {
        let _ = writeln!(out, "      former {} until {} {}", it.name, it.until, it.key.short());
    }
    if strangers.is_empty() {
        out += "who came and who went, `git log -p keys/recipients.yaml` tells\n";
    }
    out += "everybody in it gets every secret. `qalyp vault rekey --yes` takes it; otherwise take the file from the last commit that you trust\n";
    out
}
