//! `receive`: a signed archive comes into force, anything else touches nothing, and no secret stays anywhere but in its
//! place. `apply.sh` does the same for machines that have no `receive`.

use std::fs;
use std::path::Path;

use super::machine::Machine;
use super::release_folder::Release;
use super::require::require;

const SERVER: &str = "romashka-main";
const CANARY: &str = "canary-4f0c1d";
/// Where a provider's signing key and archives are made: in the machine, as if it were the provider's.
const PROVIDER: &str = "/srv/provider";

fn machine() -> Option<Machine> {
    for needed in ["ssh-keygen", "jq", "tar"] {
        require(needed)?;
    }
    let machine = Machine::start(SERVER)?;
    machine.ok(&format!(
        "install -d -m 0700 {PROVIDER} && cd {PROVIDER} && ssh-keygen -q -t ed25519 -N '' -C provider -f key \
         && ssh-keygen -q -t ed25519 -N '' -C thief -f thief && install -d /etc/qalyp/release \
         && printf 'provider namespaces=\"qalyp-release\" %s\\n' \"$(cut -d' ' -f1,2 key.pub)\" >/etc/qalyp/release/allowed_signers"
    ));
    Some(machine)
}

/// What `release.json` says, and a server's file with a text.
struct Archive<'a> {
    server: &'a str,
    text: &'a str,
    sequence: Option<u64>,
    validator: &'a str,
}

const PLAIN: Archive<'_> =
    Archive { server: SERVER, text: "one\n", sequence: None, validator: "-" };

/// Lays an unpacked archive down below the provider's folder.
fn lay(machine: &Machine, archive: &Archive<'_>) {
    let top = format!("{PROVIDER}/{}", archive.server);
    machine.ok(&format!("rm -rf {top} && install -d -m 0700 {top}"));
    let apply = machine.read("/usr/libexec/qalyp/apply");
    Release::new("image")
        .file("/usr/libexec/qalyp/apply", &apply, "0755", "bash -n {}", "-")
        .lay(machine, &format!("{top}/image"));
    Release::new("server")
        .file("/etc/probe/text", archive.text, "0644", archive.validator, "-")
        .lay(machine, &format!("{top}/server"));
    Release::new("secrets")
        .secret("probe/password", &format!("{CANARY}\n"))
        .lay(machine, &format!("{top}/secrets"));
    let mut json = serde_json::json!({
        "format": "qalyp-release/1", "server": archive.server, "image": "alma9-1c", "root": "ab".repeat(32),
    });
    if let Some(sequence) = archive.sequence {
        json["sequence"] = sequence.into();
    }
    machine.write(&format!("{top}/release.json"), json.to_string(), 0o600);
}

/// Packs what was laid down and signs it; the archive's path.
fn pack(machine: &Machine, server: &str) -> String {
    machine
        .ok(&format!(
            "cd {PROVIDER} && tar --create --owner=0 --group=0 --numeric-owner --sort=name --mtime=@946684800 --file=new.tar {server} \
             && name={server}-$(sha256sum <new.tar | cut -c1-16).tar && mv new.tar \"$name\" && rm -f \"$name.sig\" \
             && ssh-keygen -q -Y sign -f key -n qalyp-release \"$name\" && chmod 0600 \"$name\" && echo \"$PWD/$name\""
        ))
        .trim()
        .to_owned()
}

fn packed(machine: &Machine, archive: &Archive<'_>) -> String {
    lay(machine, archive);
    pack(machine, archive.server)
}

