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

For a lost device, or when waiting for a change of the blueprint is too long. Who is in the blueprint
gets a new certificate from the next `qalyp vpn issue`; who left is taken out of it, and then
`qalyp vpn issue` alone does the same as this. The user is cut off when the new list reaches the server.

Exit codes: 0 done, 1 with --dry-run something to do, or not agreed to, 2 failure.")]
pub(super) struct Args {
    /// The server and the user; then the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "USER", "ROOT"], num_args = 0..=4)]
    inputs: Vec<PathBuf>,
    /// Why, as the list of revocations says it
    #[arg(long, value_name = "REASON", value_parser = reasons())]
    reason: RevocationReason,
    #[command(flatten)]
    change: ChangeArgs,
}

fn reasons() -> impl TypedValueParser<Value = RevocationReason> {
    let known = |word: String| RevocationReason::from_word(&word).ok_or("no such reason");
    PossibleValuesParser::new(RevocationReason::WORDS).try_map(known)
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let missing = "name the server and the user: `qalyp vpn revoke SERVER USER --reason …`";
    let ([server, user], project) = named::exactly(&args.inputs, missing)?;
    let action = Action::Revoke { user, reason: args.reason };
    change::run(&args.change, &project, &[server], &action, terminal)
}
