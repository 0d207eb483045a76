//! The questions of money and time that have one answer: from a decision to the words in which
//! support tells it.
//!
//! Nothing here decides. A file per question says which sentence an outcome is, which of its figures
//! are shown and compared between readings, and what has to be said beside it.

mod asked;
mod availability;
mod booked;
mod compensation;
mod invoice;
mod maintenance;
mod price;
mod refund;
mod renewal;
mod tax;
#[cfg(test)]
mod tests;
mod ticket;
mod upgrade;

pub use asked::{
    RenewalAsked, compensation_of, invoice_of, price_change_of, refund_of, renewal_of, upgrade_of,
};
pub use availability::{
    AvailabilityParts, ServerAvailability, availability, availability_of_fleet,
};
pub use booked::{
    compensation_for, invoice_for, price_change_for, refund_for, renewal_for, upgrade_for,
};
pub use compensation::{Measures, compensation};
pub use invoice::{InvoiceLine, InvoiceParts, NotRenewed, invoice};
pub use maintenance::{change, maintenance};
pub use price::{Reach, price_change};
pub use refund::{RefundParts, refund};
pub use renewal::{RenewalParts, ended, renewal};
pub use tax::Taxed;
pub use ticket::{OpenTicket, open_tickets, ticket};
pub use upgrade::{refused_change, upgrade};

use super::answer::{Answer, Grounds, Sentence};
use crate::billing::{Edition, Given};
use crate::contract::decision::{Label, Value};
use crate::contract::{Basis, Instant};
use crate::diagnostics::Span;

/// What a question is about, whoever asks it.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The server; absent where the facts came from the command line alone.
    pub server: Option<&'a str>,
    /// The moment that the question is about.
    pub at: Instant,
    /// The edition of the terms that decides.
    pub edition: Edition<'a>,
    /// The terms with calendar, tax and currency.
    pub basis: Basis<'a>,
    /// What is known, in the order in which it is told.
    pub facts: Vec<Given>,
}

/// The heading of a question: with the name of a server (`{0}`, then the moment `{1}`), and without.
#[derive(Clone, Copy)]
struct Heading {
    question: &'static Label,
    of_server: &'static Label,
    alone: &'static Label,
}

impl Case<'_> {
    fn answer(&self, heading: Heading, sentence: Sentence) -> Answer {
        let at = Value::Moment(self.at);
        let title = match self.server {
            Some(server) => Sentence::new(heading.of_server, [Value::Text(server.into()), at]),
            None => Sentence::new(heading.alone, [at]),
        };
        let grounds = Grounds::of(&self.basis, Some(self.edition.from));
        let mut answer = Answer::new(heading.question, title, sentence, grounds);
        answer.facts.clone_from(&self.facts);
        answer
    }

    /// Whether a time without access is among the facts.
    fn has_downtime(&self) -> bool {
        self.facts.iter().any(|fact| fact.what.key == "outage")
    }

    /// Where a parameter of the terms is written.
    fn place(&self, id: &str) -> Option<Span> {
        self.edition.document.place(id)
    }
}
