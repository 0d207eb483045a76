//! Symbolic links planted in an output: none is followed, whatever it stands in for.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use qalyp::output::{Fault, Standing, TreeState};

use crate::support::{
    Plan, build, deviations, faults, path, plan, reference, stamps, tree, try_build,
};

fn plans(content: &'static str) -> Vec<Plan> {
    vec![
        plan("servers/a", &[("root/etc/x", content, 0o644), ("server.json", content, 0o644)]),
        plan("servers/b", &[("root/etc/x", content, 0o644)]),
    ]
}

/// An output, and beside it a folder that has files of the same names.
struct Planted {
    _place: tempfile::TempDir,
    out: PathBuf,
    outside: PathBuf,
}

impl Planted {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("out");
        build(&out, &plans("one"));
        let outside = place.path().join("outside");
        for folder in ["", "root", "root/etc", "a/root/etc", "stage", "etc"] {
            fs::create_dir_all(outside.join(folder)).unwrap();
            for file in ["x", "server.json", "manifest.json", "index", "journal", "lock"] {
                fs::write(outside.join(folder).join(file), "theirs").unwrap();
            }
        }
        Self { _place: place, out, outside }
    }

    /// Puts a link to `target` (within the outside) in the place of a path of the output.
    fn plant(&self, at: &str, target: &str) {
        let at = self.out.join(at);
        if at.is_dir() {
            fs::remove_dir_all(&at).unwrap();
        } else if at.exists() {
            fs::remove_file(&at).unwrap();
        }
        symlink(self.outside.join(target), at).unwrap();
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).unwrap().is_symlink()
}

#[test]
fn a_link_in_the_place_of_a_file_is_replaced() {
    for at in ["servers/a/root/etc/x", "servers/a/manifest.json", "servers/b/root/etc/x"] {
        for content in ["one", "two"] {
            let planted = Planted::new();
            planted.plant(at, "x");
            let outside = stamps(&planted.outside);
            assert_eq!(
                deviations(&planted.out),
                [format!("{at}: a symbolic link instead of a file")]
            );
            let summary = build(&planted.out, &plans(content));
            assert_eq!(summary.healed.paths, [at]);
            assert!(!is_link(&planted.out.join(at)));
            assert_eq!(tree(&planted.out), reference(&plans(content)));
            assert_eq!(stamps(&planted.outside), outside);
        }
    }
}

#[test]
fn a_link_to_the_same_content_is_replaced_as_well() {
    let planted = Planted::new();
    fs::write(planted.outside.join("same"), "one").unwrap();
    planted.plant("servers/a/root/etc/x", "same");
    let outside = stamps(&planted.outside);
    build(&planted.out, &plans("one"));
    assert!(!is_link(&planted.out.join("servers/a/root/etc/x")));
    assert_eq!(stamps(&planted.outside), outside);
}

#[test]
fn a_link_in_the_place_of_a_folder_stops_the_run() {
    let cases = [
        ("servers", "."),
        ("servers/a", "a"),
        ("servers/a/root", "root"),
        ("servers/a/root/etc", "etc"),
    ];
    for (at, target) in cases {
        for content in ["one", "two"] {
            let planted = Planted::new();
            planted.plant(at, target);
            let (out, outside) = (tree(&planted.out), stamps(&planted.outside));
            let (found, state) = faults(try_build(&planted.out, &plans(content)));
            assert_eq!(found, [Fault::LinkAsFolder { path: path(at) }]);
            assert_eq!(state, TreeState::Untouched);
            assert_eq!(tree(&planted.out), out);
            assert_eq!(stamps(&planted.outside), outside, "{at}");
            let seen = deviations(&planted.out);
            assert_eq!(seen, [format!("{at}: a symbolic link instead of a folder")]);
        }
    }
}

#[test]
fn a_folder_moved_away_behind_a_link_is_not_followed() {
    let planted = Planted::new();
    let moved = planted.outside.join("moved");
    fs::rename(planted.out.join("servers/a"), &moved).unwrap();
    symlink(&moved, planted.out.join("servers/a")).unwrap();
    let outside = stamps(&planted.outside);
    let (found, _) = faults(try_build(&planted.out, &plans("two")));
    assert_eq!(found, [Fault::LinkAsFolder { path: path("servers/a") }]);
    let (found, _) = faults(try_build(&planted.out, &plans("one")));
    assert_eq!(found, [Fault::LinkAsFolder { path: path("servers/a") }]);
    assert_eq!(stamps(&planted.outside), outside);
}

