//! The last step of the first boot.

use super::cloud_init::content;
use super::machine::Machine;

/// SELinux is not in the machine; this says what it is told to.
fn selinux(machine: &Machine, mode: &str) {
    machine.write("/usr/local/bin/getenforce", format!("#!/bin/sh\necho {mode}\n"), 0o755);
}

fn first_boot(machine: &Machine) -> String {
    format!("/usr/libexec/qalyp/first-boot {} {} {}", machine.server, machine.fqdn, machine.address)
}

#[test]
fn a_machine_that_is_what_it_should_be_says_so() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    selinux(&machine, "Enforcing");
    machine.write("/etc/hosts", content("romashka-main", "/etc/hosts"), 0o644);
    machine.ok(&first_boot(&machine));
    assert_eq!(machine.read("/var/lib/qalyp/first-boot"), "romashka-main\n");
    machine.ok(&first_boot(&machine));
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    selinux(&machine, "Permissive");
    machine.write("/etc/hosts", format!("127.0.1.1 {}\n", machine.fqdn), 0o644);
    machine.ok("hostname localhost");
    let output = machine.shell(&first_boot(&machine).replace(&machine.address, "203.0.113.99"));
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    for fault in [
        "the host name is localhost",
        "leads to 127.0.1.1",
        "no interface has",
        "SELinux is Permissive",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
    machine.ok("[ ! -e /var/lib/qalyp/first-boot ]");
}
