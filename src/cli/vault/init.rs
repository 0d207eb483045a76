use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::disk::{Existing, write_private};
use qalyp::keys::Access;
use qalyp::vault::{self, AgeKey, Fault, Identities, Recipient, Recipients, Role, Secret, Vault};
use serde::Serialize;

use super::opening::{commit, folder, keys, of_vault, public_key};
use super::recipients::{Shown, name_of};
use crate::cli::clock::WritingArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::AnswerFormat;
use crate::cli::private::Ground;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Make the vault of a project
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault init --recipient aigerim=age1… --recovery safe=age1…
  qalyp vault init --recipient aigerim=$HOME/.ssh/id_ed25519.pub --recovery safe=age1…
  qalyp vault init --generate-identity ~/.config/qalyp/identity \\
    --generate-recovery /media/usb/recovery

KEY is a public key of age or SSH, or the file that holds it. There has to be an operator, who works with the vault, and
a recovery key, which lies in a safe. Running it again changes nothing.

Exit codes: 0 made or there already, 2 failure.")]
pub(super) struct Args {
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// An operator and his public key; may be given several times
    #[arg(long, value_name = "NAME=KEY")]
    recipient: Vec<String>,
    /// A recovery key; may be given several times
    #[arg(long, value_name = "NAME=KEY")]
    recovery: Vec<String>,
    /// Make an operator's identity and write it to FILE, which must not be there
    #[arg(long, value_name = "FILE")]
    generate_identity: Option<PathBuf>,
    /// Make a recovery identity and write it to FILE, which must not be there
    #[arg(long, value_name = "FILE")]
    generate_recovery: Option<PathBuf>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    at: WritingArgs,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    folder: String,
    made: bool,
    recipients: Vec<Shown<'a>>,
    /// Files with new identities.
    identities: Vec<String>,
}

/// A new identity and where it goes.
struct New<'a> {
    path: &'a Path,
    text: Secret,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let now = args.at.moment()?;
    let project = ProjectArgs::of(args.root.clone());
    let folder = folder(&project, terminal)?;
    let given = given(args, now)?;
    if folder.exists() {
        let keys = keys(&folder, Access::Read)?;
        match vault::recipients(&keys) {
            Ok(present) => {
                same(&present, &given)?;
                return answer(args, &folder, &present, None, terminal);
            }
            Err(Fault::NoVault) => {}
            Err(fault) => return Err(of_vault(fault, terminal)),
        }
    }
    let ground = Ground::new(project.root()?, &folder)?;
    let (all, new) = with_new(args, given, now, &ground)?;
    let recipients = Recipients::new(all).map_err(|fault| of_vault(fault, terminal))?;
    let keys = keys(&folder, Access::Create)?;
    // Another run may have been quicker.
    if vault::recipients(&keys).is_ok() {
        return Err(Failure::new("the vault was made by another process just now"));
    }
    let nobody = Identities::default();
    let made = Vault::create(&keys, &nobody, recipients.clone(), now);
    let mut vault = made.map_err(|fault| of_vault(fault, terminal))?;
    // Before the vault: one that nobody can open is worse than a key that opens nothing.
    write(&new)?;
    commit(&keys, &mut vault, terminal)?;
    answer(args, &folder, &recipients, Some(&new), terminal)
}

