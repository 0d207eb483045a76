//! The 1C server: its installation, its cluster, its versions and what is measured of it.
//!
//! 1C is licensed and not freely downloadable. `standin/onec/` has stand-ins for its installer and for `rac`; they take
//! the options of the real ones, answer in their form and say in their first line that they are none of it.

mod cluster;
mod files;
mod install;
mod metrics;
mod passwords;
mod slk;
mod step;
mod switch;

use super::machine::Machine;
use super::require::require;

const SETUP: &str = include_str!("standin/onec/setup-full");
const RAC: &str = include_str!("standin/onec/rac");

/// Where a provider lays its archives.
const ARCHIVES: &str = "/var/tmp/qalyp/archives";

/// A machine with the platform's account and folders, and nothing of the platform.
fn machine(server: &str) -> Option<Machine> {
    for needed in ["systemd-sysusers", "systemd-tmpfiles", "unzip"] {
        require(needed)?;
    }
    let machine = Machine::start(server)?;
    machine.ok("systemd-sysusers qalyp-onec.conf && systemd-tmpfiles --create qalyp-onec.conf");
    // What the programs come from; `systemctl` is nobody here.
    machine.write("/srv/standin/rac", RAC, 0o755);
    machine.write("/usr/local/bin/systemctl", "#!/bin/sh\necho \"$*\" >>/tmp/systemctl.calls\ncase $1 in is-enabled) exit 1;; esac\nexit 0\n", 0o755);
    machine.ok(&format!("mkdir -p {ARCHIVES}"));
    Some(machine)
}

/// Lays an installer for a version down under a path.
fn installer(machine: &Machine, path: &str, version: &str) {
    machine.write(path, format!("{SETUP}{version}\n"), 0o755);
}

/// Installs a version of the stand-in and leads `current` to it if nothing else is there.
fn installed(machine: &Machine, version: &str) {
    installer(machine, &format!("/srv/{version}/setup-full-{version}-x86_64.run"), version);
    machine.ok(&format!(
        "/usr/libexec/qalyp/onec-install {version} /srv/{version}/setup-full-{version}-x86_64.run"
    ));
}

/// The secret of the cluster's administrator.
fn administrator(machine: &Machine) {
    machine.write("/etc/qalyp/secrets/onec/administrator", "Aa1-secret", 0o600);
}

/// What a program says when it fails with a code.
fn fails(machine: &Machine, script: &str, code: i32) -> String {
    let output = machine.shell(script);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{script}: {said}");
    said
}
