//! One server as a service: what was agreed, paid, done and asked for, in order of time.

mod downtime;
mod life;
mod money;
mod renewing;
mod tariffs;

pub use downtime::Compensated;
pub(super) use downtime::{Earlier, downtime};
pub use renewing::Refused;
pub use tariffs::TariffStep;

use super::{Books, State, StateSince, States};
use crate::blueprint::kinds::{Customer, Server};
use crate::contract::decision::labels;
use crate::contract::{Instant, Interval};
use crate::diagnostics::Span;
use crate::ledger::{
    Activation, AutoRenewal, Bonus, Claim, Debit, Fact, For, Handover, Invoice, Maintenance,
    Outage, Payment, Refund, Refusal, Request, Ticket, Wants,
};

labels! {
    NOTHING_PAID = "paid-for-a-month": "бір айға төленген сома", "уплачено за месяц", "paid for a month";
}

/// A service and its facts.
///
/// The lists are in the order of the ledger. Works and notices that concern every server are not
/// among them; the books have those.
#[derive(Debug)]
pub struct Service<'a> {
    /// Whose.
    pub customer: &'a Customer,
    /// The server.
    pub server: &'a Server,
    /// Every request, the one to connect among them (3.1).
    pub requests: Vec<&'a Request>,
    /// Invoices (3.2).
    pub invoices: Vec<&'a Invoice>,
    /// The hand-over (3.3).
    pub handover: Option<&'a Handover>,
    /// The start as it was booked (3.2).
    pub activation: Option<&'a Activation>,
    /// When the use began, once in its life.
    pub start: Option<Start>,
    /// The tariffs that it has had, in order of time.
    pub tariffs: Vec<TariffStep<'a>>,
    /// The periods that were paid, in order of time.
    pub periods: Vec<Period<'a>>,
    /// Price differences that were paid for a larger tariff (5.2).
    pub upgrades: Vec<&'a Debit>,
    /// Add-ons that were paid (2.2).
    pub addons: Vec<&'a Debit>,
    /// What came back (4.7, 4.8).
    pub refunds: Vec<&'a Refund>,
    /// Bonuses for its downtime (8.3).
    pub bonuses: Vec<&'a Bonus>,
    /// Refusals of renewal (4.5).
    pub refusals: Vec<&'a Refusal>,
    /// How the switch of automatic renewal was set (4.3).
    pub switches: Vec<&'a AutoRenewal>,
    /// Downtime.
    pub outages: Vec<&'a Outage>,
    /// Works that name this server.
    pub works: Vec<&'a Maintenance>,
    /// Claims of compensation (8.1).
    pub claims: Vec<&'a Claim>,
    /// Tickets (7.2).
    pub tickets: Vec<&'a Ticket>,
    /// The request by which it was given up (4.7, 4.8).
    pub given_up: Option<&'a Request>,
    /// What it was when.
    pub states: States,
}

/// The beginning of the use of a service (3.2, 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The first moment.
    pub at: Instant,
    /// Where it is written.
    pub place: Span,
}

/// A period that was paid.
#[derive(Clone, Copy, Debug)]
pub struct Period<'a> {
    /// From its first moment until the one after its last.
    pub span: Interval<Instant>,
    /// How many months were paid at once.
    pub months: u32,
    /// The billing day, 1 to 31: that of the first period, until a late renewal moves it.
    pub anchor: i32,
    /// The tariff with which it began.
    pub tariff: Option<TariffStep<'a>>,
    /// What paid for it.
    pub debit: &'a Debit,
}

