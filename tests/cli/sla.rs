//! Questions about the level of service: with the ledger of the example, with options, in all forms.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::run::{Outcome, finish, qalyp, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const AT: &str = "--at=2026-11-23T12:00:00+05:00";

fn sla(args: &[&str]) -> Outcome {
    let all: Vec<&str> = ["sla"].iter().chain(args).copied().collect();
    finish(&qalyp(&all).dir(ROOT))
}

fn asked(args: &[&str]) -> (i32, Value) {
    let all: Vec<&str> = args.iter().chain(&["--format=json"]).copied().collect();
    let outcome = sla(&all);
    let answer = serde_json::from_str(&outcome.out);
    (outcome.code, answer.expect(&outcome.err))
}

#[test]
fn the_availability_of_a_server_follows_from_its_ledger() {
    let (code, answer) = asked(&["availability", "zhuldyz-erp", AT]);
    let result = &answer["result"];
    assert_eq!((code, &answer["verdict"]), (0, &json!("answered")), "{result}");
    // 75 minutes of a preinstalled program and its repair: they count, paid or not.
    assert_eq!(result["downtime"], 4_500);
    assert_eq!(result["guarantee"], "met");
    let places: Vec<_> =
        answer["facts"].as_array().unwrap().iter().map(|it| &it["place"]).collect();
    assert!(places.iter().any(|place| place["file"] == "ledger/level.yaml"), "{places:?}");
    // Forty-eight hours of a foreign network and an hour more than the limit of the provider's own.
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("outages.yaml");
    let outage = |id: &str, from: &str, until: &str, cause: &str| {
        format!(
            "- {{fact: outage, id: {id}, servers: [zhuldyz-erp], from: {from}, until: {until}, cause: {cause}, evidence: provider}}\n"
        )
    };
    let outages =
        outage("x-1", "2026-04-01T00:00:00+05:00", "2026-04-03T00:00:00+05:00", "external-network")
            + &outage(
                "x-2",
                "2026-05-01T00:00:00+05:00",
                "2026-05-01T19:00:00+05:00",
                "provider-fault",
            );
    fs::write(&file, outages).unwrap();
    let given = format!("--outages={}", file.display());
    let (code, answer) = asked(&["availability", "zhuldyz-erp", AT, &given]);
    assert_eq!(code, 1);
    assert_eq!(answer["result"]["downtime"], 19 * 3_600);
    assert_eq!(answer["result"]["status"], "breach");
    // What is wrong in that file is shown at its place, and nothing is decided.
    fs::write(
        &file,
        outage("x-1", "2026-04-03T00:00:00+05:00", "2026-04-01T00:00:00+05:00", "dns"),
    )
    .unwrap();
    let wrong = sla(&["availability", "zhuldyz-erp", AT, &given]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("outages.yaml:1:"), "{}", wrong.err);
}

#[test]
fn only_a_service_that_was_paid_once_can_be_suspended() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("ledger.yaml");
    let given = format!("--ledger={}", file.display());
    let down = "\
- {fact: activation, id: a-1, server: romashka-main, at: 2026-02-01T00:00:00+05:00}
- {fact: outage, id: o-1, servers: [romashka-main], from: 2026-03-10T20:00:00+05:00, until: 2026-03-10T21:00:00+05:00, cause: provider-fault, evidence: provider}
";
    // A ledger of outages alone tells nothing of payments.
    fs::write(&file, down).unwrap();
    let (_, answer) = asked(&["availability", "romashka-main", AT, &given]);
    assert_eq!(answer["result"]["downtime"], 3_600);
    // One that knows of payments tells that the service was suspended by then.
    let paid = "\
- {fact: payment, id: p-1, customer: romashka, at: 2026-01-31T12:00:00+05:00, amount: 100000.00 KZT}
- {fact: debit, id: d-1, server: romashka-main, at: 2026-02-01T00:00:00+05:00, amount: 15990.00 KZT, for: tariff, tariff: start, months: 1, covers: {from: 2026-02-01T00:00:00+05:00, until: 2026-03-01T00:00:00+05:00}}
";
    fs::write(&file, format!("{down}{paid}")).unwrap();
    let (_, answer) = asked(&["availability", "romashka-main", AT, &given]);
    assert_eq!(answer["result"]["downtime"], 0);
    assert_eq!(answer["warnings"][0]["key"], "outage-while-suspended");
}

