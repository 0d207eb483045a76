//! Dumps of single infobases, and what comes back from them.

use std::fmt::Write as _;

use super::{ACCOUNTING, Server, shell_word};

/// Rows of a mebibyte take the way of those whose text form the server cannot hold.
const WIDE: &str = "export QALYP_BACKUP_WIDE=1048576; ";

#[test]
fn every_row_comes_back() {
    let Some(server) = Server::start("romashka-main") else { return };
    server.sql("postgres", ACCOUNTING);
    server.sql("postgres", "create database trade owner accounting");
    server.sql("trade", "create table goods as select generate_series(1, 10) as id");
    let before = server.rows("accounting");

    let said = server.ok(&format!("{WIDE} backup-infobases"));
    assert!(said.contains("public.config has rows for the binary form"), "{said}");
    assert_eq!(server.copies("accounting").len(), 1);
    assert_eq!(server.copies("trade").len(), 1);
    // Nobody else reads what is in them.
    assert_eq!(
        server.ok("stat -c '%a %U' /var/lib/qalyp/backup/infobases/accounting"),
        "700 postgres\n"
    );

    // Beside the original, which stays as it is.
    server.ok("restore-infobase accounting --as 'Копия базы'");
    assert_eq!(server.rows("Копия базы"), before);
    assert_eq!(
        server.sql("Копия базы", "select last_value from numbers; show work_mem"),
        "41\n8MB\n"
    );
    let owner = "select tableowner from pg_tables where tablename = 'config'; \
                 select pg_get_userbyid(datdba) from pg_database where datname = current_database()";
    assert_eq!(server.sql("Копия базы", owner), "accounting\naccounting\n");
    let said = server.refused("restore-infobase accounting --as 'Копия базы'");
    assert!(said.contains("is there"), "{said}");
    let said = server.refused("restore-infobase accounting");
    assert!(said.contains("into which database"), "{said}");

    // In its place: first not while somebody works in it, then with the old one kept.
    server.sql("accounting", "delete from config; update \"Документы\" set sum = 0");
    let changed = server.rows("accounting");
    server.ok("runuser -u postgres -- psql -q -h /run/postgresql -d accounting -c 'select pg_sleep(60)' >/dev/null 2>&1 & sleep 0.5");
    let said = server.refused("restore-infobase accounting --replace");
    assert!(said.contains("is in use"), "{said}");
    assert_eq!(server.rows("accounting"), changed);
    server.ok("restore-infobase accounting --replace --disconnect");
    assert_eq!(server.rows("accounting"), before);
    let kept =
        server.sql("postgres", "select datname from pg_database where datname like 'qalyp%'");
    assert!(kept.starts_with("qalyp_before_"), "{kept}");
    assert_eq!(server.rows(kept.trim()), changed);

    // On a machine that lost the role as well, with the password that it had.
    let secret = "select rolpassword from pg_authid where rolname = 'accounting'";
    let password = server.sql("postgres", secret);
    server.sql(
        "postgres",
        &format!("drop database accounting; drop database \"Копия базы\"; drop database trade; drop database \"{}\"; drop role accounting", kept.trim()),
    );
    let said = server.refused("restore-infobase accounting --as accounting");
    assert!(said.contains("--roles"), "{said}");
    server.ok("restore-infobase accounting --as accounting --roles");
    assert_eq!(server.rows("accounting"), before);
    assert_eq!(server.sql("postgres", secret), password);
    assert_eq!(
        server.sql("postgres", "select count(*) from pg_database where datname like 'qalyp%'"),
        "0\n"
    );

    assert_eq!(
        server.metric("qalyp_backup_last_result{kind=\"infobase\",infobase=\"accounting\"}"),
        Some(1)
    );
    assert_eq!(server.metric("qalyp_backup_copies{kind=\"infobase\",infobase=\"trade\"}"), Some(1));
}

#[test]
fn names_are_only_names() {
    let Some(server) = Server::start("romashka-main") else { return };
    // Names of infobases and of their databases: what a shell, SQL, a connection string or a pattern could mistake.
    let names = [
        ("Склад № 1", "Склад № 1"),
        ("a = b", "dbname=postgres"),
        ("url", "postgresql:x"),
        ("$(touch oops)", "$(touch oops)"),
        ("`id`", "*.* [a-z]?"),
        ("x; drop", "x; drop database postgres"),
        ("c -- comment", "it's \"quoted\" \\ back"),
        ("&amp", "UPPER lower"),
    ];
    let mut statements = String::new();
    for (_, database) in names {
        writeln!(statements, "create database \"{}\";", database.replace('"', "\"\"")).unwrap();
    }
    server.sql("postgres", &statements);
    for (number, (_, database)) in names.iter().enumerate() {
        server
            .sql(database, &format!("create table t as select generate_series(0, {number}) as a"));
    }
    server.has_infobases(&names);
    server.ok("backup-infobases");
    for (infobase, database) in names {
        assert_eq!(server.copies(infobase).len(), 1, "{infobase}");
        let before = server.rows(database);
        server.ok(&format!("restore-infobase {} --replace", shell_word(infobase)));
        assert_eq!(server.rows(database), before, "{database}");
    }
    assert_eq!(server.ok("find / -xdev -name oops 2>/dev/null || true"), "");
    assert_eq!(
        server.sql("postgres", "select count(*) from pg_database where datname = 'postgres'"),
        "1\n"
    );
    let metrics = server.metrics();
    assert!(metrics.contains("infobase=\"$(touch oops)\"}"), "{metrics}");
}

#[test]
fn an_infobase_that_cannot_be_dumped_leaves_the_others_alone() {
    let Some(server) = Server::start("romashka-main") else { return };
    server.sql("postgres", "create database trade");
    server.sql("trade", "create table goods as select generate_series(1, 10) as id");
    let said = server.refused("backup-infobases");
    assert!(said.contains("accounting: there is no database accounting"), "{said}");
    assert_eq!(server.copies("trade").len(), 1);
    assert_eq!(server.copies("accounting").len(), 0);
    let result = |name: &str| {
        server.metric(&format!("qalyp_backup_last_result{{kind=\"infobase\",infobase=\"{name}\"}}"))
    };
    assert_eq!((result("accounting"), result("trade")), (Some(0), Some(1)));
    server.ok("backup-infobases trade");
    let said = server.refused("backup-infobases payroll");
    assert!(said.contains("does not have all of: payroll"), "{said}");
}
