use std::path::PathBuf;

use qalyp::diagnostics::{github, json, visible};
use qalyp::output::{self, DeviationKind};
use serde::Serialize;

use super::exit::Exit;
use super::failure::Failure;
use super::options::{FindingsFormat, JobsArgs};
use super::progress::Line;
use super::terminal::Terminal;

/// Read every byte of an output tree and compare it with its manifests
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp verify
  qalyp verify /srv/out --format json | jq '.deviations[].path'

The JSON shape is `qalyp-verify/1`.

Exit codes: 0 all is as the manifests say, 1 something is not, 2 there is no tree to judge.")]
pub(super) struct Args {
    /// The output tree
    #[arg(default_value = "out")]
    out: PathBuf,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: FindingsFormat,
    #[command(flatten)]
    jobs: JobsArgs,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    root: Option<String>,
    parts: usize,
    files: usize,
    bytes: u64,
    deviations: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    path: String,
    /// One of a closed set of words.
    what: &'static str,
    message: String,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    let progress = Line::new();
    let verified = output::verify(&args.out, &progress)
        .map_err(|error| Failure::new(error.to_string().trim_end()))?;
    drop(progress);
    let deviations = verified.deviations.iter();
    let text = match args.format {
        FindingsFormat::Json => json::pretty(&Document {
            format: "qalyp-verify/1",
            root: verified.root.map(|root| root.to_string()),
            parts: verified.parts,
            files: verified.files,
            bytes: verified.bytes,
            deviations: deviations
                .map(|d| Entry {
                    path: d.path.clone(),
                    what: word(&d.kind),
                    message: d.to_string(),
                })
                .collect(),
        }),
        FindingsFormat::Human => {
            let mut text: String = deviations.map(|d| visible(&d.to_string()) + "\n").collect();
            text += &format!(
                "{}: {} parts, {} files as their manifests say, {} not\n",
                args.out.display(),
                verified.parts,
                verified.files,
                verified.deviations.len(),
            );
            text
        }
        FindingsFormat::Github => deviations
            .map(|d| {
                let file = args.out.join(&d.path);
                let place = [("file", &*file.to_string_lossy()), ("title", "qalyp verify")];
                github::command("error", &place, &d.to_string())
            })
            .collect(),
    };
    terminal.answer(&text)?;
    Ok(Exit::of_findings(!verified.is_clean()))
}

/// What is wrong, for programs.
const fn word(kind: &DeviationKind) -> &'static str {
    match kind {
        DeviationKind::BeingChanged { .. } => "being-changed",
        DeviationKind::Interrupted => "interrupted",
        DeviationKind::Missing => "missing",
        DeviationKind::Changed { .. } => "changed",
        DeviationKind::Mode { .. } => "mode",
        DeviationKind::NotAFile { .. } => "not-a-file",
        DeviationKind::NotAFolder { .. } => "not-a-folder",
        DeviationKind::Foreign => "foreign",
        DeviationKind::BrokenManifest(_) => "broken-manifest",
        DeviationKind::Disagrees => "disagrees",
        DeviationKind::RootDigest { .. } => "root-digest",
        DeviationKind::Unreadable { .. } => "unreadable",
    }
}
