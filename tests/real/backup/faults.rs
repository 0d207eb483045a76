//! Damage, kills, a full disk, two runs at once.

use super::{ACCOUNTING, SPOOL, Server};

const TESTED: &str =
    "qalyp_backup_restore_test_last_result{kind=\"infobase\",infobase=\"accounting\"}";

#[test]
fn a_restore_test_finds_damage_and_missing_rows() {
    let Some(server) = Server::start("romashka-main") else { return };
    server.sql("postgres", ACCOUNTING);
    server.has_infobases(&[("accounting", "accounting")]);
    server.ok("backup-infobases");
    server.ok("backup-restore-test");
    assert_eq!(server.metric(TESTED), Some(1));
    let proven = server.metric("qalyp_backup_restore_test_copy_timestamp_seconds{kind=\"infobase\",infobase=\"accounting\"}");
    let newest = server.metric(
        "qalyp_backup_last_success_timestamp_seconds{kind=\"infobase\",infobase=\"accounting\"}",
    );
    assert!(proven.is_some() && proven == newest, "{proven:?} {newest:?}");

    let copy = format!("{SPOOL}/infobases/accounting/{}", server.copies("accounting")[0]);
    server.ok(&format!("cp -a {copy} /root-of-copy"));
    // One byte of the largest file.
    server.ok(&format!(
        "f=$(ls -S {copy}/dump/*.gz | head -n 1); printf 'x' | dd of=$f bs=1 seek=1000 conv=notrunc status=none"
    ));
    let said = server.refused("backup-restore-test");
    assert!(said.contains("is damaged"), "{said}");
    assert_eq!(server.metric(TESTED), Some(0));
    let said = server.refused("restore-infobase accounting --as other");
    assert!(said.contains("take another one"), "{said}");

    // A copy whose digests are right and whose rows are not: one row less than was counted.
    server.ok(&format!(
        "rm -rf {copy}; cp -a /root-of-copy {copy}; cd {copy}/dump
         for f in *.gz; do if zcat $f | grep -q 'Реализация № 17'; then zcat $f | sed '1d' | gzip >new; cat new >$f; rm new; fi; done
         cd ..; find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >/tmp/sums; cat /tmp/sums >SHA256SUMS"
    ));
    let said = server.refused("backup-restore-test");
    assert!(
        said.contains("< public.\"Документы\"\t2999")
            && said.contains("> public.\"Документы\"\t3000"),
        "{said}"
    );
    assert_eq!(server.metric(TESTED), Some(0));

    // A table that is missing altogether.
    server.ok(&format!(
        "rm -rf {copy}; cp -a /root-of-copy {copy}; sed -i '$d' {copy}/rows.tsv; cd {copy}; sha256sum $(find . -type f ! -name SHA256SUMS | sort) >/tmp/sums; cat /tmp/sums >SHA256SUMS"
    ));
    server.refused("backup-restore-test");

    server.ok(&format!("rm -rf {copy}; cp -a /root-of-copy {copy}; backup-restore-test"));
    assert_eq!(server.metric(TESTED), Some(1));
    let left = "select count(*) from pg_database where datname like 'qalyp%'";
    assert_eq!(server.sql("postgres", left), "0\n");
}

#[test]
fn a_killed_run_leaves_the_last_copy_and_no_half_one() {
    let Some(server) = Server::start("romashka-main") else { return };
    server.sql("postgres", ACCOUNTING);
    server.has_infobases(&[("accounting", "accounting")]);
    server.ok("backup-infobases");
    let first = server.copies("accounting");
    let before = server.rows("accounting");
    let mut killed = 0;
    for tenths in [1, 2, 3, 4, 5, 6, 8, 10] {
        // A session of its own, so that everything that belongs to the run falls with it.
        let status = server.ok(&format!(
            "setsid backup-infobases >/dev/null 2>&1 & run=$!; sleep 0.{tenths:02}; sleep 0.{tenths}
             if kill -9 -- -$run 2>/dev/null; then echo killed; else echo done; fi; wait $run 2>/dev/null || true"
        ));
        killed += usize::from(status.trim() == "killed");
        for copy in server.copies("accounting") {
            server.ok(&format!(
                "cd {SPOOL}/infobases/accounting/{copy} && sha256sum --check --quiet SHA256SUMS"
            ));
        }
        assert!(server.copies("accounting").contains(&first[0]));
    }
    assert!(killed >= 3, "only {killed} runs were killed");
    server.ok("sleep 1; backup-infobases");
    assert_eq!(server.ok(&format!("find {SPOOL}/infobases -name '.part.*'")), "");

    // A restore that is killed has not touched what was there, and the next one does not mind.
    let newest = server.copies("accounting").pop().unwrap();
    for tenths in [1, 3, 5, 7] {
        server.ok(&format!(
            "setsid restore-infobase accounting --from {newest} --replace --disconnect >/dev/null 2>&1 & run=$!; sleep 0.{tenths}
             kill -9 -- -$run 2>/dev/null || true; wait $run 2>/dev/null || true; sleep 0.3"
        ));
        assert_eq!(server.rows("accounting"), before);
    }
    server.ok("restore-infobase accounting --replace --disconnect");
    assert_eq!(server.rows("accounting"), before);
}

#[test]
fn a_full_disk_and_a_second_run_are_refused() {
    let Some(server) = Server::start("romashka-main") else { return };
    server.sql("postgres", ACCOUNTING);
    server.has_infobases(&[("accounting", "accounting")]);
    server.ok("backup-infobases");
    let first = server.copies("accounting");

    // What is to stay free is more than there is.
    let said = server.refused("export QALYP_BACKUP_RESERVE=99999999999999; backup-infobases");
    assert!(said.contains("stay free"), "{said}");
    let no_space = "qalyp_backup_no_space{kind=\"infobase\",infobase=\"accounting\"}";
    assert_eq!(server.metric(no_space), Some(1));
    assert_eq!(server.copies("accounting"), first);

    // The disk is really full in the middle: the run fails, and what was there is whole.
    server.ok(
        "mkdir /small; mount -t tmpfs -o size=3m,mode=0755 tmpfs /small
         install -d -o postgres /small/infobases /small/state; dd if=/dev/zero of=/small/ballast bs=1M count=1 status=none",
    );
    let said = server.refused(
        "export QALYP_BACKUP_SPOOL=/small; sed -i 's/room_for infobase.*/:/' /usr/libexec/qalyp/backup-infobases; backup-infobases",
    );
    assert!(said.contains("No space left") && said.contains("its last copy stays"), "{said}");
    assert_eq!(server.ok("find /small/infobases -name '2*'"), "");

    // Two at once: the second one goes away and says so, which is no failure for its unit.
    let output =
        server.shell(&format!("exec 8>{SPOOL}/infobases/.lock; flock 8; backup-infobases"));
    assert_eq!(output.status.code(), Some(75));
    assert!(String::from_utf8_lossy(&output.stdout).contains("another run is at work"));
    assert_eq!(server.copies("accounting"), first);
}
