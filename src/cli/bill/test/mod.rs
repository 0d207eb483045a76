//! `qalyp bill test`: worked cases against the rules.

mod report;
mod steps;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use qalyp::blueprint::Limits;
use qalyp::cases::{self, Verdict};
use qalyp::contract::Language;
use qalyp::diagnostics::{Finding, Sources};

use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, reason};
use crate::cli::options::languages;
use crate::cli::terminal::Terminal;
use report::Run;

/// Run worked cases, written as data, against the rules of the contract
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill test cases.yaml
  qalyp bill test tests/*.yaml --filter refund
  qalyp bill test cases.yaml --format json | jq '.cases[] | select(.passed | not).id'
  generate-cases | qalyp bill test -

A file brings its own terms, tables, calendar and rates of VAT; no project is read. Each failed
case is shown with every difference, the steps that led to the answer, and the other reading of an
open question under which the answer would be the expected one. The last line is
`N passed, M failed`. docs/billing/cases.md describes the format; the JSON shape is `qalyp-cases/1`.

Exit codes: 0 all cases passed, 1 a case failed or `meta` has a fault, 2 a file cannot be read.")]
pub(super) struct Args {
    /// Files of cases; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Run only the cases whose id or rule contains this; several widen the choice
    #[arg(long, value_name = "ID/RULE")]
    filter: Vec<String>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The language of the steps
    #[arg(long, value_name = "LANGUAGE", value_parser = languages(), default_value = "en")]
    language: Language,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Human,
    /// For programs: one document of the shape `qalyp-cases/1`
    Json,
    /// For a page or a merge request
    Markdown,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let limits = Limits::default();
    let mut exit = Exit::Fine;
    let mut sources = Sources::default();
    let mut files = Vec::new();
    let mut findings: Vec<Finding> = Vec::new();
    if args.files.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::new("standard input (`-`) can be read only once"));
    }
    for path in &args.files {
        match read(path, limits) {
            Ok((name, text)) => {
                let source = sources.add(name, text);
                match cases::File::read(&sources, source, limits) {
                    Ok(file) => files.push(file),
                    Err(found) => {
                        findings.extend(found);
                        exit = Exit::Failure;
                    }
                }
            }
            Err(failure) => {
                terminal.fail(&failure);
                exit = Exit::Failure;
            }
        }
    }
    let chosen = |id: &str, rule: &str| {
        let contains = |part: &String| id.contains(&**part) || rule.contains(&**part);
        args.filter.is_empty() || args.filter.iter().any(contains)
    };
    let verdicts = cases::run(&files, chosen);
    if verdicts.is_empty() && files.iter().any(|file| !file.is_empty()) {
        let parts = args.filter.join("` or `");
        return Err(Failure::new(format!("no case has `{parts}` in its id or rule"))
            .help("leave out `--filter` to run all of them"));
    }
    findings.extend(files.iter().flat_map(|file| file.noted.iter().cloned()));
    let failed = verdicts.iter().any(|verdict| verdict.failure.is_some());
    let exit = exit.merge(Exit::of_findings(failed || !findings.is_empty()));
    terminal.answer(&written(args, &sources, &findings, &verdicts, terminal))?;
    Ok(exit)
}

fn written(
    args: &Args,
    sources: &Sources,
    findings: &[Finding],
    verdicts: &[Verdict<'_>],
    terminal: Terminal,
) -> String {
    let run = Run { sources, findings, verdicts, language: args.language };
    match args.format {
        Format::Human => run.human(terminal),
        Format::Json => run.json(),
        Format::Markdown => run.markdown(),
    }
}

/// The name under which a file is shown, and its text.
fn read(path: &Path, limits: Limits) -> Result<(String, String), Failure> {
    let stdin = path.as_os_str() == "-";
    let name = if stdin { "<stdin>".to_owned() } else { path.to_string_lossy().into_owned() };
    let mut bytes = Vec::new();
    let mut take = |from: &mut dyn Read| from.take(limits.file_bytes + 1).read_to_end(&mut bytes);
    let taken = if stdin {
        take(&mut io::stdin().lock())
    } else {
        File::open(path).and_then(|mut file| take(&mut file))
    };
    taken.map_err(|error| {
        Failure::new(format!("cannot read the cases in `{name}`: {}", reason(&error)))
    })?;
    if bytes.len() as u64 > limits.file_bytes {
        let limit = limits.file_bytes;
        return Err(Failure::new(format!("`{name}` has more than {limit} bytes"))
            .help("cases can stand in several files"));
    }
    let text = String::from_utf8(bytes).map_err(|fault| {
        let at = fault.utf8_error().valid_up_to();
        Failure::new(format!("`{name}` is not UTF-8 (byte {at})"))
    })?;
    Ok((name, text))
}
