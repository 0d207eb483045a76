//! The SLK server: settings that do not drift, and no way to it before its default password is gone.

use super::{fails, machine};

const CONF: &str = "/var/1C/licence/3.0/licenceserver.conf";
const CONFIGURE: &str = "QALYP_FQDN=erp.example /usr/libexec/qalyp/slk-configure";

/// As a package brings it, with settings of the server itself.
const BEFORE: &str = "; LicenceServer config file\r\n\r\n[Common]\r\nServerAddr=\r\nServerPort=9099\r\nLang=\r\nSeriesFile=licence.series\r\n\r\n\
    [Console]\r\nLocalAccessOnly=0\r\nLocalAccessOnly=0\r\nAuthorization = 0\r\nHideUnistalled=1\r\n\r\n[LicenceUpdate]\r\nLastUpdate=20261101\r\n";

#[test]
fn only_what_must_not_drift_is_put_right() {
    let Some(machine) = machine("zhuldyz-erp") else { return };
    machine.write(CONF, BEFORE, 0o600);
    let said = machine.ok(CONFIGURE);
    assert!(said.contains("put right"), "{said}");
    assert_eq!(
        machine.read(CONF),
        "; LicenceServer config file\n\n[Common]\nServerAddr=127.0.0.1\nServerPort=9099\nLang=\nSeriesFile=licence.series\n\n\
         [Console]\nLocalAccessOnly=1\nAuthorization=1\nHideUnistalled=1\n\nCheckDNSRebinding=1\nHostNames=erp.example\n\
         [LicenceUpdate]\nLastUpdate=20261101\n[UPKey]\nEnabled=0\n"
    );
    assert_eq!(machine.ok(CONFIGURE), "");
    assert_eq!(machine.ok(&format!("stat -c %a {CONF}")), "600\n");
    // None at all.
    machine.ok(&format!("rm {CONF}; {CONFIGURE}; grep -c = {CONF} | grep -qx 7"));
}

#[test]
fn nobody_is_let_in_with_the_default() {
    let Some(machine) = machine("zhuldyz-erp") else { return };
    let accept = "/usr/libexec/qalyp/slk-accept";
    let mark = "/var/lib/qalyp/slk/accepted";
    // The server is a stand-in: what it answers to whom is in two files.
    machine.write(
        "/usr/local/bin/nsenter",
        "#!/bin/sh\ncase \"$*\" in *admin:admin*) cat /tmp/with;; *) cat /tmp/without;; esac\n",
        0o755,
    );
    machine.write(
        "/usr/local/bin/systemctl",
        "#!/bin/sh\necho \"$*\" >>/tmp/systemctl.calls\ncase $1 in show) echo 77;; esac\n",
        0o755,
    );
    assert!(fails(&machine, accept, 1).contains("--password-changed"));
    let accept = format!("{accept} --password-changed");
    assert!(fails(&machine, &accept, 1).contains("is not there"));
    machine.write("/etc/qalyp/secrets/slk/console", "short", 0o600);
    assert!(fails(&machine, &accept, 1).contains("shorter than 12"));
    machine.write("/etc/qalyp/secrets/slk/console", "correct-horse-battery", 0o600);
    for (without, with, said) in
        [("000", "000", "does not answer"), ("401", "200", "still the default")]
    {
        machine.write("/tmp/without", without, 0o644);
        machine.write("/tmp/with", with, 0o644);
        assert!(fails(&machine, &accept, 1).contains(said));
        machine.ok(&format!("test ! -e {mark}"));
    }
    machine.write("/tmp/with", "401", 0o644);
    machine.ok(&format!("SUDO_USER=operations {accept}"));
    assert!(machine.read(mark).ends_with("\tby operations\n"));
    let calls = machine.read("/tmp/systemctl.calls");
    assert!(
        calls.contains("stop qalyp-slk-setup.socket")
            && calls.contains("restart qalyp-slk.service"),
        "{calls}"
    );
}
