//! Works on a server (7.1): those that were done, and those that a notice announces.

use crate::billing::{Books, Place, Service};
use crate::blueprint::kinds::{self, NoticeAbout};
use crate::contract::decision::Trace;
use crate::contract::{ClassifiedWorks, Instant, Interval, WorksFacts, classify_works};
use crate::diagnostics::Span;
use crate::ledger::{Fact, Maintenance};

/// Works on a server, and what clause 7.1 makes of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneWorks<'a> {
    /// The id of the fact, or the name of the notice.
    pub name: &'a str,
    /// From their beginning to their end.
    pub span: Interval<Instant>,
    /// When customers were told; absent: they were not.
    pub notified: Option<Instant>,
    /// What they are by the terms in force when customers were told, or else when they began.
    pub classified: ClassifiedWorks,
    /// Where they are written.
    pub place: Span,
}

/// The works on a server, in order of time.
///
/// A fact of the ledger says what was done, a notice what was to be: of a notice that overlaps a
/// fact, the fact counts. What the ledger does not call announced is unplanned.
pub fn works_of<'a>(books: &Books<'a>, service: &Service<'a>) -> Vec<DoneWorks<'a>> {
    let of_all = books.ledger.of_all_servers().filter_map(|fact| match fact {
        Fact::Maintenance(works) => Some(works),
        _ => None,
    });
    let facts = service.works.iter().copied().chain(of_all);
    let mut works: Vec<_> = facts.filter_map(|fact| of_fact(books, fact)).collect();
    let place = Place { customer: service.customer, server: service.server };
    let notices = notices_of(books, place);
    let announced = notices
        .filter_map(|notice| of_notice(books, notice))
        .filter(|notice| works.iter().all(|done| done.span.intersection(notice.span).is_none()));
    let announced: Vec<_> = announced.collect();
    works.extend(announced);
    works.sort_by_key(|works| (works.span.from(), works.span.until(), works.name));
    works
}

/// The notices that concern a server by its name, its tariff or its image.
pub(super) fn notices_of<'a>(
    books: &Books<'a>,
    place: Place<'a>,
) -> impl Iterator<Item = &'a kinds::Notice> {
    let server = place.server;
    let tariff = server.tariffs.get().and_then(|all| all.last()).map(|dated| &*dated.tariff.value);
    let own = server.image.as_ref().map(|name| &*name.value);
    let image = own.or_else(|| {
        tariff.and_then(|name| books.catalogue.tariff(name)).map(|tariff| &*tariff.image.value)
    });
    let names = (tariff.unwrap_or_default(), image.unwrap_or_default());
    let all: Vec<_> = books.catalogue.notices_for(&server.name.value, names.0, names.1).collect();
    all.into_iter()
}

pub(super) fn of_fact<'a>(books: &Books<'a>, fact: &'a Maintenance) -> Option<DoneWorks<'a>> {
    let span = fact.interval()?;
    let notified = fact.announced.as_ref().map(|announced| announced.value);
    let (name, place) = (&*fact.id.value, fact.span);
    Some(classified(books, name, span, notified, place))
}

pub(super) fn of_notice<'a>(books: &Books<'a>, notice: &'a kinds::Notice) -> Option<DoneWorks<'a>> {
    (notice.about.value == NoticeAbout::PlannedWorks).then_some(())?;
    let span = Interval::new(notice.starts.get()?.value, notice.ends.as_ref()?.value)?;
    let notified = Some(notice.announced.get()?.value);
    Some(classified(books, &notice.name.value, span, notified, notice.name.span))
}

fn classified<'a>(
    books: &Books<'a>,
    name: &'a str,
    span: Interval<Instant>,
    notified: Option<Instant>,
    place: Span,
) -> DoneWorks<'a> {
    let untold = ClassifiedWorks { in_time: false, planned: Vec::new(), unplanned: vec![span] };
    let classify = |notified: Instant| {
        let edition = books.editions.nearest(notified)?;
        let facts = WorksFacts { notified, works: span };
        classify_works(&books.basis(edition), &facts, &mut Trace::off()).ok()
    };
    let classified = notified.and_then(classify).unwrap_or(untold);
    DoneWorks { name, span, notified, classified, place }
}
