//! What a run of cases found, for people, for programs and for pages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use qalyp::cases::{Difference, Failure, Verdict};
use qalyp::contract::Language;
use qalyp::diagnostics::{Finding, Report, Sources, human, json, visible};
use serde::Serialize;

use super::steps;
use crate::cli::terminal::Terminal;

/// Steps of one case that are shown to people. A real case has a few dozen; one that goes on for a
/// thousand years has thousands.
const MOST_STEPS: usize = 200;
/// Characters of a line that is shown to people.
const LONGEST_LINE: usize = 400;

/// A run of cases.
pub(super) struct Run<'a> {
    pub(super) sources: &'a Sources,
    /// What is wrong with the files themselves.
    pub(super) findings: &'a [Finding],
    pub(super) verdicts: &'a [Verdict<'a>],
    pub(super) language: Language,
}

#[derive(Serialize)]
struct Document {
    format: &'static str,
    passed: usize,
    failed: usize,
    /// About the files, beside their cases.
    findings: Vec<json::Entry>,
    cases: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    rule: String,
    place: String,
    passed: bool,
    why: String,
    /// Why the case could not be run.
    findings: Vec<json::Entry>,
    differences: Vec<DifferenceEntry>,
    steps: Vec<StepEntry>,
    /// The policies that the steps asked.
    policies: BTreeMap<&'static str, String>,
    /// Policies under which the answer is the expected one.
    readings: Vec<ReadingEntry>,
}

#[derive(Serialize)]
struct DifferenceEntry {
    key: String,
    expected: Option<String>,
    got: Option<String>,
    place: String,
}