fn receive(machine: &Machine, arguments: &str, code: i32) -> String {
    let output = machine.shell(&format!("/usr/libexec/qalyp/receive {arguments}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments}: {said}");
    assert!(!said.contains(CANARY), "{said}");
    machine.ok("[ ! -e /run/qalyp-receive.d ]");
    said
}

/// The files of the machine that hold the secret, but for those of the provider.
fn holders(machine: &Machine) -> String {
    machine.holders(CANARY, &format!("^{PROVIDER}/"))
}

#[test]
fn a_signed_archive_comes_into_force_and_leaves_nothing_behind() {
    let Some(machine) = machine() else { return };
    let archive = packed(&machine, &PLAIN);
    let said = receive(&machine, &format!("--dry-run {archive}"), 4);
    assert!(said.contains("would place /etc/qalyp/secrets/probe/password"), "{said}");
    machine.ok("[ ! -e /etc/probe ] && [ ! -e /etc/qalyp/secrets/probe ] && [ ! -e /var/lib/qalyp/release/received ]");
    assert_eq!(holders(&machine), "");

    // What somebody has killed before is no obstacle and does not stay.
    machine.ok(&format!(
        "install -d -m 0700 /run/qalyp-receive.d && echo {CANARY} >/run/qalyp-receive.d/archive"
    ));
    let said = receive(&machine, &archive, 0);
    assert!(said.contains("is in force") && said.contains("abababababababab"), "{said}");
    assert_eq!(machine.read("/etc/probe/text"), "one\n");
    assert_eq!(
        machine.ok("cd /etc/qalyp/secrets && stat -c '%a %U:%G %n' . probe probe/password"),
        "700 root:root .\n700 root:root probe\n600 root:root probe/password\n"
    );
    // In its place, and where the value in use is remembered.
    assert_eq!(
        holders(&machine),
        "/etc/qalyp/secrets/probe/password\n/var/lib/qalyp/secrets/probe/password\n"
    );
    assert_eq!(
        machine.ok("stat -c '%a %n' /var/lib/qalyp/release /var/lib/qalyp/release/secrets.tsv /var/lib/qalyp/secrets"),
        "700 /var/lib/qalyp/release\n600 /var/lib/qalyp/release/secrets.tsv\n700 /var/lib/qalyp/secrets\n"
    );
    // Once more: nothing to do.
    assert_eq!(receive(&machine, &archive, 0).lines().count(), 1);
    assert_eq!(machine.ok("wc -l </var/lib/qalyp/release/received"), "1\n");

    // A release that a validator refuses changes nothing.
    let refused = packed(&machine, &Archive { text: "two\n", validator: "grep one {}", ..PLAIN });
    assert!(receive(&machine, &refused, 1).contains("everything is as it was"));
    assert_eq!(machine.read("/etc/probe/text"), "one\n");
    assert_eq!(machine.ok("wc -l </var/lib/qalyp/release/received"), "1\n");
}

#[test]
fn what_is_not_the_providers_touches_nothing() {
    let Some(machine) = machine() else { return };
    let archive = packed(&machine, &PLAIN);
    let folder = format!(
        "cd {PROVIDER} && rm -rf bad && mkdir bad && cp {archive} {archive}.sig bad && cd bad && name=$(basename {archive})"
    );
    let sign = "rm -f $name.sig && ssh-keygen -q -Y sign -f ../key -n qalyp-release $name";
    let rename =
        "new=romashka-main-$(sha256sum <$name | cut -c1-16).tar && mv $name $new && name=$new";
    for (change, why) in [
        ("rm $name.sig".to_owned(), ".sig is not there"),
        ("printf x >>$name".to_owned(), "is not signed by the provider"),
        ("printf x | dd of=$name bs=1 seek=2000 conv=notrunc status=none".to_owned(), "is not signed by the provider"),
        (format!("{} && : ", sign.replace("../key", "../thief")), "is not signed by the provider"),
        (sign.replace("-n qalyp-release", "-n file"), "is not signed by the provider"),
        ("mv $name romashka-main-0123456789abcdef.tar && mv $name.sig romashka-main-0123456789abcdef.tar.sig".to_owned(), "not the one in its name"),
        ("mv $name romashka-main.tar && mv $name.sig romashka-main.tar.sig".to_owned(), "is not named"),
        (format!("printf 'no tar' >$name && {rename} && {sign}"), "is no archive"),
    ] {
        machine.ok(&format!("{folder} && {change}"));
        let name = machine.ok(&format!("ls {PROVIDER}/bad/*.tar"));
        let said = receive(&machine, name.trim(), 2);
        assert!(said.contains(why), "{why}: {said}");
    }
    // Signed by the provider, and hostile or for somebody else all the same.
    for (change, why) in [
        ("ln -s /etc/shadow romashka-main/server/root/link", "neither a file nor a folder"),
        ("ln romashka-main/release.json romashka-main/hard", "neither a file nor a folder"),
        ("mkfifo romashka-main/pipe", "neither a file nor a folder"),
        ("echo x >'romashka-main/a\\b'", "is no path"),
        ("rm romashka-main/release.json", "has no release.json"),
        ("echo '{' >romashka-main/release.json", "cannot be read"),
        (
            "sed -i s,qalyp-release/1,qalyp-release/2, romashka-main/release.json",
            "is written as qalyp-release/2",
        ),
        (
            "sed -i 's,\"romashka-main\",\"zhuldyz-erp\",' romashka-main/release.json",
            "is for zhuldyz-erp",
        ),
        ("rm romashka-main/secrets/release.tsv", "has no part secrets"),
    ] {
        lay(&machine, &PLAIN);
        machine.ok(&format!("cd {PROVIDER} && {change}"));
        let said = receive(&machine, &pack(&machine, SERVER), 2);
        assert!(said.contains(why), "{why}: {said}");
    }
    lay(&machine, &PLAIN);
    machine.ok(&format!("cd {PROVIDER} && mkdir -p aside && echo x >aside/file"));
    let outside = machine.ok(&format!(
        "cd {PROVIDER} && tar --create --transform='s,^aside,romashka-main/../../etc,' --file=new.tar {SERVER} aside/file 2>/dev/null \
         && name={SERVER}-$(sha256sum <new.tar | cut -c1-16).tar && mv new.tar $name && ssh-keygen -q -Y sign -f key -n qalyp-release $name && echo $PWD/$name"
    ));
    assert!(receive(&machine, outside.trim(), 2).contains("is no path"));
    let other = packed(&machine, &Archive { server: "zhuldyz-erp", ..PLAIN });
    assert!(receive(&machine, &other, 2).contains("is for zhuldyz-erp, and this is romashka-main"));
    machine.ok("[ ! -e /etc/probe ] && [ ! -e /etc/qalyp/secrets/probe ] && [ ! -e /var/lib/qalyp/release/received ]");
    assert_eq!(holders(&machine), "");
}

#[test]
fn an_older_archive_does_not_come_back_unasked() {
    let Some(machine) = machine() else { return };
    let one = packed(&machine, &PLAIN);
    receive(&machine, &one, 0);
    let two = packed(&machine, &Archive { text: "two\n", ..PLAIN });
    receive(&machine, &two, 0);
    let said = receive(&machine, &one, 2);
    assert!(said.contains("was in force once and has been replaced"), "{said}");
    assert_eq!(machine.read("/etc/probe/text"), "two\n");
    receive(&machine, &format!("--allow-older {one}"), 0);
    assert_eq!(machine.read("/etc/probe/text"), "one\n");
    // From here on it is the other one that is older.
    receive(&machine, &two, 2);

    let numbered =
        |text, sequence| packed(&machine, &Archive { text, sequence: Some(sequence), ..PLAIN });
    receive(&machine, &numbered("seven\n", 7), 0);
    let said = receive(&machine, &numbered("six\n", 6), 2);
    assert!(said.contains("has the sequence 6, and what is in force has 7"), "{said}");
    let said = receive(&machine, &packed(&machine, &Archive { text: "none\n", ..PLAIN }), 2);
    assert!(said.contains("has no sequence"), "{said}");
    receive(&machine, &numbered("again seven\n", 7), 0);
    receive(&machine, &numbered("ten\n", 10), 0);
    assert_eq!(machine.read("/etc/probe/text"), "ten\n");
}

/// Also one that never was here: its list of revocations says so.
#[test]
fn an_older_list_of_revocations_does_not_come_at_all() {
    let Some(machine) = machine() else { return };
    machine.ok(&format!(
        "cd {PROVIDER} && for name in one other; do
             mkdir $name && : >$name/index && echo 0F >$name/number
             printf '[ca]\\ndefault_ca=own\\n[own]\\ndatabase={PROVIDER}/%s/index\\ncrlnumber={PROVIDER}/%s/number\\ndefault_md=sha256\\ndefault_crl_days=9\\n' $name $name >$name/cnf
             openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=$name -keyout $name/key -out $name/crt 2>/dev/null
             for n in 1 2 3; do openssl ca -config $name/cnf -gencrl -keyfile $name/key -cert $name/crt -out $name/$n 2>/dev/null || exit 1; done
         done"
    ));
    let list = "/etc/openvpn/pki/crl.pem";
    let with = |file: &str| {
        lay(&machine, &PLAIN);
        Release::new("server")
            .file(list, machine.read(&format!("{PROVIDER}/{file}")), "0644", "-", "-")
            .lay(&machine, &format!("{PROVIDER}/{SERVER}/server"));
        pack(&machine, SERVER)
    };
    // 0F, 10, 11: a number and not a word.
    let (first, second, third) = (with("one/1"), with("one/2"), with("one/3"));
    receive(&machine, &second, 0);
    let said = receive(&machine, &first, 2);
    assert!(said.contains("has an older list of revocations"), "{said}");
    assert_eq!(machine.read(list), machine.read(&format!("{PROVIDER}/one/2")));
    receive(&machine, &third, 0);
    receive(&machine, &format!("--allow-older {first}"), 0);
    // Another authority counts anew, and an image's first list has none before it.
    receive(&machine, &third, 2);
    receive(&machine, &format!("--allow-older {third}"), 0);
    receive(&machine, &with("other/1"), 0);
    assert_eq!(machine.read(list), machine.read(&format!("{PROVIDER}/other/1")));
}

/// Two branches made lists of one number, or one was put together without a revocation of the other.
#[test]
fn a_revocation_does_not_get_lost() {
    let Some(machine) = machine() else { return };
    let list = "/etc/openvpn/pki/crl.pem";
    // b4: nobody is revoked, c4: A1 is, b5 and c5: the next of each; d5: A1 and A2 are; e6: A2 alone is.
    machine.ok(&format!(
        "mkdir {PROVIDER}/two && cd {PROVIDER}/two && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=one -keyout key -out crt 2>/dev/null
         list() {{ # NAME NUMBER SERIAL...
             name=$1; echo $2 >number; : >index; shift 2
             for serial; do printf 'R\\t300101000000Z\\t261101000000Z\\t%s\\tunknown\\t/CN=u\\n' $serial >>index; done
             printf '[ca]\ndefault_ca=own\n[own]\ndatabase={PROVIDER}/two/index\ncrlnumber={PROVIDER}/two/number\ndefault_md=sha256\ndefault_crl_days=9\n' >cnf
             openssl ca -config cnf -gencrl -keyfile key -cert crt -out $name 2>/dev/null
         }}
         list b4 04 && list c4 04 A1 && list b5 05 && list c5 05 A1 && list d5 06 A1 A2 && list e6 07 A2"
    ));
    let with = |file: &str| {
        lay(&machine, &PLAIN);
        Release::new("server")
            .file(list, machine.read(&format!("{PROVIDER}/two/{file}")), "0644", "-", "-")
            .lay(&machine, &format!("{PROVIDER}/{SERVER}/server"));
        pack(&machine, SERVER)
    };
    receive(&machine, &with("c4"), 0);
    let said = receive(&machine, &with("b4"), 2);
    assert!(said.contains("both have the same number"), "{said}");
    let said = receive(&machine, &with("b5"), 2);
    assert!(said.contains("does not revoke the certificate A1 any more"), "{said}");
    assert_eq!(machine.read(list), machine.read(&format!("{PROVIDER}/two/c4")));
    receive(&machine, &with("c5"), 0);
    receive(&machine, &with("d5"), 0);
    receive(&machine, &with("e6"), 2);
    // A certificate that has ended may go from the list, one that has not may not.
    machine.ok("printf 'A1\\t9999999999\\n' >/var/lib/qalyp/release/ends");
    receive(&machine, &with("e6"), 2);
    machine.ok("printf 'A1\\t1\\n' >/var/lib/qalyp/release/ends");
    receive(&machine, &with("e6"), 0);
    assert_eq!(machine.read(list), machine.read(&format!("{PROVIDER}/two/e6")));
}

/// The script of a server, as the archive has it.
fn script(server: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/release/apply.sh");
    let text = fs::read_to_string(path).unwrap();
    let (_, body) = text.strip_prefix("---\n").unwrap().split_once("---\n").unwrap();
    body.replace("{{ server.name | comment }}", server)
        .replace("{{ server.name | sh }}", server)
        .replace("{% raw %}\n", "")
        .replace("{% endraw %}\n", "")
}

#[test]
fn a_machine_without_it_takes_the_script_of_the_archive() {
    let Some(machine) = machine() else { return };
    lay(&machine, &PLAIN);
    machine.write(&format!("{PROVIDER}/{SERVER}/apply.sh"), script(SERVER), 0o700);
    if let Some(shellcheck) = require("shellcheck") {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), script(SERVER)).unwrap();
        let output = std::process::Command::new(shellcheck)
            .args(["--enable=all", "--exclude=SC2250,SC2312"])
            .arg(file.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let run = |folder: &str, options: &str, code: i32| {
        let output = machine.shell(&format!("{folder}/apply.sh {options}"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{folder}: {said}");
        said
    };
    let place = |folder: &str, mode: &str| {
        machine.ok(&format!("rm -rf {folder} && mkdir -p {folder} && chmod {mode} {folder} && cp -r {PROVIDER}/{SERVER} {folder}/"));
        format!("{folder}/{SERVER}")
    };
    // Others could look, or exchange.
    let open = place("/run/open", "0755");
    machine.ok(&format!("chmod 0755 {open}"));
    assert!(run(&open, "", 2).contains("others can enter"));
    let shared = place("/run/shared", "0777");
    assert!(run(&shared, "", 2).contains("can be written to by others"));
    let foreign = place("/run/foreign", "0700");
    machine.ok("chown nobody /run/foreign");
    assert!(run(&foreign, "", 2).contains("is not root's"));
    machine.ok("[ ! -e /etc/probe ]");
    // Another machine's.
    let good = place("/run/release", "0700");
    machine.write(&format!("{good}/apply.sh"), script("zhuldyz-erp"), 0o700);
    assert!(
        run(&good, "", 2)
            .contains("this release is for zhuldyz-erp, and this machine is romashka-main")
    );
    machine.write(&format!("{good}/apply.sh"), script(SERVER), 0o700);
    assert!(run(&good, "--defer", 2).contains("unknown argument"));
    assert!(run(&good, "--dry-run", 4).contains("would place"));
    run(&good, "", 0);
    assert_eq!(machine.read("/etc/qalyp/secrets/probe/password"), format!("{CANARY}\n"));
    // Before the first files the first boot says who this is.
    machine.ok("rm /etc/qalyp/server.env; mkdir -p /var/lib/qalyp; echo zhuldyz-erp >/var/lib/qalyp/first-boot");
    assert!(run(&good, "", 2).contains("this machine is zhuldyz-erp"));
}
