//! What changes access is shown first, asked for, and done as one.

use std::io::{self, Write as _};

use qalyp::contract::Instant;
use qalyp::diagnostics::json;
use qalyp::keys::{Access, Keys};
use qalyp::pki::access::{self, Proposal};
use qalyp::pki::status::{Known, Status, Within};
use qalyp::pki::{Action, Plan, Wanted};
use serde::Serialize;

use super::fleet::{self, Fleet, Judged};
use super::told::{self, Told};
use super::{of_keys, of_pki};
use crate::cli::clock::WritingArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::identity::{self, IdentityArgs};
use crate::cli::options::AnswerFormat;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// How a change is agreed on.
#[derive(Debug, clap::Args)]
pub(super) struct ChangeArgs {
    /// Do it without asking; needed where nobody can be asked
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Only tell what would be done; needs no identity
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: WritingArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    at: Instant,
    /// Whether it was done.
    done: bool,
    servers: Vec<Told>,
}

/// Plans an action for the named servers, shows the plan, and carries it out.
pub(super) fn run(
    args: &ChangeArgs,
    project: &ProjectArgs,
    names: &[String],
    action: &Action,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let now = if args.dry_run { args.at.asked() } else { args.at.moment() }?;
    fleet::open(project, names, Judged::WithoutState(now), terminal, |fleet, _| {
        let wanted: Vec<Wanted> =
            fleet.servers.iter().filter_map(|chosen| Wanted::of(&chosen.server)).collect();
        // Nobody else changes anything between the plan that is shown and the one that is done.
        let right = if args.dry_run { Access::Read } else { Access::Change };
        let keys = Keys::open(&fleet.keys, right).map_err(of_keys)?;
        let proposals = access::propose(&keys, &wanted, action, now);
        let proposals: Vec<Proposal> =
            proposals.into_iter().collect::<Result<_, _>>().map_err(of_pki)?;
        let plans: Vec<&Plan> = proposals.iter().map(|proposal| &proposal.plan).collect();
        let busy: Vec<&Plan> = plans.iter().copied().filter(|plan| !plan.is_empty()).collect();
        let human = args.format == AnswerFormat::Human;
        if human {
            terminal.answer(&shown(&plans))?;
        }
        // Nothing that is issued brings them back: whoever reads "nothing to do" has to know.
        let lost = keys_lost(fleet, &keys, &proposals, now)?;
        terminal.remark(&lost);
        if busy.is_empty() || args.dry_run {
            if !human {
                terminal.answer(&document(now, false, &plans))?;
            }
            return Ok(Exit::of_findings(!busy.is_empty() || !lost.is_empty()));
        }
        if !args.yes && !agreed(&plans, human, terminal)? {
            terminal.remark("nothing was changed\n");
            return Ok(Exit::Findings);
        }
        let identities = identity::unlock(&args.identity, &keys, terminal)?;
        let mut vault = identity::open(&keys, &identities, terminal)?;
        let text = if human { afterwards(fleet, &busy) } else { document(now, true, &plans) };
        access::carry_out(&keys, &mut vault, proposals).map_err(of_pki)?;
        terminal.answer(&text)?;
        Ok(Exit::Fine)
    })
}

/// Certificates whose keys are not in the vault, and what to do about them.
fn keys_lost(
    fleet: &Fleet<'_>,
    keys: &Keys,
    proposals: &[Proposal],
    at: Instant,
) -> Result<String, Failure> {
    let mut text = String::new();
    for chosen in &fleet.servers {
        let of_it = |proposal: &&Proposal| proposal.plan.server == chosen.name();
        let state = proposals.iter().find(of_it).and_then(|proposal| proposal.state.as_ref());
        if state.is_none() {
            continue;
        }
        let secrets = super::status::secrets(keys, chosen)?;
        let known = Known { server: &chosen.server, state, secrets: Some(&secrets) };
        let status = Status::of(known, at, Within::Blueprint);
        if let Some(next) = status.as_ref().and_then(super::status::key_lost) {
            text += &format!("{}: a key is not in the vault: {next}\n", chosen.name());
        }
    }
    Ok(text)
}

fn document(at: Instant, done: bool, plans: &[&Plan]) -> String {
    let servers = plans.iter().map(|plan| Told::of(plan)).collect();
    json::pretty(&Document { format: "qalyp-vpn-plan/1", at, done, servers })
}

/// The plans that do something, and whatever is to be known.
fn shown(plans: &[&Plan]) -> String {
    let told = plans.iter().filter(|plan| !plan.is_empty() || !plan.remarks.is_empty());
    let mut text: String = told.map(|plan| told::text(plan)).collect();
    if plans.iter().all(|plan| plan.is_empty()) {
        text += "nothing to do\n";
    }
    text
}

/// Asks a person.
fn agreed(plans: &[&Plan], human: bool, terminal: Terminal) -> Result<bool, Failure> {
    if !terminal.stdin_is_terminal() {
        return Err(Failure::new("nobody can be asked whether this is to be done")
            .help("`--yes` does it, `--dry-run` only tells what it would do"));
    }
    if !human {
        terminal.remark(&shown(plans));
    }
    terminal.remark("Do this? [y/N] ");
    let _ = io::stderr().flush();
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.map_err(|error| {
        let reason = crate::cli::failure::reason(&error);
        Failure::new(format!("cannot read the answer: {reason}"))
    })?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// What a person does next.
fn afterwards(fleet: &Fleet<'_>, plans: &[&Plan]) -> String {
    let keys = fleet.keys.strip_prefix(&fleet.root).unwrap_or(&fleet.keys).display();
    let mut text = format!("done\ncommit: git add {keys} && git commit\n");
    for plan in plans {
        let server = &plan.server;
        let why = if plan.cuts_off() {
            "ends the sessions of whoever uses what was revoked"
        } else {
            "brings the new certificates and list to the server"
        };
        text += &format!("release: qalyp build && qalyp release {server}   ({why})\n");
    }
    for plan in plans {
        let (server, told) = (&plan.server, Told::of(plan));
        for user in told.new_holders() {
            text += &format!("hand out: qalyp vpn bundle {server} {user} --platform …\n");
        }
    }
    text
}
