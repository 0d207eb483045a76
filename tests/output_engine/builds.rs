//! What a build writes, keeps and removes.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use qalyp::output::{
    Compiler, Failure, Fault, Inputs, Options, Part, Progress, RelativePath, Scope, Silent, Stage,
    TreeState, commit, verify,
};

use crate::support::{
    Plan, broken, build, build_only, deviations, faults, path, plan, quick, reference, scope,
    stamps, tree, try_build,
};

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
    assert_eq!(tree(&out)["servers/a/server.json"], (0o600, Some(b"{}".to_vec())));
    let before = stamps(&out);
    let again = build(&out, &plans);
    assert!(!again.changed);
    assert_eq!((again.parts.unchanged, again.parts.rendered, again.files.unchanged), (2, 0, 3));
    assert_eq!(again.root, summary.root);
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
    assert_eq!(summary.healed.count, 0);
    let after = stamps(&out);
    assert_eq!(before["p/a/same"], after["p/a/same"]);
    assert_ne!(before["p/a/other"], after["p/a/other"]);
    assert_eq!(tree(&out), reference(&[plan("p", &file("two"))]));
}

#[test]
fn a_new_input_that_changes_no_artefact_changes_only_manifests() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let with_input = |name: &str| {
        let inputs = vec![qalyp::output::Input {
            name: name.into(),
            sha256: qalyp::output::Digest::of(b""),
        }];
        let mut part = plan("p", &[("f", "1", 0o644)]);
        part.name = "p".into();
        let leaked: &'static Plan = Box::leak(Box::new(part));
        Part { inputs: Inputs::new(inputs), ..leaked.part() }
    };
    commit(&out, &[with_input("one")], &Scope::All, &quick()).unwrap();
    let before = stamps(&out);
    let summary = commit(&out, &[with_input("two")], &Scope::All, &quick()).unwrap();
    assert_eq!((summary.files.written, summary.files.unchanged), (0, 1));
    assert_eq!(stamps(&out)["p/f"], before["p/f"]);
    assert_ne!(stamps(&out)["p/manifest.json"], before["p/manifest.json"]);
    assert_eq!(deviations(&out), [""; 0]);
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

#[test]
fn files_and_folders_change_places() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let file = [plan("p", &[("a", "1", 0o644), ("b", "2", 0o644)])];
    let folder = [plan("p", &[("a/b/c", "1", 0o644), ("b", "2", 0o644)])];
    for plans in [&file, &folder, &file] {
        build(&out, plans);
        assert_eq!(tree(&out), reference(plans));
        assert_eq!(deviations(&out), [""; 0]);
    }
}

#[test]
fn parts_are_split_and_joined() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let one = [plan("fleet", &[("dns/zone", "1", 0o644), ("dns/manifest.json", "x", 0o644)])];
    let two = [
        plan("fleet/dns", &[("zone", "1", 0o644)]),
        plan("fleet/dashboards", &[("zone", "2", 0o644)]),
    ];
    let three = [plan("fleet/dns/zone", &[("deep", "3", 0o644)])];
    for plans in [&one[..], &two, &three, &one, &three, &two, &one] {
        build(&out, plans);
        assert_eq!(tree(&out), reference(plans));
        assert_eq!(deviations(&out), [""; 0]);
    }
}

#[test]
fn a_scope_leaves_everything_else_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let file = |content| [("f", content, 0o644), ("g", "same", 0o644)];
    build(&out, &[plan("a", &file("1")), plan("b", &file("1")), plan("c", &file("1"))]);
    let before = stamps(&out);
    let summary = build_only(&out, &[plan("b", &file("2"))]);
    assert_eq!((summary.parts.changed, summary.parts.removed), (1, 0));
    let after = stamps(&out);
    for name in ["a/f", "a/manifest.json", "b/g", "c/f", "c/manifest.json"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    let now = [plan("a", &file("1")), plan("b", &file("2")), plan("c", &file("1"))];
    assert_eq!(tree(&out), reference(&now));
    assert!(!build(&out, &now).changed);

    let parts: [Part<'_, String>; 0] = [];
    let summary = commit(&out, &parts, &scope(&["a"]), &quick()).unwrap();
    assert_eq!(summary.parts.removed, 1);
    assert_eq!(tree(&out), reference(&now[1..]));

    let a = plan("a", &file("1"));
    let outside = commit(&out, &[a.part()], &scope(&["b"]), &quick());
    assert_eq!(faults(outside).0, [Fault::PartOutOfScope { part: path("a") }]);
    let within = plan("b/within", &file("1"));
    let within = commit(&out, &[within.part()], &scope(&["b/within"]), &quick());
    assert_eq!(faults(within).0, [Fault::PartWithin { part: path("b/within"), outer: path("b") }]);
}

#[test]
fn a_scope_without_the_index_leaves_everything_else_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [plan("a", &[("f", "1", 0o644)]), plan("b", &[("f", "1", 0o644)])];
    build(&out, &plans);
    fs::remove_dir_all(out.join(".qalyp")).unwrap();
    build_only(&out, &[plan("b", &[("f", "2", 0o644)])]);
    let plans = [plan("a", &[("f", "1", 0o644)]), plan("b", &[("f", "2", 0o644)])];
    assert_eq!(tree(&out), reference(&plans));
    assert!(!build(&out, &plans).changed);
}

