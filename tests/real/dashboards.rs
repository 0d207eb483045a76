//! The dashboards, judged by their structure: Grafana itself is not in Debian. The rules are those of Grafana's own
//! dashboard linter, written anew for dashboards that are provisioned and not edited; Prometheus parses every query.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::promql::selectors;
use super::require::require;
use super::tree::{files, tree};

/// A dashboard.
pub(crate) struct Dashboard {
    /// Its file.
    pub(crate) name: String,
    json: Value,
}

/// A query of a panel.
struct Target<'a> {
    panel: &'a str,
    expr: &'a str,
}

impl Dashboard {
    fn read(folder: &std::path::Path) -> Vec<Self> {
        let read = |path: std::path::PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let json = serde_json::from_slice(&fs::read(&path).unwrap());
            Self { json: json.unwrap_or_else(|e| panic!("{name}: {e}")), name }
        };
        files(folder).into_iter().map(read).collect()
    }

    /// Those of every server.
    pub(crate) fn of_server() -> Vec<Self> {
        let images = tree().images().into_iter();
        images
            .flat_map(|image| Self::read(&image.join("root/usr/share/qalyp/grafana/dashboards")))
            .collect()
    }

    /// Those of the provider.
    pub(crate) fn of_fleet() -> Vec<Self> {
        Self::read(&tree().fleet("grafana/dashboards"))
    }

    fn all() -> Vec<Self> {
        Self::of_server().into_iter().chain(Self::of_fleet()).collect()
    }

    /// Panels that show something, rows left out.
    fn panels(&self) -> impl Iterator<Item = &Value> {
        self.json["panels"].as_array().unwrap().iter().filter(|panel| panel["type"] != "row")
    }

    fn targets(&self) -> impl Iterator<Item = Target<'_>> {
        self.panels().flat_map(|panel| {
            let title = panel["title"].as_str().unwrap();
            let targets = panel["targets"].as_array().unwrap().iter();
            targets.map(move |t| Target { panel: title, expr: t["expr"].as_str().unwrap() })
        })
    }

    fn variables(&self) -> impl Iterator<Item = &Value> {
        self.json["templating"]["list"].as_array().unwrap().iter()
    }

    /// All that Prometheus is asked by panels.
    pub(crate) fn queries(&self) -> Vec<String> {
        self.targets().map(|target| target.expr.to_owned()).collect()
    }
}

/// A query with values for the variables of Grafana.
pub(crate) fn filled_in(query: &str) -> String {
    let mut text = query.replace("$__rate_interval", "1m").replace("$__range", "6h");
    for variable in ["instance", "datname", "infobase", "kind", "server", "customer", "tariff"] {
        text = text.replace(&format!("${variable}"), ".+");
    }
    assert!(!text.contains('$'), "{query}");
    text
}

/// Whether a name is of a series that is the same for a whole server, and needs neither job nor instance.
fn is_recorded(name: &str) -> bool {
    name.contains(':') || name == "ALERTS"
}

/// Series of the fleet that belong to no server.
fn of_the_whole_fleet(name: &str) -> bool {
    name.starts_with("qalyp:fleet:") || name == "qalyp:availability:limit_seconds"
}

#[test]
fn dashboards_are_uniquely_named_and_not_for_editing() {
    let mut uids = BTreeMap::new();
    let all = Dashboard::all();
    assert!(all.len() >= 10, "{}", all.len());
    for dashboard in &all {
        let (name, json) = (&dashboard.name, &dashboard.json);
        let uid = json["uid"].as_str().unwrap();
        assert!(
            uid.len() <= 40 && uid.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{name}: {uid}"
        );
        assert_eq!(uids.insert(uid, name), None, "{name}: {uid} stands twice");
        assert_eq!(json["id"], Value::Null, "{name}: Grafana numbers dashboards itself");
        assert_eq!(json["editable"], false, "{name}");
        assert!(!json["title"].as_str().unwrap().is_empty(), "{name}");
        let ids: Vec<_> =
            json["panels"].as_array().unwrap().iter().map(|p| p["id"].as_u64().unwrap()).collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: ids of panels");
    }
}

#[test]
fn panels_lie_in_the_grid_and_not_over_each_other() {
    for dashboard in Dashboard::all() {
        let mut taken = BTreeSet::new();
        for panel in dashboard.json["panels"].as_array().unwrap() {
            let place = |key: &str| panel["gridPos"][key].as_u64().unwrap();
            let (x, y, w, h) = (place("x"), place("y"), place("w"), place("h"));
            assert!(w > 0 && h > 0 && x + w <= 24, "{}: {}", dashboard.name, panel["title"]);
            for cell in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
                assert!(
                    taken.insert(cell),
                    "{}: {} lies over another",
                    dashboard.name,
                    panel["title"]
                );
            }
        }
    }
}

/// panel-title-description, panel-units, panel-datasource, panel-no-targets.
#[test]
fn every_panel_says_what_it_shows() {
    for dashboard in Dashboard::all() {
        for panel in dashboard.panels() {
            let name = format!("{}: {}", dashboard.name, panel["title"]);
            for key in ["title", "description"] {
                assert!(
                    panel[key].as_str().is_some_and(|text| !text.trim().is_empty()),
                    "{name}: {key}"
                );
            }
            let source = &panel["datasource"];
            assert_eq!(
                (&source["type"], &source["uid"]),
                (&"prometheus".into(), &"${datasource}".into()),
                "{name}"
            );
            let unit = panel["fieldConfig"]["defaults"]["unit"].as_str();
            assert!(unit.is_some_and(|unit| UNITS.contains(&unit)), "{name}: {unit:?}");
            let targets = panel["targets"].as_array().unwrap();
            assert!(!targets.is_empty(), "{name}");
            let letters: BTreeSet<_> =
                targets.iter().map(|target| target["refId"].as_str().unwrap()).collect();
            assert_eq!(letters.len(), targets.len(), "{name}: refId");
            assert!(targets.iter().all(|target| target["datasource"] == *source), "{name}");
        }
    }
}

