//! Open, closed and open again: what systemd does with the emitted units, and what the script does with the
//! customer's account.
//!
//! A manager of systemd for one user runs in the machine. It knows targets, conditions and dependencies as the
//! system's manager does, but may not do what the services' own settings ask for: so it gets the emitted units
//! with `sleep` in the place of their programs.

use std::fs;

use super::machine::Machine;
use super::require::require;
use super::tree::{Tree, tree};

const UNITS: &str = "/srv/manager/.config/systemd/user";
/// How commands reach the manager.
const BUS: &str = "export XDG_RUNTIME_DIR=/run/user/0 HOME=/srv/manager";

/// The files of the image below its folder of units, by their path there.
fn units() -> Vec<(String, String)> {
    let folder = "/etc/systemd/system/";
    let mut units = Vec::new();
    for image in tree().images() {
        for file in Tree::release(&image) {
            if let Some(unit) = file.path.strip_prefix(folder) {
                let text = fs::read_to_string(image.join("root").join(&file.path[1..])).unwrap();
                units.push((unit.to_owned(), text));
            }
        }
    }
    units
}

#[test]
fn what_belongs_to_an_open_server_says_so_in_full() {
    let target = "qalyp-open.target";
    let has = |text: &str, key: &str| {
        text.lines().any(|line| {
            line.strip_prefix(key).is_some_and(|rest| rest.split(' ').any(|word| word == target))
        })
    };
    let wanted = units().into_iter().find(|(unit, _)| unit == target).unwrap().1;
    let mut members = 0;
    for (unit, text) in units() {
        if !has(&text, "PartOf=") {
            assert!(!has(&text, "WantedBy="), "{unit} would start with the target and never stop");
            continue;
        }
        members += 1;
        // Without the first it could be started while the server is closed, without the second it could be
        // too early.
        for key in ["Requisite=", "After="] {
            assert!(has(&text, key), "{unit} has no {key}{target}");
        }
        let name = unit.split(".d/").next().unwrap().replace("@.service", "@");
        assert!(has(&text, "WantedBy=") || wanted.contains(&name), "nobody starts {unit}");
    }
    assert!(members >= 2, "{members}");
}

