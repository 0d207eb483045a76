//! Tickets (clause 7.2).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "ticket.deadline",
        uses: &[
            "ticket.low.unit",
            "ticket.service_hours",
            "ticket.pause_stops",
            "ticket.priorities",
        ],
        ask: unanswered,
    },
    Rule {
        id: "ticket.met",
        uses: &[
            "ticket.low.unit",
            "ticket.service_hours",
            "ticket.pause_stops",
            "ticket.priorities",
        ],
        ask: unanswered,
    },
];
