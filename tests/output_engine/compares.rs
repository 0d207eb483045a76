//! What a build would change.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use qalyp::output::{Change, ChangeKind, Failure, Scope, compare};

use crate::support::{Plan, broken, build, plan, quick, stamps};

fn changes(out: &Path, plans: &[Plan]) -> Vec<Change> {
    let parts: Vec<_> = plans.iter().map(Plan::part).collect();
    let mut changes = Vec::new();
    let visit = |change| {
        changes.push(change);
        ControlFlow::Continue(())
    };
    compare(out, &parts, &Scope::All, &quick(), visit).unwrap();
    changes
}

/// A change in a few words.
fn told(change: &Change) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let what = match &change.kind {
        ChangeKind::Added { new } => format!("+ {} {:o}", text(&new.content), new.mode),
        ChangeKind::Removed { old } => format!("- {}", text(old)),
        ChangeKind::Released => "released".to_owned(),
        ChangeKind::Changed { old, old_mode, new } => {
            format!("{} {old_mode:o} > {} {:o}", text(old), text(&new.content), new.mode)
        }
        ChangeKind::Mode { old, new } => format!("{old:o} > {new:o}"),
    };
    format!("{}: {what}{}", change.path, if change.edited { ", edited" } else { "" })
}

#[test]
fn every_kind_of_change_in_order_and_nothing_written() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let file = [("f", "1", 0o644)];
    build(
        &out,
        &[
            plan("a", &[("changed", "1", 0o644), ("mode", "2", 0o644), ("gone", "3", 0o600)]),
            plan("b", &[("edited", "1", 0o644), ("same", "2", 0o644), ("missing", "3", 0o644)]),
            plan("c", &[("f", "1", 0o644), ("g", "2", 0o644)]),
            plan("d", &file),
        ],
    );
    fs::write(out.join("b/edited"), "mine").unwrap();
    fs::remove_file(out.join("b/missing")).unwrap();
    fs::write(out.join("c/g"), "mine").unwrap();
    let before = stamps(&out);
    let next = [
        plan("a", &[("changed", "9", 0o640), ("mode", "2", 0o600), ("added", "4", 0o644)]),
        plan("b", &[("edited", "1", 0o644), ("same", "2", 0o644), ("missing", "3", 0o644)]),
        plan("d", &file),
        plan("e", &file),
    ];
    let found: Vec<_> = changes(&out, &next).iter().map(told).collect();
    assert_eq!(
        found,
        [
            "a/added: + 4 644",
            "a/changed: 1 644 > 9 640",
            "a/gone: - 3",
            "a/mode: 644 > 600",
            "b/edited: mine 644 > 1 644, edited",
            "b/missing: + 3 644, edited",
            "c/f: - 1",
            "c/g: released, edited",
            "e/f: + 1 644",
        ]
    );
    assert_eq!(stamps(&out), before);
    build(&out, &next);
    assert_eq!(changes(&out, &next), []);
}

#[test]
fn against_nothing_everything_is_added_and_no_folder_is_made() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let found = changes(&out, &[plan("a", &[("f", "1", 0o644), ("g", "2", 0o644)])]);
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["a/f: + 1 644", "a/g: + 2 644"]);
    assert!(!out.exists());
}

#[test]
fn the_visitor_may_stop() {
    let place = tempfile::tempdir().unwrap();
    let plans: Vec<_> = (0..600).map(|n| plan(&format!("p{n:03}"), &[("f", "1", 0o644)])).collect();
    let parts: Vec<_> = plans.iter().map(Plan::part).collect();
    let mut seen = Vec::new();
    let visit = |change: Change| {
        seen.push(change.path.to_string());
        if seen.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let out = place.path().join("out");
    let compared = compare(&out, &parts, &Scope::All, &quick(), visit).unwrap();
    assert_eq!(compared.changes, 3);
    assert_eq!(seen, ["p000/f", "p001/f", "p002/f"]);
    assert_eq!(changes(&out, &plans).len(), 600);
}

#[test]
fn all_parts_that_cannot_be_rendered_are_named() {
    let place = tempfile::tempdir().unwrap();
    let plan = plan("b", &[("f", "1", 0o644)]);
    let parts = [broken("c"), plan.part(), broken("a")];
    let mut seen = 0;
    let visit = |_| {
        seen += 1;
        ControlFlow::Continue(())
    };
    match compare(&place.path().join("out"), &parts, &Scope::All, &quick(), visit) {
        Err(Failure::Render { parts, left_off: 0 }) => {
            assert_eq!(parts.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(seen, 0);
}
