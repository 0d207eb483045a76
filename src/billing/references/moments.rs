//! Facts beside the history of their server.

use std::collections::HashMap;

use super::Check;
use super::fault::Fault;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::Server;
use crate::contract::{Date, Instant, UtcOffset};
use crate::diagnostics::Span;
use crate::ledger::{Fact, FactKind};

impl Check<'_, '_> {
    /// A service is used, paid for and down only from its first tariff on. To be asked for, invoiced
    /// and handed over it need not have begun.
    pub(super) fn before_tariff(&mut self, fact: &Fact) {
        let day =
            |moment: &Spanned<Instant>| (moment.value.date(UtcOffset::KAZAKHSTAN), moment.span);
        let (date, span) = match fact {
            Fact::Activation(f) => day(&f.at),
            Fact::Debit(f) => day(&f.covers.from),
            Fact::Refund(f) => day(&f.at),
            Fact::Outage(f) => day(&f.from),
            Fact::Claim(f) => (f.date.value, f.date.span),
            _ => return,
        };
        for name in fact.servers() {
            let Some(place) = self.books.server(name) else { continue };
            if let Some((since, at)) = first_day(place.server)
                && date < since
            {
                self.say(Fault::BeforeTariff { span, date, server: name, since, at });
            }
        }
    }

    /// A service begins and is handed over once.
    pub(super) fn once(&mut self) {
        let mut first: HashMap<(FactKind, *const Server), Span> = HashMap::new();
        for fact in self.books.ledger.facts() {
            if !matches!(fact, Fact::Activation(_) | Fact::Handover(_)) {
                continue;
            }
            let Some(name) = fact.servers().first() else { continue };
            let Some(place) = self.books.server(name) else { continue };
            let (what, span) = (fact.kind(), fact.id().span);
            let first = *first.entry((what, std::ptr::from_ref(place.server))).or_insert(span);
            if first != span {
                self.say(Fault::Twice { span, what, server: name, first });
            }
        }
    }
}

/// The first day of a server's first tariff, and where it is written.
fn first_day(server: &Server) -> Option<(Date, Span)> {
    let tariffs = server.tariffs.get()?.iter();
    tariffs.map(|tariff| (tariff.since.value, tariff.since.span)).min()
}
