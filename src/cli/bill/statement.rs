use clap::ValueEnum;
use qalyp::billing::{Books, Statement};
use qalyp::contract::{Choice as _, Date, Language};
use qalyp::diagnostics::{Report, Sources, human as findings};
use qalyp::review::documents::{self, Sides};
use qalyp::review::statement::{human, json};

use crate::cli::books::{open, unanswered};
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ledger::LedgerArgs;
use crate::cli::options::languages;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// The widest that a statement gets on a terminal.
const WIDEST: usize = 100;

/// Replay the account of a customer, recompute what was booked and say where both differ
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill statement romashka --from 2026-02-01 --to 2026-02-28
  qalyp bill statement romashka --from 2026-01-01 --to 2026-12-31 --format html --language ru > act.html

Every booking is judged by the terms in force at its event, with what the ledger knows at `--at`.

Exit codes: 0 no difference, 1 differences, 2 failure.")]
pub(super) struct Args {
    /// The name of the customer
    customer: String,
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// The last day
    #[arg(long, value_name = "DATE")]
    to: Date,
    /// How to write the statement
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The language; that of the customer's contact if absent, English on a terminal
    #[arg(long, value_name = "LANGUAGE", value_parser = languages())]
    language: Option<Language>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
    #[command(flatten)]
    project: ProjectArgs,
}

/// How a statement is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, within 100 columns
    #[default]
    Human,
    /// For programs: one document of the shape `qalyp-statement/1`
    Json,
    /// For a ticket or a merge request
    Markdown,
    /// For a browser or a printer: a page that stands alone, with the account drawn over time
    Html,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    open(&args.project, &args.ledger, terminal, |books, sources| {
        let span = books.dates(args.from, args.to).map_err(unanswered)?;
        let statement = books.statement(&args.customer, span, at).map_err(unanswered)?;
        terminal.answer(&args.written(books, &statement, sources, terminal)?)?;
        if args.format == Format::Human {
            told(&statement.findings(), sources, terminal);
        }
        Ok(Exit::of_findings(!statement.differences.is_empty()))
    })
}

impl Args {
    fn written(
        &self,
        books: &Books<'_>,
        statement: &Statement<'_>,
        sources: &Sources,
        terminal: Terminal,
    ) -> Result<String, Failure> {
        let contact = statement.customer.contact.get();
        let own = contact.and_then(|it| Language::from_name(it.language.value.word()));
        let document = || {
            let none = || Failure::new("the project has no provider");
            let provider = books.catalogue.provider.ok_or_else(none)?;
            let language = self.language.or(own).unwrap_or(Language::English);
            let currency = statement.currency;
            let sides = Sides { provider, customer: statement.customer, language, currency };
            Ok(documents::statement(statement, &sides, sources))
        };
        Ok(match self.format {
            Format::Human => {
                let language = self.language.unwrap_or(Language::English);
                human(statement, language, terminal.width.min(WIDEST))
            }
            Format::Json => json(statement, sources),
            Format::Markdown => document()?.to_markdown(),
            Format::Html => document()?.to_html(),
        })
    }
}

/// The differences with their places, after the statement.
fn told(report: &Report, sources: &Sources, terminal: Terminal) {
    if !report.is_empty() {
        let style = findings::Style { color: terminal.error_color, ..findings::Style::default() };
        terminal.remark(&findings::render(report, sources, &style));
    }
}
