//! Where secrets are while a release is made and afterwards: in the archive, and nowhere else.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::shop::{AT, CANARY, PASSWORD, SERVER, Shop, holds};

/// What of a secret may stand anywhere: it is encrypted in the vault.
fn assert_only_in_archives(shop: &Shop) {
    for text in [CANARY, PASSWORD] {
        for holder in shop.holders(text) {
            let path = shop.folder.path().join(&holder);
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{holder}");
            let name = holder.strip_prefix("shop/releases/").expect(&holder);
            let unfinished = name == ".qalyp-release/new";
            assert!(unfinished || path.extension().is_some_and(|it| it == "tar"), "{holder}");
            if !unfinished {
                use sha2::{Digest as _, Sha256};
                let digest = Sha256::digest(fs::read(&path).unwrap());
                let digits: String =
                    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(name, format!("{SERVER}-{digits}.tar"), "an archive is whole");
            }
        }
    }
}

#[test]
fn a_secret_is_in_no_argument_environment_answer_or_other_file() {
    let shop = Shop::new();
    assert!(shop.holders(CANARY).is_empty());
    let mut child = shop
        .command(&["release", SERVER, "--at", AT, "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut looks = 0;
    while child.try_wait().unwrap().is_none() {
        for file in ["cmdline", "environ"] {
            let bytes = fs::read(format!("/proc/{}/{file}", child.id())).unwrap_or_default();
            assert!(!holds(&bytes, CANARY) && !holds(&bytes, PASSWORD), "{file}");
        }
        assert_only_in_archives(&shop);
        looks += 1;
    }
    assert!(looks > 0);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for said in [&output.stdout, &output.stderr] {
        assert!(!holds(said, CANARY) && !holds(said, PASSWORD));
    }
    assert_only_in_archives(&shop);
    assert_eq!(shop.holders(CANARY).len(), 1);
    // Nor in what fails after secrets were read: the folder is taken away.
    let archive = shop.holders(CANARY).remove(0);
    fs::remove_file(shop.folder.path().join(&archive)).unwrap();
    fs::create_dir(shop.folder.path().join(&archive)).unwrap();
    let failed = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(failed.code, Some(2), "{}", failed.said());
    assert!(!failed.said().contains(CANARY) && !failed.said().contains(PASSWORD));
    assert!(shop.holders(CANARY).is_empty());
}

#[test]
fn a_run_that_is_killed_anywhere_leaves_a_whole_archive_or_none() {
    let shop = Shop::new();
    let (mut killed, mut step) = (0, 0);
    // Later and later, until a run comes to its end.
    loop {
        let mut child = shop
            .command(&["release", SERVER, "--at", AT])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(step * 5));
        step += 1;
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert_only_in_archives(&shop);
        if status.code() == Some(0) {
            break;
        }
        killed += 1;
        assert!(step < 2_000, "it never ends");
    }
    assert!(killed > 2, "{killed}");
    let archive = shop.release(&[]);
    assert!(archive.exists());
    let private: Vec<_> = fs::read_dir(shop.path("releases/.qalyp-release"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(private, ["lock"]);
}
