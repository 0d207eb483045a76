use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use qalyp::artefacts::RelativePath;
use qalyp::blueprint::Loaded;
use qalyp::contract::Instant;
use qalyp::diagnostics::{json, nearest};
use qalyp::doctor::{self, Need};
use qalyp::fleet::Catalogue;
use qalyp::keys::{Access, Keys};
use qalyp::pki;
use qalyp::vault::{Scope, SecretId, Survey};
use serde::Serialize;

use super::agreed::YesArgs;
use super::opening::{IdentityArgs, keys, of_keys, of_vault, vault};
use super::told::commit_hint;
use crate::cli::books::told;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named::holds_project;
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Remove secrets that nothing needs any more: of a server that is gone, of a VPN, or one
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault forget romashka-old                       everything of a server that is gone
  qalyp vault forget romashka-main vpn                  its VPN: keys and public state
  qalyp vault forget romashka-main custom/token         one secret

NAME is a secret, or what several begin with before a `/`. The public state of a VPN (`keys/pki/SERVER.yaml`) goes with
its keys, in the same change. Shows first what goes, then asks. What a server of the blueprints has a use for stays, unless
`--although-needed` is said. The history of git keeps the former files, and what they open has to be closed where it opens.

Exit codes: 0 removed or nothing there, 1 not agreed to, 2 failure.")]
pub(super) struct Args {
    /// Whose secrets; which, all if absent; and the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "NAME", "ROOT"], num_args = 1..=3, required = true)]
    inputs: Vec<PathBuf>,
    /// Remove also what a server of the blueprints has a use for
    #[arg(long)]
    although_needed: bool,
    #[command(flatten)]
    yes: YesArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: MomentArgs,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    server: String,
    /// Names of secrets.
    forgotten: Vec<String>,
    /// Whether the public state of its VPN went too.
    vpn_state: bool,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let (server, name, project) = named(args)?;
    let now = args.at.moment()?;
    let Some(scope) = Scope::server(&server) else {
        return Err(Failure::new(format!("`{server}` is no name of a server")).help(
            "what the provider itself has is replaced with `qalyp vault rotate`, never removed",
        ));
    };
    let loaded = project.load()?;
    let keys = keys(&loaded.keys, Access::Change)?;
    let survey = Survey::of(&keys).map_err(|fault| of_vault(fault, terminal))?;
    let goes = chosen(&survey, &scope, name.as_deref());
    let state = state_of(&keys, &server, name.as_deref())?;
    if goes.is_empty() && state.is_none() {
        return nothing(&survey, &scope, name.as_deref());
    }
    if !args.although_needed {
        refuse_needed(loaded, &survey, (&server, &goes), now, terminal)?;
    }
    if !args.yes.agreed(&shown(&server, &goes, state.is_some()), terminal)? {
        return Ok(Exit::Findings);
    }
    vault(&keys, &args.identity, terminal, |mut vault| {
        for id in &goes {
            vault.forget(id.clone());
        }
        let mut change = keys.change();
        vault.stage(&mut change).map_err(|fault| of_vault(fault, terminal))?;
        if let Some(path) = &state {
            change.remove(path.clone());
        }
        change.commit().map_err(of_keys)?;
        let forgotten: Vec<String> = goes.iter().map(|id| id.name().to_owned()).collect();
        let answer = match args.format {
            AnswerFormat::Json => {
                let (format, vpn_state) = ("qalyp-vault-forget/1", state.is_some());
                json::pretty(&Document { format, server, forgotten, vpn_state })
            }
            AnswerFormat::Human => format!(
                "{} secrets of {server} are removed{}\n{}",
                forgotten.len(),
                if state.is_some() { ", and the state of its VPN" } else { "" },
                commit_hint()
            ),
        };
        terminal.answer(&answer)?;
        Ok(Exit::Fine)
    })
}

/// Server, name and project: a third argument, or a second that is a folder with a project, is the project.
fn named(args: &Args) -> Result<(String, Option<String>, ProjectArgs), Failure> {
    let text = |path: &PathBuf| path.to_str().map(str::to_owned);
    let none = || Failure::new("say whose secrets: `qalyp vault forget SERVER [NAME]`");
    let server = args.inputs.first().and_then(text).ok_or_else(none)?;
    let (name, root) = match &args.inputs[1..] {
        [] => (None, None),
        [one] if holds_project(one) => (None, Some(one)),
        [one] => (Some(text(one).ok_or_else(none)?), None),
        [one, root, ..] => (Some(text(one).ok_or_else(none)?), Some(root)),
    };
    Ok((server, name, ProjectArgs::of(root.into_iter().cloned().collect())))
}

