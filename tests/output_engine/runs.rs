//! Which folders are refused, and two runs at once.

use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use qalyp::output::{
    DeviationKind, Failure, Fault, Inputs, Options, Part, Scope, Silent, TreeState, commit,
    compare, verify,
};

use crate::support::{build, build_only, faults, path, plan, quick, tree, try_build};

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let plans = [plan("a", &[("f", "1", 0o644)])];
    fs::write(place.path().join("thesis.txt"), "mine").unwrap();
    let (found, state) = faults(try_build(place.path(), &plans));
    assert_eq!(found, [Fault::NotOurs { example: "thesis.txt".into() }]);
    assert_eq!(state, TreeState::Untouched);
    // A web application has a file of that name as well.
    fs::write(place.path().join("manifest.json"), "{\"name\": \"app\"}").unwrap();
    let (found, _) = faults(try_build(place.path(), &plans));
    assert!(matches!(&found[..], [Fault::BrokenManifest { .. }]), "{found:?}");
    assert_eq!(tree(place.path()).len(), 2);
    assert!(!place.path().join(".qalyp").exists());

    let file = place.path().join("thesis.txt");
    assert_eq!(faults(try_build(&file, &plans)).0, [Fault::NotAFolder]);
    assert!(verify(&file, &Silent).is_err());
}

#[test]
fn the_project_is_refused_as_its_own_output() {
    let place = tempfile::tempdir().unwrap();
    let project = place.path().join("project");
    fs::create_dir(&project).unwrap();
    let plan = plan("a", &[("f", "1", 0o644)]);
    let options = Options { project: Some(&project), ..quick() };
    for out in [project.as_path(), place.path(), &project.join("../project")] {
        let result = commit(out, &[plan.part()], &Scope::All, &options);
        assert_eq!(faults(result).0, [Fault::HoldsProject], "{}", out.display());
    }
    assert_eq!(fs::read_dir(&project).unwrap().count(), 0);
    commit(&project.join("out"), &[plan.part()], &Scope::All, &options).unwrap();
}

#[test]
fn an_output_among_the_sources_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let sources = [place.path().join("blueprints"), place.path().join("none")];
    fs::create_dir(&sources[0]).unwrap();
    std::os::unix::fs::symlink(&sources[0], place.path().join("link")).unwrap();
    let plan = plan("a", &[("f", "1", 0o644)]);
    let options = Options { sources: &sources, ..quick() };
    let refused = |out| {
        let result = commit(&place.path().join(out), &[plan.part()], &Scope::All, &options);
        assert!(matches!(faults(result).0[..], [Fault::WithinSources { .. }]), "{out}");
    };
    for out in ["blueprints", "blueprints/out", "blueprints/a/b", "link/out"] {
        refused(out);
    }
    assert_eq!(fs::read_dir(&sources[0]).unwrap().count(), 0);
    refused("x/../blueprints/out");
    commit(&place.path().join("out"), &[plan.part()], &Scope::All, &options).unwrap();
}

#[test]
fn there_may_be_nothing_to_verify() {
    let place = tempfile::tempdir().unwrap();
    let none = verify(&place.path().join("none"), &Silent).unwrap_err();
    assert_eq!(none.faults, [Fault::NoOutput]);
    let empty = verify(place.path(), &Silent).unwrap_err();
    assert_eq!(empty.faults, [Fault::NoOutput]);
    fs::write(place.path().join("note"), "").unwrap();
    let other = verify(place.path(), &Silent).unwrap_err();
    assert_eq!(other.faults, [Fault::NotOurs { example: "note".into() }]);
    assert!(other.to_string().contains("\"note\""));
}

#[test]
fn parts_that_cannot_stand_together_are_refused_at_once() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let file = [("f", "1", 0o644)];
    let plans = [plan("a", &file), plan("a", &file), plan("b", &file), plan("b/c", &file)];
    let (found, _) = faults(try_build(&out, &plans));
    assert_eq!(
        found,
        [
            Fault::PartTwice { part: path("a") },
            Fault::PartWithin { part: path("b/c"), outer: path("b") }
        ]
    );
}

