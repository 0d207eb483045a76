//! The archive, read by the programs that machines have: tar, sha256sum, ssh-keygen, age.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::shop::{CANARY, SERVER, Shop, finish, holds};
use crate::require::require;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn sh(folder: &Path, script: &str) -> (bool, String) {
    let output = Command::new("bash").args(["-euc", script]).current_dir(folder).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn the_same_project_and_vault_give_the_same_bytes() {
    let (one, two) = (Shop::new(), Shop::new());
    let first = one.release(&[]);
    let again = one.release(&[]);
    assert_eq!(first, again);
    // Another folder, another day, other habits of the machine, another thread.
    let mut other =
        two.command(&["release", SERVER, "--at", "2027-03-01T00:00:00+05:00", "--jobs", "1"]);
    other.env("TZ", "Pacific/Auckland").env("LC_ALL", "ru_RU.UTF-8");
    let outcome = finish(&mut other, "");
    assert_eq!(outcome.code, Some(0), "{}", outcome.said());
    let second = two.path(outcome.out.lines().next().unwrap());
    assert_eq!(first.file_name(), second.file_name());
    assert!(fs::read(&first).unwrap() == fs::read(&second).unwrap());
    let signature = |path: &Path| fs::read(path.with_extension("tar.sig")).unwrap();
    assert_eq!(signature(&first), signature(&second));
    // A value that changed changes the name.
    let set =
        finish(&mut one.command(&["vault", "set", SERVER, "backup/s3-access-key"]), "AKIAOTHER");
    assert_eq!(set.code, Some(0), "{}", set.said());
    let third = one.release(&["--format", "human"]);
    assert_ne!(first.file_name(), third.file_name());
}

#[test]
fn tar_unpacks_what_only_root_can_read_and_every_digest_fits() {
    if require("tar").is_none() {
        return;
    }
    let shop = Shop::new();
    let archive = shop.release(&[]);
    assert_eq!((mode(&archive), mode(&archive.with_extension("tar.sig"))), (0o600, 0o600));
    let folder = tempfile::tempdir().unwrap();
    let archive = archive.to_str().unwrap();
    let (ok, said) = sh(
        folder.path(),
        &format!("umask 000; tar -xpf '{archive}'; find . -mindepth 1 -perm /077"),
    );
    assert!(ok && said.is_empty(), "{said}");
    let top = folder.path().join(SERVER);
    assert_eq!(mode(&top.join("apply.sh")), 0o700);
    for part in ["image", "secrets", "server"] {
        let check = format!(
            "cd {part}; tail -n +2 release.tsv | awk -F '\\t' '{{ print $5 \"  root\" $1 }}' | sha256sum --check --quiet; \
             tail -n +2 release.tsv | wc -l; find root -type f | wc -l"
        );
        let (ok, said) = sh(&top, &check);
        let counts: Vec<&str> = said.split_whitespace().collect();
        assert!(ok && counts.len() == 2 && counts[0] == counts[1], "{part}: {said}");
    }
    let (ok, root) =
        sh(&top, "sha256sum image/release.tsv secrets/release.tsv server/release.tsv | sha256sum");
    let document: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(top.join("release.json")).unwrap()).unwrap();
    assert!(ok && root.starts_with(document["root"].as_str().unwrap()), "{root} {document}");
    assert_eq!(document["server"], SERVER);
    let secrets = top.join("secrets/root/etc/qalyp/secrets");
    assert_eq!(
        fs::read_to_string(secrets.join("backup/s3-secret-key")).unwrap().trim_end(),
        CANARY
    );
    // What the server does not need stays in the vault.
    for name in ["vpn/ca-key", "vpn/users"] {
        assert!(!secrets.join(name).exists(), "{name}");
        assert!(
            shop.path("keys/vault")
                .join(SERVER)
                .join(name)
                .with_extension(if name == "vpn/users" { "" } else { "age" })
                .exists()
        );
    }
    let table = fs::read_to_string(top.join("secrets/release.tsv")).unwrap();
    let of_key =
        table.lines().find(|line| line.starts_with("/etc/qalyp/secrets/vpn/server-key\t")).unwrap();
    assert!(of_key.contains("\troot:root\t0600\topenvpn_etc_t\t"), "{of_key}");
}

#[test]
fn ssh_keygen_verifies_it_and_refuses_a_changed_byte() {
    if require("ssh-keygen").is_none() {
        return;
    }
    let shop = Shop::new();
    let archive = shop.release(&[]);
    let folder = tempfile::tempdir().unwrap();
    let public = fs::read_to_string(shop.path("keys/release.pub")).unwrap();
    let signers = folder.path().join("signers");
    fs::write(&signers, format!("provider namespaces=\"qalyp-release\" {public}")).unwrap();
    let verify = |namespace: &str, bytes: &Path| {
        let script = format!(
            "ssh-keygen -Y verify -f '{}' -I provider -n {namespace} -s '{}.sig' <'{}'",
            signers.display(),
            archive.display(),
            bytes.display()
        );
        sh(folder.path(), &script)
    };
    let (ok, said) = verify("qalyp-release", &archive);
    assert!(ok && said.contains("Good \"qalyp-release\" signature"), "{said}");
    assert!(!verify("file", &archive).0);
    let changed = folder.path().join("changed");
    let mut bytes = fs::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&changed, &bytes).unwrap();
    assert!(!verify("qalyp-release", &changed).0);
}

#[test]
fn age_opens_it_with_the_host_key_of_the_machine() {
    if require("ssh-keygen").is_none() || require("age").is_none() {
        return;
    }
    let shop = Shop::new();
    let machine = tempfile::tempdir().unwrap();
    let (ok, said) = sh(
        machine.path(),
        "ssh-keygen -q -t ed25519 -N '' -C host -f host; ssh-keygen -q -t ed25519 -N '' -f other",
    );
    assert!(ok, "{said}");
    let plain = shop.release(&["-o", "plain"]);
    let host = machine.path().join("host.pub");
    let sealed = shop.release(&["--to-host-key", host.to_str().unwrap()]);
    assert_eq!(sealed.extension().unwrap(), "age");
    assert_eq!(mode(&sealed), 0o600);
    let bytes = fs::read(&sealed).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n") && !holds(&bytes, CANARY));
    assert!(!sealed.with_extension("").exists(), "the plain archive is not there");
    let open = |key: &str| {
        sh(
            machine.path(),
            &format!("age -d -i {key} -o out.tar '{}' && sha256sum out.tar", sealed.display()),
        )
    };
    assert!(!open("other").0);
    let (ok, said) = open("host");
    assert!(ok, "{said}");
    assert!(fs::read(machine.path().join("out.tar")).unwrap() == fs::read(&plain).unwrap());
    // The signature is that of what comes out.
    let signature = |path: &Path| fs::read(path).unwrap();
    assert_eq!(
        signature(&sealed.with_extension("sig")),
        signature(&plain.with_extension("tar.sig"))
    );
    assert_eq!(plain.file_name().unwrap(), sealed.with_extension("").file_name().unwrap());
}
