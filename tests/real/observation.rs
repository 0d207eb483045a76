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
