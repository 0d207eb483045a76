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
        ("  expect", "  policy: {sla.percent: \"100.1\"}\n  expect", "E0492 \"100.1\""),
        ("  expect", "  policy: {sla.percent: \"100\"}\n  expect", "passed"),
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

/// What a ticket is asked about besides.
const PRIORITIES_AND_CALENDAR: &str = r#"  priorities:
    high: {respond_hours: 1, resolve_hours: 8, service: "24x7"}
    medium: {respond_hours: 2, resolve_hours: 24, service: "24x7"}
    low: {respond_hours: 4, resolve_hours: 72, service: working_hours}
  calendar:"#;

/// One value after another in place of the one that is good; each fails the case at its place.
fn refused(rule: &str, policy: &str, given: &str, good: &str, bad: &[(&str, &str)]) {
    let meta = META.replace("  calendar:", PRIORITIES_AND_CALENDAR);
    let case = |given: &str| {
        format!(
            "{meta}cases:\n- id: one\n  rule: {rule}\n  clause: [\"4\"]\n  given: {{{given}}}\n  \
             policy: {{{policy}}}\n  expect: {{}}\n  why: No answer matters.\n"
        )
    };
    let differs = told(&case(given));
    assert!(!differs[0].starts_with('E'), "{differs:?}");
    for (value, code) in bad {
        assert!(given.contains(good));
        assert_eq!(told(&case(&given.replacen(good, value, 1))), [*code], "{value}");
    }
}

#[test]
fn a_value_that_its_key_cannot_have_fails_where_nothing_depends_on_it() {
    refused(
        "renewal.payment",
        "deadline.calendar_days: civil_days, deadline.roll_nonworking: none, resume.days: 14, \
         renewal.late_period_start: resume",
        "period_end: \"2026-03-10T10:00:00+05:00\", paid_at: \"2026-03-12T10:00:00+05:00\", months: 1, \
         anchor_day: 31",
        "anchor_day: 31",
        &[
            ("anchor_day: 0", "E0013 0"),
            ("anchor_day: 32", "E0013 32"),
            ("anchor_day: 2147483648", "E0013 2147483648"),
            ("anchor_day: null", "E0013 null"),
        ],
    );
    refused(
        "price.apply",
        "money.scale: 2, money.rounding: half_up, notice.calendar_days: date_diff, \
         price.notice_days: 30, price.short_notice: void, price.basis: period_start",
        "old_monthly_price: \"100.00\", new_monthly_price: \"200.00\", months: 12, \
         effective_at: \"2026-03-10T00:00:00+05:00\", period_start: \"2026-03-12T10:00:00+05:00\"",
        "months: 12",
        &[("months: 0", "E0013 0"), ("months: null", "E0013 null"), ("months: -1", "E0013 -1")],
    );
    refused(
        "refund.prorate",
        "money.scale: 2, money.rounding: half_up",
        "paid: \"100.00\", total_days: 31, used_days: 31",
        "used_days: 31",
        &[("used_days: 32", "E0495 given")],
    );
    refused(
        "autorenew.refusal",
        "autorenew.tie: debit, autorenew.refusal_channel: any",
        "charge_at: \"2026-03-10T00:00:00Z\", renewal_refused_at: \"2026-03-09T00:00:00Z\", channel: ticket",
        "channel: ticket",
        &[("channel: null", "E0014 null")],
    );
    refused(
        "autorenew.run",
        "money.scale: 2, money.rounding: half_up, autorenew.use_bonus: true",
        "auto_renew: true, balance: \"1.00\", bonus_balance: \"0.00\", price: \"1.00\", \
         period_end: \"2026-03-09T00:00:00Z\"",
        "bonus_balance: \"0.00\"",
        &[("bonus_balance: null", "E0013 null")],
    );
    refused(
        "ticket.deadline",
        "ticket.low.unit: service_hours, ticket.service_hours: \"10:00-19:00\", \
         ticket.pause_stops: resolution",
        "registered_at: \"2026-03-10T10:00:00+05:00\", priority: high, pauses: []",
        "pauses: []",
        &[("pauses: null", "E0013 null"), ("pauses: {}", "E0013 {}")],
    );
}
