//! The rules of Prometheus: linted, and tested with invented series by promtool. Every alert has a test in which it
//! fires, one in which it stays silent, and a runbook.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::require::require;
use super::tree::{files, tree};

/// Files of rules with the folder of their tests.
struct Rules {
    folder: PathBuf,
    tests: PathBuf,
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn all() -> [Rules; 2] {
    [
        Rules { folder: of_server(), tests: repository("tests/prometheus/server") },
        Rules {
            folder: tree().fleet("prometheus/rules"),
            tests: repository("tests/prometheus/fleet"),
        },
    ]
}

/// The folder of the rules of every server.
pub(crate) fn of_server() -> PathBuf {
    tree().images()[0].join("root/etc/prometheus/rules")
}

fn read(file: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(file).unwrap())
        .unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn rules(folder: &Path) -> Vec<Value> {
    let groups = files(folder)
        .into_iter()
        .flat_map(|file| read(&file)["groups"].as_array().unwrap().clone());
    groups.flat_map(|group| group["rules"].as_array().unwrap().clone()).collect()
}

/// The expressions of all rules below a folder.
pub(crate) fn expressions(folder: &Path) -> Vec<String> {
    rules(folder).iter().map(|rule| rule["expr"].as_str().unwrap().to_owned()).collect()
}

fn alerts(folder: &Path) -> Vec<Value> {
    rules(folder).into_iter().filter(|rule| rule["alert"].is_string()).collect()
}

#[test]
fn promtool_finds_nothing_in_any_rule() {
    let Some(promtool) = require("promtool") else { return };
    for Rules { folder, .. } in all() {
        let output = Command::new(&promtool)
            .args(["check", "rules", "--lint=all", "--lint-fatal"])
            .args(files(&folder))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn rules_do_what_their_tests_say() {
    let Some(promtool) = require("promtool") else { return };
    for Rules { folder, tests } in all() {
        // The tests name the rules as `rules/NAME.yml`, beside themselves.
        let place = TempDir::new().unwrap();
        for (files, below) in [(files(&folder), "rules"), (files(&tests), "")] {
            fs::create_dir_all(place.path().join(below)).unwrap();
            for file in files {
                fs::copy(&file, place.path().join(below).join(file.file_name().unwrap())).unwrap();
            }
        }
        let tests = files(&tests);
        assert!(!tests.is_empty());
        let names = tests.iter().map(|file| file.file_name().unwrap());
        let output = Command::new(&promtool)
            .args(["test", "rules"])
            .args(names)
            .current_dir(place.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn every_alert_is_seen_firing_and_silent() {
    for Rules { folder, tests } in all() {
        let (mut firing, mut silent) = (BTreeSet::new(), BTreeSet::new());
        for file in files(&tests) {
            for test in read(&file)["tests"].as_array().unwrap() {
                for case in test["alert_rule_test"].as_array().into_iter().flatten() {
                    let name = case["alertname"].as_str().unwrap().to_owned();
                    let fires =
                        case["exp_alerts"].as_array().is_some_and(|alerts| !alerts.is_empty());
                    if fires { &mut firing } else { &mut silent }.insert(name);
                }
            }
        }
        for alert in alerts(&folder) {
            let name = alert["alert"].as_str().unwrap();
            assert!(firing.contains(name), "{name} is never seen firing");
            assert!(silent.contains(name), "{name} is never seen silent");
        }
    }
}

#[test]
fn every_alert_says_what_to_do() {
    for Rules { folder, .. } in all() {
        let mut seen = BTreeSet::new();
        for alert in alerts(&folder) {
            let name = alert["alert"].as_str().unwrap();
            assert!(seen.insert(name.to_owned()), "{name} stands twice");
            let severity = alert["labels"]["severity"].as_str().unwrap();
            assert!(["critical", "warning", "info"].contains(&severity), "{name}: {severity}");
            for key in ["summary", "summary_ru", "summary_kk", "description", "runbook"] {
                let text = alert["annotations"][key].as_str();
                assert!(text.is_some_and(|text| !text.trim().is_empty()), "{name}: no {key}");
            }
            let runbook = alert["annotations"]["runbook"].as_str().unwrap();
            let (page, anchor) = runbook.split_once('#').unwrap();
            let text = fs::read_to_string(repository(page))
                .unwrap_or_else(|e| panic!("{name}: {page}: {e}"));
            let found = text
                .lines()
                .any(|line| line.strip_prefix("## ").is_some_and(|h| h.to_lowercase() == anchor));
            assert!(found && anchor == name.to_lowercase(), "{name}: no heading in {page}");
        }
    }
}

/// A heading of a runbook whose alert is gone misleads.
#[test]
fn every_runbook_is_of_an_alert() {
    let known: BTreeSet<_> = all()
        .iter()
        .flat_map(|rules| alerts(&rules.folder))
        .map(|alert| alert["alert"].as_str().unwrap().to_owned())
        .collect();
    for page in files(&repository("docs/runbooks")) {
        if page.ends_with("README.md") {
            continue;
        }
        for heading in
            fs::read_to_string(&page).unwrap().lines().filter_map(|line| line.strip_prefix("## "))
        {
            assert!(known.contains(heading), "{}: {heading}", page.display());
        }
    }
}

/// Alerts do not divide by what may be 0 or may be missing without a guard.
#[test]
fn no_rule_divides_by_nothing() {
    for Rules { folder, .. } in all() {
        for expression in expressions(&folder) {
            for (at, _) in expression.match_indices(" / ") {
                let divisor = expression[at + 3..].trim_start();
                let divisor = divisor
                    .strip_prefix("on (")
                    .map_or(divisor, |rest| rest.split_once(") ").unwrap().1);
                let divisor = divisor.strip_prefix("group_left () ").unwrap_or(divisor);
                let guarded =
                    divisor.starts_with('(') || divisor.starts_with(|c: char| c.is_ascii_digit());
                assert!(guarded, "{expression}");
            }
        }
    }
}
