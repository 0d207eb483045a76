//! Renewal (clauses 3.2, 3.3, 4.2, 4.5, 4.6).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule { id: "renewal.first_period", uses: &["start.event"], ask: unanswered },
    Rule { id: "renewal.period_chain", uses: &[], ask: unanswered },
    Rule {
        id: "renewal.state",
        uses: &["deadline.calendar_days", "deadline.roll_nonworking", "resume.days"],
        ask: unanswered,
    },
    Rule {
        id: "renewal.payment",
        uses: &[
            "deadline.calendar_days",
            "deadline.roll_nonworking",
            "renewal.late_period_start",
            "resume.days",
        ],
        ask: unanswered,
    },
];
