use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::artefacts::RelativePath;
use crate::disk::Standing;

fn path(text: &str) -> RelativePath {
    RelativePath::parse(text).unwrap()
}

/// Everything but what is ours alone.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        let below = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() && !below.starts_with(".qalyp") {
            found.insert(below, fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

fn filled() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let keys = Keys::open(&place.path().join("keys"), Access::Create).unwrap();
    let mut change = keys.change();
    change.put(path("vault/one/a.age"), b"a".to_vec());
    change.put(path("pki/one.yaml"), b"one".to_vec());
    change.commit().unwrap();
    drop(keys);
    place
}

#[test]
fn a_change_writes_what_differs_and_removes_folders_with_their_last_file() {
    let place = filled();
    let folder = place.path().join("keys");
    let keys = Keys::open(&folder, Access::Change).unwrap();
    let before = fs::metadata(folder.join("pki/one.yaml")).unwrap().modified().unwrap();
    let mut change = keys.change();
    change.put(path("pki/one.yaml"), b"one".to_vec());
    change.put(path("pki/two.yaml"), b"two".to_vec());
    change.remove(path("vault/one/a.age"));
    change.remove(path("vault/never"));
    let changed = change.commit().unwrap();
    assert_eq!(changed.written, [path("pki/two.yaml")]);
    assert_eq!(changed.removed, [path("vault/one/a.age")]);
    assert_eq!(fs::metadata(folder.join("pki/one.yaml")).unwrap().modified().unwrap(), before);
    assert!(!folder.join("vault").exists());
    assert_eq!(
        keys.list(&path("pki")).unwrap().files,
        [path("pki/one.yaml"), path("pki/two.yaml")]
    );
    assert_eq!(keys.read(&path("pki/two.yaml")).unwrap().unwrap(), b"two");
    assert_eq!(keys.read(&path("pki/three.yaml")).unwrap(), None);
    let names: Vec<_> =
        fs::read_dir(folder.join(".qalyp")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "lock and .gitignore: {names:?}");
}

#[test]
fn one_changes_or_several_read() {
    let place = filled();
    let folder = place.path().join("keys");
    let busy = |access| match Keys::open(&folder, access) {
        Err(KeysError { fault: Fault::Busy { pid }, .. }) => pid,
        other => panic!("{other:?}"),
    };
    let changing = Keys::open(&folder, Access::Change).unwrap();
    assert_eq!(busy(Access::Change), Some(std::process::id()));
    assert_eq!(busy(Access::Read), Some(std::process::id()));
    drop(changing);
    let reading = Keys::open(&folder, Access::Read).unwrap();
    let also = Keys::open(&folder, Access::Read).unwrap();
    busy(Access::Change);
    let mut change = reading.change();
    change.put(path("x"), Vec::new());
    assert!(change.commit().is_err());
    drop((reading, also));
    Keys::open(&folder, Access::Change).unwrap();
}

#[test]
fn what_is_not_there_or_no_folder_is_said() {
    let place = tempfile::tempdir().unwrap();
    let fault = |path: &Path| Keys::open(path, Access::Change).unwrap_err().fault;
    assert_eq!(fault(&place.path().join("keys")), Fault::NotThere);
    fs::write(place.path().join("file"), "").unwrap();
    assert_eq!(fault(&place.path().join("file")), Fault::NotAFolder);
}

#[test]
fn links_lead_nowhere() {
    let place = filled();
    let folder = place.path().join("keys");
    fs::create_dir(place.path().join("outside")).unwrap();
    fs::write(place.path().join("outside/two.yaml"), "theirs").unwrap();
    symlink("../../outside", folder.join("pki/link")).unwrap();
    symlink("../../outside/two.yaml", folder.join("pki/two.yaml")).unwrap();
    let keys = Keys::open(&folder, Access::Change).unwrap();
    for at in ["pki/link/two.yaml", "pki/two.yaml"] {
        let blocked = |fault| matches!(fault, Fault::Blocked { by: Standing::Link, .. });
        assert!(blocked(keys.read(&path(at)).unwrap_err().fault), "{at}");
        let mut change = keys.change();
        change.put(path("pki/new.yaml"), b"new".to_vec());
        change.put(path(at), b"ours".to_vec());
        assert!(blocked(change.commit().unwrap_err().fault), "{at}");
    }
    assert_eq!(fs::read_to_string(place.path().join("outside/two.yaml")).unwrap(), "theirs");
    assert!(!folder.join("pki/new.yaml").exists());
    let listing = keys.list(&path("pki")).unwrap();
    assert_eq!(listing.strange, ["pki/link", "pki/two.yaml"]);
}

