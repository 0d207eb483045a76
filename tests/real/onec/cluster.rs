//! `onec-register` and `onec-lock` against a stand-in for `rac` and a real PostgreSQL.

use super::{administrator, fails, installed, machine};
use crate::machine::Machine;
use crate::require::require;

pub(super) const REGISTER: &str = "/usr/libexec/qalyp/onec-register";
const DATA: &str = "/var/lib/qalyp-test";

/// A server with the platform's stand-in and a cluster of PostgreSQL that lets in whom the emitted `pg_hba.conf` lets in.
pub(super) fn prepared(server: &str, version: &str) -> Option<Machine> {
    let bin = require("initdb")?.parent()?.display().to_string();
    let machine = machine(server)?;
    installed(&machine, version);
    machine.ok("/usr/libexec/qalyp/onec-select");
    administrator(&machine);
    machine.ok(&format!(
        "install -d -o postgres -m 0700 {DATA}; install -d -o postgres /run/postgresql"
    ));
    let postgres =
        |command: &str| machine.ok(&format!("cd /; runuser -u postgres -- {bin}/{command}"));
    postgres(&format!("initdb -D {DATA} -E UTF8 --locale=C.UTF-8 -A reject --no-sync"));
    machine.ok(&format!(
        "printf '%s\\n' \"hba_file = '/etc/qalyp/postgresql/pg_hba.conf'\" \"ident_file = '/etc/qalyp/postgresql/pg_ident.conf'\" \
         \"unix_socket_directories = '/run/postgresql'\" 'standard_conforming_strings = off' \"listen_addresses = '127.0.0.1'\" >>{DATA}/postgresql.conf"
    ));
    postgres(&format!("pg_ctl -D {DATA} -l /tmp/postgresql.log -w start"));
    Some(machine)
}

pub(super) fn ask(machine: &Machine, sql: &str) -> String {
    machine.ok(&format!("cd /; runuser -u postgres -- psql -X -At -F ' ' -d postgres -c \"{sql}\""))
}

fn calls(machine: &Machine, of: &str) -> usize {
    machine.read("/tmp/rac.calls").lines().filter(|call| call.contains(of)).count()
}

#[test]
fn everything_is_registered_once() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    let said = machine.ok(REGISTER);
    assert!(said.contains("register the administrator of the cluster"), "{said}");
    assert_eq!(machine.read("/tmp/cluster/cluster-administrators"), "qalyp\tAa1-secret\n");
    assert_eq!(machine.read("/tmp/cluster/agent-administrators"), "qalyp\tAa1-secret\n");
    let infobases = machine.read("/tmp/cluster/infobases");
    for line in [
        "\taccounting\tБухгалтерия предприятия\toff\toff\tru allow\n",
        "\ttrade\tУправление торговлей\ton\toff\tkk allow\n",
        "\tarchive\tАрхив 2024\ton\toff\tru allow\n",
    ] {
        assert!(infobases.contains(line), "{line}{infobases}");
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    machine.ok(REGISTER);
    let owners = ask(
        &machine,
        "select datname, rolname, rolsuper, rolcreatedb from pg_database join pg_roles on pg_roles.oid = datdba where datname !~ '^(template|postgres)' order by 1",
    );
    assert_eq!(
        owners,
        "accounting accounting f f\narchive_2024 archive_2024 f f\nexchange exchange f f\ntrade trade f f\n"
    );
    let (before, passwords) = (
        machine.read("/tmp/cluster/infobases"),
        ask(
            &machine,
            "select rolname, rolpassword from pg_authid where rolname !~ '^pg_' order by 1",
        ),
    );
    machine.ok("rm /tmp/rac.calls");
    machine.ok(REGISTER);
    assert_eq!(machine.read("/tmp/cluster/infobases"), before);
    assert_eq!(
        ask(
            &machine,
            "select rolname, rolpassword from pg_authid where rolname !~ '^pg_' order by 1"
        ),
        passwords
    );
    for verb in ["create", "update", "register"] {
        assert_eq!(calls(&machine, &format!(" {verb} ")), 0, "{verb}");
    }
    let metrics = machine.read("/var/lib/qalyp/metrics/onec-register.prom");
    assert!(metrics.contains("qalyp_onec_register_success 1\n"), "{metrics}");
    // Nobody else's database: each role sees its own, and the password is written down nowhere.
    machine.ok("! grep -rl db-pwd /var/lib/qalyp /etc/qalyp");
}

