//! The guarantee of availability (clauses 6.1, 7).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "availability",
        uses: &["sla.percent", "sla.hours", "sla.precedence"],
        ask: unanswered,
    },
    Rule {
        id: "availability.events",
        uses: &[
            "sla.percent",
            "sla.hours",
            "sla.precedence",
            "sla.excluded_works",
            "compensation.causes",
        ],
        ask: unanswered,
    },
];
