//! What the questions have in common: a name before the project, the terms in force, the words.

use std::path::{Path, PathBuf};

use qalyp::billing::{Books, Edition, Given, Place, Unanswered};
use qalyp::blueprint::PROJECT_FILE;
use qalyp::contract::{Choice, Instant, Interval, Language, Undecided};
use qalyp::diagnostics::nearest;
use qalyp::review::questions::Case;

use crate::cli::books::unanswered;
use crate::cli::failure::Failure;
use crate::cli::project::ProjectArgs;

/// A name to ask about and then the project, or the project alone.
pub(super) fn split(
    inputs: &[PathBuf],
    named: bool,
    missing: &str,
) -> Result<(Option<String>, ProjectArgs), Failure> {
    if !named {
        return Ok((None, ProjectArgs::of(inputs.to_vec())));
    }
    match inputs.split_first() {
        Some((first, rest)) if first.as_os_str() != "-" => {
            let name = first.to_str().map(str::to_owned);
            let name = name.ok_or_else(|| Failure::new("a name is not UTF-8"))?;
            Ok((Some(name), ProjectArgs::of(rest.to_vec())))
        }
        _ => Err(Failure::new("nothing is named to ask about").help(missing)),
    }
}

/// Whether a question that brings its facts is asked outside of a project: then the terms that come
/// with qalyp decide.
pub(super) fn outside(inputs: &[PathBuf]) -> bool {
    inputs.is_empty() && !Path::new(PROJECT_FILE).is_file()
}

/// The server of a name.
pub(super) fn server<'a>(books: &Books<'a>, name: &str) -> Result<Place<'a>, Failure> {
    books.server(name).ok_or_else(|| {
        let nearest = nearest(name, books.server_names()).map(str::to_owned);
        unanswered(Unanswered::UnknownServer { name: name.to_owned(), nearest })
    })
}

/// The language of the customer whose server it is, for what is sent to him.
pub(super) fn language(books: &Books<'_>, server: &str) -> Option<Language> {
    let contact = books.server(server)?.customer.contact.get()?;
    Language::from_name(contact.language.value.word())
}

/// The edition of the terms in force at a moment.
pub(super) fn edition<'a>(books: &Books<'a>, at: Instant) -> Result<Edition<'a>, Failure> {
    let edition = books.editions.at(at).copied();
    edition.ok_or_else(|| unanswered(Unanswered::NoTerms { at }))
}

/// A question about something that has a name, under an edition of the terms.
pub(super) fn case<'c>(
    books: &'c Books<'_>,
    edition: Edition<'c>,
    (name, at): (Option<&'c str>, Instant),
    facts: Vec<Given>,
) -> Case<'c> {
    Case { server: name, at, edition, basis: books.basis(&edition), facts }
}

/// Facts that decide nothing.
pub(super) fn undecided(why: Undecided) -> Failure {
    unanswered(Unanswered::Undecided(why))
}

/// `FROM/UNTIL`, two moments with their offsets.
pub(super) fn span(text: &str) -> Result<Interval<Instant>, String> {
    let (from, until) = text.split_once('/').ok_or("write it as FROM/UNTIL")?;
    let moment = |text: &str| text.parse::<Instant>().map_err(|fault| format!("`{text}`: {fault}"));
    let (from, until) = (moment(from)?, moment(until)?);
    Interval::new(from, until).ok_or_else(|| "it has to begin before it ends".to_owned())
}
