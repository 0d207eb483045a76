//! A machine for one server: this system's file system with the emitted files laid over it, an own network,
//! own processes and an own host name. Everything in it ends with it, and nothing of it touches this system.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use rustix::process::geteuid;
use tempfile::TempDir;

use super::require::{require, skip};
use super::tree::{Installed, Tree, tree};

/// The accounts of EL9's packages, which may be missing here.
/// One a line, in order: several subjects bring theirs.
const ACCOUNTS: [&str; 8] = [
    "apache",
    "dnsmasq",
    "grafana",
    "nginx",
    "node_exporter",
    "openvpn",
    "postgres_exporter",
    "prometheus",
];

/// Lays the overlay, says `ready` and then lives for as long as somebody holds its standard input.
const BIRTH: &str = r#"
set -e
work=$1 stage=$2 name=$3 address=$4
mount -t tmpfs tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
root=$work/root
umask 022
cp -r "$stage/." "$root/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
hostname "$name"
ip link set lo up
ip address add "$address/32" dev lo
exec chroot "$root" /bin/sh -c 'echo ready; exec cat'
"#;

/// A running machine.
pub(crate) struct Machine {
    /// The server's name.
    pub(crate) server: String,
    /// Its host name.
    pub(crate) fqdn: String,
    /// Its address.
    pub(crate) address: String,
    holder: Child,
    init: String,
    work: TempDir,
}

impl Machine {
    /// Starts the machine of a server with the files of its image and its own; `None` where the system does
    /// not allow it.
    pub(crate) fn start(server: &str) -> Option<Self> {
        let machine = Self::with(server, &stage(server))?;
        machine.own();
        Some(machine)
    }

    /// Starts a machine that has none of our files yet.
    pub(crate) fn blank(server: &str) -> Option<Self> {
        Self::with(server, &TempDir::new().unwrap())
    }

