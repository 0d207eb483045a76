use crate::contract::terms::{self, Conflict};
use crate::contract::{Date, Instant};
use crate::diagnostics::Span;
use crate::fleet::Catalogue;

/// One edition of the terms.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// Its name, which decisions cite.
    pub name: &'a str,
    /// Its first day.
    pub from: Date,
    /// The midnight with which that day begins.
    pub begins: Instant,
    /// Where it is written.
    pub place: Span,
    /// What it says.
    pub terms: &'a terms::Terms,
    /// The document, which knows the place of each parameter.
    pub document: &'a crate::blueprint::kinds::Terms,
}

/// The editions of the terms, in order of time.
///
/// In force is the latest that has begun when something happens: the start of a period for its
/// price and its end, the request for a refund, the start of an outage for its compensation. So an
/// edition that comes later changes nothing that was booked before it.
#[derive(Clone, Debug, Default)]
pub struct Editions<'a>(Vec<Edition<'a>>);

impl<'a> Editions<'a> {
    /// The editions of a project that could be read; reading has reported the others.
    pub fn new(catalogue: &Catalogue<'a>) -> Self {
        let edition = |document: &'a crate::blueprint::kinds::Terms| {
            let terms = document.parameters()?;
            let from = document.effective_from.value;
            Some(Edition {
                name: &document.name.value,
                from,
                begins: Instant::start_of(from, terms.counting.utc_offset),
                place: document.effective_from.span,
                terms,
                document,
            })
        };
        let mut all: Vec<_> = catalogue.terms().iter().filter_map(edition).collect();
        all.sort_by_key(|edition| edition.begins);
        Self(all)
    }

    /// The edition in force at a moment; none before the first.
    pub fn at(&self, moment: Instant) -> Option<&Edition<'a>> {
        let begun = self.0.partition_point(|edition| edition.begins <= moment);
        self.0.get(begun.checked_sub(1)?)
    }

    /// The edition by which something that happened at `event` is decided at `decided` (P5, P6).
    ///
    /// The specific terms bind the provider as they were, unless the edition in force when it is
    /// decided says that the latest edition always holds.
    pub fn deciding(&self, event: Instant, decided: Instant) -> Option<&Edition<'a>> {
        match self.at(decided) {
            Some(now) if now.terms.agreement.conflict == Conflict::LatestEditionAlways => Some(now),
            _ => self.at(event),
        }
    }

    /// The edition for a question that has an answer at any time, such as whether a service is
    /// paid: the one in force at the event, or the first one for what was earlier.
    pub fn nearest(&self, event: Instant) -> Option<&Edition<'a>> {
        self.at(event).or_else(|| self.0.first())
    }

    /// All of them, in order of time.
    pub fn all(&self) -> &[Edition<'a>] {
        &self.0
    }
}
