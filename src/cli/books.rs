//! From arguments to the project and its ledger joined.

use std::path::Path;

use qalyp::billing::{self, Books, NoBooks, Unanswered};
use qalyp::blueprint::{self, Limits, Loaded, PROJECT_FILE};
use qalyp::diagnostics::{Report, Sources, human};
use qalyp::fleet::Catalogue;
use qalyp::ledger::{self, Ledger};

use super::failure::Failure;
use super::init;
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

/// Asks by the terms alone: those of the project in the current folder, or outside of one those that
/// come with qalyp. No ledger is read; the facts come with the question.
pub(super) fn calculate<T>(
    terminal: Terminal,
    ask: impl FnOnce(&Books<'_>, &Sources) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let limits = Limits::default();
    let here = Path::new(".");
    let loaded = if here.join(PROJECT_FILE).is_file() {
        blueprint::load(here, Vec::new(), limits)
    } else {
        blueprint::load_texts(init::terms(), limits)
    };
    let Loaded { blueprints, sources, report, .. } = loaded;
    told(report, &sources, terminal)?;
    let catalogue = Catalogue::new(&blueprints);
    let ledger = Ledger::default();
    ask(&Books::new(&catalogue, &ledger).map_err(no_books)?, &sources)
}

/// A question without an answer.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
pub(super) fn unanswered(why: Unanswered) -> Failure {
    match why {
        Unanswered::NoTerms { .. } => Failure::new(why.to_string()).help(
            "an edition holds from its `effective-from` on: write the one that was in force then as a further `kind: terms` of the project",
        ),
        why => Failure::new(why.to_string()),
    }
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

pub(super) fn no_books(why: NoBooks) -> Failure {
    match why {
        NoBooks::NoProvider => Failure::new("the project has no provider")
            .help("without `kind: provider` nobody knows the currency, the tax and the calendar"),
        NoBooks::NoTerms => Failure::new("the project has no terms that could be read")
            .help("`qalyp init` writes an edition of the service terms to begin with"),
    }
}
