//! cloud-init: its own schema, what the schema lets through, and what the network comes to.

use std::fs;
use std::process::Command;

use serde_yaml::Value;

use super::require::require;
use super::tree::{files, tree};

/// Top-level keys that may occur. cloud-init takes an unknown key for a valid one and ignores it, so that a
/// misspelt one would pass its own check.
const KEYS: &[&str] = &[
    "bootcmd",
    "disable_root",
    "fqdn",
    "growpart",
    "hostname",
    "locale",
    "manage_etc_hosts",
    "prefer_fqdn_over_hostname",
    "preserve_hostname",
    "resize_rootfs",
    "runcmd",
    "ssh_deletekeys",
    "ssh_genkeytypes",
    "ssh_pwauth",
    "swap",
    "timezone",
    "users",
    "write_files",
];

/// The least of all clouds.
const USER_DATA_LIMIT: usize = 16 * 1024;

fn text(server: &str, file: &str) -> String {
    fs::read_to_string(tree().server(server, "cloud-init").join(file)).unwrap()
}

fn yaml(server: &str, file: &str) -> Value {
    serde_yaml::from_str(&text(server, file)).unwrap()
}

/// The files that user-data writes: path to entry.
fn written(server: &str) -> Vec<(String, Value)> {
    let data = yaml(server, "user-data");
    let files = data["write_files"].as_sequence().unwrap().clone();
    files.into_iter().map(|file| (file["path"].as_str().unwrap().to_owned(), file)).collect()
}

/// The content of one of them.
pub(crate) fn content(server: &str, path: &str) -> String {
    let file = written(server).into_iter().find(|(p, _)| p == path).unwrap().1;
    file["content"].as_str().unwrap().to_owned()
}

#[test]
fn the_schema_accepts_it_without_a_murmur() {
    let Some(cloud_init) = require("cloud-init") else { return };
    for server in tree().servers() {
        let file = tree().server(&server, "cloud-init/user-data");
        let output = Command::new(&cloud_init).args(["schema", "-c"]).arg(&file).output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{server}: {said}");
        assert!(!said.to_lowercase().contains("deprecat"), "{server}: {said}");
    }
}

#[test]
fn the_folder_is_that_of_nocloud() {
    for server in tree().servers() {
        let files: Vec<_> = files(&tree().server(&server, "cloud-init"));
        let names: Vec<_> =
            files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["meta-data", "network-config", "user-data"]);
        let meta = yaml(&server, "meta-data");
        assert_eq!(meta["instance-id"], *server);
        assert_eq!(meta["local-hostname"], *tree().env(&server, "QALYP_FQDN"));
        assert_eq!(meta.as_mapping().unwrap().len(), 2);
    }
}

#[test]
fn user_data_is_small_and_says_nothing_else() {
    for server in tree().servers() {
        let text = text(&server, "user-data");
        assert!(text.starts_with("#cloud-config\n"));
        assert!(text.len() <= USER_DATA_LIMIT, "{server}: {} bytes", text.len());
        let data = yaml(&server, "user-data");
        for key in data.as_mapping().unwrap().keys() {
            assert!(KEYS.contains(&key.as_str().unwrap()), "{server}: {key:?}");
        }
        for secret in ["PRIVATE KEY", "passwd:", "password:", "chpasswd", "AGE-SECRET"] {
            assert!(!text.replace("lock_passwd:", "").contains(secret), "{server}: {secret}");
        }
    }
}

#[test]
fn files_have_modes_in_quotes_and_owners_that_exist() {
    for server in tree().servers() {
        for (path, file) in written(&server) {
            let mode = file["permissions"]
                .as_str()
                .unwrap_or_else(|| panic!("{path}: the mode is no text"));
            assert!(mode.len() == 4 && mode.starts_with('0'), "{path} {mode}");
            // They are written before users are made and before disks are mounted.
            assert_eq!(file["owner"], "root:root", "{path}");
        }
    }
}

#[test]
fn the_host_name_leads_to_the_outside() {
    for server in tree().servers() {
        let data = yaml(&server, "user-data");
        let (fqdn, address) =
            (tree().env(&server, "QALYP_FQDN"), tree().env(&server, "QALYP_ADDRESS"));
        assert_eq!(data["fqdn"], *fqdn);
        assert_eq!(data["hostname"], *fqdn);
        let hosts = content(&server, "/etc/hosts");
        let line =
            hosts.lines().find(|line| line.split_whitespace().any(|word| word == fqdn)).unwrap();
        assert!(line.starts_with(&format!("{address} {fqdn} ")), "{line}");
        assert!(fqdn.len() <= 64, "the kernel holds no longer host name");
    }
}

#[test]
fn nobody_comes_in_by_password_or_as_root() {
    for server in tree().servers() {
        let data = yaml(&server, "user-data");
        assert_eq!(data["ssh_pwauth"], false);
        assert_eq!(data["disable_root"], true);
        for user in data["users"].as_sequence().unwrap() {
            assert_eq!(user["lock_passwd"], true);
            assert!(!user["ssh_authorized_keys"].as_sequence().unwrap().is_empty());
        }
    }
}

#[test]
fn the_first_firewall_is_one() {
    let Some(nft) = require("nft") else { return };
    for server in tree().servers() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("nftables.conf");
        fs::write(&file, content(&server, "/etc/sysconfig/nftables.conf")).unwrap();
        let output = Command::new(&nft).args(["--check", "--file"]).arg(&file).output().unwrap();
        assert!(output.status.success(), "{server}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_network_is_what_el9_makes_of_it() {
    let Some(cloud_init) = require("cloud-init") else { return };
    for server in tree().servers() {
        let address = tree().env(&server, "QALYP_ADDRESS");
        let config = tree().server(&server, "cloud-init/network-config");
        let expected = yaml(&server, "network-config");
        let gateway =
            expected["ethernets"]["eth0"]["routes"][0]["via"].as_str().unwrap().to_owned();
        let folder = tempfile::TempDir::new().unwrap();
        for kind in ["sysconfig", "network-manager"] {
            let output = Command::new(&cloud_init)
                .args([
                    "devel",
                    "net-convert",
                    "--kind",
                    "yaml",
                    "--distro",
                    "rhel",
                    "--output-kind",
                    kind,
                ])
                .arg("--network-data")
                .arg(&config)
                .arg("--directory")
                .arg(folder.path())
                .output()
                .unwrap();
            assert!(
                output.status.success(),
                "{server}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let made = files(folder.path())
            .iter()
            .map(|file| fs::read_to_string(file).unwrap())
            .collect::<Vec<_>>()
            .join("\n");
        for line in [
            "DEVICE=eth0\n".to_owned(),
            "BOOTPROTO=none\n".to_owned(),
            format!("IPADDR={address}\n"),
            format!("GATEWAY={gateway}\n"),
            "DEFROUTE=yes\n".to_owned(),
            "interface-name=eth0\n".to_owned(),
            "method=manual\n".to_owned(),
            format!("0.0.0.0/0,{gateway}\n"),
        ] {
            assert!(made.contains(&line), "{server}: {line}{made}");
        }
    }
}
