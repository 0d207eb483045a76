//! Bonuses for downtime, and what becomes of them (section 8).

use super::{Judge, how};
use crate::billing::service::Compensated;
use crate::billing::{Booking, BookingFault, Service, State};
use crate::contract::decision::Trace;
use crate::contract::{Basis, Money, PayoutFacts, payout};
use crate::ledger::{Bonus, Claim, Settlement};

impl<'a> Judge<'_, 'a> {
    /// Bonuses that answer claims of a service.
    pub(super) fn compensations(&mut self, service: &Service<'a>) {
        let mut found = Vec::new();
        let zero = Money::zero(self.books.currency());
        let credited = |claim: &Claim| -> Vec<&'a Bonus> {
            let own = |bonus: &&'a Bonus| {
                bonus.claim.as_ref().is_some_and(|id| id.value == claim.id.value)
            };
            self.bonuses_until_now().filter(own).collect()
        };
        let judge = |claim: &'a Claim, basis: &Basis<'_>, earlier: &_, right: &Compensated| {
            let bonuses = credited(claim);
            let Some(last) = bonuses.last() else { return };
            let sum = bonuses.iter().try_fold(zero, |sum, it| sum.checked_add(it.amount.value));
            let Some(booked) = sum.filter(|sum| *sum != right.total) else { return };
            let rule =
                |trace: &mut Trace| service.claimed(self.books, basis, claim, earlier, trace);
            let claim = claim.at.span;
            let fault = if booked.minor() > right.total.minor() && is_capped(right) {
                BookingFault::OverCap { booked, cap: right.total, claim }
            } else {
                BookingFault::Compensation { booked, right: right.total, claim, how: how(rule) }
            };
            found.push((last.at.value, last.amount.span, fault));
        };
        service.compensations(self.books, |claim| claim.at.value > self.at, judge);
        for (at, place, fault) in found {
            let edition = self.edition(at, at).map(|(edition, _)| edition);
            self.push((at, place), Some(service), edition.as_ref(), fault);
        }
    }

    fn bonuses_until_now(&self) -> impl Iterator<Item = &'a Bonus> {
        let at = self.at;
        self.account.standing().filter_map(move |entry| match entry.booking {
            Booking::Bonus(bonus) if entry.at <= at => Some(bonus),
            _ => None,
        })
    }

    /// Bonuses that answer no claim (8.1).
    pub(super) fn unclaimed(&mut self) {
        let account = self.account;
        let all: Vec<_> = self.bonuses_until_now().filter(|bonus| bonus.claim.is_none()).collect();
        for bonus in all {
            let at = bonus.at.value;
            let Some((edition, basis)) = self.edition(at, at) else { continue };
            if basis.terms.compensation.claim_required {
                let server = bonus.server.as_ref();
                let service = server.and_then(|name| account.service(name));
                let fault = BookingFault::NoClaim { bonuses: bonus.amount.value };
                self.push((at, bonus.amount.span), service, Some(&edition), fault);
            }
        }
    }

    /// Bonuses that were paid out in money (8.4).
    pub(super) fn cash(&mut self) {
        let (account, at) = (self.account, self.at);
        for entry in account.standing().take_while(|entry| entry.at <= at) {
            if let Booking::Settlement(settlement) = entry.booking {
                let before = entry.after.bonuses.less(entry.moved.bonuses);
                self.settled(settlement, before.at_least_nothing());
            }
        }
    }

    fn settled(&mut self, settlement: &'a Settlement, bonuses: Money) {
        let at = settlement.at.value;
        let zero = Money::zero(self.books.currency());
        let cash = settlement.cash.map_or(zero, |cash| cash.value);
        let place = settlement.cash.map_or(settlement.span, |cash| cash.span);
        let Some((edition, basis)) = self.edition(at, at) else { return };
        let is_over = |service: &Service<'a>| {
            let state = service.state_at(at).map(|since| since.state);
            matches!(state, None | Some(State::Terminated | State::Deletable))
        };
        let is_terminated = self.account.services.iter().all(is_over);
        let is_reconciled = settlement.reconciled.value;
        let facts = PayoutFacts { bonuses, is_terminated, is_reconciled };
        let Ok(right) = payout(&basis, &facts, &mut Trace::off()) else { return };
        if right.cash == cash {
            return;
        }
        let fault = if is_terminated && is_reconciled {
            BookingFault::Cash { cash, right: right.cash }
        } else {
            BookingFault::CashTooEarly {
                cash,
                terminated: is_terminated,
                reconciled: is_reconciled,
            }
        };
        self.push((at, place), None, Some(&edition), fault);
    }
}

/// Whether the cap of a month took something away.
fn is_capped(right: &Compensated) -> bool {
    let months = right.counted.iter().flat_map(|counted| &counted.months);
    months.into_iter().any(|month| month.after_cap != month.before_cap)
}
