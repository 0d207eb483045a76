//! What a vault is known by outside of the repository, and what somebody gets who can write to the repository alone.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::run::{Outcome, finish, qalyp};

const STRANGER: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

/// A project with a vault, and the home folders of those who work with it.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for folder in ["shop", "home"] {
            fs::create_dir(place.path(folder)).unwrap();
        }
        place.done(&["init", "."]);
        place.done(&[
            "vault",
            "init",
            "--generate-identity",
            "../identity",
            "--generate-recovery",
            "../recovery",
        ]);
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn at_home(&self, home: &str, args: &[&str]) -> Outcome {
        let command = qalyp(args).dir(self.path("shop")).env("HOME", self.path(home));
        let command = command.env_remove("QALYP_KNOWN_VAULTS");
        finish(&command.env("QALYP_IDENTITY", self.path("identity")).stdin_null())
    }

    fn run(&self, args: &[&str]) -> Outcome {
        self.at_home("home", args)
    }

    fn done(&self, args: &[&str]) -> String {
        let outcome = self.run(args);
        assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.err);
        assert_eq!(outcome.err, "", "{args:?}");
        outcome.out
    }

    fn refused(&self, args: &[&str], what: &str) {
        let outcome = self.run(args);
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{args:?}: {}", outcome.err);
        assert!(outcome.err.contains(what), "{args:?}: {}", outcome.err);
    }

    fn known(&self) -> String {
        fs::read_to_string(self.path("home/.config/qalyp/known-vaults")).unwrap()
    }

    fn mark(&self) -> String {
        let answer = self.run(&["vault", "trust", "--format", "json"]).out;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        answer["mark"].as_str().unwrap().to_owned()
    }

    /// What a writer to the repository does: a vault of his own for the recipients that everybody can read.
    fn forge(&self) {
        let theirs = Self::new();
        let keys = theirs.path("shop/keys");
        let recipients = fs::read_to_string(self.path("shop/keys/recipients.yaml")).unwrap();
        let mut names = Vec::new();
        for key in recipients.lines().filter_map(|line| line.trim().strip_prefix("key: ")) {
            let name = format!("r{}", names.len());
            theirs.done(&["vault", "recipients", "add", &name, key, "--role", "operator"]);
            names.push(name);
        }
        theirs.done(&["vault", "set", "--missing", "saparov-shop"]);
        copy(&keys, &self.path("shop/keys"));
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::copy(entry.path(), path).unwrap();
        }
    }
}

#[test]
fn a_vault_is_known_from_its_making_on() {
    let place = Place::new();
    let file = place.path("home/.config/qalyp/known-vaults");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mark = place.mark();
    let keys = fs::canonicalize(place.path("shop/keys")).unwrap();
    assert!(place.known().contains(&format!("{mark} {}\n", keys.display())), "{}", place.known());
    place.done(&["vault", "rotate", "provider", "release-key", "--yes"]);
    // Nothing in the repository tells the mark.
    for entry in walkdir::WalkDir::new(place.path("shop")).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let text = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
            assert!(!text.contains(&mark) && !text.contains(&mark.replace('-', "")));
        }
    }
    let identity = place.path("identity").display().to_string();
    let status = place.run(&["vault", "status", "--identity", &identity]);
    assert!(status.out.starts_with(&format!("the vault's mark is {mark}\n")), "{}", status.out);
    let before = place.known();
    place.done(&["vault", "rotate", "provider", "fingerprint-key"]);
    assert_ne!(place.mark(), mark);
    assert_eq!(place.known(), before.replace(&mark, &place.mark()));
    place.done(&["vault", "get", "provider", "release-key"]);
}

#[test]
fn a_first_use_is_told_once() {
    let place = Place::new();
    let get = ["vault", "get", "provider", "release-key"];
    let first = place.at_home("other", &get);
    let mark = place.mark();
    assert!(first.code == 0 && first.err.contains("first use of the vault"), "{}", first.err);
    assert!(first.err.contains(&mark), "{}", first.err);
    assert_eq!(place.at_home("other", &get).err, "");
    // Whoever cannot write there is warned each time, and works.
    fs::write(place.path("file"), "").unwrap();
    for _ in 0..2 {
        let outcome = place.at_home("file", &get);
        assert!(outcome.code == 0 && outcome.err.contains("warning: the mark"), "{}", outcome.err);
    }
    // A damaged line is no first use.
    fs::write(place.path("home/.config/qalyp/known-vaults"), "# x\nabc /\n").unwrap();
    place.refused(&get, "known-vaults:2 is not the mark");
}

