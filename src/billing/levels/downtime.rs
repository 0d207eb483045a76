//! The downtime of a server, from the ledger or measured.

use super::{DoneWorks, Measured};
use crate::billing::{Service, State};
use crate::contract::terms::Cause;
use crate::contract::{Instant, Interval, Outage, Spans};
use crate::diagnostics::Span;
use crate::ledger;

/// An outage and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownOutage<'a> {
    /// When and why.
    pub outage: Outage,
    /// Its id in the ledger; absent for what was measured alone.
    pub id: Option<&'a str>,
    /// Where it is written.
    pub place: Option<Span>,
}

/// What is known of a server's downtime.
#[derive(Clone, Debug, Default)]
pub struct Downtime<'a> {
    /// Outages, in order of time; they may overlap.
    pub outages: Vec<KnownOutage<'a>>,
    /// Planned works in the sense of 7.1.
    pub planned: Spans,
    /// Other works.
    pub unplanned: Spans,
    /// Time of which nobody knows whether the server was up.
    pub unknown: Spans,
    /// Time in which it did not have to be up: it was suspended (4.2).
    pub not_owed: Spans,
    /// Outages in that time, which are none.
    pub waived: Spans,
    /// Outages of the ledger, or parts of them, in which the measurement saw it up.
    pub contradicted: Vec<(KnownOutage<'a>, Spans)>,
}

/// A ledger tells seconds and a measurement minutes, each of which is up if any probe in it was: at
/// either end of an outage so much may be up.
const TOLERANCE_SECONDS: i64 = 120;

impl<'a> Downtime<'a> {
    /// What a ledger tells, as far as it is known at `now`. Where it tells nothing the server was up.
    pub fn told(
        outages: impl IntoIterator<Item = &'a ledger::Outage>,
        works: &[DoneWorks<'_>],
        now: Instant,
    ) -> Self {
        let known = |fact: &'a ledger::Outage| {
            let outage = Outage { span: fact.until_now(now)?, cause: fact.cause.value };
            Some(KnownOutage { outage, id: Some(&fact.id.value), place: Some(fact.span) })
        };
        let mut outages: Vec<_> = outages.into_iter().filter_map(known).collect();
        outages.sort_by_key(|known| (known.outage.span.from(), known.outage.span.until()));
        let planned = works.iter().flat_map(|works| &works.classified.planned);
        let unplanned = works.iter().flat_map(|works| &works.classified.unplanned);
        Self {
            outages,
            planned: planned.copied().collect(),
            unplanned: unplanned.copied().collect(),
            ..Self::default()
        }
    }

