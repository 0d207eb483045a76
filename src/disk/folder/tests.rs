use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

fn path(text: &str) -> RelativePath {
    RelativePath::parse(text).unwrap()
}

/// A folder `tree` beside a folder `outside`, with links from the first into the second.
fn planted() -> (tempfile::TempDir, Folder) {
    let place = tempfile::tempdir().unwrap();
    let tree = place.path().join("tree");
    std::fs::create_dir_all(tree.join("a/b")).unwrap();
    std::fs::create_dir(place.path().join("outside")).unwrap();
    std::fs::write(place.path().join("outside/file"), "theirs").unwrap();
    symlink("../outside", tree.join("link")).unwrap();
    symlink("../../outside", tree.join("a/link")).unwrap();
    symlink("../outside/file", tree.join("file")).unwrap();
    let folder = Folder::open_given(&tree).unwrap();
    (place, folder)
}

#[test]
fn no_link_is_followed_to_a_folder() {
    let (_place, tree) = planted();
    for way in ["link", "a/link", "link/deeper", "a/link/deeper"] {
        let one = tree.open(way).map(|_| ());
        assert!(matches!(one, Err(Errno::LOOP | Errno::NOTDIR)), "{way}: {one:?}");
        let other = tree.open_by_steps(way).map(|_| ());
        assert!(matches!(other, Err(Errno::LOOP | Errno::NOTDIR)), "{way}: {other:?}");
        assert!(tree.make(&path(way)).is_err(), "{way}");
    }
    assert!(tree.open_by_steps("a/b").is_ok());
    assert!(tree.open_by_steps("a/../..").is_err());
    assert!(tree.open("a/../..").is_err());
    assert_eq!(tree.obstacle(&path("a/link/x")), Some((path("a/link"), Standing::Link)));
    assert_eq!(tree.obstacle(&path("a/b/c")), None);
}

#[test]
fn no_link_is_followed_to_a_file() {
    let (place, tree) = planted();
    assert!(matches!(tree.read("file").unwrap(), Found::Other(Standing::Link)));
    assert_eq!(tree.create("file", b"ours", 0o644).map(|_| ()), Err(Errno::EXIST));
    assert!(tree.open_lock("file").is_err());
    let stage = tree.make_one("stage").unwrap();
    stage.create("0", b"ours", 0o644).unwrap();
    stage.rename("0", &tree, "file").unwrap();
    assert_eq!(std::fs::read(place.path().join("tree/file")).unwrap(), b"ours");
    assert_eq!(std::fs::read(place.path().join("outside/file")).unwrap(), b"theirs");
}

#[test]
fn removing_everything_removes_links_not_what_they_point_to() {
    let (place, tree) = planted();
    for name in ["a", "link", "file"] {
        tree.remove_all(name).unwrap();
    }
    assert_eq!(tree.list().unwrap(), []);
    assert_eq!(std::fs::read(place.path().join("outside/file")).unwrap(), b"theirs");
}

#[test]
fn modes_are_exact() {
    let place = tempfile::tempdir().unwrap();
    let tree = Folder::open_given(place.path()).unwrap();
    for mode in [0o600, 0o640, 0o644, 0o664, 0o777, 0o400] {
        let name = format!("{mode:o}");
        assert_eq!(tree.create(&name, b"x", mode).unwrap().mode, mode);
        let meta = std::fs::metadata(place.path().join(&name)).unwrap();
        assert_eq!(meta.permissions().mode() & 0o7777, mode);
    }
}

#[test]
fn a_pipe_does_not_make_us_wait() {
    let place = tempfile::tempdir().unwrap();
    let tree = Folder::open_given(place.path()).unwrap();
    fs::mknodat(&tree.fd, "pipe", FileType::Fifo, Mode::from_raw_mode(0o644), 0).unwrap();
    assert!(matches!(tree.read("pipe").unwrap(), Found::Other(Standing::Special)));
}

#[test]
fn what_is_read_is_what_was_written() {
    let place = tempfile::tempdir().unwrap();
    let tree = Folder::open_given(place.path()).unwrap();
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let written = tree.create("big", &content, 0o644).unwrap();
    let Found::File { content: read, stamp } = tree.read("big").unwrap() else { panic!() };
    assert_eq!(read, content);
    assert_eq!(stamp, written);
    assert!(matches!(tree.read("none").unwrap(), Found::Nothing));
    assert_eq!(tree.stat("none").unwrap(), None);
}
