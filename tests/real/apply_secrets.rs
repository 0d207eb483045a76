//! The part of the secrets in `apply`: where they may lie, who may read them and their copies, and what goes away.

use super::machine::Machine;
use super::release_folder::Release;

const CANARY: &str = "canary-77e1b2";
const NAME: &str = "/etc/qalyp/secrets/probe/deep/password";

fn secrets(value: &str) -> Release {
    Release::new("secrets").file(NAME, value, "0600", "-", "run touch /run/told")
}

/// The files of the machine that hold the secret, but for those of the release.
fn holders(machine: &Machine) -> String {
    machine.holders(CANARY, "^/var/tmp/release-")
}

#[test]
fn secrets_are_roots_alone_and_so_is_every_copy() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    let said = secrets(CANARY).ends(&machine, "", 0);
    assert!(said.contains(&format!("place {NAME}")) && !said.contains(CANARY), "{said}");
    machine.ok("rm /run/told");
    assert_eq!(holders(&machine), format!("{NAME}\n"));
    let modes = "cd /etc/qalyp/secrets && find . -printf '%m %U:%G %p\\n' | sort -k 3";
    assert_eq!(
        machine.ok(modes),
        "700 0:0 .\n700 0:0 ./probe\n700 0:0 ./probe/deep\n600 0:0 ./probe/deep/password\n"
    );
    // Edited by hand, and the next value: the old copies are root's alone.
    machine.ok(&format!(
        "echo {CANARY}-by-hand >{NAME}; chmod 0644 {NAME}; chmod 0755 /etc/qalyp/secrets/probe"
    ));
    let said = secrets("next").ends(&machine, "--dry-run", 4);
    assert!(said.contains("would close /etc/qalyp/secrets/probe\n"), "{said}");
    let said = secrets("next").ends(&machine, "", 0);
    assert!(said.contains("close /etc/qalyp/secrets/probe\n") && !said.contains(CANARY), "{said}");
    let edited = "/var/lib/qalyp/release/edited/etc/qalyp/secrets/probe/deep/password";
    let used = "/var/lib/qalyp/secrets/probe/deep/password";
    assert_eq!(holders(&machine), format!("{edited}\n{used}\n"));
    assert_eq!(machine.ok(&format!("stat -c '%a %U' {edited} {used}")), "600 root\n600 root\n");
    let open = "find /var/lib/qalyp/release /var/lib/qalyp/secrets ! -name lock -perm /077; stat -c %a /var/lib/qalyp/release";
    assert_eq!(machine.ok(open), "700\n");
    assert_eq!(machine.ok(modes).matches("755").count(), 0);
    machine.ok("rm /run/told");
    assert_eq!(secrets("next").ends(&machine, "", 0), "");
    assert_eq!(secrets("next").ends(&machine, "--dry-run", 0), "");
    machine.ok("[ ! -e /run/told ]");

    // The other parts leave it; a release without it takes it away and tells who used it.
    Release::new("server").ends(&machine, "", 0);
    machine.ok(&format!("[ -e {NAME} ]"));
    let said = Release::new("secrets").ends(&machine, "", 0);
    assert!(said.contains(&format!("remove {NAME}")), "{said}");
    machine.ok(&format!("[ ! -e {NAME} ] && [ -e /run/told ]"));
    machine.ok("[ -z \"$(find /var/lib/qalyp/secrets -type f)\" ]");
}

