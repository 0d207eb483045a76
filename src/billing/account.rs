//! A customer's account: what was paid, taken and given back, in order of time.

use super::books::in_order;
use super::{Books, Service, Signed};
use crate::blueprint::kinds::Customer;
use crate::contract::{Currency, Instant, Money};
use crate::diagnostics::Span;
use crate::ledger::{Bonus, Debit, Fact, Payment, Refund, Reversal, Settlement};

/// What an account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Money.
    pub money: Signed,
    /// Bonuses (8.3).
    pub bonuses: Signed,
}

impl Balance {
    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self { money: Signed::zero(currency), bonuses: Signed::zero(currency) }
    }

    /// With a movement added.
    #[must_use]
    pub const fn moved(self, by: Self) -> Self {
        Self { money: self.money.plus(by.money), bonuses: self.bonuses.plus(by.bonuses) }
    }
}

/// A fact that moved money or bonuses.
#[derive(Clone, Copy, Debug)]
pub enum Booking<'a> {
    /// Money came in.
    Payment(&'a Payment),
    /// A sum was taken for a server.
    Debit(&'a Debit),
    /// A sum came back.
    Refund(&'a Refund),
    /// Bonuses were credited.
    Bonus(&'a Bonus),
    /// Bonuses were paid out in money.
    Settlement(&'a Settlement),
    /// A booking was taken back.
    Reversal {
        /// By this.
        by: &'a Reversal,
        /// What was booked.
        of: Booked<'a>,
    },
}

/// A booking that can be taken back.
#[derive(Clone, Copy, Debug)]
pub struct Booked<'a>(&'a Fact);

impl<'a> Booked<'a> {
    /// What it was, which is no reversal. A fact that moves nothing is none.
    pub const fn booking(self) -> Option<Booking<'a>> {
        Booking::of(self.0)
    }
}

impl<'a> Booking<'a> {
    /// Of a fact that moves something.
    pub const fn of(fact: &'a Fact) -> Option<Self> {
        Some(match fact {
            Fact::Payment(payment) => Self::Payment(payment),
            Fact::Debit(debit) => Self::Debit(debit),
            Fact::Refund(refund) => Self::Refund(refund),
            Fact::Bonus(bonus) => Self::Bonus(bonus),
            Fact::Settlement(settlement) => Self::Settlement(settlement),
            _ => return None,
        })
    }

    /// What it moves.
    pub fn movement(self, currency: Currency) -> Balance {
        if let Self::Reversal { of, .. } = self {
            let zero = Balance::zero(currency);
            let moved = of.booking().map_or(zero, |booking| booking.movement(currency));
            return Balance {
                money: zero.money.less(moved.money),
                bonuses: zero.bonuses.less(moved.bonuses),
            };
        }
        let none = Signed::zero(currency);
        let zero = Money::zero(currency);
        match self {
            Self::Payment(payment) => {
                Balance { money: Signed::credit(payment.amount.value), bonuses: none }
            }
            Self::Debit(debit) => {
                let bonuses = debit.bonuses.map_or(zero, |bonuses| bonuses.value);
                let all = Signed::charge(debit.amount.value);
                let bonuses = Signed::charge(bonuses);
                Balance { money: all.less(bonuses), bonuses }
            }
            Self::Refund(refund) => {
                let bonuses = refund.bonuses.map_or(zero, |bonuses| bonuses.value);
                let all = Signed::credit(refund.amount.value);
                let bonuses = Signed::credit(bonuses);
                Balance { money: all.less(bonuses), bonuses }
            }
            Self::Bonus(bonus) => {
                Balance { money: none, bonuses: Signed::credit(bonus.amount.value) }
            }
            // The money leaves the provider and never was on the balance.
            Self::Settlement(settlement) => {
                let cash = settlement.cash.map_or(zero, |cash| cash.value);
                Balance { money: none, bonuses: Signed::charge(cash) }
            }
            Self::Reversal { .. } => Balance { money: none, bonuses: none },
        }
    }

    /// When it was booked.
    pub const fn at(self) -> Instant {
        match self {
            Self::Payment(payment) => payment.at.value,
            Self::Debit(debit) => debit.at.value,
            Self::Refund(refund) => refund.at.value,
            Self::Bonus(bonus) => bonus.at.value,
            Self::Settlement(settlement) => settlement.at.value,
            Self::Reversal { by, .. } => by.at.value,
        }
    }

    /// Its sum, without a sign.
    pub fn amount(self, currency: Currency) -> Money {
        match self {
            Self::Payment(payment) => payment.amount.value,
            Self::Debit(debit) => debit.amount.value,
            Self::Refund(refund) => refund.amount.value,
            Self::Bonus(bonus) => bonus.amount.value,
            Self::Settlement(settlement) => {
                settlement.cash.map_or(Money::zero(currency), |cash| cash.value)
            }
            Self::Reversal { of, .. } => {
                of.booking().map_or(Money::zero(currency), |booking| booking.amount(currency))
            }
        }
    }

    /// Its id in the ledger.
    pub fn id(self) -> &'a str {
        match self {
            Self::Payment(payment) => &payment.id,
            Self::Debit(debit) => &debit.id,
            Self::Refund(refund) => &refund.id,
            Self::Bonus(bonus) => &bonus.id,
            Self::Settlement(settlement) => &settlement.id,
            Self::Reversal { by, .. } => &by.id,
        }
    }

    /// The server that it is for.
    pub fn server(self) -> Option<&'a str> {
        match self {
            Self::Debit(debit) => Some(&debit.server),
            Self::Refund(refund) => Some(&refund.server),
            Self::Bonus(bonus) => bonus.server.as_ref().map(|server| &*server.value),
            Self::Payment(_) | Self::Settlement(_) => None,
            Self::Reversal { of, .. } => of.booking().and_then(Self::server),
        }
    }

    /// Where it is written.
    pub const fn place(self) -> Span {
        match self {
            Self::Payment(payment) => payment.span,
            Self::Debit(debit) => debit.span,
            Self::Refund(refund) => refund.span,
            Self::Bonus(bonus) => bonus.span,
            Self::Settlement(settlement) => settlement.span,
            Self::Reversal { by, .. } => by.span,
        }
    }
}

