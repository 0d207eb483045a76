//! How decisions are shown: the format and the language.

use clap::ValueEnum;
use qalyp::contract::Language;
use qalyp::diagnostics::Sources;
use qalyp::review::answer::{Answer, Verdict, View, WIDTH, html, human, json, markdown};
use qalyp::review::documents::Document;

use super::exit::Exit;
use super::failure::Failure;
use super::options::languages;
use super::terminal::Terminal;

/// How a decision is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum DecisionFormat {
    /// For people, within 100 columns
    #[default]
    Human,
    /// For programs: one document of the shape `qalyp-decision/1`
    Json,
    /// For a ticket or a merge request
    Markdown,
    /// For a browser: a page that stands alone
    Html,
}

/// How a decision is shown.
#[derive(Debug, clap::Args)]
pub(super) struct DecisionArgs {
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: DecisionFormat,
    /// The language of the answer; if absent English, and for Markdown, HTML and documents that of the
    /// customer's contact
    #[arg(long, value_name = "LANGUAGE", value_parser = languages())]
    language: Option<Language>,
}

impl DecisionArgs {
    /// The language that was asked for.
    pub(super) const fn language(&self) -> Option<Language> {
        self.language
    }

    /// Writes a document for accounting: as Markdown, or as a page.
    pub(super) fn write(&self, document: &Document, terminal: Terminal) -> Result<Exit, Failure> {
        terminal.answer(&match self.format {
            DecisionFormat::Human | DecisionFormat::Markdown => document.to_markdown(),
            DecisionFormat::Html => document.to_html(),
            DecisionFormat::Json => {
                return Err(Failure::new(
                    "a document for accounting is for people and not for programs",
                )
                .help("leave out `--document` for the answer as JSON"));
            }
        })?;
        Ok(Exit::of_findings(false))
    }

    /// Writes an answer; the exit says whether somebody will not like it.
    pub(super) fn show(
        &self,
        answer: &Answer,
        sources: &Sources,
        terminal: Terminal,
    ) -> Result<Exit, Failure> {
        self.show_to(None, answer, sources, terminal)
    }

    /// The same for a customer, whose language Markdown and pages have unless another is asked for.
    pub(super) fn show_to(
        &self,
        customer: Option<Language>,
        answer: &Answer,
        sources: &Sources,
        terminal: Terminal,
    ) -> Result<Exit, Failure> {
        let to_send = matches!(self.format, DecisionFormat::Markdown | DecisionFormat::Html);
        let language = self.language.or(customer.filter(|_| to_send));
        let view = View { language: language.unwrap_or(Language::English), sources };
        terminal.answer(&match self.format {
            DecisionFormat::Human => human(answer, &view, terminal.width.min(WIDTH)),
            DecisionFormat::Json => json(answer, &view),
            DecisionFormat::Markdown => markdown(answer, &view),
            DecisionFormat::Html => html(answer, &view),
        })?;
        Ok(Exit::of_findings(answer.verdict == Verdict::Refused))
    }
}
