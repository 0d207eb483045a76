use std::fmt::Write as _;
use std::path::PathBuf;

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{Cause, Entry, Former, Kind, Next, Scope, SecretId, Survey, anew, first};
use serde::Serialize;

use super::needed::{self, Needs};
use super::opening::{IdentityArgs, keys, of_vault, vault};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named::servers;
use crate::cli::options::AnswerFormat;
use crate::cli::terminal::Terminal;

/// Tell which secrets servers need, and what is to be done about them
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault status
  qalyp vault status romashka-main
  qalyp vault status --format json | jq '.servers[].secrets[] | select(.state == \"missing\")'

Opens nothing, unless `--identity` names a key: then it also tells the vault's mark, by which a colleague knows it. It goes by the lock files and the digests of the encrypted files. A secret is
missing, broken (its file is not that of its entry), stale (not encrypted for exactly the present recipients: `qalyp
vault rekey`), seen (somebody who is a recipient no longer has read this value: rotate it), or fine.

Exit codes: 0 all is fine, 1 something is to be done, 2 failure.")]
pub(super) struct Args {
    /// The servers, all that are not deleted if none; then the folder of the project, the current one
    /// if absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    /// By what the vault is known again, with `--identity`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    /// Whether something is to be done.
    amiss: bool,
    /// The scope `provider` first, if no server was named.
    servers: Vec<Of>,
    /// Files that no entry speaks of.
    strays: Vec<String>,
}

#[derive(Serialize)]
struct Of {
    server: String,
    secrets: Vec<One>,
}

#[derive(Serialize)]
struct One {
    name: String,
    /// Whether the server's files ask for it.
    needed: bool,
    state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<Instant>,
    /// Who is gone and has seen this value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seen_by: Vec<String>,
    /// What to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// What to know with it, or to do where no command does it.
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Missing,
    Broken,
    Stale,
    Seen,
    Fine,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Broken => "broken",
            Self::Stale => "stale",
            Self::Seen => "seen",
            Self::Fine => "fine",
        }
    }
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let (names, project) = servers(&args.inputs);
    let (needs, folder) = needed::of_servers(&project, &names, terminal)?;
    let keys = keys(&folder, Access::Read)?;
    let mark = args
        .identity
        .is_given()
        .then(|| vault(&keys, &args.identity, terminal, |vault| Ok(vault.mark().to_string())));
    let mark = mark.transpose()?;
    let survey = Survey::of(&keys).map_err(|fault| of_vault(fault, terminal))?;
    let mut all = Vec::new();
    if names.is_empty() {
        all.push(Of {
            server: Scope::Provider.to_string(),
            secrets: of_scope(&survey, &Scope::Provider, &[], false),
        });
    }
    for Needs { server, secrets, is_deleted } in needs {
        let Some(scope) = Scope::server(&server) else { continue };
        all.push(Of { secrets: of_scope(&survey, &scope, &secrets, is_deleted), server });
    }
    let strays = if names.is_empty() { survey.strays.clone() } else { Vec::new() };
    let fine = |of: &Of| of.secrets.iter().all(|one| one.state == State::Fine);
    let found = !strays.is_empty() || !all.iter().all(fine);
    let answer = match args.format {
        AnswerFormat::Json => {
            let format = "qalyp-vault-status/1";
            json::pretty(&Document { format, mark, amiss: found, servers: all, strays })
        }
        AnswerFormat::Human => text(mark.as_deref(), &all, &strays),
    };
    terminal.answer(&answer)?;
    Ok(Exit::of_findings(found))
}

/// Every secret that a scope has or needs, by name.
fn of_scope(survey: &Survey, scope: &Scope, needed: &[SecretId], is_left: bool) -> Vec<One> {
    let lock = survey.scopes.get(scope);
    let there = lock.iter().flat_map(|lock| lock.keys());
    let there = there.filter_map(|name| SecretId::new(scope.clone(), name).ok());
    let mut ids: Vec<SecretId> = there.chain(needed.iter().cloned()).collect();
    ids.sort();
    ids.dedup();
    let is_needed = |id: &SecretId| *scope == Scope::Provider || needed.contains(id);
    ids.iter().map(|id| one(survey, id, is_needed(id), is_left)).collect()
}

fn one(survey: &Survey, id: &SecretId, needed: bool, is_left: bool) -> One {
    let entry = survey.entry(id);
    let mut seen: Vec<&Former> = entry.into_iter().flat_map(|it| survey.seen_by(it)).collect();
    let (state, next) = match entry {
        None => (State::Missing, Some(first(id))),
        Some(_) if survey.broken.contains_key(id) => (State::Broken, None),
        Some(entry) if survey.is_stale(entry) => {
            (State::Stale, Some(Next { command: "qalyp vault rekey".to_owned(), note: "" }))
        }
        Some(_) if seen.is_empty() => (State::Fine, None),
        Some(_) if is_left => {
            let command = format!("qalyp vault forget {}", id.scope());
            (State::Seen, Some(Next { command, note: LEFT }))
        }
        Some(_) => (State::Seen, Some(anew(id, Cause::Known))),
    };
    if state != State::Seen {
        seen.clear();
    }
    let note = match (state, entry) {
        (State::Broken, _) => "take the file and its entry from the same commit".to_owned(),
        (State::Stale, Some(entry)) => of_list(survey, entry),
        _ => next.as_ref().map_or("", |next| next.note).to_owned(),
    };
    One {
        name: id.name().to_owned(),
        needed,
        state,
        kind: entry.map(|entry| entry.kind),
        version: entry.map(|entry| entry.version),
        made: entry.map(|entry| entry.made),
        seen_by: seen.iter().map(|former| former.name.clone()).collect(),
        command: next.map(|next| next.command),
        note,
    }
}

/// Said of what a deleted server has left.
const LEFT: &str =
    "the server is deleted: close what this opens elsewhere, such as its copies, then remove it";

/// In what the list of a secret that is stale differs from the present one.
fn of_list(survey: &Survey, entry: &Entry) -> String {
    match survey.recipients.newer_than(&entry.recipients) {
        Some(new) => format!("not for {}", new.join(" and ")),
        None => "for another list of recipients".to_owned(),
    }
}

fn text(mark: Option<&str>, all: &[Of], strays: &[String]) -> String {
    let mut out = mark.map_or_else(String::new, |mark| format!("the vault's mark is {mark}\n"));
    for Of { server, secrets } in all {
        let fine = secrets.iter().filter(|one| one.state == State::Fine).count();
        let _ = writeln!(out, "{server}: {fine} of {} secrets are fine", secrets.len());
        for one in secrets.iter().filter(|one| one.state != State::Fine) {
            let seen = match one.seen_by.first() {
                Some(name) => format!(" by {name}"),
                None => String::new(),
            };
            let _ = write!(out, "  {}{seen} {}: ", one.state.word(), one.name);
            let _ = match (&one.command, &*one.note) {
                (Some(command), "") => writeln!(out, "{command}"),
                (Some(command), note) => writeln!(out, "{command} ({note})"),
                (None, note) => writeln!(out, "{note}"),
            };
        }
    }
    for stray in strays {
        let _ = writeln!(out, "{stray} belongs to no entry of a lock file");
    }
    out
}
