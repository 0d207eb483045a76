//! Prometheus on the emitted configuration, with the exporters started as their units say, beside a real
//! PostgreSQL, nginx, and Apache with the stand-in for 1C. Grafana is not in Debian: its target stays down.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::dashboards::{self, Dashboard};
use super::machine::Machine;
use super::postgresql;
use super::promql;
use super::require::{program, require};
use super::tree::files;
use super::web::Site;

const SERVER: &str = "romashka-main";

/// A unit, the program that it runs, and what Debian calls that.
const EXPORTERS: [(&str, &str, &str); 4] = [
    ("node_exporter", "node_exporter", "prometheus-node-exporter"),
    ("postgres_exporter", "postgres_exporter", "prometheus-postgres-exporter"),
    ("nginx_exporter", "nginx-prometheus-exporter", "prometheus-nginx-exporter"),
    ("apache_exporter", "apache_exporter", "prometheus-apache-exporter"),
];

/// The samples of what scripts of other subjects write, in the form that their pages describe.
pub(crate) fn samples() -> Vec<std::path::PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prometheus/samples"))
}

/// The settings of a unit with its drop-ins, in order.
fn unit(machine: &Machine, name: &str) -> Vec<(String, String)> {
    let folder = "/etc/systemd/system";
    let text = machine.ok(&format!(
        "cat {folder}/{name}.service {folder}/{name}.service.d/*.conf 2>/dev/null || true"
    ));
    let joined = text.replace("\\\n", " ");
    let settings = joined.lines().filter_map(|line| line.split_once('='));
    settings.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Starts what a unit starts, as the user that it names, with its environment.
fn start(machine: &Machine, name: &str) {
    let settings = unit(machine, name);
    let value = |wanted: &str| settings.iter().find(|(key, _)| key == wanted).map(|(_, v)| &**v);
    let mut environment: Vec<_> = settings
        .iter()
        .filter(|(key, _)| key == "Environment")
        .map(|(_, value)| value.trim_matches('"').to_owned())
        .collect();
    if let Some(file) = value("EnvironmentFile") {
        let text = machine.read(file);
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        environment.extend(lines.map(|line| line.replace('\'', "")));
    }
    let mut command =
        value("ExecStart").unwrap_or_else(|| panic!("{name} starts nothing")).to_owned();
    for (key, value) in environment.iter().filter_map(|pair| pair.split_once('=')) {
        command = command.replace(&format!("${{{key}}}"), value);
    }
    assert!(!command.contains("${"), "{name}: {command}");
    let words = command.replace("$$", "$");
    let words: Vec<_> = words.split_whitespace().map(|word| format!("'{word}'")).collect();
    let exports: Vec<_> = environment.iter().map(|pair| format!("'{pair}'")).collect();
    // A dynamic account is nobody here.
    let user = value("User").unwrap_or("nobody");
    machine.ok(&format!(
        "cd /; env {} setsid --fork runuser -u {user} -- {} >/tmp/{name}.log 2>&1 </dev/null",
        exports.join(" "),
        words.join(" ")
    ));
}

/// A server with everything that is measured, and Prometheus.
struct Watched {
    site: Site,
}

impl Watched {
    fn start() -> Option<Self> {
        for needed in ["prometheus", "initdb"] {
            require(needed)?;
        }
        for (_, _, debian) in EXPORTERS {
            require(debian)?;
        }
        let mut site = Site::serving(SERVER)?;
        site.machine = postgresql::start_in(site.machine)?;
        let watched = Self { site };
        let machine = watched.machine();
        machine.ok("systemd-tmpfiles --create /usr/lib/tmpfiles.d/qalyp-monitoring.conf");
        machine.ok("runuser -u postgres -- /usr/libexec/qalyp/monitoring-role");
        machine.ok("runuser -u postgres -- /usr/libexec/qalyp/monitoring-role");
        for sample in samples() {
            let name = sample.file_name().unwrap().to_str().unwrap();
            machine.write(
                &format!("/var/lib/qalyp/metrics/{name}"),
                fs::read(&sample).unwrap(),
                0o644,
            );
        }
        machine.write(
            "/usr/local/bin/systemctl",
            "#!/bin/sh\necho 'broken\\x2dunit.service loaded failed failed Something that fails'\n",
            0o755,
        );
        machine.ok("/usr/libexec/qalyp/metrics-host");
        watched.measure_web();
        for (unit, program_, debian) in EXPORTERS {
            let found = program(debian).unwrap();
            machine.ok(&format!("ln -s {} /usr/local/bin/{program_}", found.display()));
            // Version 0.12 of Debian knows this option under its older name; 1.0 renamed it.
            if unit == "apache_exporter" {
                machine.ok("sed -i 's/--web.listen-address=/--telemetry.address=/' /etc/systemd/system/apache_exporter.service");
            }
            // The root of this machine is an overlay and its only interface the loopback: no server is like that.
            if unit == "node_exporter" {
                machine.ok("sed -i 's/overlay|//; s/(lo|veth/(veth/' /etc/systemd/system/node_exporter.service");
            }
            start(machine, unit);
        }
        machine.ok("ln -s $(command -v prometheus) /usr/local/bin/prometheus");
        machine.ok("install -d -o prometheus -g prometheus -m 0750 /var/lib/prometheus");
        start(machine, "prometheus");
        machine.wait_for("curl -sf http://127.0.0.1:9090/-/ready");
        Some(watched)
    }

    fn machine(&self) -> &Machine {
        &self.site.machine
    }

    fn measure_web(&self) {
        self.machine().ok(
            "mkdir -p /var/lib/qalyp/metrics-web; set -a; . /etc/qalyp/server.env; /usr/libexec/qalyp/metrics-web",
        );
    }

    /// Asks Prometheus.
    fn api(&self, path: &str, data: &[(&str, &str)]) -> Value {
        let mut command = self.machine().command("curl");
        command.args(["-s", "--get", &format!("http://127.0.0.1:9090/api/v1/{path}")]);
        for (key, value) in data {
            command.args(["--data-urlencode", &format!("{key}={value}")]);
        }
        let answer = command.output().unwrap().stdout;
        serde_json::from_slice(&answer).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    fn query(&self, query: &str) -> Vec<Value> {
        let answer = self.api("query", &[("query", query)]);
        assert_eq!(answer["status"], "success", "{query}: {}", answer["error"]);
        answer["data"]["result"].as_array().unwrap().clone()
    }

    /// Which jobs answer.
    fn up(&self) -> BTreeSet<String> {
        let up = self.query("up == 1");
        up.iter().map(|series| series["metric"]["job"].as_str().unwrap().to_owned()).collect()
    }

    fn wait(&self, what: &str, done: impl Fn(&Self) -> bool) {
        for _ in 0..600 {
            if done(self) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let logs = self.machine().ok("tail -n 5 /tmp/*_exporter.log /tmp/prometheus.log");
        panic!("{what}: up are {:?}\n{logs}", self.up());
    }
}

#[test]
fn everything_is_measured_and_every_panel_and_rule_finds_its_series() {
    let Some(watched) = Watched::start() else { return };
    let expected = ["apache", "nginx", "node", "postgres", "prometheus"].map(str::to_owned);
    watched.wait("targets", |watched| watched.up() == BTreeSet::from(expected.clone()));
    listens_for_nobody_else(&watched);
    the_exporters_see_their_programs(&watched);

    // A visitor is counted, and an error of the server is told apart.
    watched.site.get("/accounting/").send();
    watched.machine().ok("/usr/libexec/qalyp/metrics-host");
    watched.measure_web();
    let now = watched.machine().ok("date +%s");
    let visits = "sum(qalyp_http_responses_total{infobase=\"accounting\"})";
    watched.wait("the visitor", |watched| {
        watched.query(visits).first().is_some_and(|series| series["value"][1] != "0")
    });
    every_series_exists(&watched);
    there_are_no_more_series_than_are_planned_for(&watched);
    every_panel_is_answered(&watched, now.trim());
    only_the_provider_collects(&watched);
    grafana_is_for_the_private_network(&watched);
}

fn listens_for_nobody_else(watched: &Watched) {
    let listening =
        watched.machine().ok("ss --listening --tcp --numeric --no-header | awk '{ print $4 }'");
    for port in [9090, 9100, 9187, 9113, 9117, 8081, 8082] {
        let of_port: Vec<_> =
            listening.lines().filter(|line| line.ends_with(&format!(":{port}"))).collect();
        assert_eq!(of_port, [format!("127.0.0.1:{port}")], "{listening}");
    }
}

fn the_exporters_see_their_programs(watched: &Watched) {
    for query in [
        "pg_up == 1",
        "nginx_up == 1",
        "apache_up == 1",
        "qalyp_pg_server_max_connections > 0",
        "qalyp_pg_database_backends{datname=\"postgres\"}",
        "qalyp_pg_archiver_failing == 0",
        "apache_workers{state=\"idle\"} > 0",
        "node_textfile_scrape_error == 0",
        "prometheus_config_last_reload_successful == 1",
        "qalyp_unit_failed{name=\"broken\\\\x2dunit.service\"} == 1",
        "qalyp_edge_up == 1",
        "qalyp_tls_certificate_self_signed == 1",
        "qalyp_publication_up{infobase=\"accounting\"} == 1",
        "qalyp_publication_up{infobase=\"exchange\"} == 1",
        "node_filesystem_avail_bytes{mountpoint=\"/\"}",
    ] {
        assert!(!watched.query(query).is_empty(), "{query}");
    }
    // The role of monitoring sees statistics and no data.
    let machine = watched.machine();
    let ask = |sql: &str| {
        machine.shell(&format!("cd /; runuser -u postgres_exporter -- psql -X -w -h /run/postgresql -U monitoring -d postgres -c \"{sql}\""))
    };
    assert!(ask("select count(*) from pg_stat_activity").status.success());
    assert!(!ask("create table t (a int)").status.success());
    assert!(!ask("select * from pg_authid").status.success());
}

/// What our rules and panels ask for is really there: a misspelt name would stay silent for ever.
fn every_series_exists(watched: &Watched) {
    let names = watched.api("label/__name__/values", &[]);
    let there: BTreeSet<&str> =
        names["data"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut missing = BTreeSet::new();
    let panels = Dashboard::of_server().into_iter().flat_map(|dashboard| dashboard.queries());
    let rules = super::alerts::expressions(&super::alerts::of_server());
    for expression in panels.chain(rules) {
        for name in promql::metrics(&expression) {
            let recorded = name.contains(':');
            // What is recorded comes later, nothing need be firing, and the machine may have no disk of its own.
            if !recorded && name != "ALERTS" && !there.contains(&*name) {
                missing.insert(name);
            }
        }
    }
    let no_disk: Vec<_> = missing.iter().filter(|name| !name.starts_with("node_disk_")).collect();
    assert!(no_disk.is_empty(), "asked for, and never measured: {no_disk:?}");
}

fn every_panel_is_answered(watched: &Watched, now: &str) {
    let mut asked = 0;
    for dashboard in Dashboard::of_server() {
        for query in dashboard.queries() {
            let query = dashboards::filled_in(&query);
            let range = [("query", &*query), ("start", now), ("end", now), ("step", "15")];
            let answer = watched.api("query_range", &range);
            assert_eq!(
                answer["status"], "success",
                "{}: {query}: {}",
                dashboard.name, answer["error"]
            );
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
}

/// What the estimate of the disk counts with (docs/programs/monitoring.md).
fn there_are_no_more_series_than_are_planned_for(watched: &Watched) {
    let series = watched.query("count({__name__=~\".+\"})");
    let series: f64 = series[0]["value"][1].as_str().unwrap().parse().unwrap();
    assert!((1000.0..4000.0).contains(&series), "{series}");
}

/// The summary goes to the provider's networks, and nothing but the summary.
fn only_the_provider_collects(watched: &Watched) {
    const PROVIDER: &str = "198.51.100.3";
    watched.machine().has_address(PROVIDER);
    watched
        .wait("the summary", |watched| !watched.query("qalyp:server:exporter_up == 1").is_empty());
    let site = &watched.site;
    let text = site.get("/.qalyp/federate?match[]=node_load1").from(PROVIDER).send();
    assert_eq!(text.status, 200, "{}", text.body);
    assert!(text.body.contains("qalyp:server:exporter_up{"), "{}", text.body);
    assert!(text.body.contains(&format!("server=\"{SERVER}\"")), "{}", text.body);
    for secret in ["node_load1", "aigerim", "user=\""] {
        assert!(!text.body.contains(secret), "{secret}: {}", text.body);
    }
    assert_eq!(site.get("/.qalyp/federate").send().status, 403);
    assert_eq!(site.get("/.qalyp/").from(PROVIDER).send().status, 404);
}

/// Nothing runs on Grafana's port here, so who is let through meets a 502.
fn grafana_is_for_the_private_network(watched: &Watched) {
    const CLIENT: &str = "10.8.12.77";
    watched.machine().has_address(CLIENT);
    let site = &watched.site;
    assert_eq!(site.get("/monitoring/").send().status, 403);
    assert_eq!(site.get("/monitoring/").from(CLIENT).send().status, 502);
    let moved = site.get("/monitoring").from(CLIENT).send();
    assert_eq!(moved.status, 301);
}
