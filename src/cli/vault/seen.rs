//! `qalyp vault rotate --seen-by`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{Cause, Maker, RELEASE_KEY, Scope, SecretId, Step, Survey, known, steps};
use serde::Serialize;

use super::agreed::YesArgs;
use super::opening::{IdentityArgs, commit, folder, keys, of_vault, vault};
use super::rotate::renew;
use super::told::after;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    seen_by: &'a str,
    rotated: Vec<String>,
    left: Vec<Left>,
}

/// What has to be replaced in another way.
#[derive(Serialize)]
pub(super) struct Left {
    command: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'static str,
    secrets: Vec<String>,
}

impl Left {
    pub(super) fn of(step: &Step) -> Self {
        Self {
            command: step.next.command.clone(),
            note: step.next.note,
            secrets: step.secrets.iter().map(ToString::to_string).collect(),
        }
    }
}

/// How something is agreed on and answered.
pub(super) struct How<'a> {
    pub(super) yes: &'a YesArgs,
    pub(super) identity: &'a IdentityArgs,
    pub(super) format: AnswerFormat,
    pub(super) now: Instant,
}

/// Whether many are replaced at once: what the vault makes, but for the key of releases, after which every server
/// has to be visited.
pub(super) fn at_once(id: &SecretId) -> bool {
    let of_releases = *id.scope() == Scope::Provider && id.name() == RELEASE_KEY;
    let made = known(id).is_some_and(|known| matches!(known.maker, Maker::Generated(_)));
    made && !of_releases
}

pub(super) fn run(
    name: &str,
    (servers, project): (&[String], &ProjectArgs),
    how: &How<'_>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let keys = keys(&folder(project, terminal)?, Access::Change)?;
    let survey = Survey::of(&keys).map_err(|fault| of_vault(fault, terminal))?;
    if !survey.recipients.former().iter().any(|it| it.name == name) {
        return Err(Failure::new(format!(
            "nobody of the name `{name}` was taken from the recipients"
        ))
        .help("`qalyp vault recipients` lists who is gone"));
    }
    let of_them =
        |id: &SecretId| servers.is_empty() || servers.iter().any(|it| it == id.scope().as_str());
    let seen: Vec<SecretId> = survey
        .entries()
        .filter(|(id, entry)| of_them(id) && survey.seen_by(entry).any(|it| it.name == name))
        .map(|(id, _)| id)
        .collect();
    let (made, left): (Vec<_>, Vec<_>) = seen.into_iter().partition(at_once);
    let left = steps(&left, Cause::Known);
    if !made.is_empty() && !how.yes.agreed(&shown(&made), terminal)? {
        return Ok(Exit::Findings);
    }
    vault(&keys, how.identity, terminal, |mut vault| {
        for id in &made {
            renew(&mut vault, id, how.now, terminal)?;
        }
        commit(&keys, &mut vault, terminal)?;
        let answer = match how.format {
            AnswerFormat::Json => json::pretty(&Document {
                format: "qalyp-vault-rotate-seen/1",
                seen_by: name,
                rotated: made.iter().map(ToString::to_string).collect(),
                left: left.iter().map(Left::of).collect(),
            }),
            AnswerFormat::Human => text(name, &made, &left),
        };
        terminal.answer(&answer)?;
        Ok(Exit::of_findings(!left.is_empty()))
    })
}

fn shown(made: &[SecretId]) -> String {
    let mut out = String::from("new values for:\n");
    for id in made {
        let _ = writeln!(out, "  {id}");
    }
    out
}

fn text(name: &str, made: &[SecretId], left: &[Step]) -> String {
    let mut out = match made.len() {
        0 => format!("of what the vault makes, `{name}` knows no value that counts\n"),
        many => format!("{many} secrets have new values, which `{name}` does not know\n"),
    };
    // What a person does is said once for all servers that it concerns.
    let mut by_hand = BTreeMap::<(&str, &str), Vec<&str>>::new();
    for id in made {
        for step in known(id).iter().flat_map(|known| known.by_hand) {
            by_hand.entry((id.name(), *step)).or_default().push(id.scope().as_str());
        }
    }
    for ((secret, step), servers) in by_hand {
        let step = match servers[..] {
            [one] => step.replace("{server}", one),
            _ => step.replace("{server}", "SERVER"),
        };
        let _ = writeln!(out, "  by hand, {secret} of {}: {step}", servers.join(", "));
    }
    if !made.is_empty() {
        out += &after(made);
    }
    out + &to_do(left)
}

/// Steps that are left, a line for each.
pub(super) fn to_do(left: &[Step]) -> String {
    let mut out = String::new();
    for step in left {
        let names: Vec<String> = step.secrets.iter().map(ToString::to_string).collect();
        let shown = match &names[..] {
            [one, two, three, rest @ ..] if !rest.is_empty() => {
                format!("{one}, {two}, {three} and {} more", rest.len())
            }
            few => few.join(", "),
        };
        let _ = writeln!(out, "to do: {}   for {shown}", step.next);
    }
    out
}