#[test]
fn the_fleet_is_one_table() {
    let (code, answer) = asked(&["availability", "--fleet", AT]);
    assert_eq!(code, 0);
    let rows = answer["tables"][0]["rows"].as_array().unwrap();
    let servers: Vec<_> = rows.iter().map(|row| row[0].as_str().unwrap()).collect();
    assert!(servers.contains(&"romashka-main") && servers.contains(&"zhuldyz-erp"), "{servers:?}");
    let other = sla(&["availability", "--fleet", ROOT, AT, "--language=kk"]);
    assert_eq!(other.code, 0, "{}", other.err);
    assert!(other.out.contains("Барлық серверлерде кепілдік орындалды"), "{}", other.out);
}

#[test]
fn a_ticket_of_the_ledger_is_judged() {
    let (code, answer) = asked(&["ticket", "tick-105", AT]);
    // Medium: 24 hours for a solution, and what the customer was waited for does not count.
    assert_eq!((code, &answer["result"]["resolution"]), (0, &json!("met")));
    assert_eq!(answer["result"]["resolve_by"], "2026-10-21T16:30:00+05:00");
    let wished: Vec<_> =
        answer["readings"].as_array().unwrap().iter().map(|one| one["policy"].clone()).collect();
    assert!(!wished.is_empty(), "{answer}");
    // An hour after it was registered it was open, and nobody late.
    let (code, answer) = asked(&["ticket", "--open", "--at=2026-10-20T16:00:00+05:00"]);
    assert_eq!((code, &answer["tables"][0]["rows"][0][0]), (0, &json!("tick-105")));
    let late = sla(&["ticket", "tick-302", "--at=2026-09-14T12:08:01+05:00"]);
    assert_eq!(late.code, 0, "{}", late.out);
}

#[test]
fn a_ticket_can_be_told_by_options_anywhere() {
    let folder = TempDir::new().unwrap();
    let outcome = finish(
        &qalyp(&[
            "sla",
            "ticket",
            "--registered=2026-03-06T18:30:00+05:00",
            "--priority=low",
            "--responded=2026-03-10T13:30:01+05:00",
            "--at=2026-03-11T10:00:00+05:00",
            "--format=json",
        ])
        .dir(folder.path()),
    );
    let answer: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((outcome.code, &answer["result"]["response"]), (1, &json!("missed")));
    assert_eq!(answer["result"]["respond_by"], "2026-03-10T13:30:00+05:00");
    assert_eq!(answer["result"]["resolution"], "open");
}

#[test]
fn a_plan_is_judged_before_it_is_announced() {
    let (code, answer) = asked(&["maintenance", "storage-2026-12", AT]);
    assert_eq!((code, &answer["result"]["unplanned_seconds"]), (0, &json!(0)));
    let (code, answer) = asked(&[
        "maintenance",
        AT,
        "--from=2026-12-06T05:00:00+05:00",
        "--until=2026-12-06T07:00:00+05:00",
        "--announced=2026-12-01T12:00:00+05:00",
    ]);
    assert_eq!((code, &answer["result"]["unplanned_seconds"]), (1, &json!(3_600)));
    assert_eq!(answer["result"]["faults"], json!(["outside-window"]));
    let (code, answer) =
        asked(&["maintenance", "--change", "--from=2026-11-25T11:59:59+05:00", AT]);
    assert_eq!((code, &answer["result"]["notice_ok"]), (1, &json!(false)));
    assert_eq!(answer["question"], "change");
}

#[test]
fn what_cannot_be_asked_is_a_failure_with_advice() {
    for (args, said) in [
        (&["availability"][..], "--fleet"),
        (&["availability", "romashka-mian", AT], "`romashka-main`"),
        (&["availability", "romashka-main", "--year=2025", AT], "no edition of the terms"),
        (
            &["availability", "romashka-main", "--span=2026-05-01T00:00:00/2026-06-01T00:00:00Z"],
            "offset",
        ),
        (&["availability", "romashka-main", "--prometheus=http://u:p@m"], "--prometheus-auth"),
        (
            &["availability", "romashka-main", "--prometheus=http://m", "--outages=x"],
            "cannot be used",
        ),
        (&["ticket"], "--registered"),
        (&["ticket", "tick-1O5", AT], "`tick-105`"),
        (&["ticket", "--registered=2026-05-01T00:00:00Z"], "--priority"),
        (&["maintenance", AT], "--from"),
        (&["maintenance", "storage-2026-21", AT], "`storage-2026-12`"),
        (&["maintenance", "--from=2026-12-06T05:00:00+05:00", AT], "--until"),
    ] {
        let outcome = sla(args);
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{args:?}");
        assert!(outcome.err.contains(said), "{args:?}: {}", outcome.err);
    }
    assert_eq!(run(&["sla"]).code, 2);
}
