use super::{Failure, File, run};
use crate::blueprint::Limits;
use crate::diagnostics::{Finding, Sources};

const META: &str = r#"
meta:
  schema: billing-cases/v2
  set: own
  document: Terms of a test
  currency: KZT
  time_offset: "+05:00"
  defaults: {change.notice_hours: 48}
  calendar:
    covers_from: "2026-03-01"
    covers_to: "2026-03-31"
    nonworking_weekdays: ["2026-03-09"]
    working_weekend_days: []
  vat_rates: [{from: "2026-01-01", rate_pct: "16"}]
"#;

const CASE: &str = r#"cases:
- id: chg-1
  rule: change.notice
  clause: ["6.3"]
  given: {notified_at: "2026-03-01T10:00:00+05:00", change_at: "2026-03-03T05:00:00Z"}
  expect: {notice_ok: true}
  why: Exactly 48 hours are enough.
"#;

/// What is noted about the file, and the codes or differences of each case.
fn outcome(text: &str) -> (Vec<Finding>, Vec<String>) {
    let mut sources = Sources::default();
    let id = sources.add("cases.yaml", text);
    let file = match File::read(&sources, id, Limits::default()) {
        Ok(file) => file,
        Err(found) => return (found, vec!["no file".to_owned()]),
    };
    let verdicts = run([&file], |_, _| true);
    let told = verdicts.iter().map(|verdict| match &verdict.failure {
        None => "passed".to_owned(),
        Some(Failure::NotRun(found)) => {
            let code = |finding: &Finding| {
                let place = finding.primary.as_ref().map(|label| sources.slice(label.span));
                format!("{} {}", finding.code, place.unwrap_or_default())
            };
            found.iter().map(code).collect::<Vec<_>>().join("; ")
        }
        Some(Failure::Differs { differences, .. }) => {
            let one = |d: &super::Difference| {
                let said = |side: &Option<String>| side.clone().unwrap_or("-".to_owned());
                format!("{}: {} is {}", d.key, said(&d.expected), said(&d.got))
            };
            differences.iter().map(one).collect::<Vec<_>>().join("; ")
        }
    });
    let told = told.collect();
    (file.noted, told)
}

fn told(text: &str) -> Vec<String> {
    let (noted, told) = outcome(text);
    assert_eq!(noted, []);
    told
}

#[test]
fn a_case_passes_and_its_mutations_fail() {
    let file = format!("{META}{CASE}");
    assert_eq!(told(&file), ["passed"]);
    for (old, new, fails) in [
        ("notice_ok: true", "notice_ok: false", "notice_ok: false is true"),
        ("notice_ok: true", "notice_ok: \"true\"", "notice_ok: \"true\" is true"),
        ("notice_ok: true", "notice_ok: null", "notice_ok: null is true"),
        ("{notice_ok: true}", "{}", "notice_ok: - is true"),
        ("{notice_ok: true}", "{notice_ok: true, more: 1}", "more: 1 is -"),
        ("05:00:00Z", "04:59:59Z", "notice_ok: true is false"),
        ("change.notice\n", "change.notic\n", "E0491 change.notic"),
        ("notified_at", "notifed_at", "E0012 given"),
        ("given: {", "given: {server: a, ", "E0010 server"),
        ("+05:00\", change", "\", change", "E0014 \"2026-03-01T10:00:00\""),
        ("  expect", "  policy: {change.notice_hours: \"48\"}\n  expect", "E0492 \"48\""),
        ("  expect", "  policy: {change.notice: 48}\n  expect", "E0492 change.notice"),
        ("  expect", "  policy: {change.notice_hours: 49}\n  expect", "notice_ok: true is false"),
        ("  expect", "  policy: {resume.days: 3}\n  expect", "passed"),
    ] {
        let changed = file.replace(old, new);
        assert_ne!(changed, file, "{old}");
        assert_eq!(told(&changed), [fails], "{new}");
    }
}

#[test]
fn a_default_that_is_not_stated_fails_the_cases_that_use_it() {
    let file = format!("{META}{CASE}").replace("{change.notice_hours: 48}", "{resume.days: 14}");
    assert_eq!(told(&file), ["E0493 change.notice"]);
    let own = file.replace("  expect", "  policy: {change.notice_hours: 48}\n  expect");
    assert_eq!(told(&own), ["passed"]);
}

#[test]
fn an_id_stands_once() {
    let again = CASE.trim_start_matches("cases:\n");
    assert_eq!(told(&format!("{META}{CASE}{again}")), ["passed", "E0494 chg-1"]);
}
