//! `onec-metrics` against what `rac` prints: every metric of the page, in a form that Prometheus reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{administrator, installed, machine};
use crate::machine::Machine;
use crate::require::require;

const METRICS: &str = "/usr/libexec/qalyp/onec-metrics";

const INFOBASES: &str = "11111111-1111-1111-1111-111111111111\taccounting\tБухгалтерия\toff\toff\tru\n\
     22222222-2222-2222-2222-222222222222\tКлиент & Co\t\"a\"\toff\toff\tru\n";

/// In the form of 8.3.25; the second with the faults that other versions have: a space for a hyphen, carriage returns,
/// negative memory. The names of users must not come out.
const SESSIONS: &str = "session                          : 5448ae02-de1b-11e9-5881-001a4b0103f1
session-id                       : 1
infobase                         : 11111111-1111-1111-1111-111111111111
user-name                        : Сидоров
host                             : Sport1
app-id                           : 1CV8C
hibernate                        : no
blocked-by-dbms                  : 0
blocked-by-ls                    : 7
duration-current                 : 2500
duration-current-dbms            : 1200
memory-current                   : -1138560

session                          : b9f9ee80-de13-11e9-da9d-001a4b0103f3\r
infobase                         : 11111111-1111-1111-1111-111111111111\r
user-name                        : app-id : Петров\r
app-id                           : 1CV8C\r
hibernate                        : yes\r
blocked-by-dbms                  : 12\r
blocked-by-ls                    : 0\r
duration-current                 : 0\r
duration current-dbms            : 7200\r
\r
session                          : c9f9ee80-de13-11e9-da9d-001a4b0103f3
infobase                         : 22222222-2222-2222-2222-222222222222
app-id                           : BackgroundJob
hibernate                        : no
blocked-by-dbms                  : 0
blocked-by-ls                    : 0
duration-current                 : 65000
duration-current-dbms            : 0
";

const LICENCES: &str = r#"session            : 5448ae02-de1b-11e9-5881-001a4b0103f1
user-name          : Сидоров
app-id             : 1CV8C
full-name          : "file:///var/1C/licenses/20132343433446.lic"
series             : "8100886831"
issued-by-server   : yes
license-type       : soft
net                : no
max-users-all      : 20
max-users-cur      : 20
short-presentation : "Сервер, 8100886831 20 20"

session            : c9f9ee80-de13-11e9-da9d-001a4b0103f3
series             : "ORGL8"
issued-by-server   : no
license-type       : HASP
max-users-all      : 1
"#;

const PROCESSES: &str = "process              : 6a147c59-9825-4ae7-b47e-7e63fce20c78
host                 : romashka
port                 : 1560
pid                  : 1
is-enable            : yes
running              : yes
started-at           : 2026-08-16T23:05:10
use                  : used
available-perfomance : 181
capacity             : 1000
connections          : 4
memory-size          : 1281672
memory-excess-time   : 0
avg-call-time        : 9.99E-05
avg-db-call-time     : 0,007
avg-lock-call-time   : 0.008
avg-server-call-time : 0.053
reserve              : no

process              : 7a147c59-9825-4ae7-b47e-7e63fce20c78
port                 : 1562
pid                  : 4194300
running              : no
available-performance : 400
connections          : 0
memory-size          : 1024
";

fn prepared() -> Option<Machine> {
    let machine = machine("romashka-main")?;
    installed(&machine, "8.3.25.1445");
    machine.ok("/usr/libexec/qalyp/onec-select");
    administrator(&machine);
    for (file, text) in [
        ("infobases", INFOBASES),
        ("sessions", SESSIONS),
        ("sessions-licenses", LICENCES),
        ("processs", PROCESSES),
        ("processs-licenses", "process : 6a\nlicense-type : soft\nmax-users-all : 0\n"),
        ("cluster-administrators", "qalyp\tAa1-secret\n"),
    ] {
        machine.write(&format!("/tmp/cluster/{file}"), text, 0o644);
    }
    Some(machine)
}

fn measured(machine: &Machine) -> String {
    let text = machine.read("/var/lib/qalyp/metrics/onec.prom");
    if let Some(promtool) = require("promtool") {
        let mut child = Command::new(promtool)
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}\n{text}");
    }
    text
}

