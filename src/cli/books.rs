//! From arguments to the project and its ledger joined.

use qalyp::billing::{self, Books, NoBooks};
use qalyp::blueprint::Loaded;
use qalyp::diagnostics::{Report, Sources, human};
use qalyp::fleet::Catalogue;
use qalyp::ledger;

use super::failure::Failure;
use super::ledger::LedgerArgs;
use super::project::ProjectArgs;
use super::terminal::Terminal;

/// Reads a project and its facts and asks them something.
///
/// Nothing is decided on facts that are wrong: errors are shown with their places, and the question
/// fails. Warnings are shown, and it is answered.
pub(super) fn open<T>(
    project: &ProjectArgs,
    facts: &LedgerArgs,
    terminal: Terminal,
    ask: impl FnOnce(&Books<'_>, &mut Sources) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut loaded = project.load()?;
    let ledger = facts.load(project, &mut loaded)?;
    let Loaded { blueprints, mut sources, mut report, .. } = loaded;
    let ledger::Loaded { ledger, faulty, report: of_ledger } = ledger;
    report.absorb(of_ledger);
    let catalogue = Catalogue::new(&blueprints);
    let books = Books::new(&catalogue, &ledger);
    if let Ok(books) = &books {
        report.absorb(billing::references(books, &faulty));
    }
    told(report, &sources, terminal)?;
    ask(&books.map_err(no_books)?, &mut sources)
}

/// Shows findings on standard error; a failure if there are errors among them.
pub(super) fn told(
    mut report: Report,
    sources: &Sources,
    terminal: Terminal,
) -> Result<(), Failure> {
    report.sort();
    if !report.is_empty() {
        let style = human::Style { color: terminal.error_color, ..human::Style::default() };
        terminal.remark(&human::render(&report, sources, &style));
    }
    if report.has_errors() {
        return Err(Failure::new("nothing is decided on blueprints or facts that are wrong")
            .help("mend what is shown above"));
    }
    Ok(())
}

fn no_books(why: NoBooks) -> Failure {
    match why {
        NoBooks::NoProvider => Failure::new("the project has no provider")
            .help("without `kind: provider` nobody knows the currency, the tax and the calendar"),
        NoBooks::NoTerms => Failure::new("the project has no terms that could be read")
            .help("`qalyp init` writes an edition of the service terms to begin with"),
    }
}
