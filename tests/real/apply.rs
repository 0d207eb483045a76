//! `/usr/libexec/qalyp/apply`, on a machine: what it puts in place, what it refuses, and what it leaves when it is
//! refused, interrupted or killed.

use std::fmt::Write as _;
use std::process::Output;

use sha2::{Digest as _, Sha256};

use super::machine::Machine;

const HEADER: &str = "path\towner\tmode\tselinux\tsha256\tvalidator\thandler\n";
const FOLDER: &str = "/var/tmp/release";

/// A file of a release: path, text, validator, handler.
type File<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Lays a release down in the machine.
fn lay(machine: &Machine, files: &[File<'_>]) {
    machine.ok(&format!("rm -rf {FOLDER}"));
    let mut table = HEADER.to_owned();
    for (path, text, validator, handler) in files {
        machine.write(&format!("{FOLDER}/root{path}"), text, 0o600);
        let digest = digest(text);
        writeln!(table, "{path}\troot:adm\t0640\t-\t{digest}\t{validator}\t{handler}").unwrap();
    }
    machine.write(&format!("{FOLDER}/release.tsv"), table, 0o600);
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn apply(machine: &Machine, options: &str) -> Output {
    machine.shell(&format!("/usr/libexec/qalyp/apply {options} server={FOLDER}"))
}

/// Runs it and expects an exit code; what it says.
fn apply_ends(machine: &Machine, options: &str, code: i32) -> String {
    let output = apply(machine, options);
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// Everything below the places that the tests use, with owner, mode and digest; the files also with their times.
fn listing(machine: &Machine) -> String {
    machine.ok(
        "find /etc/probe /usr/share/probe /var/lib/qalyp/release ! -name lock -printf '%p %u:%g %m %y %l ' \
         \\( -type f -printf '%T@ ' -exec sha256sum {} \\; -o -printf '\\n' \\) 2>/dev/null | sort; true",
    )
}

const A: File<'_> = ("/etc/probe/a.conf", "one\n", "grep -q one {}", "run touch /run/probe-a");
const B: File<'_> = ("/etc/probe/deep/er/b", "two\n", "-", "run touch /run/probe-b");
const C: File<'_> = ("/usr/share/probe/c", "three\n", "test -e {installed}", "daemon-reload");

#[test]
fn a_release_is_put_in_place_once() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    lay(&machine, &[A, B, C]);
    let said = apply_ends(&machine, "--dry-run", 4);
    assert!(said.contains("would place /etc/probe/a.conf"), "{said}");
    machine.ok("[ ! -e /etc/probe ]");

    let said = apply_ends(&machine, "", 0);
    assert!(said.contains("place /etc/probe/deep/er/b"), "{said}");
    assert_eq!(machine.read("/etc/probe/a.conf"), "one\n");
    assert_eq!(machine.ok("stat -c '%a %U:%G' /etc/probe/deep/er/b"), "640 root:adm\n");
    machine.ok("[ -e /run/probe-a ] && [ -e /run/probe-b ] && rm /run/probe-*");

    let before = listing(&machine);
    assert_eq!(apply_ends(&machine, "", 0), "");
    assert_eq!(apply_ends(&machine, "--dry-run", 0), "");
    assert_eq!(listing(&machine), before);
    machine.ok("[ ! -e /run/probe-a ]");

    // Only what differs is touched: here a mode, there a text that somebody edited.
    machine.ok("chmod 0600 /etc/probe/a.conf; echo edited >>/usr/share/probe/c");
    let said = apply_ends(&machine, "", 0);
    assert!(said.contains("place /etc/probe/a.conf") && !said.contains("deep/er/b"), "{said}");
    assert_eq!(machine.read("/var/lib/qalyp/release/edited/usr/share/probe/c"), "three\nedited\n");
    assert_eq!(machine.read("/usr/share/probe/c"), "three\n");
}

#[test]
fn what_a_release_no_longer_has_is_removed() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    lay(&machine, &[A, B, C]);
    apply_ends(&machine, "", 0);
    machine.ok("echo mine >/etc/probe/of-somebody-else; rm /run/probe-*");
    lay(&machine, &[A]);
    let said = apply_ends(&machine, "", 0);
    assert!(said.contains("remove /etc/probe/deep/er/b"), "{said}");
    machine.ok("[ -e /etc/probe/a.conf ] && [ -e /etc/probe/of-somebody-else ]");
    machine.ok("[ ! -e /etc/probe/deep/er/b ] && [ ! -e /usr/share/probe/c ]");
    // The other part of the machine has its own record.
    let said = machine.ok(&format!("/usr/libexec/qalyp/apply image={FOLDER}"));
    assert_eq!(said, "");
    assert_eq!(apply_ends(&machine, "", 0), "");
}

#[test]
fn a_validator_that_refuses_leaves_everything_as_it_was() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    lay(&machine, &[A, B]);
    apply_ends(&machine, "", 0);
    let before = listing(&machine);

    // Of one file, before anything is replaced.
    let wrong = ("/etc/probe/a.conf", "null\n", "grep -q one {}", "-");
    lay(&machine, &[wrong, ("/etc/probe/new/d", "four\n", "-", "-")]);
    let said = apply_ends(&machine, "", 1);
    assert!(said.contains("refused: grep") && said.contains("everything is as it was"), "{said}");
    assert_eq!(listing(&machine), before);

    // Of the whole, when all files are in place: a changed, a new and a removed one come back.
    let changed = ("/etc/probe/a.conf", "one and more\n", "grep -q one {}", "-");
    let judge = "test ! -e /etc/probe/new/d";
    lay(&machine, &[changed, ("/etc/probe/new/d", "four\n", judge, "run touch /run/probe-d")]);
    let said = apply_ends(&machine, "", 1);
    assert!(said.contains("place /etc/probe/new/d"), "{said}");
    assert!(said.contains("refused: test ! -e"), "{said}");
    assert_eq!(listing(&machine), before);
    machine.ok("[ ! -e /etc/probe/new ] && [ ! -e /run/probe-d ]");
}

