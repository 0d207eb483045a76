use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use duct::cmd;

use super::run::{finish, qalyp, run};

/// A repository of git in a folder of its own.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        assert!(repository.git(&["init", "-q", "-b", "main"]).0);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Whether git was content, and what it said.
    fn git(&self, args: &[&str]) -> (bool, String) {
        let settings = ["user.name=a", "user.email=a@example.kz", "commit.gpgsign=false"];
        let all = settings.iter().flat_map(|it| ["-c", it]).chain(args.iter().copied());
        let output = cmd("git", all)
            .dir(self.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GIT_DIR")
            .stderr_to_stdout()
            .stdout_capture()
            .unchecked()
            .run()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }

    fn doctor(&self, args: &[&str]) -> super::run::Outcome {
        let args: Vec<_> = ["vault", "doctor"].iter().chain(args).copied().collect();
        finish(&qalyp(&args).dir(self.path()))
    }
}

/// What would be found, put together here so that it is not found in this file.
fn secret() -> String {
    ["kX9v", "Qm2LpZ7w"].concat()
}

fn key() -> String {
    let line = ["MC4CAQAwBQYDK2Vw", "BCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"].concat();
    let (begin, end) = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----");
    format!("{begin}\n{line}\n{end}\n")
}

#[test]
fn a_hook_refuses_a_commit_with_a_key() {
    let repository = Repository::new();
    let hook = repository.path().join(".git/hooks/pre-commit");
    let program = env!("CARGO_BIN_EXE_qalyp");
    // The line of docs/doctor.md, with the program by its path.
    let line = "#!/bin/sh\nexec qalyp vault doctor --staged\n";
    assert!(
        fs::read_to_string("docs/doctor.md").unwrap().contains("exec qalyp vault doctor --staged")
    );
    fs::write(&hook, line.replace("exec qalyp", &format!("exec '{program}'"))).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();

    repository.write("a.txt", "1\n");
    repository.git(&["add", "."]);
    let (done, said) = repository.git(&["commit", "-qm", "first"]);
    assert!(done, "{said}");

    repository.write("sub/server.key", &key());
    repository.git(&["add", "."]);
    let (done, said) = repository.git(&["commit", "-qm", "key"]);
    assert!(!done && said.contains("E0930") && said.contains("sub/server.key:1:1"), "{said}");
    assert!(!said.contains("MC4CAQ"), "{said}");
    // What is staged counts, not what lies in the folder.
    repository.write("sub/server.key", "taken out\n");
    let (done, said) = repository.git(&["commit", "-qm", "key"]);
    assert!(!done && said.contains("E0930"), "{said}");
    repository.git(&["add", "."]);
    let (done, said) = repository.git(&["commit", "-qm", "no key"]);
    assert!(done, "{said}");

    // `commit -a` and `commit FILE` have an index of their own; a hook runs in a subfolder's commit too.
    repository.write("a.txt", &key());
    for args in [&["commit", "-qam", "all"][..], &["commit", "-qm", "one", "a.txt"]] {
        let (done, said) = repository.git(args);
        assert!(!done && said.contains("a.txt:1:1"), "{said}");
    }
    let below: Vec<_> = ["-C", "sub", "commit", "-qam", "below"].to_vec();
    let (done, said) = repository.git(&below);
    assert!(!done && said.contains("a.txt:1:1"), "{said}");
    repository.write(".qalyp-not-secrets", "a.txt  published vector of RFC 8410\n");
    repository.git(&["add", "."]);
    let (done, said) = repository.git(&["commit", "-qam", "allowed"]);
    assert!(done, "{said}");
}

#[test]
fn everything_that_git_would_take_is_looked_into() {
    let repository = Repository::new();
    let password = format!("password: {}\n", secret());
    repository.write("tracked.yaml", &password);
    repository.write("staged.yaml", &password);
    repository.write(".gitignore", "/out/\n");
    repository.git(&["add", "."]);
    repository.git(&["commit", "-qm", "first"]);
    repository.write("staged.yaml", &format!("{password}# more\n"));
    repository.git(&["add", "."]);
    repository.write("staged.yaml", "a: 1\n");
    repository.write("new file.yaml", &password);
    repository.write("out/made.yaml", &password);

    let told = repository.doctor(&[]);
    assert_eq!((told.code, told.err.as_str()), (1, ""), "{}", told.out);
    for place in ["tracked.yaml:1:1", "staged.yaml:1:1", "new file.yaml:1:1"] {
        assert_eq!(told.out.matches(&format!("--> {place}\n")).count(), 1, "{place}: {}", told.out);
    }
    assert!(!told.out.contains("out/made.yaml") && !told.out.contains(&secret()), "{}", told.out);
    let ignored = repository.doctor(&["--ignored"]);
    assert!(ignored.out.contains("--> out/made.yaml:1:1"), "{}", ignored.out);

    let json = repository.doctor(&["--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&document["format"], &document["errors"]), (&"qalyp-findings/1".into(), &3.into()));
    let github = repository.doctor(&["--format", "github"]);
    assert_eq!(github.out.lines().filter(|it| it.starts_with("::error file=")).count(), 3);
    assert!(!(json.out + &github.out).contains(&secret()));
    // From a folder below, paths are those from there.
    repository.write("sub/x.yaml", &password);
    let sub = finish(&qalyp(&["vault", "doctor"]).dir(repository.path().join("sub")));
    assert!(sub.out.contains("--> x.yaml:1:1"), "{}", sub.out);
    assert!(sub.out.contains("--> ../tracked.yaml:1:1"), "{}", sub.out);
}

#[test]
fn a_folder_without_git_is_looked_through_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    fs::write(folder.path().join("a.txt"), "nothing\n").unwrap();
    let clean = run(&["vault", "doctor", root]);
    assert_eq!((clean.code, clean.out.as_str()), (0, "no findings: looked into 1 file\n"));
    fs::write(folder.path().join("id_ed25519"), key()).unwrap();
    let found = run(&["vault", "doctor", root]);
    assert!(found.code == 1 && found.out.contains(&format!("--> {root}/id_ed25519:1:1")));
    let staged = run(&["vault", "doctor", root, "--staged"]);
    assert!(staged.code == 2 && staged.err.contains("is no repository of git"), "{}", staged.err);
    assert_eq!(run(&["vault", "doctor", "/nonexistent"]).code, 2);
}

#[test]
fn this_repository_is_clean() {
    let told = run(&["vault", "doctor", env!("CARGO_MANIFEST_DIR"), "--format", "json"]);
    assert!(told.code < 2, "{}", told.err);
    let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let headlines: Vec<_> =
        document["findings"].as_array().unwrap().iter().map(|it| &it["headline"]).collect();
    // Nobody would hold the private halves of an example's vault.
    assert_eq!(headlines, ["there is no vault, and 5 servers need secrets"]);
}
