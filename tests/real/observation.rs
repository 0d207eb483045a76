//! The provider's monitoring: its configuration is checked, started, and asked which servers it looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;

use super::machine::Machine;
use super::require::require;
use super::tree::{files, tree};

fn checked(program: &str, arguments: &[&str]) {
    let Some(program) = require(program) else { return };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(tree().fleet("prometheus"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn programs_accept_the_files_of_the_fleet() {
    checked("promtool", &["check", "config", "prometheus.yml"]);
    checked("prometheus-blackbox-exporter", &["--config.file=blackbox.yml", "--config.check"]);
}

/// The files of a server's configuration are accepted with their rules, at the paths that they have.
#[test]
fn promtool_accepts_the_configuration_of_every_server() {
    if require("promtool").is_none() {
        return;
    }
    let servers = tree().servers();
    let Some(machine) = Machine::start(&servers[0]) else { return };
    for server in servers {
        let file = tree().server(&server, "root/etc/prometheus/prometheus.yml");
        machine.write("/etc/prometheus/prometheus.yml", fs::read(file).unwrap(), 0o644);
        machine.ok("promtool check config /etc/prometheus/prometheus.yml");
    }
}

#[test]
fn every_server_is_looked_at_by_its_name() {
    if require("prometheus").is_none() {
        return;
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    let folder = tree().fleet("prometheus");
    for file in files(&folder) {
        let path = file.strip_prefix(&folder).unwrap().display().to_string();
        machine.write(&format!("/srv/fleet/{path}"), fs::read(&file).unwrap(), 0o644);
    }
    machine.ok("cd /srv/fleet && setsid --fork prometheus --config.file=prometheus.yml --storage.tsdb.path=/tmp/fleet \
         --web.listen-address=127.0.0.1:9090 >/tmp/fleet.log 2>&1 </dev/null");
    machine.wait_for("curl -sf http://127.0.0.1:9090/-/ready");
    // The files of targets are read a moment after the start.
    machine.wait_for("curl -s http://127.0.0.1:9090/api/v1/targets | grep -q romashka-main");
    let answer = machine.ok("curl -s http://127.0.0.1:9090/api/v1/targets?state=active");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let mut seen: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for target in answer["data"]["activeTargets"].as_array().unwrap() {
        let label = |name: &str| target["labels"][name].as_str().unwrap_or_default();
        let address = target["scrapeUrl"].as_str().unwrap();
        seen.entry(label("job")).or_default().insert((label("server"), address));
    }
    let all: BTreeSet<_> = seen["servers"].iter().map(|(server, _)| (*server).to_owned()).collect();
    assert_eq!(all, tree().servers().into_iter().collect());
    assert!(
        seen["servers"]
            .contains(&("romashka-main", "https://romashka.1c.bulut.example:443/.qalyp/federate"))
    );
    let edge = |server: &str| {
        let (_, address) = seen["edge"].iter().find(|(name, _)| *name == server).unwrap();
        (*address).to_owned()
    };
    let probe = "http://127.0.0.1:9115/probe?module=";
    assert_eq!(
        edge("romashka-main"),
        format!("{probe}edge_open&target=https%3A%2F%2Fromashka.1c.bulut.example%2F")
    );
    assert_eq!(
        edge("saparov-shop"),
        format!("{probe}edge_closed&target=https%3A%2F%2Fsaparov.1c.bulut.example%2F")
    );
    // Only what anybody may open: no page with a list, none of services alone, none of a closed server.
    let pages: Vec<_> = seen["pages"].iter().map(|(server, _)| *server).collect();
    assert_eq!(pages, ["romashka-main", "zhuldyz-branch", "zhuldyz-erp"]);
    assert!(seen["pages"].contains(&(
        "romashka-main",
        "http://127.0.0.1:9115/probe?module=page&target=https%3A%2F%2Fromashka.1c.bulut.example%2Faccounting%2F"
    )));
}

/// Other readings of the terms: every combination of words is a rule that Prometheus takes.
#[test]
fn every_reading_of_the_terms_makes_rules() {
    const READINGS: [[(&str, &str); 4]; 3] = [
        [
            ("precedence: strictest", "precedence: hours"),
            ("excluded-works: planned ", "excluded-works: planned-and-unplanned "),
            ("year: calendar", "year: rolling-365"),
            ("overrun: split", "overrun: all-or-nothing"),
        ],
        [
            ("precedence: strictest", "precedence: percent"),
            ("availability: 99.8 %", "availability: 99.95 %"),
            ("year: calendar", "year: contract-year"),
            ("notice: 48 hours\n    overrun", "notice: 72 hours\n    overrun"),
        ],
        [
            ("precedence: strictest", "precedence: percent"),
            ("downtime-limit: 18 hours", "downtime-limit: 4 hours"),
            ("percentage-of: all-time", "percentage-of: without-planned"),
            ("overrun: split", "overrun: all-or-nothing"),
        ],
    ];
    let Some(promtool) = require("promtool") else { return };
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for reading in READINGS {
        let project = tempfile::TempDir::new().unwrap();
        for file in [vec![source.join("qalyp.yaml")], files(&source.join("blueprints"))].concat() {
            let target = project.path().join(file.strip_prefix(source).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            let mut text = fs::read_to_string(&file).unwrap();
            if file.parent().unwrap().ends_with("terms") {
                for (from, to) in reading {
                    assert!(text.contains(from), "{from}");
                    text = text.replacen(from, to, 1);
                }
            }
            fs::write(target, text).unwrap();
        }
        let built = Command::new(env!("CARGO_BIN_EXE_qalyp"))
            .arg("build")
            .arg(project.path())
            .arg("--out")
            .arg(project.path().join("out"))
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let rules = project.path().join("out/fleet/prometheus/rules/availability.yml");
        let output = Command::new(&promtool)
            .args(["check", "rules", "--lint=all", "--lint-fatal"])
            .arg(&rules)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{}", fs::read_to_string(&rules).unwrap());
    }
}

/// A year begins by the agreement's clock, five hours before the one of Greenwich, and a leap year allows more.
#[test]
fn years_are_those_of_the_agreement() {
    let Some(promtool) = require("promtool") else { return };
    let rules = fs::read_to_string(tree().fleet("prometheus/rules/availability.yml")).unwrap();
    let rules: Value = serde_yaml::from_str(&rules).unwrap();
    let groups = rules["groups"].as_array().unwrap();
    let mut all = groups.iter().flat_map(|group| group["rules"].as_array().unwrap());
    let limit = all.find(|rule| rule["record"] == "qalyp:availability:limit_seconds").unwrap();
    let limit = limit["expr"].as_str().unwrap();
    let year = "count_values(\"year\", year(vector(time() + 18000)))";
    assert!(limit.contains("time() + 18000"), "{limit}");
    let cases = [
        // 1970 and 1971 have 365 days, 1972 has 366.
        (limit, "0m", "{}", 63_072.0),
        (limit, "729d18h", "{}", 63_072.0),
        (limit, "729d19h", "{}", 63_244.8),
        (limit, "1000d", "{}", 63_244.8),
        (limit, "1095d19h", "{}", 63_072.0),
        (year, "364d18h59m", "{year=\"1970\"}", 1.0),
        (year, "364d19h", "{year=\"1971\"}", 1.0),
    ];
    let cases: Vec<_> = cases
        .into_iter()
        .map(|(expr, eval_time, labels, value)| {
            let samples = serde_json::json!([{"labels": labels, "value": value}]);
            serde_json::json!({"expr": expr, "eval_time": eval_time, "exp_samples": samples})
        })
        .collect();
    let test = serde_json::json!({
        "rule_files": [],
        "evaluation_interval": "1d",
        "tests": [{"interval": "1d", "promql_expr_test": cases}],
    });
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("years.test.yml");
    fs::write(&file, test.to_string()).unwrap();
    let output = Command::new(promtool).args(["test", "rules"]).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
}

/// Downtime within the works of the example's notice is planned, and outside of them, or on a server that the notice
/// does not name, it is not. The days of the notice become the first of 1970, where the tests of Prometheus begin.
#[test]
fn works_of_a_notice_are_planned() {
    let Some(promtool) = require("promtool") else { return };
    let works = fs::read_to_string(tree().fleet("prometheus/works.prom")).unwrap();
    let series = works.lines().filter(|line| !line.starts_with('#'));
    let series: Vec<(&str, i64)> = series
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, value)| (name, value.parse().unwrap()))
        .collect();
    let start = r#"qalyp_works_start_timestamp_seconds{id="storage-2026-12",server="romashka-main",kind="planned"}"#;
    let begins = series.iter().find(|(name, _)| *name == start).expect(&works).1;
    assert_eq!(begins, 1_796_500_800, "2026-12-06T01:00:00+05:00");
    assert!(!works.contains("postgresql-16-10"), "a change that is not planned works: {works}");
    let shift = begins / 86_400 * 86_400;
    let mut test = String::from(
        "rule_files: [availability.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n",
    );
    let mut input = |name: &str, values: &str| {
        test.push_str(&format!("      - {{series: '{name}', values: '{values}'}}\n"));
    };
    for (name, value) in series {
        input(name, &format!("{}x1440", value - shift));
    }
    input("probe_success{job=\"control\"}", "1x1440");
    for server in ["romashka-main", "another"] {
        // Works from 20:00 to 23:30 of Greenwich; down from 20:10 to 20:20, and from 23:40 to 23:45.
        let name = format!(
            "probe_success{{job=\"edge\",server=\"{server}\",customer=\"c\",access=\"open\"}}"
        );
        input(&name, "1x1210 0x9 1x189 1x9 0x4 1x14");
    }
    test.push_str(
        "    promql_expr_test:\n      - expr: 60 * sum by (server, works) (count_over_time(qalyp:availability:down[1d]))\n        \
         eval_time: 1439m\n        exp_samples:\n",
    );
    for (server, works, seconds) in [
        ("romashka-main", "planned", 600),
        ("romashka-main", "none", 300),
        ("another", "none", 900),
    ] {
        test.push_str(&format!(
            "          - {{labels: '{{server=\"{server}\",works=\"{works}\"}}', value: {seconds}}}\n"
        ));
    }
    let place = tempfile::TempDir::new().unwrap();
    fs::copy(
        tree().fleet("prometheus/rules/availability.yml"),
        place.path().join("availability.yml"),
    )
    .unwrap();
    fs::write(place.path().join("works.test.yml"), &test).unwrap();
    let output = Command::new(promtool)
        .args(["test", "rules", "works.test.yml"])
        .current_dir(place.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{said}\n{test}", String::from_utf8_lossy(&output.stdout));
}

/// The node exporter takes the file of works, and beside it one that a person writes.
#[test]
fn the_node_exporter_shows_announced_works() {
    if require("prometheus-node-exporter").is_none() {
        return;
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    let works = fs::read(tree().fleet("prometheus/works.prom")).unwrap();
    machine.write("/etc/prometheus/works.prom", works, 0o644);
    machine.write(
        "/srv/works/unplanned.prom",
        "# TYPE qalyp_works_start_timestamp_seconds gauge\n\
         qalyp_works_start_timestamp_seconds{id=\"disk\",server=\"zhuldyz-erp\",kind=\"unplanned\"} 1796500800\n",
        0o644,
    );
    machine.ok("ln -s /etc/prometheus/works.prom /srv/works/works.prom");
    machine.ok("setsid --fork prometheus-node-exporter --collector.disable-defaults --collector.textfile \
         --collector.textfile.directory=/srv/works --web.listen-address=127.0.0.1:9100 >/tmp/node.log 2>&1 </dev/null");
    machine.wait_for("curl -sf http://127.0.0.1:9100/metrics");
    let metrics = machine.ok("curl -sf http://127.0.0.1:9100/metrics");
    assert!(metrics.contains("\nnode_textfile_scrape_error 0\n"), "{metrics}");
    for id in ["disk", "storage-2026-12"] {
        let start = format!("\nqalyp_works_start_timestamp_seconds{{id=\"{id}\"");
        assert!(metrics.contains(&start), "{metrics}");
    }
}

/// The provider's monitoring may come from networks of its own, which do not open ssh.
#[test]
fn summaries_are_handed_to_the_networks_of_monitoring() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = tempfile::TempDir::new().unwrap();
    for file in [vec![source.join("qalyp.yaml")], files(&source.join("blueprints"))].concat() {
        let target = project.path().join(file.strip_prefix(source).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let networks = "\n  networks: [198.51.100.0/28]\n";
        let both = format!("{networks}  monitoring-networks: [192.0.2.7/32]\n");
        fs::write(target, text.replacen(networks, &both, 1)).unwrap();
    }
    let out = project.path().join("out");
    let built = Command::new(env!("CARGO_BIN_EXE_qalyp"))
        .arg("build")
        .arg(project.path())
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let place = "images/alma9-1c/root/etc/nginx/qalyp/federate.conf";
    let own = fs::read_to_string(out.join(place)).unwrap();
    assert!(own.contains("allow 192.0.2.7") && !own.contains("198.51.100"), "{own}");
    let without = fs::read_to_string(tree().images()[0].join("root/etc/nginx/qalyp/federate.conf"));
    assert!(without.unwrap().contains("allow 198.51.100.0/28;"));
    let found = files(&out.join("servers/romashka-main"));
    let found = found
        .into_iter()
        .filter(|file| fs::read(file).unwrap().windows(9).any(|bytes| bytes == b"192.0.2.7"));
    assert_eq!(found.collect::<Vec<_>>(), Vec::<std::path::PathBuf>::new(), "nothing else opens");
}
