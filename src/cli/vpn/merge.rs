use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use qalyp::pki::{Action, text};

use super::change::{self, ChangeArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, reason};
use crate::cli::named;
use crate::cli::terminal::Terminal;

/// Far more than the state of a server with ten thousand users.
const MOST_BYTES: u64 = 64 << 20;

/// Take over what another branch did to the VPN of a server: nothing that it revoked becomes good again
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  git show MERGE_HEAD:keys/pki/romashka-main.yaml | qalyp vpn merge romashka-main --other - --yes
  qalyp vpn merge romashka-main --other /tmp/theirs.yaml --dry-run

Two branches that both changed keys/pki/SERVER.yaml each have a list of revocations of their own, so git
cannot merge them. Take one side's file whole (`git checkout --ours`), and give the other side's to this:
what either side revoked stays revoked, what either issued is known, and a new list gets a number
that neither has (docs/recovery.md).

Exit codes: 0 done or nothing to do, 1 with --dry-run something to do, or not agreed to, 2 failure.")]
pub(super) struct Args {
    /// The server; then the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 0..=3)]
    inputs: Vec<PathBuf>,
    /// The other side's keys/pki/SERVER.yaml, or `-` for standard input
    #[arg(long, value_name = "FILE|-")]
    other: PathBuf,
    #[command(flatten)]
    change: ChangeArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let missing = "name the server: `qalyp vpn merge SERVER --other FILE`";
    let ([server], project) = named::exactly(&args.inputs, missing)?;
    let content = content(&args.other)?;
    let name = args.other.display().to_string();
    let other = text::read(&name, &content).map_err(|problems| {
        Failure::new(format!("`{name}` cannot be read: {}", problems.join("; "))).help(format!(
            "`git show MERGE_HEAD:keys/pki/{server}.yaml` shows the file of the other side"
        ))
    })?;
    let action = Action::Merge(Box::new(other));
    change::run(&args.change, &project, &[server], &action, terminal)
}

fn content(path: &Path) -> Result<String, Failure> {
    let mut content = String::new();
    if path.as_os_str() == "-" {
        let read = io::stdin().lock().take(MOST_BYTES).read_to_string(&mut content);
        read.map_err(|error| {
            Failure::new(format!("cannot read standard input: {}", reason(&error)))
        })?;
        return Ok(content);
    }
    let file = fs::File::open(path).map_err(|error| Failure::of_path("read", path, &error))?;
    let read = file.take(MOST_BYTES).read_to_string(&mut content);
    read.map_err(|error| Failure::of_path("read", path, &error))?;
    Ok(content)
}
