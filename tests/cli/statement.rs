use super::run::{finish, qalyp, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A statement of the example's customer for the spring of 2026.
fn statement<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["bill", "statement", "romashka", ROOT];
    args.extend([
        "--from",
        "2026-02-01",
        "--to",
        "2026-05-31",
        "--at",
        "2026-06-01T00:00:00+05:00",
    ]);
    args.extend(more);
    args
}

#[test]
fn a_statement_of_right_bookings_has_no_difference() {
    let told = run(&statement(&[]));
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    assert!(told.out.contains("deb-104") && !told.out.contains("deb-105"), "{}", told.out);
    assert!(told.out.contains("No difference"), "{}", told.out);
    let russian = run(&statement(&["--language", "ru"]));
    assert!(russian.out.contains("Расхождений нет"), "{}", russian.out);
}

#[test]
fn every_format_is_written() {
    let json = run(&statement(&["--format", "json"]));
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["format"], "qalyp-statement/1");
    assert_eq!(document["closing"]["money"], "411903.60 KZT");
    let markdown = run(&statement(&["--format", "markdown"]));
    assert!(markdown.out.contains("| ") && markdown.out.contains("deb-104"), "{}", markdown.out);
    let html = run(&statement(&["--format", "html", "--language", "kk"]));
    assert!(html.out.starts_with("<!DOCTYPE html>") && html.out.contains("<svg"), "{}", html.out);
    assert!(html.out.contains("lang=\"kk\""));
}

#[test]
fn a_difference_is_shown_with_its_place_and_exits_one() {
    let facts = "\
- {fact: payment, id: p, customer: romashka, at: 2026-02-01T09:00:00+05:00, amount: 20000.00 KZT}
- {fact: activation, id: a, server: romashka-main, at: 2026-02-01T10:00:00+05:00}
- {fact: debit, id: d, server: romashka-main, at: 2026-02-01T10:00:00+05:00, amount: 16000.00 KZT, for: tariff, covers: {from: 2026-02-01T10:00:00+05:00, until: 2026-03-01T10:00:00+05:00}}
";
    let told = finish(&qalyp(&statement(&["--ledger", "-"])).stdin_bytes(facts));
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(told.err.contains("E0450") && told.err.contains("<stdin>:3:"), "{}", told.err);
    assert!(told.err.contains("10.00 KZT too much"), "{}", told.err);
    for (language, words) in [("ru", "лишнее: 10,00"), ("kk", "артығы: 10,00")] {
        for format in ["human", "markdown", "html"] {
            let args = statement(&["--ledger", "-", "--language", language, "--format", format]);
            let told = finish(&qalyp(&args).stdin_bytes(facts));
            let out = told.out.replace(['\u{a0}', '\n'], " ");
            assert!(told.code == 1 && out.contains(words), "{format}: {}", told.out);
            assert!(!out.contains("debited") && !out.contains("too much"), "{}", told.out);
        }
    }
}

#[test]
fn a_question_without_an_answer_is_a_failure() {
    let dates = ["--from", "2026-02-01", "--to", "2026-01-31", "--at", "2026-06-01T00:00:00+05:00"];
    let ask = |customer| {
        let mut args = vec!["bill", "statement", customer, ROOT];
        args.extend(dates);
        run(&args)
    };
    let backwards = ask("romashka");
    assert_eq!((backwards.code, backwards.out.as_str()), (2, ""));
    assert!(backwards.err.contains("ends before it begins"), "{}", backwards.err);
    let mut args = statement(&[]);
    args[2] = "romashko";
    let unknown = run(&args);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean `romashka`?"), "{}", unknown.err);
}
