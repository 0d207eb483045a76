use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use qalyp::keys::Access;

use super::opening::{IdentityArgs, folder, keys, of_vault, vault};
use super::told::secret;
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, reason};
use crate::cli::named::exactly;
use crate::cli::terminal::Terminal;

/// Print a secret
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault get romashka-main grafana/admin --show
  qalyp vault get romashka-main vpn/server-key >/dev/shm/key
  qalyp vault get provider release-key | ssh-add -

The value comes as it is, without a line end of ours. A terminal shows it only with `--show`: what stands there also stands
in its memory, and perhaps in a recording.

Exit codes: 0 printed, 2 failure.")]
pub(super) struct Args {
    /// Whose secret: a server or `provider`; which; and the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "NAME", "ROOT"], num_args = 2..=3, required = true)]
    inputs: Vec<PathBuf>,
    /// Print it on a terminal too
    #[arg(long)]
    show: bool,
    #[command(flatten)]
    identity: IdentityArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let missing = "say whose secret, and which: `qalyp vault get SERVER NAME`";
    let ([server, name], project) = exactly::<2>(&args.inputs, missing)?;
    let id = secret(&server, &name)?;
    let is_terminal = io::stdout().is_terminal();
    if is_terminal && !args.show {
        return Err(Failure::new("a secret is not printed on a terminal")
            .help("add `--show`, or send it where it is needed: `qalyp vault get … | …`"));
    }
    let keys = keys(&folder(&project, terminal)?, Access::Read)?;
    vault(&keys, &args.identity, terminal, |vault| {
        let value = vault.read(&id).map_err(|fault| of_vault(fault, terminal))?;
        let mut stdout = io::stdout().lock();
        let line_end: &[u8] =
            if is_terminal && !value.expose().ends_with(b"\n") { b"\n" } else { b"" };
        let written = stdout.write_all(value.expose()).and_then(|()| stdout.write_all(line_end));
        // Who reads a secret only in part has not got it: a closed pipe is a failure here.
        written.and_then(|()| stdout.flush()).map_err(|error| {
            Failure::new(format!("cannot write to standard output: {}", reason(&error)))
        })?;
        Ok(Exit::Fine)
    })
}