#[test]
fn systemd_accepts_the_target_and_openvpns_unit() {
    if require("systemd-analyze").is_none() || require("openvpn").is_none() {
        return;
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    let output = machine
        .shell("systemd-analyze verify --man=no qalyp-open.target openvpn-server@udp.service");
    let said = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<_> = said.lines().filter(|line| line.contains("qalyp")).collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");
}

/// The manager with the emitted units, and stand-ins for what it cannot be.
fn manager(machine: &Machine) {
    let idle = "[Service]\nExecStart=/usr/bin/sleep 1000\n";
    let unit = |name: &str| {
        let (_, text) = units().into_iter().find(|(unit, _)| unit == name).unwrap();
        let sections: Vec<&str> = text.split_inclusive('\n').collect::<Vec<_>>();
        let mut kept = String::new();
        let mut in_service = false;
        for line in sections {
            if line.starts_with('[') {
                in_service = line.starts_with("[Service]");
            }
            if !in_service {
                kept.push_str(line);
            }
        }
        kept
    };
    let write = |name: &str, text: String| machine.write(&format!("{UNITS}/{name}"), text, 0o644);
    write("qalyp-open.target", unit("qalyp-open.target"));
    write("openvpn-server@.service", idle.to_owned());
    write(
        "openvpn-server@.service.d/10-qalyp.conf",
        unit("openvpn-server@.service.d/10-qalyp.conf"),
    );
    write("qalyp-vpn-dns.service", format!("{}{idle}", unit("qalyp-vpn-dns.service")));
    machine.write(
        "/usr/local/bin/systemctl",
        format!("#!/bin/bash\n{BUS}\nexec /usr/bin/systemctl --user \"$@\"\n"),
        0o755,
    );
    machine.write("/usr/local/bin/loginctl", "#!/bin/bash\necho \"$*\" >>/tmp/loginctl\n", 0o755);
    machine.ok("useradd --create-home customer");
    machine.ok(
        "mount -t tmpfs tmpfs /sys/fs/cgroup 2>/dev/null || { mkdir -p /sys/fs/cgroup; mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /sys/fs/cgroup; }\n\
         mkdir -p /sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd systemd /sys/fs/cgroup/systemd\n\
         mkdir -p /run/systemd/system /run/user/0",
    );
    machine.ok(&format!(
        "{BUS}\n/usr/lib/systemd/systemd --user --log-target=console --unit=basic.target >/tmp/systemd.log 2>&1 &"
    ));
    machine.wait_for("systemctl is-active basic.target");
    machine.ok("systemctl enable qalyp-vpn-dns.service 2>/dev/null");
}

/// Whether the services of an open server run: the VPN, the names; and the listener that this server has not.
fn running(machine: &Machine) -> String {
    let state = "systemctl is-active openvpn-server@udp.service qalyp-vpn-dns.service openvpn-server@tcp.service || true";
    machine.ok(state).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_server_is_closed_and_opened_again() {
    for needed in ["systemctl", "useradd", "usermod"] {
        if require(needed).is_none() {
            return;
        }
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    manager(&machine);
    let access = "/usr/libexec/qalyp/access";
    let expires = || machine.ok("getent shadow customer | cut -d: -f8").trim().to_owned();
    let metric = || {
        let text = machine.read("/var/lib/qalyp/metrics/access.prom");
        text.lines().last().unwrap().to_owned()
    };
    let closed = |now: &str| {
        machine.ok(&format!(
            "sed -i \"s/^QALYP_ACCESS=.*/QALYP_ACCESS={now}/\" /etc/qalyp/server.env"
        ));
    };
    let start = |unit: &str| machine.shell(&format!("systemctl start {unit}")).status.success();

    // Before anybody has said that it is open, nothing starts.
    assert!(!start("openvpn-server@udp.service"));
    // Neither does a release that brings the order to open it and a service: the target comes after.
    machine.ok(&format!("{access} restart openvpn-server@udp.service"));
    assert_eq!(running(&machine), "inactive inactive inactive");
    machine.ok(access);
    machine.wait_for("systemctl is-active openvpn-server@udp.service qalyp-vpn-dns.service");
    assert_eq!(running(&machine), "active active inactive");
    assert_eq!((expires(), metric()), (String::new(), "qalyp_access_open 1".to_owned()));
    // A change of a service is followed while it is open.
    let process = "systemctl show --property MainPID --value openvpn-server@udp.service";
    let before = machine.ok(process);
    machine.ok(&format!("{access} restart openvpn-server@udp.service openvpn-server@tcp.service"));
    assert_ne!(machine.ok(process), before);

    closed("closed");
    machine.ok(access);
    assert_eq!(running(&machine), "inactive inactive inactive");
    assert_eq!((expires(), metric()), ("1".to_owned(), "qalyp_access_open 0".to_owned()));
    assert_eq!(machine.read("/tmp/loginctl"), "terminate-user customer\n");
    assert!(!start("openvpn-server@udp.service") && !start("qalyp-vpn-dns.service"));
    machine.ok(&format!("{access} restart openvpn-server@udp.service"));
    assert_eq!(running(&machine), "inactive inactive inactive");

    closed("open");
    machine.ok(access);
    machine.wait_for("systemctl is-active openvpn-server@udp.service qalyp-vpn-dns.service");
    assert_eq!((expires(), metric()), (String::new(), "qalyp_access_open 1".to_owned()));
    // No machine has any other state.
    closed("deleted");
    assert!(!machine.shell(access).status.success());
    assert_eq!(running(&machine), "active active inactive");
    if require("promtool").is_some() {
        machine.ok("promtool check metrics </var/lib/qalyp/metrics/access.prom");
    }
}
