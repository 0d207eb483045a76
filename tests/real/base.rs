//! The base system's settings, read by the programs that they are for.

use super::cloud_init::content;
use super::machine::Machine;
use super::require::require;
use super::tree::tree;

#[test]
fn sshd_lets_in_keys_of_the_right_people_only() {
    let Some(_) = require("sshd") else { return };
    for server in tree().servers() {
        let Some(machine) = Machine::start(&server) else { return };
        let own = "/etc/ssh/sshd_config.d/10-qalyp.conf";
        machine.write(own, content(&server, own), 0o600);
        // What cloud-init and the distribution write has to come too late.
        machine.write(
            "/etc/ssh/sshd_config.d/50-cloud-init.conf",
            "PasswordAuthentication yes\nPermitRootLogin yes\nX11Forwarding yes\n",
            0o600,
        );
        machine.write(
            "/etc/ssh/sshd_config",
            "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\n",
            0o600,
        );
        machine.ok("mkdir -p /run/sshd; ssh-keygen -A >/dev/null");
        let settings = machine.ok("$(command -v sshd) -T");
        for line in [
            "permitrootlogin no",
            "passwordauthentication no",
            "kbdinteractiveauthentication no",
            "pubkeyauthentication yes",
            "gssapiauthentication no",
            "hostbasedauthentication no",
            "x11forwarding no",
            "allowtcpforwarding local",
            "maxauthtries 4",
            "allowusers operations",
            "loglevel VERBOSE",
        ] {
            assert!(
                settings.lines().any(|setting| setting == line),
                "{server}: {line}\n{settings}"
            );
        }
        assert_eq!(settings.lines().filter(|line| line.starts_with("port ")).count(), 1);
    }
}

#[test]
fn sudo_chrony_and_logrotate_take_their_files() {
    for needed in ["visudo", "chronyd", "logrotate"] {
        if require(needed).is_none() {
            return;
        }
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    machine.ok("visudo -cqf /etc/sudoers.d/10-qalyp");
    let said = machine.ok("chronyd -p -f /etc/chrony.conf");
    assert!(said.contains("server ntp1.bulut.example iburst"), "{said}");
    machine.ok("logrotate --debug --state /dev/null /etc/logrotate.d/qalyp-sudo");
}

#[test]
fn systemd_reads_the_limits_of_journal_and_core_dumps() {
    let Some(_) = require("systemd-analyze") else { return };
    let Some(machine) = Machine::start("romashka-main") else { return };
    for (file, lines) in [
        ("systemd/journald.conf", ["Storage=persistent", "SystemMaxUse=1G"]),
        ("systemd/coredump.conf", ["MaxUse=6G", "ExternalSizeMax=4G"]),
    ] {
        let text = machine.ok(&format!("systemd-analyze cat-config {file}"));
        for line in lines {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
    }
}

/// The updates of every server begin within its window, however long the delay comes out.
#[test]
fn updates_come_in_their_hours() {
    let Some(_) = require("systemd-analyze") else { return };
    for server in tree().servers() {
        let Some(machine) = Machine::start(&server) else { return };
        let file = "/etc/systemd/system/dnf-automatic.timer.d/10-qalyp.conf";
        let text = machine.read(file);
        let setting = |key: &str| {
            let mut values =
                text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            values.next_back().unwrap().to_owned()
        };
        let window = text.split(['(', ')']).nth(1).unwrap();
        let minutes: Vec<i32> = window
            .split(['-', ':'])
            .map(|number| number.parse().unwrap())
            .collect::<Vec<i32>>()
            .chunks(2)
            .map(|pair| pair[0] * 60 + pair[1])
            .collect();
        let next =
            machine.ok(&format!("TZ=UTC systemd-analyze calendar '{}'", setting("OnCalendar")));
        // Almaty is five hours ahead.
        let start = (minutes[0] + 19 * 60) % (24 * 60);
        let start = format!("{:02}:{:02}:00", start / 60, start % 60);
        assert!(next.contains(&start), "{window} begins at {start} UTC: {next}");
        let delay: i32 = setting("RandomizedDelaySec").trim_end_matches("min").parse().unwrap();
        assert!(delay > 0 && delay * 2 <= minutes[1] - minutes[0], "{window}: {delay}");
    }
}

#[test]
fn the_report_of_updates_is_one_for_prometheus() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    machine.write("/usr/local/bin/dnf", "#!/bin/sh\nprintf '\\nopenssl.x86_64 3.2.2 baseos\\nkernel.x86_64 5.14 baseos\\n'\nexit 100\n", 0o755);
    machine.write("/usr/local/bin/needs-restarting", "#!/bin/sh\nexit 1\n", 0o755);
    machine.ok("SERVICE_RESULT=success /usr/libexec/qalyp/update-report");
    let text = machine.read("/var/lib/qalyp/metrics/updates.prom");
    assert!(text.contains("qalyp_updates_pending 2\n"), "{text}");
    assert!(text.contains("qalyp_updates_restart_needed 1\n"), "{text}");
    let success = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with("qalyp_updates_last_success_timestamp_seconds "));
        line.unwrap().to_owned()
    };
    // A failure keeps the time of the last success.
    machine.ok("sleep 1; SERVICE_RESULT=exit-code /usr/libexec/qalyp/update-report");
    let later = machine.read("/var/lib/qalyp/metrics/updates.prom");
    assert!(later.contains("qalyp_updates_last_run_success 0\n"), "{later}");
    assert_eq!(success(&text), success(&later));
    if let Some(promtool) = require("promtool") {
        machine.ok(&format!(
            "{} check metrics </var/lib/qalyp/metrics/updates.prom",
            promtool.display()
        ));
    }
}
