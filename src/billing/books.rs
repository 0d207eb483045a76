//! What every account is judged by, and where each server and customer stands.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Account, Edition, Editions};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Customer, Server};
use crate::blueprint::units::Line;
use crate::contract::calendar::Calendar;
use crate::contract::{Basis, Currency, Dated, Instant, Percent, Timeline, UtcOffset};
use crate::fleet::Catalogue;
use crate::ledger::{About, Fact, Ledger, Maintenance, Notice};

/// The project and its ledger, ready to be asked.
///
/// Nothing is computed ahead: an [`Account`] is replayed when it is asked for and dropped again, so
/// a fleet of any size needs the memory of its facts and no more.
#[derive(Debug)]
pub struct Books<'a> {
    /// The documents.
    pub catalogue: &'a Catalogue<'a>,
    /// The facts.
    pub ledger: &'a Ledger,
    /// The editions of the terms.
    pub editions: Editions<'a>,
    calendar: Option<Calendar>,
    vat: Timeline<Percent>,
    currency: Currency,
    customers: HashMap<&'a str, &'a Customer>,
    servers: HashMap<&'a str, Place<'a>>,
    price_notices: HashMap<&'a str, Vec<&'a Notice>>,
    works_of_all: Vec<&'a Maintenance>,
}

/// A server and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose.
    pub customer: &'a Customer,
    /// The server.
    pub server: &'a Server,
}

/// Why a project has no books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoBooks {
    /// It has no provider, so nobody knows the currency and the tax.
    NoProvider,
    /// It has no edition of the terms that could be read.
    NoTerms,
}

impl<'a> Books<'a> {
    /// Joins a project and its facts.
    ///
    /// # Errors
    /// A project without a provider or without terms has no bills.
    pub fn new(catalogue: &'a Catalogue<'a>, ledger: &'a Ledger) -> Result<Self, NoBooks> {
        let provider = catalogue.provider.ok_or(NoBooks::NoProvider)?;
        let editions = Editions::new(catalogue);
        if editions.all().is_empty() {
            return Err(NoBooks::NoTerms);
        }
        let calendar = provider.calendar.get().and_then(|name| catalogue.calendar(name));
        let rates = provider.vat.iter();
        let rates = rates.map(|r| Dated { from: r.from.value, until: None, value: r.rate.value });
        let (customers, servers) = places(catalogue);
        Ok(Self {
            catalogue,
            ledger,
            editions,
            calendar: calendar.and_then(|calendar| calendar.to_contract().ok()),
            vat: Timeline::new(rates.collect()).0,
            currency: provider.currency.value.0,
            customers,
            servers,
            price_notices: price_notices(ledger),
            works_of_all: works_of_all(ledger),
        })
    }

    /// What a decision under an edition rests on.
    pub fn basis(&self, edition: &Edition<'a>) -> Basis<'_> {
        Basis {
            edition: edition.name,
            terms: edition.terms,
            calendar: self.calendar.as_ref(),
            vat: &self.vat,
            currency: self.currency,
        }
    }

    /// The working days, if the project has a calendar that could be read.
    pub const fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_ref()
    }

    /// The offset at which moments are shown: that of the edition in force at one.
    pub fn offset_at(&self, moment: Instant) -> UtcOffset {
        let edition = self.editions.nearest(moment);
        edition.map_or(UtcOffset::KAZAKHSTAN, |edition| edition.terms.counting.utc_offset)
    }

