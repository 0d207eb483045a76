//! The chain of paid periods: each follows from the one before, was wanted and came in time
//! (4.2, 4.4 to 4.6).

use super::Judge;
use crate::billing::{BookingFault, Period, Service, Signed};
use crate::contract::decision::Trace;
use crate::contract::terms::LatePeriodStart;
use crate::contract::{
    Instant, Interval, PaymentRefusal, RenewalPayment, next_period, renewal_payment,
};
use crate::diagnostics::Span;
use crate::ledger::Debit;

/// What follows a period.
enum Follows {
    /// This time.
    Period(Interval<Instant>, Span),
    /// Nothing any more.
    Nothing { term_end: Instant, bound: Instant, after: Span },
}

impl<'a> Judge<'_, 'a> {
    pub(super) fn chain(&mut self, service: &Service<'a>) {
        let mut before: Option<&Period<'a>> = None;
        for period in &service.periods {
            let debit = period.debit;
            if debit.at.value > self.at {
                continue;
            }
            if self.given_up(service, debit) {
                continue;
            }
            if let Some(before) = before {
                self.wanted(service, before, debit);
            }
            self.follows(service, before, period);
            if before.is_none_or(|before| before.span.until() < period.span.until()) {
                before = Some(period);
            }
        }
        for debit in service.upgrades.iter().chain(&service.addons) {
            if debit.at.value <= self.at {
                self.given_up(service, debit);
            }
        }
    }

    /// Whether a debit came after the customer had given up the service.
    fn given_up(&mut self, service: &Service<'a>, debit: &'a Debit) -> bool {
        let request = service.given_up.filter(|request| request.at.value < debit.at.value);
        if let Some(request) = request {
            let fault = BookingFault::GivenUp { at: request.at.value, request: request.at.span };
            let place = (debit.at.value, debit.at.span);
            self.push(place, Some(service), None, fault);
        }
        request.is_some()
    }

    /// Whether the renewal had been refused (4.5).
    fn wanted(&mut self, service: &Service<'a>, term: &Period<'a>, debit: &'a Debit) {
        let booked = debit.at.value;
        let Some((edition, basis)) = self.edition(booked, booked) else { return };
        let off = &mut Trace::off();
        if let Ok(Some(refused)) = service.refusal(&basis, self.account, term, booked, off) {
            let fault = BookingFault::Refused { refused: refused.at, refusal: refused.place };
            self.push((booked, debit.at.span), Some(service), Some(&edition), fault);
        }
    }

    fn follows(&mut self, service: &Service<'a>, before: Option<&Period<'a>>, period: &Period<'a>) {
        let debit = period.debit;
        let booked = debit.at.value;
        let Some((edition, _)) = self.edition(period.span.from(), booked) else { return };
        let fault = match self.next(service, before, period) {
            Some(Follows::Period(right, after)) if right != period.span => {
                BookingFault::Period { booked: period.span, right, after }
            }
            Some(Follows::Nothing { term_end, bound, after }) => {
                BookingFault::TooLate { term_end, bound, after }
            }
            Some(Follows::Period(..)) | None => return,
        };
        let place = match fault {
            BookingFault::TooLate { .. } => debit.at.span,
            _ => debit.covers.span,
        };
        self.push((booked, place), Some(service), Some(&edition), fault);
    }

    /// What follows, if the rules can say.
    ///
    /// How a term ends is judged by the edition in force at its start (P6); the length of the next
    /// one by that in force at its own.
    fn next(
        &self,
        service: &Service<'a>,
        before: Option<&Period<'a>>,
        period: &Period<'a>,
    ) -> Option<Follows> {
        let booked = period.debit.at.value;
        let off = &mut Trace::off();
        let (start, anchor, after) = match before {
            None => {
                let start = service.start?;
                let (_, basis) = self.edition(start.at, booked)?;
                let resumed = basis.terms.renewal.late_start == LatePeriodStart::Resume
                    && period.span.from() == booked
                    && booked > start.at
                    && !self.covered_at(start.at, period.debit);
                // Connected before the money was there: the time that was not paid for is not sold.
                let begins = if resumed { booked } else { start.at };
                (begins, basis.anchor(begins), start.place)
            }
            Some(before) => {
                let edition = self.books.editions.nearest(before.span.from())?;
                let facts = RenewalPayment {
                    term_end: before.span.until(),
                    paid: booked,
                    months: period.months,
                    anchor: Some(before.anchor),
                };
                let renewed = renewal_payment(&self.books.basis(edition), &facts, off).ok()?;
                let after = before.debit.covers.until.span;
                match renewed.next {
                    Ok(next) => (next.period.from(), next.anchor, after),
                    Err(PaymentRefusal::ResumeWindowExpired) => {
                        let (term_end, bound) = (before.span.until(), renewed.resume_until);
                        return Some(Follows::Nothing { term_end, bound, after });
                    }
                }
            }
        };
        let (_, basis) = self.edition(start, booked)?;
        let right = next_period(&basis, start, period.months, anchor, off).ok()?;
        Some(Follows::Period(right, after))
    }

    /// Whether the account held the sum of a debit at a moment.
    fn covered_at(&self, moment: Instant, debit: &Debit) -> bool {
        let there = self.account.balance_at(moment);
        let sum = Signed::credit(debit.amount.value);
        there.money.plus(there.bonuses).minor() >= sum.minor()
    }
}