#[test]
fn a_part_that_cannot_be_rendered_leaves_the_tree_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(&out, &[plan("a", &[("f", "1", 0o644)]), plan("b", &[("f", "1", 0o644)])]);
    let before = stamps(&out);
    let (a, b) = (plan("a", &[("f", "2", 0o644)]), plan("b", &[("f", "2", 0o644)]));
    let parts = [a.part(), broken("c"), b.part(), broken("d")];
    match commit(&out, &parts, &Scope::All, &quick()) {
        Err(Failure::Render { parts, left_off: 0 }) => {
            let names: Vec<_> = parts.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["c", "d"]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(stamps(&out), before);
    assert_eq!(deviations(&out), [""; 0]);
    assert!(!out.join(".qalyp/stage").exists());
}

#[test]
fn artefacts_that_cannot_be_written_leave_the_tree_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(&out, &[plan("a", &[("f", "1", 0o644)])]);
    let before = stamps(&out);
    let long = "x".repeat(200);
    let deep: Vec<_> = (0..5).map(|_| long.as_str()).collect();
    let mut bad = plan("b", &[("f", "1", 0o644), ("f/g", "1", 0o644), ("m", "1", 0o1777)]);
    bad.files.push((deep.join("/"), Vec::new(), 0o644));
    bad.name = "b/and-more-of-the-name-of-it".into();
    let (found, state) = faults(try_build(&out, &[plan("a", &[("f", "2", 0o644)]), bad]));
    assert_eq!(state, TreeState::Untouched);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().any(|fault| matches!(fault, Fault::Path(_))));
    assert!(found.iter().any(|fault| matches!(fault, Fault::Mode { mode: 0o1777, .. })));
    assert!(found.iter().any(|fault| matches!(fault, Fault::FileAndFolder { .. })));
    assert_eq!(stamps(&out), before);
}

#[test]
fn the_umask_does_not_matter() {
    let place = tempfile::tempdir().unwrap();
    let plans = [plan("a", &[("f/g", "1", 0o666), ("h", "2", 0o400)])];
    let out = place.path().join("out");
    // The umask belongs to the process, and other tests run in it as well: a child has its own.
    if let Some(out) = std::env::var_os("QALYP_TEST_UMASK_OUT") {
        build(out.as_ref(), &plans);
        return;
    }
    let program = std::env::current_exe().unwrap();
    let name = "builds::the_umask_does_not_matter";
    let status = std::process::Command::new("sh")
        .args(["-c", "umask 077; exec \"$0\" --exact \"$1\""])
        .arg(program)
        .arg(name)
        .env("QALYP_TEST_UMASK_OUT", &out)
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(tree(&out), reference(&plans));
}

#[test]
fn the_compiler_that_wrote_is_named_and_changes_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plan = plan("a", &[("f", "1", 0o644)]);
    build(&out, std::slice::from_ref(&plan));
    let before = stamps(&out);
    let compiler = Compiler { name: "qalyp".into(), version: "99.0.0".into() };
    let options = Options { compiler, ..quick() };
    let summary = commit(&out, &[plan.part()], &Scope::All, &options).unwrap();
    assert!(summary.changed && summary.parts.unchanged == 1);
    assert!(fs::read_to_string(out.join("manifest.json")).unwrap().contains("99.0.0"));
    assert_eq!(stamps(&out)["a/manifest.json"], before["a/manifest.json"]);
    assert_eq!(deviations(&out), [""; 0]);
}

#[test]
fn everything_is_rendered_if_asked_for() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plan = plan("a", &[("f", "1", 0o644)]);
    build(&out, std::slice::from_ref(&plan));
    let options = Options { render_all: true, ..quick() };
    let summary = commit(&out, &[plan.part()], &Scope::All, &options).unwrap();
    assert_eq!((summary.parts.rendered, summary.changed), (1, false));
}

#[test]
fn a_synced_build_is_the_same_build() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [plan("a", &[("f", "1", 0o644)]), plan("b/c", &[("g", "2", 0o600)])];
    let parts: Vec<_> = plans.iter().map(Plan::part).collect();
    commit(&out, &parts, &Scope::All, &Options::default()).unwrap();
    assert_eq!(tree(&out), reference(&plans));
    assert!(!build(&out, &plans).changed);
}

#[test]
fn progress_counts_every_part() {
    #[derive(Default)]
    struct Count {
        parts: AtomicUsize,
        done: AtomicUsize,
    }
    impl Progress for Count {
        fn stage(&self, _: Stage, parts: usize) {
            self.parts.fetch_add(parts, Ordering::Relaxed);
        }
        fn part_done(&self) {
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans: Vec<_> =
        ["a", "b", "c"].iter().map(|name| plan(name, &[("f", "1", 0o644)])).collect();
    build(&out, &plans[..2]);
    let count = Count::default();
    let options = Options { progress: &count, ..quick() };
    let parts: Vec<_> = plans[1..].iter().map(Plan::part).collect();
    commit(&out, &parts, &Scope::All, &options).unwrap();
    // Two looked at, one removed, one placed.
    assert_eq!((count.parts.into_inner(), count.done.into_inner()), (4, 4));
}

#[test]
fn names_that_other_tools_stumble_over_are_written_as_they_are() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [plan("серверы/Қалып & Co", &[("it's a \"file\" $(x)", "ы", 0o644)])];
    build(&out, &plans);
    assert_eq!(tree(&out), reference(&plans));
    assert_eq!(deviations(&out), [""; 0]);
    assert!(!build(&out, &plans).changed);
    assert!(RelativePath::parse("a/../b").is_err());
}

#[test]
fn folders_have_one_mode() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(&out, &[plan("a/b", &[("c/d", "1", 0o600)])]);
    for folder in ["a", "a/b", "a/b/c"] {
        let mode = fs::metadata(out.join(folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o755, "{folder}");
    }
}
