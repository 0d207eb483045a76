//! `qalyp vpn`: one file per thing that is done with the access to servers.

mod bundle;
mod change;
mod crl;
mod deliver;
mod fleet;
mod issue;
mod merge;
mod passphrase;
mod renew;
mod revoke;
mod status;
mod told;

use clap::Subcommand;

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Give, renew and take access to the private networks of servers
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
#[command(after_long_help = "\
Examples:
  qalyp vpn status
  qalyp vpn issue romashka-main
  qalyp vpn bundle romashka-main aigerim --platform windows -o /media/usb/

Exit codes: 0 done or nothing to do, 1 something to do, 2 failure.
`qalyp vpn COMMAND --help` has examples of each.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Issue(issue::Args),
    Renew(renew::Args),
    Revoke(revoke::Args),
    Crl(crl::Args),
    Merge(merge::Args),
    Bundle(bundle::Args),
    Status(status::Args),
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Issue(args) => issue::run(args, terminal),
        Command::Renew(args) => renew::run(args, terminal),
        Command::Revoke(args) => revoke::run(args, terminal),
        Command::Crl(args) => crl::run(args, terminal),
        Command::Merge(args) => merge::run(args, terminal),
        Command::Bundle(args) => bundle::run(args, terminal),
        Command::Status(args) => status::run(args, terminal),
    }
}

/// What the folder of keys says.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
fn of_keys(error: qalyp::keys::KeysError) -> Failure {
    Failure::new(error.to_string())
}

/// What keys and certificates say.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
fn of_pki(fault: qalyp::pki::Fault) -> Failure {
    let failure = Failure::new(fault.to_string());
    match fault.help() {
        Some(help) => failure.help(help),
        None => failure,
    }
}
