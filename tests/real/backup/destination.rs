//! What is brought to the destination comes back from there, and only what is old enough leaves it.

use super::{ACCOUNTING, DATA, SPOOL, Server};
use crate::require::require;
use crate::tree::tree;

/// A host with SFTP on the loopback, the key for it, and the password of the repository.
const VAULT: &str = r"
mkdir -p /etc/qalyp/secrets/backup /run/sshd /srv/vault
cd /etc/qalyp/secrets/backup
printf 'a password' >restic-password
ssh-keygen -q -t ed25519 -N '' -f sftp-key
ssh-keygen -q -t ed25519 -N '' -f /srv/host-key
install -m 0644 sftp-key.pub /srv/authorized-keys
echo '[127.0.0.1]:2022' $(cat /srv/host-key.pub) >sftp-known-hosts
printf '%s\n' 'Port 2022' 'ListenAddress 127.0.0.1' 'HostKey /srv/host-key' 'PidFile none' 'StrictModes no' 'AuthorizedKeysFile /srv/authorized-keys' \
    'PermitRootLogin prohibit-password' 'UsePAM no' 'Subsystem sftp internal-sftp' >/srv/sshd_config
/usr/sbin/sshd -f /srv/sshd_config
sed -i 's|^QALYP_BACKUP_REPOSITORY=.*|QALYP_BACKUP_REPOSITORY=sftp://root@127.0.0.1:2022//srv/vault/NAME|' /etc/qalyp/backup/plan.conf
";

fn with_vault(name: &str) -> Option<Server> {
    for program in ["restic", "sshd", "ssh-keygen", "ssh"] {
        require(program)?;
    }
    let server = Server::start(name)?;
    server.ok(&VAULT.replace("NAME", name));
    Some(server)
}

#[test]
fn dumps_come_back_from_the_destination() {
    let Some(server) = with_vault("romashka-main") else { return };
    server.sql("postgres", ACCOUNTING);
    server.has_infobases(&[("accounting", "accounting")]);
    server.ok("backup-infobases");
    assert_eq!(server.metric("qalyp_backup_offsite_pending"), Some(1));

    // The destination does not answer: nothing is marked as sent, nothing leaves this disk.
    server.refused("sed -i 's/:2022/:2023/' /etc/qalyp/backup/plan.conf; backup-ship; s=$?; sed -i 's/:2023/:2022/' /etc/qalyp/backup/plan.conf; exit $s");
    assert_eq!(server.metric("qalyp_backup_offsite_pending"), Some(1));

    server.ok("backup-ship; backup-ship --check");
    assert_eq!(server.metric("qalyp_backup_offsite_pending"), Some(0));
    assert!(
        server
            .metric("qalyp_backup_offsite_last_success_timestamp_seconds{kind=\"infobase\"}")
            .is_some()
    );
    assert!(server.metric("qalyp_backup_offsite_check_timestamp_seconds").is_some());
    // Nothing of it can be read there.
    server.ok("! grep -rqE 'accounting|Реализация' /srv/vault");
    let before = server.rows("accounting");

    // Three later copies. Until the destination has the newest, none is removed; then two stay on this disk.
    let first = server.copies("accounting")[0].clone();
    for _ in 0..3 {
        server.ok("sleep 1.1; backup-infobases");
    }
    server.ok("backup-retain");
    assert_eq!(server.copies("accounting").len(), 4);
    server.ok("backup-ship; backup-retain");
    let kept = server.copies("accounting");
    assert_eq!(kept.len(), 2);
    assert!(!kept.contains(&first));

    // The server has lost everything but its secrets.
    server.sql("postgres", "drop database accounting");
    let moment = format!(
        "{}-{}-{} {}:{}:{} +0000",
        &first[0..4],
        &first[4..6],
        &first[6..8],
        &first[9..11],
        &first[11..13],
        &first[13..15]
    );
    server.ok(&format!("rm -rf {SPOOL}/infobases/accounting"));
    server.ok(&format!(
        "restore-files --into /var/lib/back --offsite infobase accounting --at '{moment}'"
    ));
    server.ok(&format!("restore-infobase accounting --from /var/lib/back{SPOOL}/infobases/accounting/{first} --as accounting"));
    assert_eq!(server.rows("accounting"), before);
    let said = server.refused("restore-files --into /var/lib/none --offsite infobase payroll");
    assert!(said.contains("no copy of payroll"), "{said}");
    let said = server.refused("restore-files --into /var/lib/back --offsite infobase accounting");
    assert!(said.contains("is not empty"), "{said}");
}

