//! Tickets (clause 7.2).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::terms::Priority;
use crate::contract::{Instant, Interval, TicketFacts, TicketHistory, ticket_deadline, ticket_met};

const USES: &[&str] =
    &["ticket.low.unit", "ticket.service_hours", "ticket.pause_stops", "ticket.priorities"];

pub(super) const RULES: &[Rule] = &[
    Rule { id: "ticket.deadline", uses: USES, ask: deadline },
    Rule { id: "ticket.met", uses: USES, ask: met },
];

/// A ticket as a case tells it: the priority that it names is the one that holds.
struct Ticket {
    registered: Instant,
    priority: Priority,
    pauses: Vec<Interval<Instant>>,
}

impl Ticket {
    fn read(given: &mut Given<'_>) -> Result<Self, Refused> {
        Ok(Self {
            registered: given.instant("registered_at")?,
            priority: given.word("priority")?,
            pauses: given.spans("pauses")?,
        })
    }

    fn facts(&self) -> TicketFacts<'_> {
        let Self { registered, priority, ref pauses } = *self;
        TicketFacts { registered, priority, wished: None, pauses }
    }
}

/// By when (7.2).
fn deadline(given: &mut Given<'_>) -> Result<Question, Refused> {
    let ticket = Ticket::read(given)?;
    question(move |basis, trace| {
        let due = ticket_deadline(basis, &ticket.facts(), trace)?;
        Ok(Output::new().with("respond_by", due.respond_by).with("resolve_by", due.resolve_by))
    })
}

/// Whether in time (7.2).
fn met(given: &mut Given<'_>) -> Result<Question, Refused> {
    let ticket = Ticket::read(given)?;
    let history = TicketHistory {
        responded: given.nullable_instant("responded_at")?,
        resolved: given.nullable_instant("resolved_at")?,
        now: None,
    };
    question(move |basis, trace| {
        let verdict = ticket_met(basis, &ticket.facts(), &history, trace)?;
        Ok(Output::new()
            .with("response_met", verdict.response.state.met())
            .with("resolution_met", verdict.resolution.state.met()))
    })
}
