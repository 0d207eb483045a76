//! Automatic renewal (clauses 4.3 to 4.5).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "autorenew.refusal",
        uses: &["autorenew.tie", "autorenew.refusal_channel"],
        ask: unanswered,
    },
    Rule {
        id: "autorenew.run",
        uses: &["money.scale", "money.rounding", "autorenew.use_bonus"],
        ask: unanswered,
    },
];