/// Runs something while a build of `a` is busy rendering.
fn meanwhile(out: &std::path::Path, act: impl FnOnce()) {
    let (started, starts) = mpsc::channel();
    let (finish, finishes) = mpsc::channel::<()>();
    let finishes = std::sync::Mutex::new(finishes);
    std::thread::scope(|threads| {
        let running = threads.spawn(|| {
            let part: Part<'_, String> = Part {
                name: path("slow"),
                inputs: Inputs::new(Vec::new()),
                render: Box::new(move || {
                    started.send(()).unwrap();
                    let _ = finishes.lock().unwrap().recv_timeout(Duration::from_secs(60));
                    Ok(Vec::new())
                }),
            };
            commit(out, &[part], &Scope::All, &quick())
        });
        starts.recv_timeout(Duration::from_secs(60)).unwrap();
        act();
        finish.send(()).unwrap();
        running.join().unwrap().unwrap();
    });
}

#[test]
fn a_second_run_at_the_same_time_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [plan("a", &[("f", "1", 0o644)])];
    meanwhile(&out, || {
        let result = try_build(&out, &plans);
        let Err(Failure::Output(error)) = result else { panic!("{result:?}") };
        assert_eq!(error.faults, [Fault::Busy { pid: Some(std::process::id()) }]);
        assert!(error.to_string().contains(&format!("process {}", std::process::id())));
        assert_eq!(error.tree, TreeState::Untouched);
    });
    build(&out, &plans);
    assert!(!out.join("slow").exists());
}

#[test]
fn looking_needs_no_lock() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [plan("a", &[("f", "1", 0o644)])];
    build(&out, &plans);
    meanwhile(&out, || {
        assert!(verify(&out, &Silent).unwrap().is_clean());
        let parts: Vec<_> = plans.iter().map(crate::support::Plan::part).collect();
        let mut changes = 0;
        let visit = |_| {
            changes += 1;
            std::ops::ControlFlow::Continue(())
        };
        compare(&out, &parts, &Scope::All, &quick(), visit).unwrap();
        assert_eq!(changes, 0);
    });
}

#[test]
fn a_run_under_way_is_told_apart_from_an_interrupted_one() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(&out, &[plan("a", &[("f", "1", 0o644)])]);
    fs::write(out.join(".qalyp/journal"), "{\"shape\":1,\"parts\":[]}").unwrap();
    let kinds = || {
        let found = verify(&out, &Silent).unwrap().deviations;
        found.into_iter().map(|deviation| deviation.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(), [DeviationKind::Interrupted]);
    meanwhile(&out, || {
        let pid = Some(std::process::id());
        assert_eq!(kinds(), [DeviationKind::BeingChanged { pid }]);
    });
    assert_eq!(kinds(), []);
}

#[test]
fn part_of_an_interrupted_tree_is_not_committed() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let plans = [plan("a", &[("f", "1", 0o644)]), plan("b", &[("f", "1", 0o644)])];
    build(&out, &plans);
    let journal = |part: &str| {
        let parts = format!("[{{\"part\":\"{part}\",\"manifests\":[],\"files\":[]}}]");
        fs::write(out.join(".qalyp/journal"), format!("{{\"shape\":1,\"parts\":{parts}}}"))
            .unwrap();
    };
    let only_b = crate::support::scope(&["b"]);
    journal("a");
    let result = commit(&out, &[plans[1].part()], &only_b, &quick());
    assert_eq!(faults(result).0, [Fault::InterruptedElsewhere { example: Some(path("a")) }]);
    fs::write(out.join(".qalyp/journal"), "").unwrap();
    let result = commit(&out, &[plans[1].part()], &only_b, &quick());
    assert_eq!(faults(result).0, [Fault::InterruptedElsewhere { example: None }]);
    // If it concerns only what this run is about, it heals it.
    journal("b");
    assert!(build_only(&out, &plans[1..]).recovered);
    assert!(verify(&out, &Silent).unwrap().is_clean());
}
