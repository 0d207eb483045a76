//! Shell scripts and systemd units.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::machine::Machine;
use super::require::require;
use super::tree::{files, tree};

#[test]
fn shellcheck_finds_nothing_in_any_script() {
    let Some(shellcheck) = require("shellcheck") else { return };
    let of_the_provider = files(&tree().fleet("backup"));
    let scripts: Vec<_> =
        tree().installed().into_iter().chain(of_the_provider).filter(is_written_in("sh")).collect();
    assert!(scripts.len() >= 4, "{scripts:?}");
    let output = Command::new(shellcheck)
        .args(["--enable=all", "--exclude=SC2250,SC2312"])
        .args(&scripts)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Whether a file begins as a script of a language does.
fn is_written_in(language: &'static str) -> impl Fn(&PathBuf) -> bool {
    move |file| {
        let text = fs::read(file).unwrap();
        let first = text.split(|byte| *byte == b'\n').next().unwrap();
        let first = String::from_utf8_lossy(first);
        first.strip_prefix("#!").is_some_and(|program| program.contains(language))
    }
}

#[test]
fn python_warns_of_nothing_in_any_script() {
    let Some(python) = require("python3") else { return };
    let scripts: Vec<_> = tree().installed().into_iter().filter(is_written_in("python")).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        // EL9 has 3.9: nothing newer may be used.
        let check = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))";
        let output =
            Command::new(&python).args(["-W", "error", "-c", check]).arg(&script).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
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
