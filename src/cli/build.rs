use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qalyp::diagnostics::{json, visible};
use qalyp::fleet::readiness::Missing;
use qalyp::output::{self, Listed, Options, Summary};
use serde::Serialize;

use super::clock::AtArgs;
use super::compile::{self, Compiled};
use super::exit::Exit;
use super::failure::Failure;
use super::options::{FindingsArgs, FindingsFormat, JobsArgs};
use super::progress::Line;
use super::project::ProjectArgs;
use super::terminal::Terminal;

/// Compile the project into its output tree
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp build
  qalyp build shop -o /srv/out --only romashka-main
  crm-export | qalyp build shop -
  qalyp build --require-ready --format json | jq .output.root

Only what changed is written. What is no longer made is removed, unless somebody edited it. If
anything is wrong with the project, nothing is written. The JSON shape is `qalyp-build/1`.

Exit codes: 0 built, 1 findings (or servers that are not ready, with --require-ready), 2 failure.")]
pub(super) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    out: OutArgs,
    /// Build only these servers: several with commas between, or the option several times
    #[arg(long, value_name = "SERVER", value_delimiter = ',')]
    only: Vec<String>,
    /// Fail if a server lacks something that it needs to be ordered
    #[arg(long)]
    require_ready: bool,
    /// Render everything, even where no input changed
    #[arg(long)]
    force: bool,
    /// Do not wait for the disk: faster, and safe unless the power fails
    #[arg(long)]
    no_sync: bool,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    findings: FindingsArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

/// Where the output tree is.
#[derive(Debug, clap::Args)]
pub(super) struct OutArgs {
    /// The folder of the output; `out` within the project if absent
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl OutArgs {
    /// The folder of the output of a project.
    pub(super) fn folder(&self, root: &Path) -> PathBuf {
        match &self.out {
            Some(out) => out.clone(),
            None if root == Path::new(".") => PathBuf::from("out"),
            None => root.join("out"),
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    findings: json::Document,
    /// Absent if nothing was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Output<'a>>,
    /// Servers that cannot be ordered yet, and what they lack.
    not_ready: &'a BTreeMap<String, Vec<Missing>>,
}

#[derive(Serialize)]
struct Output<'a> {
    folder: String,
    root: String,
    changed: bool,
    recovered: bool,
    parts: Parts,
    files: Files,
    healed: Paths<'a>,
    kept_edited: Paths<'a>,
    foreign: Paths<'a>,
}

/// How many, and the first of them.
#[derive(Serialize)]
struct Paths<'a> {
    count: usize,
    paths: &'a [String],
}

impl<'a> From<&'a Listed> for Paths<'a> {
    fn from(listed: &'a Listed) -> Self {
        Self { count: listed.count, paths: &listed.paths }
    }
}

#[derive(Serialize)]
struct Parts {
    added: usize,
    changed: usize,
    unchanged: usize,
    removed: usize,
}

#[derive(Serialize)]
struct Files {
    written: usize,
    unchanged: usize,
    removed: usize,
}

struct Built {
    summary: Summary,
    not_ready: BTreeMap<String, Vec<Missing>>,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    let root = args.project.root()?.to_owned();
    let out = args.out.folder(&root);
    let mut loaded = args.project.load()?;
    let sources = std::mem::take(&mut loaded.folders);
    let compiled = compile::compile_fleet(loaded, args.at.date()?, |compilation| {
        let (parts, scope) = compile::parts(compilation, &args.only)?;
        let progress = Line::new();
        let options = Options {
            project: Some(&root),
            sources: &sources,
            render_all: args.force,
            sync: !args.no_sync,
            progress: &progress,
            ..Options::default()
        };
        let summary = output::commit(&out, &parts, &scope, &options)?;
        let only = (!args.only.is_empty()).then_some(args.only.as_slice());
        Ok(Built { summary, not_ready: compilation.not_ready(only) })
    })?;
    terminal.answer(&answer(args, &out, &compiled, terminal))?;
    let Some(built) = &compiled.result else { return Ok(Exit::Findings) };
    let refused = args.require_ready && !built.not_ready.is_empty();
    Ok(Exit::of_findings(compiled.report.has_errors()).merge(Exit::of_findings(refused)))
}

fn answer(args: &Args, out: &Path, compiled: &Compiled<Built>, terminal: Terminal) -> String {
    let nothing = BTreeMap::new();
    if args.findings.format == FindingsFormat::Json {
        return json::pretty(&Document {
            format: "qalyp-build/1",
            findings: args.findings.document(&compiled.report, &compiled.sources),
            output: compiled.result.as_ref().map(|built| output_of(out, &built.summary)),
            not_ready: compiled.result.as_ref().map_or(&nothing, |built| &built.not_ready),
        });
    }
    let mut text = args.findings.render(&compiled.report, &compiled.sources, terminal);
    if args.findings.format == FindingsFormat::Human {
        match &compiled.result {
            Some(built) => text += &told(args, out, built),
            None => text += "nothing was written\n",
        }
    }
    text
}

fn output_of<'a>(out: &Path, summary: &'a Summary) -> Output<'a> {
    Output {
        folder: out.display().to_string(),
        root: summary.root.to_string(),
        changed: summary.changed,
        recovered: summary.recovered,
        parts: Parts {
            added: summary.parts.added,
            changed: summary.parts.changed,
            unchanged: summary.parts.unchanged,
            removed: summary.parts.removed,
        },
        files: Files {
            written: summary.files.written,
            unchanged: summary.files.unchanged,
            removed: summary.files.removed,
        },
        healed: (&summary.healed).into(),
        kept_edited: (&summary.kept_edited).into(),
        foreign: (&summary.foreign).into(),
    }
}

/// What a person reads after a build.
fn told(args: &Args, out: &Path, built: &Built) -> String {
    let (summary, files) = (&built.summary, &built.summary.files);
    let mut text = String::new();
    if summary.recovered {
        text += "the last run was interrupted: every file was read again\n";
    }
    let listed = [
        ("put right (it was edited or missing)", &summary.healed),
        ("left (no longer made, but edited)", &summary.kept_edited),
        ("left (not ours)", &summary.foreign),
    ];
    for (what, list) in listed {
        for path in &list.paths {
            text += &format!("{what}: {}\n", visible(path));
        }
        if list.count > list.paths.len() {
            text += &format!("{what}: and {} more\n", list.count - list.paths.len());
        }
    }
    if args.require_ready {
        for (server, missing) in &built.not_ready {
            for missing in missing {
                text += &format!("not ready: {server}: {}\n", missing.why());
            }
        }
    }
    let parts = summary.parts.added + summary.parts.changed + summary.parts.unchanged;
    text += &format!(
        "{}: {} files written, {} unchanged, {} removed in {parts} parts; {} not ready\n",
        out.display(),
        files.written,
        files.unchanged,
        files.removed,
        match built.not_ready.len() {
            1 => "1 server".to_owned(),
            n => format!("{n} servers"),
        },
    );
    text
}
