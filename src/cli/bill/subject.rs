//! Whom a question is about: a server of the project with the facts of its ledger, or nobody.

use qalyp::billing::Books;
use qalyp::contract::{Choice, Language};
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
    /// Asks about something of the project, by its facts. A page speaks to the customer of that
    /// name, or of the server of that name.
    pub(super) fn booked(
        &self,
        name: &str,
        terminal: Terminal,
        ask: impl FnOnce(&Books<'_>) -> Result<Answer, Failure>,
    ) -> Result<Exit, Failure> {
        open(&self.project, &self.ledger, terminal, |books, sources| {
            let answer = ask(books)?;
            let server = books.server(name).map(|place| place.customer);
            let customer = server.or_else(|| books.customer(name));
            let language = customer
                .and_then(|it| Language::from_name(it.contact.get()?.language.value.word()));
            self.shown.show_to(language, &answer, sources, terminal)
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
