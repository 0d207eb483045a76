//! How an image is built: Packer's templates, the seed of the machine that it builds in, the installer's kickstart.
//!
//! Packer 1.6, which Debian has, reads each template alone; what it accepts is what newer ones accept too. No image is
//! built here: that needs AlmaLinux's files and, without KVM, hours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::require::{program, require, skip};
use super::tree::tree;

/// The folders `packer/` of the images.
fn folders() -> Vec<PathBuf> {
    let folders: Vec<_> = tree().images().into_iter().map(|image| image.join("packer")).collect();
    assert!(!folders.is_empty());
    folders
}

/// Packer as it is in a pipeline: no configuration, no news from the network, no colours.
fn packer(program: &Path, folder: &Path, arguments: &[&str]) -> (bool, String) {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .env("CHECKPOINT_DISABLE", "1")
        .env("PACKER_NO_COLOR", "1")
        .output()
        .unwrap();
    (output.status.success(), said(&output))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Packer, if it has the builder for QEMU built in: newer ones would have to download it.
fn old_packer() -> Option<PathBuf> {
    let packer = require("packer")?;
    let output = Command::new(&packer).arg("version").env("CHECKPOINT_DISABLE", "1").output();
    if said(&output.unwrap()).contains("v1.6.") {
        return Some(packer);
    }
    skip("Packer 1.6");
    None
}

#[test]
fn packer_accepts_each_template_alone() {
    let Some(program) = old_packer() else { return };
    let archives = tempfile::tempdir().unwrap();
    fs::write(archives.path().join("server64.tar.gz"), "").unwrap();
    let archives = archives.path().to_str().unwrap();
    for folder in folders() {
        for (template, prefix) in [("cloud.pkr.hcl", "cloud"), ("iso.pkr.hcl", "iso")] {
            let validate = |settings: &[(&str, &str)]| {
                let mut arguments = vec!["validate".to_owned()];
                for (name, value) in settings {
                    arguments.push(format!("-var={prefix}_{name}={value}"));
                }
                arguments.push(template.to_owned());
                let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
                packer(&program, &folder, &arguments)
            };
            for settings in [
                &[][..],
                &[("archives", archives), ("output", "/srv/images/x"), ("accelerator", "tcg")],
                &[("cpu", "host"), ("cpus", "8"), ("memory", "8192")],
            ] {
                let (accepted, text) = validate(settings);
                assert!(accepted && text.trim().is_empty(), "{template} {settings:?}: {text}");
            }
            for (setting, reason) in [
                (("accelerator", "xen"), "The accelerator is kvm or tcg."),
                (("cpu", "qemu64"), "is below x86-64-v2"),
                (("cpus", "0"), "needs a processor"),
                (("memory", "1024"), "at least 2048 MiB"),
                (("archives", "/nowhere"), "Bad source"),
            ] {
                let (accepted, text) = validate(&[setting]);
                assert!(!accepted && text.contains(reason), "{template} {setting:?}: {text}");
            }
        }
        let firmware = "-var=iso_firmware=/usr/share/ovmf/OVMF.fd";
        let (accepted, text) = packer(&program, &folder, &["validate", firmware, "iso.pkr.hcl"]);
        assert!(accepted, "{text}");
    }
}

#[test]
fn packer_would_write_them_the_same() {
    let Some(program) = require("packer") else { return };
    for folder in folders() {
        let (same, text) = packer(&program, &folder, &["fmt", "-check", "-diff", "."]);
        assert!(same && text.trim().is_empty(), "{text}");
    }
}

#[test]
fn the_plugin_has_one_version_and_a_file_of_its_own() {
    for folder in folders() {
        let text = fs::read_to_string(folder.join("plugins.pkr.hcl")).unwrap();
        let document: serde_json::Value = hcl::from_str(&text).unwrap();
        let plugin = &document["packer"]["required_plugins"]["qemu"];
        let exact = plugin["version"].as_str().unwrap().strip_prefix("= ").unwrap();
        assert!(exact.split('.').count() == 3, "{exact}");
        // Both templates and this file together are what newer ones read: no name is said twice.
        let mut names = Vec::new();
        for template in ["cloud.pkr.hcl", "iso.pkr.hcl"] {
            let text = fs::read_to_string(folder.join(template)).unwrap();
            assert!(!text.contains("required_"), "{template}");
            let document: serde_json::Value = hcl::from_str(&text).unwrap();
            for block in ["variable", "locals"] {
                names.extend(document[block].as_object().unwrap().keys().cloned());
            }
        }
        let all = names.len();
        names.sort();
        names.dedup();
        assert!(names.len() == all && all > 12, "{names:?}");
    }
}

#[test]
fn cloud_init_accepts_the_seed_of_the_build() {
    let Some(cloud_init) = require("cloud-init") else { return };
    for folder in folders() {
        let file = folder.join("seed/user-data");
        let output = Command::new(&cloud_init).args(["schema", "-c"]).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let data: serde_yaml::Value = serde_yaml::from_slice(&fs::read(&file).unwrap()).unwrap();
        let script = data["bootcmd"][0].as_sequence().unwrap();
        let words: Vec<_> = script.iter().map(|word| word.as_str().unwrap()).collect();
        assert_eq!(words[..2], ["bash", "-euc"]);
        shellcheck(words[2]);
        let meta = fs::read_to_string(folder.join("seed/meta-data")).unwrap();
        let meta: serde_yaml::Value = serde_yaml::from_str(&meta).unwrap();
        assert!(meta["instance-id"].as_str().unwrap().starts_with("build-"));
    }
}

/// The sections of a kickstart that are scripts, by their names.
fn sections(kickstart: &str) -> Vec<(&str, &str)> {
    let scripts = ["%pre ", "%post ", "%onerror "];
    let begun = kickstart.split("\n%end\n").filter_map(|part| {
        let at = scripts.iter().find_map(|name| part.find(&format!("\n{name}")))?;
        part[at + 1..].split_once('\n')
    });
    begun.collect()
}

fn shellcheck(script: &str) {
    let Some(shellcheck) = require("shellcheck") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    fs::write(&file, script).unwrap();
    let mut command = Command::new(shellcheck);
    command.args(["--shell=bash", "--enable=all", "--exclude=SC2250,SC2312"]).arg(&file);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}\n{script}", said(&output));
}

