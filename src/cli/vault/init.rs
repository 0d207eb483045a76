use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use qalyp::blueprint::units::Name;
use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::disk::{Existing, make_private_folder, write_private};
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
  qalyp vault init --generate-identity aigerim=$HOME/.config/qalyp/identity --recovery safe=age1…

KEY is a public key of age or SSH, or the file that holds it. There has to be an operator, who works with the vault, and
a recovery key, which lies in a safe. Running it again changes nothing; a vault that is there gets no new identities.

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
    /// Make an operator's identity and write it to FILE, which must not be there and lies outside of every repository;
    /// NAME is `operator` if absent
    #[arg(long, value_name = "[NAME=]FILE", value_parser = Wanted::read)]
    generate_identity: Option<Wanted>,
    /// Make a recovery identity and write it to FILE likewise; NAME is `recovery` if absent
    #[arg(long, value_name = "[NAME=]FILE", value_parser = Wanted::read)]
    generate_recovery: Option<Wanted>,
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

/// An identity that is to be made.
#[derive(Clone, Debug)]
struct Wanted {
    name: Option<String>,
    path: PathBuf,
}

impl Wanted {
    /// Reads `FILE` or `NAME=FILE`.
    fn read(text: &str) -> Result<Self, String> {
        let named = text.split_once('=').filter(|(name, _)| Name::fits(name));
        let (name, path) = named.map_or((None, text), |(name, path)| (Some(name), path));
        match path.strip_prefix("~/") {
            // The shell puts the home folder there at the beginning of a word only.
            Some(rest) => Err(format!("the shell does not read `~` here: write `$HOME/{rest}`")),
            None => Ok(Self { name: name.map(str::to_owned), path: path.into() }),
        }
    }
}

/// A new identity and where it goes.
struct New<'a> {
    path: &'a Path,
    role: Role,
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
                if args.generate_identity.is_some() || args.generate_recovery.is_some() {
                    return Err(Failure::new("there is a vault already: no identity was made")
                        .help("`qalyp vault init` without `--generate-…` shows who can read it; `age-keygen -o FILE` makes an identity, and `qalyp vault recipients add NAME KEY` lets it in"));
                }
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
    write_all(&new)?;
    if let Err(failure) = commit(&keys, &mut vault, terminal) {
        take_back(&new);
        return Err(failure);
    }
    answer(args, &folder, &recipients, Some(&new), terminal)
}

/// Writes the new identities; all of them or none, so that the same command can be run again.
fn write_all(new: &[New<'_>]) -> Result<(), Failure> {
    for (at, New { path, role, text }) in new.iter().enumerate() {
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
        // Of a recovery identity not: a stick that is not mounted would become a folder of this machine.
        let made = folder.filter(|_| *role == Role::Operator).map_or(Ok(()), make_private_folder);
        let written = made.and_then(|()| write_private(path, text.expose(), Existing::Refuse));
        if let Err(error) = written {
            take_back(&new[..at]);
            let failure = Failure::of_path("write the new identity to", path, &error);
            return Err(match error.kind() {
                ErrorKind::AlreadyExists => {
                    failure.help("a private key never replaces a file: name another one")
                }
                ErrorKind::NotFound => {
                    failure.help("make its folder first, or mount what it lies on")
                }
                _ => failure,
            });
        }
    }
    Ok(())
}

/// Removes identities of this run, which open nothing.
fn take_back(new: &[New<'_>]) {
    for New { path, .. } in new {
        let _ = std::fs::remove_file(path);
    }
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
        let Some(Wanted { name: own, path }) = path else { continue };
        let name = own.as_deref().unwrap_or(name);
        ground.file(path)?;
        let (_, private, key) = Identities::generate();
        new.push(New { path, role, text: identity_file(&private, &key, now) });
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
                let recovery = args.generate_recovery.as_ref().is_some_and(|it| it.path == what);
                let advice = if recovery {
                    "the recovery key: put it where no operator's machine is, and take it off this one"
                } else {
                    "your private key: it never goes into the repository, and is the only copy"
                };
                let _ = writeln!(out, "{identity} is {advice}");
            }
            if made {
                out.push_str("next: qalyp vault set --missing, then git add keys && git commit\n");
            }
            terminal.answer(&out)?;
        }
    }
    Ok(Exit::Fine)
}
