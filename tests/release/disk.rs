//! Disks that are full.

use std::process::Command;

use super::shop::{AT, SERVER, Shop};
use crate::require::{require, skip};

#[test]
fn a_full_disk_leaves_no_half_archive() {
    if require("unshare").is_none() {
        return;
    }
    if !rustix::process::geteuid().is_root() {
        skip("root");
        return;
    }
    let shop = Shop::new();
    std::fs::create_dir(shop.path("releases")).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=256k tmpfs releases || exit 99\n\
         code=0; {} release {SERVER} --at {AT} || code=$?\n\
         find releases -type f ! -name lock ! -name .gitignore ! -name '*.sig'\nexit $code",
        env!("CARGO_BIN_EXE_qalyp")
    );
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", &script])
        .current_dir(shop.path(""))
        .env("HOME", shop.folder.path())
        .env("QALYP_IDENTITY", shop.folder.path().join("identity"))
        .output()
        .unwrap();
    if output.status.code() == Some(99) {
        skip("mount namespaces");
        return;
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no space left on device") && said.contains("make room"), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "nothing half-written is left");
}