/// Writes new identities, all of them or none: half of a pair would stand in the way of the next run.
fn write(new: &[New<'_>]) -> Result<(), Failure> {
    for (index, New { path, text }) in new.iter().enumerate() {
        if let Err(error) = write_private(path, text.expose(), Existing::Refuse) {
            for New { path, .. } in &new[..index] {
                // Made just now, and no vault knows its public half.
                let _ = fs::remove_file(path);
            }
            let failure = Failure::of_path("write the new identity to", path, &error);
            return Err(match error.kind() {
                ErrorKind::AlreadyExists => {
                    failure.help("a private key never replaces a file: name another one")
                }
                ErrorKind::NotFound => failure.help("make its folder first"),
                _ => failure,
            });
        }
    }
    Ok(())
}

/// The recipients of the arguments.
fn given(args: &Args, now: Instant) -> Result<Vec<Recipient>, Failure> {
    let roles = [(&args.recipient, Role::Operator), (&args.recovery, Role::Recovery)];
    let mut all = Vec::new();
    for (texts, role) in roles {
        for text in texts {
            let pair = text.split_once('=');
            let (name, key) = pair.ok_or_else(|| {
                Failure::new(format!("`--{}` needs NAME=KEY", word(role)))
                    .help("for example `aigerim=age1…`, or `aigerim=id_ed25519.pub`")
            })?;
            all.push(Recipient {
                name: name_of(name)?,
                role,
                since: now,
                key: public_key(name, key)?,
            });
        }
    }
    Ok(all)
}

const fn word(role: Role) -> &'static str {
    match role {
        Role::Operator => "recipient",
        Role::Recovery => "recovery",
    }
}

/// These and those that are to be made.
fn with_new<'a>(
    args: &'a Args,
    mut all: Vec<Recipient>,
    now: Instant,
    ground: &Ground,
) -> Result<(Vec<Recipient>, Vec<New<'a>>), Failure> {
    let wanted = [
        (&args.generate_identity, Role::Operator, "operator"),
        (&args.generate_recovery, Role::Recovery, "recovery"),
    ];
    let mut new = Vec::new();
    for (path, role, name) in wanted {
        let Some(path) = path else { continue };
        ground.file(path)?;
        let (_, private, key) = Identities::generate();
        new.push(New { path, text: identity_file(&private, &key, now) });
        all.push(Recipient { name: name_of(name)?, role, since: now, key });
    }
    Ok((all, new))
}

/// What `age-keygen` writes.
fn identity_file(private: &Secret, public: &AgeKey, now: Instant) -> Secret {
    let head = format!("# created: {now}\n# public key: {public}\n");
    let mut text = Vec::with_capacity(head.len() + private.len() + 1);
    text.extend_from_slice(head.as_bytes());
    text.extend_from_slice(private.expose());
    text.push(b'\n');
    Secret::new(text)
}

/// A vault that is there has to have everybody who is named.
fn same(present: &Recipients, given: &[Recipient]) -> Result<(), Failure> {
    let unlike = given.iter().find(|wanted| {
        present.get(&wanted.name).is_none_or(|it| it.key != wanted.key || it.role != wanted.role)
    });
    match unlike {
        None => Ok(()),
        Some(other) => Err(Failure::new(format!(
            "there is a vault already, and `{}` with this key and role is none of its recipients",
            other.name
        ))
        .help("`qalyp vault recipients` lists them, `qalyp vault recipients add` adds one")),
    }
}

fn answer(
    args: &Args,
    folder: &Path,
    recipients: &Recipients,
    new: Option<&[New<'_>]>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let (made, new) = (new.is_some(), new.unwrap_or_default());
    let identities: Vec<String> = new.iter().map(|new| new.path.display().to_string()).collect();
    let shown = recipients.all().iter().map(Shown::of).collect();
    let folder = folder.display().to_string();
    match args.format {
        AnswerFormat::Json => {
            let format = "qalyp-vault-init/1";
            let document = Document { format, folder, made, recipients: shown, identities };
            terminal.answer(&json::pretty(&document))?;
        }
        AnswerFormat::Human => {
            let there = if made { "is made" } else { "is there already" };
            let mut out = format!("the vault in {folder} {there}\n");
            for recipient in recipients.all() {
                let _ = writeln!(
                    out,
                    "  {} {} {}",
                    recipient.role,
                    recipient.name,
                    recipient.key.short()
                );
            }
            for (identity, what) in identities.iter().zip(new.iter().map(|new| new.path)) {
                let recovery = args.generate_recovery.as_deref() == Some(what);
                let advice = if recovery {
                    "the recovery key: put it where no operator's machine is, and take it off this one"
                } else {
                    "your private key: it never goes into the repository, and is the only copy"
                };
                let _ = writeln!(out, "{identity} is {advice}");
            }
            terminal.answer(&out)?;
        }
    }
    Ok(Exit::Fine)
}
