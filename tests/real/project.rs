//! Projects with keys, made by the commands under test: nothing here knows how a key is made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The day on which the example has no finding.
const DAY: &str = "2026-11-22";

/// A copy of the example in a folder of its own, with an operator, and keys as far as somebody made them.
pub(crate) struct Project {
    folder: TempDir,
}

/// The example with every user's access issued, made once. Who changes something works on a [`Project::copy`].
pub(crate) fn issued() -> &'static Project {
    static ISSUED: OnceLock<Project> = OnceLock::new();
    ISSUED.get_or_init(|| {
        let project = Project::example();
        project.init_vault();
        project.ok(&["vpn", "issue", "--yes"]);
        project.build();
        project
    })
}

impl Project {
    /// The example without keys.
    pub(crate) fn example() -> Self {
        let project = Self { folder: TempDir::new().unwrap() };
        for folder in ["home", "tmp", "shop"] {
            fs::create_dir(project.path(folder)).unwrap();
        }
        project.ok(&["init", "."]);
        project
    }

    /// The example with a vault that the operator and a recovery identity can open, and nothing in it.
    pub(crate) fn init_vault(&self) {
        let (operator, recovery) = (self.identity(), self.recovery());
        self.ok(&[
            "vault",
            "init",
            "--generate-identity",
            &operator,
            "--generate-recovery",
            &recovery,
        ]);
    }

    /// Another project with the same content, to be changed.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self { folder: TempDir::new().unwrap() };
        let from = format!("{}/.", self.folder.path().display());
        let output =
            Command::new("cp").args(["-a", &from]).arg(copy.folder.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        // Its vault is known as well as that of the first one.
        let known = copy.path("home/.config/qalyp/known-vaults");
        if let Ok(text) = fs::read_to_string(&known) {
            let folder = |project: &Self| project.folder.path().canonicalize().unwrap();
            let (from, to) = (folder(self), folder(&copy));
            let text = text.replace(from.to_str().unwrap(), to.to_str().unwrap());
            fs::write(known, text).unwrap();
        }
        copy
    }

    /// A file or folder beside the project: `shop` is the project, `home` whose work it is, `tmp` for what is passing.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A file of the project.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path("shop").join(path)
    }

    /// The file of the operator's identity.
    pub(crate) fn identity(&self) -> String {
        self.path("home/identity").display().to_string()
    }

    /// The file of the recovery identity.
    pub(crate) fn recovery(&self) -> String {
        self.path("home/recovery").display().to_string()
    }

    /// A command of the compiler in the project, by its operator and with an environment of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qalyp"));
        command.args(arguments);
        self.surround(&mut command);
        command
    }

    /// Gives any command the project's folder and environment.
    pub(crate) fn surround(&self, command: &mut Command) {
        command.current_dir(self.path("shop")).env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        command.env("QALYP_IDENTITY", self.identity());
    }

    /// Runs a command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that has to succeed; its standard output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "qalyp {arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Builds the project's output.
    pub(crate) fn build(&self) {
        self.ok(&["build", "--no-sync", "--at", DAY]);
    }

    /// Changes a blueprint: a text that stands in it once.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.file(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from} in {file}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// The text of a file that a server gets from the output.
    pub(crate) fn placed(&self, server: &str, path: &str) -> String {
        let file = self.file(&format!("out/servers/{server}/root{path}"));
        fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    }

    /// A secret of a server.
    pub(crate) fn secret(&self, server: &str, name: &str) -> String {
        let file = fs::read(self.file(&format!("keys/vault/{server}/{name}.age"))).unwrap();
        let secret = super::keys_audit::opened(&self.identity(), &file, name);
        String::from_utf8(secret).unwrap()
    }

    /// A user's bundle: everything that a client needs, in one text.
    pub(crate) fn bundle(&self, server: &str, user: &str, platform: &str) -> String {
        self.bundle_with(server, user, platform, &[])
    }

    /// The same with further options.
    pub(crate) fn bundle_with(
        &self,
        server: &str,
        user: &str,
        platform: &str,
        more: &[&str],
    ) -> String {
        let file = self.path(&format!("tmp/{server}-{user}-{platform}.ovpn"));
        let _ = fs::remove_file(&file);
        let name = file.display().to_string();
        let mut arguments =
            vec!["vpn", "bundle", server, user, "--platform", platform, "-o", &name];
        arguments.extend(more);
        self.ok(&arguments);
        assert_eq!(mode(&file), 0o600, "{name}");
        let text = fs::read_to_string(&file).unwrap();
        fs::remove_file(&file).unwrap();
        text
    }
}

/// Both streams of a command, for a message.
pub(crate) fn said(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{}\n{out}\n{err}", output.status)
}

/// The permissions of a file.
pub(crate) fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).unwrap().permissions().mode() & 0o7777
}