#[test]
fn a_handler_that_fails_is_tried_again() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    let failing = ("/etc/probe/a.conf", "one\n", "-", "run test -e /run/wanted");
    lay(&machine, &[failing, B]);
    let said = apply_ends(&machine, "", 3);
    assert!(said.contains("failed: run test"), "{said}");
    machine.ok("rm /run/probe-b");
    assert!(apply_ends(&machine, "", 3).contains("failed: run test"));
    machine.ok("[ ! -e /run/probe-b ] && touch /run/wanted");
    assert_eq!(apply_ends(&machine, "", 0), "run test -e /run/wanted\n");
    assert_eq!(apply_ends(&machine, "", 0), "");
}

/// systemd hears of new units before a command may start one, and a restart makes a reload needless.
#[test]
fn handlers_run_once_each_and_in_order() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    machine.ok("mkdir -p /run/systemd/system");
    machine.write("/usr/local/bin/systemctl", "#!/bin/sh\necho \"$*\" >>/run/calls\n", 0o755);
    machine.write("/usr/local/bin/mine", "#!/bin/sh\necho mine >>/run/calls\n", 0o755);
    let file = |name: &'static str, handler: &'static str| (name, "x\n", "-", handler);
    lay(
        &machine,
        &[
            file("/etc/probe/a", "reload nginx.service"),
            file("/etc/probe/b", "restart httpd.service"),
            file("/etc/probe/c", "run mine"),
            file("/etc/probe/d", "daemon-reload"),
            file("/etc/probe/e", "reload httpd.service"),
            file("/etc/probe/f", "try-restart nginx.service"),
            file("/etc/probe/g", "daemon-reload"),
        ],
    );
    apply_ends(&machine, "", 0);
    let calls = "daemon-reload\nmine\nrestart httpd.service\nreload-or-restart nginx.service\n";
    assert_eq!(machine.read("/run/calls"), calls);
    assert_eq!(apply_ends(&machine, "", 0), "");
    assert_eq!(machine.read("/run/calls"), calls);
}

