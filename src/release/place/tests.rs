use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;

struct Ground {
    _place: TempDir,
    root: PathBuf,
}

impl Ground {
    /// A project `shop` within a work tree of git.
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let root = place.path().canonicalize().unwrap();
        for folder in [".git", "shop/keys", "shop/blueprints", "shop/notes"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("shop/notes/a.txt"), "mine").unwrap();
        Self { _place: place, root }
    }

    fn open(&self, path: &str) -> Result<Shelf, Fault> {
        let shop = self.root.join("shop");
        let apart = ["keys", "blueprints", "out"].map(|folder| shop.join(folder));
        let apart: Vec<&Path> = apart.iter().map(PathBuf::as_path).collect();
        Shelf::open(&self.root.join(path), &shop, &apart)
    }

    fn mode(&self, path: &str) -> u32 {
        fs::metadata(self.root.join(path)).unwrap().permissions().mode() & 0o7777
    }
}

#[test]
fn a_file_is_its_owners_and_git_does_not_see_the_folder() {
    let ground = Ground::new();
    let shelf = ground.open("shop/releases").unwrap();
    assert_eq!(shelf.put("a.tar", b"one").unwrap(), Written::Written);
    assert_eq!(shelf.put("a.tar", b"one").unwrap(), Written::Unchanged);
    assert_eq!(shelf.put("a.tar", b"two").unwrap(), Written::Written);
    assert_eq!(fs::read(ground.root.join("shop/releases/a.tar")).unwrap(), b"two");
    for (path, mode) in [("", 0o700), ("/a.tar", 0o600), ("/.qalyp-release", 0o700)] {
        assert_eq!(ground.mode(&format!("shop/releases{path}")), mode, "{path}");
    }
    let ignored = fs::read_to_string(ground.root.join("shop/releases/.gitignore")).unwrap();
    assert_eq!(ignored, "*\n");
    // A file that others could read is put right, though its bytes are the same.
    let path = ground.root.join("shop/releases/a.tar");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(shelf.put("a.tar", b"two").unwrap(), Written::Written);
    assert_eq!(ground.mode("shop/releases/a.tar"), 0o600);
}

#[test]
fn a_folder_that_git_could_take_up_is_refused() {
    let ground = Ground::new();
    let refused = ground.open("shop/notes").unwrap_err();
    let folder = ground.root.join("shop/notes");
    assert_eq!(
        refused,
        Fault::NotIgnored { folder: folder.clone(), work_tree: ground.root.clone() }
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing was made");
    for rules in ["*.tar\n", "*\n!*.tar\n", "", "# *\n"] {
        fs::write(folder.join(".gitignore"), rules).unwrap();
        assert!(matches!(ground.open("shop/notes"), Err(Fault::NotIgnored { .. })), "{rules:?}");
    }
    fs::write(folder.join(".gitignore"), "# releases\n\n*\n").unwrap();
    ground.open("shop/notes").unwrap();
    // Reached through a link it is the same folder.
    fs::remove_file(folder.join(".gitignore")).unwrap();
    let outside = TempDir::new().unwrap();
    std::os::unix::fs::symlink(&folder, outside.path().join("link")).unwrap();
    let shop = ground.root.join("shop");
    let refused = Shelf::open(&outside.path().join("link"), &shop, &[]).unwrap_err();
    assert!(matches!(refused, Fault::NotIgnored { .. }), "{refused:?}");
    // Outside of any work tree nothing has to be ignored.
    let plain = TempDir::new().unwrap();
    fs::write(plain.path().join("a"), "mine").unwrap();
    Shelf::open(plain.path(), &shop, &[]).unwrap();
    assert!(!plain.path().join(".gitignore").exists());
}

#[test]
fn folders_that_belong_to_something_else_are_refused() {
    let ground = Ground::new();
    for path in [
        "shop",
        "",
        "shop/keys",
        "shop/keys/vault",
        "shop/out",
        "shop/out/servers",
        "shop/blueprints/x",
    ] {
        let refused = ground.open(path).unwrap_err();
        assert!(matches!(refused, Fault::Taken { .. }), "{path}: {refused:?}");
    }
    assert!(!ground.root.join("shop/out").exists());
    // Those of other projects tell by what they hold.
    for (folder, file) in
        [("a/out", "manifest.json"), ("a/keys", "recipients.yaml"), ("a", "qalyp.yaml")]
    {
        let path = ground.root.join(folder);
        fs::create_dir_all(path.join(".qalyp")).unwrap();
        fs::write(path.join(file), "").unwrap();
        let within = format!("{folder}/releases");
        assert!(matches!(ground.open(folder), Err(Fault::Taken { .. })), "{folder}");
        assert_eq!(ground.open(&within).is_ok(), folder == "a", "{within}");
    }
    fs::write(ground.root.join("file"), "").unwrap();
    assert!(matches!(ground.open("file"), Err(Fault::NotAFolder { .. })));
}

#[test]
fn what_a_killed_run_left_is_removed_and_a_second_run_waits_outside() {
    let ground = Ground::new();
    let shelf = ground.open("shop/releases").unwrap();
    let busy = ground.open("shop/releases").unwrap_err();
    let pid = Some(std::process::id());
    assert_eq!(busy, Fault::Busy { folder: ground.root.join("shop/releases"), pid });
    drop(shelf);
    let left = ground.root.join("shop/releases/.qalyp-release/new");
    fs::write(&left, "half of a release").unwrap();
    let shelf = ground.open("shop/releases").unwrap();
    assert!(!left.exists());
    for name in ["a-0123456789abcdef.tar", "a-0123456789abcdef.tar.age", "a-b-0123456789abcdef.tar"]
    {
        shelf.put(name, b"x").unwrap();
    }
    assert_eq!(
        shelf.former("a", "a-0123456789abcdef.tar").unwrap(),
        ["a-0123456789abcdef.tar.age"]
    );
}

#[test]
fn every_fault_says_what_to_do_next() {
    let folder = || PathBuf::from("f");
    for fault in [
        Fault::Twice { path: "a".to_owned() },
        Fault::KeyUnreadable,
        Fault::PublicKeyUnreadable,
        Fault::OtherKey,
        Fault::Recipient { text: "x".to_owned() },
        Fault::RecipientIsSecret,
        Fault::NoHostKey,
        Fault::Taken { folder: folder(), by: folder() },
        Fault::NotIgnored { folder: folder(), work_tree: folder() },
        Fault::NotAFolder { path: folder() },
        Fault::Busy { folder: folder(), pid: Some(7) },
        Fault::io(Action::Write, &folder(), Errno::NOSPC),
        Fault::TermEndsFirst,
    ] {
        let (said, help) = (fault.to_string(), fault.help());
        assert!(said.len() > 15 && help.len() > 15, "{said} / {help}");
        assert!(
            !said.ends_with('.') && !said.contains("  ") && !help.contains("  "),
            "{said} / {help}"
        );
    }
    let full = Fault::io(Action::Write, &folder(), Errno::NOSPC).to_string();
    assert_eq!(full, "cannot write `f`: no space left on device");
}
