//! `qalyp sla`: one file per question about the level of service.

mod availability;
mod maintenance;
mod named;
mod prometheus;
mod ticket;

use clap::Subcommand;

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Answer questions about the level of service by the terms of the contract
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
#[command(after_long_help = "\
Examples:
  qalyp sla availability romashka-main --prometheus http://monitoring:9090
  qalyp sla ticket --open
  qalyp sla maintenance storage-2026-12

Exit codes: 0 met or in order, 1 breached, unproven, missed or not in order, 2 failure.
`qalyp sla COMMAND --help` has examples of each.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Availability(availability::Args),
    Ticket(ticket::Args),
    Maintenance(maintenance::Args),
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Availability(args) => availability::run(args, terminal),
        Command::Ticket(args) => ticket::run(args, terminal),
        Command::Maintenance(args) => maintenance::run(args, terminal),
    }
}
