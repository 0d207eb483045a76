//! Value added tax (clause 4.1).

use super::{Rule, unanswered};

pub(super) const RULES: &[Rule] =
    &[Rule { id: "vat.extract", uses: &["money.scale", "money.rounding"], ask: unanswered }];
