//! Running a program on a file, and servers that end with their test.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A temporary folder that a server may enter after it has dropped its rights.
pub(super) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Lets every user write into a folder.
pub(super) fn open_to_all(folder: &TempDir) {
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
}

/// Writes a file into a folder.
pub(super) fn put(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// A program as another user when this process is root: some programs refuse root.
pub(super) fn as_user((user, group): (&str, &str), program: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    // It becomes the program, so that a signal reaches that; `runuser` would stay in between.
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={user}"), &format!("--regid={group}"), "--clear-groups", "--"]);
    command.arg(program);
    command
}

/// Runs a command that must succeed, and gives its standard output.
pub(super) fn run(command: &mut Command) -> Vec<u8> {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{command:?}: {status}\n{}", String::from_utf8_lossy(&stderr));
    stdout
}

/// A server in the foreground. It is asked to end when the test does, also when that fails.
pub(super) struct Server {
    child: Child,
    log: File,
}

impl Server {
    pub(super) fn start(command: &mut Command) -> Self {
        let log = tempfile::tempfile().unwrap();
        let stderr = log.try_clone().unwrap();
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
        Self { child: command.spawn().unwrap(), log }
    }

    /// Tries until the server answers; fails when it has ended or takes longer than half a minute.
    pub(super) fn until<T>(&mut self, mut ready: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(answer) = ready() {
                return answer;
            }
            let ended = self.child.try_wait().unwrap();
            if ended.is_some() || start.elapsed() > Duration::from_secs(30) {
                let mut log = String::new();
                self.log.rewind().unwrap();
                self.log.read_to_string(&mut log).unwrap();
                panic!("the server does not answer ({ended:?}):\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        // It may have ended by itself.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        let _ = self.child.wait();
    }
}