#[test]
fn an_emptied_destination_is_never_taken_for_a_new_one() {
    let Some(server) = with_vault("romashka-main") else { return };
    server.sql("postgres", "create database accounting");
    server.has_infobases(&[("accounting", "accounting")]);
    server.ok("backup-infobases; backup-ship");
    let marks = || server.ok(&format!("find {SPOOL}/shipped -type f ! -name '.*' | sort"));
    let sent = marks();

    // Emptied: nothing is made there, nothing is sent, the marks stay, and the words say what to do.
    server.ok("mv /srv/vault /srv/taken; mkdir /srv/vault; sleep 1.1; backup-infobases");
    for program in ["backup-ship", "backup-ship --check"] {
        let said = server.refused(program);
        assert!(said.contains("no new repository is made there"), "{said}");
        assert!(said.contains(&format!("rm -r {SPOOL}/shipped/*")), "{said}");
    }
    assert_eq!(server.ok("ls /srv/vault"), "");
    assert_eq!(marks(), sent);
    // So does one that somebody made anew there, and one of a server that knew no number yet.
    server.ok(". backup-functions; read_plan; . backup-destination; destination init");
    assert!(server.refused("backup-ship").contains("it is not the repository"));
    server.ok(&format!("rm -r /srv/vault/*; mv {SPOOL}/shipped/repository /tmp/"));
    assert!(server.refused("backup-ship").contains("no new repository"));

    // The network is back: all goes on.
    server.ok(&format!("mv /tmp/repository {SPOOL}/shipped/; rmdir /srv/vault; mv /srv/taken /srv/vault; backup-ship"));
    assert_eq!(server.metric("qalyp_backup_offsite_pending"), Some(0));

    // Another destination has none of the copies, whatever the marks say of the former one.
    server.ok("sed -i 's|/srv/vault/|/srv/vault/moved-|' /etc/qalyp/backup/plan.conf; backup-ship");
    let sent = server.ok(". backup-functions; read_plan; . backup-destination; destination snapshots --json | jq length");
    assert_eq!(sent.trim(), server.copies("accounting").len().to_string());
    // What is said is what helps.
    server.ok(&format!("rm -r /srv/vault/*; rm -r {SPOOL}/shipped/*; backup-ship"));
    assert_eq!(server.metric("qalyp_backup_offsite_pending"), Some(0));
}

#[test]
fn only_what_is_older_than_promised_leaves_the_destination() {
    let Some(server) = with_vault("romashka-main") else { return };
    server.sql("postgres", "create database accounting; ");
    server.sql("accounting", "create table t as select generate_series(1, 3) as a");
    server.has_infobases(&[("accounting", "accounting"), ("Торговля", "accounting")]);
    server.ok("backup-infobases");
    // The package keeps 30 days. A copy's name is its time: one is made 29 days old, some are older, and the second
    // infobase has only old ones, which were its last.
    let age = |infobase: &str, days: &str| {
        format!(
            "cd '{SPOOL}/infobases/{infobase}'; for d in {days}; do cp -a $(ls -d 2*Z | tail -n 1) $(date -u -d \"$d days ago\" +%Y%m%dT%H%M%SZ); done; "
        )
    };
    server.ok(&format!(
        "{} {} rm -r $(ls -d 2*Z | tail -n 1)",
        age("accounting", "29 31 40"),
        age("Торговля", "50 85")
    ));
    server.ok("backup-ship");
    let snapshots = || {
        server.ok(". backup-functions; read_plan; . backup-destination; destination snapshots --json | jq -r '.[].paths[0]' | sort")
    };
    assert_eq!(snapshots().lines().count(), 6);
    prune_as_the_provider(&server);
    let left = snapshots();
    assert_eq!(left.lines().filter(|path| path.contains("accounting")).count(), 2, "{left}");
    assert_eq!(left.lines().filter(|path| path.contains("Торговля")).count(), 1, "{left}");
    // A server that stopped making copies loses none of them, however often it is pruned.
    server.ok("backup-prune");
    assert_eq!(snapshots(), left);
    // Of a package that was given up nobody knows what was promised: all stays, and is named.
    let said = server.ok("sed -i /INFOBASE_KEEP/d /etc/qalyp/backup/plan.conf; backup-prune");
    assert!(said.contains("3 copies with the tag infobase"), "{said}");
    assert_eq!(snapshots(), left);
    // The newest one is never removed from the disk, sent or not.
    server.ok("backup-retain");
    assert_eq!(server.copies("Торговля").len(), 2);
    server.ok("export QALYP_BACKUP_LOCAL_COPIES=0; backup-retain");
    assert_eq!((server.copies("Торговля").len(), server.copies("accounting").len()), (1, 1));
}

