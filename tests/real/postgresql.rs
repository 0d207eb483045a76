//! PostgreSQL, started on the emitted settings and asked what it made of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::machine::Machine;
use super::require::require;
use super::tree::{files, tree};

/// All that is left out here: the file of what only the 1C build knows, and what may be in it.
const ONEC_BUILD: &str = "20-onec-build.conf";
const ONEC_BUILD_KNOWS: [&str; 4] =
    ["shared_preload_libraries", "online_analyze.", "plantuner.", "pg_stat_statements."];

pub(crate) const DATA: &str = "/var/lib/qalyp-test";

/// The folder of PostgreSQL's programs.
fn programs() -> Option<String> {
    Some(require("initdb")?.parent()?.display().to_string())
}

/// A machine with an empty cluster that reads the emitted settings.
pub(crate) struct Cluster {
    pub(crate) machine: Machine,
    pub(crate) bin: String,
}

impl Cluster {
    pub(crate) fn prepare(server: &str) -> Option<Self> {
        let bin = programs()?;
        // Debian's sources of locales; EL9 has the locale itself.
        if !Path::new("/usr/share/i18n/locales/en_US").exists() {
            require("locale-gen")?;
        }
        let machine = Machine::start(server)?;
        Some(Self::lay(machine, bin))
    }

    /// An empty cluster in a machine.
    fn lay(machine: Machine, bin: String) -> Self {
        machine.ok("locale -a | grep -qi en_US.utf8 || \
             localedef --inputfile=en_US --charmap=UTF-8 en_US.UTF-8 || test $? -eq 1");
        machine.ok(&format!("rm /etc/qalyp/postgresql/conf.d/{ONEC_BUILD}"));
        machine.ok(&format!(
            "install -d -o postgres -m 0700 {DATA}; install -d -o postgres /run/postgresql"
        ));
        let cluster = Self { machine, bin };
        cluster
            .postgres("initdb", &format!("-D {DATA} -E UTF8 --locale=C.UTF-8 -A reject --no-sync"));
        let include = format!(
            "echo \"include_dir = '/etc/qalyp/postgresql/conf.d'\" >>{DATA}/postgresql.conf"
        );
        cluster.machine.ok(&include);
        cluster
    }

    pub(crate) fn start(server: &str) -> Option<Self> {
        let cluster = Self::prepare(server)?;
        cluster.begin();
        Some(cluster)
    }

    fn begin(&self) {
        self.postgres("pg_ctl", &format!("-D {DATA} -l /tmp/postgresql.log -w start"));
    }

    /// Runs one of PostgreSQL's programs as its user.
    pub(crate) fn postgres(&self, program: &str, arguments: &str) -> String {
        self.machine.ok(&format!("cd /; runuser -u postgres -- {}/{program} {arguments}", self.bin))
    }

    /// Asks as the administrator.
    fn ask(&self, sql: &str) -> String {
        self.machine.ok(&format!(
            "cd /; runuser -u postgres -- psql -X -At -F ' ' -d postgres -c \"{sql}\""
        ))
    }
}

/// Starts PostgreSQL on the emitted settings in a machine that does other things as well; gives it back.
pub(crate) fn start_in(machine: Machine) -> Option<Machine> {
    let cluster = Cluster::lay(machine, programs()?);
    cluster.begin();
    Some(cluster.machine)
}

/// The settings of one of a server's files, as they are written there.
fn settings(file: &PathBuf) -> BTreeMap<String, String> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let (name, value) =
                line.split_once(" = ").unwrap_or_else(|| panic!("{}: {line}", file.display()));
            (name.to_owned(), value.trim_matches('\'').to_owned())
        })
        .collect()
}

fn emitted(server: &str) -> Vec<PathBuf> {
    let parts = tree().images().into_iter().chain([tree().server(server, "")]);
    parts.flat_map(|part| files(&part.join("root/etc/qalyp/postgresql/conf.d"))).collect()
}

#[test]
fn what_is_left_out_is_only_what_the_1c_build_knows() {
    let server = &tree().servers()[0];
    let file = emitted(server).into_iter().find(|file| file.ends_with(ONEC_BUILD)).unwrap();
    for name in settings(&file).keys() {
        assert!(ONEC_BUILD_KNOWS.iter().any(|known| name.starts_with(known)), "{name}");
    }
}

#[test]
fn nothing_is_set_twice() {
    for server in tree().servers() {
        let mut seen = BTreeMap::new();
        for file in emitted(&server) {
            for name in settings(&file).into_keys() {
                let before = seen.insert(name.clone(), file.clone());
                assert_eq!(before, None, "{name} in {}", file.display());
            }
        }
    }
}

#[test]
fn every_setting_is_in_force() {
    let Some(cluster) = Cluster::start("romashka-main") else { return };
    assert_eq!(cluster.ask("select sourcefile, sourceline, name, error from pg_file_settings where error is not null"), "");
    for file in emitted("romashka-main").iter().filter(|file| !file.ends_with(ONEC_BUILD)) {
        let name = file.file_name().unwrap().to_str().unwrap();
        for (setting, value) in settings(file) {
            let found = cluster.ask(&format!(
                "select sourcefile, current_setting(name) from pg_settings where lower(name) = '{setting}'"
            ));
            let source = format!("/etc/qalyp/postgresql/conf.d/{name}");
            let (from, now) =
                found.trim_end().split_once(' ').unwrap_or_else(|| panic!("{setting}: {found}"));
            // PostgreSQL makes the paths of these two absolute and forgets where they came from.
            let forgotten = ["hba_file", "ident_file"].contains(&&*setting);
            assert!(from == source || forgotten, "{setting} is from {from}");
            // We ask through the socket, where these mean nothing.
            if setting.starts_with("tcp_keepalives") {
                continue;
            }
            // `on` for a setting that has grown more words than `on` and `off` picks one of them.
            let chosen = setting == "wal_compression" && now == "pglz";
            assert!(
                now == value.trim_end() || same_size(now, &value) || chosen,
                "{setting} = {value}, but {now}"
            );
        }
    }
    assert_eq!(cluster.ask("show data_directory"), format!("{DATA}\n"));
    let open =
        cluster.machine.ok("ss --listening --tcp --numeric --no-header | awk '{ print $4 }'");
    assert_eq!(open, "127.0.0.1:5432\n");
}

