//! `qalyp bill`: one file per question of money.

mod act;
mod compensate;
mod document;
mod given;
mod invoice;
mod price_change;
mod refund;
mod renew;
mod run;
mod statement;
mod subject;
mod test;
mod upgrade;

use clap::Subcommand;

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Answer questions of money and time by the terms of the contract
#[derive(Debug, clap::Args)]
#[command(visible_alias = "billing", arg_required_else_help = true)]
#[command(after_long_help = "\
Examples:
  qalyp bill refund romashka-main --at 2026-11-23T12:00:00+05:00
  qalyp bill refund --paid 15990.00 --from 2026-03-01T10:15:00+05:00 \\
    --until 2026-04-01T10:15:00+05:00 --requested 2026-03-20T12:00:00+05:00
  qalyp bill statement romashka --from 2026-02-01 --to 2026-02-28
  qalyp bill test cases.yaml

Exit codes: 0 answered and nothing amiss, 1 refused or different, 2 failure.
`qalyp bill COMMAND --help` has examples of each.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Renew(renew::Args),
    Refund(refund::Args),
    Upgrade(upgrade::Args),
    PriceChange(price_change::Args),
    Compensate(compensate::Args),
    Invoice(invoice::Args),
    Act(act::Args),
    Run(run::Args),
    Statement(statement::Args),
    Test(test::Args),
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Renew(args) => renew::run(args, terminal),
        Command::Refund(args) => refund::run(args, terminal),
        Command::Upgrade(args) => upgrade::run(args, terminal),
        Command::PriceChange(args) => price_change::run(args, terminal),
        Command::Compensate(args) => compensate::run(args, terminal),
        Command::Invoice(args) => invoice::run(args, terminal),
        Command::Act(args) => act::run(args, terminal),
        Command::Run(args) => run::run(args, terminal),
        Command::Statement(args) => statement::run(args, terminal),
        Command::Test(args) => test::run(args, terminal),
    }
}
