//! `qalyp sla availability --prometheus` asks a real Prometheus, in a network of its own, what the emitted
//! rules recorded: planted outages come back to the minute, and a gap as time that nobody measured.

use std::fmt::Write as _;
use std::fs;

use qalyp::contract::Instant;
use serde_json::{Value, json};

use super::machine::Machine;
use super::require::require;
use super::tree::tree;

const SERVER: &str = "romashka-main";
/// 10 March 2026, 00:00 by the clock of the agreement.
const TENTH: i64 = 1_773_082_800;
/// 1 February 2026, 00:00.
const FEBRUARY: i64 = 1_769_886_000;
/// 1 January 2027, 00:00.
const NEW_YEAR: i64 = 1_798_743_600;
const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// A machine with the binary, a project and a Prometheus that keeps everything.
struct Monitor {
    machine: Machine,
}

impl Monitor {
    fn new(facts: &str) -> Option<Self> {
        for needed in ["prometheus", "promtool", "curl", "openssl"] {
            require(needed)?;
        }
        let machine = Machine::blank(SERVER)?;
        let binary = fs::read(env!("CARGO_BIN_EXE_qalyp")).unwrap();
        machine.write("/usr/local/bin/qalyp", binary, 0o755);
        machine.ok("qalyp init /srv/shop && mkdir -p /srv/data");
        machine.write("/srv/facts.yaml", facts, 0o644);
        machine.write("/srv/prometheus.yml", "global: {}\n", 0o644);
        Some(Self { machine })
    }

    /// Makes blocks of samples, each a name with its labels, a value and a second.
    fn plant(&self, samples: &str) {
        self.machine.write("/srv/samples.om", format!("{samples}# EOF\n"), 0o644);
        self.machine.ok("promtool tsdb create-blocks-from openmetrics -q \
             --max-block-duration=720h /srv/samples.om /srv/data");
    }

    fn start(&self, more: &str) {
        self.machine.ok(&format!(
            "setsid prometheus --config.file=/srv/prometheus.yml --storage.tsdb.path=/srv/data \
             --storage.tsdb.retention.time=20y --storage.tsdb.allow-overlapping-blocks \
             --web.listen-address=127.0.0.1:9090 {more} >/srv/log 2>&1 </dev/null & echo $! >/srv/pid"
        ));
        let address = if more.contains("web.config") { "-k https" } else { "http" };
        self.machine.wait_for(&format!("curl -s -o /dev/null {address}://127.0.0.1:9090/-/ready"));
        self.machine.wait_for("grep -q 'Server is ready' /srv/log");
    }

    fn stop(&self) {
        // Nobody reaps it in the machine, so what is left has no program any more.
        self.machine.ok("kill $(cat /srv/pid)");
        self.machine.wait_for("! readlink /proc/$(cat /srv/pid)/exe");
    }

    /// Records rules of the emitted file over a time, as if they had been evaluated then. Rules see only
    /// what is stored, so those that need another come after it.
    fn record(&self, stages: &[&[&str]], from: i64, until: i64) {
        let text = fs::read_to_string(tree().fleet("prometheus/rules/availability.yml")).unwrap();
        let emitted: Value = serde_yaml::from_str(&text).unwrap();
        let group = &emitted["groups"][0];
        assert_eq!(group["interval"], "1m", "one sample is one minute");
        for stage in stages {
            let rules: Vec<_> = group["rules"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|rule| stage.contains(&rule["record"].as_str().unwrap()))
                .collect();
            assert_eq!(rules.len(), stage.len(), "{stage:?}");
            let file = json!({"groups": [{"name": "x", "interval": "1m", "rules": rules}]});
            self.machine.write("/srv/rules.yml", file.to_string(), 0o644);
            // Stored rules have no marks of their end, as they would have where they are evaluated.
            self.start("--query.lookback-delta=59s");
            self.machine.ok(&format!(
                "promtool tsdb create-blocks-from rules --url http://127.0.0.1:9090 \
                 --start {from} --end {until} --output-dir /srv/data /srv/rules.yml"
            ));
            self.stop();
        }
    }