/// A line of an account.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What was booked.
    pub booking: Booking<'a>,
    /// When.
    pub at: Instant,
    /// What it moved.
    pub moved: Balance,
    /// What the account held after it.
    pub after: Balance,
    /// Whether it was taken back: on the account it stands, for all else it is as if it were not.
    pub is_reversed: bool,
}

/// A customer's account, replayed.
#[derive(Debug)]
pub struct Account<'a> {
    /// Whose.
    pub customer: &'a Customer,
    /// Everything that moved money or bonuses, in order of time.
    pub entries: Vec<Entry<'a>>,
    /// The services that are paid from it, in the order of the customer's document.
    pub services: Vec<Service<'a>>,
    /// What was agreed when the customer went (8.4), in order of time.
    pub settlements: Vec<&'a Settlement>,
    currency: Currency,
}

impl<'a> Account<'a> {
    /// Replays an account as it is known at a moment: a booking that is taken back later is not yet.
    pub(super) fn replay(
        books: &Books<'a>,
        customer: &'a Customer,
        known: Option<Instant>,
    ) -> Self {
        let own = books.facts_of_customer(customer);
        let mut of_servers: Vec<Vec<&Fact>> =
            customer.servers.iter().map(|server| books.facts_of_server(server)).collect();
        let reversal = |fact: &Fact| {
            let reversal = books.ledger.reversal_of(&fact.id().value)?;
            let is_known = known.is_none_or(|known| reversal.moment() <= known);
            (fact.is_booking() && is_known).then_some(reversal)
        };
        let mut all: Vec<&Fact> = own.iter().chain(of_servers.iter().flatten()).copied().collect();
        let reversals: Vec<&Fact> = all.iter().filter_map(|fact| reversal(fact)).collect();
        all.extend(reversals);
        in_order(&mut all);
        let stands = |fact: &&Fact| reversal(fact).is_none();
        for facts in &mut of_servers {
            facts.retain(stands);
        }
        let currency = books.currency();
        let mut balance = Balance::zero(currency);
        let entry = |fact: &'a Fact| {
            let booking = match fact {
                Fact::Reversal(by) => {
                    Booking::Reversal { by, of: Booked(books.ledger.get(&by.of.value)?) }
                }
                fact => Booking::of(fact)?,
            };
            let moved = booking.movement(currency);
            balance = balance.moved(moved);
            let is_reversed = !stands(&fact);
            Some(Entry { booking, at: booking.at(), moved, after: balance, is_reversed })
        };
        let entries: Vec<_> = all.iter().copied().filter_map(entry).collect();
        all.retain(stands);
        let settlements = all.iter().filter_map(|fact| match fact {
            Fact::Settlement(settlement) => Some(settlement),
            _ => None,
        });
        let payments: Vec<&Payment> = payments(&all);
        let service = |(server, facts): (&'a _, &Vec<&'a Fact>)| {
            Service::gather(books, customer, server, facts, &payments)
        };
        let services = customer.servers.iter().zip(&of_servers).map(service).collect();
        Self { customer, entries, services, settlements: settlements.collect(), currency }
    }

    /// The service of a server, by its present name.
    pub fn service(&self, server: &str) -> Option<&Service<'a>> {
        self.services.iter().find(|service| *service.server.name.value == *server)
    }

    /// The money that came in, in order of time.
    pub fn payments(&self) -> impl Iterator<Item = &'a Payment> {
        self.standing().filter_map(|entry| match entry.booking {
            Booking::Payment(payment) => Some(payment),
            _ => None,
        })
    }

    /// What was booked and not taken back, in order of time; the reversals are not among it.
    pub fn standing(&self) -> impl Iterator<Item = &Entry<'a>> {
        let stands = |entry: &&Entry<'a>| {
            !entry.is_reversed && !matches!(entry.booking, Booking::Reversal { .. })
        };
        self.entries.iter().filter(stands)
    }

    /// What it held at a moment, with what was booked at that very moment.
    pub fn balance_at(&self, moment: Instant) -> Balance {
        let booked = self.entries.partition_point(|entry| entry.at <= moment);
        self.after(booked)
    }

    /// What it held just before a moment.
    pub fn balance_before(&self, moment: Instant) -> Balance {
        let booked = self.entries.partition_point(|entry| entry.at < moment);
        self.after(booked)
    }

    fn after(&self, booked: usize) -> Balance {
        let last = booked.checked_sub(1).and_then(|last| self.entries.get(last));
        last.map_or(Balance::zero(self.currency), |entry| entry.after)
    }

    /// The currency.
    pub const fn currency(&self) -> Currency {
        self.currency
    }
}

fn payments<'a>(facts: &[&'a Fact]) -> Vec<&'a Payment> {
    let payment = |fact: &&'a Fact| match fact {
        Fact::Payment(payment) => Some(payment),
        _ => None,
    };
    facts.iter().filter_map(payment).collect()
}
