//! The tariffs of a service: dated in the blueprint, to the second in the ledger.

use super::Service;
use crate::billing::Books;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Server, Tariff};
use crate::blueprint::units::Name;
use crate::contract::{Instant, Resources};
use crate::diagnostics::Span;
use crate::ledger::{Debit, Wants};

/// A tariff from a moment on.
#[derive(Clone, Copy, Debug)]
pub struct TariffStep<'a> {
    /// Its first moment.
    pub since: Instant,
    /// Its name.
    pub name: &'a str,
    /// The tariff; absent if the project has none of that name (a check says so).
    pub tariff: Option<&'a Tariff>,
    /// Where it is written that the service has it.
    pub place: Span,
}

impl<'a> TariffStep<'a> {
    /// A tariff that a debit names.
    pub(super) fn named(books: &Books<'a>, since: Instant, name: &'a Spanned<Name>) -> Self {
        Self { since, name: &name.value, tariff: books.catalogue.tariff(name), place: name.span }
    }

    /// Its resources, as clause 5.2 compares them.
    pub fn resources(&self) -> Option<Resources> {
        let resources = &self.tariff?.resources;
        Some(Resources {
            vcpu: u32::try_from(resources.vcpu.get()).unwrap_or(u32::MAX),
            memory_mib: resources.memory.in_mebibytes(),
            disk_gib: resources.disk.in_gibibytes(),
        })
    }
}

/// The tariffs of a server in order of time.
///
/// A blueprint knows the day of a change. Its moment is that of the price difference that was paid
/// on that day, else the start of a period on it, else the customer's request, else the midnight with
/// which the day begins.
/// What a debit says of its tariff was booked and stays, whatever a blueprint says today.
pub(super) fn steps<'a>(
    books: &Books<'a>,
    server: &'a Server,
    service: &Service<'a>,
    periods: &[&'a Debit],
) -> Vec<TariffStep<'a>> {
    let history = server.tariffs.get().map_or(&[][..], |history| history);
    let mut steps: Vec<(u8, TariffStep<'a>)> = Vec::with_capacity(history.len());
    for (nth, dated) in history.iter().enumerate() {
        let Some(edition) = books.editions.nearest(Instant::EPOCH) else { continue };
        let offset = edition.terms.counting.utc_offset;
        let on_that_day = |moment: &Instant| moment.date(offset) == dated.since.value;
        let paid = service.upgrades.iter().map(|debit| debit.covers.from.value);
        let asked = service.requests.iter().filter(|request| {
            request.wants.value == Wants::Tariff
                && request.tariff.as_ref().is_none_or(|name| name.value == dated.tariff.value)
        });
        let midnight = Instant::start_of(dated.since.value, offset);
        let since = if nth == 0 {
            midnight
        } else {
            let asked = asked.map(|request| request.at.value);
            let renewed = periods.iter().map(|debit| debit.covers.from.value);
            let known = paid.into_iter().chain(renewed).chain(asked);
            known.into_iter().find(on_that_day).unwrap_or(midnight)
        };
        let name = &dated.tariff;
        let tariff = books.catalogue.tariff(name);
        steps.push((0, TariffStep { since, name: &name.value, tariff, place: name.span }));
    }
    for debit in service.upgrades.iter().chain(periods) {
        if let Some(name) = &debit.tariff {
            steps.push((1, TariffStep::named(books, debit.covers.from.value, name)));
        }
    }
    // What was booked comes after what a blueprint says of the same moment, and so holds.
    steps.sort_by_key(|(by, step)| (step.since, *by));
    let mut kept: Vec<TariffStep<'a>> = Vec::with_capacity(steps.len());
    for (_, step) in steps {
        if kept.last().is_some_and(|last| last.since == step.since) {
            kept.pop();
        }
        if kept.last().is_none_or(|last| last.name != step.name) {
            kept.push(step);
        }
    }
    kept
}