    /// The same with what was measured: the measurement says when the server was down, the ledger
    /// why. What the ledger does not explain is the provider's fault; what nobody measured and the
    /// ledger does not tell is unknown. Works are known to the second where they are written; only
    /// those that are not are taken as recorded.
    #[must_use]
    pub fn measured(self, measured: &Measured, works: &[DoneWorks<'_>]) -> Self {
        let seen = measured.down.union(&measured.unknown);
        let mut outages = Vec::new();
        let mut contradicted = Vec::new();
        for told in self.outages {
            let own = Spans::from(told.outage.span);
            let cause = told.outage.cause;
            let parts = own.intersection(&seen);
            outages.extend(
                parts.iter().map(|span| KnownOutage { outage: Outage { span, cause }, ..told }),
            );
            let up = own.intersection(&measured.covered).difference(&seen);
            let long = |span: &Interval<Instant>| {
                span.from().seconds_until(span.until()) > TOLERANCE_SECONDS
            };
            let up: Spans = up.iter().filter(long).collect();
            if !up.is_empty() {
                contradicted.push((told, up));
            }
        }
        let explained: Spans = outages.iter().map(|known| known.outage.span).collect();
        let unexplained = measured.down.difference(&explained);
        outages.extend(unexplained.iter().map(|span| KnownOutage {
            outage: Outage { span, cause: Cause::ProviderFault },
            id: None,
            place: None,
        }));
        outages.sort_by_key(|known| (known.outage.span.from(), known.outage.span.until()));
        let written: Spans = works.iter().map(|works| works.span).collect();
        let unwritten = |recorded: &Spans| {
            let own = recorded.iter().filter(|span| written.seconds_within(*span) == 0);
            own.collect::<Spans>()
        };
        Self {
            outages,
            planned: self.planned.union(&unwritten(&measured.planned)),
            unplanned: self.unplanned.union(&unwritten(&measured.unplanned)),
            unknown: measured.unknown.difference(&explained),
            contradicted,
            ..self
        }
    }

    /// Whether a measurement found no sample at all in a time.
    pub fn is_blind(&self, known: Interval<Instant>) -> bool {
        self.unknown.union(&self.not_owed).seconds_within(known)
            == known.from().seconds_until(known.until())
    }

    /// The same without the time in which the service was not open (4.2): then it was not owed, so
    /// that nothing of it is downtime or unknown. A ledger without any paid period tells nothing of
    /// that: it may be one of outages alone.
    #[must_use]
    pub fn owed(mut self, service: &Service<'_>, period: Interval<Instant>) -> Self {
        if service.periods.is_empty() {
            return self;
        }
        let closed = service.states.within(period).into_iter().filter(|part| {
            matches!(part.state, State::Suspended | State::Deletable | State::Terminated)
        });
        let closed: Spans = closed.map(|part| part.span).collect();
        let all: Spans = self.outages.iter().map(|known| known.outage.span).collect();
        self.waived = all.intersection(&closed);
        let outages = self.outages.into_iter().flat_map(|known| {
            let cause = known.outage.cause;
            let left = Spans::from(known.outage.span).difference(&closed);
            let parts: Vec<_> = left.iter().collect();
            parts
                .into_iter()
                .map(move |span| KnownOutage { outage: Outage { span, cause }, ..known })
        });
        self.outages = outages.collect();
        self.unknown = self.unknown.difference(&closed);
        self.not_owed = closed;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::ClassifiedWorks;
    use crate::diagnostics::Sources;

    fn span(from: &str, until: &str) -> Interval<Instant> {
        let at = |clock: &str| format!("2026-03-10T{clock}+05:00").parse().unwrap();
        Interval::new(at(from), at(until)).unwrap()
    }

    fn told(from: &str, until: &str, cause: Cause) -> KnownOutage<'static> {
        KnownOutage {
            outage: Outage { span: span(from, until), cause },
            id: Some("o"),
            place: None,
        }
    }

    fn seen(downtime: &Downtime<'_>) -> Vec<(Interval<Instant>, Cause)> {
        downtime.outages.iter().map(|known| (known.outage.span, known.outage.cause)).collect()
    }

    fn set(spans: &[Interval<Instant>]) -> Spans {
        spans.iter().copied().collect()
    }

    #[test]
    fn the_measurement_says_when_and_the_ledger_why() {
        let ledger = Downtime {
            outages: vec![
                told("10:00:20", "10:40:00", Cause::Customer),
                told("12:10:00", "12:20:00", Cause::ProviderFault),
                told("15:00:00", "15:30:00", Cause::Dns),
            ],
            ..Downtime::default()
        };
        let measured = Measured {
            covered: Spans::from(span("00:00:00", "23:00:00")),
            down: set(&[span("10:01:00", "10:39:00"), span("11:00:00", "11:05:00")]),
            unknown: set(&[span("12:00:00", "12:30:00")]),
            ..Measured::default()
        };
        let found = ledger.measured(&measured, &[]);
        assert_eq!(
            seen(&found),
            [
                (span("10:01:00", "10:39:00"), Cause::Customer),
                (span("11:00:00", "11:05:00"), Cause::ProviderFault),
                (span("12:10:00", "12:20:00"), Cause::ProviderFault),
            ]
        );
        assert_eq!(
            found.unknown,
            set(&[span("12:00:00", "12:10:00"), span("12:20:00", "12:30:00")])
        );
        // What the monitoring saw up is told; the seconds at the ends of the first are not.
        let [(known, up)] = &found.contradicted[..] else { panic!("{:?}", found.contradicted) };
        assert_eq!(known.outage.cause, Cause::Dns);
        assert_eq!(up, &Spans::from(span("15:00:00", "15:30:00")));
    }

    #[test]
    fn written_works_are_known_better_than_recorded_ones() {
        let recorded = Measured {
            covered: Spans::from(span("00:00:00", "23:00:00")),
            planned: set(&[span("01:00:37", "03:00:37"), span("04:00:00", "05:00:00")]),
            unplanned: set(&[span("06:00:37", "06:30:37")]),
            ..Measured::default()
        };
        let whole = span("01:00:00", "03:00:00");
        let written = DoneWorks {
            name: "disks",
            span: whole,
            notified: None,
            classified: ClassifiedWorks { in_time: true, planned: vec![whole], unplanned: vec![] },
            place: Span::new(Sources::default().add("works.yaml", ""), 0, 0),
        };
        let works = [written];
        let found = Downtime::told([], &works, whole.until()).measured(&recorded, &works);
        assert_eq!(found.planned, set(&[whole, span("04:00:00", "05:00:00")]));
        assert_eq!(found.unplanned, recorded.unplanned);
    }

    #[test]
    fn a_measurement_without_a_sample_is_blind() {
        let known = span("10:00:00", "12:00:00");
        let unknown = Spans::from(span("09:00:00", "13:00:00"));
        assert!(Downtime { unknown, ..Downtime::default() }.is_blind(known));
        let unknown = Spans::from(span("10:00:01", "13:00:00"));
        assert!(!Downtime { unknown, ..Downtime::default() }.is_blind(known));
    }
}
