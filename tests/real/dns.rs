//! DNS zones, as BIND's checker loads them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::require::require;
use super::tree::tree;

/// The records of a zone in their canonical form: owner, type, data.
fn records(checker: &Path, file: &Path) -> Vec<(String, String, String)> {
    let text = fs::read_to_string(file).unwrap();
    let origin = text.lines().find_map(|line| line.strip_prefix("$ORIGIN ")).unwrap();
    let output = Command::new(checker)
        .args(["-i", "local", "-k", "fail", "-n", "fail", "-r", "fail", "-m", "fail", "-D", origin])
        .arg(file)
        .output()
        .unwrap();
    let zone = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {log}{zone}", file.display());
    assert!(!log.contains("warning"), "{}: {log}", file.display());
    zone.lines()
        .filter_map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            let class = words.iter().position(|&word| word == "IN")?;
            Some((
                words[0].to_owned(),
                words.get(class + 1)?.to_string(),
                words[class + 2..].join(" "),
            ))
        })
        .collect()
}

#[test]
fn zones_load_and_agree_with_each_other() {
    let Some(checker) = require("named-checkzone") else { return };
    let zones: Vec<_> = tree().zones().iter().map(|file| records(&checker, file)).collect();
    let all: Vec<_> = zones.iter().flatten().collect();
    let addresses: BTreeMap<_, _> = all
        .iter()
        .filter(|(_, kind, _)| kind == "A")
        .map(|(name, _, address)| (&**name, &**address))
        .collect();
    // Every server is there, under the name and the address that it has itself.
    for server in tree().servers() {
        let fqdn = format!("{}.", tree().env(&server, "QALYP_FQDN"));
        assert_eq!(
            addresses.get(&*fqdn),
            Some(&&*tree().env(&server, "QALYP_ADDRESS")),
            "{server}"
        );
    }
    // Backwards leads to the same.
    let pointers: Vec<_> = all.iter().filter(|(_, kind, _)| kind == "PTR").collect();
    assert!(!pointers.is_empty());
    for (name, _, fqdn) in pointers {
        let octets: Vec<_> = name.trim_end_matches(".in-addr.arpa.").split('.').rev().collect();
        assert_eq!(addresses.get(&**fqdn), Some(&&*octets.join(".")), "{name}");
    }
}

#[test]
fn only_the_providers_authority_may_issue_certificates() {
    let Some(checker) = require("named-checkzone") else { return };
    let forward = tree()
        .zones()
        .into_iter()
        .find(|file| !file.to_str().unwrap().contains("in-addr"))
        .unwrap();
    let zone = records(&checker, &forward);
    let issue: Vec<_> =
        zone.iter().filter(|(_, kind, data)| kind == "CAA" && data.contains("issue ")).collect();
    assert_eq!(issue.len(), 1, "{issue:?}");
    assert_eq!(issue[0].2, "0 issue \"letsencrypt.org\"");
    assert!(zone.iter().any(|(_, kind, data)| kind == "CAA" && data == "0 issuewild \";\""));
    assert!(zone.iter().filter(|(_, kind, _)| kind == "NS").count() >= 2);
}
