//! What `verify` sees, and that it says so in words.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use qalyp::output::{Silent, verify};

use crate::support::{build, deviations, plan};

fn built() -> (tempfile::TempDir, std::path::PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(
        &out,
        &[
            plan("servers/a", &[("root/etc/x", "one", 0o644), ("server.json", "{}", 0o640)]),
            plan("fleet", &[("zone", "two", 0o644)]),
        ],
    );
    (place, out)
}

/// Applies one deed to a fresh output and returns what `verify` says.
fn after(deed: impl FnOnce(&Path)) -> Vec<String> {
    let (_place, out) = built();
    deed(&out);
    deviations(&out)
}

#[test]
fn each_deviation_has_its_words() {
    let sha = |text: &str| qalyp::output::Digest::of(text.as_bytes()).to_string();
    assert_eq!(after(|_| {}), [""; 0]);
    assert_eq!(
        after(|out| fs::remove_file(out.join("fleet/zone")).unwrap()),
        ["fleet/zone: missing"]
    );
    assert_eq!(
        after(|out| fs::write(out.join("fleet/zone"), "TWO").unwrap()),
        [format!("fleet/zone: changed, sha256 {} instead of {}", sha("TWO"), sha("two"))]
    );
    assert_eq!(
        after(|out| {
            let mode = fs::Permissions::from_mode(0o600);
            fs::set_permissions(out.join("fleet/zone"), mode).unwrap();
        }),
        ["fleet/zone: permissions 0600 instead of 0644"]
    );
    assert_eq!(
        after(|out| fs::write(out.join("servers/a/root/y"), "").unwrap()),
        ["servers/a/root/y: in no manifest"]
    );
    assert_eq!(
        after(|out| {
            fs::create_dir_all(out.join("servers/b/c")).unwrap();
            fs::write(out.join("servers/b/c/d"), "").unwrap();
        }),
        ["servers/b: in no manifest"]
    );
    assert_eq!(after(|out| fs::remove_dir_all(out.join("fleet")).unwrap()), ["fleet: missing"]);
    assert_eq!(
        after(|out| fs::remove_file(out.join("fleet/manifest.json")).unwrap()),
        ["fleet/manifest.json: missing"]
    );
    assert_eq!(
        after(|out| {
            fs::remove_file(out.join("fleet/zone")).unwrap();
            fs::create_dir(out.join("fleet/zone")).unwrap();
        }),
        ["fleet/zone: a folder instead of a file"]
    );
    assert_eq!(
        after(|out| {
            fs::remove_dir_all(out.join("servers/a/root")).unwrap();
            fs::write(out.join("servers/a/root"), "").unwrap();
        }),
        ["servers/a/root: a file instead of a folder"]
    );
    assert_eq!(
        after(|out| fs::write(out.join(".qalyp/journal"), "").unwrap()),
        ["a run was interrupted: files of two builds may be mixed; build again to put it right"]
    );
}

#[test]
fn manifests_that_do_not_fit_together() {
    let replace = |file: &'static str, from: &'static str, to: &'static str| {
        after(move |out| {
            let text = fs::read_to_string(out.join(file)).unwrap();
            assert!(text.contains(from));
            fs::write(out.join(file), text.replacen(from, to, 1)).unwrap();
        })
    };
    let found = replace("manifest.json", "\"files\": 1", "\"files\": 2");
    assert_eq!(
        found,
        ["fleet/manifest.json: the root manifest says other inputs, numbers or sizes"]
    );
    let found = replace("manifest.json", "\"root\": \"", "\"root\": \"0");
    assert!(found[0].starts_with("manifest.json: not a manifest of qalyp: "), "{found:?}");
    let found = replace("manifest.json", "\"path\": \"fleet\"", "\"path\": \"../fleet\"");
    assert!(found[0].starts_with("manifest.json: not a manifest of qalyp: "), "{found:?}");
    let found = replace("manifest.json", "\"shape\"", "\"more\": 1,\n  \"shape\"");
    assert!(found[0].starts_with("manifest.json: not a manifest of qalyp: "), "{found:?}");
    let found = replace("fleet/manifest.json", "\"fleet/zone\"", "\"servers/a/server.json\"");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("fleet/manifest.json: changed"));
    assert!(found[1].ends_with("it lists servers/a/server.json, which lies elsewhere"));
    let found = replace("fleet/manifest.json", "\"part\": \"fleet\"", "\"part\": \"other\"");
    assert!(found[1].ends_with("it is the manifest of other"), "{found:?}");

    let (_place, out) = built();
    let text = fs::read_to_string(out.join("manifest.json")).unwrap();
    let root = verify(&out, &Silent).unwrap().root.unwrap().to_string();
    let other = qalyp::output::Digest::of(b"other").to_string();
    fs::write(out.join("manifest.json"), text.replace(&root, &other)).unwrap();
    let found = deviations(&out);
    assert_eq!(found, [format!("manifest.json: root digest {other}, but the parts make {root}")]);
}

#[test]
fn a_name_that_is_not_text_is_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let found = after(|out| {
        let name = std::ffi::OsStr::from_bytes(b"fleet/\xff\xfe");
        fs::write(out.join(name), "").unwrap();
    });
    assert_eq!(found, ["fleet/\u{fffd}\u{fffd}: in no manifest"]);
}

#[test]
fn nothing_is_written() {
    let (_place, out) = built();
    fs::write(out.join("fleet/zone"), "edited").unwrap();
    let all = |out: &Path| {
        let entries = walkdir::WalkDir::new(out).into_iter().map(Result::unwrap);
        let stamp = |entry: &walkdir::DirEntry| {
            use std::os::unix::fs::MetadataExt as _;
            let meta = entry.metadata().unwrap();
            (entry.path().to_owned(), meta.ino(), meta.mtime_nsec(), meta.ctime_nsec())
        };
        entries.map(|entry| stamp(&entry)).collect::<Vec<_>>()
    };
    let before = all(&out);
    deviations(&out);
    assert_eq!(all(&out), before);
}
