//! Shell scripts and systemd units.

use std::fs;
use std::process::Command;

use super::machine::Machine;
use super::require::require;
use super::tree::{files, tree};

#[test]
fn shellcheck_finds_nothing_in_any_script() {
    let Some(shellcheck) = require("shellcheck") else { return };
    let is_script = |file: &std::path::PathBuf| fs::read(file).unwrap().starts_with(b"#!");
    let of_the_provider = files(&tree().fleet("backup"));
    let scripts: Vec<_> =
        tree().installed().into_iter().chain(of_the_provider).filter(is_script).collect();
    assert!(scripts.len() >= 4, "{scripts:?}");
    let output = Command::new(shellcheck)
        .args(["--enable=all", "--exclude=SC2250,SC2312"])
        .args(&scripts)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn systemd_accepts_every_unit() {
    for needed in ["systemd-analyze", "systemd-tmpfiles"] {
        if require(needed).is_none() {
            return;
        }
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    // What a unit starts must be there, and this one is the vendor's.
    machine.write("/opt/1C/licence/3.0/licenceserver", "#!/bin/sh\n", 0o755);
    let output = machine.shell("systemd-analyze verify --man=no /etc/systemd/system/qalyp-*.service /etc/systemd/system/qalyp-*.timer");
    let said = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<_> = said.lines().filter(|line| line.contains("qalyp")).collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");
    machine.ok("systemd-tmpfiles --create /usr/lib/tmpfiles.d/qalyp.conf");
    assert_eq!(machine.ok("stat -c '%a %U %G' /var/www/qalyp"), "750 root apache\n");
}
