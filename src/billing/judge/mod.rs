//! What was booked, recomputed.
//!
//! Each booking is judged by the edition of the terms in force at its event, as it stood when the
//! booking was made. Nothing before the first edition is judged, and neither is what a rule cannot
//! decide: a difference is told only where the rules have an answer.

mod bonuses;
mod chain;
mod charges;
mod invoices;
mod refunds;
mod start;
mod upgrades;

use super::prices::PriceList;
use super::{Account, Booking, BookingFault, Books, Difference, Edition, Service};
use crate::contract::decision::Trace;
use crate::contract::{Basis, Instant};
use crate::diagnostics::Span;

/// All differences of an account between what was booked up to a moment and the rules, in order of
/// time.
pub fn differences<'a>(
    books: &Books<'a>,
    account: &Account<'a>,
    at: Instant,
) -> Vec<Difference<'a>> {
    let mut judge = Judge { books, account, at, found: Vec::new() };
    for service in &account.services {
        judge.start(service);
        judge.chain(service);
        judge.charges(service);
        judge.upgrades(service);
        judge.refunds(service);
        judge.invoices(service);
        judge.compensations(service);
    }
    judge.unclaimed();
    judge.cash();
    judge.balance();
    let mut found = judge.found;
    found.sort_by_key(|difference| (difference.at, difference.place));
    found
}

/// The judge of one account.
struct Judge<'b, 'a> {
    books: &'b Books<'a>,
    account: &'b Account<'a>,
    /// The moment up to which it judges.
    at: Instant,
    found: Vec<Difference<'a>>,
}

impl<'b, 'a> Judge<'b, 'a> {
    /// The edition that decides what happened at `event` and was booked at `booked`.
    fn edition(&self, event: Instant, booked: Instant) -> Option<(Edition<'a>, Basis<'b>)> {
        let edition = *self.books.editions.deciding(event, booked)?;
        Some((edition, self.books.basis(&edition)))
    }

    fn push(
        &mut self,
        (at, place): (Instant, Span),
        service: Option<&Service<'a>>,
        edition: Option<&Edition<'a>>,
        fault: BookingFault<'a>,
    ) {
        self.found.push(Difference {
            at,
            place,
            customer: &self.account.customer.name.value,
            server: service.map(Service::name),
            edition: edition.map(|edition| edition.name),
            fault,
        });
    }

    /// Debits and payouts that took more than there was (4.4). A later one that takes nothing more
    /// of what is below zero is not told again.
    fn balance(&mut self) {
        let mut before = super::Balance::zero(self.account.currency());
        let (account, at) = (self.account, self.at);
        for entry in account.entries.iter().take_while(|entry| entry.at <= at) {
            let after = entry.after;
            let worse = |before: super::Signed, after: super::Signed| {
                after.is_negative() && after.minor() < before.minor()
            };
            let short = worse(before.money, after.money) || worse(before.bonuses, after.bonuses);
            if short
                && !entry.is_reversed
                && let Booking::Debit(debit) = entry.booking
            {
                let service = account.services.iter().find(|it| it.paid_by(debit));
                let fault = BookingFault::Overdrawn { money: after.money, bonuses: after.bonuses };
                self.push((entry.at, debit.amount.span), service, None, fault);
            }
            before = after;
        }
    }
}

/// The arithmetic of a rule's steps.
fn how<T, E>(rule: impl FnOnce(&mut Trace) -> Result<T, E>) -> Vec<String> {
    let mut trace = Trace::on();
    // A rule that has no answer here had none before, and is not asked.
    let _ = rule(&mut trace);
    trace.into_steps().into_iter().filter_map(|step| step.arithmetic).collect()
}

/// The prices of a tariff that a service has.
fn list(step: Option<super::TariffStep<'_>>) -> Option<PriceList<'_>> {
    step?.tariff.map(PriceList::of_tariff)
}
