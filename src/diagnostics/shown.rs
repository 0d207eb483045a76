use std::collections::BTreeMap;

use super::{Finding, Report, Severity, SourceId};

/// How many findings of one file are shown unless the caller says otherwise. More than this is one
/// mistake made many times, and hides the mistakes of the other files.
pub const FINDINGS_PER_FILE: usize = 50;

/// What of a report is shown: all findings, or the first of each file with a count of the rest.
///
/// The totals always count everything, so that a cap never changes a verdict.
pub(super) struct Shown<'a> {
    /// In the order of the report.
    pub(super) findings: Vec<&'a Finding>,
    /// Per file in order; `None` stands for findings without a place.
    pub(super) hidden: Vec<(Option<SourceId>, Tally)>,
    /// All findings, shown or not.
    pub(super) total: Tally,
}

/// A count of findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

impl Tally {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    const fn sum(self) -> usize {
        self.errors + self.warnings
    }

    /// `2 errors, 1 warning`; what is zero is left out.
    pub(super) fn words(self) -> String {
        self.counted("")
    }

    /// `2 more errors, 1 more warning are not shown`, for the file named beside it.
    pub(super) fn hidden_words(self) -> String {
        let verb = if self.sum() == 1 { "is" } else { "are" };
        format!("{} {verb} not shown", self.counted("more "))
    }

    fn counted(self, more: &str) -> String {
        let part = |n: usize, word: &str| match n {
            0 => None,
            1 => Some(format!("1 {more}{word}")),
            n => Some(format!("{n} {more}{word}s")),
        };
        let parts = [part(self.errors, "error"), part(self.warnings, "warning")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl<'a> Shown<'a> {
    /// At most `per_file` findings of each file: its errors first, because a warning must not push
    /// an error out of sight, then warnings, shown in the order of the report.
    pub(super) fn new(report: &'a Report, per_file: usize) -> Self {
        let file = |f: &Finding| f.primary.as_ref().map(|label| label.span.source);
        let mut found: BTreeMap<Option<SourceId>, Tally> = BTreeMap::new();
        let mut total = Tally::default();
        for finding in report.findings() {
            found.entry(file(finding)).or_default().add(finding.severity);
            total.add(finding.severity);
        }
        let mut room: BTreeMap<_, _> = found
            .iter()
            .map(|(&id, tally)| {
                let errors = tally.errors.min(per_file);
                let warnings = tally.warnings.min(per_file - errors);
                (id, Tally { errors, warnings })
            })
            .collect();
        let hidden = found
            .iter()
            .map(|(id, all)| {
                let shown = room[id];
                let errors = all.errors - shown.errors;
                (*id, Tally { errors, warnings: all.warnings - shown.warnings })
            })
            .filter(|(_, tally)| tally.sum() > 0)
            .collect();
        let mut takes = |finding: &Finding| {
            let Some(room) = room.get_mut(&file(finding)) else { return false };
            let left = match finding.severity {
                Severity::Error => &mut room.errors,
                Severity::Warning => &mut room.warnings,
            };
            let takes = *left > 0;
            *left = left.saturating_sub(1);
            takes
        };
        let findings = report.findings().iter().filter(|f| takes(f)).collect();
        Self { findings, hidden, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Code, Sources, Span};

    #[test]
    fn errors_are_kept_before_warnings_and_totals_count_all() {
        let mut sources = Sources::default();
        let (a, b) = (sources.add("a", "x"), sources.add("b", "x"));
        let warning =
            |id, n: u32| Finding::warning(Code("W0001"), n.to_string()).at(Span::new(id, n, n), "");
        let error =
            |id, n: u32| Finding::error(Code("E0001"), n.to_string()).at(Span::new(id, n, n), "");
        let report: Report = [
            warning(a, 0),
            warning(a, 1),
            warning(a, 2),
            error(a, 3),
            error(b, 4),
            Finding::error(Code("E0002"), "5"),
        ]
        .into_iter()
        .collect();

        let shown = Shown::new(&report, 2);
        let headlines: Vec<_> = shown.findings.iter().map(|f| f.headline.as_str()).collect();
        assert_eq!(headlines, ["0", "3", "4", "5"]);
        assert_eq!(shown.hidden, [(Some(a), Tally { errors: 0, warnings: 2 })]);
        assert_eq!(shown.total, Tally { errors: 3, warnings: 3 });
        assert_eq!(shown.total.words(), "3 errors, 3 warnings");
        assert_eq!(shown.hidden[0].1.hidden_words(), "2 more warnings are not shown");
    }

    #[test]
    fn without_a_cap_all_are_shown() {
        let report: Report =
            (0..60).map(|n: u32| Finding::error(Code("E0001"), n.to_string())).collect();
        assert_eq!(Shown::new(&report, usize::MAX).findings.len(), 60);
        assert_eq!(Shown::new(&report, FINDINGS_PER_FILE).findings.len(), 50);
        assert_eq!(Shown::new(&report, FINDINGS_PER_FILE).hidden[0].1.words(), "10 errors");
    }
}
