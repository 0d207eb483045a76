use std::path::PathBuf;

use qalyp::pki::Action;

use super::change::{self, ChangeArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named;
use crate::cli::terminal::Terminal;

/// Make the lists of revocations anew, with the next number and a new end
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vpn crl romashka-main
  qalyp vpn crl --yes

After the end of its list a server lets nobody in. Issuing, renewing and revoking make a new list where one
is needed; this is for a list that ends by itself (`settings.vpn`) or was damaged.

Exit codes: 0 done, 1 with --dry-run something to do, or not agreed to, 2 failure.")]
pub(super) struct Args {
    /// Servers, all with a VPN if none is named; then the folder of the project, the current one if
    /// absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    change: ChangeArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let (names, project) = named::servers(&args.inputs);
    change::run(&args.change, &project, &names, &Action::List, terminal)
}
