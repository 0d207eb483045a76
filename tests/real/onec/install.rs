//! `onec-install` with every form of archive that the vendor has, and with those that it must not take.

use super::{ARCHIVES, fails, installer, machine};
use crate::machine::Machine;

const VERSION: &str = "8.3.27.1508";
const INSTALL: &str = "/usr/libexec/qalyp/onec-install";

/// Puts the installer into a folder of its own and packs it with a script that sees it as `$run`.
fn pack(machine: &Machine, script: &str) {
    installer(machine, &format!("/srv/pack/setup-full-{VERSION}-x86_64.run"), VERSION);
    machine.ok(&format!("cd /srv/pack; run=setup-full-{VERSION}-x86_64.run; {script}"));
}

fn is_whole(machine: &Machine) {
    machine.ok(&format!(
        "cd /opt/1cv8/x86_64/{VERSION}; test -x ragent -a -x rac -a -e wsap24.so -a -x crserver"
    ));
    assert_eq!(machine.ok("cat /tmp/setup.calls | wc -l"), "1\n");
    // A second run finds everything there.
    assert!(machine.ok(&format!("{INSTALL} {VERSION}")).contains("is there"));
    assert_eq!(machine.ok("cat /tmp/setup.calls | wc -l"), "1\n");
    assert_eq!(machine.ok("ls /var/tmp | grep onec-install || true"), "");
}

#[test]
fn an_installer_alone() {
    let Some(machine) = machine("romashka-test") else { return };
    pack(&machine, &format!("mv $run {ARCHIVES}/; chmod 644 {ARCHIVES}/$run"));
    machine.ok(&format!("{INSTALL} {VERSION}"));
    is_whole(&machine);
    let call = machine.read("/tmp/setup.calls");
    assert!(call.contains("--mode unattended --unattendedmodeui none"), "{call}");
    assert!(
        call.contains(
            "--enable-components server,server_admin,ws,config_storage_server,liberica_jre,ru,kk "
        ),
        "{call}"
    );
    // What this version does not know is not named: v8_install_deps, client_thin_fib.
    assert!(call.contains("--disable-components client_full,client_thin,integrity_monitoring,desktop_icons,additional_admin_functions "), "{call}");
    // The installer's settings have not taken the place of ours.
    assert_eq!(machine.read("/opt/1cv8/conf/conf.cfg"), "SystemLanguage=System\n");
    machine.ok("test ! -e /opt/1cv8/current");
}

#[test]
fn the_forms_of_the_release_portal() {
    let underscores = VERSION.replace('.', "_");
    for script in [
        format!("zip -q {ARCHIVES}/setup-full-{VERSION}-x86_64.zip $run"),
        format!("touch readme.htm installAsRoot; zip -q {ARCHIVES}/server64_{underscores}.zip *"),
        format!("touch readme.htm; tar -czf {ARCHIVES}/server64_{underscores}.tar.gz *"),
        format!(
            "zip -q server.zip $run; rm $run; tar -czf {ARCHIVES}/server64_{underscores}.tar.gz server.zip"
        ),
    ] {
        let Some(machine) = machine("romashka-test") else { return };
        if crate::require::require("zip").is_none() {
            return;
        }
        pack(&machine, &script);
        machine.ok(&format!("{INSTALL} {VERSION}"));
        is_whole(&machine);
    }
}

#[test]
fn what_must_not_be_taken_is_named() {
    let Some(machine) = machine("romashka-test") else { return };
    let underscores = VERSION.replace('.', "_");
    let said = fails(&machine, &format!("{INSTALL} {VERSION}"), 1);
    assert!(said.contains(&format!("has none of setup-full-{VERSION}-x86_64.run")), "{said}");
    machine.ok(&format!("touch {ARCHIVES}/rpm64_{underscores}.tar.gz"));
    assert!(
        fails(&machine, &format!("{INSTALL} {VERSION}"), 1)
            .contains("holds packages, which are not used")
    );
    assert!(fails(&machine, &format!("{INSTALL} 8.3.27"), 1).contains("no full version"));
    fails(&machine, INSTALL, 2);
    // Two that fit, and one with another version in it.
    machine.ok(&format!("echo a >{ARCHIVES}/server64_{underscores}.zip; echo b >{ARCHIVES}/server64_{underscores}.tar.gz"));
    assert!(fails(&machine, &format!("{INSTALL} {VERSION}"), 1).contains("several archives"));
    installer(&machine, "/srv/other/setup-full-8.3.26.1540-x86_64.run", "8.3.26.1540");
    machine.ok("cd /srv/other; tar -czf /srv/wrong.tar.gz *");
    let said = fails(&machine, &format!("{INSTALL} {VERSION} /srv/wrong.tar.gz"), 1);
    assert!(said.contains("but: setup-full-8.3.26.1540-x86_64.run"), "{said}");
    machine.ok("test ! -e /tmp/setup.calls; test ! -e /opt/1cv8/x86_64");
}

#[test]
fn an_archive_with_another_digest_is_not_opened() {
    let Some(machine) = machine("romashka-test") else { return };
    installer(&machine, "/srv/setup-full-8.3.24.1691-x86_64.run", "8.3.24.1691");
    machine.ok(&format!("cd /srv; tar -czf {ARCHIVES}/server64_8_3_24_1691.tar.gz setup-full-*"));
    // The example knows no digest of an archive, a provider may.
    let known = |digest: &str| {
        let line = "s/^\\(8.3.24.1691\\t.*\\t\\).*/\\1";
        machine.ok(&format!("sed -i '{line}{digest}/' /etc/qalyp/onec/archives.tsv"));
    };
    known(&"ab".repeat(32));
    let said = fails(&machine, &format!("{INSTALL} 8.3.24.1691"), 1);
    assert!(said.contains("it was not opened"), "{said}");
    let digest = machine.ok(&format!("sha256sum <{ARCHIVES}/server64_8_3_24_1691.tar.gz"));
    known(&digest[..64]);
    machine.ok(&format!(
        "{INSTALL} 8.3.24.1691; grep -q {} /var/lib/qalyp/onec/installed/8.3.24.1691",
        &digest[..64]
    ));
}

#[test]
fn the_result_counts_and_not_the_answer() {
    let Some(machine) = machine("romashka-test") else { return };
    pack(&machine, &format!("mv $run {ARCHIVES}/"));
    let said = fails(&machine, &format!("SETUP_WITHOUT=rac {INSTALL} {VERSION}"), 1);
    assert!(said.contains("has answered 0") && said.contains("without rac"), "{said}");
    let said = machine
        .ok(&format!("rm -r /opt/1cv8/x86_64/{VERSION}; SETUP_ANSWER=1 {INSTALL} {VERSION}"));
    assert!(said.contains("has answered 1, but all of"), "{said}");
}

#[test]
fn the_layout_without_an_architecture_gets_a_link() {
    let Some(machine) = machine("romashka-test") else { return };
    installer(&machine, "/srv/setup-full-8.5.1.1522-x86_64.run", "8.5.1.1522");
    machine.ok(&format!(
        "SETUP_LAYOUT=new {INSTALL} 8.5.1.1522 /srv/setup-full-8.5.1.1522-x86_64.run"
    ));
    machine.ok("test -x /opt/1cv8/x86_64/8.5.1.1522/ragent");
}
