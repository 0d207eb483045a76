//! One file per command: its arguments, and how its answer is written.

mod answers;
mod bill;
mod books;
mod build;
mod check;
mod clauses;
mod clock;
mod columns;
mod compile;
mod completions;
mod decisions;
mod diff;
mod exit;
mod explain;
mod failure;
mod identity;
mod init;
mod intake;
mod ledger;
mod man;
mod named;
mod options;
mod pages;
mod private;
mod progress;
mod project;
mod release;
mod schema;
mod sla;
mod terminal;
mod vault;
mod verify;
mod vpn;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use exit::Exit;
use failure::Failure;
use terminal::{ColorChoice, Terminal};

/// Compile a hosting provider's contract, price list and customers into reproducible
/// 1C:Enterprise servers.
#[derive(Debug, Parser)]
#[command(name = "qalyp", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Exit codes: 0 fine or same, 1 findings or differences, 2 failure.
`qalyp COMMAND --help` has examples; `qalyp explain` lists all checks.")]
struct Cli {
    /// When to use terminal colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    #[arg(
        long_help = "When to use terminal colours: auto, always or never; auto honours NO_COLOR"
    )]
    color: ColorChoice,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Check(check::Args),
    Build(build::Args),
    Diff(diff::Args),
    Verify(verify::Args),
    Why(why::Args),
    Bill(bill::Args),
    Sla(sla::Args),
    Vpn(vpn::Args),
    Vault(vault::Args),
    Release(release::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn run(self, terminal: Terminal) -> Result<Exit, Failure> {
        match self {
            Self::Init(args) => init::run(&args, terminal),
            Self::Check(args) => check::run(&args, terminal),
            Self::Build(args) => build::run(&args, terminal),
            Self::Diff(args) => diff::run(&args, terminal),
            Self::Verify(args) => verify::run(&args, terminal),
            Self::Why(args) => why::run(&args, terminal),
            Self::Bill(args) => bill::run(&args, terminal),
            Self::Sla(args) => sla::run(&args, terminal),
            Self::Vpn(args) => vpn::run(&args, terminal),
            Self::Vault(args) => vault::run(&args, terminal),
            Self::Release(args) => release::run(&args, terminal),
            Self::Explain(args) => explain::run(&args, terminal),
            Self::Schema(args) => schema::run(&args, terminal),
            Self::Completions(args) => completions::run(&args, terminal),
            Self::Man(args) => man::run(&args, terminal),
        }
    }
}

/// The whole grammar, for completions and manual pages.
fn grammar() -> clap::Command {
    Cli::command()
}

/// Runs the command of this process.
pub(crate) fn main() -> ExitCode {
    run(std::env::args_os()).into()
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help that is asked for is an answer; everything else is a failure to understand.
            let asked = !error.use_stderr();
            // A closed pipe is no failure, and of another one nobody could be told.
            let _ = error.print();
            return if asked { Exit::Fine } else { Exit::Failure };
        }
    };
    let terminal = Terminal::detect(cli.color);
    cli.command.run(terminal).unwrap_or_else(|failure| {
        terminal.fail(&failure);
        Exit::Failure
    })
}

#[cfg(test)]
mod tests {
    use super::grammar;

    #[test]
    fn the_grammar_is_sound() {
        grammar().debug_assert();
    }

    #[test]
    fn every_command_has_examples_and_says_its_exit_codes() {
        for command in grammar().get_subcommands() {
            let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            for part in ["Examples:\n  qalyp ", "Exit codes:"] {
                assert!(help.contains(part), "`{}` has no `{part}`", command.get_name());
            }
        }
    }
}
