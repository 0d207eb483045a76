//! The whole cluster: base backup, archived log, recovery to a moment.

use super::{DATA, SPOOL, Server};
use crate::postgresql::Cluster;

#[test]
fn the_cluster_is_led_back_to_a_moment() {
    let Some(server) = Server::start("zhuldyz-erp") else { return };
    server.sql("postgres", "create database erp");
    server.sql("erp", "create table documents as select g as id, 'Құжат ' || g as name from generate_series(1, 1000) g");
    server.ok("backup-cluster");
    let base = server.ok("restore-cluster --list");
    assert_eq!(base.lines().count(), 1, "{base}");

    server.sql("erp", "insert into documents select g, 'after the backup' from generate_series(1001, 1500) g; create table config (a bytea); insert into config values (decode(repeat('ab', 100000), 'hex'))");
    server.sql("postgres", "create database payroll");
    server.sql("payroll", "create table people as select 'Жалақы' as name");
    let (erp, payroll) = (server.rows("erp"), server.rows("payroll"));
    // Moments have gaps between them, as commits have.
    let moment = server.ok("sleep 1.2; date '+%F %T.%N %z'; sleep 0.2");
    server.sql("erp", "update documents set name = 'wrong'; drop table config");
    server.sql("postgres", "drop database payroll");
    let wrong = server.rows("erp");
    server.sql("postgres", "select pg_switch_wal()");
    server.machine().wait_for(&format!("test $(ls {SPOOL}/wal/*/0*.zst | wc -l) -ge 2 && test -z \"$(ls {DATA}/pg_wal/archive_status | grep ready)\""));

    // Never over the running one, nor over what is somebody else's.
    let said = server.refused(&format!("restore-cluster --into {DATA}"));
    assert!(said.contains("running cluster"), "{said}");
    server.ok("install -d -o postgres /var/lib/other; touch /var/lib/other/file");
    let said = server.refused("restore-cluster --into /var/lib/other");
    assert!(said.contains("is not an unfinished restore"), "{said}");

    // An attempt is killed at each of its stages, however fast the machine is; the same words begin anew.
    for stage in
        ["qalyp-restore-unfinished", "global/pg_control", "recovery.signal", "postmaster.pid"]
    {
        server.ok(&format!(
            "cd /; setsid restore-cluster --into /var/lib/pit >/dev/null 2>&1 & run=$!
             until test -e /var/lib/pit/{stage}; do kill -0 $run; sleep 0.01; done
             kill -9 -- -$run; wait $run || true; test -e /var/lib/pit/qalyp-restore-unfinished"
        ));
    }
    let restore = format!("restore-cluster --into /var/lib/pit --to-time '{}'", moment.trim());
    let said = server.ok(&restore);
    assert!(said.contains("is whole"), "{said}");
    // The running cluster has gone on all the time.
    assert_eq!(server.rows("erp"), wrong);

    let said = server.refused("restore-cluster --swap /var/lib/pit");
    assert!(said.contains("say --replace-the-running-cluster"), "{said}");
    let said = server.refused("restore-cluster --swap /var/lib/pit --replace-the-running-cluster");
    assert!(said.contains("systemctl stop"), "{said}");
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -m fast -w stop"));
    server.ok("restore-cluster --swap /var/lib/pit --replace-the-running-cluster");
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -l /tmp/postgresql.log -w start"));
    assert_eq!(server.rows("erp"), erp);
    assert_eq!(server.rows("payroll"), payroll);
    assert_eq!(server.ok(&format!("ls -d {DATA}.before-* | wc -l")), "1\n");
    // The settings of the recovery are gone again.
    assert_eq!(server.sql("postgres", "show restore_command; show archive_mode; select timeline_id from pg_control_checkpoint()"), "\non\n2\n");

    // It goes on from there: the next base backup and the log of the new timeline lead on.
    server.ok("backup-cluster");
    server.sql("erp", "insert into documents values (9999, 'timeline 2')");
    let erp = server.rows("erp");
    server.sql("postgres", "select pg_switch_wal()");
    server
        .machine()
        .wait_for(&format!("test -z \"$(ls {DATA}/pg_wal/archive_status | grep ready)\""));
    server.ok("backup-restore-test cluster; restore-cluster --into /var/lib/second");
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -m fast -w stop"));
    server.ok("restore-cluster --swap /var/lib/second --replace-the-running-cluster");
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -l /tmp/postgresql.log -w start"));
    assert_eq!(server.rows("erp"), erp);
    assert_eq!(server.metric("qalyp_backup_restore_test_last_result{kind=\"cluster\"}"), Some(1));
    assert_eq!(server.metric("qalyp_backup_copies{kind=\"cluster\"}"), Some(2));
    // The log leads to now while nothing is written, and to its last segment when PostgreSQL writes and cannot archive.
    let leads_to = "qalyp_backup_wal_last_archived_timestamp_seconds";
    let now: u64 = server.ok("date +%s").trim().parse().unwrap();
    assert!(server.metric(leads_to).is_some_and(|moment| moment >= now));
    server.ok(&format!("find {SPOOL}/wal -name '0*.zst' -exec touch -d '2 hours ago' {{}} +"));
    assert!(server.metric(leads_to).is_some_and(|moment| moment < now - 7000));
}

