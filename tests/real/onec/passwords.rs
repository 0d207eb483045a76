//! Passwords that the 1C cluster keeps are changed, wherever a run before was interrupted; with a stand-in for `rac` and a
//! real PostgreSQL.

use super::cluster::{REGISTER, ask, prepared};
use super::fails;
use crate::machine::Machine;

const CHANGED: &str = "/usr/libexec/qalyp/secret-changed";
const OLD: &str = "Aa1-secret";
const NEW: &str = "Bb2-other-secret";

fn secret(machine: &Machine, name: &str, value: &str) {
    machine.write(&format!("/etc/qalyp/secrets/{name}"), format!("{value}\n"), 0o600);
}

fn administrators(machine: &Machine) -> [String; 2] {
    ["agent", "cluster"].map(|level| machine.read(&format!("/tmp/cluster/{level}-administrators")))
}

#[test]
fn the_administrator_gets_a_new_password_wherever_it_was_interrupted() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    // Nothing was handed over yet: nothing to change.
    assert_eq!(machine.ok(&format!("{CHANGED} onec/administrator")), "");
    machine.ok(REGISTER);
    let used = "/var/lib/qalyp/secrets/onec/administrator";
    assert_eq!(machine.read(used), OLD);
    assert_eq!(
        machine.ok(&format!("stat -c %a:%U {used}; stat -c %a /var/lib/qalyp/secrets")),
        "600:root\n700\n"
    );
    machine.ok(
        "cp -r /tmp/cluster /tmp/cluster.before; cp -r /var/lib/qalyp/secrets /tmp/used.before",
    );

    secret(&machine, "onec/administrator", NEW);
    let calls = "/tmp/rac.calls";
    machine.ok(&format!("rm {calls}"));
    let said = machine.ok(&format!("{CHANGED} onec/administrator"));
    assert!(said.contains("has the new password") && !said.contains(NEW), "{said}");
    let only_new = [format!("qalyp\t{NEW}\n"), format!("qalyp\t{NEW}\n")];
    assert_eq!(administrators(&machine), only_new);
    let number = machine.read(calls).lines().count();
    assert!(number > 8, "{number}");
    assert_eq!(
        machine
            .ok(&format!("rm {calls}; {CHANGED} onec/administrator; ls {calls} 2>&1; true"))
            .lines()
            .count(),
        1
    );

    for answers in 0..number {
        machine.ok(&format!(
            "rm -rf /tmp/cluster /var/lib/qalyp/secrets; cp -r /tmp/cluster.before /tmp/cluster; cp -rp /tmp/used.before /var/lib/qalyp/secrets
             chmod 0700 /var/lib/qalyp/secrets; echo {answers} >/tmp/cluster/answers"
        ));
        fails(&machine, &format!("{CHANGED} onec/administrator"), 1);
        for list in administrators(&machine) {
            assert!(!list.is_empty(), "after {answers} answers everybody is an administrator");
        }
        machine.ok("rm /tmp/cluster/down /tmp/cluster/answers");
        // Either of the two that can be next heals it.
        let next = if answers % 2 == 0 {
            format!("{CHANGED} onec/administrator")
        } else {
            REGISTER.to_owned()
        };
        machine.ok(&next);
        assert_eq!(administrators(&machine), only_new, "after {answers} answers");
        assert_eq!(machine.read(used).trim(), NEW);
    }
    machine.ok(REGISTER);

    // Somebody has changed it in the console.
    secret(&machine, "onec/administrator", "Cc3-third-secret");
    for level in ["agent", "cluster"] {
        machine.write(&format!("/tmp/cluster/{level}-administrators"), "qalyp\tunknown\n", 0o600);
    }
    let said = fails(&machine, &format!("{CHANGED} onec/administrator"), 1);
    assert!(said.contains("neither the old password nor the new one"), "{said}");
    assert!(fails(&machine, REGISTER, 1).contains("neither the password of before"), "register");
    assert_eq!(machine.read(used).trim(), NEW, "what is known is kept");
    // And then to what the secret says.
    for level in ["agent", "cluster"] {
        machine.write(
            &format!("/tmp/cluster/{level}-administrators"),
            "qalyp\tCc3-third-secret\n",
            0o600,
        );
    }
    machine.ok(&format!("{CHANGED} onec/administrator"));
    assert_eq!(machine.read(used).trim(), "Cc3-third-secret");
}

/// Whether PostgreSQL lets the role in with this password.
fn lets_in(machine: &Machine, role: &str, password: &str) -> bool {
    machine.write("/tmp/pass", format!("*:*:*:*:{password}\n"), 0o600);
    machine
        .shell(&format!(
            "PGPASSFILE=/tmp/pass psql -X -w -h 127.0.0.1 -U {role} -d {role} -c 'select 1'"
        ))
        .status
        .success()
}

fn known_to_cluster(machine: &Machine, infobase: &str) -> String {
    machine.read(&format!("/tmp/cluster/password-of-{infobase}")).trim().to_owned()
}