/// PostgreSQL answers in the largest unit that fits: `1920MB` for itself, `4GB` for 4096MB.
fn same_size(now: &str, written: &str) -> bool {
    let bytes = |text: &str| {
        let digits = text.trim_end_matches(char::is_alphabetic);
        let unit = match &text[digits.len()..] {
            "kB" | "ms" | "" => 1.0,
            "MB" => 1024.0,
            "GB" => 1024.0 * 1024.0,
            "s" => 1000.0,
            "min" => 60_000.0,
            "h" => 3_600_000.0,
            "d" => 86_400_000.0,
            _ => return None,
        };
        digits.parse::<f64>().ok().map(|number| number * unit)
    };
    bytes(now).is_some() && bytes(now) == bytes(written)
}

#[test]
fn every_server_is_accepted() {
    let servers = tree().servers();
    let Some(cluster) = Cluster::prepare(&servers[0]) else { return };
    for server in servers {
        // Only these files differ between servers; a cluster takes long to make.
        let own = tree().server(&server, "root/etc/qalyp/postgresql");
        for entry in walkdir::WalkDir::new(&own).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&own).unwrap().display();
                let content = fs::read(entry.path()).unwrap();
                cluster.machine.write(&format!("/etc/qalyp/postgresql/{path}"), content, 0o644);
            }
        }
        // Reads and checks everything, and reserves nothing: the largest server is larger than this system.
        let ask = |name: &str| {
            let answer = cluster.postgres("postgres", &format!("-D {DATA} -C {name}"));
            answer.trim().parse::<u64>().unwrap_or_else(|_| panic!("{server}: {name} = {answer}"))
        };
        // In MiB, and in pages of 8 KiB.
        let (memory, buffers) = (ask("shared_memory_size"), ask("shared_buffers") / 128);
        assert!(
            memory > buffers && memory < buffers + buffers / 8 + 400,
            "{server}: {memory} {buffers}"
        );
    }
}

#[test]
fn only_those_come_in_who_are_meant_to() {
    let Some(cluster) = Cluster::start("romashka-main") else { return };
    assert_eq!(
        cluster.ask("select line_number, error from pg_hba_file_rules where error is not null"),
        ""
    );
    assert_eq!(
        cluster
            .ask("select line_number, error from pg_ident_file_mappings where error is not null"),
        ""
    );
    cluster.ask("create role monitoring login in role pg_monitor");
    for name in ["accounting", "trade"] {
        cluster.ask(&format!("create role {name} login password 'secret-{name}'"));
        cluster.ask(&format!("create database {name} owner {name}"));
    }
    cluster.ask("create role stranger login superuser password 'secret-stranger'");
    let machine = &cluster.machine;
    let connects = |account: &str, options: &str, password: &str| {
        let script = format!(
            "cd /; PGPASSWORD={password} runuser -u {account} -- psql -X -w -c 'select 1' {options}"
        );
        machine.shell(&script).status.success()
    };
    // An infobase's role: its database, its password, through the loopback.
    assert!(connects("nobody", "-h 127.0.0.1 -U accounting -d accounting", "secret-accounting"));
    assert!(!connects("nobody", "-h 127.0.0.1 -U accounting -d accounting", "wrong"));
    assert!(!connects("nobody", "-h 127.0.0.1 -U accounting -d trade", "secret-accounting"));
    assert!(!connects("nobody", "-h 127.0.0.1 -U accounting -d postgres", "secret-accounting"));
    assert!(!connects(
        "nobody",
        "-h /run/postgresql -U accounting -d accounting",
        "secret-accounting"
    ));
    assert_eq!(
        cluster.ask("select left(rolpassword, 13) from pg_authid where rolname = 'trade'"),
        "SCRAM-SHA-256\n"
    );
    // Monitoring and administration: through the socket, from the accounts of the system.
    assert!(connects("postgres_exporter", "-h /run/postgresql -U monitoring -d accounting", ""));
    assert!(!connects("nobody", "-h /run/postgresql -U monitoring -d accounting", ""));
    assert!(!connects("postgres_exporter", "-h /run/postgresql -U postgres -d postgres", ""));
    assert!(!connects("nobody", "-h 127.0.0.1 -U postgres -d postgres", ""));
    // Nobody else, however mighty.
    assert!(!connects("nobody", "-h 127.0.0.1 -U stranger -d accounting", "secret-stranger"));
    // A base backup is possible: to take, and for the right one only.
    machine.ok("cd /; runuser -u postgres -- pg_basebackup -h /run/postgresql -D /tmp/copy -X stream -c fast --no-sync");
    assert!(
        !machine
            .shell("PGPASSWORD=secret-trade pg_basebackup -h 127.0.0.1 -U trade -D /tmp/no")
            .status
            .success()
    );
}
