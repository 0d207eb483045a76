//! What came back after a service was given up: the sum and the time (4.7, 4.8).

use super::Judge;
use crate::billing::{BookingFault, Service};
use crate::contract::decision::Trace;
use crate::contract::{Money, RefundDeadline, refund_deadline};
use crate::ledger::{Refund, Request};

impl<'a> Judge<'_, 'a> {
    pub(super) fn refunds(&mut self, service: &Service<'a>) {
        if let Some(request) = service.given_up
            && request.at.value <= self.at
        {
            self.refund(service, request);
        }
    }

    fn refund(&mut self, service: &Service<'a>, request: &'a Request) {
        let of_request = |refund: &&&'a Refund| {
            refund.request.value == request.id.value && refund.at.value <= self.at
        };
        let booked: Vec<&'a Refund> = service.refunds.iter().filter(of_request).copied().collect();
        let decided = booked.first().map_or(request.at.value, |refund| refund.at.value);
        let Some((edition, basis)) = self.edition(request.at.value, decided) else { return };
        let trace = &mut Trace::off();
        let Ok(right) = service.refund(self.books, &basis, request, trace) else { return };
        let asked = RefundDeadline { requested: request.at.value, basis: right.basis };
        let due = refund_deadline(&basis, &asked, trace).ok().map(|due| due.date);
        let late = |moment| due.is_some_and(|due| basis.date(moment) > due);
        let Some(last) = booked.last() else {
            if right.refund.minor() > 0
                && late(self.at)
                && let Some(due) = due
            {
                let (right, request) = (right.refund, request.at);
                let fault =
                    BookingFault::RefundLate { due, right, booked: None, request: request.span };
                let place = (request.value, request.span);
                self.push(place, Some(service), Some(&edition), fault);
            }
            return;
        };
        let zero = Money::zero(self.books.currency());
        let sum = |of: &dyn Fn(&Refund) -> Money| {
            booked.iter().try_fold(zero, |sum, refund| sum.checked_add(of(refund)))
        };
        let all = sum(&|refund| refund.amount.value);
        let bonuses = sum(&|refund| refund.bonuses.map_or(zero, |bonuses| bonuses.value));
        if let (Some(all), Some(bonuses)) = (all, bonuses)
            && (all, bonuses) != (right.refund, right.bonuses)
        {
            let fault = BookingFault::Refund {
                booked: all,
                right: right.refund,
                booked_bonuses: bonuses,
                right_bonuses: right.bonuses,
                basis: right.basis,
                request: request.at.span,
            };
            let place = (last.at.value, last.amount.span);
            self.push(place, Some(service), Some(&edition), fault);
        }
        if let Some(due) = due
            && let Some(first_late) = booked.iter().find(|refund| late(refund.at.value))
        {
            let (right, booked) = (right.refund, Some(first_late.at.value));
            let fault = BookingFault::RefundLate { due, right, booked, request: request.at.span };
            let place = (first_late.at.value, first_late.at.span);
            self.push(place, Some(service), Some(&edition), fault);
        }
    }
}
