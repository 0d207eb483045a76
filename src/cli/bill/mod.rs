//! `qalyp bill`: one file per question of money.

mod report;
mod steps;
mod test;

use clap::Subcommand;

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Answer questions of money and time by the terms of the contract
#[derive(Debug, clap::Args)]
#[command(visible_alias = "billing", arg_required_else_help = true)]
#[command(after_long_help = "\
Examples:
  qalyp bill test cases.yaml

Exit codes: 0 answered and nothing amiss, 1 refused or different, 2 failure.
`qalyp bill COMMAND --help` has examples of each.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Test(test::Args),
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Test(args) => test::run(args, terminal),
    }
}
