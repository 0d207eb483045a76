//! What a build writes, keeps, heals and removes.

use std::fs;

use qalyp::output::{Silent, verify};

use crate::support::{build, plan, reference, stamps, tree};

#[test]
fn a_first_build_and_one_that_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [
        plan("servers/a", &[("root/etc/x.conf", "one", 0o644), ("server.json", "{}", 0o600)]),
        plan("fleet", &[("dns/zone", "zone", 0o640)]),
    ];
    let summary = build(&out, &plans);
    assert_eq!((summary.parts.added, summary.files.written), (2, 3));
    assert!(summary.changed);
    let names: Vec<_> = tree(&out).into_keys().collect();
    assert_eq!(
        names,
        [
            "fleet",
            "fleet/dns",
            "fleet/dns/zone",
            "fleet/manifest.json",
            "manifest.json",
            "servers",
            "servers/a",
            "servers/a/manifest.json",
            "servers/a/root",
            "servers/a/root/etc",
            "servers/a/root/etc/x.conf",
            "servers/a/server.json",
        ]
    );
    let before = stamps(&out);
    let again = build(&out, &plans);
    assert!(!again.changed);
    assert_eq!((again.parts.unchanged, again.parts.rendered, again.files.unchanged), (2, 0, 3));
    assert_eq!(stamps(&out), before);
    let verification = verify(&out, &Silent).unwrap();
    assert_eq!(verification.deviations, []);
    assert_eq!((verification.parts, verification.files), (2, 3));
}

#[test]
fn only_what_changed_is_written() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let file = |content| [("a/same", "same", 0o644), ("a/other", content, 0o644)];
    build(&out, &[plan("p", &file("one"))]);
    let before = stamps(&out);
    let summary = build(&out, &[plan("p", &file("two"))]);
    assert_eq!((summary.files.written, summary.files.unchanged), (1, 1));
    let after = stamps(&out);
    assert_eq!(before["p/a/same"], after["p/a/same"]);
    assert_ne!(before["p/a/other"], after["p/a/other"]);
    assert_eq!(tree(&out), reference(&[plan("p", &file("two"))]));
}

#[test]
fn what_is_no_longer_emitted_is_removed_with_its_empty_folders() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(
        &out,
        &[
            plan("servers/a", &[("x/y/z", "1", 0o644), ("x/w", "2", 0o644)]),
            plan("servers/b", &[("f", "3", 0o644)]),
            plan("fleet", &[("f", "4", 0o644)]),
        ],
    );
    let next = [plan("servers/a", &[("x/w", "2", 0o644)])];
    let summary = build(&out, &next);
    assert_eq!((summary.parts.removed, summary.files.removed), (2, 3));
    assert_eq!(tree(&out), reference(&next));
    fs::write(out.join("note"), "mine").unwrap();
    build(&out, &[]);
    assert_eq!(tree(&out).into_keys().collect::<Vec<_>>(), ["manifest.json", "note"]);
}
