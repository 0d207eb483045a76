//! The provisioning steps of the platform, run twice on a machine whose package manager says that all is there.

use std::path::Path;

use super::{ARCHIVES, fails, installer, machine};
use crate::machine::Machine;
use crate::tree::{files, tree};

const STEPS: &str = "/srv/image/provision";

/// The image's part as Packer lays it down, and programs of EL9 that are not here.
fn image(machine: &Machine) {
    let part = &tree().images()[0];
    for file in files(part) {
        let below = file.strip_prefix(part).unwrap();
        let mode = if below.starts_with(Path::new("provision")) { 0o755 } else { 0o644 };
        machine.write(
            &format!("/srv/image/{}", below.display()),
            std::fs::read(&file).unwrap(),
            mode,
        );
    }
    machine.write("/usr/local/sbin/rpm", "#!/bin/sh\nexit 0\n", 0o755);
    machine.write("/usr/local/sbin/fc-cache", "#!/bin/sh\nexit 0\n", 0o755);
    machine.write(
        "/usr/local/sbin/systemctl",
        "#!/bin/sh\ncase $1 in\nis-enabled) for last; do :; done; grep -qx \"$last\" /tmp/enabled && echo enabled || exit 1 ;;\n\
         --quiet) shift 2; printf '%s\\n' \"$@\" >>/tmp/enabled ;;\nesac\nexit 0\n",
        0o755,
    );
}

fn archives(machine: &Machine) {
    for version in ["8.3.24.1691", "8.3.25.1445", "8.3.26.1540", "8.3.27.1508"] {
        installer(machine, &format!("/srv/a/{version}/setup-full-{version}-x86_64.run"), version);
    }
    machine.ok(&format!(
        "cd /srv/a/8.3.24.1691; tar -czf {ARCHIVES}/server64_8_3_24_1691.tar.gz *
         cd /srv/a/8.3.25.1445; python3 -m zipfile -c {ARCHIVES}/server64_8_3_25_1445.zip *.run
         mv /srv/a/8.3.26.1540/* /srv/a/8.3.27.1508/* {ARCHIVES}/
         digest=$(sha256sum <{ARCHIVES}/server64_8_3_24_1691.tar.gz | cut -c 1-64)
         cd /srv/image; was=$(sha256sum <root/etc/qalyp/onec/archives.tsv | cut -c 1-64)
         sed -i \"/^8.3.24.1691\t/ s/-$/$digest/\" root/etc/qalyp/onec/archives.tsv
         now=$(sha256sum <root/etc/qalyp/onec/archives.tsv | cut -c 1-64); sed -i \"s/$was/$now/\" release.tsv
         mkdir {ARCHIVES}/fonts; echo font >{ARCHIVES}/fonts/arial.ttf"
    ));
}

/// Everything that a step may change.
fn state(machine: &Machine) -> String {
    machine.ok("find /opt /etc /usr/share/fonts/1c /var/lib/1cv8 /var/1C /home /tmp/enabled -printf '%p %u:%g %m %s %T@\\n' 2>/dev/null | sort")
}

#[test]
fn the_platform_is_installed_once() {
    let Some(machine) = machine("romashka-main") else { return };
    image(&machine);
    let step = format!("{STEPS}/40-onec");
    assert!(machine.ok(&format!("{step} --help")).contains("side by side"));
    let said = fails(&machine, &step, 1);
    assert!(said.contains("has none of server64_8_3_24_1691.tar.gz"), "{said}");
    archives(&machine);
    let said = machine.ok(&step);
    assert!(said.contains("8.3.24.1691 is there"), "{said}");
    for version in ["8.3.24.1691", "8.3.25.1445", "8.3.26.1540", "8.3.27.1508"] {
        machine.ok(&format!("test -x /opt/1cv8/x86_64/{version}/ragent"));
    }
    machine.ok("test ! -e /opt/1cv8/current; test -e /usr/share/fonts/1c/arial.ttf; id usr1cv8 | grep -q 'uid=9998(usr1cv8) gid=9998(grp1cv8)'");
    assert!(machine.read("/tmp/enabled").contains("srv1cv8.service\nras.service\n"));
    let before = state(&machine);
    let said = machine.ok(&step);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(state(&machine), before);
}

#[test]
fn the_repository_wants_its_program() {
    let Some(machine) = machine("romashka-main") else { return };
    image(&machine);
    archives(&machine);
    machine.ok(&format!("{STEPS}/40-onec"));
    let step = format!("{STEPS}/85-config-repository");
    machine.ok(&step);
    let before = state(&machine);
    assert_eq!(machine.ok(&step).lines().count(), 1);
    assert_eq!(state(&machine), before);
    machine.ok("rm /opt/1cv8/x86_64/8.3.25.1445/crserver");
    assert!(fails(&machine, &step, 1).contains("without crserver"));
}

#[test]
fn slk_comes_from_the_package_for_debian_too() {
    if crate::require::require("ar").is_none() {
        return;
    }
    let Some(machine) = machine("zhuldyz-erp") else { return };
    image(&machine);
    let step = format!("{STEPS}/86-slk");
    assert!(fails(&machine, &step, 1).contains("neither licenceserver-*.rpm nor"));
    machine.ok(&format!(
        "mkdir -p /srv/deb/opt/1C/licence/3.0 /srv/deb/etc /srv/deb/var/1C/licence/3.0; cd /srv/deb
         printf '#!/bin/sh\\nexit 0\\n' >opt/1C/licence/3.0/licenceserver; chmod 755 opt/1C/licence/3.0/licenceserver
         echo '[Common]' >var/1C/licence/3.0/licenceserver.conf; echo bad >etc/not-ours
         tar -cJf ../data.tar.xz .; cd ..; echo 2.0 >debian-binary; tar -czf control.tar.gz debian-binary
         ar rc {ARCHIVES}/licenceserver-3.0.33-11299.amd64.deb debian-binary control.tar.gz data.tar.xz
         echo series >{ARCHIVES}/licence.series"
    ));
    machine.ok(&step);
    machine.ok("test -x /opt/1C/licence/3.0/licenceserver; test -e /var/1C/licence/3.0/licence.series; test ! -e /etc/not-ours");
    assert!(machine.read("/tmp/enabled").contains("qalyp-slk-setup.socket"));
    let before = state(&machine);
    assert_eq!(machine.ok(&step).lines().count(), 1);
    assert_eq!(state(&machine), before);
}