impl<'a> Service<'a> {
    /// Gathers the facts of a server.
    pub(super) fn gather(
        books: &Books<'a>,
        customer: &'a Customer,
        server: &'a Server,
        facts: &[&'a Fact],
        payments: &[&'a Payment],
    ) -> Self {
        let mut service = Self::empty(customer, server);
        let mut tariff_debits: Vec<&'a Debit> = Vec::new();
        for fact in facts {
            match fact {
                Fact::Request(it) => service.requests.push(it),
                Fact::Invoice(it) => service.invoices.push(it),
                Fact::Handover(it) => service.handover = service.handover.or(Some(it)),
                Fact::Activation(it) => service.activation = service.activation.or(Some(it)),
                Fact::Debit(it) => match it.pays_for.value {
                    For::Tariff => tariff_debits.push(it),
                    For::UpgradeDifference => service.upgrades.push(it),
                    For::Addon => service.addons.push(it),
                },
                Fact::Refund(it) => service.refunds.push(it),
                Fact::Bonus(it) => service.bonuses.push(it),
                Fact::Refusal(it) => service.refusals.push(it),
                Fact::AutoRenewal(it) => service.switches.push(it),
                Fact::Outage(it) => service.outages.push(it),
                Fact::Maintenance(it) => service.works.push(it),
                Fact::Claim(it) => service.claims.push(it),
                Fact::Ticket(it) => service.tickets.push(it),
                Fact::Payment(_)
                | Fact::Settlement(_)
                | Fact::Reversal(_)
                | Fact::Pause(_)
                | Fact::Response(_)
                | Fact::Solution(_)
                | Fact::Notice(_) => {}
            }
        }
        service.given_up =
            service.requests.iter().copied().find(|it| it.wants.value == Wants::GiveUp);
        service.tariffs = tariffs::steps(books, server, &service, &tariff_debits);
        service.start = life::start(books, &service, &tariff_debits);
        service.periods = life::periods(books, &service, &tariff_debits);
        service.states = life::states(books, &service, payments);
        service
    }

    const fn empty(customer: &'a Customer, server: &'a Server) -> Self {
        Self {
            customer,
            server,
            requests: Vec::new(),
            invoices: Vec::new(),
            handover: None,
            activation: None,
            start: None,
            tariffs: Vec::new(),
            periods: Vec::new(),
            upgrades: Vec::new(),
            addons: Vec::new(),
            refunds: Vec::new(),
            bonuses: Vec::new(),
            refusals: Vec::new(),
            switches: Vec::new(),
            outages: Vec::new(),
            works: Vec::new(),
            claims: Vec::new(),
            tickets: Vec::new(),
            given_up: None,
            states: States(Vec::new()),
        }
    }

    /// The name of the server.
    pub fn name(&self) -> &'a str {
        &self.server.name.value
    }

    /// What it is at a moment; nothing before it was ordered.
    pub fn state_at(&self, moment: Instant) -> Option<StateSince> {
        self.states.at(moment)
    }

    /// Whether it is in use at a moment.
    pub fn is_active_at(&self, moment: Instant) -> bool {
        self.state_at(moment).is_some_and(|since| since.state == State::Active)
    }

    /// The period that a moment lies in.
    pub fn period_at(&self, moment: Instant) -> Option<&Period<'a>> {
        self.periods.iter().rev().find(|period| period.span.contains(moment))
    }

    /// The period that was paid last, of those paid at a moment.
    pub fn last_paid_at(&self, moment: Instant) -> Option<&Period<'a>> {
        let paid = self.periods.iter().filter(|period| period.debit.at.value <= moment);
        paid.max_by_key(|period| period.span.until())
    }

    /// The tariff at a moment: the latest that has begun, or the first one before it began.
    pub fn tariff_at(&self, moment: Instant) -> Option<&TariffStep<'a>> {
        let begun = self.tariffs.partition_point(|step| step.since <= moment);
        self.tariffs.get(begun.saturating_sub(1))
    }

    /// The tariff just before a moment: that which a change at the moment would leave.
    pub fn tariff_before(&self, moment: Instant) -> Option<&TariffStep<'a>> {
        let begun = self.tariffs.partition_point(|step| step.since < moment);
        self.tariffs.get(begun.saturating_sub(1))
    }

    /// The moment of connection by a hand-over (3.3), if its acts have been done.
    pub(super) fn connected(books: &Books<'_>, handover: &Handover) -> Option<Start> {
        life::connected(books, handover)
    }

    /// Whether a debit paid for this service.
    pub(super) fn paid_by(&self, debit: &Debit) -> bool {
        let periods = self.periods.iter().map(|period| period.debit);
        let all = periods.chain(self.upgrades.iter().copied()).chain(self.addons.iter().copied());
        all.into_iter().any(|own| std::ptr::eq(own, debit))
    }

    /// The tariff that a debit pays for: the one it names, or the one of the time that it covers.
    pub fn tariff_of(&self, debit: &'a Debit, books: &Books<'a>) -> Option<TariffStep<'a>> {
        match &debit.tariff {
            Some(name) => Some(TariffStep::named(books, debit.covers.from.value, name)),
            None => self.tariff_at(debit.covers.from.value).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_labels_can_stand_in_an_answer() {
        crate::contract::decision::assert_worded(super::ALL);
    }
}