#[test]
fn pruning_does_not_reach_through_links() {
    for (at, target) in
        [("servers/b", "a"), ("servers/b/root", "root"), ("servers/b/root/etc/x", "x")]
    {
        let planted = Planted::new();
        // What lies behind the link is what the manifest lists, to the last byte.
        for file in ["x", "root/etc/x", "etc/x", "a/root/etc/x"] {
            fs::write(planted.outside.join(file), "one").unwrap();
        }
        planted.plant(at, target);
        let outside = stamps(&planted.outside);
        build(&planted.out, &plans("one")[..1]);
        assert!(is_link(&planted.out.join(at)), "{at}");
        assert_eq!(stamps(&planted.outside), outside, "{at}");
    }
}

#[test]
fn links_in_the_private_folder_lead_nowhere() {
    for name in ["index", "journal", "stage", "manifest.new", "journal.new", "index.new"] {
        for target in ["x", "stage", "nowhere"] {
            let planted = Planted::new();
            planted.plant(&format!(".qalyp/{name}"), target);
            let outside = stamps(&planted.outside);
            build(&planted.out, &plans("two"));
            assert_eq!(tree(&planted.out), reference(&plans("two")), "{name}");
            assert_eq!(stamps(&planted.outside), outside, "{name}");
            assert!(!planted.outside.join("nowhere").exists());
        }
    }
    let planted = Planted::new();
    planted.plant(".qalyp/lock", "lock");
    let outside = stamps(&planted.outside);
    let (found, state) = faults(try_build(&planted.out, &plans("two")));
    assert!(matches!(&found[..], [Fault::Io { .. }]), "{found:?}");
    assert_eq!(state, TreeState::Untouched);
    assert_eq!(stamps(&planted.outside), outside);
}

#[test]
fn a_link_as_the_private_folder_stops_the_run() {
    let planted = Planted::new();
    planted.plant(".qalyp", "stage");
    let outside = stamps(&planted.outside);
    let (found, _) = faults(try_build(&planted.out, &plans("two")));
    assert_eq!(found, [Fault::LinkAsFolder { path: path(".qalyp") }]);
    assert_eq!(stamps(&planted.outside), outside);
}

#[test]
fn a_link_as_the_root_manifest_is_replaced() {
    let planted = Planted::new();
    let original = fs::read(planted.out.join("manifest.json")).unwrap();
    fs::write(planted.outside.join("copy"), original).unwrap();
    planted.plant("manifest.json", "copy");
    let outside = stamps(&planted.outside);
    build(&planted.out, &plans("two"));
    assert!(!is_link(&planted.out.join("manifest.json")));
    assert_eq!(tree(&planted.out), reference(&plans("two")));
    assert_eq!(stamps(&planted.outside), outside);
}

#[test]
fn a_link_that_nobody_listed_in_the_way_of_a_new_file_stops_the_run() {
    let planted = Planted::new();
    symlink(planted.outside.join("x"), planted.out.join("servers/a/new")).unwrap();
    let mut next = plans("one");
    next[0].files.push(("new".into(), b"ours".to_vec(), 0o644));
    let (found, _) = faults(try_build(&planted.out, &next));
    assert_eq!(found, [Fault::Occupied { path: path("servers/a/new"), by: Standing::Link }]);
    assert_eq!(fs::read(planted.outside.join("x")).unwrap(), b"theirs");
}

#[test]
fn the_output_itself_may_be_a_link() {
    let planted = Planted::new();
    let link = planted.outside.join("link-to-out");
    symlink(&planted.out, &link).unwrap();
    build(&link, &plans("two"));
    assert!(is_link(&link));
    assert_eq!(tree(&planted.out), reference(&plans("two")));
    assert_eq!(deviations(&link), [""; 0]);
}

#[test]
fn a_hard_link_does_not_carry_a_change_outside() {
    let planted = Planted::new();
    let (inside, twin) = (planted.out.join("servers/a/root/etc/x"), planted.outside.join("twin"));
    fs::hard_link(&inside, &twin).unwrap();
    build(&planted.out, &plans("two"));
    assert_eq!(fs::read(&twin).unwrap(), b"one");
    let mut next = plans("two");
    next[0].files[0].2 = 0o600;
    fs::remove_file(&twin).unwrap();
    fs::hard_link(&inside, &twin).unwrap();
    let before = stamps(&planted.outside)["twin"].1;
    build(&planted.out, &next);
    assert_eq!(stamps(&planted.outside)["twin"].1, before);
    assert_eq!(fs::metadata(&twin).unwrap().permissions().mode() & 0o777, 0o644);
}
