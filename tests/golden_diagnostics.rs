//! Projects that are wrong, with exactly what `qalyp check` says about each of them.
//!
//! Every folder of `golden-tests/diagnostics` is a case. Its files are laid over `golden-tests/base`
//! with the shipped terms and calendars: a file replaces the one of the same path. A case with its
//! own `qalyp.yaml` stands alone. `stdin.yaml` is piped in beside the files. `expected.txt` is the
//! answer; `QALYP_UPDATE=1 cargo test --test golden_diagnostics` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The date on which the cases are judged.
const AT: &str = "2026-11-22";
const EXPECTED: &str = "expected.txt";
const STDIN: &str = "stdin.yaml";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<PathBuf> {
    let folder = root().join("golden-tests/diagnostics");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).into_iter().map(Result::unwrap) {
        let name = entry.file_name();
        if entry.file_type().is_file() && name != EXPECTED && name != STDIN {
            let path = to.join(entry.path().strip_prefix(from).unwrap());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(entry.path(), path).unwrap();
        }
    }
}

fn lay_out(case: &Path, into: &Path) {
    if !case.join("qalyp.yaml").exists() {
        copy(&root().join("golden-tests/base"), into);
        for shipped in ["blueprints/terms", "blueprints/calendars"] {
            copy(&root().join(shipped), &into.join(shipped));
        }
    }
    copy(case, into);
}

/// What `qalyp check` answers, and how it ends.
fn check(case: &Path) -> (String, Option<i32>) {
    let project = tempfile::tempdir().unwrap();
    lay_out(case, project.path());
    let mut args = vec!["check", "--at", AT, "--max-findings", "0", "."];
    let piped = fs::read(case.join(STDIN)).ok();
    if piped.is_some() {
        args.push("-");
    }
    let output = duct::cmd(env!("CARGO_BIN_EXE_qalyp"), args)
        .dir(project.path())
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
        .env("CI", "true")
        .env("COLUMNS", "120")
        .stdin_bytes(piped.unwrap_or_default())
        .stdout_capture()
        .stderr_to_stdout()
        .unchecked()
        .run()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn every_wrong_project_gets_the_answer_beside_it() {
    let mut wrong = String::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let (answer, code) = check(&case);
        assert_eq!(code, Some(1), "{name}: findings end with 1\n{answer}");
        let file = case.join(EXPECTED);
        if std::env::var_os("QALYP_UPDATE").is_some() {
            fs::write(&file, &answer).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if answer != expected {
            let _ =
                writeln!(wrong, "=== {name}: expected\n{expected}\n=== {name}: found\n{answer}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
