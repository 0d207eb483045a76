//! What lies outside of the database, and the hooks of the hypervisor.

use super::{DATA, SPOOL, Server};
use crate::require::require;
use crate::tree::{files, tree};

/// Stands in for systemd's tool: notes what it was told, and says that units run.
const SYSTEMCTL: &str = "#!/bin/sh\necho \"$@\" >>/tmp/told\nexit 0\n";

#[test]
fn files_are_copied_without_secrets_and_come_back() {
    let Some(server) = Server::start("romashka-main") else { return };
    let machine = server.machine();
    machine.write("/usr/local/bin/systemctl", SYSTEMCTL, 0o755);
    let registry = "/home/usr1cv8/.1cv8/1C/1cv8/reg_1541";
    for path in ["1CV8Clst.lst", "1Cv8Log/1Cv8.lgf", "snccntx1/data"] {
        machine.write(&format!("{registry}/{path}"), path, 0o640);
    }
    machine.write("/etc/qalyp/secrets/postgres/superuser", "geheim", 0o600);
    machine.write("/etc/openvpn/server/server.key", "geheim", 0o600);
    machine.write("/etc/openvpn/server/ipp.txt", "aigerim,10.8.12.10", 0o600);
    machine.write("/srv/storage/1cv8ddb.1CD", "repository", 0o600);
    machine.write(
        "/etc/qalyp/backup/files.d/storage.list",
        "stopped storage.service /srv/storage\n",
        0o644,
    );
    server.sql("postgres", "create role accounting login password 'geheim'");

    server.ok("export PATH=/usr/local/bin:$PATH; backup-files");
    let copy = server.ok(&format!("ls -d {SPOOL}/files/2*")).trim().to_owned();
    let found = server.ok(&format!("cd {copy}/root && find . -type f | sort"));
    for wanted in [
        "1CV8Clst.lst",
        "etc/openvpn/server/ipp.txt",
        "srv/storage/1cv8ddb.1CD",
        "etc/qalyp/server.env",
        "etc/nginx/nginx.conf",
        "default.vrd",
        "etc/qalyp/postgresql/conf.d/50-sizing.conf",
    ] {
        assert!(found.contains(wanted), "{wanted}: {found}");
    }
    for unwanted in ["secrets", ".key", "1Cv8.lgf", "snccntx"] {
        assert!(!found.contains(unwanted), "{unwanted}: {found}");
    }
    assert!(server.ok(&format!("cat {copy}/about/globals.sql")).contains("CREATE ROLE accounting"));
    let told = machine.read("/tmp/told");
    let order: Vec<_> = told.lines().filter(|line| line.contains("storage")).collect();
    assert_eq!(
        order,
        ["is-active --quiet storage.service", "stop storage.service", "start storage.service"]
    );
    // Mode and owner are those of the original.
    assert_eq!(
        server.ok(&format!(
            "stat -c '%a %U:%G' {copy}/root/etc/qalyp/postgresql/conf.d/50-sizing.conf"
        )),
        "640 root:postgres\n"
    );

    // A file that cannot be copied while its unit is stopped: the unit runs again.
    server.refused("rm /tmp/told; export PATH=/usr/local/bin:$PATH; printf '#!/bin/sh\\nexit 1\\n' >/usr/local/bin/cp; chmod 755 /usr/local/bin/cp; backup-files");
    assert!(machine.read("/tmp/told").contains("start storage.service"));
    server.ok("rm /usr/local/bin/cp");
    assert_eq!(server.metric("qalyp_backup_last_result{kind=\"files\"}"), Some(0));

    server.ok(&format!("rm {registry}/1CV8Clst.lst"));
    server.ok(&format!("restore-files --into /var/lib/back {registry}; cmp /var/lib/back{registry}/1CV8Clst.lst <(printf 1CV8Clst.lst)"));
    let said = server.refused("restore-files --into /var/lib/back");
    assert!(said.contains("is not empty"), "{said}");

    // Three stay on the disk of a server without a destination. This one has one, which has none of them yet.
    for _ in 0..4 {
        server.ok("sleep 1.1; export PATH=/usr/local/bin:$PATH; backup-files");
    }
    assert_eq!(server.metric("qalyp_backup_copies{kind=\"files\"}"), Some(5));
    server.ok("sed -i 's/^QALYP_BACKUP_REPOSITORY=.*/QALYP_BACKUP_REPOSITORY=/' /etc/qalyp/backup/plan.conf; sleep 1.1; export PATH=/usr/local/bin:$PATH; backup-files");
    assert_eq!(server.metric("qalyp_backup_copies{kind=\"files\"}"), Some(3));
}

