//! PostgreSQL's settings, access rules and SQL, read by a server of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use qalyp::render::dialect::{Filter, Scalar};
use tempfile::TempDir;

use super::hostile::{self, Written};
use super::run::{self, Server};
use crate::require;

const USER: (&str, &str) = ("postgres", "postgres");

struct Cluster {
    // Dropped first: the server ends before its folder is removed.
    _server: Server,
    folder: TempDir,
    psql: PathBuf,
}

impl Cluster {
    /// A new cluster with more settings and access rules; `None` when there is no PostgreSQL.
    fn start(settings: &str, rules: &str) -> Option<Self> {
        let initdb = require::require("initdb")?;
        let postgres = require::require("postgres")?;
        let psql = require::require("psql")?;
        let folder = run::folder();
        let data = folder.path().join("data");
        // The server's user makes its data folder and its socket here.
        run::open_to_all(&folder);
        run::run(run::as_user(USER, &initdb).arg("-D").arg(&data).args([
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--username=postgres",
        ]));
        let configuration = run::put(
            &folder,
            "postgresql.conf",
            &format!(
                "listen_addresses = ''\nunix_socket_directories = '{at}'\nfsync = off\n\
                 data_directory = '{at}/data'\nhba_file = '{at}/pg_hba.conf'\n\
                 ident_file = '{at}/pg_ident.conf'\n{settings}",
                at = folder.path().display()
            ),
        );
        run::put(&folder, "pg_hba.conf", &format!("local all postgres trust\n{rules}"));
        run::put(&folder, "pg_ident.conf", "");
        let option = format!("--config-file={}", configuration.display());
        let mut server = Server::start(run::as_user(USER, &postgres).arg(option));
        server.until(|| {
            let mut command = Self::command(&psql, &folder);
            command.args(["-c", "select 1"]).output().unwrap().status.success().then_some(())
        });
        Some(Self { _server: server, folder, psql })
    }

    fn command(psql: &Path, folder: &TempDir) -> Command {
        let mut command = Command::new(psql);
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres"]);
        command.arg("-h").arg(folder.path()).arg("postgres").env("PGCLIENTENCODING", "UTF8");
        command
    }

    /// Runs a script whose lines of output are texts in hexadecimal.
    fn texts(&self, script: &str) -> Vec<Vec<u8>> {
        let path = run::put(&self.folder, "script.sql", script);
        let output = run::run(Self::command(&self.psql, &self.folder).arg("-f").arg(path));
        let output = String::from_utf8(output).unwrap();
        output.lines().map(unhex).collect()
    }

    fn assert_same(&self, written: &[Written], script: &str) {
        hostile::assert_same(written, self.texts(script).iter().map(Vec::as_slice));
    }
}

fn unhex(line: &str) -> Vec<u8> {
    (0..line.len()).step_by(2).map(|i| u8::from_str_radix(&line[i..i + 2], 16).unwrap()).collect()
}

fn hex_of(expression: &str) -> String {
    format!("encode(convert_to({expression}, 'UTF8'), 'hex')")
}

#[test]
fn settings_and_rules_come_back() {
    let texts = hostile::samples();
    let settings = hostile::write("pg", &texts);
    let mut lines = String::new();
    let mut script = String::new();
    for (index, one) in settings.iter().enumerate() {
        writeln!(lines, "# {}", hostile::comment(&one.text)).unwrap();
        writeln!(lines, "qalyp.v{index} = {}", one.written).unwrap();
        let value = format!("current_setting('qalyp.v{index}')");
        writeln!(script, "select {};", hex_of(&value)).unwrap();
    }

    let short = |text: &&String| text.len() <= 63;
    let ordinary = |text: &&str| text.len() <= 63;
    let texts: Vec<_> = texts.iter().filter(short).cloned().collect();
    let filter = Filter::named("pg_hba").unwrap();
    let write = |text: &String| {
        let written = filter.write(&Scalar::Text(text)).ok()?;
        Some(Written { text: text.clone(), written })
    };
    let names: Vec<_> = texts.iter().filter_map(write).collect();
    for expected in hostile::ORDINARY.iter().copied().filter(ordinary) {
        assert!(names.iter().any(|one| one.text == expected), "{expected:?}");
    }
    let mut rules = String::new();
    for one in &names {
        writeln!(rules, "# {}", hostile::comment(&one.text)).unwrap();
        writeln!(rules, "local {0} {0} reject", one.written).unwrap();
    }

    let Some(cluster) = Cluster::start(&lines, &rules) else { return };
    cluster.assert_same(&settings, &script);
    for column in ["database", "user_name"] {
        // The first rule is the test's own.
        let script = format!(
            "select {} from pg_hba_file_rules where error is null order by line_number offset 1;",
            hex_of(&format!("array_to_string({column}, '|||')"))
        );
        cluster.assert_same(&names, &script);
    }
}

#[test]
fn literals_and_identifiers_come_back() {
    let Some(cluster) = Cluster::start("", "") else { return };
    let texts = hostile::samples();
    let literals = hostile::write("sql_literal", &texts);
    for conforming in ["on", "off"] {
        let mut script = format!("set standard_conforming_strings = {conforming};\n");
        script += "set escape_string_warning = off;\n";
        for one in &literals {
            writeln!(script, "-- {}", hostile::comment(&one.text)).unwrap();
            writeln!(script, "select {};", hex_of(&one.written)).unwrap();
        }
        cluster.assert_same(&literals, &script);
    }

    let filter = Filter::named("sql_identifier").unwrap();
    let mut texts = texts;
    texts.sort();
    texts.dedup();
    let names: Vec<_> = texts
        .into_iter()
        .filter_map(|text| {
            let written = filter.write(&Scalar::Text(&text)).ok()?;
            Some(Written { text, written })
        })
        .collect();
    let mut script = "begin;\n".to_owned();
    for one in &names {
        writeln!(script, "create table {} (a int);", one.written).unwrap();
    }
    let mine = "relnamespace = 'public'::regnamespace and relkind = 'r'";
    writeln!(script, "select {} from pg_class where {mine} order by oid;", hex_of("relname::text"))
        .unwrap();
    cluster.assert_same(&names, &script);
}
