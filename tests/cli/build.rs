//! `build`, `diff` and `verify` on the example, from the outside.

use std::fs;
use std::path::Path;

use super::run::{finish, qalyp, run};

const AT: &str = "2026-11-22";

fn build(out: &Path, more: &[&str]) -> super::run::Outcome {
    let root = env!("CARGO_MANIFEST_DIR");
    let out = out.to_str().unwrap();
    run(&[&["build", root, "-o", out, "--at", AT], more].concat())
}

fn text(outcome: &super::run::Outcome) -> String {
    format!("{}{}", outcome.out, outcome.err)
}

#[test]
fn a_build_is_whole_and_the_next_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let first = build(&out, &[]);
    assert_eq!(first.code, 0, "{}", text(&first));
    let manifest = fs::read(out.join("manifest.json")).unwrap();
    let second = build(&out, &["--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&second.out).unwrap();
    assert_eq!(document["output"]["changed"], false);
    assert_eq!(document["output"]["files"]["written"], 0);
    assert_eq!(document["not_ready"].as_object().unwrap().len(), 5);
    assert_eq!(fs::read(out.join("manifest.json")).unwrap(), manifest);
    assert_eq!(run(&["verify", out.to_str().unwrap()]).code, 0);
    assert_eq!(build(&out, &["--require-ready"]).code, 1);
}

#[test]
fn an_edit_in_the_output_is_found_shown_and_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert_eq!(build(&out, &[]).code, 0);
    let file = out.join("servers/romashka-main/server.json");
    let right = fs::read(&file).unwrap();
    fs::write(&file, "{}\n").unwrap();
    let verified = run(&["verify", out.to_str().unwrap(), "--format", "github"]);
    assert_eq!(verified.code, 1);
    assert!(verified.out.contains("servers/romashka-main/server.json"), "{}", verified.out);
    let root = env!("CARGO_MANIFEST_DIR");
    let diff = run(&["diff", root, "-o", out.to_str().unwrap(), "--at", AT]);
    assert_eq!(diff.code, 1);
    assert!(diff.out.contains("edited since the last build"), "{}", diff.out);
    let healed = build(&out, &[]);
    assert!(healed.out.contains("put right"), "{}", healed.out);
    assert_eq!(fs::read(&file).unwrap(), right);
}

#[test]
fn standard_input_joins_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let customer = "kind: customer\nname: piped\ntitle: Ағын\n\
        contact: {name: A, email: a@a.example, language: kk}\n\
        servers:\n  - name: piped-1\n    domain: piped\n    address: 203.0.113.77\n\
        \x20   tariffs: [{since: 2026-10-01, tariff: start}]\n\
        \x20   platform: {version: 8.3.27.1508, licence: prof}\n";
    let root = env!("CARGO_MANIFEST_DIR");
    let args = ["build", root, "-", "-o", out.to_str().unwrap(), "--at", AT];
    let outcome = finish(&qalyp(&args).stdin_bytes(customer));
    assert_eq!(outcome.code, 0, "{}", text(&outcome));
    assert!(out.join("servers/piped-1/server.json").is_file());
    assert!(out.join("servers/romashka-main/server.json").is_file());
    // A stream that died says nothing: that is no reason to remove anybody's server.
    let died = finish(&qalyp(&args).stdin_bytes("# no customers today\n"));
    assert_eq!(died.code, 2, "{}", text(&died));
    assert!(out.join("servers/piped-1/server.json").is_file());
    // Without the stream the server is gone, and so are its files.
    assert_eq!(build(&out, &[]).code, 0);
    assert!(!out.join("servers/piped-1").exists());
}

#[test]
fn only_touches_the_named_servers() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert_eq!(build(&out, &["--only", "romashka-main,saparov-shop"]).code, 0);
    let servers: Vec<_> = fs::read_dir(out.join("servers")).unwrap().collect();
    assert_eq!(servers.len(), 2);
    let wrong = build(&out, &["--only", "romashka-mian"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `romashka-main`?"), "{}", wrong.err);
}

#[test]
fn a_project_with_errors_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), "kind: tarif\nname: a\n").unwrap();
    let outcome = run(&["build", folder.path().to_str().unwrap()]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.out.contains("nothing was written"), "{}", outcome.out);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn diff_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let root = env!("CARGO_MANIFEST_DIR");
    let diff = |format: &str| {
        run(&["diff", root, "-o", out.to_str().unwrap(), "--at", AT, "--format", format])
    };
    let before = diff("json");
    assert_eq!(before.code, 1, "{}", text(&before));
    let document: serde_json::Value = serde_json::from_str(&before.out).unwrap();
    assert_eq!(document["format"], "qalyp-diff/1");
    assert!(document["files"].as_array().unwrap().iter().all(|file| file["what"] == "added"));
    assert!(!out.exists(), "a comparison writes nothing");
    assert_eq!(build(&out, &[]).code, 0);
    let after = diff("text");
    assert_eq!((after.code, after.out.as_str()), (0, "a build would change nothing\n"));
}