#[test]
fn a_snapshot_finds_a_fresh_checkpoint_and_never_waits_long() {
    let Some(server) = Server::start("romashka-main") else { return };
    let hook = "/etc/qemu-ga/fsfreeze-hook.d/qalyp";
    let checkpoint = "select checkpoint_lsn from pg_control_checkpoint()";
    let before = server.sql("postgres", checkpoint);
    server.sql("postgres", "create table t as select 1 as a");
    server.ok(&format!("{hook} freeze"));
    assert_ne!(server.sql("postgres", checkpoint), before);
    assert_eq!(server.metric("qalyp_backup_freeze_last_timestamp_seconds"), None);
    server.ok(&format!("{hook} thaw"));
    assert!(server.metric("qalyp_backup_freeze_last_timestamp_seconds").is_some());
    // Without a database the snapshot is taken all the same.
    server.cluster.postgres("pg_ctl", &format!("-D {DATA} -m fast -w stop"));
    server.ok(&format!("timeout 5 {hook} freeze && timeout 5 {hook} thaw"));
}

#[test]
fn metrics_are_only_numbers_and_names() {
    let Some(server) = Server::start("romashka-main") else { return };
    // The database's account may write here; what it writes is not believed.
    server.ok(&format!(
        "cd {SPOOL}/state; printf 'kind\\tinfobase\\ninfobase\\taccounting\\nsuccess\\t1}} evil 1\\nsize\\t7\\n' >evil.tsv; ln -s /etc/shadow link.tsv
         printf 'kind\\tcluster\"}} 1\\ninfobase\\t\\nsize\\t5\\n' >kind.tsv"
    ));
    let metrics = server.metrics();
    assert!(
        !metrics.contains("evil")
            && !metrics.contains("root:")
            && !metrics.contains("cluster\"} 1\"}"),
        "{metrics}"
    );
    assert!(
        metrics.contains("qalyp_backup_size_bytes{kind=\"infobase\",infobase=\"accounting\"} 7\n"),
        "{metrics}"
    );
    // A server that has the package and no database yet.
    server.ok(": >/etc/qalyp/backup/cluster.conf; QALYP_PG_DATA=/nowhere backup-metrics; rm /etc/qalyp/backup/cluster.conf");
    // An infobase that left the plan takes its figures along.
    server.has_infobases(&[("trade", "trade")]);
    assert!(!server.metrics().contains("accounting"));
    // A run that was killed could not say so itself.
    server.ok("rm /var/lib/qalyp/backup/state/*; . backup-functions; record infobase trade success 1700000000 result 1");
    server.ok("SERVICE_RESULT=signal backup-metrics infobase");
    assert_eq!(
        server.metric("qalyp_backup_last_result{kind=\"infobase\",infobase=\"trade\"}"),
        Some(0)
    );
    assert_eq!(
        server.metric(
            "qalyp_backup_last_success_timestamp_seconds{kind=\"infobase\",infobase=\"trade\"}"
        ),
        Some(1_700_000_000)
    );
    // On a closed server copies are not missed.
    server.ok("QALYP_ACCESS=closed backup-metrics; grep -q 'enabled{kind=\"infobase\"} 0' /var/lib/qalyp/metrics/backup.prom");
}

/// The hours of the agreement are those of the provider, also where a server's own clock is another.
#[test]
fn every_start_names_the_clock_of_the_agreement() {
    let mut starts = 0;
    let parts = tree().servers().into_iter().map(|name| tree().server(&name, "root"));
    for root in parts.chain(tree().images().into_iter().map(|image| image.join("root"))) {
        let timers = files(&root).into_iter().filter(|path| {
            path.to_str().is_some_and(|p| p.contains("/qalyp-backup-") && p.contains(".timer"))
        });
        for timer in timers {
            let text = std::fs::read_to_string(&timer).unwrap();
            let calendar = text.lines().filter_map(|line| line.strip_prefix("OnCalendar="));
            // Every ten minutes is the same by any clock.
            for start in calendar.filter(|start| !start.is_empty() && !start.contains("*:")) {
                assert!(start.ends_with(" Asia/Almaty"), "{}: {start}", timer.display());
                starts += 1;
            }
        }
    }
    assert!(starts > 10, "{starts}");
    let Some(analyze) = require("systemd-analyze") else { return };
    let of_moscow = std::process::Command::new(analyze)
        .args(["calendar", "*-*-* 01:00:00 Asia/Almaty"])
        .env("TZ", "Europe/Moscow")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&of_moscow.stdout);
    assert!(said.contains("23:00:00 MSK"), "{said}");
}