#[test]
fn damage_of_a_base_backup_or_of_the_log_is_not_taken_for_success() {
    let Some(server) = Server::start("zhuldyz-erp") else { return };
    server.sql("postgres", "create database erp");
    server.ok("backup-cluster");
    server.sql("erp", "create table documents as select generate_series(1, 1000) as id");
    server.sql("postgres", "select pg_switch_wal()");
    server.sql("erp", "insert into documents values (0)");
    server.sql("postgres", "select pg_switch_wal()");
    server
        .machine()
        .wait_for(&format!("test -z \"$(ls {DATA}/pg_wal/archive_status | grep ready)\""));

    // A segment in the middle is cut off: the recovery must not end there as if it were the end of the log.
    let segments = server.ok(&format!("cd {SPOOL}/wal/*/ && ls 0*.zst | grep -v backup"));
    let cut = segments.lines().rev().nth(1).unwrap();
    server.ok(&format!("cd {SPOOL}/wal/*/ && cp -a {cut} /segment && truncate -s -20 {cut}"));
    let said = server.refused("restore-cluster --into /var/lib/pit");
    assert!(said.contains("cannot be read") && said.contains("did not come to its end"), "{said}");
    server.refused("backup-restore-test cluster");
    assert_eq!(server.metric("qalyp_backup_restore_test_last_result{kind=\"cluster\"}"), Some(0));
    server.ok(&format!("cp -a /segment {SPOOL}/wal/*/{cut}"));
    server.ok("restore-cluster --into /var/lib/pit");

    let copy = server.ok(&format!("ls -d {SPOOL}/cluster/2*"));
    server.ok(&format!("echo x >>{}/data/base/1/1259", copy.trim()));
    let said = server.refused("restore-cluster --into /var/lib/again");
    assert!(said.contains("1259"), "{said}");
}

#[test]
fn the_archive_never_replaces_a_segment() {
    let Some(server) = Server::start("zhuldyz-erp") else { return };
    let archive = |name: &str, path: &str| {
        server
            .shell(&format!("cd {DATA} && runuser -u postgres -- backup-wal-archive {path} {name}"))
            .status
            .success()
    };
    let segment = "0000000100000000000000F0";
    server.ok(&format!("cd {DATA}; head -c 16777216 /dev/urandom >/tmp/one; head -c 16777216 /dev/urandom >/tmp/two; chmod 0644 /tmp/one /tmp/two"));
    assert!(archive(segment, "/tmp/one"));
    assert!(archive(segment, "/tmp/one"), "the same once more, as after a crash");
    assert!(!archive(segment, "/tmp/two"), "another one of the same name");
    let fetch = format!("backup-wal-fetch {SPOOL}/wal/*/ ");
    server.ok(&format!("{fetch} {segment} /tmp/back && cmp /tmp/one /tmp/back"));
    assert_eq!(
        server.shell(&format!("{fetch} 0000000100000000000000F1 /tmp/back")).status.code(),
        Some(1)
    );
    // Killed while it compresses: what it leaves is no segment, and the next attempt is whole.
    let next = "0000000100000000000000F2";
    for _ in 0..3 {
        server.ok(&format!("cd {DATA}; setsid runuser -u postgres -- backup-wal-archive /tmp/two {next} & run=$!; sleep 0.03; kill -9 -- -$run || true; wait $run || true"));
        let whole = server.shell(&format!("test ! -e {SPOOL}/wal/*/{next}.zst || zstd -dqc {SPOOL}/wal/*/{next}.zst | cmp - /tmp/two"));
        assert!(whole.status.success());
    }
    assert!(archive(next, "/tmp/two"));

    // Without the package nothing is archived, and PostgreSQL is not kept from going on.
    server.ok("rm /etc/qalyp/backup/cluster.conf");
    assert!(archive("0000000100000000000000F3", "/tmp/one"));
    assert!(
        !server.shell(&format!("ls {SPOOL}/wal/*/0000000100000000000000F3.zst")).status.success()
    );
    let said = server.refused("backup-cluster");
    assert!(said.contains("no package"), "{said}");
}

#[test]
fn a_closed_server_and_a_rhythm_of_days_have_their_pauses() {
    let Some(cluster) = Cluster::prepare("zhuldyz-erp") else { return };
    let due = |environment: &str, kind: &str| {
        let script = format!(
            "{environment} QALYP_BACKUP_SPOOL=/tmp/spool /usr/libexec/qalyp/backup-due {kind}"
        );
        cluster.machine.shell(&script).status.code()
    };
    assert_eq!(due("QALYP_ACCESS=open", "cluster"), Some(0));
    for kind in ["cluster", "infobase", "offsite", "restore-test"] {
        assert_eq!(due("QALYP_ACCESS=closed", kind), Some(1), "{kind}");
    }
    cluster.machine.ok("sed -i 's/^QALYP_BACKUP_CLUSTER_EVERY=.*/QALYP_BACKUP_CLUSTER_EVERY=604800/' /etc/qalyp/backup/plan.conf");
    assert_eq!(due("QALYP_ACCESS=open", "cluster"), Some(0), "there is no copy yet");
    let copy = |age: &str| {
        cluster.machine.ok(&format!(
            "rm -rf /tmp/spool; d=/tmp/spool/cluster/$(date -u -d '{age}' +%Y%m%dT%H%M%SZ); mkdir -p $d; touch $d/SHA256SUMS"
        ));
    };
    copy("6 days ago");
    assert_eq!(due("QALYP_ACCESS=open", "cluster"), Some(1));
    copy("7 days ago");
    assert_eq!(due("QALYP_ACCESS=open", "cluster"), Some(0));
}
