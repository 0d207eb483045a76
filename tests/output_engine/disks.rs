//! Disks that are full or read-only: real ones, of memory, in a mount namespace of their own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use qalyp::output::{
    Action, DeviationKind, Failure, Fault, Scope, Silent, TreeState, commit, verify,
};

use crate::support::{Plan, build, deviations, plan, quick, reference, stamps, tree, try_build};

const DISK: &str = "QALYP_TEST_DISK";

/// Runs one of these tests again where a small disk is mounted, and says whether that is this run.
///
/// The disk goes with the process: nothing is left mounted, whatever happens.
fn on_a_disk(test: &str, options: &str) -> Option<PathBuf> {
    if let Some(disk) = std::env::var_os(DISK) {
        return Some(disk.into());
    }
    let place = tempfile::tempdir().unwrap();
    // Who is not root may still have a namespace in which to be.
    let ways = [vec!["-m"], vec!["-m", "-r"]];
    let can = |way: &&Vec<&str>| {
        let mount = ["mount", "-t", "tmpfs", "tmpfs"];
        let tried = Command::new("unshare").args(*way).args(mount).arg(place.path()).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let Some(way) = ways.iter().find(can) else {
        skip("root, or another right to mount");
        return None;
    };
    let script = "mount -t tmpfs -o \"$3\" tmpfs \"$2\" && exec \"$0\" --exact \"$1\" --nocapture";
    let status = Command::new("unshare")
        .args(way)
        .args(["sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .arg(place.path())
        .arg(options)
        .env(DISK, place.path())
        .status()
        .unwrap();
    assert!(status.success(), "see above");
    None
}

fn skip(what: &str) {
    let required = std::env::var_os("QALYP_REQUIRE_REAL").is_some_and(|value| value == "1");
    assert!(!required, "this test needs {what}, and QALYP_REQUIRE_REAL=1 is set");
    // Not with a macro: the test harness would hide what a passing test prints.
    let _ = writeln!(std::io::stderr(), "SKIPPED: needs {what}");
}

/// Parts of some 4 KiB, with `content` in the files that change.
fn plans(parts: usize, content: &str) -> Vec<Plan> {
    let part = |n: usize| {
        let mut part = plan(&format!("servers/s{n}"), &[("root/etc/same", "same", 0o644)]);
        part.files.push(("root/etc/new".into(), content.repeat(400).into_bytes(), 0o600));
        part.files.push((format!("{content}/own"), b"comes and goes".to_vec(), 0o644));
        part
    };
    (0..parts).map(part).collect()
}

/// Takes all room of the disk but some.
fn leave(disk: &Path, bytes: usize) {
    let (ballast, chunk) = (disk.join("ballast"), [0; 1024]);
    let mut file = fs::File::create(&ballast).unwrap();
    while file.write_all(&chunk).is_ok() {}
    let size = usize::try_from(file.metadata().unwrap().len()).unwrap();
    file.set_len(size.saturating_sub(bytes) as u64).unwrap();
}

#[test]
fn a_full_disk() {
    let Some(disk) = on_a_disk("disks::a_full_disk", "size=512k") else { return };
    let out = disk.join("out");
    let (before, after) = (plans(6, "before"), plans(9, "after"));
    let (tree_before, tree_after) = (reference(&before), reference(&after));
    build(&out, &before);
    let (mut failed, mut between) = (0, 0);
    for room in (0..260).step_by(4) {
        leave(&disk, room * 1024);
        let (names, stamped) = (tree(&out), stamps(&out));
        match try_build(&out, &after) {
            Ok(_) => assert_eq!(tree(&out), tree_after),
            Err(Failure::Output(error)) => {
                failed += 1;
                for fault in &error.faults {
                    let Fault::Io { action, errno, .. } = fault else { panic!("{fault:?}") };
                    assert_eq!(*errno, rustix::io::Errno::NOSPC.raw_os_error());
                    assert!(matches!(action, Action::Write | Action::MakeFolder | Action::Place));
                }
                let text = error.to_string();
                assert!(text.contains("the disk is full") && text.contains("make room"), "{text}");
                match error.tree {
                    TreeState::Untouched => {
                        assert_eq!(tree(&out), names);
                        assert_eq!(stamps(&out), stamped);
                        assert_eq!(deviations(&out), [""; 0]);
                        assert!(text.contains("No artefact"), "{text}");
                    }
                    TreeState::MidFlight => {
                        between += 1;
                        let found = verify(&out, &Silent).unwrap().deviations;
                        assert!(found.iter().any(|d| d.kind == DeviationKind::Interrupted));
                    }
                }
                // What was staged gave its room back.
                assert!(!out.join(".qalyp/stage").exists());
            }
            Err(other) => panic!("{other:?}"),
        }
        fs::remove_file(disk.join("ballast")).unwrap();
        for (plans, made) in [(&after, &tree_after), (&before, &tree_before)] {
            build(&out, plans);
            assert_eq!(tree(&out), *made, "with room for {room} KiB");
            assert_eq!(deviations(&out), [""; 0]);
        }
    }
    assert!(failed > 5, "the disk was full only {failed} times");
    println!("full {failed} times, {between} of them between two states");
}

#[test]
fn a_disk_without_inodes() {
    let Some(disk) = on_a_disk("disks::a_disk_without_inodes", "nr_inodes=64") else { return };
    let out = disk.join("out");
    let before = plans(4, "before");
    build(&out, &before);
    let stamped = stamps(&out);
    match try_build(&out, &plans(40, "after")) {
        Err(Failure::Output(error)) => {
            assert_eq!(error.tree, TreeState::Untouched);
            assert!(error.to_string().contains("df -i"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(stamps(&out), stamped);
    assert!(!build(&out, &before).changed);
}

#[test]
fn a_disk_too_small_for_the_first_build() {
    let Some(disk) = on_a_disk("disks::a_disk_too_small_for_the_first_build", "size=64k") else {
        return;
    };
    let out = disk.join("out");
    match try_build(&out, &plans(40, "content")) {
        Err(Failure::Output(error)) => assert_eq!(error.tree, TreeState::Untouched),
        other => panic!("{other:?}"),
    }
    assert_eq!(tree(&out).len(), 0);
    let few = plans(1, "content");
    build(&out, &few);
    assert_eq!(tree(&out), reference(&few));
}

#[test]
fn a_read_only_disk() {
    let Some(disk) = on_a_disk("disks::a_read_only_disk", "size=1m") else { return };
    let out = disk.join("out");
    let plans = [plan("a", &[("f", "1", 0o644)])];
    build(&out, &plans);
    let before = stamps(&out);
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk).status().unwrap();
    assert!(remounted.success());
    for (out, plan) in [
        (out.clone(), plan("a", &[("f", "2", 0o644)])),
        (disk.join("new"), plan("a", &[("f", "1", 0o644)])),
    ] {
        match commit(&out, &[plan.part()], &Scope::All, &quick()) {
            Err(Failure::Output(error)) => {
                let text = error.to_string();
                assert!(text.contains("read-only"), "{text}");
                assert!(text.contains(&disk.display().to_string()), "{text}");
                assert_eq!(error.tree, TreeState::Untouched);
            }
            other => panic!("{other:?}"),
        }
    }
    // Looking needs no right to write.
    assert_eq!(deviations(&out), [""; 0]);
    assert_eq!(stamps(&out), before);
}

#[test]
fn an_output_on_two_file_systems() {
    let Some(disk) = on_a_disk("disks::an_output_on_two_file_systems", "size=1m") else { return };
    let out = disk.join("out");
    fs::create_dir_all(out.join("servers")).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "tmpfs"])
        .arg(out.join("servers"))
        .status()
        .unwrap();
    assert!(mount.success());
    fs::create_dir(out.join(".qalyp")).unwrap();
    fs::write(out.join(".qalyp/index"), "").unwrap();
    match try_build(&out, &[plan("servers/a", &[("f", "1", 0o644)])]) {
        Err(Failure::Output(error)) => {
            assert!(error.to_string().contains("another file system"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}