#[derive(Serialize)]
struct StepEntry {
    clause: String,
    what: &'static str,
    inputs: Vec<(&'static str, serde_json::Value)>,
    policies: Vec<&'static str>,
    arithmetic: Option<String>,
    result: serde_json::Value,
    rounded: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct ReadingEntry {
    policy: &'static str,
    value: String,
}

impl Run<'_> {
    /// The line that every form of the answer ends with.
    fn summary(&self) -> String {
        let (passed, failed) = self.counts();
        format!("{passed} passed, {failed} failed")
    }

    fn counts(&self) -> (usize, usize) {
        let failed = self.verdicts.iter().filter(|verdict| verdict.failure.is_some()).count();
        (self.verdicts.len() - failed, failed)
    }

    fn failures(&self) -> impl Iterator<Item = (&Verdict<'_>, &Failure)> {
        self.verdicts.iter().filter_map(|verdict| Some((verdict, verdict.failure.as_ref()?)))
    }

    /// Every failed case with its reasons.
    pub(super) fn human(&self, terminal: Terminal) -> String {
        let mut out = String::new();
        let style = human::Style {
            color: terminal.color,
            width: terminal.width,
            ..human::Style::default()
        };
        for finding in self.findings {
            let _ = writeln!(out, "{}\n", human::alone(finding, self.sources, &style));
        }
        for (verdict, failure) in self.failures() {
            let (id, rule) = (visible(verdict.id), visible(verdict.rule));
            let _ = writeln!(out, "FAIL {id}  {rule}  {}", self.sources.place(verdict.span));
            if !verdict.why.is_empty() {
                let _ = writeln!(out, "  {}", visible(verdict.why).replace('\n', " "));
            }
            match failure {
                Failure::NotRun(found) => {
                    for finding in found {
                        let _ = writeln!(out, "{}", human::alone(finding, self.sources, &style));
                    }
                }
                Failure::Differs { differences, .. } => {
                    out += &indented(&self.differences(differences), "  ");
                    out += &indented(&self.reasons(failure), "  ");
                }
            }
            out.push('\n');
        }
        out + &self.summary() + "\n"
    }

    fn differences(&self, differences: &[Difference]) -> String {
        let mut out = String::new();
        for difference in differences {
            let place = self.sources.place(difference.span);
            let _ = writeln!(out, "{}  ({place})", visible(&difference.key));
            let _ = writeln!(out, "  expected {}", side(difference.expected.as_deref()));
            let _ = writeln!(out, "  got      {}", side(difference.got.as_deref()));
        }
        out
    }

    /// The steps, and the readings under which the expectation holds.
    fn reasons(&self, failure: &Failure) -> String {
        let Failure::Differs { steps, policies, offset, readings, .. } = failure else {
            return String::new();
        };
        let mut out = String::new();
        if !steps.is_empty() {
            out += "steps\n";
        }
        for step in steps.iter().take(MOST_STEPS) {
            out += &indented(&steps::lines(step, policies, self.language, *offset), "  ");
        }
        if let Some(more) = steps.len().checked_sub(MOST_STEPS).filter(|more| *more > 0) {
            let _ = writeln!(out, "  and {more} more, which `--format json` has");
        }
        for reading in readings {
            let _ = writeln!(out, "as expected with `{}: {}`", reading.policy, reading.value);
        }
        out
    }

    /// One document.
    pub(super) fn json(&self) -> String {
        let (passed, failed) = self.counts();
        json::pretty(&Document {
            format: "qalyp-cases/1",
            passed,
            failed,
            findings: self.entries(self.findings),
            cases: self.verdicts.iter().map(|verdict| self.entry(verdict)).collect(),
        })
    }

    fn entries(&self, findings: &[Finding]) -> Vec<json::Entry> {
        let report: Report = findings.iter().cloned().collect();
        json::Document::new(&report, self.sources, usize::MAX).findings
    }

    fn entry(&self, verdict: &Verdict<'_>) -> Entry {
        let mut entry = Entry {
            id: verdict.id.to_owned(),
            rule: verdict.rule.to_owned(),
            place: self.sources.place(verdict.span),
            passed: verdict.failure.is_none(),
            why: verdict.why.to_owned(),
            findings: Vec::new(),
            differences: Vec::new(),
            steps: Vec::new(),
            policies: BTreeMap::new(),
            readings: Vec::new(),
        };
        match &verdict.failure {
            None => {}
            Some(Failure::NotRun(found)) => entry.findings = self.entries(found),
            Some(Failure::Differs { differences, steps, policies, offset, readings }) => {
                entry.policies.clone_from(policies);
                let difference = |difference: &Difference| DifferenceEntry {
                    key: difference.key.clone(),
                    expected: difference.expected.clone(),
                    got: difference.got.clone(),
                    place: self.sources.place(difference.span),
                };
                entry.differences = differences.iter().map(difference).collect();
                let step = |step: &qalyp::contract::decision::Step| StepEntry {
                    clause: step.clause.to_string(),
                    what: step.what.key,
                    inputs: step
                        .inputs
                        .iter()
                        .map(|(label, value)| (label.key, value.to_json(*offset)))
                        .collect(),
                    policies: step.parameters.clone(),
                    arithmetic: step.arithmetic.clone(),
                    result: step.result.to_json(*offset),
                    rounded: step.rounded.as_ref().map(|value| value.to_json(*offset)),
                };
                entry.steps = steps.iter().map(step).collect();
                let reading = |reading: &qalyp::cases::OtherReading| ReadingEntry {
                    policy: reading.policy,
                    value: reading.value.clone(),
                };
                entry.readings = readings.iter().map(reading).collect();
            }
        }
        entry
    }

    /// A page: how many of each rule, and every failed case.
    pub(super) fn markdown(&self) -> String {
        let mut out = String::from("| rule | passed | failed |\n|---|---:|---:|\n");
        let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for verdict in self.verdicts {
            let (passed, failed) = rules.entry(verdict.rule).or_default();
            *(if verdict.failure.is_some() { failed } else { passed }) += 1;
        }
        for (rule, (passed, failed)) in rules {
            let _ = writeln!(out, "| {} | {passed} | {failed} |", code(rule));
        }
        for finding in self.findings {
            let _ = writeln!(out, "\n{}", self.found(finding));
        }
        for (verdict, failure) in self.failures() {
            let place = self.sources.place(verdict.span);
            let _ = writeln!(out, "\n## {}\n", code(verdict.id));
            let _ = writeln!(out, "{} in {}\n", code(verdict.rule), code(&place));
            match failure {
                Failure::NotRun(found) => {
                    for finding in found {
                        let _ = writeln!(out, "- {}", self.found(finding));
                    }
                }
                Failure::Differs { differences, .. } => {
                    out += "| key | expected | got |\n|---|---|---|\n";
                    for one in differences {
                        let sides = [one.expected.as_deref(), one.got.as_deref()].map(side);
                        let [expected, got] = sides.map(|side| code(shortened(&side)));
                        let _ = writeln!(out, "| {} | {expected} | {got} |", code(&one.key));
                    }
                    let reasons = self.reasons(failure);
                    if !reasons.is_empty() {
                        let _ = writeln!(out, "\n```text\n{}```", reasons.replace("```", "'''"));
                    }
                }
            }
        }
        out + "\n" + &self.summary() + "\n"
    }

    fn found(&self, finding: &Finding) -> String {
        let place = finding.primary.as_ref().map(|label| self.sources.place(label.span));
        let place = place.map(|place| format!(" ({})", code(&place))).unwrap_or_default();
        format!("{} {}{place}", finding.code, visible(&finding.headline))
    }
}

/// One side of a difference.
fn side(text: Option<&str>) -> String {
    text.map_or_else(|| "nothing".to_owned(), visible)
}

/// Text of a file as code in a cell of a table.
fn code(text: impl AsRef<str>) -> String {
    let line = visible(text.as_ref()).replace(['\n', '\r'], " ").replace('|', "\\|");
    format!("`{}`", line.replace('`', "'"))
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{}\n", shortened(line))).collect()
}

/// A line that somebody can read: a list of a thousand months is cut.
fn shortened(line: &str) -> Cow<'_, str> {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((at, _)) => format!("{}…", &line[..at]).into(),
        None => line.into(),
    }
}
