//! All facts in order, and where those of a server or customer stand.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Fact, Id};
use crate::contract::Instant;

/// All facts of a run in order of time, each of them once.
///
/// Facts of one instant stand in the order of [`super::FactKind`], then of their ids: neither the order
/// of files nor that of lines in them changes anything.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    facts: Vec<Fact>,
    by_id: HashMap<Id, u32>,
    by_server: HashMap<Box<str>, Vec<u32>>,
    by_customer: HashMap<Box<str>, Vec<u32>>,
    by_ticket: HashMap<Id, Vec<u32>>,
    by_reversed: HashMap<Id, u32>,
    of_all: Vec<u32>,
}

impl Ledger {
    /// Puts facts in order. Of two with one id the first in that order stays findable by it; reading
    /// refuses them before.
    pub fn new(mut facts: Vec<Fact>) -> Self {
        facts.sort_by(|a, b| {
            let key = |fact: &Fact| (fact.moment(), fact.kind());
            key(a).cmp(&key(b)).then_with(|| a.id().value.cmp(&b.id().value))
        });
        let mut ledger = Self::default();
        for (at, fact) in (0_u32..).zip(&facts) {
            ledger.by_id.entry(fact.id().value.clone()).or_insert(at);
            for (n, server) in fact.servers().iter().enumerate() {
                // A server that one fact names twice has this fact once.
                if fact.servers()[..n].iter().all(|before| before != server) {
                    note(&mut ledger.by_server, server, at);
                }
            }
            if let Some(customer) = fact.customer() {
                note(&mut ledger.by_customer, customer, at);
            }
            if let Some(ticket) = fact.of_ticket() {
                ledger.by_ticket.entry(ticket.value.clone()).or_default().push(at);
            }
            if let Some(reversed) = fact.reverses() {
                ledger.by_reversed.entry(reversed.value.clone()).or_insert(at);
            }
            if fact.concerns_all() {
                ledger.of_all.push(at);
            }
        }
        ledger.facts = facts;
        ledger
    }

    /// The facts that had happened at a moment: what the ledger would have held then.
    pub fn known_at(&self, moment: Instant) -> Cow<'_, Self> {
        let known = self.facts.partition_point(|fact| fact.moment() <= moment);
        match self.facts.get(..known) {
            Some(facts) if known < self.facts.len() => Cow::Owned(Self::new(facts.to_vec())),
            _ => Cow::Borrowed(self),
        }
    }

    /// All facts, in order of time.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The fact of an id.
    pub fn get(&self, id: &Id) -> Option<&Fact> {
        self.by_id.get(id).map(|&at| &self.facts[at as usize])
    }

    /// The fact that takes a booking back: the first one in order of time, if several do.
    pub fn reversal_of(&self, id: &Id) -> Option<&Fact> {
        self.by_reversed.get(id).map(|&at| &self.facts[at as usize])
    }

    /// The facts that name a server by this name, in order of time. Facts of all servers and the
    /// parts of its tickets are not among them.
    pub fn of_server(&self, name: &str) -> impl Iterator<Item = &Fact> {
        self.these(self.by_server.get(name))
    }

    /// The facts that name a customer by this name, in order of time.
    pub fn of_customer(&self, name: &str) -> impl Iterator<Item = &Fact> {
        self.these(self.by_customer.get(name))
    }

    /// Pauses, responses and solutions of a ticket, in order of time.
    pub fn of_ticket(&self, id: &Id) -> impl Iterator<Item = &Fact> {
        self.these(self.by_ticket.get(id))
    }

    /// Works and notices that concern every server, in order of time.
    pub fn of_all_servers(&self) -> impl Iterator<Item = &Fact> {
        self.these(Some(&self.of_all))
    }

    fn these<'a>(&'a self, places: Option<&'a Vec<u32>>) -> impl Iterator<Item = &'a Fact> {
        places.into_iter().flatten().map(|&at| &self.facts[at as usize])
    }
}

/// Almost every name has been met before: it is copied only where it is new.
fn note(index: &mut HashMap<Box<str>, Vec<u32>>, name: &str, at: u32) {
    match index.get_mut(name) {
        Some(places) => places.push(at),
        None => {
            index.insert(name.into(), vec![at]);
        }
    }
}