/// With the emitted tree and the secrets of the one server that it has here.
fn prune_as_the_provider(server: &Server) {
    let program = std::fs::read_to_string(tree().fleet("backup/prune-servers")).unwrap();
    server.machine().write("/srv/out/fleet/backup/prune-servers", &program, 0o755);
    server.ok(r#"cd /srv/out; mkdir -p servers/romashka-main/root/etc/qalyp servers/gone images/el9/root/usr/libexec
ln -s /etc/qalyp/backup servers/romashka-main/root/etc/qalyp/backup
ln -s /usr/libexec/qalyp images/el9/root/usr/libexec/qalyp
echo '{"image": "el9"}' >servers/romashka-main/server.json"#);
    let listed = server.ok("/srv/out/fleet/backup/prune-servers --list /srv/out");
    let row: Vec<_> = listed.trim_end().split('\t').collect();
    assert_eq!(row[0], "romashka-main");
    assert!(row[1].starts_with("sftp://"), "{listed}");
    assert_eq!(row[2..], ["2592000", "-", "2592000"], "{listed}");
    let said = server.refused("/srv/out/fleet/backup/prune-servers /srv/out");
    assert!(said.contains("no secrets of romashka-main"), "{said}");
    server.ok("mkdir /etc/qalyp-prune; cp -a /etc/qalyp/secrets/backup /etc/qalyp-prune/romashka-main; /srv/out/fleet/backup/prune-servers /srv/out");
}

#[test]
fn the_cluster_comes_back_from_the_destination_to_a_moment_before_its_oldest_copy_here() {
    let Some(server) = with_vault("zhuldyz-erp") else { return };
    server.sql("postgres", "create database erp");
    server.ok("backup-cluster; backup-ship");
    server.sql("erp", "create table documents as select generate_series(1, 1000) as id");
    let erp = server.rows("erp");
    let moment = server.ok("sleep 1.2; date '+%F %T.%N %z'; sleep 0.2");
    server.sql("erp", "truncate documents");
    // The next base backup takes the place of the first one on this disk, and the log before it goes with that.
    server.ok("sleep 1; backup-cluster");
    server.ok("backup-retain");
    assert_eq!(
        server.ok("restore-cluster --list").lines().count(),
        2,
        "the destination does not have the new one yet"
    );
    server.ok("backup-ship; backup-retain");
    assert_eq!(server.ok("restore-cluster --list").lines().count(), 1);
    let said = server
        .refused(&format!("restore-cluster --into /var/lib/pit --to-time '{}'", moment.trim()));
    assert!(said.contains("restore-files --offsite cluster"), "{said}");

    let said = server.ok(&format!(
        "restore-files --into /var/lib/back --offsite cluster --at '{}'",
        moment.trim()
    ));
    assert!(said.contains("restore-cluster --spool"), "{said}");
    server.ok(&format!(
        "restore-cluster --spool /var/lib/back{SPOOL} --to-time '{}' --into /var/lib/pit",
        moment.trim()
    ));
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -m fast -w stop"));
    server.ok("restore-cluster --swap /var/lib/pit --replace-the-running-cluster");
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -l /tmp/postgresql.log -w start"));
    assert_eq!(server.rows("erp"), erp);
}

#[test]
fn only_restic_is_given_the_keys_of_a_bucket() {
    let Some(server) = Server::start("romashka-main") else { return };
    let machine = server.machine();
    // Stands in for restic: notes how it was called and with what.
    let restic = "#!/bin/sh\n{ echo \"$@\"; env; } >>/tmp/called\n";
    machine.write("/usr/local/bin/restic", restic, 0o755);
    for (name, value) in
        [("restic-password", "p"), ("s3-access-key", "the-key"), ("s3-secret-key", "the-secret")]
    {
        machine.write(&format!("/run/credentials/{name}"), value, 0o600);
    }
    let copy = format!("{SPOOL}/files/20261101T010000Z");
    machine.write(&format!("{copy}/SHA256SUMS"), "", 0o600);
    let said = server.ok("export CREDENTIALS_DIRECTORY=/run/credentials PATH=/usr/local/bin:$PATH; QALYP_PG_BIN=/usr/local/bin backup-ship 2>&1");
    let called = machine.read("/tmp/called");
    for wanted in [
        "RESTIC_REPOSITORY=s3:https://s3.bulut.example/romashka-main/romashka-main",
        "RESTIC_PASSWORD_FILE=/run/credentials/restic-password",
        "AWS_ACCESS_KEY_ID=the-key",
        "AWS_SECRET_ACCESS_KEY=the-secret",
    ] {
        assert!(called.lines().any(|line| line == wanted), "{wanted}: {called}");
    }
    // No argument that `ps` would show, and no word of ours.
    let commands: Vec<_> = called
        .lines()
        .filter(|line| line.contains("backup ") || line.contains("cat config"))
        .collect();
    assert!(commands.iter().any(|line| line.contains(&copy)), "{called}");
    assert!(commands.iter().all(|line| !line.contains("the-")), "{called}");
    assert!(!said.contains("the-"), "{said}");
    assert!(server.ok(&format!("ls {SPOOL}/shipped/files/files")).contains("20261101T010000Z"));
}
