use std::fs;
use std::path::{Path, PathBuf};

use qalyp::diagnostics::{Report, Sources};
use qalyp::doctor::exposed::{ALLOWANCES, Allowances};
use qalyp::doctor::repository::{self, Looked};
use qalyp::doctor::{allowance_findings, open_findings};

use super::repository::Repository;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::{FindingsArgs, FindingsFormat, JobsArgs};
use crate::cli::terminal::Terminal;

/// Find keys that lie open, and what is wrong with secrets and certificates
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault doctor
  qalyp vault doctor --staged                   what the next commit holds: for .git/hooks/pre-commit
  qalyp vault doctor --format json | jq '.findings[].code'

What is found is never shown, only its file and line. Of a file the first 16 MiB are read. What is no
secret has `qalyp: not-a-secret REASON` on its line or the one before, or `PATH REASON` in
`.qalyp-not-secrets`.

Exit codes: 0 no findings, 1 findings, 2 failure.")]
pub(in crate::cli) struct Args {
    /// The folder of the project, the current one if absent; the whole repository that it lies in is
    /// looked through
    #[arg(value_name = "ROOT", default_value = ".", hide_default_value = true)]
    root: PathBuf,
    /// Look only into what is staged in git: what the next commit would hold
    #[arg(long)]
    staged: bool,
    /// Look also into files that git ignores
    #[arg(long, conflicts_with = "staged")]
    ignored: bool,
    #[command(flatten)]
    findings: FindingsArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(in crate::cli) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    if !args.root.is_dir() {
        let failure = Failure::new(format!("there is no folder `{}`", args.root.display()));
        return Err(failure.help("name the folder that holds `qalyp.yaml`, or go there"));
    }
    let mut sources = Sources::default();
    let (mut report, looked) = lies_open(args, &mut sources)?;
    report.sort();
    let mut text = args.findings.render(&report, &sources, terminal);
    if args.findings.format == FindingsFormat::Human {
        text.push_str(&summary(&looked, report.is_empty()));
    }
    terminal.answer(&text)?;
    Ok(Exit::of_findings(!report.is_empty()))
}

/// What lies open in the repository, or in what is staged of it.
fn lies_open(args: &Args, sources: &mut Sources) -> Result<(Report, Looked), Failure> {
    let repository = Repository::of(&args.root)?;
    let candidates =
        if args.staged { repository.staged()? } else { repository.everything(args.ignored)? };
    // What is staged is judged by what is staged beside it.
    let text = if args.staged {
        repository.staged_text(ALLOWANCES)
    } else {
        read_if_there(&repository.top.join(ALLOWANCES))?
    };
    let text = text.unwrap_or_default();
    let (allowances, unfit) = Allowances::read(&text);
    let looked = repository::look(&candidates, &allowances);
    let shown = |path: &str| repository.shown(path);
    let mut report = open_findings(&looked, shown, sources);
    let needed = (!args.staged).then_some(looked.allowed.as_slice());
    let file = repository.shown(ALLOWANCES);
    report.absorb(allowance_findings(&text, &file, &allowances, &unfit, needed, sources));
    Ok((report, looked))
}

fn read_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(Failure::of_path("read", path, &fault)),
    }
}

/// What was done, in a line.
fn summary(looked: &Looked, is_clean: bool) -> String {
    let counted = |n: usize, word: &str| match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    let mut text = format!("looked into {}", counted(looked.files, "file"));
    if !looked.cut.is_empty() {
        text.push_str(&format!(", into {} up to 16 MiB", looked.cut.len()));
    }
    if is_clean { format!("no findings: {text}\n") } else { format!("{text}\n") }
}
