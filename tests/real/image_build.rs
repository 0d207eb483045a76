//! Packer's way into a machine and through the provisioning steps, with the machine of these tests in the place of QEMU's:
//! the seed's script lets it in, it carries the files over, runs each step and leaves nothing behind.

use std::path::Path;
use std::process::{Command, Output};

use super::machine::Machine;
use super::require::{require, skip};
use super::tree::tree;

/// Prints what the template makes up for each build.
const MADE_UP: &str =
    "locals {\n  password = uuidv4()\n  hash     = bcrypt(local.password, 10)\n}\n";

/// A step that only tells how it was called, and that what it reads is where it looks for it.
const STEP: &str = r#"#!/usr/bin/bash
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
[[ -r $here/functions.sh && -r $here/../release.tsv && -d $here/../root/etc ]]
ls "$QALYP_ARCHIVES" >>/root/steps
printf '%s %s %s\n' "$(basename "$0")" "$SOURCE_DATE_EPOCH" "$EUID" >>/root/steps
"#;

const NULL: &str = r#"source "null" "cloud" {
  ssh_host     = "127.0.0.1"
  ssh_username = "root"
  ssh_password = local.cloud_password
  ssh_timeout  = "1m"
}
"#;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn packer(machine: &Machine, arguments: &[&str]) -> Output {
    let mut command = machine.command("packer");
    command.args(arguments).env("CHECKPOINT_DISABLE", "1").env("HOME", "/srv");
    command.env("PACKER_NO_COLOR", "1").output().unwrap()
}

/// A value that `packer inspect` prints.
fn printed(text: &str, name: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("local.{name}: \"")));
    line.unwrap_or_else(|| panic!("{name} in {text}")).trim_end_matches('"').to_owned()
}

/// Copies a folder of this system to the same name in the machine.
fn carry(machine: &Machine, folder: &Path, to: &str) {
    let archive = Command::new("tar").arg("-C").arg(folder).args(["-c", "."]).output().unwrap();
    machine.write("/srv/carried.tar", &archive.stdout, 0o600);
    machine.ok(&format!("mkdir -p {to} && tar -C {to} -xf /srv/carried.tar"));
}

/// The template with the machine in the place of QEMU's and a password that is known here.
fn changed(template: &str, password: &str) -> String {
    let (head, rest) = template.split_once("source \"qemu\" \"cloud\" {\n").unwrap();
    let (_, build) = rest.split_once("\n}\n").unwrap();
    let (build, _) = build.split_once("\n  post-processors {").unwrap();
    let build = build.replace("source.qemu.cloud", "source.null.cloud");
    let head = head.replace("uuidv4()", &format!("{password:?}"));
    format!("{head}{NULL}{build}}}\n")
}

/// The commands of the last command line but the one that switches the machine off.
fn last_commands(template: &str) -> Vec<String> {
    let (_, rest) = template.split_once("shutdown_command = join(\" && \", [\n").unwrap();
    let (list, _) = rest.split_once("  ])").unwrap();
    let commands = list.lines().map(|line| line.trim().trim_end_matches(',').trim_matches('"'));
    let mut commands: Vec<_> = commands.map(str::to_owned).collect();
    assert_eq!(commands.pop().unwrap(), "systemctl poweroff");
    commands
}

#[test]
fn packer_gets_in_runs_every_step_and_leaves_nothing() {
    for needed in ["packer", "sshd", "ssh-keygen", "tar"] {
        if require(needed).is_none() {
            return;
        }
    }
    let Some(machine) = Machine::start("romashka-main") else { return };
    if !said(&packer(&machine, &["version"])).contains("v1.6.") {
        return skip("Packer 1.6");
    }
    let image = tree().images().remove(0);
    carry(&machine, &image, "/srv/image");
    machine.write("/srv/archives/server64.zip", "x", 0o600);
    machine.write("/srv/made-up.pkr.hcl", MADE_UP, 0o600);
    let text = said(&packer(&machine, &["inspect", "/srv/made-up.pkr.hcl"]));
    let (password, hash) = (printed(&text, "password"), printed(&text, "hash"));

    // What the kernel shows of the chassis, and what cloud-init does with the seed before sshd starts.
    machine.ok("rm -f /etc/ssh/sshd_config.d/*; mkdir -p /run/sshd; ssh-keygen -A");
    machine.write("/sys/class/dmi/id/chassis_asset_tag", format!("{hash}\n"), 0o400);
    let seed = machine.read("/srv/image/packer/seed/user-data");
    let seed: serde_yaml::Value = serde_yaml::from_str(&seed).unwrap();
    let words = seed["bootcmd"][0].as_sequence().unwrap().iter().map(|word| word.as_str().unwrap());
    let words: Vec<_> = words.collect();
    let output = machine.command(words[0]).args(&words[1..]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    machine.ok("$(command -v sshd)");
    machine.wait_for("ss --listening --tcp --numeric | grep -q ':22 '");

    // cloud-init that has something to remark.
    machine.write(
        "/usr/local/bin/cloud-init",
        "#!/bin/sh\necho \"$@\" >/root/waited\nexit 2\n",
        0o755,
    );
    let steps = machine.ok("cd /srv/image/provision && ls -d [0-9]*");
    for step in steps.lines() {
        machine.write(&format!("/srv/image/provision/{step}"), STEP, 0o644);
    }
    let template = machine.read("/srv/image/packer/cloud.pkr.hcl");
    let file = "/srv/image/packer/cloud.pkr.hcl";
    machine.write(file, changed(&template, &password), 0o644);
    let output = packer(&machine, &["build", "-var=cloud_archives=/srv/archives", file]);
    assert!(output.status.success(), "{}", said(&output));

    assert_eq!(machine.read("/root/waited"), "status --wait --long\n");
    let (_, epoch) = template.split_once("SOURCE_DATE_EPOCH=").unwrap();
    let epoch = epoch.split('"').next().unwrap();
    let expected = steps.lines().map(|step| format!("server64.zip\n{step} {epoch} 0\n"));
    assert_eq!(machine.read("/root/steps"), expected.collect::<String>());
    machine.ok("diff -r --exclude=packer --exclude=manifest.json --exclude=archives /srv/image /var/tmp/qalyp");

    for command in last_commands(&template) {
        machine.ok(&command);
    }
    machine.ok("[[ ! -e /var/tmp/qalyp && ! -e /etc/ssh/sshd_config.d/01-qalyp-build.conf ]]");
    assert!(machine.ok("getent shadow root").starts_with("root:*:"));
    // Nor does an older state of the accounts keep the hash.
    machine.ok(&format!("! grep -rqF '{hash}' /etc"));
}
