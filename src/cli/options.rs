//! Arguments that several commands share.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use qalyp::contract::{Choice, Language};
use qalyp::diagnostics::{FINDINGS_PER_FILE, Report, Sources, github, human, json};

use super::terminal::Terminal;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    /// For people
    #[default]
    Human,
    /// For programs: one document of a versioned shape
    Json,
}

/// The languages of answers: `kk`, `ru`, `en`.
pub(super) fn languages() -> impl TypedValueParser<Value = Language> {
    choices::<Language>()
}

/// The words of a closed set.
pub(super) fn choices<T: Choice + Send + Sync + 'static>() -> impl TypedValueParser<Value = T> {
    let known = |word: String| T::from_name(&word).ok_or("no such word");
    PossibleValuesParser::new(T::NAMES).try_map(known)
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingsFormat {
    /// For people: the line with the fault underlined, and what to do
    #[default]
    Human,
    /// For programs: one document of the shape `qalyp-findings/1`
    Json,
    /// For GitHub Actions: one workflow command per finding
    Github,
}

/// How findings are shown.
#[derive(Debug, clap::Args)]
pub(super) struct FindingsArgs {
    /// How to write the findings
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: FindingsFormat,

    /// Show at most N findings of each file; 0 shows all
    #[arg(long, value_name = "N", default_value_t = FINDINGS_PER_FILE)]
    max_findings: usize,
}

/// Findings beside an answer of another kind.
pub(super) const FINDINGS_AS_TEXT: FindingsArgs =
    FindingsArgs { format: FindingsFormat::Human, max_findings: FINDINGS_PER_FILE };

impl FindingsArgs {
    /// The findings as data, to be part of a larger document.
    pub(super) fn document(&self, report: &Report, sources: &Sources) -> json::Document {
        json::Document::new(report, sources, self.per_file())
    }

    const fn per_file(&self) -> usize {
        if self.max_findings == 0 { usize::MAX } else { self.max_findings }
    }

    /// The findings in the chosen form.
    pub(super) fn render(&self, report: &Report, sources: &Sources, terminal: Terminal) -> String {
        let per_file = self.per_file();
        match self.format {
            FindingsFormat::Human => {
                let (color, width) = (terminal.color, terminal.width);
                human::render(report, sources, &human::Style { color, width, per_file })
            }
            FindingsFormat::Json => json::render(report, sources, per_file),
            FindingsFormat::Github => github::render(report, sources, per_file),
        }
    }
}

/// How much of the machine is used.
#[derive(Debug, clap::Args)]
pub(super) struct JobsArgs {
    /// Work on N threads; without it, one for each processor
    // Some limit: the system starts tens of thousands of threads, but not soon.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

impl JobsArgs {
    /// Holds the library's parallel work to the number. No answer depends on it.
    pub(super) fn apply(&self) {
        if let Some(jobs) = self.jobs {
            // Fails only if the pool runs already, and nothing before this starts it.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
        }
    }
}
