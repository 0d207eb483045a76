//! Every secret that a file asks for has its row in `docs/secrets.md`, and `server.json` lists those
//! that its server needs.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Names = BTreeSet<String>;

const SECRETS: &str = "/etc/qalyp/secrets/";
const COLUMNS: usize = 7;
/// The row for what has a secret for each infobase, and where those begin.
const OF_INFOBASES: (&str, &str) = ("postgresql/INFOBASE", "postgresql/");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All text files below a folder, by path.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    fn walk(folder: &Path, into: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else {
                into.insert(path.to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, &mut found);
    found
}

/// The name of a secret at the start of a text, as `render::secret` allows it. A folder alone is
/// none, and a full stop at the end is the sentence's.
fn name(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| {
            !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '/' | '.' | '_' | '-'))
        })
        .unwrap_or(text.len());
    let name = text[..end].trim_end_matches('.');
    name.contains('/').then(|| name.to_owned())
}

/// The names that follow a mark in a text.
fn after(text: &str, mark: &str, into: &mut Names) {
    into.extend(text.match_indices(mark).filter_map(|(at, _)| name(&text[at + mark.len()..])));
}

/// The rows of the table: name, and the other cells.
fn rows() -> BTreeMap<String, Vec<String>> {
    let page = fs::read_to_string(root().join("docs/secrets.md")).unwrap();
    let mut rows = BTreeMap::new();
    let table = page.split("\n## ").next().unwrap();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<String> =
            line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
        let name = cells[0].trim_matches('`').to_owned();
        assert_eq!(cells.len(), COLUMNS, "{name}: {cells:?}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{name}: {cells:?}");
        assert!(rows.insert(name.clone(), cells[1..].to_vec()).is_none(), "{name} twice");
    }
    rows
}

#[test]
fn every_secret_of_a_template_has_a_row_and_every_row_a_use() {
    let mut used = Names::new();
    for text in texts(&root().join("templates")).values() {
        for mark in ["secret('", "secret(\"", "secret:", SECRETS] {
            after(text, mark, &mut used);
        }
    }
    let rows = rows();
    let mut described: Names = rows.keys().cloned().collect();
    assert!(described.remove(OF_INFOBASES.0), "a row for the roles of infobases");
    used.retain(|name| !name.starts_with(OF_INFOBASES.1));
    assert!(used.len() > 10, "{used:?}");
    assert_eq!(used, described, "left: templates, right: docs/secrets.md");
    for (name, cells) in &rows {
        assert_eq!(cells[0], format!("`{SECRETS}{name}`"), "{name}: its path");
    }
}

/// Units and drop-ins of an image whose own condition holds on a server: each file that they wait
/// for is one of its files.
fn concerns(text: &str, files: &Names) -> bool {
    text.lines()
        .filter_map(|line| line.strip_prefix("ConditionPathExists=/etc/qalyp/"))
        .filter(|path| !path.starts_with("secrets/"))
        .all(|path| files.contains(&format!("/etc/qalyp/{path}")))
}

#[test]
fn a_server_lists_the_secrets_that_its_files_ask_for() {
    let folder = tempfile::tempdir().unwrap();
    let qalyp = |args: &[&str], folder: &Path| {
        let run = duct::cmd(env!("CARGO_BIN_EXE_qalyp"), args).dir(folder);
        run.stdout_capture().stderr_capture().run().unwrap();
    };
    qalyp(&["init", "shop"], folder.path());
    let shop = folder.path().join("shop");
    qalyp(&["build", "--no-sync", "--at", "2026-11-22"], &shop);
    let described: Names = rows().into_keys().filter(|name| name != OF_INFOBASES.0).collect();
    let (mut all, mut servers) = (Names::new(), 0);
    for entry in fs::read_dir(shop.join("out/servers")).unwrap() {
        let part = entry.unwrap().path();
        let document: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(part.join("server.json")).unwrap()).unwrap();
        let image = shop.join("out/images").join(document["order"]["image"].as_str().unwrap());
        let placed = |part: &Path| -> Vec<(String, String)> {
            let root = part.join("root");
            let prefix = root.to_str().unwrap().len();
            texts(&root).into_iter().map(|(path, text)| (path[prefix..].to_owned(), text)).collect()
        };
        let (own, shared) = (placed(&part), placed(&image));
        let files: Names = own.iter().chain(&shared).map(|(path, _)| path.clone()).collect();
        let mut needed = Names::new();
        for (_, text) in &own {
            after(text, SECRETS, &mut needed);
        }
        // What scripts of the image read, their units hand over, or a person asks for it.
        for (path, text) in &shared {
            if path.starts_with("/etc/systemd/") && concerns(text, &files) {
                after(text, SECRETS, &mut needed);
            }
        }
        // The list of infobases names the secret of each role.
        let list = fs::read_to_string(part.join("root/etc/qalyp/onec/infobases.tsv")).unwrap();
        let roles = list.lines().skip(1).map(|line| line.split('\t').nth(5).unwrap().to_owned());
        let roles: Vec<String> = roles.collect();
        assert_eq!(roles.len(), document["infobases"].as_array().unwrap().len());
        assert!(roles.iter().all(|name| name.starts_with(OF_INFOBASES.1)), "{roles:?}");
        needed.extend(roles);
        let listed = document["secrets"].as_array().unwrap();
        let listed: Vec<_> = listed.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        assert!(listed.is_sorted(), "{listed:?}");
        assert_eq!(listed.into_iter().collect::<Names>(), needed, "{}", part.display());
        all.extend(needed);
        servers += 1;
    }
    assert!(servers > 3, "{servers} servers");
    let optional: Names = described.difference(&all).cloned().collect();
    assert_eq!(optional, Names::from(["onec/infobase-administrators".to_owned()]));
}