#[test]
fn the_password_of_a_database_is_the_secret() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    ask(&machine, "alter system set log_statement = 'all'");
    ask(&machine, "select pg_reload_conf()");
    secret(&machine, "postgresql/trade", OLD);
    assert_eq!(machine.ok(&format!("{CHANGED} postgresql/trade")), "", "not registered yet");
    machine.ok(REGISTER);
    assert!(lets_in(&machine, "trade", OLD) && !lets_in(&machine, "trade", NEW));
    // One without a secret gets a password that nobody knows.
    assert!(known_to_cluster(&machine, "accounting").len() == 48);

    secret(&machine, "postgresql/trade", NEW);
    let said = machine.ok(&format!("{CHANGED} postgresql/trade"));
    assert!(said.contains("the database of trade has the new password"), "{said}");
    assert!(lets_in(&machine, "trade", NEW) && !lets_in(&machine, "trade", OLD));
    assert_eq!(known_to_cluster(&machine, "trade"), NEW);
    machine.ok("rm /tmp/rac.calls");
    assert_eq!(machine.ok(&format!("{CHANGED} postgresql/trade")), "");
    machine.ok("test ! -e /tmp/rac.calls");
    machine.ok(REGISTER);
    assert_eq!(machine.ok("grep -c -- --db-pwd /tmp/rac.calls; true"), "0\n");

    // A machine whose infobase was registered without a secret.
    secret(&machine, "postgresql/accounting", "Dd4-secret");
    machine.ok(&format!("{CHANGED} postgresql/accounting"));
    assert!(lets_in(&machine, "accounting", "Dd4-secret"));
    assert_eq!(known_to_cluster(&machine, "accounting"), "Dd4-secret");

    // Neither the passwords nor what is made of them stands in the log.
    let log = machine.read("/tmp/postgresql.log");
    assert!(log.contains("statement:"), "{log}");
    for word in [OLD, NEW, "Dd4-secret", "SCRAM-SHA-256$"] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}

#[test]
fn a_cluster_that_does_not_take_it_leaves_both_as_they_were() {
    let Some(machine) = prepared("romashka-main", "8.3.25.1445") else { return };
    secret(&machine, "postgresql/trade", OLD);
    machine.ok(REGISTER);
    secret(&machine, "postgresql/trade", NEW);
    let change = format!("{CHANGED} postgresql/trade");
    machine.write("/tmp/cluster/users", "Админ\tпароль\n", 0o644);
    let said = fails(&machine, &change, 1);
    assert!(said.contains("could not be changed, and is what it was"), "{said}");
    assert!(lets_in(&machine, "trade", OLD) && !lets_in(&machine, "trade", NEW));
    assert_eq!(known_to_cluster(&machine, "trade"), OLD);
    // With the administrator of the infobase it goes.
    machine.write(
        "/etc/qalyp/secrets/onec/infobase-administrators",
        "trade\tАдмин\tпароль\n",
        0o600,
    );
    machine.ok(&change);
    assert!(lets_in(&machine, "trade", NEW));
    assert_eq!(known_to_cluster(&machine, "trade"), NEW);

    // Interrupted between PostgreSQL and the cluster: the next run ends it.
    machine.ok("cp -rp /var/lib/qalyp/secrets /tmp/used");
    secret(&machine, "postgresql/trade", "Ee5-secret");
    machine.ok(&change);
    machine.ok(&format!("rm -rf /var/lib/qalyp/secrets; cp -rp /tmp/used /var/lib/qalyp/secrets; echo {NEW} >/tmp/cluster/password-of-trade"));
    machine.ok(&change);
    assert!(lets_in(&machine, "trade", "Ee5-secret"));
    assert_eq!(known_to_cluster(&machine, "trade"), "Ee5-secret");

    // A closed server runs no 1C: it waits for the opening.
    secret(&machine, "postgresql/trade", "Ff6-secret");
    secret(&machine, "onec/administrator", NEW);
    machine.ok("sed -i 's/^QALYP_ACCESS=.*/QALYP_ACCESS=closed/' /etc/qalyp/server.env; touch /tmp/cluster/down");
    for name in ["postgresql/trade", "onec/administrator"] {
        let said = machine.ok(&format!("{CHANGED} {name}"));
        assert!(said.contains("the server is closed"), "{said}");
    }
    machine.ok("rm /tmp/cluster/down; sed -i 's/^QALYP_ACCESS=.*/QALYP_ACCESS=open/' /etc/qalyp/server.env");
    let said = machine.ok(REGISTER);
    assert!(said.contains("change the password of the database of trade"), "{said}");
    assert!(lets_in(&machine, "trade", "Ff6-secret"));
    assert_eq!(administrators(&machine)[0], format!("qalyp\t{NEW}\n"));
    // What PostgreSQL would read as something else is refused before anything is changed.
    secret(&machine, "postgresql/trade", "пароль");
    assert!(fails(&machine, &change, 1).contains("letters, digits and signs of ASCII"));
    assert!(lets_in(&machine, "trade", "Ff6-secret"));
}
