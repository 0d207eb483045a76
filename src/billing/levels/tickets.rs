//! The life of a ticket (7.2), from the facts of a ledger.

use crate::billing::{Books, Given};
use crate::contract::decision::{Label, Value, labels};
use crate::contract::{Instant, Interval, TicketFacts, TicketHistory};
use crate::diagnostics::Span;
use crate::ledger::{Fact, Ticket};

labels! {
    REGISTERED = "registered": "тіркелген сәт", "момент регистрации", "registration";
    PRIORITY = "priority":
        "кесте бойынша басымдық", "приоритет по таблице", "priority by the table";
    WISH = "wish":
        "тапсырыс беруші сұраған басымдық", "приоритет по просьбе заказчика",
        "priority that the customer asks for";
    PAUSE = "pause":
        "тапсырыс берушіні күту", "ожидание заказчика", "waiting for the customer";
    RESPONDED = "responded": "жұмыс басталды", "работа начата", "work began";
    RESOLVED = "resolved": "шешім берілді", "решение дано", "solution given";
    SERVER = "server": "сервер", "сервер", "server";
}

/// A ticket with its pauses, the beginning of the work and its solution.
#[derive(Clone, Debug)]
pub struct TicketLife<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// When it waited for its customer, in order of time; what still lasts ends at the question.
    pub pauses: Vec<(Interval<Instant>, Span)>,
    /// Whether it still waits.
    pub waits: bool,
    /// When the work began, the first time.
    pub responded: Option<(Instant, Span)>,
    /// When a solution was given, the last time.
    pub resolved: Option<(Instant, Span)>,
    spans: Vec<Interval<Instant>>,
}

impl<'a> TicketLife<'a> {
    /// A ticket of the ledger as it was known at `now`.
    pub fn of(books: &Books<'a>, ticket: &'a Ticket, now: Instant) -> Self {
        let mut life = Self {
            ticket,
            pauses: Vec::new(),
            waits: false,
            responded: None,
            resolved: None,
            spans: Vec::new(),
        };
        for fact in books.ledger.of_ticket(&ticket.id.value).filter(|fact| fact.moment() <= now) {
            match fact {
                Fact::Pause(pause) => {
                    let ends = pause.until.as_ref().map(|until| until.value);
                    life.waits |= ends.is_none_or(|ends| ends > now);
                    let span = Interval::new(pause.from.value, ends.map_or(now, |it| it.min(now)));
                    life.pauses.extend(span.map(|span| (span, pause.span)));
                }
                Fact::Response(response) => {
                    let at = (response.at.value, response.span);
                    life.responded = life.responded.or(Some(at));
                }
                Fact::Solution(solution) => {
                    life.resolved = Some((solution.at.value, solution.span));
                }
                _ => {}
            }
        }
        life.spans = life.pauses.iter().map(|(span, _)| *span).collect();
        life
    }

    /// The ticket of an id.
    pub fn find(books: &Books<'a>, id: &str, now: Instant) -> Option<Self> {
        let fact = books.ledger.facts().iter().find(|fact| is_ticket(fact, id))?;
        let Fact::Ticket(ticket) = fact else { return None };
        Some(Self::of(books, ticket, now))
    }

    /// Every ticket that was registered by `now` and has no solution then, in order of time.
    pub fn open(books: &Books<'a>, now: Instant) -> Vec<Self> {
        let tickets = books.ledger.facts().iter().filter_map(|fact| match fact {
            Fact::Ticket(ticket) if ticket.at.value <= now => Some(ticket),
            _ => None,
        });
        let lives = tickets.map(|ticket| Self::of(books, ticket, now));
        lives.filter(|life| life.resolved.is_none()).collect()
    }

    /// What the rule is asked of.
    pub fn facts(&self) -> TicketFacts<'_> {
        TicketFacts {
            registered: self.ticket.at.value,
            priority: self.ticket.priority.value,
            wished: self.ticket.wish.as_ref().map(|wish| wish.value),
            pauses: &self.spans,
        }
    }

    /// What is known of it, with the places where it is written.
    pub fn given(&self) -> Vec<Given> {
        let ticket = self.ticket;
        let server = Value::Text(ticket.server.value.to_string());
        let mut all = vec![
            given(&SERVER, server, Some(ticket.server.span)),
            given(&REGISTERED, ticket.at.value, Some(ticket.at.span)),
            given(&PRIORITY, ticket.priority.value.label(), Some(ticket.priority.span)),
        ];
        let wish = ticket.wish.as_ref();
        all.extend(wish.map(|wish| given(&WISH, wish.value.label(), Some(wish.span))));
        all.extend(self.pauses.iter().map(|(span, place)| given(&PAUSE, *span, Some(*place))));
        for (what, done) in [(&RESPONDED, self.responded), (&RESOLVED, self.resolved)] {
            all.extend(done.map(|(at, place)| given(what, at, Some(place))));
        }
        all
    }

    /// What was done.
    pub fn history(&self, now: Instant) -> TicketHistory {
        TicketHistory {
            responded: self.responded.map(|(at, _)| at),
            resolved: self.resolved.map(|(at, _)| at),
            now: Some(now),
        }
    }
}

/// What is known of a ticket that no ledger has.
pub fn told_ticket(facts: &TicketFacts<'_>, history: &TicketHistory) -> Vec<Given> {
    let mut all = vec![
        given(&REGISTERED, facts.registered, None),
        given(&PRIORITY, facts.priority.label(), None),
    ];
    all.extend(facts.wished.map(|wish| given(&WISH, wish.label(), None)));
    all.extend(facts.pauses.iter().map(|pause| given(&PAUSE, *pause, None)));
    all.extend(history.responded.map(|at| given(&RESPONDED, at, None)));
    all.extend(history.resolved.map(|at| given(&RESOLVED, at, None)));
    all
}

fn given(what: &'static Label, value: impl Into<Value>, place: Option<Span>) -> Given {
    Given { what, value: value.into(), place }
}

fn is_ticket(fact: &Fact, id: &str) -> bool {
    matches!(fact, Fact::Ticket(_)) && *fact.id().value == *id
}

#[test]
fn every_label_has_its_words() {
    crate::contract::decision::assert_said(ALL);
}