#[test]
fn a_vault_that_somebody_else_made_is_refused() {
    let place = Place::new();
    let before = place.known();
    place.forge();
    for args in [
        &["vault", "get", "saparov-shop", "grafana/admin"][..],
        &["vault", "set", "--missing"],
        &["vault", "rotate", "saparov-shop", "grafana/admin"],
        &["vault", "rotate", "provider", "fingerprint-key"],
        &["vault", "rekey", "--yes"],
        &["vault", "recipients", "add", "x", STRANGER, "--role", "operator"],
        &["vault", "recipients", "remove", "r0"],
    ] {
        place.refused(args, "has another key of its own");
    }
    assert_eq!(place.known(), before);
    let shown = place.run(&["vault", "trust"]);
    assert!(shown.code == 1 && shown.out.contains("known by another one"), "{}", shown.out);
    let wrong = ["vault", "trust", "--mark", "0000-0000-0000-0000-0000"];
    place.refused(&wrong, "the vault has another mark");
    // A colleague said that it is his doing.
    let mark = place.mark().to_uppercase();
    place.done(&["vault", "trust", "--mark", &mark]);
    place.done(&["vault", "get", "saparov-shop", "grafana/admin"]);
}

/// Adds a recipient by hand, and rewrites the digests of the lock files so that nothing looks stale.
fn add_by_hand(place: &Place) -> String {
    let lock = place.path("shop/keys/vault/provider/lock.yaml");
    let digest = |text: &str| {
        let at = text.find("recipients: ").unwrap() + 12;
        text[at..at + 32].to_owned()
    };
    let file = place.path("shop/keys/recipients.yaml");
    let former = fs::read_to_string(&file).unwrap();
    let (locked, old) = (fs::read_to_string(&lock).unwrap(), former.clone());
    let before = digest(&locked);
    place.done(&["vault", "recipients", "add", "zz-ci", STRANGER, "--role", "operator"]);
    let after = digest(&fs::read_to_string(&lock).unwrap());
    let with = fs::read_to_string(&file).unwrap();
    // The true list again, with the stranger but under the seal that he cannot make.
    let seal = |text: &str| text.lines().find(|it| it.starts_with("seal: ")).unwrap().to_owned();
    fs::write(&file, with.replace(&seal(&with), &seal(&former))).unwrap();
    assert_ne!(before, after);
    old
}

#[test]
fn nobody_is_served_whom_no_operator_added() {
    let place = Place::new();
    let former = add_by_hand(&place);
    let file = place.path("shop/keys/recipients.yaml");
    for args in [
        &["vault", "rotate", "provider", "release-key", "--yes"][..],
        &["vault", "rotate", "provider", "fingerprint-key"],
        &["vault", "set", "--missing"],
        &["vault", "recipients", "add", "x", STRANGER, "--role", "operator"],
        &["vault", "recipients", "remove", "operator"],
    ] {
        place.refused(args, "");
        let said = place.run(args).err;
        let stays = args[2] == "remove";
        assert!(stays || said.contains("`zz-ci` was not added by"), "{args:?}: {said}");
    }
    let read = place.run(&["vault", "get", "provider", "release-key"]);
    assert!(read.code == 0 && read.err.contains("warning: `zz-ci`"), "{}", read.err);
    // Whoever was put there can be put out.
    let list = fs::read_to_string(&file).unwrap();
    let out = place.run(&["vault", "recipients", "remove", "zz-ci"]);
    assert_eq!(out.code, 1, "{}", out.err);
    let silent = place.run(&["vault", "rotate", "provider", "release-key", "--yes"]);
    assert_eq!((silent.code, silent.err.as_str()), (0, ""));
    // A list that is changed in another way names nobody, and is refused too.
    fs::write(&file, former.replace("name: operator", "name: somebody")).unwrap();
    place.refused(
        &["vault", "rotate", "provider", "release-key", "--yes"],
        "is not as qalyp wrote it",
    );
    let seal = former.lines().find(|it| it.starts_with("seal: ")).unwrap();
    fs::write(&file, former.replace(&format!("{seal}\n"), "")).unwrap();
    place.refused(
        &["vault", "rotate", "provider", "release-key", "--yes"],
        "is not as qalyp wrote it",
    );
    assert_eq!(place.run(&["vault", "rekey"]).code, 1);
    // A lawful change by hand is seen and taken.
    fs::write(&file, list).unwrap();
    assert_eq!(place.run(&["vault", "rekey", "--yes"]).code, 0);
    place.done(&["vault", "rotate", "provider", "release-key", "--yes"]);
}
