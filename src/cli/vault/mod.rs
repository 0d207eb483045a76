//! `qalyp vault`: one file per thing that is done with secrets.

mod agreed;
mod doctor;
mod forget;
mod get;
mod init;
mod known_vaults;
mod missing;
mod needed;
mod opening;
mod recipients;
mod rekey;
mod repository;
mod rotate;
mod seen;
mod set;
mod status;
mod told;
mod trust;

use clap::Subcommand;

#[allow(unused_imports, reason = "for all commands that open the vault")]
pub(super) use opening::{IdentityArgs, folder, keys, of_keys, of_vault, opened, vault};

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Keep the secrets of servers: encrypted, in the repository, for those who may read them
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
#[command(after_long_help = "\
Examples:
  qalyp vault init --generate-identity ~/.config/qalyp/identity --recovery safe=age1…
  qalyp vault set --missing
  qalyp vault status
  qalyp vault get romashka-main grafana/admin --show
  qalyp vault rotate romashka-main grafana/admin
  qalyp vault recipients add baurzhan ~/baurzhan.pub --role operator
  qalyp vault doctor

Exit codes: 0 done or nothing to do, 1 something to do, 2 failure.
`qalyp vault COMMAND --help` has examples of each.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Status(status::Args),
    Set(set::Args),
    Get(get::Args),
    Rotate(rotate::Args),
    Recipients(recipients::Args),
    Rekey(rekey::Args),
    Trust(trust::Args),
    Forget(forget::Args),
    Doctor(doctor::Args),
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Init(args) => init::run(args, terminal),
        Command::Status(args) => status::run(args, terminal),
        Command::Set(args) => set::run(args, terminal),
        Command::Get(args) => get::run(args, terminal),
        Command::Rotate(args) => rotate::run(args, terminal),
        Command::Recipients(args) => recipients::run(args, terminal),
        Command::Rekey(args) => rekey::run(args, terminal),
        Command::Trust(args) => trust::run(args, terminal),
        Command::Forget(args) => forget::run(args, terminal),
        Command::Doctor(args) => doctor::run(args, terminal),
    }
}
