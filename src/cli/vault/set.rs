use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use qalyp::diagnostics::{json, nearest};
use qalyp::keys::Access;
use qalyp::vault::{
    FINGERPRINT_KEY, Fault, Form, Kind, Known, LARGEST, Maker, RELEASE_KEY, Scope, Secret,
    SecretId, known, tidy, vpn_command,
};
use serde::Serialize;

use super::missing;
use super::needed;
use super::opening::{IdentityArgs, commit, folder, keys, of_vault, vault};
use super::told::{Follows, after, secret};
use crate::cli::clock::WritingArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, reason};
use crate::cli::intake;
use crate::cli::named::{exactly, servers};
use crate::cli::options::AnswerFormat;
use crate::cli::terminal::Terminal;

/// Put a value into the vault, or make those that are missing
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault set --missing                                  passwords and keys that servers need
  qalyp vault set --missing romashka-main
  qalyp vault set zhuldyz-erp tls/key --file key.pem
  qalyp vault set zhuldyz-erp backup/s3-secret-key           asks for it
  pass show s3 | qalyp vault set zhuldyz-erp backup/s3-secret-key

A value never stands in an argument, where everybody on the machine can read it. A secret that has this value already
keeps its file. What a server does with a new value is told as by `qalyp vault rotate`.

Exit codes: 0 done or nothing to do, 1 (--missing) some secrets have to come from somebody else,
2 failure.")]
pub(super) struct Args {
    /// Whose secret (a server or `provider`) and which; with `--missing` any number of servers, all if none; then
    /// the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "NAME", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    /// Make every secret that a server needs, that the vault makes and that is not there
    #[arg(long, conflicts_with = "file")]
    missing: bool,
    /// Read the value from FILE; `-` is standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Take a name that qalyp does not know: a secret of a template of your own
    #[arg(long, conflicts_with = "missing")]
    own: bool,
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
    changed: bool,
    version: u32,
    #[serde(flatten)]
    follows: Option<Follows>,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let now = args.at.moment()?;
    if args.missing {
        let (names, project) = servers(&args.inputs);
        return missing::run(&project, &names, (&args.identity, now), args.format, terminal);
    }
    let missing = "say whose secret, and which: `qalyp vault set SERVER NAME`, or `--missing`";
    let ([server, name], project) = exactly::<2>(&args.inputs, missing)?;
    let id = secret(&server, &name)?;
    let known = may_be_set(&id, args.own)?;
    if let Scope::Server(server) = id.scope() {
        needed::known(&project, server)?;
    }
    let value = value(args.file.as_deref(), &id)?;
    if value.is_empty() && args.file.is_none() && !io::stdin().is_terminal() {
        return Err(Failure::new(format!("there is nothing in it: standard input has no value of {id}"))
            .help(format!("name a file: `qalyp vault set {server} {name} --file FILE`, or run it at a terminal, which asks")));
    }
    let value = tidy(known.map_or(Form::Text, |known| known.form()), &value);
    let value = value.map_err(|why| of_vault(Fault::BadValue { id: id.clone(), why }, terminal))?;
    let keys = keys(&folder(&project, terminal)?, Access::Change)?;
    vault(&keys, &args.identity, terminal, |mut vault| {
        let is_first = !vault.has(&id).map_err(|fault| of_vault(fault, terminal))?;
        let release = *id.scope() == Scope::Provider && id.name() == RELEASE_KEY;
        let kind = if release { Kind::Release } else { Kind::Supplied };
        vault.put(id.clone(), value, kind, now);
        let staged = commit(&keys, &mut vault, terminal)?;
        let entry = vault.entry(&id).map_err(|fault| of_vault(fault, terminal))?;
        let version = entry.map_or(1, |entry| entry.version);
        let changed = !staged.written.is_empty();
        let follows = Some(Follows::of(&id, known.as_ref())).filter(|_| changed && !is_first);
        let answer = match args.format {
            AnswerFormat::Json => {
                let (format, secret) = ("qalyp-vault-set/1", id.to_string());
                json::pretty(&Document { format, secret, changed, version, follows })
            }
            AnswerFormat::Human if changed => {
                let steps = follows.map(|follows| follows.text()).unwrap_or_default();
                let after = after([&id]);
                format!("{id} is set, its version {version}\n{steps}{after}")
            }
            AnswerFormat::Human => format!("{id} has this value already\n"),
        };
        terminal.answer(&answer)?;
        Ok(Exit::Fine)
    })
}

/// Whether a person may give this secret its value.
fn may_be_set(id: &SecretId, own: bool) -> Result<Option<Known>, Failure> {
    let known = known(id);
    match known.map(|known| known.maker) {
        Some(Maker::Vpn) => {
            return Err(Failure::new(format!("{id} belongs to the VPN, which makes it"))
                .help(vpn_command(id.scope().as_str(), id.name())));
        }
        Some(_) if *id.scope() == Scope::Provider && id.name() == FINGERPRINT_KEY => {
            return Err(Failure::new(format!(
                "{id} has to be made, since every digest depends on it"
            ))
            .help("`qalyp vault rotate provider fingerprint-key`"));
        }
        None if !own => {
            let failure = Failure::new(format!("no file of qalyp's reads a secret {id}"));
            let near = nearest(id.name(), qalyp::vault::NAMES.iter().copied());
            let for_own = "for a template of your own, add `--own`";
            return Err(failure.help(match near {
                Some(near) => format!("did you mean `{near}`? Otherwise, {for_own}"),
                None => for_own.to_owned(),
            }));
        }
        _ => {}
    }
    Ok(known)
}

/// The value from a file, from standard input, or from a person.
fn value(file: Option<&Path>, id: &SecretId) -> Result<Secret, Failure> {
    match file {
        Some(path) if path.as_os_str() != "-" => {
            let failed = |error| Failure::of_path("read the value from", path, &error);
            intake::read(path, LARGEST).map(|(value, _)| value).map_err(failed)
        }
        None if io::stdin().is_terminal() => asked(id),
        _ => intake::bounded(io::stdin().lock(), LARGEST).map_err(|error| {
            Failure::new(format!("cannot read standard input: {}", reason(&error)))
        }),
    }
}

fn asked(id: &SecretId) -> Result<Secret, Failure> {
    let ask = |prompt: String| {
        rpassword::prompt_password(prompt).map(Secret::from).map_err(|error| {
            Failure::new(format!("cannot ask for the value: {}", reason(&error)))
                .help("name a file with `--file`, or send it to standard input")
        })
    };
    let first = ask(format!("Value of {id}: "))?;
    if first != ask("Once more: ".to_owned())? {
        return Err(Failure::new("the two values are not the same"));
    }
    Ok(first)
}
