//! An archive of `qalyp release` on the machine that it is for: `receive` knows who made it, and `apply` every line of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::machine::Machine;
use super::require::require;

const SERVER: &str = "romashka-main";
const AT: &str = "2026-11-23T10:00:00+05:00";
const CANARY: &str = "canary-90ab77c1";

/// Runs a command of qalyp in a project of its own.
fn qalyp(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut expression = duct::cmd(env!("CARGO_BIN_EXE_qalyp"), arguments)
        .dir(folder.join("shop"))
        .env("HOME", folder)
        .env("QALYP_IDENTITY", folder.join("identity"))
        .stdout_capture()
        .stderr_to_stdout()
        .unchecked();
    expression = expression.stdin_bytes(input);
    let output = expression.run().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

/// A project with keys, and the release of its server: the archive's path.
fn released() -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("shop")).unwrap();
    let file = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let (identity, recovery) = (file("identity"), file("recovery"));
    let run = |arguments: &[&str], input: &str| qalyp(root, arguments, input);
    run(&["init", "."], "");
    let make = ["--generate-identity", &identity, "--generate-recovery", &recovery];
    run(&[&["vault", "init", "--at", AT, "--ahead-of-clock"], &make[..]].concat(), "");
    for name in ["backup/s3-access-key", "backup/s3-secret-key"] {
        run(&["vault", "set", SERVER, name, "--at", AT, "--ahead-of-clock"], CANARY);
    }
    run(&["vpn", "issue", SERVER, "--yes", "--at", AT, "--ahead-of-clock"], "");
    run(&["vault", "set", "--missing", SERVER, "--at", AT, "--ahead-of-clock"], "");
    let said = run(&["release", SERVER, "--at", AT], "");
    let archive = root.join("shop").join(said.lines().next().unwrap());
    (folder, archive.to_str().unwrap().to_owned())
}

#[test]
fn a_machine_knows_an_archive_of_its_provider_and_reads_all_of_it() {
    for needed in ["ssh-keygen", "jq", "tar"] {
        if require(needed).is_none() {
            return;
        }
    }
    let Some(machine) = Machine::start(SERVER) else { return };
    let (shop, archive) = released();
    let name = Path::new(&archive).file_name().unwrap().to_str().unwrap();
    let place = format!("/srv/{name}");
    machine.write(&place, fs::read(&archive).unwrap(), 0o600);
    machine.write(&format!("{place}.sig"), fs::read(format!("{archive}.sig")).unwrap(), 0o600);
    let receive = |options: &str| {
        let output = machine.shell(&format!("/usr/libexec/qalyp/receive {options} {place}"));
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    // The key comes with the image's own files, once there is one in the project: here by hand.
    machine.ok("rm -f /etc/qalyp/release/allowed_signers");
    let (code, said) = receive("--dry-run");
    assert!(code == Some(2) && said.contains("knows no provider"), "{said}");
    let unpacked = Command::new("tar")
        .args(["-xOf", &archive])
        .arg(format!("{SERVER}/image/root/etc/qalyp/release/allowed_signers"))
        .output()
        .unwrap();
    let public = fs::read_to_string(shop.path().join("shop/keys/release.pub")).unwrap();
    let signers = String::from_utf8(unpacked.stdout).unwrap();
    assert!(signers.contains(public.split_whitespace().nth(1).unwrap()), "{signers}");
    machine.write("/etc/qalyp/release/allowed_signers", signers, 0o644);

    let (code, said) = receive("--dry-run");
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("would place /etc/qalyp/secrets/backup/s3-secret-key"), "{said}");
    assert!(said.contains("would place /etc/openvpn/pki/ca.crt"), "{said}");
    assert!(!said.contains(CANARY), "{said}");
    // No service manager runs here, so handlers may fail (3); files are in place all the same.
    let (code, said) = receive("");
    assert!(matches!(code, Some(0 | 3)) && said.contains("is in force"), "{code:?}: {said}");
    assert!(!said.contains(CANARY), "{said}");
    let secrets = "/etc/qalyp/secrets";
    assert_eq!(machine.read(&format!("{secrets}/backup/s3-secret-key")).trim_end(), CANARY);
    let listed =
        machine.ok(&format!("find {secrets} -type f -printf '%m %u:%g %P\\n' | sort -k 3"));
    assert!(listed.lines().all(|line| line.starts_with("600 root:root ")), "{listed}");
    assert!(
        listed.contains("vpn/server-key\n") && listed.contains("postgresql/accounting\n"),
        "{listed}"
    );
    assert!(!listed.contains("ca-key") && !listed.contains("vpn/users"), "{listed}");
    // Key and certificate came by two ways and are of one pair.
    machine.ok(&format!(
        "test \"$(openssl pkey -in {secrets}/vpn/server-key -pubout)\" = \
         \"$(openssl x509 -in /etc/openvpn/pki/server.crt -noout -pubkey)\""
    ));
    machine.ok("[ ! -e /run/qalyp-receive.d ]");
    // A file that was changed by hand is what the next run sees, and nothing else.
    machine.ok(&format!("printf 'x' >>{secrets}/backup/s3-secret-key"));
    let (code, said) = receive("--dry-run");
    assert_eq!(code, Some(4), "{said}");
    let placed: Vec<&str> = said.lines().filter(|line| line.starts_with("would place ")).collect();
    assert_eq!(placed, [format!("would place {secrets}/backup/s3-secret-key")], "{said}");
}
