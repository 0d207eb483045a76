//! The end of a service: what comes back, what may be deleted, what is still claimed.

use super::{Action, Run};
use crate::billing::{Service, State};
use crate::blueprint::kinds::Access;
use crate::contract::decision::Trace;
use crate::contract::terms::Clause;
use crate::contract::{RefundBasis, RefundDeadline, refund_deadline};
use crate::ledger::Request;

impl<'a> Run<'_, 'a> {
    /// `renewed`: a debit that this run asks for pays for the time that has begun.
    pub(super) fn ending(&mut self, service: &Service<'a>, renewed: bool) {
        if let Some(request) = service.given_up {
            self.refund(service, request);
        }
        self.claims(service);
        if !renewed {
            self.deletion(service);
        }
    }

    /// What a customer who gave the service up gets back (4.7, 4.8).
    fn refund(&mut self, service: &Service<'a>, request: &'a Request) {
        let booked = service.refunds.iter().any(|it| it.request.value == request.id.value);
        let requested = request.at.value;
        let Some((_, basis)) = self.books.basis_at(requested) else { return };
        if booked {
            return;
        }
        let Ok(right) = service.refund(self.books, &basis, request, &mut Trace::off()) else {
            return;
        };
        if right.refund.minor() == 0 {
            return;
        }
        let asked = RefundDeadline { requested, basis: right.basis };
        let due = refund_deadline(&basis, &asked, &mut Trace::off()).ok().map(|due| due.date);
        let clauses: &[Clause] = match right.basis {
            RefundBasis::Full => &[Clause::C4_7],
            RefundBasis::Recalculated => &[Clause::C4_8],
        };
        let (amount, bonuses, basis) = (right.refund, right.bonuses, right.basis);
        let action = Action::Refund { amount, bonuses, basis, due, request: &request.id.value };
        self.push(service, requested, Some(request.span), clauses, action);
    }

    /// Bonuses of a customer who has given up all services: they are paid in money once the accounts are
    /// reconciled (8.4).
    pub(super) fn settlement(&mut self) {
        let account = self.account;
        let gone = |service: &Service<'a>| {
            service.state_at(self.at).is_none_or(|now| now.state == State::Terminated)
        };
        let last = account.services.iter().filter_map(|service| Some((service, service.given_up?)));
        let Some((service, request)) = last.max_by_key(|(_, request)| request.at.value) else {
            return;
        };
        let bonuses = account.balance_at(self.at).bonuses.at_least_nothing();
        if account.services.iter().all(gone) && bonuses.minor() > 0 {
            let action = Action::Settle { bonuses };
            self.push(service, request.at.value, Some(request.span), &[Clause::C8_4], action);
        }
    }

    /// Claims of compensation that nobody has answered (8.1).
    fn claims(&mut self, service: &Service<'a>) {
        for claim in &service.claims {
            let answers = |bonus: &&crate::ledger::Bonus| {
                bonus.claim.as_ref().is_some_and(|id| id.value == claim.id.value)
            };
            if service.bonuses.iter().copied().any(|bonus| answers(&bonus)) {
                continue;
            }
            let action = Action::Compensate { claim: &claim.id.value };
            let clauses = &[Clause::C8_1, Clause::C8_2, Clause::C8_3];
            self.push(service, claim.at.value, Some(claim.span), clauses, action);
        }
    }

    /// Data that will or may be deleted (4.6).
    fn deletion(&mut self, service: &Service<'a>) {
        let Some(now) = service.state_at(self.at) else { return };
        match now.state {
            State::Suspended => {
                if let Some(next) = service.states.next_after(self.at)
                    && next.state == State::Deletable
                    && self.is_near(next.since)
                    && !self.told_of_end(service, self.ahead_of(next.since).max(now.since))
                {
                    let since = self.ahead_of(next.since).max(now.since);
                    let action = Action::WarnOfDeletion { from: next.since };
                    let place = self.paid_until(service);
                    self.push(service, since, place, &[Clause::C4_5, Clause::C4_6], action);
                }
            }
            State::Deletable => {
                let access = service.server.access.as_ref().map(|access| access.value);
                if access != Some(Access::Deleted) {
                    let place = self.paid_until(service);
                    self.push(service, now.since, place, &[Clause::C4_6], Action::MayDelete);
                }
            }
            _ => {}
        }
    }
}
