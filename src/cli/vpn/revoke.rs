use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use qalyp::blueprint::kinds::RevocationReason;
use qalyp::pki::Action;

use super::change::{self, ChangeArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named;
use crate::cli::terminal::Terminal;

/// Take access away now: revoke a user's certificates, also replaced ones
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vpn revoke romashka-main aigerim --reason key-compromise
  qalyp vpn revoke romashka-main aigerim --reason affiliation-changed --yes
  qalyp vpn revoke romashka-main aigerim --former --reason key-compromise

For when waiting for a change of the blueprint is too long; a lost device is `qalyp vpn renew --user USER
--revoke-former`. Who is still in the blueprint stays out all the same, and keeps no release from being
made, until `qalyp vpn issue SERVER --again USER`. `cessation-of-operation` is for names that left the
blueprint and may come back with it: `qalyp vpn issue` alone does that. The user is cut off when the new list reaches the server.

Exit codes: 0 done, 1 with --dry-run something to do, or not agreed to, 2 failure.")]
pub(super) struct Args {
    /// The server and the user; then the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "USER", "ROOT"], num_args = 0..=4)]
    inputs: Vec<PathBuf>,
    /// Why, as the list of revocations says it
    #[arg(long, value_name = "REASON", value_parser = reasons())]
    reason: RevocationReason,
    /// Only certificates that newer ones replaced: the user keeps access
    #[arg(long)]
    former: bool,
    #[command(flatten)]
    change: ChangeArgs,
}

pub(super) fn reasons() -> impl TypedValueParser<Value = RevocationReason> {
    let known = |word: String| RevocationReason::from_word(&word).ok_or("no such reason");
    PossibleValuesParser::new(RevocationReason::WORDS).try_map(known)
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let missing = "name the server and the user: `qalyp vpn revoke SERVER USER --reason …`";
    let ([server, user], project) = named::exactly(&args.inputs, missing)?;
    let reason = args.reason;
    let action = if args.former {
        Action::RevokeFormer { user, reason }
    } else {
        Action::Revoke { user, reason }
    };
    change::run(&args.change, &project, &[server], &action, terminal)
}
