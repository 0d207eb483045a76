//! What is known of the availability of a server, and what it is by the rule (section 7).

use super::{DoneWorks, Downtime, Measured, works_of};
use crate::billing::{Books, Edition, Given, Service, Unanswered};
use crate::contract::decision::{Decision, Trace, decide, labels};
use crate::contract::{
    AskedTime, Availability, Basis, Date, DowntimeEvents, Instant, Interval, Spans, Undecided,
    availability_of_events,
};
use crate::diagnostics::Span;

labels! {
    SERVICE_FROM = "service-from": "қызметтің басталуы", "начало услуги", "beginning of the service";
    SERVICE_TO = "service-to": "қызметтің аяқталуы", "конец услуги", "end of the service";
}

/// Which time a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichTime {
    /// A year, as the terms take years: of the moment of the question, or this one.
    Year(Option<i32>),
    /// Another time, judged like a year.
    Span(Interval<Instant>),
}

/// A question about the availability of servers.
#[derive(Clone, Copy, Debug)]
pub struct AvailabilityQuestion {
    /// Which time it is about.
    pub time: WhichTime,
    /// The moment at which it is asked: of what comes after, nothing is known.
    pub at: Instant,
}

impl AvailabilityQuestion {
    /// The last moment that it is about: the end of its time, or the moment at which it is asked.
    pub fn last(&self, books: &Books<'_>) -> Result<Instant, Unanswered> {
        let end = match self.time {
            WhichTime::Year(None) => return Ok(self.at),
            WhichTime::Span(span) => span.until(),
            WhichTime::Year(Some(year)) => {
                let terms = edition(books, self.at)?.terms;
                let next = year.checked_add(1).and_then(|next| Date::new(next, 1, 1).ok());
                let next = next.ok_or(Undecided::OutOfYears)?;
                Instant::start_of(next, terms.counting.utc_offset)
            }
        };
        Ok(end.min(self.at))
    }
}

/// A moment in the life of a service and where it is written.
#[derive(Clone, Copy, Debug)]
struct Written {
    at: Instant,
    place: Span,
}

/// A question about one server, before its downtime is known.
#[derive(Clone, Debug)]
pub struct Inquiry<'b, 'a> {
    /// The edition of the terms that decides: the one in force at the last moment.
    pub edition: Edition<'a>,
    /// The time in service of which something can be known; only this needs to be measured.
    pub known: Interval<Instant>,
    basis: Basis<'b>,
    time: AskedTime,
    begins: Option<Written>,
    ends: Option<Written>,
}

/// An answer about one server.
#[derive(Clone, Debug)]
pub struct ServerLevel<'a> {
    /// What was decided, and how.
    pub decision: Decision<Availability>,
    /// The downtime that it rests on.
    pub downtime: Downtime<'a>,
    /// The works on the server.
    pub works: Vec<DoneWorks<'a>>,
    /// When the service began and ended.
    pub facts: Vec<Given>,
}

impl<'b, 'a> Inquiry<'b, 'a> {
    /// What is asked about a service.
    ///
    /// # Errors
    /// The terms have no answer, or the service was not rendered in that time.
    pub fn of(
        books: &'b Books<'a>,
        service: &Service<'a>,
        question: &AvailabilityQuestion,
    ) -> Result<Self, Unanswered> {
        let last = question.last(books)?;
        let edition = edition(books, last)?;
        let basis = books.basis(&edition);
        let (begins, ends) = (start(service, &basis), end(service));
        let time = match question.time {
            WhichTime::Span(span) => AskedTime::Span(span),
            WhichTime::Year(year) => {
                // At midnight of New Year the year that is over is asked about.
                let before = last.add_seconds(-1).unwrap_or(last);
                let year = year.unwrap_or_else(|| basis.date(before).year());
                let connected = begins.map(|begins| begins.at);
                AskedTime::Year { year, at: Some(last), connected }
            }
        };
        // The period follows from the terms: it is that of a year without any downtime.
        let empty = DowntimeEvents {
            time,
            service_from: begins.map(|begins| begins.at),
            service_to: ends.map(|ends| ends.at),
            outages: &[],
            planned: &[],
            unplanned: &[],
            unknown: &[],
        };
        let period = availability_of_events(&basis, &empty, &mut Trace::off())?.period;
        let (from, until) = (period.from(), last.min(period.until()));
        let known = Interval::new(from, until).ok_or(Unanswered::Backwards { from, until })?;
        Ok(Self { edition, known, basis, time, begins, ends })
    }

    /// The answer. `books` and `service` tell the outages and the works: those of the question, or
    /// others that stand in for them.
    ///
    /// # Errors
    /// The rule has no answer.
    pub fn answer(
        &self,
        own: &Service<'a>,
        (books, service): (&Books<'a>, &Service<'a>),
        measured: Option<&Measured>,
    ) -> Result<ServerLevel<'a>, Unanswered> {
        let works = works_of(books, service);
        let told = Downtime::told(service.outages.iter().copied(), &works, self.known.until());
        let told = match measured {
            Some(measured) => told.measured(measured, &works),
            None => told,
        };
        let downtime = told.owed(own, self.known);
        let decision = decide(&self.basis, |basis, trace| self.ask(&downtime, basis, trace))?;
        let given = |what, written: Option<Written>| {
            written.map(|it| Given { what, value: it.at.into(), place: Some(it.place) })
        };
        let facts = [given(&SERVICE_FROM, self.begins), given(&SERVICE_TO, self.ends)];
        Ok(ServerLevel { decision, downtime, works, facts: facts.into_iter().flatten().collect() })
    }

    /// The basis of the answer.
    pub const fn basis(&self) -> Basis<'b> {
        self.basis
    }

    fn ask(
        &self,
        downtime: &Downtime<'_>,
        basis: &Basis<'_>,
        trace: &mut Trace,
    ) -> Result<Availability, Undecided> {
        // Works that are announced for later are no planned time yet.
        let known = |spans: &Spans| spans.within(self.known);
        let (planned, unplanned) = (known(&downtime.planned), known(&downtime.unplanned));
        let unknown = known(&downtime.unknown);
        let outages: Vec<_> = downtime.outages.iter().map(|known| known.outage).collect();
        let events = DowntimeEvents {
            time: self.time,
            service_from: self.begins.map(|begins| begins.at),
            service_to: self.ends.map(|ends| ends.at),
            outages: &outages,
            planned: planned.as_slice(),
            unplanned: unplanned.as_slice(),
            unknown: unknown.as_slice(),
        };
        availability_of_events(basis, &events, trace)
    }
}

fn edition<'a>(books: &Books<'a>, at: Instant) -> Result<Edition<'a>, Unanswered> {
    books.editions.at(at).copied().ok_or(Unanswered::NoTerms { at })
}

/// When the service began: its first use by the ledger, or the day of its first tariff.
fn start(service: &Service<'_>, basis: &Basis<'_>) -> Option<Written> {
    let used = service.start.map(|start| Written { at: start.at, place: start.place });
    used.or_else(|| {
        let first = service.server.tariffs.get()?.first()?;
        Some(Written { at: basis.midnight(first.since.value), place: first.since.span })
    })
}

/// When it ended: the request by which it was given up.
fn end(service: &Service<'_>) -> Option<Written> {
    service.given_up.map(|request| Written { at: request.at.value, place: request.at.span })
}

#[test]
fn every_label_has_its_words() {
    crate::contract::decision::assert_worded(ALL);
}
