//! `qalyp bill test`.

use super::run::{Outcome, finish, qalyp, run};

const FILES: [&str; 5] = ["changes", "compensation", "levels", "refund", "renewal"];

fn file(name: &str) -> String {
    format!("{}/tests/cases/{name}.yaml", env!("CARGO_MANIFEST_DIR"))
}

/// Runs cases from standard input.
fn piped(text: impl Into<Vec<u8>>, args: &[&str]) -> Outcome {
    let args: Vec<&str> = ["bill", "test", "-"].into_iter().chain(args.iter().copied()).collect();
    finish(&qalyp(&args).stdin_bytes(text))
}

fn refund() -> String {
    std::fs::read_to_string(file("refund")).unwrap()
}

#[test]
fn several_files_are_one_run_and_the_last_line_counts() {
    let files = FILES.map(file);
    let mut args = vec!["billing", "test"];
    args.extend(files.iter().map(String::as_str));
    let all = run(&args);
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    assert_eq!(all.out, "202 passed, 0 failed\n");
    // Every id stands once in a run, so a file that is named twice fails as a whole.
    let twice = run(&["bill", "test", &files[0], &files[0]]);
    assert_eq!(twice.code, 1);
    assert!(twice.out.contains("error[E0494]"), "{}", twice.out);
    assert!(twice.out.ends_with("\n40 passed, 40 failed\n"), "{}", twice.out);
}

#[test]
fn a_difference_comes_with_its_steps_and_the_reading_that_would_give_it() {
    // What a reader would expect who counts in hours and not in dates.
    let wrong = refund().replacen(
        "basis: \"4.7\"\n      refund: \"15990.00\"",
        "basis: \"4.8\"\n      refund: \"8252.90\"",
        1,
    );
    let told = piped(wrong.clone(), &["--filter", "ref-02", "--color=never"]);
    assert_eq!((told.code, told.err.as_str()), (1, ""));
    for part in [
        "FAIL ref-02-day14-last-second  refund  <stdin>:",
        "refund  (<stdin>:",
        "expected \"8252.90\"",
        "got      \"15990.00\"",
        "deadline.calendar_days: civil_days",
        "4.7",
        "\n0 passed, 1 failed\n",
    ] {
        assert!(told.out.contains(part), "{part}\n{}", told.out);
    }
    let json = piped(wrong.clone(), &["--filter", "ref-02", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["format"], "qalyp-cases/1");
    assert_eq!([&document["passed"], &document["failed"]], [0, 1]);
    let case = &document["cases"][0];
    assert_eq!(case["differences"][1]["got"], "\"15990.00\"");
    assert!(case["steps"].as_array().is_some_and(|steps| !steps.is_empty()));
    let page = piped(wrong, &["--filter", "ref-02", "--format", "markdown"]);
    assert!(page.out.contains("| `refund` | `\"8252.90\"` | `\"15990.00\"` |"), "{}", page.out);
    assert!(page.out.ends_with("\n\n0 passed, 1 failed\n"), "{}", page.out);
    // The same facts under the other reading are another case of the file; its expectation under
    // the default reading is told to be that of the reading.
    let other = refund().replacen("    policy: {refund.count_cancel_day: false}\n", "", 1);
    let told = piped(other, &["--filter", "ref-08"]);
    assert!(told.out.contains("as expected with `refund.count_cancel_day: false`"), "{}", told.out);
}

#[test]
fn the_steps_are_told_in_the_language_that_is_asked_for() {
    let wrong = refund().replace("used_days: 20", "used_days: 21");
    let said = |language| piped(wrong.clone(), &["--filter", "ref-07", "--language", language]).out;
    let all: std::collections::BTreeSet<_> = ["kk", "ru", "en"].map(said).into();
    assert_eq!(all.len(), 3);
    assert_eq!(piped("", &["--language", "de"]).code, 2);
}

#[test]
fn what_cannot_be_read_is_a_failure_and_stops_no_other_file() {
    let good = file("refund");
    let missing = run(&["bill", "test", "no-such-file.yaml", &good]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("no-such-file.yaml"), "{}", missing.err);
    assert_eq!(missing.out, "34 passed, 0 failed\n");
    for (text, code) in [
        ("", "E0490"),
        ("# only a remark\n", "E0490"),
        ("[]", "E0490"),
        ("meta: {}\n", "E0490"),
        ("meta: {}\ncases: []\n---\nmeta: {}\ncases: []\n", "E0490"),
        ("cases: [&a x, *a]\nmeta: {}\n", "E0004"),
        ("meta: !!python/object:x {}\ncases: []\n", "E0004"),
        ("meta: {<<: {a: 1}}\ncases: []\n", "E0004"),
        ("cases: [\n", "E0003"),
    ] {
        let told = piped(text, &[]);
        assert_eq!(told.code, 2, "{text}\n{}", told.out);
        assert!(told.out.contains(code), "{text}\n{}", told.out);
        assert!(told.out.ends_with("\n0 passed, 0 failed\n"), "{text}\n{}", told.out);
    }
    let nested = |n| format!("meta: {}{}\ncases: []\n", "[".repeat(n), "]".repeat(n));
    assert!(piped(nested(100), &[]).out.contains("E0005"));
    assert_eq!(piped(nested(5_000), &[]).code, 2);
    assert_eq!(piped(b"meta: \xff".to_vec(), &[]).code, 2);
    let nothing = run(&["bill", "test", &good, "--filter", "no-such-case"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
}

#[test]
fn control_characters_of_a_file_reach_no_terminal() {
    let hostile = refund()
        .replacen("id: ref-02-day14-last-second", "id: \"ref-02\\e[2J\"", 1)
        .replacen("retained: \"0.00\"", "retained: \"\\e]0;x\\a\"", 1);
    for format in ["human", "markdown"] {
        let told = piped(hostile.clone(), &["--filter", "ref-02", "--format", format]);
        assert_eq!(told.code, 1);
        assert!(!told.out.contains(['\u{1b}', '\u{7}']), "{}", told.out);
    }
}
