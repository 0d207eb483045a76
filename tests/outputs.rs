//! `schemas/` describes what comes out, and `docs/outputs.md` names every field of it.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> Value {
    read(&root().join(format!("schemas/{name}.schema.json")))
}

fn validator(name: &str) -> Validator {
    let schema = schema(name);
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn qalyp(args: &[&str], folder: &Path) -> (i32, String) {
    let run = duct::cmd(env!("CARGO_BIN_EXE_qalyp"), args).dir(folder).unchecked();
    let output = run.stdout_capture().stderr_capture().run().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// The example in a folder of its own, with two servers changed: one deleted, one renamed.
fn built() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    assert_eq!(qalyp(&["init", "shop"], folder.path()).0, 0);
    let change = |file: &str, from: &str, to: &str| {
        let path = shop.join("blueprints/customers").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has `{from}`");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    change("saparov.yaml", "access: closed", "access: deleted");
    change(
        "zhuldyz.yaml",
        "  - name: zhuldyz-branch\n",
        "  - name: zhuldyz-branch\n    renamed-from: old\n",
    );
    let (code, text) = qalyp(&["build", "--no-sync", "--at", "2026-11-22"], &shop);
    assert_eq!(code, 0, "{text}");
    (folder, shop.join("out"))
}

fn complaints(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn a_deleted_server_has_no_order_and_a_renamed_one_says_so() {
    let (_folder, out) = built();
    let schema = validator("server");
    let server = |name: &str| read(&out.join(format!("servers/{name}/server.json")));
    let (deleted, renamed) = (server("saparov-shop"), server("zhuldyz-branch"));
    assert_eq!(complaints(&schema, &deleted), [""; 0]);
    assert_eq!((&deleted["access"], &deleted["order"]), (&"deleted".into(), &Value::Null));
    assert_eq!(complaints(&schema, &renamed), [""; 0]);
    assert_eq!(renamed["renamed_from"], "old");
    let what: Vec<_> = deleted["delete"].as_array().unwrap().iter().map(|d| &d["what"]).collect();
    for thing in ["machine", "disk", "technical-backup", "tls-certificate", "dns-name", "secrets"] {
        assert!(what.contains(&&Value::from(thing)), "{thing} in {what:?}");
    }
    let files = fs::read_dir(out.join("servers/saparov-shop")).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(
        files,
        ["manifest.json", "notices", "server.json"],
        "the record, and letters about it"
    );
}

#[test]
fn what_another_server_has_by_now_is_not_deleted_with_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    assert_eq!(qalyp(&["init", "shop"], folder.path()).0, 0);
    let file = shop.join("blueprints/customers/saparov.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let (head, server) = text.split_at(text.find("  - name:").unwrap());
    let gone = server.replace("access: closed", "access: deleted");
    let again =
        server.replace("saparov-shop", "saparov-again").replace("access: closed", "access: open");
    assert!(gone != server && again != server);
    fs::write(&file, format!("{head}{gone}{again}")).unwrap();
    let (code, text) = qalyp(&["build", "--no-sync", "--at", "2026-11-22"], &shop);
    assert_eq!(code, 0, "{text}");
    let deleted = read(&shop.join("out/servers/saparov-shop/server.json"));
    assert_eq!(complaints(&validator("server"), &deleted), [""; 0]);
    let what: Vec<_> = deleted["delete"].as_array().unwrap().iter().map(|d| &d["what"]).collect();
    assert!(what.contains(&&Value::from("machine")), "{what:?}");
    for kept in ["dns-name", "tls-certificate"] {
        assert!(!what.contains(&&Value::from(kept)), "{kept} in {what:?}");
    }
}

#[test]
fn a_schema_refuses_what_is_not_so() {
    let (_folder, out) = built();
    let schema = validator("server");
    let whole = read(&out.join("servers/romashka-main/server.json"));
    let with = |field: &str, value: Value| {
        let mut other = whole.clone();
        other[field] = value;
        schema.is_valid(&other)
    };
    assert!(with("tls", "supplied".into()));
    assert!(!with("tls", "none".into()));
    assert!(!with("password", "x".into()), "no field that is not described");
    assert!(!with("order", Value::Null), "only a deleted server has no order");
    assert!(!with("access", "deleted".into()), "a deleted server has no network");
    for field in whole.as_object().unwrap().keys() {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(field);
        assert!(!schema.is_valid(&less), "{field} can be left out");
    }
}

#[test]
fn findings_pass_their_schema() {
    let folder = tempfile::tempdir().unwrap();
    let wrong =
        "kind: tariff\nname: a\nnmae: b\n---\nkind: [\n---\nkind: addon\nname: a\nname: b\n";
    fs::write(folder.path().join("a.yaml"), wrong).unwrap();
    let (code, text) = qalyp(&["check", "--format", "json", "--max-findings", "2"], folder.path());
    assert_eq!(code, 1);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(complaints(&validator("findings"), &document), [""; 0]);
    assert_eq!(document["hidden"][0]["file"], "a.yaml");
    assert_eq!(document["findings"].as_array().unwrap().len(), 2);
}

/// The names of all properties of a schema.
fn properties(schema: &Value, into: &mut BTreeSet<String>) {
    if let Some(object) = schema.as_object() {
        if let Some(own) = schema["properties"].as_object() {
            into.extend(own.keys().cloned());
        }
        for inner in object.values() {
            properties(inner, into);
        }
    } else if let Some(list) = schema.as_array() {
        for inner in list {
            properties(inner, into);
        }
    }
}

#[test]
fn the_page_names_every_field() {
    let page = fs::read_to_string(root().join("docs/outputs.md")).unwrap();
    let words: BTreeSet<&str> =
        page.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let mut fields = BTreeSet::new();
    for name in ["manifest.root", "manifest.part", "server", "findings"] {
        properties(&schema(name), &mut fields);
    }
    let missing: Vec<_> = fields.iter().filter(|field| !words.contains(field.as_str())).collect();
    assert!(fields.len() > 50 && missing.is_empty(), "docs/outputs.md does not name {missing:?}");
}
