//! Change of the tariff by the customer (clauses 5.1 to 5.3).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "tariff.change",
        uses: &["tariff.compare", "tariff.downgrade_at_renewal"],
        ask: unanswered,
    },
    Rule {
        id: "tariff.upgrade",
        uses: &["money.scale", "money.rounding", "upgrade.charge"],
        ask: unanswered,
    },
    Rule {
        id: "tariff.upgrade_chain",
        uses: &["money.scale", "money.rounding", "upgrade.charge"],
        ask: unanswered,
    },
];