#[test]
fn the_installer_can_read_the_kickstart() {
    for folder in folders() {
        let kickstart = folder.join("http/ks.cfg");
        if let Some(ksvalidator) = require("ksvalidator") {
            let mut command = Command::new(ksvalidator);
            let output = command.args(["-v", "RHEL9"]).arg(&kickstart).output().unwrap();
            let text = said(&output);
            let quiet = !text.contains("Warning") && !text.contains("deprecated");
            assert!(output.status.success() && quiet, "{text}");
        }
        let text = fs::read_to_string(&kickstart).unwrap();
        let scripts = sections(&text);
        assert_eq!(scripts.len(), 3, "{scripts:?}");
        for (header, script) in scripts {
            assert!(header.ends_with(" --interpreter=/usr/bin/bash"), "{header}");
            shellcheck(script);
        }
    }
}

/// The script before the installation, up to the line that asks for the hardware, on a file in place of a disk.
#[test]
fn the_disk_is_cut_as_the_layout_says() {
    let (Some(_), Some(sfdisk)) = (require("parted"), require("sfdisk")) else { return };
    let work = tempfile::tempdir().unwrap();
    for folder in folders() {
        let disk = work.path().join("disk");
        fs::File::create(&disk).unwrap().set_len(20 << 30).unwrap();
        let text = fs::read_to_string(folder.join("http/ks.cfg")).unwrap();
        let (_, script) = sections(&text)[0];
        let from = script.find("parted --script").unwrap();
        let cut = script[from..].split("udevadm").next().unwrap();
        let cut = cut.replace("\"/dev/$disk\"", disk.to_str().unwrap());
        let path = std::env::var("PATH").unwrap() + ":/usr/sbin:/sbin";
        let output = Command::new("bash").args(["-euc", &cut]).env("PATH", path).output().unwrap();
        assert!(output.status.success(), "{}\n{cut}", said(&output));
        let table = Command::new(&sfdisk).arg("--json").arg(&disk).output().unwrap().stdout;
        let table: serde_json::Value = serde_json::from_slice(&table).unwrap();
        let table = &table["partitiontable"];
        assert_eq!(table["label"], "gpt");
        let sector = table["sectorsize"].as_u64().unwrap_or(512);
        let partitions = table["partitions"].as_array().unwrap();
        let read = |p: &serde_json::Value| {
            let (start, size) = (p["start"].as_u64().unwrap(), p["size"].as_u64().unwrap());
            let name = p["name"].as_str().unwrap().to_owned();
            let kind = p["type"].as_str().unwrap().get(..8).unwrap().to_owned();
            (name, kind, (start * sector) >> 20, (size * sector) >> 20)
        };
        let found: Vec<_> = partitions.iter().map(read).collect();
        let partition =
            |name: &str, kind: &str, start, size| (name.to_owned(), kind.to_owned(), start, size);
        assert_eq!(
            found[..3],
            [
                partition("biosboot", "21686148", 1, 1),
                partition("esp", "C12A7328", 2, 200),
                partition("boot", "0FC63DAF", 202, 1024),
            ]
        );
        // The root is the last and takes the rest, but for the second table.
        let root = &found[3];
        assert_eq!((root.0.as_str(), root.1.as_str(), root.2), ("root", "0FC63DAF", 1226));
        assert!(root.3 >= 20 * 1024 - 1226 - 2 && found.len() == 4, "{root:?}");
    }
}

/// What the template wants from QEMU is what QEMU has.
#[test]
fn qemu_knows_the_processor_and_the_options() {
    let Some(qemu) = program("qemu-system-x86_64") else { return };
    let models = Command::new(&qemu).args(["-cpu", "help"]).output().unwrap();
    let models = said(&models);
    for model in ["max", "host", "Nehalem"] {
        assert!(models.contains(&format!("x86 {model} ")), "{model}");
    }
    // A machine without a disk, stopped before its first instruction and ended at once.
    let hash = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
    let asset = format!("type=3,asset={hash}");
    let mut command = Command::new(&qemu);
    command.args(["-S", "-nodefaults", "-display", "none", "-machine", "q35,accel=tcg"]);
    command.args(["-cpu", "max", "-smbios", &asset, "-monitor", "stdio"]);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"quit\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}
