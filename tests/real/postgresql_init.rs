//! The cluster of a server: made once, with PostgreSQL's own `initdb` behind a stand-in for the vendor's `pg-setup`.

use super::machine::Machine;
use super::require::require;

const DATA: &str = "/var/lib/pgpro/1c-16/data";
const INIT: &str = "set -a; . /etc/qalyp/server.env; /usr/libexec/qalyp/postgresql-init";

/// A machine with PostgreSQL's programs in the vendor's folder, and this text as `pg-setup`.
fn machine(setup: &str) -> Option<Machine> {
    let bin = require("pg_controldata")?.parent()?.display().to_string();
    let machine = Machine::start("romashka-main")?;
    machine.ok(&format!(
        "localedef --inputfile=ru_RU --charmap=UTF-8 ru_RU.UTF-8 || test $? -eq 1
         localedef --inputfile=en_US --charmap=UTF-8 en_US.UTF-8 || test $? -eq 1
         rm /etc/qalyp/postgresql/conf.d/20-onec-build.conf
         install -d -o postgres -m 0700 {DATA}; install -d -o postgres /run/postgresql
         mkdir -p /opt/pgpro/1c-16/bin; ln -s {bin}/* /opt/pgpro/1c-16/bin/"
    ));
    machine.write("/opt/pgpro/1c-16/bin/pg-setup", setup, 0o755);
    Some(machine)
}

/// Stand-in for `pg-setup initdb`.
fn setup(options: &str) -> String {
    format!(
        "#!/bin/bash\n# Stand-in for the vendor's pg-setup.\n[[ $1 == initdb && $2 == --tune=1c ]] || exit 2\nshift 2\n\
         cd /; exec runuser -u postgres -- /opt/pgpro/1c-16/bin/initdb -D {DATA} --no-sync {options}\n"
    )
}

fn postgres(machine: &Machine, command: &str) -> String {
    machine.ok(&format!("cd /; runuser -u postgres -- /opt/pgpro/1c-16/bin/{command}"))
}

#[test]
fn a_cluster_is_made_once_and_reads_our_settings() {
    let Some(machine) = machine(&setup("\"$@\"")) else { return };
    let said = machine.ok(INIT);
    assert!(said.contains("a cluster with the locale ru_RU.UTF-8"), "{said}");
    postgres(&machine, &format!("pg_ctl -D {DATA} -l /tmp/log -w start"));
    let ask = |sql: &str| postgres(&machine, &format!("psql -X -At -d postgres -c \"{sql}\""));
    assert_eq!(ask("show data_checksums"), "on\n");
    assert_eq!(
        ask("select datcollate from pg_database where datname = 'template1'"),
        "ru_RU.UTF-8\n"
    );
    assert_eq!(ask("show server_encoding"), "UTF8\n");
    assert_eq!(
        ask("select sourcefile from pg_settings where name = 'shared_buffers'"),
        "/etc/qalyp/postgresql/conf.d/50-sizing.conf\n"
    );
    postgres(&machine, &format!("pg_ctl -D {DATA} -m immediate stop"));
    let identifier = format!("pg_controldata -D {DATA} | grep identifier");
    let before = postgres(&machine, &identifier);
    assert_eq!(machine.ok(INIT), "");
    assert_eq!(postgres(&machine, &identifier), before);
    machine.ok(&format!("[ $(grep -c include_dir.*qalyp {DATA}/postgresql.conf) = 1 ]"));
}

#[test]
fn checksums_are_switched_on_if_the_vendor_forgets_them() {
    let Some(machine) = machine(&setup("--encoding=UTF8 --locale=C.UTF-8")) else { return };
    machine.ok(INIT);
    let said = postgres(&machine, &format!("pg_controldata -D {DATA}"));
    assert!(said.contains("Data page checksum version:           1"), "{said}");
}

#[test]
fn half_a_cluster_is_made_anew_and_a_stranger_is_left_alone() {
    let broken =
        format!("#!/bin/sh\necho 16 >{DATA}/PG_VERSION; echo half >{DATA}/base; kill -9 $PPID\n");
    let Some(machine) = machine(&broken) else { return };
    assert!(!machine.shell(INIT).status.success());
    machine.write("/opt/pgpro/1c-16/bin/pg-setup", setup("\"$@\""), 0o755);
    let said = machine.ok(INIT);
    assert!(said.contains("an earlier attempt was interrupted"), "{said}");
    machine.ok(&format!("[ -d {DATA}/base ]"));

    machine.ok(&format!("find {DATA} -mindepth 1 -delete; echo mine >{DATA}/letter"));
    let output = machine.shell(INIT);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("is no cluster"), "{said}");
    assert_eq!(machine.read(&format!("{DATA}/letter")), "mine\n");
}