/// The secrets of a scope that have this name, or begin with it before a `/`.
fn chosen(survey: &Survey, scope: &Scope, name: Option<&str>) -> Vec<SecretId> {
    let fits = |own: &str| {
        name.is_none_or(|name| {
            own.strip_prefix(name.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    survey.entries().map(|(id, _)| id).filter(|id| id.scope() == scope && fits(id.name())).collect()
}

/// The public state of a VPN, if it is there and goes too.
fn state_of(
    keys: &Keys,
    server: &str,
    name: Option<&str>,
) -> Result<Option<RelativePath>, Failure> {
    if name.is_some_and(|name| name.trim_end_matches('/') != "vpn") {
        return Ok(None);
    }
    let path = RelativePath::parse(&pki::text::path(server));
    let path = path.map_err(|_| Failure::new(format!("`{server}` is no name of a server")))?;
    Ok(keys.read(&path).map_err(of_keys)?.map(|_| path))
}

fn nothing(survey: &Survey, scope: &Scope, name: Option<&str>) -> Result<Exit, Failure> {
    let all: BTreeSet<String> = survey
        .entries()
        .filter(|(id, _)| id.scope() == scope)
        .map(|(id, _)| id.name().to_owned())
        .collect();
    let (headline, near) = if let Some(name) = name {
        let near = nearest(name, all.iter().map(String::as_str)).map(str::to_owned);
        (format!("the vault has no {scope}/{name}"), near)
    } else {
        let scopes: Vec<String> = survey.scopes.keys().map(ToString::to_string).collect();
        let near = nearest(scope.as_str(), scopes.iter().map(String::as_str)).map(str::to_owned);
        (format!("there is nothing of a server `{scope}`"), near)
    };
    let failure = Failure::new(headline);
    Err(match near {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`qalyp vault status` lists what there is"),
    })
}

/// Refuses if a server of the blueprints has a use for something that should go.
fn refuse_needed(
    loaded: Loaded,
    survey: &Survey,
    (server, goes): (&str, &[SecretId]),
    now: Instant,
    terminal: Terminal,
) -> Result<(), Failure> {
    let Loaded { blueprints, sources, report, .. } = loaded;
    // Blueprints with mistakes say too little of what is needed.
    told(report, &sources, terminal)?;
    let is_written =
        blueprints.customers.iter().flat_map(|it| &it.servers).any(|it| **it.name == *server);
    let catalogue = Catalogue::new(&blueprints);
    let needs = doctor::of_servers(&catalogue, &doctor::names(survey), now);
    let by_hand = "`--although-needed` removes it all the same";
    let Some(Need { is_deleted, used, .. }) = needs.get(server) else {
        return if is_written {
            let headline =
                format!("nobody can tell what `{server}` needs: its blueprint is not right");
            Err(Failure::new(headline).help(format!("`qalyp check` says what is wrong; {by_hand}")))
        } else {
            Ok(())
        };
    };
    let needed: Vec<&str> =
        goes.iter().map(SecretId::name).filter(|name| used.contains(*name)).collect();
    if *is_deleted || needed.is_empty() {
        return Ok(());
    }
    let more =
        if needed.len() > 3 { format!(" and {} more", needed.len() - 3) } else { String::new() };
    let headline = format!(
        "`{server}` has a use for {}{more}",
        needed.iter().take(3).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    );
    Err(Failure::new(headline).help(format!(
        "nothing was changed: first `access: deleted`, or take what needs it out of the blueprint; {by_hand}"
    )))
}

fn shown(server: &str, goes: &[SecretId], state: bool) -> String {
    let mut out = format!("of {server} goes:\n");
    for id in goes {
        let _ = writeln!(out, "  {}", id.name());
    }
    if state {
        let _ = writeln!(
            out,
            "  the public state of its VPN: nobody can be revoked any more, and a machine that still runs lets everybody in"
        );
    }
    if goes.iter().any(|id| id.name() == "backup/restic-password") {
        out.push_str(
            "`backup/restic-password` opens its copies: as long as there are copies, keep it\n",
        );
    }
    out.push_str("the history of git keeps the former files\n");
    out
}
