use std::path::PathBuf;

use clap::Subcommand;
use qalyp::blueprint::units::Name;
use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{
    self, Cause, Fault, Next, Recipient, Recipients, Role, SecretId, Step, Survey, steps,
};
use serde::Serialize;

use super::opening::{
    IdentityArgs, commit, folder, keys, of_vault, public_key, vault, vault_to_mend,
};
use super::seen::{Left, at_once, to_do};
use super::told::commit_hint;
use crate::cli::clock::WritingArgs;
use crate::cli::columns::columns;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// List, add and remove those who can read the vault
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_long_help = "\
Examples:
  qalyp vault recipients
  qalyp vault recipients add baurzhan ~/baurzhan.pub --role operator
  qalyp vault recipients remove baurzhan

Exit codes: 0 listed or added, 1 removed, and secrets have to be rotated, 2 failure.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Add(Add),
    Remove(Remove),
}

/// List those who can read the vault, and who could
#[derive(Debug, clap::Args)]
struct List {
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

/// Let somebody read the vault: every secret is encrypted anew
#[derive(Debug, clap::Args)]
struct Add {
    /// How people call him: lower-case Latin letters, digits and hyphens
    name: String,
    /// His public key (`age1…`, `ssh-ed25519 …`, `ssh-rsa …`), or the file that holds it
    key: String,
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// What he is for: `operator` works with the vault, `recovery` lies in a safe
    #[arg(long, value_parser = role)]
    role: Role,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: WritingArgs,
}

/// Let somebody read the vault no longer, and name what he has seen
#[derive(Debug, clap::Args)]
struct Remove {
    /// Who goes
    name: String,
    /// The folder of the project, the current one if absent
    #[arg(value_name = "ROOT")]
    root: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: WritingArgs,
}

fn role(word: &str) -> Result<Role, String> {
    Role::from_word(word).ok_or_else(|| format!("one of: {}", Role::WORDS.join(", ")))
}

/// A recipient in an answer.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    name: &'a str,
    role: Role,
    since: Instant,
    key: &'a str,
}

impl<'a> Shown<'a> {
    pub(super) fn of(recipient: &'a Recipient) -> Self {
        let Recipient { name, role, since, key } = recipient;
        Self { name, role: *role, since: *since, key: key.as_str() }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    recipients: Vec<Shown<'a>>,
    former: Vec<Gone<'a>>,
    rekeyed: usize,
    to_rotate: Vec<Left>,
}

#[derive(Serialize)]
struct Gone<'a> {
    name: &'a str,
    until: Instant,
    key: &'a str,
}

/// A name that a recipient can have.
pub(super) fn name_of(text: &str) -> Result<String, Failure> {
    if Name::fits(text) {
        return Ok(text.to_owned());
    }
    Err(Failure::new(Fault::BadName { name: text.to_owned() }.to_string()))
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        None => list(&args.list, terminal),
        Some(Command::List(args)) => list(args, terminal),
        Some(Command::Add(args)) => add(args, terminal),
        Some(Command::Remove(args)) => remove(args, terminal),
    }
}

fn list(args: &List, terminal: Terminal) -> Result<Exit, Failure> {
    let keys = keys(&folder(&ProjectArgs::of(args.root.clone()), terminal)?, Access::Read)?;
    let recipients = vault::recipients(&keys).map_err(|fault| of_vault(fault, terminal))?;
    let text = table(&recipients);
    answer(&recipients, (0, Vec::new()), text, args.format, terminal)?;
    Ok(Exit::Fine)
}

