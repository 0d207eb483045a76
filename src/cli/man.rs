use std::fs;
use std::path::{Path, PathBuf};

use clap_mangen::Man;

use super::exit::Exit;
use super::failure::Failure;
use super::grammar;
use super::terminal::Terminal;

/// Print the manual page, or write the pages of all commands into a folder
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp man | man -l -
  qalyp man --dir /usr/local/share/man/man1

Exit codes: 0 printed or written, 2 failure.")]
pub(super) struct Args {
    /// Write `qalyp.1` and one page per command into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    if let Some(dir) = &args.dir {
        write(dir)?;
    } else {
        let mut page = Vec::new();
        let rendered = Man::new(grammar()).render(&mut page);
        rendered.map_err(|error| Failure::new(format!("cannot draw the page: {error}")))?;
        terminal.answer(&String::from_utf8_lossy(&page))?;
    }
    Ok(Exit::Fine)
}

fn write(dir: &Path) -> Result<(), Failure> {
    let refused = |error| Failure::of_path("write manual pages into", dir, &error);
    fs::create_dir_all(dir).map_err(refused)?;
    clap_mangen::generate_to(grammar(), dir).map_err(refused)
}