#[test]
fn nothing_else_is_a_secret_and_no_secret_is_anywhere_else() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    for (part, path, mode) in [
        ("secrets", "/etc/probe/password", "0600"),
        ("secrets", "/etc/qalyp/secrets/../password", "0600"),
        ("secrets", "/etc/qalyp/secretsx/password", "0600"),
        ("secrets", "/var/lib/qalyp/secrets/password", "0600"),
        ("secrets", "/etc/qalyp/secrets/probe", "0640"),
        ("secrets", "/etc/qalyp/secrets/probe", "0700"),
        ("server", "/etc/qalyp/secrets/probe", "0600"),
        ("image", "/etc/qalyp/secrets/probe", "0600"),
        ("server", "/var/lib/qalyp/secrets/probe", "0600"),
    ] {
        let said = Release::new(part).file(path, CANARY, mode, "-", "-").ends(&machine, "", 2);
        assert!(said.contains("nothing was touched") && !said.contains(CANARY), "{said}");
    }
    // Another owner.
    let release = Release::new("secrets").file(NAME, CANARY, "0600", "-", "-");
    release.lay(&machine, "/var/tmp/release-owner");
    machine.ok("sed -i 's/root:root/nobody:root/' /var/tmp/release-owner/release.tsv");
    let output = machine.shell("/usr/libexec/qalyp/apply secrets=/var/tmp/release-owner");
    assert_eq!(output.status.code(), Some(2));
    // A link on the way.
    machine.ok("mkdir -p /srv/open /etc/qalyp/secrets && chmod 0700 /etc/qalyp/secrets && ln -s /srv/open /etc/qalyp/secrets/probe");
    secrets(CANARY).ends(&machine, "", 2);
    assert_eq!(holders(&machine), "");
}

/// Whoever judges a secret may print it.
#[test]
fn a_refused_secret_is_not_shown_and_leaves_nothing() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    let refused =
        Release::new("secrets").file(NAME, CANARY, "0600", "grep -c canary {} /nowhere", "-");
    let said = refused.ends(&machine, "", 1);
    assert!(said.contains("refused: grep") && !said.contains("/nowhere: "), "{said}");
    let shown = Release::new("secrets").file(NAME, CANARY, "0600", "grep -v canary {}", "-");
    let said = shown.ends(&machine, "", 1);
    assert!(!said.contains(CANARY), "{said}");
    // Refused as a whole when it was in its place already.
    let whole = Release::new("secrets").file(NAME, CANARY, "0600", "sh -c false", "-");
    assert!(whole.ends(&machine, "", 1).contains("everything is as it was"));
    assert_eq!(holders(&machine), "");
    machine.ok("[ ! -e /etc/qalyp/secrets/probe ]");
    // Killed at any moment: what is left is root's alone, and gone after the next run.
    for hundredths in [5, 10, 15, 20, 25, 30] {
        secrets(CANARY).lay(&machine, "/var/tmp/release-kill");
        machine.shell(&format!("timeout -s KILL 0.{hundredths:02} /usr/libexec/qalyp/apply secrets=/var/tmp/release-kill"));
        for file in holders(&machine).lines() {
            assert_eq!(machine.ok(&format!("stat -c %a:%U {file}")), "600:root\n", "{file}");
            let reading = format!("runuser -u nobody -- cat {file}");
            assert!(!machine.shell(&reading).status.success(), "{file}");
        }
        Release::new("secrets").ends(&machine, "", 0);
        assert_eq!(holders(&machine), "");
    }
}

/// A judge that the same release brings is there when the whole is judged.
#[test]
fn a_release_may_bring_the_judge_of_its_whole() {
    let Some(machine) = Machine::start("romashka-main") else { return };
    let judge = "/usr/libexec/qalyp/probe-judge";
    let release = |text: &str| {
        Release::new("server")
            .file(judge, "#!/bin/sh\ngrep -q good /etc/probe/text\n", "0755", "-", "-")
            .file("/etc/probe/text", text, "0644", judge, "-")
    };
    assert!(release("bad\n").ends(&machine, "", 1).contains("refused: /usr/libexec"));
    machine.ok(&format!("[ ! -e {judge} ]"));
    release("good\n").ends(&machine, "", 0);
    // For a single file it has to be there before.
    let early = Release::new("image")
        .file("/usr/libexec/qalyp/probe-other", "#!/bin/sh\n", "0755", "-", "-")
        .file("/etc/probe/other", "x", "0644", "/usr/libexec/qalyp/probe-other {}", "-");
    assert!(early.ends(&machine, "", 2).contains("there is no /usr/libexec/qalyp/probe-other"));
}
