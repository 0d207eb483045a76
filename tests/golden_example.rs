//! The output of the shipped example, committed and read in review: a difference here is a change of
//! behaviour to justify. Manifests are left out: they hold digests of what stands here anyway.
//!
//! `QALYP_UPDATE=1 cargo test --test golden_example` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The date on which the example is judged: the day of its latest document.
const AT: &str = "2026-11-22";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn golden() -> PathBuf {
    root().join("golden-tests/example")
}

/// Builds the example into a fresh folder.
fn build(out: &Path) {
    let output = duct::cmd!(
        env!("CARGO_BIN_EXE_qalyp"),
        "build",
        root(),
        "-o",
        out,
        "--at",
        AT,
        "--format",
        "json"
    )
    .stdout_capture()
    .unchecked()
    .run()
    .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["findings"]["findings"], serde_json::json!([]), "the example is clean");
}

/// Every file by its path, with its bytes and whether it may be run. The engine's own notes
/// (`.qalyp/`) are not output.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, bool)> {
    WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".qalyp")
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let runs = entry.metadata().unwrap().permissions().mode() & 0o111 != 0;
            (path, (fs::read(entry.path()).unwrap(), runs))
        })
        .collect()
}

fn is_manifest(path: &str) -> bool {
    path.rsplit('/').next() == Some("manifest.json")
}

#[test]
fn the_example_makes_its_golden_tree() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build(&out);
    let (mut made, golden) = (files(&out), golden());
    made.retain(|path, _| !is_manifest(path));
    if std::env::var_os("QALYP_UPDATE").is_some() {
        let _ = fs::remove_dir_all(&golden);
        for (path, (bytes, runs)) in &made {
            let target = golden.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(&target, bytes).unwrap();
            let bits = if *runs { 0o755 } else { 0o644 };
            fs::set_permissions(&target, fs::Permissions::from_mode(bits)).unwrap();
        }
        return;
    }
    let wanted = files(&golden);
    let mut differences = String::new();
    for path in made.keys().chain(wanted.keys().filter(|path| !made.contains_key(*path))) {
        match (wanted.get(path), made.get(path)) {
            (Some(want), Some(made)) if want == made => {}
            (Some((want, _)), Some((made, _))) => {
                let (want, made) = (String::from_utf8_lossy(want), String::from_utf8_lossy(made));
                let diff = similar::TextDiff::from_lines(&*want, &*made);
                differences += &diff.unified_diff().header(path, path).to_string();
            }
            (None, _) => differences += &format!("new: {path}\n"),
            (_, None) => differences += &format!("gone: {path}\n"),
        }
    }
    assert!(
        differences.is_empty(),
        "the golden tree differs; if that is wanted: QALYP_UPDATE=1 cargo test --test golden_example\n{differences}"
    );
}

#[test]
fn what_is_the_same_for_all_servers_is_written_once() {
    let mut seen: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    for (path, (bytes, _)) in files(&golden().join("servers")) {
        if let Some(other) = seen.insert(bytes, path.clone()) {
            panic!("{other} and {path} are the same: the file belongs to the image");
        }
    }
    assert!(seen.len() > 50);
}

#[test]
fn two_builds_in_different_places_are_equal_to_the_byte() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, two) = (one.path().join("a"), two.path().join("b/c"));
    fs::create_dir_all(two.parent().unwrap()).unwrap();
    build(&one);
    build(&two);
    assert_eq!(files(&one), files(&two));
}

#[test]
fn nothing_of_this_machine_and_no_secret_is_in_the_output() {
    let home = std::env::var("HOME").unwrap_or_else(|_| "/root".to_owned());
    let manifest_dir = env!("CARGO_MANIFEST_DIR");
    for (path, (bytes, _)) in files(&golden()) {
        let text = String::from_utf8(bytes).expect("every artefact is text");
        for word in [manifest_dir, "BEGIN PRIVATE KEY", "BEGIN RSA", "BEGIN OPENSSH"] {
            assert!(!text.contains(word), "{path} holds {word}");
        }
        assert!(home.len() < 3 || !text.contains(&format!("{home}/")) || home == "/root", "{path}");
    }
}

#[test]
fn every_document_follows_its_published_schema() {
    let schema = |name: &str| {
        let text = fs::read_to_string(root().join("schemas").join(name)).unwrap();
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    };
    let root_manifest = schema("manifest.root.schema.json");
    let part_manifest = schema("manifest.part.schema.json");
    let server = schema("server.schema.json");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build(&out);
    let mut checked = 0;
    for (path, (bytes, _)) in files(&out) {
        let Some(name) = path.rsplit('/').next() else { continue };
        let validator = match name {
            "manifest.json" if path == name => &root_manifest,
            "manifest.json" => &part_manifest,
            "server.json" => &server,
            _ => continue,
        };
        let value = serde_json::from_slice(&bytes).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
        checked += 1;
    }
    assert_eq!(checked, 1 + 7 + 5, "the root, every part and every server");
}
