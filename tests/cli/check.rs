use std::fs;

use super::run::{finish, qalyp, run};

const ADDON: &str = "\
kind: addon
name: licence
title: {kk: лицензия, ru: лицензия, en: licence}
provides: client-licence
unit: {kk: лицензия, ru: лицензия, en: licence}
prices: [{from: 2026-01-01, monthly: 100.00 KZT, announced: 2025-11-01}]
";

#[test]
fn findings_are_an_answer_in_three_forms() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), ADDON.replace("provides", "provide") + "surplus: 1\n")
        .unwrap();
    let root = folder.path().to_str().unwrap();

    let human = run(&["check", root]);
    assert_eq!((human.code, human.err.as_str()), (1, ""));
    let underlined = "4 | provide: client-licence\n  | ^^^^^^^ ";
    assert!(human.out.contains(underlined), "{}", human.out);
    assert!(human.out.contains(&format!("--> {root}/a.yaml:4:1\n")), "{}", human.out);

    let json = run(&["check", root, "--format=json"]);
    assert_eq!((json.code, json.err.as_str()), (1, ""));
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["format"], "qalyp-findings/1");
    assert!(json["errors"].as_u64() > Some(0));

    let github = run(&["check", root, "--format=github", "--max-findings=1"]);
    assert_eq!(github.code, 1);
    let start = format!("::error file={root}/a.yaml,line=");
    assert!(github.out.starts_with(&start), "{}", github.out);
    assert!(github.out.ends_with(" not shown\n"), "{}", github.out);
}

#[test]
fn standard_input_is_one_more_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), ADDON).unwrap();
    let check = qalyp(&["check", "-"]).dir(folder.path()).stdin_bytes("kind: adon\n");
    let outcome = finish(&check);
    assert_eq!(outcome.code, 1);
    assert!(outcome.out.contains("--> <stdin>:1:7\n"), "{}", outcome.out);

    let cyrillic = qalyp(&["check", "-"]).dir(folder.path()).stdin_bytes(*b"kind: \xcf\xf0");
    let outcome = finish(&cyrillic);
    assert_eq!(outcome.code, 2);
    assert_eq!(outcome.err, "error: standard input is not UTF-8 (byte 6)\n");
}

#[test]
fn a_project_that_is_not_there_is_a_failure() {
    let outcome = run(&["check", "no/such/folder"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.starts_with("error: there is no folder `no/such/folder`\n"));
}

#[test]
fn more_threads_than_a_machine_starts_soon_are_refused() {
    for jobs in ["0", "1025", "99999"] {
        let told = run(&["check", ".", "--jobs", jobs]);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{jobs}");
        assert!(told.err.contains("1..=1024"), "{}", told.err);
    }
}
