//! Which version is in service: chosen on the first start, changed in a window, and back again.

use super::{administrator, fails, installed, machine};
use crate::machine::Machine;

const SWITCH: &str = "/usr/libexec/qalyp/onec-switch";
const OLD: &str = "8.3.26.1540";
const NEW: &str = "8.3.27.1508";

fn active(machine: &Machine) -> String {
    machine.ok("basename $(readlink /opt/1cv8/current)").trim().to_owned()
}

/// A server on which the old version runs and the new one is installed.
fn running() -> Option<Machine> {
    let machine = machine("zhuldyz-branch")?;
    installed(&machine, OLD);
    machine.ok("/usr/libexec/qalyp/onec-select");
    installed(&machine, NEW);
    administrator(&machine);
    machine.write("/home/usr1cv8/.1cv8/1C/1cv8/reg_1541/1CV8Clst.lst", "old registry", 0o640);
    machine.write("/home/usr1cv8/.1cv8/1C/1cv8/reg_1541/id/1Cv8Log/1Cv8.lgf", "a big log", 0o640);
    machine.write(
        "/tmp/cluster/infobases",
        "11111111-1111-1111-1111-111111111111\tbranch\tФилиал\toff\toff\tkk\n",
        0o644,
    );
    // The publication is asked as Apache would answer.
    machine.write("/usr/local/bin/curl", "#!/bin/sh\nfor last; do :; done\necho \"$last\" >>/tmp/curl.calls\ncat /tmp/status 2>/dev/null || printf 200\n", 0o755);
    machine.ok("rm -f /tmp/systemctl.calls");
    Some(machine)
}

#[test]
fn the_first_start_takes_the_wanted_version_and_later_ones_leave_it() {
    let Some(machine) = machine("zhuldyz-branch") else { return };
    let select = "/usr/libexec/qalyp/onec-select";
    assert!(fails(&machine, select, 1).contains("run onec-install 8.3.26.1540"));
    installed(&machine, NEW);
    fails(&machine, select, 1);
    installed(&machine, OLD);
    machine.ok(select);
    assert_eq!(active(&machine), OLD);
    machine.ok("sed -i 's/8.3.26.1540/8.3.27.1508/' /etc/qalyp/onec/server.env");
    assert!(machine.ok(select).contains("onec-switch in a maintenance window"));
    assert_eq!(active(&machine), OLD);
}

#[test]
fn forth_and_back() {
    let Some(machine) = running() else { return };
    assert!(
        fails(&machine, &format!("{SWITCH} {NEW}"), 1).contains("no backup of the last 24 hours")
    );
    assert!(
        fails(&machine, &format!("{SWITCH} 8.3.25.1445 --backup-taken"), 1)
            .contains("not installed")
    );
    assert!(
        fails(&machine, &format!("{SWITCH} --back --backup-taken"), 1)
            .contains("in service before")
    );
    machine.write(
        "/var/lib/qalyp/metrics/backup.prom",
        format!(
            "qalyp_backup_last_success_timestamp_seconds{{kind=\"cluster\"}} {}\n",
            machine.ok("date +%s").trim()
        ),
        0o644,
    );
    let said = machine.ok(&format!("{SWITCH} {NEW}"));
    assert!(
        said.contains("knows 1 infobases") && said.contains("publication /branch: 200"),
        "{said}"
    );
    assert!(said.contains("the blueprint wants 8.3.26.1540"), "{said}");
    assert_eq!(active(&machine), NEW);
    // Stopped in the reverse order of starting, the link between the two.
    let calls = machine.read("/tmp/systemctl.calls");
    let order: Vec<_> = calls.lines().filter(|call| call.starts_with("st")).collect();
    assert_eq!(
        order,
        [
            "stop httpd.service",
            "stop crserver.service",
            "stop ras.service",
            "stop srv1cv8.service",
            "start srv1cv8.service",
            "start ras.service",
            "start crserver.service",
            "start httpd.service",
        ]
    );
    let copy = machine.ok(&format!("tar -tzf /var/lib/qalyp/onec/before/{NEW}.tar.gz"));
    assert!(copy.contains("1CV8Clst.lst") && !copy.contains("1Cv8Log"), "{copy}");
    let infobase = machine.read("/tmp/cluster/infobases");
    assert!(infobase.contains("\toff\toff\t"), "set free again: {infobase}");
    assert!(machine.read("/tmp/rac.calls").contains("--sessions-deny=on"));
    assert!(machine.ok(&format!("{SWITCH} {NEW}")).contains("is in service"));

    // Back, with the registry of that time.
    machine.write("/home/usr1cv8/.1cv8/1C/1cv8/reg_1541/1CV8Clst.lst", "new registry", 0o640);
    machine.ok(&format!("{SWITCH} --back --registry"));
    assert_eq!(active(&machine), OLD);
    assert_eq!(machine.read("/home/usr1cv8/.1cv8/1C/1cv8/reg_1541/1CV8Clst.lst"), "old registry");
    machine.ok(&format!("test -x /opt/1cv8/x86_64/{NEW}/ragent"));
}

#[test]
fn a_version_that_does_not_come_up_is_taken_back() {
    let Some(machine) = running() else { return };
    machine.ok("sed -i 's/attempt < 60/attempt < 2/' /usr/libexec/qalyp/onec-switch");
    machine.ok(&format!("touch /opt/1cv8/x86_64/{NEW}/broken"));
    let said = fails(&machine, &format!("{SWITCH} {NEW} --backup-taken"), 1);
    assert!(said.contains(&format!("{OLD} is in service again")), "{said}");
    assert_eq!(active(&machine), OLD);
    machine.ok(&format!("test -e /var/lib/qalyp/onec/before/{NEW}-failed.tar.gz"));
    // A publication that answers with an error is reason enough.
    machine.ok(&format!("rm /opt/1cv8/x86_64/{NEW}/broken"));
    machine.write("/tmp/status", "500", 0o644);
    fails(&machine, &format!("{SWITCH} {NEW} --backup-taken"), 1);
    assert_eq!(active(&machine), OLD);
}

#[test]
fn a_closed_server_is_switched_and_not_started() {
    let Some(machine) = running() else { return };
    machine.write(
        "/usr/local/bin/systemctl",
        "#!/bin/sh\necho \"$*\" >>/tmp/systemctl.calls\nexit 1\n",
        0o755,
    );
    machine.ok("touch /tmp/cluster/down");
    machine.ok(&format!("{SWITCH} {NEW} --backup-taken"));
    assert_eq!(active(&machine), NEW);
    assert!(!machine.read("/tmp/systemctl.calls").contains("start "));
}
