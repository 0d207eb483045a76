use std::path::PathBuf;

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{FINGERPRINT_KEY, Maker, Scope, SecretId, Vault, known, vpn_command};
use serde::Serialize;

use super::opening::{IdentityArgs, commit, folder, keys, of_vault, vault};
use super::told::{Follows, secret};
use crate::cli::clock::WritingArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named::exactly;
use crate::cli::options::AnswerFormat;
use crate::cli::terminal::Terminal;

/// Replace a secret by a new one, and say what follows
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault rotate romashka-main postgresql/accounting
  qalyp vault rotate romashka-main onec/administrator
  qalyp vault rotate provider fingerprint-key

Makes a new value where the vault makes them. What somebody else gives is replaced with `qalyp vault set`, what belongs to
a VPN with `qalyp vpn renew`. The server keeps its former value until its next release.

Exit codes: 0 replaced, 2 failure.")]
pub(super) struct Args {
    /// Whose secret: a server or `provider`; which; and the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "NAME", "ROOT"], num_args = 2..=3, required = true)]
    inputs: Vec<PathBuf>,
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
    let missing = "say whose secret, and which: `qalyp vault rotate SERVER NAME`";
    let ([server, name], project) = exactly::<2>(&args.inputs, missing)?;
    let (id, now) = (secret(&server, &name)?, args.at.moment()?);
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
                let (public, steps) = (public.unwrap_or_default(), follows.text(id.scope()));
                format!("{id} has a new value, its version {version}\n{public}{steps}")
            }
        };
        terminal.answer(&answer)?;
        Ok(Exit::Fine)
    })
}

/// Takes up a new value of a secret that the vault makes and has.
fn renew(
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
                    "get a new one from whoever gives it, then `qalyp vault set {} {}`",
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
