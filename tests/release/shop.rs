//! A project with a vault in which secrets lie that can be recognised.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// A password with everything in it that could be taken for markup, and that stands nowhere else.
pub(crate) const PASSWORD: &str = "cnry|<b>`x`⟦term-ends⟧&amp;*_\\](41)";
/// A secret that nobody is told.
pub(crate) const CANARY: &str = "canary-6f1d2b7e9a";
pub(crate) const SERVER: &str = "romashka-main";
/// When everything was issued.
pub(crate) const AT: &str = "2026-11-23T10:00:00+05:00";

/// What came out of a run.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// A copy of the project, which a test may change.
pub(crate) struct Shop {
    pub(crate) folder: TempDir,
}

impl Shop {
    pub(crate) fn new() -> Self {
        static READY: OnceLock<TempDir> = OnceLock::new();
        let ready = READY.get_or_init(prepared);
        let folder = TempDir::new().unwrap();
        let copied =
            Command::new("cp").arg("-a").arg(ready.path().join(".")).arg(folder.path()).status();
        assert!(copied.unwrap().success());
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("shop").join(name)
    }

    /// A command in the project, with folders of its own for everything that a program may use.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(self.folder.path(), arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        finish(&mut self.command(arguments), "")
    }

    /// Releases the server, which has to work; the path of the archive.
    pub(crate) fn release(&self, more: &[&str]) -> PathBuf {
        let outcome = self.run(&[&["release", SERVER, "--at", AT], more].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.said());
        self.path(outcome.out.lines().next().unwrap().trim_end_matches(" (as it was)"))
    }

    /// Every file below the folder of the test that holds a text.
    pub(crate) fn holders(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for entry in walkdir::WalkDir::new(self.folder.path()).sort_by_file_name() {
            let entry = entry.unwrap();
            if entry.file_type().is_file() && holds(&fs::read(entry.path()).unwrap(), text) {
                let path = entry.path().strip_prefix(self.folder.path()).unwrap();
                found.push(path.to_str().unwrap().to_owned());
            }
        }
        found
    }
}

pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qalyp"));
    command
        .args(arguments)
        .current_dir(folder.join("shop"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", folder.join("home"))
        .env("TMPDIR", folder.join("tmp"))
        .env("QALYP_IDENTITY", folder.join("identity"));
    command
}

/// Runs to the end, with a text on standard input.
pub(crate) fn finish(command: &mut Command, input: &str) -> Outcome {
    use std::io::Write as _;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn prepared() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    for name in ["home", "tmp", "shop"] {
        fs::create_dir(root.join(name)).unwrap();
    }
    let run = |arguments: &[&str], input: &str, code: i32| {
        let outcome = finish(&mut command(root, arguments), input);
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {}", outcome.said());
    };
    run(&["init", "."], "", 0);
    let identity = root.join("identity");
    let recovery = root.join("recovery");
    let new = ["--generate-identity", identity.to_str().unwrap()];
    let safe = ["--generate-recovery", recovery.to_str().unwrap()];
    run(&[&["vault", "init", "--at", AT, "--ahead-of-clock"][..], &new, &safe].concat(), "", 0);
    let set = |name: &str, value: &str| {
        run(&["vault", "set", SERVER, name, "--at", AT, "--ahead-of-clock"], value, 0);
    };
    set("backup/s3-access-key", "AKIAEXAMPLE");
    set("backup/s3-secret-key", CANARY);
    set("grafana/admin", PASSWORD);
    run(&["vpn", "issue", SERVER, "--yes", "--at", AT, "--ahead-of-clock"], "", 0);
    run(&["vault", "set", "--missing", SERVER, "--at", AT, "--ahead-of-clock"], "", 0);
    folder
}
