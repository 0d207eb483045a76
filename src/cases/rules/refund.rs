//! Refunds (clauses 4.7, 4.8).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "refund",
        uses: &[
            "money.scale",
            "money.rounding",
            "deadline.calendar_days",
            "deadline.roll_nonworking",
            "refund.full_days",
            "refund.count_cancel_day",
            "refund.include_addons",
            "refund.bonus_part",
        ],
        ask: unanswered,
    },
    Rule { id: "refund.prorate", uses: &["money.scale", "money.rounding"], ask: unanswered },
    Rule { id: "refund.deadline", uses: &["refund.payout_working_days"], ask: unanswered },
];
