//! Questions about services, answered by the rules with the facts of fleet and ledger.
//!
//! Each gives decisions: outcome, steps, other readings. Beside them stand the facts that they rest
//! on, with the lines of the blueprints and the ledger that say so. How they are told is not known
//! here.

mod compensate;
mod invoice;
mod labels;
mod price_change;
mod refund;
mod renew;
mod upgrade;

pub use compensate::{CompensateAnswer, Downtimes, Measures};
pub use invoice::{InvoiceAnswer, PricedLine};
pub use price_change::{NewPrice, PriceChangeAnswer, Reached};
pub use refund::RefundAnswer;
pub use renew::RenewAnswer;
pub use upgrade::UpgradeAnswer;

use super::{Account, Books, Edition, Place, Service, Unanswered};
use crate::contract::decision::{Label, Value};
use crate::contract::{Basis, Instant, Interval};
use crate::diagnostics::{Span, nearest};

/// A fact with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What it is.
    pub what: &'static Label,
    /// Its value.
    pub value: Value,
    /// The line of a blueprint or of the ledger; absent for what follows from others.
    pub place: Option<Span>,
}

/// What a question is about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The customer; absent where the question is about many.
    pub customer: Option<&'a str>,
    /// The server; absent where the question is about many.
    pub server: Option<&'a str>,
    /// The moment of the question.
    pub at: Instant,
    /// The edition of the terms that decides.
    pub edition: Edition<'a>,
    /// What is known, in the order in which it is told.
    pub facts: Vec<Given>,
}

impl<'a> About<'a> {
    fn service(
        account: &Account<'a>,
        service: &Service<'a>,
        at: Instant,
        edition: Edition<'a>,
    ) -> Self {
        let customer = account.customer;
        let mut about = Self {
            customer: Some(&customer.name.value),
            server: Some(service.name()),
            at,
            edition,
            facts: Vec::new(),
        };
        let name = &service.server.name;
        about.fact(
            &labels::CUSTOMER,
            Value::Text(customer.name.to_string()),
            Some(customer.name.span),
        );
        about.fact(&labels::SERVER, Value::Text(name.to_string()), Some(name.span));
        if let Some(step) = service.tariff_at(at) {
            about.fact(&labels::TARIFF, Value::Text(step.name.to_owned()), Some(step.place));
        }
        about
    }

    fn fact(&mut self, what: &'static Label, value: impl Into<Value>, place: Option<Span>) {
        self.facts.push(Given { what, value: value.into(), place });
    }

    fn start(&mut self, service: &Service<'a>) {
        if let Some(start) = service.start {
            self.fact(&labels::STARTED, start.at, Some(start.place));
        }
    }
}

impl<'a> Books<'a> {
    /// A server, by the present or the former name.
    ///
    /// # Errors
    /// There is none; the nearest name is told.
    pub fn find_server(&self, name: &str) -> Result<Place<'a>, Unanswered> {
        self.server(name).ok_or_else(|| Unanswered::UnknownServer {
            name: name.to_owned(),
            nearest: nearest(name, self.server_names()).map(str::to_owned),
        })
    }

    /// The account and the number of the service of a server, by its present or former name.
    fn asked(&self, server: &str, at: Instant) -> Result<(Account<'a>, usize), Unanswered> {
        let place = self.find_server(server)?;
        let account = self.account_at(place.customer, at);
        let own = |service: &Service<'a>| std::ptr::eq(service.server, place.server);
        let number = account.services.iter().position(own);
        let none = || Unanswered::UnknownServer { name: server.to_owned(), nearest: None };
        Ok((account, number.ok_or_else(none)?))
    }

    /// The edition that decides about an event at the moment of a question.
    fn edition_for(&self, event: Instant, at: Instant) -> Result<Edition<'a>, Unanswered> {
        self.editions.deciding(event, at).copied().ok_or(Unanswered::NoTerms { at: event })
    }

    /// The edition for what has an answer at any time, as the states of services have.
    fn nearest_edition(&self, event: Instant, at: Instant) -> Result<Edition<'a>, Unanswered> {
        let edition = self.editions.deciding(event, at).or_else(|| self.editions.nearest(event));
        edition.copied().ok_or(Unanswered::NoTerms { at: event })
    }
}

/// Whether a time touches another.
fn touches(one: Interval<Instant>, other: Interval<Instant>) -> bool {
    one.intersection(other).is_some()
}

/// The basis of an edition; shorter to write.
fn basis_of<'b>(books: &'b Books<'_>, about: &About<'b>) -> Basis<'b> {
    books.basis(&about.edition)
}
