//! Works and changes that are planned or were announced (7.1, 6.3).

use super::works::{DoneWorks, of_fact, of_notice, works_of};
use crate::billing::{Books, Given, Place};
use crate::blueprint::kinds::{self, NoticeAbout};
use crate::contract::decision::{Label, Value, labels};
use crate::contract::{ChangeFacts, Instant, Interval, Spans, WorksFacts};
use crate::diagnostics::Span;
use crate::ledger::{About, Fact};

labels! {
    TOLD = "announced": "хабарланған сәт", "момент уведомления", "announced";
    WORKS = "works": "жұмыстар", "работы", "works";
    CHANGE = "change": "өзгеріс", "изменение", "change";
}

/// What was announced, or is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announced {
    /// Planned works (7.1).
    Works(WorksFacts),
    /// A substantial change (6.3).
    Change(ChangeFacts),
}

/// An announcement of a project or its ledger.
#[derive(Clone, Debug)]
pub struct Announcement<'a> {
    /// The name of the notice, or the id of the fact.
    pub name: &'a str,
    /// What it announces.
    pub what: Announced,
    /// What is known of it.
    pub given: Vec<Given>,
}

impl<'a> Announcement<'a> {
    /// Every announcement: the notices of the project, then works and notices of changes of the
    /// ledger. Works of which nobody was told are none.
    pub fn all(books: &Books<'a>) -> Vec<Self> {
        let notices = books.catalogue.blueprints.notices.iter().filter_map(Self::of_notice);
        let facts = books.ledger.facts().iter().filter_map(Self::of_fact);
        notices.chain(facts).collect()
    }

    fn of_notice(notice: &'a kinds::Notice) -> Option<Self> {
        let (told, starts) = (notice.announced.get()?, notice.starts.get()?);
        let what = match notice.about.value {
            NoticeAbout::PlannedWorks => {
                works(told.value, starts.value, notice.ends.as_ref()?.value)?
            }
            NoticeAbout::SignificantChange => change(told.value, starts.value),
        };
        let given = told_plan(&what, Some((told.span, starts.span)));
        Some(Self { name: &notice.name.value, what, given })
    }

    fn of_fact(fact: &'a Fact) -> Option<Self> {
        let (what, places) = match fact {
            Fact::Maintenance(it) => {
                let told = it.announced.as_ref()?;
                let what = works(told.value, it.from.value, it.until.value)?;
                (what, (told.span, it.from.span))
            }
            Fact::Notice(it) if it.about.value == About::Change => {
                let effective = it.effective.as_ref()?;
                (change(it.at.value, effective.value), (it.at.span, effective.span))
            }
            _ => return None,
        };
        let given = told_plan(&what, Some(places));
        Some(Self { name: &fact.id().value, what, given })
    }
}

/// What is known of a plan: when customers are told and when it is to be, with their places.
pub fn told_plan(what: &Announced, places: Option<(Span, Span)>) -> Vec<Given> {
    let (told, event): (Instant, (&'static Label, Value)) = match *what {
        Announced::Works(works) => (works.notified, (&WORKS, works.works.into())),
        Announced::Change(change) => (change.notified, (&CHANGE, change.change.into())),
    };
    let places = places.map_or((None, None), |(told, event)| (Some(told), Some(event)));
    vec![
        Given { what: &TOLD, value: told.into(), place: places.0 },
        Given { what: event.0, value: event.1, place: places.1 },
    ]
}

/// The planned time of all works but one: of a server, or of the project where none is named.
pub fn other_works(books: &Books<'_>, server: Option<Place<'_>>, but: Option<&str>) -> Spans {
    let all = match server {
        Some(place) => {
            let customer = books.customer(&place.customer.name.value);
            let account = customer.map(|customer| books.account(customer));
            let service = account.as_ref().and_then(|it| it.service(&place.server.name.value));
            service.map(|service| works_of(books, service)).unwrap_or_default()
        }
        None => everywhere(books),
    };
    let others = all.iter().filter(|works| but != Some(works.name));
    others.flat_map(|works| works.classified.planned.iter().copied()).collect()
}

fn everywhere<'a>(books: &Books<'a>) -> Vec<DoneWorks<'a>> {
    let notices = books.catalogue.blueprints.notices.iter();
    let notices = notices.filter_map(|notice| of_notice(books, notice));
    let facts = books.ledger.facts().iter().filter_map(|fact| match fact {
        Fact::Maintenance(works) => of_fact(books, works),
        _ => None,
    });
    notices.chain(facts).collect()
}

fn works(notified: Instant, from: Instant, until: Instant) -> Option<Announced> {
    Interval::new(from, until).map(|works| Announced::Works(WorksFacts { notified, works }))
}

const fn change(notified: Instant, change: Instant) -> Announced {
    Announced::Change(ChangeFacts { notified, change })
}

#[test]
fn every_label_has_its_words() {
    crate::contract::decision::assert_worded(ALL);
}