#[test]
fn every_sample_is_what_the_cluster_said() {
    let Some(machine) = prepared() else { return };
    machine.ok(METRICS);
    let text = measured(&machine);
    for sample in [
        "onec_up 1",
        "onec_platform_info{version=\"8.3.25.1445\",wanted=\"8.3.25.1445\"} 1",
        "onec_platform_switch_pending 0",
        "onec_infobases 2",
        "onec_infobase_registered{infobase=\"accounting\"} 1",
        "onec_infobase_registered{infobase=\"trade\"} 0",
        "onec_sessions{infobase=\"accounting\",app=\"1CV8C\"} 2",
        "onec_sessions{infobase=\"Клиент & Co\",app=\"BackgroundJob\"} 1",
        "onec_sessions_hibernated{infobase=\"accounting\"} 1",
        "onec_sessions_blocked{infobase=\"accounting\",by=\"cluster\"} 1",
        "onec_sessions_blocked{infobase=\"accounting\",by=\"dbms\"} 1",
        "onec_sessions_blocked{infobase=\"Клиент & Co\",by=\"dbms\"} 0",
        "onec_session_longest_call_seconds{infobase=\"accounting\"} 2.5",
        "onec_session_longest_call_seconds{infobase=\"Клиент & Co\"} 65",
        "onec_session_longest_dbms_call_seconds{infobase=\"accounting\"} 7.2",
        "onec_licences_used{kind=\"soft\",issuer=\"server\"} 1",
        "onec_licences_used{kind=\"HASP\",issuer=\"client\"} 1",
        "onec_licence_seats{series=\"8100886831\",kind=\"soft\"} 20",
        "onec_licences_rented 10",
        "onec_server_licences_used{kind=\"soft\"} 1",
        "onec_processes{state=\"running\"} 1",
        "onec_processes{state=\"stopped\"} 1",
        "onec_process_connections{port=\"1560\"} 4",
        "onec_process_available_performance{port=\"1560\"} 181",
        "onec_process_available_performance{port=\"1562\"} 400",
        "onec_process_average_call_seconds{port=\"1560\",part=\"dbms\"} 0.007",
        "onec_process_average_call_seconds{port=\"1560\",part=\"all\"} 9.99E-05",
        // No such process: the cluster's own figure, in KiB.
        "onec_process_memory_bytes{port=\"1562\"} 1048576",
        "onec_core_dumps 0",
    ] {
        assert!(text.lines().any(|line| line == sample), "{sample}\n{text}");
    }
    // The first is the machine's own first process, as the kernel sees it.
    let resident = machine.ok("awk '$1 == \"VmRSS:\" { print $2 * 1024 }' /proc/1/status");
    assert!(
        text.contains(&format!("onec_process_memory_bytes{{port=\"1560\"}} {resident}")),
        "{text}"
    );
    for secret in ["Сидоров", "Петров", "Sport1", "Aa1-secret", "5448ae02"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(
        machine.ok("stat -c '%a %U' /var/lib/qalyp/metrics/onec.prom; ls /var/lib/qalyp/metrics"),
        "644 root\nonec.prom\n"
    );
}

#[test]
fn a_cluster_that_does_not_answer_is_an_answer() {
    let Some(machine) = prepared() else { return };
    machine.ok(METRICS);
    for trouble in [
        "touch /tmp/cluster/down",
        "rm /tmp/cluster/down; printf 'qalyp\\tanother\\n' >/tmp/cluster/cluster-administrators",
        "rm /opt/1cv8/current",
    ] {
        machine.ok(&format!("{trouble}; {METRICS}"));
        let text = measured(&machine);
        assert!(text.contains("onec_up 0\n"), "{text}");
        assert!(!text.contains("onec_sessions"), "{text}");
    }
    assert!(measured(&machine).contains("onec_platform_switch_pending 1\n"));
}

#[test]
fn an_idle_cluster_has_zeros_where_alerts_look() {
    let Some(machine) = prepared() else { return };
    machine.ok(&format!("rm /tmp/cluster/sessions* /tmp/cluster/processs*; {METRICS}"));
    let text = measured(&machine);
    for sample in [
        "onec_licences_used{kind=\"soft\",issuer=\"server\"} 0",
        "onec_server_licences_used{kind=\"soft\"} 0",
        "onec_processes{state=\"running\"} 0",
    ] {
        assert!(text.contains(&format!("{sample}\n")), "{sample}\n{text}");
    }
}

/// The page lists exactly what the program writes.
#[test]
fn the_page_and_the_collector_name_the_same_metrics() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/programs/onec.md"))
            .unwrap();
    let listed: BTreeSet<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `onec_")?.split('`').next())
        .map(str::to_owned)
        .collect();
    let program = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("templates/image/usr/libexec/qalyp/onec-metrics"),
    )
    .unwrap();
    let written: BTreeSet<_> = program
        .lines()
        .filter_map(|line| line.strip_prefix("onec_")?.split_once('|'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(listed, written);
}

/// A name of an infobase is a label of a metric.
#[test]
fn hostile_names_are_escaped() {
    let Some(machine) = prepared() else { return };
    let hostile = "a\\b\"c}{,=\"1\"} 5 #";
    machine.write(
        "/tmp/cluster/infobases",
        format!("11111111-1111-1111-1111-111111111111\t{hostile}\tx\toff\toff\tru\n"),
        0o644,
    );
    machine.write(
        "/etc/qalyp/onec/infobases.tsv",
        format!("head\n{hostile}\td\tru\ton\tx\n"),
        0o644,
    );
    machine.ok(METRICS);
    let text = measured(&machine);
    assert!(
        text.contains(r#"onec_infobase_registered{infobase="a\\b\"c}{,=\"1\"} 5 #"} 1"#),
        "{text}"
    );
}