fn add(args: &Add, terminal: Terminal) -> Result<Exit, Failure> {
    let (name, key) = (name_of(&args.name)?, public_key(&args.name, &args.key)?);
    let more = Recipient { name, role: args.role, since: args.at.moment()?, key };
    let keys = keys(&folder(&ProjectArgs::of(args.root.clone()), terminal)?, Access::Change)?;
    vault(&keys, &args.identity, terminal, |mut vault| {
        let fault = |fault| of_vault(fault, terminal);
        let recipients = vault.recipients().with(more).map_err(fault)?;
        let is_new = recipients != *vault.recipients();
        vault.set_recipients(recipients);
        vault.rekey().map_err(fault)?;
        let count = commit(&keys, &mut vault, terminal)?.resealed.len();
        let text = if is_new || count > 0 {
            format!(
                "`{}` can read the vault: {count} secrets are encrypted anew\n{}",
                args.name,
                commit_hint()
            )
        } else {
            format!("`{}` can read the vault already\n", args.name)
        };
        answer(vault.recipients(), (count, Vec::new()), text, args.format, terminal)?;
        Ok(Exit::Fine)
    })
}

fn remove(args: &Remove, terminal: Terminal) -> Result<Exit, Failure> {
    let now = args.at.moment()?;
    let keys = keys(&folder(&ProjectArgs::of(args.root.clone()), terminal)?, Access::Change)?;
    let (recipients, count) = vault_to_mend(&keys, &args.identity, terminal, |mut vault| {
        let fault = |fault| of_vault(fault, terminal);
        let recipients = vault.recipients().without(&args.name, now).map_err(fault)?;
        vault.set_recipients(recipients.clone());
        vault.rekey().map_err(fault)?;
        Ok((recipients, commit(&keys, &mut vault, terminal)?.resealed.len()))
    })?;
    let survey = Survey::of(&keys).map_err(|fault| of_vault(fault, terminal))?;
    let seen: Vec<SecretId> = survey
        .entries()
        .filter(|(_, entry)| survey.seen_by(entry).any(|it| it.name == args.name))
        .map(|(id, _)| id)
        .collect();
    let mut text = format!(
        "`{}` can read nothing of the vault as it is now; {count} secrets are encrypted anew\n\
         what he has read before, he may have kept, and `git` keeps the former files. To be rotated: {}\n",
        args.name,
        seen.len()
    );
    let (made, others): (Vec<_>, Vec<_>) = seen.into_iter().partition(at_once);
    let mut all = steps(&others, Cause::Known);
    if !made.is_empty() {
        let command = format!("qalyp vault rotate --seen-by {}", args.name);
        all.insert(0, Step { next: Next { command, note: "" }, secrets: made });
    }
    text += &to_do(&all);
    if !all.is_empty() {
        text.push_str("`qalyp vault status` lists what is left of it\n");
    }
    text.push_str(commit_hint());
    let found = !all.is_empty();
    let seen = all.iter().map(Left::of).collect();
    answer(&recipients, (count, seen), text, args.format, terminal)?;
    Ok(Exit::of_findings(found))
}

fn table(recipients: &Recipients) -> String {
    let head = ["role", "name", "since", "key"].map(str::to_owned);
    let current = recipients
        .all()
        .iter()
        .map(|it| [it.role.to_string(), it.name.clone(), it.since.to_string(), it.key.short()]);
    let former = recipients.former().iter().map(|it| {
        ["former".to_owned(), it.name.clone(), format!("until {}", it.until), it.key.short()]
    });
    columns(&std::iter::once(head).chain(current).chain(former).collect::<Vec<_>>())
}

fn answer(
    recipients: &Recipients,
    (rekeyed, to_rotate): (usize, Vec<Left>),
    text: String,
    format: AnswerFormat,
    terminal: Terminal,
) -> Result<(), Failure> {
    let text = match format {
        AnswerFormat::Human => text,
        AnswerFormat::Json => {
            let former = recipients.former().iter();
            let former =
                former.map(|it| Gone { name: &it.name, until: it.until, key: it.key.as_str() });
            json::pretty(&Document {
                format: "qalyp-vault-recipients/1",
                recipients: recipients.all().iter().map(Shown::of).collect(),
                former: former.collect(),
                rekeyed,
                to_rotate,
            })
        }
    };
    terminal.answer(&text)
}
