//! The provisioning steps in a disposable machine, with real dnf and rpm and a repository of stand-ins: the first run
//! makes an image of it, the second changes nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::machine::Machine;
use super::require::require;
use super::tree::{Tree, files, tree};

/// Where Packer puts the image's folder.
const FOLDER: &str = "/var/tmp/qalyp/image";
/// What is no part of the result: this test's own things, folders for scratch, and rpm's and dnf's databases, whose
/// content is compared by asking them.
const SKIP: &str = "^\\./(srv/standin|tmp|var/tmp|run|var/lib/rpm|usr/local/bin)(/|\\|)";

/// Puts the steps, the files and the stand-ins into a machine.
fn building_site() -> Option<Machine> {
    for needed in [
        "dnf",
        "rpm",
        "rpmbuild",
        "rpmsign",
        "createrepo_c",
        "gpg",
        "chronyd",
        "visudo",
        "logrotate",
        "ar",
        "unzip",
        "promtool",
    ] {
        require(needed)?;
    }
    let machine = Machine::blank("romashka-main")?;
    let standins = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/real/standin/provision");
    for name in ["dnf", "curl"] {
        let text = fs::read(format!("{standins}/{name}")).unwrap();
        machine.write(&format!("/usr/local/bin/{name}"), text, 0o755);
    }
    machine.write(
        "/usr/local/bin/blank-root",
        fs::read(format!("{standins}/root")).unwrap(),
        0o755,
    );
    machine.ok("blank-root");
    let fingerprint = machine.ok(
        "gpg --homedir $(mktemp -d) --show-keys --with-colons /srv/standin/key.asc 2>/dev/null | awk -F: '$1 == \"fpr\" { print $10; exit }'",
    );
    archives(&machine);
    let own = machine.ok("sha256sum /var/tmp/qalyp/archives/*8_3_24_1691* | cut -c -64");
    let image = tree().images().remove(0);
    // The example knows no digest of an archive, a provider may.
    let table = |text: &str| {
        let with = |name: &str| format!("{name}\t{}", own.trim());
        let name = "server64_8_3_24_1691.tar.gz";
        text.replace(&format!("{name}\t-"), &with(name))
    };
    let old = fs::read_to_string(image.join("root/etc/qalyp/onec/archives.tsv")).unwrap();
    let (was, is) = (digest(&old), digest(&table(&old)));
    let stage = TempDir::new().unwrap();
    for file in files(&image) {
        let path = file.strip_prefix(&image).unwrap();
        let mut text = fs::read_to_string(&file).unwrap();
        if path.starts_with("provision") {
            text = with_fingerprint(&text, fingerprint.trim());
        }
        text = table(&text).replace(&was, &is);
        let target = stage.path().join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text).unwrap();
    }
    carry(&machine, stage.path(), FOLDER);
    Some(machine)
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// What the provider supplies: the platform's stand-in in its forms, a package of an SLK server that does nothing, and
/// archives of monitoring whose programs are this system's, if it has them.
fn archives(machine: &Machine) {
    for version in ["8.3.24.1691", "8.3.25.1445", "8.3.26.1540", "8.3.27.1508"] {
        let path = format!("/srv/standin/onec/{version}/setup-full-{version}-x86_64.run");
        machine.write(
            &path,
            format!("{}{version}\n", include_str!("standin/onec/setup-full")),
            0o755,
        );
    }
    machine.ok(
        "mkdir -p /var/tmp/qalyp/archives; cd /srv/standin/onec; a=/var/tmp/qalyp/archives
         tar -C 8.3.24.1691 -czf $a/server64_8_3_24_1691.tar.gz .
         (cd 8.3.25.1445 && python3 -m zipfile -c $a/server64_8_3_25_1445.zip *.run)
         cp 8.3.26.1540/* 8.3.27.1508/* $a/
         mkdir -p slk/opt/1C/licence/3.0; cd slk
         printf '#!/bin/sh\nexit 0\n' >opt/1C/licence/3.0/licenceserver; chmod 755 opt/1C/licence/3.0/licenceserver
         tar -cJf ../data.tar.xz .; cd ..; echo 2.0 >debian-binary; tar -czf control.tar.gz debian-binary
         ar rc $a/licenceserver-3.0.33-11299.amd64.deb debian-binary control.tar.gz data.tar.xz
         archive() { # NAME PROGRAM…
             local name=$1 program
             shift
             rm -rf x; mkdir x
             # The rules are checked by the real one, where a step looks for it.
             for program; do printf '#!/bin/sh\\n[ \"$1\" != --version ] || exec echo %s, version 2.53.4\\n[ ! -x /usr/bin/%s ] || exec /usr/bin/%s \"$@\"\\n' $program $program $program >x/$program; done
             chmod 755 x/*
             tar -czf $a/$name x
             (cd $a && sha256sum $name >>monitoring.sha256)
         }
         archive prometheus-2.53.4.linux-amd64.tar.gz prometheus promtool
         archive node_exporter-1.9.1.linux-amd64.tar.gz node_exporter
         archive postgres_exporter-0.17.1.linux-amd64.tar.gz postgres_exporter
         archive nginx-prometheus-exporter_1.4.2_linux_amd64.tar.gz nginx-prometheus-exporter
         archive apache_exporter-1.0.10.linux-amd64.tar.gz apache_exporter",
    );
}

/// The key of the stand-ins in place of the real ones, wherever a fingerprint is written.
fn with_fingerprint(text: &str, own: &str) -> String {
    let is_fingerprint = |word: &&str| {
        word.len() == 40 && word.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b))
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(is_fingerprint).fold(text.to_owned(), |text, word| text.replace(word, own))
}

fn steps() -> Vec<String> {
    let folder = tree().images().remove(0).join("provision");
    let names = files(&folder)
        .into_iter()
        .map(|file| file.file_name().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| name.as_bytes()[0].is_ascii_digit()).collect()
}

/// Runs a step; what it says.
fn run(machine: &Machine, step: &str) -> String {
    let output = machine.shell(&format!("cd / && bash {FOLDER}/provision/{step} </dev/null"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{step}: {}\n{said}\n{complained}", output.status);
    said
}

#[test]
fn a_second_run_of_all_steps_changes_nothing() {
    let Some(machine) = building_site() else { return };
    let steps = steps();
    assert!(steps.len() >= 7, "{steps:?}");
    for step in &steps {
        run(&machine, step);
    }
    let (before, packages) = (machine.differences(SKIP), machine.ok("rpm -qa | sort"));
    machine.ok(": >/srv/standin/dnf.calls");
    for step in &steps {
        run(&machine, step);
    }
    assert_eq!(machine.ok("rpm -qa | sort"), packages);
    let calls = machine.read("/srv/standin/dnf.calls");
    assert!(!calls.contains("install") && !calls.contains("remove"), "{calls}");
    let after = machine.differences(SKIP);
    let old: Vec<_> = before.lines().filter(|line| !after.contains(line)).collect();
    let new: Vec<_> = after.lines().filter(|line| !before.contains(line)).collect();
    assert!(old.is_empty() && new.is_empty(), "was {old:#?}\nis {new:#?}");
    sealed(&machine);
    complete(&machine);
    becomes_a_server(&machine);
}

/// The first release of a server meets the image as it is, and every validator accepts what it brings.
fn becomes_a_server(machine: &Machine) {
    let own = tree().server(&machine.server, "");
    carry(machine, &own, "/var/tmp/qalyp/server");
    // Nothing runs here that could be told.
    machine.write("/usr/local/bin/systemctl", "#!/bin/sh\nexit 0\n", 0o755);
    let apply = "/usr/libexec/qalyp/apply --no-services image=/var/tmp/qalyp/image server=/var/tmp/qalyp/server";
    let said = machine.ok(apply);
    assert!(said.contains("place /etc/qalyp/server.env"), "{said}");
    assert_eq!(machine.ok(apply), "");
    lies_as_listed(machine, &own);
}

/// Every file of a part has the owner and the mode that its table says.
fn lies_as_listed(machine: &Machine, part: &Path) {
    let listed = Tree::release(part);
    let paths: Vec<_> = listed.iter().map(|file| file.path.as_str()).collect();
    let found = machine.ok(&format!("stat -c '%n %U:%G %04a' {}", paths.join(" ")));
    let wanted = listed.iter().map(|file| format!("{} {} {}", file.path, file.owner, file.mode));
    assert_eq!(found.lines().collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

/// Copies a folder of this system into the machine.
fn carry(machine: &Machine, folder: &Path, to: &str) {
    let archive = Command::new("tar").arg("-C").arg(folder).args(["-c", "."]).output().unwrap();
    machine.write("/srv/standin/carried.tar", &archive.stdout, 0o600);
    machine
        .ok(&format!("mkdir -p {to} && tar -C {to} -xf /srv/standin/carried.tar --no-same-owner"));
}

/// Nothing is left of this machine's identity and of who built it.
fn sealed(machine: &Machine) {
    machine.ok("[ -e /etc/machine-id ] && [ ! -s /etc/machine-id ]");
    machine.ok("! compgen -G '/etc/ssh/ssh_host_*'");
    machine.ok("! id almalinux 2>/dev/null && [ ! -e /home/almalinux ]");
    machine.ok("[ -z \"$(find /var/log -type f -size +0)\" ]");
}

/// Every file of the image is in its place, as the table says.
fn complete(machine: &Machine) {
    lies_as_listed(machine, &tree().images().remove(0));
    machine.ok("[ \"$(systemctl is-enabled nginx.service)\" = enabled ]");
    commands(machine);
    machine.ok("[ \"$(readlink /etc/systemd/system/postgresql.service)\" = /usr/lib/systemd/system/postgrespro-1c-16.service ]");
    machine.ok(
        "grep -q '^postgrespro-1c-16-server-0:16.9-1\\.\\*$' /etc/dnf/plugins/versionlock.list",
    );
}

/// What people call is found by its name, and finds what it reads.
fn commands(machine: &Machine) {
    let programs =
        "onec-install onec-lock onec-switch restore-cluster restore-files restore-infobase";
    for program in programs.split(' ') {
        let said = machine.ok(&format!("PATH=/usr/local/sbin:/usr/bin:/bin {program} --help"));
        assert!(said.contains(program), "{program}: {said}");
    }
    let found = machine.read("/etc/sudoers.d/10-qalyp");
    assert!(found.contains("secure_path=/usr/local/sbin:"), "{found}");
}

#[test]
fn a_build_begins_with_every_archive_or_names_all_that_it_lacks() {
    let Some(machine) = building_site() else { return };
    let step = format!("bash {FOLDER}/provision/00-archives");
    assert_eq!(machine.ok(&step).lines().count(), 1);
    machine.ok(
        "cd /var/tmp/qalyp/archives && echo >>server64_8_3_24_1691.tar.gz && rm licenceserver-* \
         && mv setup-full-8.3.26.1540-x86_64.run setup-full.run \
         && cp node_exporter-1.9.1.linux-amd64.tar.gz node_exporter-1.9.2.linux-amd64.tar.gz \
         && echo >>apache_exporter-1.0.10.linux-amd64.tar.gz && sed -i /prometheus-2/d monitoring.sha256",
    );
    let output = machine.shell(&step);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    for complaint in [
        "another file: server64_8_3_24_1691.tar.gz",
        "missing: licenceserver-*.rpm or licenceserver-*.deb (86-slk;",
        "missing: setup-full-8.3.26.1540-x86_64.run (40-onec;",
        "several: node_exporter-1.9.1.linux-amd64.tar.gz node_exporter-1.9.2.linux-amd64.tar.gz",
        "no digest: /var/tmp/qalyp/archives/monitoring.sha256 has none of prometheus-2.53.4",
        "another file: apache_exporter-1.0.10.linux-amd64.tar.gz",
        "nothing was installed",
    ] {
        assert!(said.contains(complaint), "{complaint}: {said}");
    }
    assert_eq!(said.lines().count(), 7, "{said}");
}

#[test]
fn a_program_of_another_version_ends_its_step() {
    let Some(machine) = building_site() else { return };
    run(&machine, "10-base");
    run(&machine, "20-files");
    machine.write("/srv/standin/version/httpd", "2.2.34\n", 0o644);
    let output = machine.shell(&format!("bash {FOLDER}/provision/50-apache"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains("Apache is 2.2.34, and the blueprint of the image promises 2.4"),
        "{said}"
    );
}

#[test]
fn a_key_with_another_fingerprint_is_not_imported() {
    let Some(machine) = building_site() else { return };
    let step = machine.read(&format!("{FOLDER}/provision/30-postgresql"));
    let real =
        fs::read_to_string(tree().images().remove(0).join("provision/30-postgresql")).unwrap();
    assert_ne!(step, real);
    machine.write(&format!("{FOLDER}/provision/30-postgresql"), real, 0o755);
    let output = machine.shell(&format!("bash {FOLDER}/provision/30-postgresql"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("nothing was imported"), "{said}");
    machine.ok("! rpm -q gpg-pubkey && ! rpm -q postgrespro-1c-16-server");
}

#[test]
fn a_seal_finds_what_two_servers_must_not_share() {
    let Some(machine) = building_site() else { return };
    machine.ok("mkdir -p /etc/qalyp/secrets /etc/pki/qalyp /var/lib/pgpro/1c-16/data; \
                echo x >/etc/qalyp/secrets/a; echo 16 >/var/lib/pgpro/1c-16/data/PG_VERSION; \
                printf -- '-----BEGIN %s KEY-----\\n' PRIVATE >/etc/forgotten");
    let output = machine.shell(&format!("bash {FOLDER}/provision/99-seal"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    for what in [
        "a secret: /etc/qalyp/secrets/a",
        "a PostgreSQL cluster",
        "a private key: /etc/forgotten",
        "not sealed",
    ] {
        assert!(said.contains(what), "{what}: {said}");
    }
    machine.ok("touch /etc/qalyp/server.env");
    let output = machine.shell(&format!("bash {FOLDER}/provision/99-seal"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("this machine is somebody's server"));
}

#[test]
fn every_step_says_what_it_is_for() {
    let folder = tree().images().remove(0).join("provision");
    for step in steps() {
        let output = Command::new("bash").arg(folder.join(&step)).arg("--help").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.starts_with(&format!("{step}: ")),
            "{step}: {said}"
        );
    }
}

#[test]
fn shellcheck_finds_nothing_in_any_step() {
    let Some(shellcheck) = require("shellcheck") else { return };
    let folder = tree().images().remove(0).join("provision");
    // SC2310: questions are asked in conditions, where `set -e` does not reach; functions.sh says so.
    let steps = files(&folder).into_iter().filter(|file| !file.ends_with("archives.tsv"));
    let output = Command::new(shellcheck)
        .args(["--external-sources", "--source-path=SCRIPTDIR", "--shell=bash"])
        .args(["--enable=all", "--exclude=SC2250,SC2312,SC2310"])
        .args(steps)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
