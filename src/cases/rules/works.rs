//! Works and changes by the provider (clauses 6.3, 7.1).

use super::{Question, Rule, question, unanswered};
use crate::cases::{Given, Output, Refused};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "maintenance.classify",
        uses: &["maintenance.window", "maintenance.notice_hours", "maintenance.overrun"],
        ask: unanswered,
    },
    Rule { id: "change.notice", uses: &["change.notice_hours"], ask: change_notice },
];

/// Whether a customer was told in time of a substantial change (6.3).
fn change_notice(given: &mut Given<'_>) -> Result<Question, Refused> {
    let (notified, change) = (given.instant("notified_at")?, given.instant("change_at")?);
    question(move |basis, _| {
        let in_time = basis.terms.works.told_of_change(notified, change);
        Ok(Output::new().with("notice_ok", in_time))
    })
}
