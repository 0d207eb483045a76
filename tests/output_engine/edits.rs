//! What people and other programs did to an output between two builds.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use qalyp::output::{Failure, Fault, Options, Progress, Scope, Stage, Standing, TreeState, commit};

use crate::support::{
    Plan, build, deviations, faults, path, plan, quick, reference, stamps, tree, try_build,
};

/// Something done to a path, and its name.
type Deed = (&'static str, fn(&Path));

fn plans() -> Vec<Plan> {
    vec![
        plan("servers/a", &[("root/etc/x", "one", 0o644), ("server.json", "{}", 0o640)]),
        plan("servers/b", &[("root/etc/x", "two", 0o644)]),
    ]
}

/// An output of the plans above, in a folder of its own.
fn built() -> (tempfile::TempDir, std::path::PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(&out, &plans());
    (place, out)
}

/// Makes a file differ without changing its size or modification time.
fn edit_slyly(file: &Path) {
    let meta = fs::metadata(file).unwrap();
    let mut content = fs::read(file).unwrap();
    content[0] ^= 1;
    let times = fs::FileTimes::new().set_modified(meta.modified().unwrap());
    fs::write(file, content).unwrap();
    fs::File::options().write(true).open(file).unwrap().set_times(times).unwrap();
    let now = fs::metadata(file).unwrap();
    assert_eq!((now.mtime(), now.mtime_nsec(), now.len()), {
        (meta.mtime(), meta.mtime_nsec(), meta.len())
    });
}

#[test]
fn whatever_was_done_to_an_artefact_is_put_right_and_reported() {
    let file = "servers/a/root/etc/x";
    let deeds: [Deed; 7] = [
        ("edited", |f| fs::write(f, "mine").unwrap()),
        ("edited in secret", edit_slyly),
        ("mode", |f| fs::set_permissions(f, fs::Permissions::from_mode(0o666)).unwrap()),
        ("removed", |f| fs::remove_file(f).unwrap()),
        ("emptied", |f| fs::write(f, "").unwrap()),
        ("its folder removed", |f| fs::remove_dir_all(f.parent().unwrap()).unwrap()),
        ("replaced by a pipe", |f| {
            fs::remove_file(f).unwrap();
            assert!(Command::new("mkfifo").arg(f).status().unwrap().success());
        }),
    ];
    for (deed, act) in deeds {
        for with_index in [true, false] {
            let (_place, out) = built();
            let before = stamps(&out);
            act(&out.join(file));
            if !with_index {
                fs::remove_file(out.join(".qalyp/index")).unwrap();
            }
            assert!(!deviations(&out).is_empty(), "{deed}");
            let summary = build(&out, &plans());
            assert!(summary.changed, "{deed}");
            assert_eq!(summary.healed.paths, [file], "{deed}, index: {with_index}");
            assert_eq!(tree(&out), reference(&plans()), "{deed}");
            assert_eq!(deviations(&out), [""; 0], "{deed}");
            assert_eq!(stamps(&out)["servers/b/root/etc/x"], before["servers/b/root/etc/x"]);
            assert!(!build(&out, &plans()).changed, "{deed}");
        }
    }
}

#[test]
fn an_edit_under_a_changed_artefact_is_reported_too() {
    let (_place, out) = built();
    fs::write(out.join("servers/b/root/etc/x"), "mine").unwrap();
    let mut next = plans();
    next[1] = plan("servers/b", &[("root/etc/x", "three", 0o644)]);
    let summary = build(&out, &next);
    assert_eq!(summary.healed.paths, ["servers/b/root/etc/x"]);
    assert_eq!(tree(&out), reference(&next));
}

#[test]
fn touching_a_file_changes_nothing() {
    let (_place, out) = built();
    let file = out.join("servers/a/root/etc/x");
    fs::write(&file, "one").unwrap();
    let before = stamps(&out);
    let summary = build(&out, &plans());
    assert_eq!((summary.changed, summary.parts.rendered), (false, 0));
    assert_eq!(stamps(&out), before);
}

#[test]
fn an_edited_file_that_is_no_longer_emitted_stays() {
    let (_place, out) = built();
    fs::write(out.join("servers/b/root/etc/x"), "mine").unwrap();
    fs::write(out.join("servers/a/server.json"), "mine").unwrap();
    let next = [plan("servers/a", &[("root/etc/x", "one", 0o644)])];
    let summary = build(&out, &next);
    assert_eq!(summary.kept_edited.paths, ["servers/a/server.json", "servers/b/root/etc/x"]);
    assert_eq!(fs::read(out.join("servers/b/root/etc/x")).unwrap(), b"mine");
    assert!(!out.join("servers/b/manifest.json").exists());
    assert_eq!(
        deviations(&out),
        ["servers/a/server.json: in no manifest", "servers/b: in no manifest"]
    );
    // From now on they are somebody else's: a part of that name would be in their way.
    let (found, state) = faults(try_build(&out, &plans()));
    assert_eq!(state, TreeState::Untouched);
    assert_eq!(
        found,
        [
            Fault::Occupied { path: path("servers/a/server.json"), by: Standing::File },
            Fault::Occupied { path: path("servers/b/root/etc/x"), by: Standing::File },
        ]
    );
}

#[test]
fn a_mode_does_not_make_a_file_somebody_elses() {
    let (_place, out) = built();
    let file = out.join("servers/b/root/etc/x");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let summary = build(&out, &plans()[..1]);
    assert_eq!((summary.kept_edited.count, summary.files.removed), (0, 1));
    assert!(!out.join("servers/b").exists());
}

#[test]
fn foreign_files_are_never_touched() {
    let (_place, out) = built();
    for foreign in ["note", "servers/note", "servers/b/note", "servers/b/root/etc/note"] {
        fs::write(out.join(foreign), "mine").unwrap();
    }
    fs::create_dir_all(out.join("servers/b/empty/folder")).unwrap();
    let summary = build(&out, &plans());
    assert!(!summary.changed);
    assert_eq!(deviations(&out).len(), 5);
    let summary = build(&out, &plans()[..1]);
    assert_eq!(
        summary.foreign.paths,
        ["servers/b/empty/folder", "servers/b/note", "servers/b/root/etc/note"]
    );
    for foreign in ["note", "servers/note", "servers/b/note", "servers/b/root/etc/note"] {
        assert_eq!(fs::read(out.join(foreign)).unwrap(), b"mine");
    }
    assert!(out.join("servers/b/empty/folder").is_dir());
    assert!(!out.join("servers/b/root/etc/x").exists());
}

#[test]
fn a_foreign_file_in_the_way_stops_the_run_before_it_touches_anything() {
    let (_place, out) = built();
    fs::create_dir_all(out.join("servers/c")).unwrap();
    fs::write(out.join("servers/c/f"), "mine").unwrap();
    fs::create_dir_all(out.join("servers/c/g")).unwrap();
    fs::write(out.join("servers/c/manifest.json"), "mine").unwrap();
    let before = stamps(&out);
    let mut next = plans();
    next[0] = plan("servers/a", &[("changed", "1", 0o644)]);
    next.push(plan("servers/c", &[("f", "ours", 0o644), ("g", "ours", 0o644)]));
    let (found, state) = faults(try_build(&out, &next));
    assert_eq!(state, TreeState::Untouched);
    let occupied = |at: &str, by| Fault::Occupied { path: path(at), by };
    assert_eq!(
        found,
        [
            occupied("servers/c/f", Standing::File),
            occupied("servers/c/g", Standing::Folder),
            occupied("servers/c/manifest.json", Standing::File),
        ]
    );
    assert_eq!(stamps(&out), before);
    assert_eq!(fs::read(out.join("servers/c/f")).unwrap(), b"mine");
}

#[test]
fn a_folder_gives_way_to_a_file_only_if_all_in_it_is_ours() {
    let folder = [plan("p", &[("a/b/c", "1", 0o644), ("d", "1", 0o644)])];
    let file = [plan("p", &[("a", "2", 0o644), ("d", "2", 0o644)])];
    let obstacles: [fn(&Path); 3] = [
        |a| fs::write(a.join("note"), "mine").unwrap(),
        |a| fs::create_dir(a.join("empty")).unwrap(),
        |a| fs::write(a.join("b/c"), "edited").unwrap(),
    ];
    for obstacle in obstacles {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("out");
        build(&out, &folder);
        obstacle(&out.join("p/a"));
        let before = tree(&out);
        let (found, state) = faults(try_build(&out, &file));
        assert_eq!(found, [Fault::Occupied { path: path("p/a"), by: Standing::Folder }]);
        assert_eq!(state, TreeState::Untouched);
        assert_eq!(tree(&out), before);
        fs::remove_dir_all(out.join("p/a")).unwrap();
        build(&out, &file);
        assert_eq!(tree(&out), reference(&file));
    }
}

/// Puts a folder in the way at the last moment, when everything was looked at already.
struct Saboteur(std::path::PathBuf);

impl Progress for Saboteur {
    fn stage(&self, stage: Stage, _: usize) {
        if stage == Stage::Placing {
            fs::remove_file(&self.0).unwrap();
            fs::create_dir(&self.0).unwrap();
        }
    }
}

#[test]
fn a_run_that_fails_in_the_middle_says_so_and_is_healed() {
    let (_place, out) = built();
    let mut next = plans();
    next[0] = plan("servers/a", &[("root/etc/x", "new", 0o644), ("more", "new", 0o644)]);
    next[1] = plan("servers/b", &[("root/etc/x", "new", 0o644)]);
    let saboteur = Saboteur(out.join("servers/b/root/etc/x"));
    let options = Options { progress: &saboteur, ..quick() };
    let parts: Vec<_> = next.iter().map(Plan::part).collect();
    let Err(Failure::Output(error)) = commit(&out, &parts, &Scope::All, &options) else { panic!() };
    let at = path("servers/b/root/etc/x");
    assert_eq!(error.faults, [Fault::Occupied { path: at, by: Standing::Folder }]);
    assert_eq!(error.tree, TreeState::MidFlight);
    assert!(error.to_string().contains("files of two builds"), "{error}");
    assert!(deviations(&out)[0].starts_with("a run was interrupted"));
    assert!(!out.join(".qalyp/stage").exists());

    fs::remove_dir(&saboteur.0).unwrap();
    let summary = build(&out, &next[1..]);
    assert!(summary.recovered);
    assert_eq!((summary.healed.count, summary.kept_edited.count), (0, 0));
    assert_eq!(tree(&out), reference(&next[1..]));
    assert_eq!(deviations(&out), [""; 0]);
}

#[test]
fn a_foreign_file_with_the_right_content_is_taken_over() {
    let (_place, out) = built();
    fs::create_dir_all(out.join("servers/c")).unwrap();
    fs::write(out.join("servers/c/f"), "ours").unwrap();
    fs::set_permissions(out.join("servers/c/f"), fs::Permissions::from_mode(0o600)).unwrap();
    let mut next = plans();
    next.push(plan("servers/c", &[("f", "ours", 0o644)]));
    build(&out, &next);
    assert_eq!(tree(&out), reference(&next));
}

#[test]
fn an_index_is_never_needed_and_never_believed_blindly() {
    let damages: [Deed; 6] = [
        ("gone", |private| fs::remove_file(private.join("index")).unwrap()),
        ("empty", |private| fs::write(private.join("index"), "").unwrap()),
        ("cut", |private| {
            let index = fs::read(private.join("index")).unwrap();
            fs::write(private.join("index"), &index[..index.len() / 2]).unwrap();
        }),
        ("flipped", |private| {
            let mut index = fs::read(private.join("index")).unwrap();
            let middle = index.len() / 2;
            index[middle] ^= 0x40;
            fs::write(private.join("index"), index).unwrap();
        }),
        ("a folder", |private| {
            fs::remove_file(private.join("index")).unwrap();
            fs::create_dir(private.join("index")).unwrap();
        }),
        ("all of it gone", |private| fs::remove_dir_all(private).unwrap()),
    ];
    for (damage, act) in damages {
        let (_place, out) = built();
        let before = stamps(&out);
        act(&out.join(".qalyp"));
        let summary = build(&out, &plans());
        assert_eq!((summary.changed, summary.parts.rendered), (false, 0), "{damage}");
        let mut after = stamps(&out);
        // The private folder itself was made anew.
        after.insert(String::new(), before[""]);
        assert_eq!(after, before, "{damage}");

        edit_slyly(&out.join("servers/a/root/etc/x"));
        act(&out.join(".qalyp"));
        let summary = build(&out, &plans());
        assert_eq!(summary.healed.paths, ["servers/a/root/etc/x"], "{damage}");
        assert_eq!(tree(&out), reference(&plans()), "{damage}");
    }
}

#[test]
fn an_index_of_another_tree_is_not_believed() {
    let (_place, out) = built();
    let index = fs::read(out.join(".qalyp/index")).unwrap();
    let mut next = plans();
    next[1] = plan("servers/b", &[("root/etc/x", "TWO", 0o644)]);
    build(&out, &next);
    fs::write(out.join(".qalyp/index"), index).unwrap();
    let summary = build(&out, &next);
    assert_eq!((summary.changed, summary.healed.count), (false, 0));
    assert_eq!(tree(&out), reference(&next));
}

#[test]
fn a_copied_tree_is_read_and_not_written() {
    let (place, out) = built();
    let copy = place.path().join("copy");
    assert!(Command::new("cp").arg("-a").arg(&out).arg(&copy).status().unwrap().success());
    let before = stamps(&copy);
    let summary = build(&copy, &plans());
    assert_eq!((summary.changed, summary.parts.rendered), (false, 0));
    assert_eq!(stamps(&copy), before);
}

#[test]
fn a_part_manifest_that_somebody_broke_is_put_right() {
    let manifest = "servers/a/manifest.json";
    let damages: [fn(&Path); 3] = [
        |f| fs::write(f, "{}").unwrap(),
        |f| fs::remove_file(f).unwrap(),
        |f| {
            let text = fs::read_to_string(f).unwrap();
            fs::write(f, text.replace("\"0640\"", "\"0644\"")).unwrap();
        },
    ];
    for damage in damages {
        for with_index in [true, false] {
            let (_place, out) = built();
            damage(&out.join(manifest));
            if !with_index {
                fs::remove_file(out.join(".qalyp/index")).unwrap();
            }
            // Also when artefacts change in the same run.
            let mut next = plans();
            next[0] =
                plan("servers/a", &[("root/etc/x", "new", 0o644), ("server.json", "{}", 0o640)]);
            let summary = build(&out, &next);
            assert!(summary.healed.paths.contains(&manifest.to_owned()));
            assert_eq!(tree(&out), reference(&next));
        }
    }
}

#[test]
fn a_root_manifest_that_somebody_broke_is_put_right_from_the_index() {
    for damage in ["", "{}", "<<<<<<< ours"] {
        let (_place, out) = built();
        fs::write(out.join("manifest.json"), damage).unwrap();
        build(&out, &plans()[..1]);
        assert_eq!(tree(&out), reference(&plans()[..1]));
        assert_eq!(deviations(&out), [""; 0]);
    }
    let (_place, out) = built();
    fs::write(out.join("manifest.json"), "{}").unwrap();
    fs::remove_dir_all(out.join(".qalyp")).unwrap();
    let (found, state) = faults(try_build(&out, &plans()));
    assert!(matches!(&found[..], [Fault::BrokenManifest { .. }]), "{found:?}");
    assert_eq!(state, TreeState::Untouched);
    assert!(!out.join(".qalyp").exists());
}

#[test]
fn a_manifest_of_a_later_version_is_not_touched() {
    let (_place, out) = built();
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    let later = manifest.replace("\"shape\": 1", "\"shape\": 2,\n  \"new\": true");
    fs::write(out.join("manifest.json"), &later).unwrap();
    let before = tree(&out);
    let (found, _) = faults(try_build(&out, &plans()));
    assert_eq!(found, [Fault::OtherShape { path: "manifest.json".into(), shape: 2 }]);
    assert_eq!(tree(&out), before);
}

#[test]
fn everything_but_the_private_folder_removed_by_hand() {
    let (_place, out) = built();
    fs::remove_dir_all(out.join("servers")).unwrap();
    fs::remove_file(out.join("manifest.json")).unwrap();
    let summary = build(&out, &plans());
    assert_eq!(summary.files.written, 3);
    assert_eq!(summary.healed.count, 0);
    assert_eq!(tree(&out), reference(&plans()));
}

#[test]
fn a_removed_part_is_put_back() {
    let (_place, out) = built();
    fs::remove_dir_all(out.join("servers/a")).unwrap();
    let summary = build(&out, &plans());
    assert_eq!(summary.healed.count, 3);
    assert_eq!(tree(&out), reference(&plans()));
}
