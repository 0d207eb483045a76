//! The output of the shipped example, committed and read in review: a difference here is a change of
//! behaviour to justify. Manifests are left out: they hold digests of what stands here anyway.
//!
//! `golden-tests/with-keys/` has the public state of two VPNs and a key of releases, `keys/`, and what they add to
//! that output, `output/`: files that are new with them, and of those that are others the lines that come and go. Nobody has the private halves.
//!
//! `QALYP_UPDATE=1 cargo test --test golden_example` writes both anew.

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

fn with_keys() -> PathBuf {
    root().join("golden-tests/with-keys")
}

/// Builds the example into a fresh folder.
fn build(out: &Path) {
    build_of(&root(), out);
}

/// Builds the example with the keys of `with_keys`.
fn build_with_keys(out: &Path) {
    let project = tempfile::tempdir().unwrap();
    let copy = |from: PathBuf, to: PathBuf| {
        for (path, (bytes, _)) in files(&from) {
            let target = to.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, bytes).unwrap();
        }
    };
    fs::copy(root().join("qalyp.yaml"), project.path().join("qalyp.yaml")).unwrap();
    copy(root().join("blueprints"), project.path().join("blueprints"));
    copy(root().join("ledger"), project.path().join("ledger"));
    copy(with_keys().join("keys"), project.path().join("keys"));
    build_of(project.path(), out);
}

fn build_of(project: &Path, out: &Path) {
    let output = duct::cmd!(
        env!("CARGO_BIN_EXE_qalyp"),
        "build",
        project,
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
    let mut made = files(&out);
    made.retain(|path, _| !is_manifest(path));
    compare(&made, &golden());
}

#[test]
fn public_keys_add_their_golden_differences() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, keyed) = (folder.path().join("plain"), folder.path().join("keyed"));
    build(&plain);
    build_with_keys(&keyed);
    let (plain, keyed) = (files(&plain), files(&keyed));
    // What a build reads of keys takes nothing away.
    assert!(plain.keys().all(|path| keyed.contains_key(path)));
    let mut made = BTreeMap::new();
    for (path, file) in keyed.into_iter().filter(|(path, _)| !is_manifest(path)) {
        match plain.get(&path) {
            None => made.insert(path, file),
            Some(same) if *same == file => None,
            Some((old, _)) => made.insert(path + ".diff", (come_and_go(old, &file.0), false)),
        };
    }
    let state = "servers/romashka-main/root/etc/openvpn/pki";
    let expected = ["ca.crt", "clients/aigerim.crt", "clients/daulet.crt", "crl.pem", "server.crt"];
    let found: Vec<&str> = made.keys().filter_map(|path| path.strip_prefix(state)).collect();
    assert_eq!(found, expected.map(|name| format!("/{name}")));
    compare(&made, &with_keys().join("output"));
}

/// The lines that differ, without their places: those move with every other change.
fn come_and_go(old: &[u8], new: &[u8]) -> Vec<u8> {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = similar::TextDiff::from_lines(&*old, &*new);
    let changes = diff.iter_all_changes().filter(|it| it.tag() != similar::ChangeTag::Equal);
    changes.map(|it| format!("{}{it}", it.tag())).collect::<String>().into_bytes()
}

/// Compares files with a golden tree, or writes the tree.
fn compare(made: &BTreeMap<String, (Vec<u8>, bool)>, golden: &Path) {
    if std::env::var_os("QALYP_UPDATE").is_some() {
        let _ = fs::remove_dir_all(golden);
        for (path, (bytes, runs)) in made {
            let target = golden.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(&target, bytes).unwrap();
            let bits = if *runs { 0o755 } else { 0o644 };
            fs::set_permissions(&target, fs::Permissions::from_mode(bits)).unwrap();
        }
        return;
    }
    let wanted = files(golden);
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
    for (path, (bytes, _)) in files(&golden()).into_iter().chain(files(&with_keys())) {
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
    build_with_keys(&out);
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