#[test]
fn titles_and_scheduled_jobs_follow_the_blueprint() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    machine.ok(REGISTER);
    let table = "/etc/qalyp/onec/infobases.tsv";
    machine.ok(&format!(
        "sed -i 's/\\ton\\tОбмен данными/\\toff\\tОбмен/' {table}; rm /tmp/rac.calls; {REGISTER}"
    ));
    let infobases = machine.read("/tmp/cluster/infobases");
    assert!(infobases.contains("\texchange\tОбмен\ton\toff\t"), "{infobases}");
    assert_eq!(
        (
            calls(&machine, "infobase update") + calls(&machine, " update --infobase"),
            calls(&machine, "create")
        ),
        (2, 0)
    );
    // An infobase with users of its own wants its administrator.
    machine.write("/tmp/cluster/users", "Админ\tпароль\n", 0o644);
    machine.ok(&format!("sed -i 's/\\toff\\tОбмен/\\ton\\tОбмен/' {table}"));
    let said = fails(&machine, REGISTER, 1);
    assert!(said.contains("exchange could not be updated"), "{said}");
    assert!(machine.read("/var/lib/qalyp/metrics/onec-register.prom").contains("success 0\n"));
    machine.write(
        "/etc/qalyp/secrets/onec/infobase-administrators",
        "exchange\tАдмин\tпароль\n",
        0o600,
    );
    machine.ok(REGISTER);
    assert!(machine.read("/tmp/cluster/infobases").contains("\texchange\tОбмен\toff\toff\t"));
}

#[test]
fn hostile_titles_and_names_stay_text() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    let rows = [
        ("a b", "it$(id>owned)`id`", r#"'; drop database postgres; -- " \' $HOME %s \n"#),
        ("Қойма №1 & Co", "Қойма №1", "--sessions-deny=on"),
        ("#x", "x=y dbname", "-"),
    ];
    let mut table = "infobases\tdatabase\tlocale\tscheduled jobs\ttitle\n".to_owned();
    let mut hba = "local all \"postgres\" peer\n".to_owned();
    for (name, database, title) in rows {
        table.push_str(&format!("{name}\t{database}\tru\ton\t{title}\n"));
        hba.push_str(&format!("host \"{database}\" \"{database}\" 127.0.0.1/32 scram-sha-256\n"));
    }
    machine.write("/etc/qalyp/onec/infobases.tsv", &table, 0o644);
    machine.write("/etc/qalyp/postgresql/pg_hba.conf", hba, 0o644);
    ask(&machine, "select pg_reload_conf()");
    machine.ok(REGISTER);
    let infobases = machine.read("/tmp/cluster/infobases");
    for (name, database, title) in rows {
        assert!(infobases.contains(&format!("\t{name}\t{title}\toff\t")), "{name}: {infobases}");
        assert!(
            ask(&machine, "select datname from pg_database").lines().any(|line| line == database),
            "{database}"
        );
    }
    machine.ok(&format!("test ! -e owned; test ! -e /owned; rm /tmp/rac.calls; {REGISTER}"));
    assert_eq!((calls(&machine, "create"), calls(&machine, "update")), (0, 0));
}

#[test]
fn limits_are_set_under_korp_only_and_once() {
    let Some(machine) = prepared("zhuldyz-erp", "8.3.27.1508") else { return };
    machine.ok(REGISTER);
    assert_eq!(machine.read("/tmp/cluster/limits"), "4 256 0 2147483648\n");
    machine.ok(&format!("rm /tmp/rac.calls; {REGISTER}"));
    assert_eq!(calls(&machine, "--infobases-limit"), 0);
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    machine.ok(REGISTER);
    machine.ok("test ! -e /tmp/cluster/limits");
}

#[test]
fn somebody_elses_administrator_is_a_matter_for_people() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    machine.write("/tmp/cluster/agent-administrators", "boss\tunknown\n", 0o644);
    machine.write("/tmp/cluster/cluster-administrators", "boss\tunknown\n", 0o644);
    let said = fails(&machine, REGISTER, 1);
    assert!(said.contains("has the cluster another one"), "{said}");
    assert_eq!(calls(&machine, "create"), 0);
}

#[test]
fn infobases_are_locked_and_set_free() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    machine.ok(REGISTER);
    let lock = "/usr/libexec/qalyp/onec-lock";
    let said = machine.ok(&format!("{lock} sessions on trade"));
    assert!(said.contains("with the code "), "{said}");
    let denied = |machine: &Machine| {
        machine.ok("awk -F '\\t' '$5 == \"on\" { print $2 }' /tmp/cluster/infobases")
    };
    assert_eq!(denied(&machine), "trade\n");
    machine.ok(&format!("{lock} sessions on"));
    assert_eq!(denied(&machine).lines().count(), 4);
    machine.ok(&format!("{lock} sessions off"));
    assert_eq!(denied(&machine), "");
    fails(&machine, &format!("{lock} everything on"), 2);
}
