//! The start of the use: connected as it was booked, and paid before (3.2, 3.3).

use super::Judge;
use crate::billing::{Booking, BookingFault, Service, Signed};
use crate::contract::Instant;

impl<'a> Judge<'_, 'a> {
    pub(super) fn start(&mut self, service: &Service<'a>) {
        let Some(start) = service.start.filter(|start| start.at <= self.at) else { return };
        if let (Some(activation), Some(handover)) = (service.activation, service.handover)
            && let Some(connected) = Service::connected(self.books, handover)
            && connected.at != activation.at.value
        {
            let (booked, right) = (activation.at.value, connected.at);
            let fault = BookingFault::Start { booked, right, handover: connected.place };
            let edition = self.edition(right, booked).map(|(edition, _)| edition);
            let place = (booked, activation.at.span);
            self.push(place, Some(service), edition.as_ref(), fault);
        }
        let paid = self.paid_before(service, start.at);
        if !paid {
            let payments = self.account.standing().filter(|entry| {
                matches!(entry.booking, Booking::Payment(_)) && start.at < entry.at
            });
            let paid = payments.map(|entry| entry.at).find(|paid| *paid <= self.at);
            let fault = BookingFault::UnpaidUse { start: start.at, paid };
            let edition = self.edition(start.at, start.at).map(|(edition, _)| edition);
            self.push((start.at, start.place), Some(service), edition.as_ref(), fault);
        }
    }

    /// Whether the customer had paid when the use began: something had come in, and what was taken
    /// for the first period afterwards was there already.
    fn paid_before(&self, service: &Service<'a>, start: Instant) -> bool {
        let mut before = self.account.standing().take_while(|entry| entry.at <= start);
        if !before.any(|entry| !matches!(entry.booking, Booking::Debit(_) | Booking::Settlement(_)))
        {
            return false;
        }
        let first = service.periods.first().map(|period| period.debit);
        first.is_none_or(|debit| {
            let there = self.account.balance_at(start);
            let sum = Signed::credit(debit.amount.value);
            debit.at.value <= start || there.money.plus(there.bonuses).minor() >= sum.minor()
        })
    }
}