/// Units of Grafana that our panels use.
const UNITS: [&str; 9] =
    ["none", "short", "percentunit", "s", "bytes", "Bps", "ops", "reqps", "dateTimeAsIso"];

/// template-datasource, template-instance (here: server for the fleet), template-on-time-change-reload.
#[test]
fn variables_are_chosen_and_follow_the_time() {
    for dashboard in Dashboard::all() {
        let name = &dashboard.name;
        let variables: Vec<_> = dashboard.variables().collect();
        let [first, others @ ..] = &variables[..] else { panic!("{name}: no variable") };
        assert_eq!(
            (&first["type"], &first["name"]),
            (&"datasource".into(), &"datasource".into()),
            "{name}"
        );
        assert_eq!(
            (&first["query"], &first["label"]),
            (&"prometheus".into(), &"Data source".into()),
            "{name}"
        );
        for variable in others {
            let own = variable["name"].as_str().unwrap();
            assert_eq!(variable["type"], "query", "{name}: {own}");
            assert_eq!(variable["datasource"]["uid"], "${datasource}", "{name}: {own}");
            assert_eq!(variable["refresh"], 2, "{name}: {own} follows the time");
            assert_eq!(
                (&variable["includeAll"], &variable["multi"]),
                (&true.into(), &true.into()),
                "{name}: {own}"
            );
            assert_eq!(variable["allValue"], ".+", "{name}: {own}");
            let query = variable["query"]["query"].as_str().unwrap();
            assert!(query.starts_with("label_values(") && query.ends_with(')'), "{name}: {query}");
            assert_eq!(variable["definition"], query, "{name}: {own}");
        }
    }
}

/// target-job, target-instance, target-rate-interval, target-counter-agg, and no variable that is not there.
#[test]
fn queries_say_whom_they_ask_and_how_far_back() {
    let fleet: BTreeSet<_> =
        Dashboard::of_fleet().into_iter().map(|dashboard| dashboard.name).collect();
    for dashboard in Dashboard::all() {
        let known: BTreeSet<_> =
            dashboard.variables().map(|v| v["name"].as_str().unwrap()).collect();
        for Target { panel, expr } in dashboard.targets() {
            let name = format!("{}: {panel}: {expr}", dashboard.name);
            for selector in selectors(expr) {
                if fleet.contains(&dashboard.name) {
                    assert!(
                        selector.matchers.contains("server=~\"$server\"")
                            || of_the_whole_fleet(selector.name),
                        "{name}"
                    );
                } else if !is_recorded(selector.name) {
                    assert!(selector.matchers.contains("job=\""), "{name}: no job");
                    assert!(
                        selector.matchers.contains("instance=~\"$instance\""),
                        "{name}: no instance"
                    );
                }
                let rated =
                    ["rate", "irate", "increase"].contains(&selector.within.unwrap_or_default());
                if rated {
                    assert!(
                        ["$__rate_interval", "$__range"].contains(&selector.range),
                        "{name}: {}",
                        selector.range
                    );
                }
                let counts =
                    ["_total", "_bucket", "_sum"].iter().any(|end| selector.name.ends_with(end));
                assert!(
                    rated
                        || !counts
                        || selector.within == Some("count")
                        || selector.name.contains(':'),
                    "{name}: a counter without rate"
                );
            }
            for used in expr.split('$').skip(1) {
                let word: String =
                    used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(known.contains(&*word) || word.starts_with("__"), "{name}: ${word}");
            }
        }
    }
}

#[test]
fn prometheus_parses_every_query() {
    let Some(promtool) = require("promtool") else { return };
    let folder = TempDir::new().unwrap();
    for dashboard in Dashboard::all() {
        let mut rules = "groups:\n  - name: queries\n    rules:\n".to_owned();
        let variables = dashboard.variables().filter_map(|variable| {
            let query = variable["query"]["query"].as_str()?;
            let inside = query.strip_prefix("label_values(")?.strip_suffix(')')?;
            inside.rsplit_once(',').map(|(selector, _)| selector.to_owned())
        });
        for (i, query) in dashboard.queries().into_iter().chain(variables).enumerate() {
            let query = serde_json::to_string(&filled_in(&query)).unwrap();
            writeln!(rules, "      - {{record: \"query:{i}\", expr: {query}}}").unwrap();
        }
        let file = folder.path().join(format!("{}.yml", dashboard.name));
        fs::write(&file, rules).unwrap();
        let output = Command::new(&promtool).args(["check", "rules"]).arg(&file).output().unwrap();
        assert!(
            output.status.success(),
            "{}: {}",
            dashboard.name,
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// Grafana replaces `$NAME` and `${NAME}` in what it is provisioned with: only its own words may stand there.
#[test]
fn provisioning_holds_no_dollar_sign_that_means_itself() {
    let mut seen = 0;
    let folders =
        tree().images().into_iter().map(|image| image.join("root/etc/grafana/provisioning"));
    for file in
        folders.chain([tree().fleet("grafana/provisioning")]).flat_map(|folder| files(&folder))
    {
        let text = fs::read_to_string(&file).unwrap();
        let read: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(read["apiVersion"], 1, "{}", file.display());
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let foreign = line.replace("$__env{", "").replace("$__file{", "");
            assert!(!foreign.contains('$'), "{}: {line}", file.display());
        }
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}
