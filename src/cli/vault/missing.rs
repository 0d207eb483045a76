//! `qalyp vault set --missing`.

use std::fmt::Write as _;

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::Access;
use qalyp::vault::{Fault, Kind, Maker, Recipe, Secret, SecretId, Vault, first, known};
use rayon::prelude::*;
use serde::Serialize;

use super::needed::{self, Needs};
use super::opening::{IdentityArgs, commit, keys, of_vault, vault};
use super::told::after;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

#[derive(Serialize)]
struct Document {
    format: &'static str,
    made: Vec<String>,
    missing: Vec<Missing>,
}

/// A secret that has to come from elsewhere.
#[derive(Serialize)]
struct Missing {
    secret: String,
    /// The command that brings it.
    command: String,
}

pub(super) fn run(
    project: &ProjectArgs,
    names: &[String],
    (identity, now): (&IdentityArgs, Instant),
    format: AnswerFormat,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let (needs, folder) = needed::of_servers(project, names, terminal)?;
    let keys = keys(&folder, Access::Change)?;
    vault(&keys, identity, terminal, |mut vault| {
        let (makes, waits) = absent(&vault, &needs).map_err(|fault| of_vault(fault, terminal))?;
        let made = makes.into_par_iter().map(|(id, recipe)| {
            let value = recipe.make(id.scope().as_str())?;
            Ok((id, value))
        });
        let made: Vec<(SecretId, Secret)> =
            made.collect::<Result<_, Fault>>().map_err(|fault| of_vault(fault, terminal))?;
        for (id, value) in made {
            vault.put(id, value, Kind::Generated, now);
        }
        let staged = commit(&keys, &mut vault, terminal)?;
        let missing: Vec<Missing> = waits
            .into_iter()
            .map(|id| Missing { secret: id.to_string(), command: first(&id).command })
            .collect();
        let something = !missing.is_empty();
        let made: Vec<String> = staged.written.iter().map(ToString::to_string).collect();
        let answer = match format {
            AnswerFormat::Json => {
                json::pretty(&Document { format: "qalyp-vault-missing/1", made, missing })
            }
            AnswerFormat::Human if made.is_empty() => text(&made, &missing),
            AnswerFormat::Human => text(&made, &missing) + &after(&staged.written),
        };
        terminal.answer(&answer)?;
        Ok(Exit::of_findings(something))
    })
}

/// What is needed and not there: what the vault makes, and what has to come from elsewhere.
#[allow(clippy::type_complexity, reason = "two lists that are taken apart at once")]
fn absent(
    vault: &Vault<'_>,
    needs: &[Needs],
) -> Result<(Vec<(SecretId, Recipe)>, Vec<SecretId>), Fault> {
    let (mut makes, mut waits) = (Vec::new(), Vec::new());
    for id in needs.iter().flat_map(|needs| &needs.secrets) {
        if vault.has(id)? {
            continue;
        }
        match known(id).map(|known| known.maker) {
            Some(Maker::Generated(recipe)) => makes.push((id.clone(), recipe)),
            _ => waits.push(id.clone()),
        }
    }
    Ok((makes, waits))
}

/// Names that are listed one by one; of more the number is what matters.
const LISTED: usize = 40;

fn text(made: &[String], missing: &[Missing]) -> String {
    let mut out = match made.len() {
        0 => "nothing to make: every secret that the vault makes is there\n".to_owned(),
        1 => "made 1 secret\n".to_owned(),
        many => format!("made {many} secrets\n"),
    };
    for secret in made.iter().take(LISTED) {
        let _ = writeln!(out, "  {secret}");
    }
    if made.len() > LISTED {
        let _ = writeln!(out, "  and {} more", made.len() - LISTED);
    }
    if !missing.is_empty() {
        let _ = writeln!(out, "to come from elsewhere: {}", missing.len());
    }
    for Missing { secret, command } in missing.iter().take(LISTED) {
        let _ = writeln!(out, "  {secret}: {command}");
    }
    if missing.len() > LISTED {
        let _ = writeln!(out, "  and {} more: `qalyp vault status`", missing.len() - LISTED);
    }
    out
}
