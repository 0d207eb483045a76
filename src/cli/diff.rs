use std::ops::ControlFlow;

use clap::ValueEnum;
use qalyp::diagnostics::json;
use qalyp::output::{self, Options};
use qalyp::review::Difference;
use serde::Serialize;

use super::build::OutArgs;
use super::clock::AtArgs;
use super::compile;
use super::exit::Exit;
use super::failure::Failure;
use super::options::{FINDINGS_AS_TEXT, JobsArgs};
use super::progress::Line;
use super::project::ProjectArgs;
use super::terminal::Terminal;

/// Show what a build would change in the output tree
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp diff
  qalyp diff shop -o /srv/out --only romashka-main
  qalyp diff --format stat
  qalyp diff --format json | jq '.files[] | select(.edited).path'

Equal changes of many files are shown once. Nothing is written. The JSON shape is `qalyp-diff/1`.

Exit codes: 0 a build would change nothing, 1 it would, 2 failure (also a project with errors).")]
pub(super) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    out: OutArgs,
    /// Compare only these servers: several with commas between, or the option several times
    #[arg(long, value_name = "SERVER", value_delimiter = ',')]
    only: Vec<String>,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Every different hunk once, with the files that it is in
    #[default]
    Text,
    /// One line for each file
    Stat,
    /// For programs: one document of a versioned shape
    Json,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    #[serde(flatten)]
    difference: &'a Difference,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    let root = args.project.root()?.to_owned();
    let out = args.out.folder(&root);
    let loaded = args.project.load()?;
    let compiled = compile::compile_fleet(loaded, args.at.date()?, |compilation| {
        let (parts, scope) = compile::parts(compilation, &args.only)?;
        let progress = Line::new();
        let options = Options { project: Some(&root), progress: &progress, ..Options::default() };
        let mut difference = Difference::default();
        output::compare(&out, &parts, &scope, &options, |change| {
            difference.add(&change);
            ControlFlow::Continue(())
        })?;
        Ok(difference)
    })?;
    let Some(difference) = &compiled.result else {
        terminal.remark(&FINDINGS_AS_TEXT.render(&compiled.report, &compiled.sources, terminal));
        return Err(Failure::new("the project has errors, so nothing can be compared")
            .help("mend what is shown above; `qalyp check` shows it again"));
    };
    terminal.answer(&match args.format {
        Format::Text if difference.is_empty() => "a build would change nothing\n".to_owned(),
        Format::Text => difference.text(terminal.color),
        Format::Stat => difference.stat(),
        Format::Json => json::pretty(&Document { format: "qalyp-diff/1", difference }),
    })?;
    Ok(Exit::of_findings(!difference.is_empty()))
}