/// Puts the folder into the state in which a process killed after the commit point left it.
fn interrupt(folder: &Path, moved: usize) {
    let private = folder.join(".qalyp");
    fs::create_dir_all(private.join("stage")).unwrap();
    let places = ["pki/one.yaml", "pki/two.yaml", "vault/two/b.age"];
    for (number, place) in places.iter().enumerate() {
        if number < moved {
            fs::create_dir_all(folder.join(place).parent().unwrap()).unwrap();
            fs::write(folder.join(place), format!("new {number}")).unwrap();
        } else {
            fs::write(private.join("stage").join(number.to_string()), format!("new {number}"))
                .unwrap();
        }
    }
    let stage = fs::metadata(private.join("stage")).unwrap().ino();
    let journal = format!(
        "{{\"shape\":2,\"stage\":{stage},\"places\":{},\"removals\":[\"vault/one/a.age\"]}}",
        serde_json::to_string(&places).unwrap()
    );
    fs::write(private.join("journal"), journal).unwrap();
}

#[test]
fn what_was_committed_is_finished_by_whoever_comes_next() {
    for moved in 0..=3 {
        for access in [Access::Read, Access::Change] {
            let place = filled();
            let folder = place.path().join("keys");
            interrupt(&folder, moved);
            let keys = Keys::open(&folder, access).unwrap();
            drop(keys);
            let found = tree(&folder);
            let wanted = [
                ("pki/one.yaml", "new 0"),
                ("pki/two.yaml", "new 1"),
                ("vault/two/b.age", "new 2"),
            ];
            let wanted = wanted.map(|(path, text)| (path.to_owned(), text.to_owned()));
            assert_eq!(found, BTreeMap::from(wanted), "{moved} {access:?}");
            assert!(
                !folder.join(".qalyp/journal").exists() && !folder.join(".qalyp/stage").exists()
            );
        }
    }
}

#[test]
fn what_was_not_committed_never_was() {
    let place = filled();
    let folder = place.path().join("keys");
    let before = tree(&folder);
    interrupt(&folder, 0);
    fs::rename(folder.join(".qalyp/journal"), folder.join(".qalyp/journal.new")).unwrap();
    drop(Keys::open(&folder, Access::Read).unwrap());
    assert!(folder.join(".qalyp/stage").exists(), "a reader changes nothing");
    drop(Keys::open(&folder, Access::Change).unwrap());
    assert_eq!(tree(&folder), before);
    assert!(!folder.join(".qalyp/stage").exists() && !folder.join(".qalyp/journal.new").exists());
}

#[test]
fn a_journal_that_is_none_stops_everybody() {
    for text in [
        "",
        "{}",
        "{\"shape\":1,\"stage\":0,\"places\":[],\"removals\":[]}",
        "{\"shape\":2,\"stage\":0,\"places\":[\"../x\"],\"removals\":[]}",
    ] {
        let place = filled();
        let folder = place.path().join("keys");
        fs::write(folder.join(".qalyp/journal"), text).unwrap();
        for access in [Access::Read, Access::Change] {
            assert_eq!(Keys::open(&folder, access).unwrap_err().fault, Fault::Journal, "{text}");
        }
    }
}

/// As one is that came by git: with files of its own, in another folder than it speaks of.
#[test]
fn a_journal_of_another_folder_is_not_carried_out() {
    let place = filled();
    let folder = place.path().join("keys");
    interrupt(&folder, 0);
    let stage = folder.join(".qalyp/stage");
    fs::rename(&stage, place.path().join("kept")).unwrap();
    fs::create_dir(&stage).unwrap();
    for number in 0..3 {
        let number = number.to_string();
        fs::copy(place.path().join("kept").join(&number), stage.join(number)).unwrap();
    }
    let before = tree(&folder);
    for access in [Access::Read, Access::Change] {
        assert_eq!(Keys::open(&folder, access).unwrap_err().fault, Fault::Foreign);
        assert_eq!(tree(&folder), before);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any sequence of changes leaves what a map would hold.
    #[test]
    fn changes_add_up(
        changes in prop::collection::vec(
            prop::collection::btree_map("[a-c]/[a-c]|[d-f]", prop::option::of("[xy]{0,2}"), 0..5), 1..6,
        ),
    ) {
        let place = tempfile::tempdir().unwrap();
        let keys = Keys::open(place.path(), Access::Create).unwrap();
        let mut model = BTreeMap::new();
        for files in changes {
            let mut change = keys.change();
            for (at, content) in files {
                if let Some(content) = content {
                    change.put(path(&at), content.clone().into_bytes());
                    model.insert(at, content);
                } else {
                    change.remove(path(&at));
                    model.remove(&at);
                }
            }
            change.commit().unwrap();
            prop_assert_eq!(tree(place.path()), model.clone());
        }
    }
}
