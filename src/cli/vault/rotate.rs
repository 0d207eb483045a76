use std::path::PathBuf;

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{
    FINGERPRINT_KEY, Maker, RELEASE_KEY, Scope, SecretId, Vault, known, vpn_command,
};
use serde::Serialize;

use super::agreed::YesArgs;
use super::opening::{IdentityArgs, commit, folder, keys, of_vault, vault};
use super::seen::{self, How};
use super::told::{Follows, after, secret};
use crate::cli::clock::WritingArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named::{exactly, servers};
use crate::cli::options::AnswerFormat;
use crate::cli::terminal::Terminal;

/// Replace a secret by a new one, and say what follows
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault rotate romashka-main postgresql/accounting
  qalyp vault rotate romashka-main onec/administrator
  qalyp vault rotate provider fingerprint-key
  qalyp vault rotate --seen-by baurzhan          after a departure: all that he has seen

Makes a new value where the vault makes them. What somebody else gives is replaced with `qalyp vault set`, what belongs to
a VPN with `qalyp vpn renew`. The server keeps its former value until its next release. Many at once, and the key of
releases, are shown first and asked about.

Exit codes: 0 replaced, 1 not agreed to, or (--seen-by) something has to be replaced in another way, 2 failure.")]
pub(super) struct Args {
    /// Whose secret: a server or `provider`; which; and the folder of the project, the current one if absent. With
    /// `--seen-by` any number of servers, all if none; then the folder
    #[arg(value_names = ["SERVER", "NAME", "ROOT"], num_args = 0.., required_unless_present = "seen_by")]
    inputs: Vec<PathBuf>,
    /// Replace everything that the vault makes and that this former recipient has seen, in one change
    #[arg(long, value_name = "RECIPIENT")]
    seen_by: Option<String>,
    #[command(flatten)]
    yes: YesArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: WritingArgs,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    secret: String,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<String>,
    #[serde(flatten)]
    follows: Follows,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    if let Some(name) = &args.seen_by {
        let (servers, project) = servers(&args.inputs);
        let (yes, identity, format) = (&args.yes, &args.identity, args.format);
        let how = How { yes, identity, format, now: args.at.moment()? };
        return seen::run(name, (&servers, &project), &how, terminal);
    }
    let missing = "say whose secret, and which: `qalyp vault rotate SERVER NAME`";
    let ([server, name], project) = exactly::<2>(&args.inputs, missing)?;
    let (id, now) = (secret(&server, &name)?, args.at.moment()?);
    if *id.scope() == Scope::Provider && id.name() == RELEASE_KEY {
        let visit = "after this every server refuses releases until a person has put the new public key there\n\
                     (docs/vault.md, \"The key of releases\")\n";
        if !args.yes.agreed(visit, terminal)? {
            return Ok(Exit::Findings);
        }
    }
    let keys = keys(&folder(&project, terminal)?, Access::Change)?;
    vault(&keys, &args.identity, terminal, |mut vault| {
        renew(&mut vault, &id, now, terminal)?;
        commit(&keys, &mut vault, terminal)?;
        let entry = vault.entry(&id).map_err(|fault| of_vault(fault, terminal))?;
        let (version, public) = entry.map_or((1, None), |entry| (entry.version, entry.public));
        let follows = Follows::of(&id, known(&id).as_ref());
        let answer = match args.format {
            AnswerFormat::Json => json::pretty(&Document {
                format: "qalyp-vault-rotate/1",
                secret: id.to_string(),
                version,
                public: public.map(Into::into),
                follows,
            }),
            AnswerFormat::Human => {
                let public = public.map(|public| format!("  public half: {public}\n"));
                let (public, steps) = (public.unwrap_or_default(), follows.text());
                let after = after([&id]);
                format!("{id} has a new value, its version {version}\n{public}{steps}{after}")
            }
        };
        terminal.answer(&answer)?;
        Ok(Exit::Fine)
    })
}

/// Takes up a new value of a secret that the vault makes and has.
pub(super) fn renew(
    vault: &mut Vault<'_>,
    id: &SecretId,
    now: Instant,
    terminal: Terminal,
) -> Result<(), Failure> {
    // What is not there cannot be replaced; the message has the nearest name.
    // It is not opened: a broken one is replaced too.
    vault.expect(id).map_err(|fault| of_vault(fault, terminal))?;
    let known = known(id);
    let recipe = match known.map(|known| known.maker) {
        Some(Maker::Generated(recipe)) => recipe,
        Some(Maker::Vpn) => {
            return Err(Failure::new(format!(
                "{id} belongs to the VPN, which has to know its new value"
            ))
            .help(vpn_command(id.scope().as_str(), id.name())));
        }
        Some(Maker::Supplied(_)) | None => {
            return Err(Failure::new(format!("the vault cannot make a value of {id}")).help(
                format!(
                    "get a new one from whoever gives it, then `qalyp vault set {} {} --file FILE`",
                    id.scope(),
                    id.name()
                ),
            ));
        }
    };
    if *id.scope() == Scope::Provider && id.name() == FINGERPRINT_KEY {
        return vault.rotate_fingerprint_key(now).map_err(|fault| of_vault(fault, terminal));
    }
    let kind = vault.entry(id).map_err(|fault| of_vault(fault, terminal))?.map(|entry| entry.kind);
    let made = recipe.make(id.scope().as_str()).map_err(|fault| of_vault(fault, terminal))?;
    let own = known.map_or(qalyp::vault::Kind::Generated, |known| known.kind());
    // A value that somebody gave is from now on one of the vault's own.
    let kind = kind.filter(|kind| *kind == qalyp::vault::Kind::Release).unwrap_or(own);
    vault.put(id.clone(), made, kind, now);
    Ok(())
}
