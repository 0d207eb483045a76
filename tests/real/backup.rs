//! Backups: a real PostgreSQL is copied, damaged and restored by the emitted programs, and its rows are compared.

mod cluster;
mod destination;
mod faults;
mod infobase;
mod outside;

use std::fmt::Write as _;
use std::process::Output;

use super::machine::Machine;
use super::postgresql::{Cluster, DATA};
use super::require::require;

/// Where copies lie.
const SPOOL: &str = "/var/lib/qalyp/backup";

/// A server with a running database cluster and the folders of the backups.
struct Server {
    cluster: Cluster,
    /// What the programs are told; the paths are those of this system's PostgreSQL.
    environment: String,
}

impl Server {
    fn start(name: &str) -> Option<Self> {
        for program in ["zstd", "jq", "systemd-tmpfiles"] {
            require(program)?;
        }
        // Debian's own names for some of PostgreSQL's programs lead elsewhere.
        let programs = require("pg_verifybackup")?.canonicalize().unwrap();
        let programs = programs.parent().unwrap().display();
        let cluster = Cluster::start(name)?;
        cluster.machine.ok("systemd-tmpfiles --create /usr/lib/tmpfiles.d/qalyp-backup.conf");
        let environment = format!(
            "export QALYP_PG_BIN={programs} QALYP_PG_DATA={DATA} QALYP_SERVER={name} QALYP_BACKUP_CHECKPOINT=fast \
             QALYP_BACKUP_RESERVE=0 PATH=/usr/libexec/qalyp:$PATH; cd /\n"
        );
        Some(Self { cluster, environment })
    }

    fn machine(&self) -> &Machine {
        &self.cluster.machine
    }

    /// Runs a script that has to succeed; its standard output.
    fn ok(&self, script: &str) -> String {
        self.machine().ok(&format!("{}{script}", self.environment))
    }

    /// Runs a script that has to fail; what it said.
    fn refused(&self, script: &str) -> String {
        let output = self.shell(script);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{script} succeeded: {said}");
        said
    }

    fn shell(&self, script: &str) -> Output {
        self.machine().shell(&format!("{}{script}", self.environment))
    }

    /// Runs SQL as the administrator; its answer.
    fn sql(&self, database: &str, sql: &str) -> String {
        self.machine().write("/tmp/statements.sql", sql, 0o644);
        let name = database.replace('\\', "\\\\").replace('\'', "\\'");
        let name = shell_word(&format!("dbname='{name}'"));
        self.ok(&format!(
            "runuser -u postgres -- psql -X -q -At -F ' ' -v ON_ERROR_STOP=1 -h /run/postgresql -d {name} -f /tmp/statements.sql"
        ))
    }

    /// Every table of a database with the digest of its rows, in an order of their own.
    fn rows(&self, database: &str) -> String {
        let rows = self.sql(
            database,
            "select c.oid::regclass, query_to_xml(format('select count(*), md5(string_agg(md5(t::text), $$$$ order by md5(t::text))) from %s t', c.oid::regclass), false, true, '') \
             from pg_class c join pg_namespace n on n.oid = relnamespace where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema' order by c.oid::regclass::text",
        );
        assert!(rows.contains("count"), "no table in {database}");
        rows
    }

    /// Tells the server which infobases its package has.
    fn has_infobases(&self, infobases: &[(&str, &str)]) {
        let lines = infobases.iter().fold(String::new(), |mut text, (name, database)| {
            writeln!(text, "{name}\t{database}").unwrap();
            text
        });
        self.machine().write("/etc/qalyp/backup/infobases.tsv", lines, 0o644);
    }

    /// The whole copies of an infobase.
    fn copies(&self, infobase: &str) -> Vec<String> {
        let list = self.ok(&format!("restore-infobase --list {}", shell_word(infobase)));
        list.lines().map(|line| line.split('\t').nth(1).unwrap().to_owned()).collect()
    }

    /// The metrics, which Prometheus' own checker has read.
    fn metrics(&self) -> String {
        self.ok("backup-metrics");
        if require("promtool").is_some() {
            self.ok("promtool check metrics </var/lib/qalyp/metrics/backup.prom");
        }
        self.machine().read("/var/lib/qalyp/metrics/backup.prom")
    }

    /// The value of one of them.
    fn metric(&self, series: &str) -> Option<u64> {
        let metrics = self.metrics();
        let value =
            metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '))?;
        Some(value.parse().unwrap())
    }
}

fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A table of 1C's configuration with large values, documents with Cyrillic names, and a name for quoting.
const ACCOUNTING: &str = r#"
create role accounting login password 'geheim';
create database accounting owner accounting;
alter database accounting set work_mem = '8MB';
\c accounting
create table "Документы" (id int primary key, "Имя" text, sum numeric(15, 2));
insert into "Документы" select g, 'Реализация № ' || g, g * 1.5 from generate_series(1, 3000) g;
create table config (filename varchar(128), partno int, binarydata bytea, primary key (filename, partno));
insert into config select 'file ' || g, 0,
  (select string_agg(sha512((g * 100000 + i)::text::bytea), '') from generate_series(1, 20000) i) from generate_series(1, 2) g;
insert into config values ('empty', 0, null);
create table "odd ""name'" (a int);
insert into "odd ""name'" values (1);
create sequence numbers start 41;
select nextval('numbers');
alter table config owner to accounting;
"#;
