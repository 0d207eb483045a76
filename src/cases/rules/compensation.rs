//! Compensation (section 8).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "compensation",
        uses: &[
            "money.scale",
            "money.rounding",
            "compensation.pct_per_hour",
            "compensation.cap_pct",
            "compensation.hours",
            "compensation.cap_scope",
            "compensation.on_conflict",
            "compensation.fee_basis",
            "compensation.claim_required",
            "compensation.preinstalled_software",
            "compensation.causes",
        ],
        ask: unanswered,
    },
    Rule {
        id: "compensation.evidence",
        uses: &[
            "money.scale",
            "money.rounding",
            "compensation.pct_per_hour",
            "compensation.cap_pct",
            "compensation.hours",
            "compensation.fee_basis",
            "compensation.evidence",
        ],
        ask: unanswered,
    },
    Rule { id: "compensation.payout", uses: &["money.scale", "money.rounding"], ask: unanswered },
];