    /// Asks; the exit code and the answer.
    fn ask(&self, more: &str) -> (i32, Value) {
        let output = self.machine.shell(&format!(
            "qalyp sla availability {SERVER} /srv/shop --ledger /srv/facts.yaml --format json {more}"
        ));
        let error = String::from_utf8_lossy(&output.stderr);
        let answer = serde_json::from_slice(&output.stdout);
        (output.status.code().unwrap(), answer.unwrap_or_else(|fault| panic!("{fault}: {error}")))
    }

    /// What a question that fails says.
    fn refused(&self, more: &str) -> String {
        let output = self.machine.shell(&format!(
            "qalyp sla availability {SERVER} /srv/shop --ledger /srv/facts.yaml {more}"
        ));
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

/// An outage: its first second, its length, its cause.
type Outage = (i64, i64, String);

/// The outages of an answer.
fn outages(answer: &Value) -> Vec<Outage> {
    let tables = answer["tables"].as_array().unwrap();
    let table = tables.iter().find(|table| table["key"] == "outages");
    let rows = table.map(|table| table["rows"].as_array().unwrap().clone()).unwrap_or_default();
    let second = |value: &Value| value.as_str().unwrap().parse::<Instant>().unwrap().unix_seconds();
    let row = |row: &Value| {
        let (from, until) = (second(&row[0][0]), second(&row[0][1]));
        (from, until - from, row[1].as_str().unwrap().to_owned())
    };
    rows.iter().map(row).collect()
}

/// Probes at 10 and 40 seconds of every minute, and what the server says of itself, for two days.
fn probes() -> String {
    const OF: &str = "server=\"romashka-main\",customer=\"romashka\",access=\"open\"";
    let within = |at: i64, from: i64, until: i64| (TENTH + from..TENTH + until).contains(&at);
    let moments = || {
        (TENTH..TENTH + 2 * DAY)
            .step_by(30)
            .map(|at| at + 10)
            // The provider's own Prometheus did not run for 37 minutes.
            .filter(move |at| !within(*at, 20 * HOUR, 20 * HOUR + 37 * MINUTE + 30))
    };
    let mut text = "# TYPE probe_success gauge\n".to_owned();
    for at in moments() {
        let down = within(at, 14 * HOUR, 15 * HOUR + 30 * MINUTE + 30)
            || within(at, DAY + 2 * HOUR + 30 * MINUTE, DAY + 3 * HOUR + 20 * MINUTE + 30);
        writeln!(text, "probe_success{{job=\"control\",instance=\"x\"}} 1 {at}").unwrap();
        writeln!(text, "probe_success{{job=\"edge\",{OF}}} {} {at}", u8::from(!down)).unwrap();
    }
    for (name, down_from) in [("vpn", None), ("onec", Some(DAY + 18 * HOUR))] {
        writeln!(text, "# TYPE qalyp:server:{name}_up gauge").unwrap();
        for at in moments() {
            let down = down_from.is_some_and(|from| within(at, from, from + 10 * MINUTE));
            writeln!(text, "qalyp:server:{name}_up{{{OF}}} {} {at}", u8::from(!down)).unwrap();
        }
    }
    // Works from 01:00 to 03:00 of the second night, told of 49 hours before.
    let start = TENTH + DAY + HOUR;
    for (what, value) in
        [("start", start), ("end", start + 2 * HOUR), ("announced", start - 49 * HOUR)]
    {
        let name = format!("qalyp_works_{what}_timestamp_seconds");
        writeln!(text, "# TYPE {name} gauge").unwrap();
        for at in moments() {
            writeln!(
                text,
                "{name}{{id=\"disks\",server=\"romashka-main\",kind=\"planned\"}} {value} {at}"
            )
            .unwrap();
        }
    }
    text
}

const FACTS: &str = "\
- {fact: activation, id: a-1, server: romashka-main, at: 2026-02-01T00:00:00+05:00}
- {fact: outage, id: o-1, servers: [romashka-main], from: 2026-03-11T17:59:00+05:00, until: 2026-03-11T18:10:30+05:00, cause: customer, evidence: provider}
- {fact: outage, id: o-2, servers: [romashka-main], from: 2026-03-10T20:10:00+05:00, until: 2026-03-10T20:20:00+05:00, cause: provider-fault, evidence: provider}
- {fact: outage, id: o-3, servers: [romashka-main], from: 2026-03-10T22:00:00+05:00, until: 2026-03-10T22:30:00+05:00, cause: provider-fault, evidence: customer}
";

#[test]
fn what_the_emitted_rules_recorded_comes_back_to_the_minute() {
    let Some(monitor) = Monitor::new(FACTS) else { return };
    monitor.plant(&probes());
    let stages: [&[&str]; 4] = [
        &["qalyp:fleet:prober_sighted", "qalyp:works:active"],
        &["qalyp:availability:component_up", "qalyp:works:orderly"],
        &["qalyp:availability:up"],
        &["qalyp:availability:works"],
    ];
    monitor.record(&stages, TENTH, TENTH + 2 * DAY);
    monitor.start("");
    let span = "--span 2026-03-10T00:02:00+05:00/2026-03-11T23:58:00+05:00 \
                --at 2026-04-01T00:00:00+05:00 --prometheus http://127.0.0.1:9090";
    let (code, answer) = monitor.ask(span);
    let told = serde_json::to_string_pretty(&answer["result"]).unwrap();
    // Rules are evaluated at a second of the minute that nobody chooses, so an outage is recorded within a
    // minute of where it was. The ledger knows of ten minutes of the gap, and whose doing the last one was.
    let planted = [
        (14 * HOUR, 90, "provider-fault"),
        (20 * HOUR + 10 * MINUTE, 10, "provider-fault"),
        (DAY + 2 * HOUR + 30 * MINUTE, 50, "provider-fault"),
        (DAY + 18 * HOUR, 10, "customer"),
    ];
    let found = outages(&answer);
    assert_eq!(found.len(), planted.len(), "{found:?}");
    for ((from, length, cause), (planted, minutes, why)) in found.iter().zip(planted) {
        assert_eq!((*length, &**cause), (minutes * MINUTE, why), "{found:?}");
        assert!((from - (TENTH + planted)).abs() <= MINUTE, "{found:?}");
    }
    // 90, 10 and 20 minutes count: half an hour lies in planned works, ten minutes are the customer's.
    let downtime = answer["result"]["downtime"].as_i64().unwrap();
    assert!((downtime - 120 * MINUTE).abs() <= MINUTE, "{told}");
    assert_eq!(answer["result"]["planned_works"], 120 * MINUTE, "{told}");
    assert_eq!(answer["result"]["unknown"], 27 * MINUTE, "{told}");
    let warnings: Vec<_> =
        answer["warnings"].as_array().unwrap().iter().map(|one| &one["key"]).collect();
    assert_eq!(warnings, ["not-measured", "outage-not-seen"], "{told}");
    // Two hours are far more than 0.2 % of two days.
    assert_eq!((code, &answer["result"]["guarantee"]), (1, &json!("breach")), "{told}");
}

#[test]
fn a_year_is_asked_for_in_parts_over_tls() {
    let facts =
        "- {fact: activation, id: a-1, server: romashka-main, at: 2026-02-01T00:00:00+05:00}\n";
    let Some(monitor) = Monitor::new(facts) else { return };
    let down = [
        (20 * DAY + 190 * MINUTE, 90 * MINUTE),
        // Over midnight, and a single minute.
        (60 * DAY - 10 * MINUTE, 30 * MINUTE),
        (200 * DAY, MINUTE),
    ];
    let gaps = [(70 * DAY + 13 * HOUR + 7 * MINUTE, 37 * MINUTE)];
    let lies = |at: i64, all: &[(i64, i64)]| {
        all.iter().any(|(from, length)| (from + 1..=from + length).contains(&(at - FEBRUARY)))
    };
    let mut text = "# TYPE qalyp:availability:up gauge\n".to_owned();
    for at in (FEBRUARY + MINUTE..=NEW_YEAR).step_by(60).filter(|at| !lies(*at, &gaps)) {
        let up = u8::from(!lies(at, &down));
        writeln!(
            text,
            "qalyp:availability:up{{server=\"{SERVER}\",customer=\"romashka\"}} {up} {at}"
        )
        .unwrap();
    }
    monitor.plant(&text);
    // An authority, a certificate of it, and a password: `test`, as the makers' manual has it.
    monitor.machine.ok(
        "cd /srv && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
          -days 3650 -subj /CN=authority -keyout ca.key -out ca.pem 2>/dev/null \
         && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=monitor \
          -keyout key.pem -out req.pem 2>/dev/null \
         && printf 'subjectAltName=IP:127.0.0.1\\n' >ext \
         && openssl x509 -req -in req.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
          -extfile ext -out cert.pem 2>/dev/null && chmod 644 key.pem",
    );
    monitor.machine.write(
        "/srv/web.yml",
        "tls_server_config: {cert_file: /srv/cert.pem, key_file: /srv/key.pem}\n\
         basic_auth_users: {qalyp: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay}\n",
        0o644,
    );
    monitor.machine.ok("printf 'Basic %s\\n' \"$(printf qalyp:test | base64)\" >/srv/header; \
                        printf 'Basic %s\\n' \"$(printf qalyp:wrong | base64)\" >/srv/wrong");
    monitor.start("--web.config.file=/srv/web.yml");
    let at = "--at 2027-01-01T00:00:00+05:00 --prometheus https://127.0.0.1:9090";
    let (code, answer) =
        monitor.ask(&format!("{at} --prometheus-ca /srv/ca.pem --prometheus-auth /srv/header"));
    let told = serde_json::to_string_pretty(&answer["result"]).unwrap();
    let planted = down.map(|(from, length)| (FEBRUARY + from, length, "provider-fault".to_owned()));
    assert_eq!(outages(&answer), planted, "{told}");
    assert_eq!(answer["result"]["downtime"], 121 * MINUTE, "{told}");
    assert_eq!(answer["result"]["unknown"], 37 * MINUTE, "{told}");
    assert_eq!((code, &answer["result"]["guarantee"]), (0, &json!("met")), "{told}");

    // Without the authority, without the header, with a wrong one, and where nobody listens.
    let stranger = monitor.refused(&format!("{at} --prometheus-auth /srv/header"));
    assert!(stranger.contains("--prometheus-ca"), "{stranger}");
    let nobody = monitor.refused(&format!("{at} --prometheus-ca /srv/ca.pem"));
    assert!(nobody.contains("401") && nobody.contains("--prometheus-auth"), "{nobody}");
    let wrong =
        monitor.refused(&format!("{at} --prometheus-ca /srv/ca.pem --prometheus-auth /srv/wrong"));
    assert!(wrong.contains("401"), "{wrong}");
    let silent = monitor.refused("--prometheus http://127.0.0.1:9");
    assert!(silent.to_lowercase().contains("refused"), "{silent}");
    let plain = monitor.refused("--prometheus http://10.0.0.1:9090 --prometheus-auth /srv/header");
    assert!(plain.contains("unencrypted"), "{plain}");
    let other = monitor.refused(
        "--prometheus https://127.0.0.1:9090/graph --prometheus-ca /srv/ca.pem --prometheus-auth /srv/header",
    );
    assert!(other.contains("`/api/v1`") || other.contains("404"), "{other}");
}
