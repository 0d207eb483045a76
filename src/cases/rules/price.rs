//! Change of the price by the provider (clause 5.4).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "price.notice",
        uses: &["notice.calendar_days", "price.notice_days"],
        ask: unanswered,
    },
    Rule {
        id: "price.apply",
        uses: &[
            "money.scale",
            "money.rounding",
            "notice.calendar_days",
            "price.notice_days",
            "price.short_notice",
            "price.basis",
        ],
        ask: unanswered,
    },
];
