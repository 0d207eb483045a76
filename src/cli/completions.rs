use clap_complete::{Shell, generate};

use super::exit::Exit;
use super::failure::Failure;
use super::grammar;
use super::terminal::Terminal;

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp completions bash > /etc/bash_completion.d/qalyp
  qalyp completions zsh > ~/.zfunc/_qalyp
  qalyp completions fish > ~/.config/fish/completions/qalyp.fish

Exit codes: 0 printed, 2 failure.")]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(args.shell, &mut grammar(), "qalyp", &mut script);
    terminal.answer(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
