//! The provisioning steps of monitoring, with stand-ins for the archives of the makers: run twice, and refused where an
//! archive is not the one of the list.

use std::fs;

use super::machine::Machine;
use super::require::require;
use super::tree::{files, tree};

const ARCHIVES: &str = "/var/tmp/qalyp/archives";

/// Archives as their makers pack them: name, folder inside, programs.
const PACKED: [(&str, &str, &[&str]); 5] = [
    (
        "prometheus-2.53.4.linux-amd64.tar.gz",
        "prometheus-2.53.4.linux-amd64/",
        &["prometheus", "promtool"],
    ),
    (
        "node_exporter-1.9.1.linux-amd64.tar.gz",
        "node_exporter-1.9.1.linux-amd64/",
        &["node_exporter"],
    ),
    (
        "postgres_exporter-0.17.1.linux-amd64.tar.gz",
        "postgres_exporter-0.17.1.linux-amd64/",
        &["postgres_exporter"],
    ),
    ("nginx-prometheus-exporter_1.4.2_linux_amd64.tar.gz", "", &["nginx-prometheus-exporter"]),
    (
        "apache_exporter-1.0.10.linux-amd64.tar.gz",
        "apache_exporter-1.0.10.linux-amd64/",
        &["apache_exporter"],
    ),
];

/// A machine with the steps, and with programs in the place of those that would reach outside of it.
fn prepare() -> Option<Machine> {
    for needed in ["tar", "systemd-sysusers", "systemd-tmpfiles"] {
        require(needed)?;
    }
    let machine = Machine::start("romashka-main")?;
    let image = &tree().images()[0];
    for step in files(&image.join("provision")) {
        let name = step.file_name().unwrap().to_str().unwrap();
        machine.write(&format!("/srv/image/provision/{name}"), fs::read(&step).unwrap(), 0o755);
    }
    machine.write("/srv/image/root/usr/libexec/qalyp/apply", "", 0o755);
    machine.write(
        "/usr/local/bin/rpm",
        "#!/bin/sh\ncase $* in *queryformat*) cat /tmp/version;; esac\n",
        0o755,
    );
    machine.write("/tmp/version", "11.2.0\n", 0o644);
    machine.write("/usr/local/bin/dnf", "#!/bin/sh\nexit 1\n", 0o755);
    let systemctl = "#!/bin/sh\ncase $* in is-enabled*) cat /tmp/units/$2 2>/dev/null;; \
        '--quiet enable'*) mkdir -p /tmp/units; shift 2; for unit; do echo enabled >/tmp/units/$unit; done;; esac\n";
    machine.write("/usr/local/bin/systemctl", systemctl, 0o755);
    for (archive, folder, programs) in PACKED {
        for program in programs {
            machine.write(
                &format!("/tmp/pack/{folder}{program}"),
                format!("#!/bin/sh\necho {program}${{1:+, version 2.53.4}}\n"),
                0o755,
            );
        }
        machine.ok(&format!(
            "mkdir -p {ARCHIVES}; cd /tmp/pack && tar -czf {ARCHIVES}/{archive} * && rm -r /tmp/pack/*"
        ));
    }
    machine.ok(&format!("cd {ARCHIVES} && sha256sum *.tar.gz >monitoring.sha256"));
    Some(machine)
}

#[test]
fn programs_come_from_proven_archives_and_a_second_run_changes_nothing() {
    let Some(machine) = prepare() else { return };
    let first = machine.ok("/srv/image/provision/70-prometheus");
    for (_, _, programs) in PACKED {
        for program in programs {
            assert_eq!(machine.ok(&format!("/usr/local/bin/{program}")), format!("{program}\n"));
            assert_eq!(
                machine.ok(&format!("stat -c '%a %U' /usr/local/bin/{program}")),
                "755 root\n"
            );
        }
    }
    assert!(first.contains("enable prometheus.service"), "{first}");
    assert_eq!(machine.ok("stat -c '%a %U' /var/lib/qalyp/metrics"), "755 root\n");
    machine.ok("getent passwd prometheus && getent passwd node_exporter && getent passwd postgres_exporter");
    // Only what the step does, in one line.
    let second = machine.ok("/srv/image/provision/70-prometheus");
    assert_eq!(second.lines().count(), 1, "{second}");

    let grafana = machine.ok("/srv/image/provision/75-grafana");
    assert!(grafana.contains("enable grafana-server.service"), "{grafana}");
    machine.write("/tmp/version", "9.9.1\n", 0o644);
    let refused = machine.shell("/srv/image/provision/75-grafana");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("Grafana is 9.9.1"), "{said}");
}

#[test]
fn a_changed_or_unlisted_archive_is_refused() {
    let Some(machine) = prepare() else { return };
    machine.ok(&format!("cd {ARCHIVES} && sed -i '/node_exporter/d' monitoring.sha256"));
    assert!(!machine.shell("/srv/image/provision/70-prometheus").status.success());
    machine.ok(&format!("cd {ARCHIVES} && sha256sum *.tar.gz >monitoring.sha256 && echo >>node_exporter-1.9.1.linux-amd64.tar.gz"));
    let refused = machine.shell("/srv/image/provision/70-prometheus");
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("has the digest"), "{said}");
    assert!(!machine.shell("test -e /usr/local/bin/node_exporter").status.success());
}

#[test]
fn systemd_accepts_the_units() {
    let Some(analyze) = require("systemd-analyze") else { return };
    let Some(machine) = Machine::start("romashka-main") else { return };
    for program in PACKED.into_iter().flat_map(|(_, _, programs)| programs) {
        machine.write(&format!("/usr/local/bin/{program}"), "#!/bin/sh\n", 0o755);
    }
    // The package's own unit, as far as the drop-ins need one.
    machine.write(
        "/usr/lib/systemd/system/grafana-server.service",
        "[Service]\nType=notify\nUser=grafana\nExecStart=/usr/bin/true\n",
        0o644,
    );
    let units = "prometheus.service node_exporter.service postgres_exporter.service nginx_exporter.service \
        apache_exporter.service grafana-server.service qalyp-monitoring.slice qalyp-monitoring-role.service";
    let output = machine
        .shell(&format!("cd /etc/systemd/system; {} verify --man=no {units}", analyze.display()));
    let said = String::from_utf8_lossy(&output.stderr);
    // EL9 has units under names that Debian lacks; everything else is ours.
    let ours: Vec<_> = said
        .lines()
        .filter(|line| {
            line.contains("_exporter")
                || line.contains("prometheus.service")
                || line.contains("grafana")
                || line.contains("qalyp-mon")
        })
        .filter(|line| !line.contains("postgresql.service"))
        .collect();
    assert!(ours.is_empty(), "{said}");
}
