use std::collections::BTreeSet;
use std::path::PathBuf;

use qalyp::artefacts::RelativePath;
use qalyp::contract::{Duration, Instant};
use qalyp::diagnostics::json;
use qalyp::keys::{Access, Keys};
use qalyp::pki::status::{Item, Known, Standing, Status, Subject, Within};
use qalyp::vault::{Scope, SecretId, read_lock};
use serde::Serialize;

use super::fleet::{self, Chosen, Fleet, Judged};
use crate::cli::clock::MomentArgs;
use crate::cli::columns::columns;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::identity::of_vault;
use crate::cli::named;
use crate::cli::options::AnswerFormat;
use crate::cli::terminal::Terminal;

/// Tell what ends when: authority, server, list of revocations, users; no identity is needed
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vpn status
  qalyp vpn status romashka-main
  qalyp vpn status --within '60 days'
  qalyp vpn status --format json | jq -r '.servers[].items[] | select(.standing != \"good\") | .name'

Reads the public state and which secrets lie in the vault; opens none of them. Deleted servers are left
out. The JSON shape is `qalyp-vpn-status/1` (docs/vpn.md).

Exit codes: 0 everything is good, 1 something is missing, has ended or ends soon, 2 failure.")]
pub(super) struct Args {
    /// Servers, all with a VPN if none is named; then the folder of the project, the current one if
    /// absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    /// How long before its end a thing counts as ending soon; as `settings.vpn` says if absent
    #[arg(long, value_name = "DURATION")]
    within: Option<Duration>,
    #[command(flatten)]
    at: MomentArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    at: Instant,
    /// Whether something is to be done.
    amiss: bool,
    servers: &'a [Status],
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    let within = match args.within {
        Some(duration) => {
            let seconds = i64::try_from(duration.seconds());
            Within::Seconds(seconds.map_err(|_| Failure::new("`--within` is too long"))?)
        }
        None => Within::Blueprint,
    };
    let (names, project) = named::servers(&args.inputs);
    fleet::open(&project, &names, Judged::Read, terminal, |fleet, _| {
        let keys = keys(fleet)?;
        let mut all = Vec::new();
        for chosen in &fleet.servers {
            let secrets = keys.as_ref().map(|keys| secrets(keys, chosen)).transpose()?;
            let secrets = secrets.unwrap_or_default();
            let state = chosen.state.as_ref();
            let known = Known { server: &chosen.server, state, secrets: Some(&secrets) };
            all.extend(Status::of(known, at, within));
        }
        let amiss = all.iter().any(Status::is_amiss);
        let text = match args.format {
            AnswerFormat::Json => {
                let format = "qalyp-vpn-status/1";
                json::pretty(&Document { format, at, amiss, servers: &all })
            }
            AnswerFormat::Human => told(&all),
        };
        terminal.answer(&text)?;
        Ok(Exit::of_findings(amiss))
    })
}

/// The folder of keys, if there is one.
fn keys(fleet: &Fleet<'_>) -> Result<Option<Keys>, Failure> {
    if !fleet.keys.is_dir() {
        return Ok(None);
    }
    Keys::open(&fleet.keys, Access::Read).map(Some).map_err(super::of_keys)
}

/// The names of a server's secrets that lie in the vault.
pub(super) fn secrets(keys: &Keys, chosen: &Chosen<'_>) -> Result<BTreeSet<String>, Failure> {
    let Some(scope) = Scope::server(chosen.name()) else { return Ok(BTreeSet::new()) };
    let folder: RelativePath = scope.folder();
    let listing = keys.list(&folder).map_err(super::of_keys)?;
    // A file without its entry cannot be opened, and neither can an entry without its file.
    let lock = read_lock(keys, &scope).map_err(of_vault)?;
    let ids = listing.files.iter().filter_map(SecretId::of_path);
    let ids = ids.filter(|id| lock.contains_key(id.name()));
    Ok(ids.map(|id| id.name().to_owned()).collect())
}

/// A table for each server.
fn told(all: &[Status]) -> String {
    if all.is_empty() {
        return "no server has a VPN\n".to_owned();
    }
    let mut text = String::new();
    for status in all {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!("{} ({})\n", status.server, status.access);
        let rows: Vec<[String; 5]> = status.items.iter().map(row).collect();
        text += &columns(&rows);
        let whose = |past: &[qalyp::pki::status::Past]| {
            let of = |past: &qalyp::pki::status::Past| match past.reason {
                Some(reason) => format!("{} ({reason}, {})", past.name, day(past.since)),
                None => format!("{} (until {})", past.name, day(past.until)),
            };
            past.iter().map(of).collect::<Vec<_>>().join(", ")
        };
        if !status.former.is_empty() {
            text += &format!("  replaced and still good: {}\n", whose(&status.former));
        }
        if !status.revoked.is_empty() {
            text += &format!("  revoked: {}\n", whose(&status.revoked));
        }
        for fault in &status.faults {
            text += &format!("  wrong: {fault}\n");
        }
        if let Some(next) = next(status) {
            text += &format!("  next: {next}\n");
        }
    }
    text
}

fn row(item: &Item) -> [String; 5] {
    let left = match item.days {
        Some(1) => "1 day".to_owned(),
        Some(days) if days >= 0 => format!("{days} days"),
        Some(days) => format!("{} days ago", -days),
        None => String::new(),
    };
    [
        format!("  {}", item.what.word()),
        item.name.clone(),
        item.until.map(day).unwrap_or_default(),
        left,
        item.standing.word().to_owned(),
    ]
}

/// The date in Kazakhstan.
pub(super) fn day(moment: Instant) -> String {
    moment.date(qalyp::contract::UtcOffset::KAZAKHSTAN).to_string()
}

/// What to do about keys that the vault does not have, though there are certificates: nothing that is issued brings them.
pub(super) fn key_lost(status: &Status) -> Option<String> {
    let server = &status.server;
    let keyless = |what| {
        status.items.iter().filter(move |it| it.what == what && it.standing == Standing::NoKey)
    };
    if keyless(Subject::Authority).next().is_some() {
        return Some(format!(
            "take keys/vault/{server} from the commit that keys/pki/{server}.yaml is from; a key that is lost for good: qalyp vpn issue {server} --new-authority"
        ));
    }
    if keyless(Subject::Server).next().is_some() {
        return Some(format!("qalyp vpn renew {server} --server-certificate"));
    }
    let user = &keyless(Subject::User).next()?.name;
    Some(format!(
        "qalyp vpn revoke {server} {user} if a merge has lost a revocation (which takes the key away), otherwise qalyp vpn renew {server} --user {user}"
    ))
}

/// The command that puts most of it right.
fn next(status: &Status) -> Option<String> {
    let any = |standings: &[Standing]| status.items.iter().any(|i| standings.contains(&i.standing));
    let server = &status.server;
    if any(&[Standing::Missing, Standing::Unlisted, Standing::OtherName]) {
        Some(format!("qalyp vpn issue {server}"))
    } else if let Some(command) = key_lost(status) {
        Some(command)
    } else if any(&[Standing::Ends, Standing::Ended]) {
        Some(format!("qalyp vpn renew {server}"))
    } else if any(&[Standing::Revoked]) {
        let revoked = status.items.iter().filter(|item| item.standing == Standing::Revoked);
        let names: Vec<&str> = revoked.map(|item| &*item.name).collect();
        Some(format!(
            "take {} out of `vpn.users`, or give access again: qalyp vpn issue {server} --again {}",
            names.join(", "),
            names.join(",")
        ))
    } else {
        None
    }
}
