use std::path::PathBuf;

use qalyp::diagnostics::json;
use qalyp::keys::{Access, Keys};
use qalyp::vault::{self, Mark, Vault};
use serde::Serialize;

use super::known_vaults;
use super::opening::{IdentityArgs, folder, keys, of_vault};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Show by what this account knows the vault, or know it by another mark from now on
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault trust
  qalyp vault trust --mark 1b4f-0e98-51a7-c3d2-9e60

A vault has a mark, which nobody can give to another one. It is remembered when the vault is opened for the first time, in
~/.config/qalyp/known-vaults or the file that QALYP_KNOWN_VAULTS names, and every command compares it. It changes only
with `qalyp vault rotate provider fingerprint-key`. Ask a colleague for it, by another way than the repository.

Exit codes: 0 known by this mark, 1 not known by this mark, 2 failure.")]
pub(super) struct Args {
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// The mark that a colleague has told: if the vault has it, it is known by it from now on
    #[arg(long)]
    mark: Option<Mark>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    vault: String,
    mark: String,
    known: bool,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let keys = keys(&folder(&ProjectArgs::of(args.root.clone()), terminal)?, Access::Read)?;
    let fault = |fault| of_vault(fault, terminal);
    let recipients = vault::recipients(&keys).map_err(fault)?;
    let identities = args.identity.unlock(&recipients, terminal)?;
    let vault = Vault::open(&keys, &identities).map_err(fault)?;
    let mark = vault.mark();
    if let Some(told) = &args.mark {
        if told != mark {
            return Err(Failure::new(format!("the vault has another mark, {mark}")).help(
                "this is not the vault that you were told of: take `keys/` from the last commit that you trust",
            ));
        }
        known_vaults::remember(&keys, std::slice::from_ref(mark), terminal)?;
    }
    let marks = known_vaults::of(&keys)?;
    let known = args.mark.is_some() || marks.contains(mark);
    let vault = known_vaults::shown(&keys);
    let answer = match args.format {
        AnswerFormat::Json => {
            let (format, mark) = ("qalyp-vault-trust/1", mark.to_string());
            json::pretty(&Document { format, vault, mark, known })
        }
        AnswerFormat::Human => text(&vault, mark, known, &marks),
    };
    terminal.answer(&answer)?;
    Ok(Exit::of_findings(!known))
}

fn text(vault: &str, mark: &Mark, known: bool, marks: &[Mark]) -> String {
    let mut out = format!("the mark of the vault at {vault} is {mark}\n");
    if known {
        out += "it is known by it\n";
    } else if marks.is_empty() {
        out += "it is not known yet: compare it with a colleague's\n";
    } else {
        let marks: Vec<String> = marks.iter().map(ToString::to_string).collect();
        out += &format!("it is known by another one, {}\n", marks.join(" or "));
    }
    out
}

/// Holds an open vault to the mark that it is known by.
pub(super) fn check(keys: &Keys, vault: &Vault<'_>, terminal: Terminal) -> Result<(), Failure> {
    let known = known_vaults::of(keys)?;
    if vault.known_by(&known).map_err(|fault| of_vault(fault, terminal))? {
        return Ok(());
    }
    let mark = vault.mark();
    terminal.remark(&format!(
        "first use of the vault at {}, its mark is {mark}: compare it with a colleague's (`qalyp vault trust`)\n",
        known_vaults::shown(keys)
    ));
    known_vaults::remember(keys, std::slice::from_ref(mark), terminal)
}

/// Before a change that gives a new mark: both are known, since nobody can say whether it will happen.
pub(super) fn expect(keys: &Keys, vault: &Vault<'_>, terminal: Terminal) -> Result<(), Failure> {
    if !vault.has_new_mark() {
        return Ok(());
    }
    let mut marks = known_vaults::of(keys)?;
    marks.push(vault.mark().clone());
    known_vaults::remember(keys, &marks, terminal)
}

/// After such a change.
pub(super) fn settle(keys: &Keys, vault: &Vault<'_>, terminal: Terminal) -> Result<(), Failure> {
    if !vault.has_new_mark() {
        return Ok(());
    }
    known_vaults::remember(keys, std::slice::from_ref(vault.mark()), terminal)
}
