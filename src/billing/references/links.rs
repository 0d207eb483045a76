//! Facts that name other facts by their ids.

use super::Check;
use super::fault::{Fault, Sides, Wanted};
use crate::billing::Books;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::Customer;
use crate::blueprint::units::Line;
use crate::contract::Instant;
use crate::ledger::{Claim, Fact, FactKind, Id, Pause, Reversal};

/// The ticket that a refusal or claim came by.
const TICKET: Wanted = Wanted::Any(FactKind::Ticket);

impl<'a> Check<'a, '_> {
    pub(super) fn links(&mut self, fact: &Fact) {
        match fact {
            Fact::Payment(f) => {
                self.same_customer(fact, f.invoice.as_ref(), Wanted::Any(FactKind::Invoice));
            }
            Fact::Refusal(f) => self.same_customer(fact, f.ticket.as_ref(), TICKET),
            Fact::Refund(f) => {
                if let Some(request) = self.find(&f.request, Wanted::GiveUp) {
                    self.same_server(&f.server, &f.request, Wanted::GiveUp, request);
                    self.follows(&f.at, fact, request);
                }
            }
            Fact::Bonus(f) => {
                let wanted = Wanted::Any(FactKind::Claim);
                self.same_customer(fact, f.claim.as_ref(), wanted);
                if let Some(claim) = f.claim.as_ref().and_then(|id| self.books.ledger.get(id))
                    && wanted.fits(claim)
                {
                    self.follows(&f.at, fact, claim);
                }
            }
            Fact::Reversal(f) => self.reversal(fact, f),
            Fact::Claim(f) => self.claim(fact, f),
            Fact::Pause(f) => self.pause(f),
            Fact::Response(f) => self.of_ticket(fact, &f.ticket, &f.at),
            Fact::Solution(f) => self.of_ticket(fact, &f.ticket, &f.at),
            _ => {}
        }
    }

    /// The fact of an id. `None` if there is none, which is said unless it may be one that could not
    /// be read.
    fn find(&mut self, id: &Spanned<Id>, wanted: Wanted) -> Option<&'a Fact> {
        let fault = match self.books.ledger.get(&id.value) {
            Some(fact) if wanted.fits(fact) => return Some(fact),
            Some(other) => {
                let (other, at) = (other.kind(), other.id().span);
                Fault::OtherKind { span: id.span, id, wanted, other, at }
            }
            None if self.faulty.may_hold(id) => return None,
            None => Fault::UnknownFact { span: id.span, id, wanted },
        };
        self.say(fault);
        None
    }

    /// Looks an id up and holds the fact to the account of the one that names it.
    fn same_customer(&mut self, fact: &Fact, id: Option<&Spanned<Id>>, wanted: Wanted) {
        let Some(id) = id else { return };
        let Some(other) = self.find(id, wanted) else { return };
        if let (Some(own), Some(others)) = (owner(self.books, fact), owner(self.books, other))
            && !std::ptr::eq(own, others)
        {
            let sides = Sides::Customers(&own.name, &others.name);
            let at = other.id().span;
            self.say(Fault::OtherOwner { span: id.span, id, wanted, sides, at });
        }
    }

    fn same_server(
        &mut self,
        server: &Spanned<Line>,
        id: &Spanned<Id>,
        wanted: Wanted,
        other: &Fact,
    ) {
        let known = |name| self.books.server(name).map(|place| place.server);
        let Some(own) = known(server) else { return };
        if let Some(others) = other.servers().iter().find_map(|name| known(name))
            && !std::ptr::eq(own, others)
        {
            let sides = Sides::Servers(&own.name, &others.name);
            let at = other.id().span;
            self.say(Fault::OtherOwner { span: id.span, id, wanted, sides, at });
        }
    }

    /// A consequence does not come before its cause; both may be of one second.
    fn follows(&mut self, moment: &Spanned<Instant>, fact: &Fact, cause: &Fact) {
        let since = cause.moment();
        if moment.value < since {
            let (what, cause, at) = (fact.kind(), cause.kind(), cause.id().span);
            self.say(Fault::TooEarly { span: moment.span, what, cause, since, at });
        }
    }

    fn claim(&mut self, fact: &Fact, claim: &Claim) {
        self.same_customer(fact, claim.ticket.as_ref(), TICKET);
        let wanted = Wanted::Any(FactKind::Outage);
        for id in claim.outages.iter().flatten() {
            let Some(outage) = self.find(id, wanted) else { continue };
            self.follows(&claim.at, fact, outage);
            let place = |name| self.books.server(name).map(|place| place.server);
            let Some(own) = place(&claim.server) else { continue };
            let touched = outage.servers().iter().filter_map(|name| place(name));
            if touched.into_iter().all(|other| !std::ptr::eq(own, other)) {
                let sides = Sides::NotTouched(&own.name);
                let at = outage.id().span;
                self.say(Fault::OtherOwner { span: id.span, id, wanted, sides, at });
            }
        }
    }

    /// A booking is taken back once, and not before it was booked.
    fn reversal(&mut self, fact: &Fact, reversal: &Reversal) {
        let id = &reversal.of;
        let Some(booked) = self.find(id, Wanted::Booking) else { return };
        self.follows(&reversal.at, fact, booked);
        if let Some(first) = self.books.ledger.reversal_of(id)
            && first.id() != fact.id()
        {
            self.say(Fault::ReversedTwice { span: id.span, id, first: first.id().span });
        }
    }

    fn of_ticket(&mut self, fact: &Fact, ticket: &Spanned<Id>, at: &Spanned<Instant>) {
        if let Some(ticket) = self.find(ticket, TICKET) {
            self.follows(at, fact, ticket);
        }
    }

    fn pause(&mut self, pause: &Pause) {
        let Some(ticket) = self.find(&pause.ticket, TICKET) else { return };
        let span = pause.from.span;
        if pause.from.value < ticket.moment() {
            let at = ticket.id().span;
            return self.say(Fault::OutsideTicket { span, at, solved: false });
        }
        let solutions = self.books.ledger.of_ticket(&pause.ticket).filter_map(|fact| match fact {
            Fact::Solution(solution) => Some(solution),
            _ => None,
        });
        // A ticket may be opened again: the last solution ends it.
        if let Some(last) = solutions.last()
            && pause.from.value >= last.at.value
        {
            self.say(Fault::OutsideTicket { span, at: last.at.span, solved: true });
        }
    }
}

/// Whose account a fact belongs to.
fn owner<'a>(books: &Books<'a>, fact: &Fact) -> Option<&'a Customer> {
    match fact.customer() {
        Some(customer) => books.customer(customer),
        None => books.server(fact.servers().first()?).map(|place| place.customer),
    }
}
