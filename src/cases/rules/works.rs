//! Works and changes by the provider (clauses 6.3, 7.1).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{ChangeFacts, WorksFacts, classify_works};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "maintenance.classify",
        uses: &["maintenance.window", "maintenance.notice_hours", "maintenance.overrun"],
        ask: classify,
    },
    Rule { id: "change.notice", uses: &["change.notice_hours"], ask: change_notice },
];

/// Which part of works is planned (7.1).
fn classify(given: &mut Given<'_>) -> Result<Question, Refused> {
    let notified = given.instant("notified_at")?;
    let (from, until) = (given.instant("work_start")?, given.instant("work_end")?);
    question(move |basis, trace| {
        let facts = WorksFacts { notified, works: basis.period(from, until)? };
        let found = classify_works(basis, &facts, trace)?;
        Ok(Output::new()
            .with("notice_ok", found.in_time)
            .with("planned_seconds", found.planned_seconds())
            .with("unplanned_seconds", found.unplanned_seconds()))
    })
}

/// Whether a customer was told in time of a substantial change (6.3).
fn change_notice(given: &mut Given<'_>) -> Result<Question, Refused> {
    let (notified, change) = (given.instant("notified_at")?, given.instant("change_at")?);
    question(move |basis, trace| {
        let found =
            crate::contract::change_notice(basis, &ChangeFacts { notified, change }, trace)?;
        Ok(Output::new().with("notice_ok", found.in_time))
    })
}
