//! Whom a question is about: a server of the project with the facts of its ledger, or nobody.

use qalyp::billing::Books;
use qalyp::contract::Language;
use qalyp::review::answer::Answer;
use qalyp::review::documents::Document;

use crate::cli::books::{calculate, open};
use crate::cli::decisions::DecisionArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ledger::LedgerArgs;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Where facts and terms come from, and how the answer is shown.
#[derive(Debug, clap::Args)]
pub(super) struct AskArgs {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
    #[command(flatten)]
    shown: DecisionArgs,
}

impl AskArgs {
    /// Asks about something of the project, by its facts.
    pub(super) fn booked(
        &self,
        terminal: Terminal,
        ask: impl FnOnce(&Books<'_>) -> Result<Answer, Failure>,
    ) -> Result<Exit, Failure> {
        open(&self.project, &self.ledger, terminal, |books, sources| {
            self.shown.show(&ask(books)?, sources, terminal)
        })
    }

    /// Writes a document for accounting about something of the project.
    pub(super) fn document(
        &self,
        terminal: Terminal,
        make: impl FnOnce(&Books<'_>, Option<Language>) -> Result<Document, Failure>,
    ) -> Result<Exit, Failure> {
        open(&self.project, &self.ledger, terminal, |books, _| {
            self.shown.write(&make(books, self.shown.language())?, terminal)
        })
    }

    /// Asks with the facts of the command line, by the terms alone.
    pub(super) fn alone(
        &self,
        terminal: Terminal,
        ask: impl FnOnce(&Books<'_>) -> Result<Answer, Failure>,
    ) -> Result<Exit, Failure> {
        calculate(terminal, |books, sources| self.shown.show(&ask(books)?, sources, terminal))
    }
}