    fn with(server: &str, stage: &TempDir) -> Option<Self> {
        for needed in ["unshare", "nsenter", "ip", "hostname"] {
            require(needed)?;
        }
        if !geteuid().is_root() {
            skip("root");
            return None;
        }
        let work = TempDir::new().unwrap();
        let (fqdn, address) =
            (tree().env(server, "QALYP_FQDN"), tree().env(server, "QALYP_ADDRESS"));
        let mut holder = Command::new("unshare")
            .args(["--mount", "--net", "--uts", "--pid", "--fork", "--kill-child"])
            .args(["sh", "-c", BIRTH, "sh"])
            .args([work.path(), stage.path()])
            .args([&fqdn, &address])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(holder.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        if said.trim() != "ready" {
            holder.wait().unwrap();
            skip("mount and network namespaces, and an overlay file system");
            return None;
        }
        let children = format!("/proc/{0}/task/{0}/children", holder.id());
        let init = fs::read_to_string(children).unwrap().trim().to_owned();
        Some(Self { server: server.to_owned(), fqdn, address, holder, init, work })
    }

    /// Every file, folder and link that is not this system's any more, with owner, mode, time and digest: what was
    /// made, changed or removed in the machine. `skip` is a pattern of paths, for `grep -E`.
    pub(crate) fn differences(&self, skip: &str) -> String {
        let script = "cd \"$1/upper\" && find . -printf '%p|%u:%g|%m|%y|%l|' \
             \\( -type f -printf '%T@|' -exec sha256sum {} \\; -o -printf '\\n' \\) | grep -vE -- \"$2\" | sort";
        let output = Command::new("nsenter")
            .args(["--target", &self.init, "--mount", "--", "sh", "-c", script, "sh"])
            .arg(self.work.path())
            .arg(skip)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The files that were made or changed in the machine, those in its memory among them, and hold a text; in order,
    /// each with a line break. `skip` is a pattern of paths, for `grep -E`.
    pub(crate) fn holders(&self, text: &str, skip: &str) -> String {
        let script = "{ cd \"$1/upper\" && grep -rlsF -- \"$2\" .; cd \"$1/root\" && grep -rlsF -- \"$2\" ./run; } | \
             sed 's,^\\.,,' | grep -vE -- \"$3\" | sort; true";
        let output = Command::new("nsenter")
            .args(["--target", &self.init, "--mount", "--", "sh", "-c", script, "sh"])
            .arg(self.work.path())
            .args([text, skip])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Gives every file the owner and the mode that `release.tsv` says.
    fn own(&self) {
        let files = parts(&self.server).into_iter().flat_map(|part| Tree::release(&part));
        let commands = files.map(|Installed { path, owner, mode }| {
            format!("chown '{owner}' '{path}'\nchmod {mode} '{path}'\n")
        });
        self.ok(&format!("set -e\n{}", commands.collect::<String>()));
    }

    /// A command to be run in the machine.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.init]);
        command.args(["--mount", "--net", "--uts", "--pid", "--root", "--wd", "--"]).arg(program);
        command.env("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        command.env("LC_ALL", "C.UTF-8");
        command
    }

    /// Runs a shell script in the machine.
    pub(crate) fn shell(&self, script: &str) -> Output {
        self.command("bash").args(["-c", script]).output().unwrap()
    }

    /// Runs a shell script that has to succeed; its standard output.
    pub(crate) fn ok(&self, script: &str) -> String {
        let output = self.shell(script);
        let log = String::from_utf8_lossy(&output.stderr);
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{script}: {}\n{out}\n{log}", output.status);
        out.into_owned()
    }

    /// Gives the machine another address, to be a client with.
    pub(crate) fn has_address(&self, address: &str) {
        self.ok(&format!("ip address replace {address}/32 dev lo"));
    }

    /// Writes a file in the machine; its folder is made.
    ///
    /// Files of this system are handed over in this way as well: the machine sees its root, but not
    /// the file systems that are mounted below it, as `/tmp` often is.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>, mode: u32) {
        let script = r#"mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1""#;
        let mut command = self.command("sh");
        command.args(["-c", script, "sh", path, &format!("{mode:o}")]).stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(content.as_ref()).unwrap();
        assert!(child.wait().unwrap().success(), "{path}");
    }

    /// The text of a file in the machine.
    pub(crate) fn read(&self, path: &str) -> String {
        self.ok(&format!("cat {path}"))
    }

    /// Waits until the script succeeds.
    pub(crate) fn wait_for(&self, script: &str) {
        self.ok(&format!(
            "for i in $(seq 100); do {script} >/dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1"
        ));
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Its first process reads standard input; the kernel ends all others with it.
        drop(self.holder.stdin.take());
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// The files to be laid over: the image's, the server's, and accounts that the image's packages would bring.
fn stage(server: &str) -> TempDir {
    let stage = TempDir::new().unwrap();
    for part in parts(server) {
        for file in Tree::release(&part) {
            let target = stage.path().join(file.path.trim_start_matches('/'));
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(part.join("root").join(file.path.trim_start_matches('/')), &target).unwrap();
        }
    }
    let etc = stage.path().join("etc");
    let (mut users, mut groups) = (account_file("/etc/passwd"), account_file("/etc/group"));
    for (account, id) in ACCOUNTS.into_iter().zip(9100..) {
        let missing =
            |file: &str| !file.lines().any(|line| line.starts_with(&format!("{account}:")));
        if missing(&users) {
            writeln!(users, "{account}:x:{id}:{id}::/:/usr/sbin/nologin").unwrap();
        }
        if missing(&groups) {
            writeln!(groups, "{account}:x:{id}:").unwrap();
        }
    }
    fs::write(etc.join("passwd"), users).unwrap();
    fs::write(etc.join("group"), groups).unwrap();
    stage
}

/// The parts whose files a server has.
fn parts(server: &str) -> Vec<PathBuf> {
    tree().images().into_iter().chain([tree().server(server, "")]).collect()
}

fn account_file(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}
