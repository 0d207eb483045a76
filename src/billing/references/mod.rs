//! What the facts of a ledger name: that it is there, is theirs, and came before them.
//!
//! Servers and customers are found by their present and by their former names. A fact of which a name
//! leads nowhere stays in the ledger; whoever asks has been told.

mod fault;
mod links;
mod moments;
#[cfg(test)]
mod tests;
mod wording;

use fault::{Fault, Named};

use super::Books;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::Kind;
use crate::blueprint::units::Name;
use crate::contract::Money;
use crate::diagnostics::Report;
use crate::ledger::{Fact, Faulty};

/// Everything that is wrong with what the facts name, sorted by place.
///
/// `faulty` are the facts that could not be read: what may be among them is not called missing.
pub fn references(books: &Books<'_>, faulty: &Faulty) -> Report {
    let mut check = Check { books, faulty, hints: HINTS, report: Report::default() };
    for fact in books.ledger.facts() {
        check.names(fact);
        check.sums(fact);
        check.links(fact);
        check.before_tariff(fact);
    }
    check.once();
    check.report.sort();
    check.report
}

/// To so many unknown names the nearest right one is sought. A ledger of another project has a wrong
/// name in every fact, and to compare each with a hundred thousand right ones takes hours.
const HINTS: usize = 32;

struct Check<'a, 'b> {
    books: &'b Books<'a>,
    faulty: &'b Faulty,
    hints: usize,
    report: Report,
}

/// The names of which one may be meant, as long as it pays to look.
fn known<'a>(hints: &mut usize, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    match hints.checked_sub(1) {
        Some(left) => {
            *hints = left;
            names.collect()
        }
        None => Vec::new(),
    }
}

impl Check<'_, '_> {
    fn say(&mut self, fault: Fault<'_>) {
        self.report.push(fault.into());
    }

    /// Whether documents of a kind could not be read whole: nothing of it is called missing then.
    fn may_be_unread(&self, kind: Kind) -> bool {
        self.books.catalogue.blueprints.faulty.may_hold(kind)
    }

    fn names(&mut self, fact: &Fact) {
        for server in fact.servers() {
            if self.books.server(server).is_none() && !self.may_be_unread(Kind::Customer) {
                let known = known(&mut self.hints, self.books.server_names());
                let (named, span) = (Named::Server, server.span);
                self.say(Fault::Unknown { named, span, name: server, known });
            }
        }
        if let Some(customer) = fact.customer()
            && self.books.customer(customer).is_none()
            && !self.may_be_unread(Kind::Customer)
        {
            let known = known(&mut self.hints, self.books.customer_names());
            let (named, span) = (Named::Customer, customer.span);
            self.say(Fault::Unknown { named, span, name: customer, known });
        }
        let (tariff, addon) = match fact {
            Fact::Debit(f) => (f.tariff.as_ref(), f.addon.as_ref()),
            Fact::Request(f) => (f.tariff.as_ref(), None),
            Fact::Notice(f) => (f.tariff.as_ref(), None),
            _ => (None, None),
        };
        if let Some(name) = tariff {
            self.tariff(name);
        }
        if let Some(name) = addon {
            self.addon(name);
        }
    }

    fn tariff(&mut self, name: &Spanned<Name>) {
        let catalogue = self.books.catalogue;
        if catalogue.tariff(name).is_none() && !self.may_be_unread(Kind::Tariff) {
            let names = catalogue.blueprints.tariffs.iter().map(|t| &*t.name.value);
            let known = known(&mut self.hints, names);
            self.say(Fault::Unknown { named: Named::Tariff, span: name.span, name, known });
        }
    }

    fn addon(&mut self, name: &Spanned<Name>) {
        let catalogue = self.books.catalogue;
        if catalogue.addon(name).is_none() && !self.may_be_unread(Kind::Addon) {
            let names = catalogue.blueprints.addons.iter().map(|a| &*a.name.value);
            let known = known(&mut self.hints, names);
            self.say(Fault::Unknown { named: Named::Addon, span: name.span, name, known });
        }
    }

    fn sums(&mut self, fact: &Fact) {
        let (whole, part) = match fact {
            Fact::Payment(f) => (Some(&f.amount), None),
            Fact::Invoice(f) => (Some(&f.amount), None),
            Fact::Debit(f) => (Some(&f.amount), f.bonuses.as_ref()),
            Fact::Refund(f) => (Some(&f.amount), f.bonuses.as_ref()),
            Fact::Bonus(f) => (Some(&f.amount), None),
            Fact::Settlement(f) => (None, f.cash.as_ref()),
            _ => (None, None),
        };
        for sum in [whole, part].into_iter().flatten() {
            self.currency(sum);
        }
    }

    fn currency(&mut self, sum: &Spanned<Money>) {
        let wanted = self.books.currency();
        if let Some(provider) = self.books.catalogue.provider
            && sum.currency() != wanted
        {
            let provider = provider.currency.span;
            self.say(Fault::Currency { span: sum.span, sum: sum.value, wanted, provider });
        }
    }
}