    /// The currency of every sum.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// A customer, by the present or the former name.
    pub fn customer(&self, name: &str) -> Option<&'a Customer> {
        self.customers.get(name).copied()
    }

    /// A server and its customer, by the present or the former name.
    pub fn server(&self, name: &str) -> Option<Place<'a>> {
        self.servers.get(name).copied()
    }

    /// The names by which a customer can be asked for.
    pub fn customer_names(&self) -> impl Iterator<Item = &'a str> {
        self.catalogue.blueprints.customers.iter().map(|customer| &*customer.name.value)
    }

    /// The names by which a server can be asked for.
    pub fn server_names(&self) -> impl Iterator<Item = &'a str> {
        let all = self.catalogue.blueprints.customers.iter();
        all.flat_map(|customer| &customer.servers).map(|server| &*server.name.value)
    }

    /// The customers, each once, in the order of their documents.
    pub fn customers(&self) -> impl Iterator<Item = &'a Customer> {
        let all = self.catalogue.blueprints.customers.iter();
        all.filter(|customer| {
            self.customer(&customer.name).is_some_and(|first| std::ptr::eq(first, *customer))
        })
    }

    /// The account of a customer.
    pub fn account(&self, customer: &'a Customer) -> Account<'a> {
        Account::replay(self, customer, None)
    }

    /// The account as it is known at a moment: what is taken back later stands as it was booked.
    pub fn account_at(&self, customer: &'a Customer, at: Instant) -> Account<'a> {
        Account::replay(self, customer, Some(at))
    }

    /// Does something with every account, on all processors. An account is dropped when it is done
    /// with; what is made of it stands in the order of the documents.
    pub fn each_account<T: Send>(&self, make: impl Fn(&Account<'a>) -> T + Sync) -> Vec<T> {
        let customers: Vec<_> = self.customers().collect();
        self.each_of(&customers, make)
    }

    /// The same for some customers, where what is made of all would be too much to hold at a time.
    pub fn each_of<T: Send>(
        &self,
        customers: &[&'a Customer],
        make: impl Fn(&Account<'a>) -> T + Sync,
    ) -> Vec<T> {
        customers.par_iter().map(|customer| make(&self.account(customer))).collect()
    }

    /// The facts that name a customer, by the present and by the former name.
    pub(super) fn facts_of_customer(&self, customer: &'a Customer) -> Vec<&'a Fact> {
        let ledger = self.ledger;
        let former = customer.renamed_from.as_ref().map(|name| &*name.value);
        let former = former
            .filter(|name| self.customer(name).is_some_and(|found| std::ptr::eq(found, customer)));
        let mut facts: Vec<_> = ledger.of_customer(&customer.name).collect();
        if let Some(former) = former {
            facts.extend(ledger.of_customer(former));
        }
        facts
    }

    /// The facts that name a server, by the present and by the former name.
    pub(super) fn facts_of_server(&self, server: &'a Server) -> Vec<&'a Fact> {
        let ledger = self.ledger;
        let former = server.renamed_from.as_ref().map(|name| &*name.value);
        let former = former.filter(|name| {
            self.server(name).is_some_and(|found| std::ptr::eq(found.server, server))
        });
        let mut facts: Vec<_> = ledger.of_server(&server.name).collect();
        if let Some(former) = former {
            facts.extend(ledger.of_server(former));
            in_order(&mut facts);
        }
        facts
    }

    /// The notices of a tariff's new prices, in order of time.
    pub(super) fn price_notices(&self, tariff: &str) -> impl Iterator<Item = &'a Notice> {
        self.price_notices.get(tariff).into_iter().flatten().copied()
    }

    /// The works that touched every server, in order of time.
    pub(super) fn works_of_all(&self) -> impl Iterator<Item = &'a Maintenance> {
        self.works_of_all.iter().copied()
    }

    /// Whether a notice reached the customer of a server.
    pub(super) fn has_told(notice: &Notice, server: &Server) -> bool {
        let former = server.renamed_from.as_ref().map(|name| &*name.value);
        let is_own = |name: &str| name == &*server.name.value || Some(name) == former;
        let named = |servers: &[Spanned<Line>]| servers.iter().any(|name| is_own(&name.value));
        notice.servers.as_deref().is_none_or(named)
    }

    /// The edition in force at a moment, with the basis that it gives.
    pub fn basis_at(&self, moment: Instant) -> Option<(&Edition<'a>, Basis<'_>)> {
        let edition = self.editions.at(moment)?;
        Some((edition, self.basis(edition)))
    }
}

/// Puts facts of several names in the order of the ledger, each once.
pub(super) fn in_order(facts: &mut Vec<&Fact>) {
    facts.sort_by(|a, b| {
        let key = |fact: &Fact| (fact.moment(), fact.kind());
        key(a).cmp(&key(b)).then_with(|| a.id().value.cmp(&b.id().value))
    });
    facts.dedup_by(|a, b| std::ptr::eq(*a, *b));
}

/// Customers and servers by name. A present name goes before a former one, and of two the first
/// counts; reading has reported the second.
fn places<'a>(
    catalogue: &'a Catalogue<'a>,
) -> (HashMap<&'a str, &'a Customer>, HashMap<&'a str, Place<'a>>) {
    let all = &catalogue.blueprints.customers;
    let mut customers: HashMap<&str, &Customer> = HashMap::with_capacity(all.len());
    let mut servers: HashMap<&str, Place<'_>> = HashMap::with_capacity(all.len());
    for customer in all {
        customers.entry(&customer.name.value).or_insert(customer);
        for server in &customer.servers {
            servers.entry(&server.name.value).or_insert(Place { customer, server });
        }
    }
    for customer in all {
        if let Some(former) = &customer.renamed_from {
            customers.entry(&former.value).or_insert(customer);
        }
        for server in &customer.servers {
            if let Some(former) = &server.renamed_from {
                servers.entry(&former.value).or_insert(Place { customer, server });
            }
        }
    }
    (customers, servers)
}

fn price_notices(ledger: &Ledger) -> HashMap<&str, Vec<&Notice>> {
    let mut notices: HashMap<&str, Vec<&Notice>> = HashMap::new();
    for fact in ledger.facts() {
        if let Fact::Notice(notice) = fact
            && notice.about.value == About::Price
            && let Some(tariff) = &notice.tariff
        {
            notices.entry(&tariff.value).or_default().push(notice);
        }
    }
    notices
}

fn works_of_all(ledger: &Ledger) -> Vec<&Maintenance> {
    let mut all = Vec::new();
    for fact in ledger.of_all_servers() {
        if let Fact::Maintenance(works) = fact {
            all.push(works);
        }
    }
    all
}
