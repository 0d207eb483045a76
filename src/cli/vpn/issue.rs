use std::path::PathBuf;

use qalyp::pki::Action;

use super::change::{self, ChangeArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named;
use crate::cli::terminal::Terminal;

/// Bring certificates to what the blueprints say: who is new gains access, who is gone loses it
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vpn issue --dry-run
  qalyp vpn issue romashka-main
  qalyp vpn issue romashka-main --again nurzhan
  qalyp vpn issue --yes --identity /run/keys/operator --format json | jq '.servers[].gains'

Shows first who gains and who loses access, then asks. Makes what a server lacks: authority, certificate,
keys, list of revocations. Who was revoked stays out, also if the blueprint still names the user, until
--again; a name that had only left the blueprint comes back with it. All servers of a run change together or not at all. Deleted servers are
left out; closed ones are served. The JSON shape is `qalyp-vpn-plan/1` (docs/vpn.md).

Exit codes: 0 done or nothing to do, 1 with --dry-run something to do, or not agreed to, 2 failure.")]
pub(super) struct Args {
    /// Servers, all with a VPN if none is named; then the folder of the project, the current one if
    /// absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    /// Make authority, keys and certificates of the named servers anew, for a server that was stolen or whose
    /// authority was: everybody there needs a new bundle
    #[arg(long)]
    new_authority: bool,
    /// Let these users in again although they were revoked; on one server at a time
    #[arg(long, value_name = "USER", value_delimiter = ',', conflicts_with = "new_authority")]
    again: Vec<String>,
    #[command(flatten)]
    change: ChangeArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let (names, project) = named::servers(&args.inputs);
    if args.new_authority && names.is_empty() {
        return Err(Failure::new("a new authority makes every bundle of a server worthless").help(
            "name the servers that are to have one: `qalyp vpn issue SERVER --new-authority`",
        ));
    }
    if !args.again.is_empty() && names.len() != 1 {
        return Err(Failure::new("users are let in again on one server at a time")
            .help("`qalyp vpn issue SERVER --again USER`"));
    }
    let action = match (args.new_authority, &*args.again) {
        (true, _) => Action::Anew,
        (false, []) => Action::Issue,
        (false, users) => Action::Again(users.iter().cloned().collect()),
    };
    change::run(&args.change, &project, &names, &action, terminal)
}