#[test]
fn hostile_tables_touch_nothing() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    machine.ok("mkdir -p /etc/probe /srv/other && ln -s /srv/other /etc/probe/linked && mkdir /etc/probe/folder");
    machine.ok("/usr/libexec/qalyp/apply --recover");
    let before = listing(&machine);
    for path in [
        "/etc/../root/x",
        "/etc/./x",
        "/etc//x",
        "/etc/x/",
        "etc/x",
        "/root/x",
        "/proc/sys/kernel/hostname",
        "/dev/x",
        "/etc",
        "/var/lib/qalyp/release/server.tsv",
        "/etc/probe/linked/x",
        "/etc/probe/folder",
        "/etc/a\\b",
    ] {
        lay(&machine, &[A]);
        let (digest, text) = (digest("one\n"), "one\n");
        let line = format!("{path}\troot:root\t0644\t-\t{digest}\t-\t-\n");
        machine.write(&format!("{FOLDER}/release.tsv"), format!("{HEADER}{line}"), 0o600);
        if path.matches('/').count() > 1 && path.starts_with('/') && !path.ends_with('/') {
            machine.write(&format!("{FOLDER}/root{path}"), text, 0o600);
        }
        apply_ends(&machine, "", 2);
        assert_eq!(listing(&machine), before, "{path}");
    }
    let digest = digest("one\n");
    for line in [
        "/etc/x\troot\t0644\t-\tD\t-\t-".to_owned(),
        "/etc/x\troot:root\t4755\t-\tD\t-\t-".to_owned(),
        "/etc/x\troot:root\t0644\t-u root\tD\t-\t-".to_owned(),
        "/etc/x\troot:root\t0644\t-\tD\t-\tstart x.service".to_owned(),
        "/etc/x\troot:root\t0644\t-\tD\t-".to_owned(),
        "/etc/x\troot:root\t0644\t\tD\t-\t-".to_owned(),
        "/etc/x\tnobody-there:root\t0644\t-\tD\t-\t-".to_owned(),
        "/etc/x\troot:root\t0644\t-\tD\tno-such-program {}\t-".to_owned(),
        format!("/etc/x\troot:root\t0644\t-\t{}\t-\t-", "0".repeat(64)),
        "/etc/x\troot:root\t0644\t-\tD\t-\t-\n/etc/x\troot:root\t0644\t-\tD\t-\t-".to_owned(),
    ] {
        let table = format!("{HEADER}{}\n", line.replace("\tD", &format!("\t{digest}")));
        machine.write(&format!("{FOLDER}/release.tsv"), table, 0o600);
        machine.write(&format!("{FOLDER}/root/etc/x"), "one\n", 0o600);
        apply_ends(&machine, "", 2);
        machine.ok("[ ! -e /etc/x ]");
    }
    // A link in the release could bring any file of the machine to a place where others read it.
    lay(&machine, &[A]);
    machine
        .ok(&format!("cd {FOLDER}/root/etc/probe && echo one >/root/x && ln -sf /root/x a.conf"));
    apply_ends(&machine, "", 2);
    assert_eq!(listing(&machine), before);
}

#[test]
fn a_machine_under_construction_takes_what_it_can() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    let early = ("/etc/probe/early", "x\n", "later {}", "run later /etc/probe/early");
    let whole = ("/etc/probe/whole", "y\n", "test -e /run/whole", "reload nginx.service");
    lay(&machine, &[A, early, whole]);
    let said = apply_ends(&machine, "--defer --no-services", 0);
    assert!(said.contains("/etc/probe/early waits: there is no later"), "{said}");
    machine.ok("[ -e /etc/probe/a.conf ] && [ -e /etc/probe/whole ] && [ ! -e /etc/probe/early ]");
    let output = apply(&machine, "--defer --no-services");
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert!(apply_ends(&machine, "--no-services", 2).contains("there is no later"));

    machine.write("/usr/local/bin/later", "#!/bin/sh\ntouch /run/later\n", 0o755);
    apply_ends(&machine, "--defer --no-services", 0);
    machine.ok("[ -e /etc/probe/early ] && [ -e /run/later ]");
    // What the whole is worth is asked at last, even though no file changes any more.
    assert!(apply_ends(&machine, "--no-services", 1).contains("refused: test -e /run/whole"));
    machine.ok("touch /run/whole");
    apply_ends(&machine, "--no-services", 0);
    machine.ok("rm /run/whole");
    assert_eq!(apply_ends(&machine, "--no-services", 0), "");
}

/// Killed at any instant, the machine has the old release or the new one after the next run's first act, and never
/// some of each.
#[test]
fn killed_half_way_it_heals() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    let text = |version: &str| -> Vec<(String, String)> {
        (0..12)
            .map(|i| (format!("/etc/probe/{version}-{}/{i}", i % 3), version.to_owned()))
            .collect()
    };
    let release = |version: &str| {
        let (own, common) = (text(version), format!("{version}\n"));
        let mut files: Vec<File<'_>> = vec![("/etc/probe/common", &common, "sleep 0.02", "-")];
        files.extend(own.iter().map(|(path, text)| (path.as_str(), text.as_str(), "-", "-")));
        lay(&machine, &files);
    };
    release("old");
    apply_ends(&machine, "", 0);
    let count = "find /etc/probe -type f ! -name common | cut -d/ -f4 | cut -d- -f1 | sort | uniq -c | tr -s ' '";
    let (mut before, mut after) = (0, 0);
    for step in 1..=8 {
        release("old");
        apply_ends(&machine, "", 0);
        release("new");
        let kill =
            format!("timeout -s KILL 0.{:03} /usr/libexec/qalyp/apply server={FOLDER}", step * 45);
        machine.shell(&kill);
        machine.ok("/usr/libexec/qalyp/apply --recover");
        let common = machine.read("/etc/probe/common");
        assert_eq!(machine.ok(count), format!(" 12 {common}"), "after {step} steps");
        machine.ok("[ -z \"$(find /etc/probe -name '*.qalyp-new')\" ]");
        if common == "new\n" {
            after += 1;
        } else {
            before += 1;
        }
        let said = apply_ends(&machine, "", 0);
        assert_eq!(said.is_empty(), common == "new\n", "{said}");
    }
    assert!(before > 0, "killed too late every time: {before} before, {after} after");
}
