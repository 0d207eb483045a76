//! Files that are made from the code and committed: JSON Schemas and the language reference.
//!
//! `QALYP_UPDATE=1 cargo test --test generated` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::fs;
use std::path::{Path, PathBuf};

use qalyp::blueprint::kinds::Kind;
use qalyp::blueprint::{project_schema, reference, schema};
use qalyp::ledger;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn hold(path: &Path, wanted: &str) {
    if std::env::var_os("QALYP_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, wanted).unwrap();
        return;
    }
    let have = fs::read_to_string(path).unwrap_or_default();
    assert!(
        have == wanted,
        "{} is stale: run `QALYP_UPDATE=1 cargo test --test generated`",
        path.display()
    );
}

fn pretty(schema: &serde_json::Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(schema).unwrap())
}

fn kinds() -> impl Iterator<Item = Kind> {
    Kind::WORDS.iter().map(|word| Kind::from_word(word).unwrap())
}

#[test]
fn schemas_are_those_of_the_types() {
    for kind in kinds() {
        let path = root().join(format!("schemas/{kind}.schema.json"));
        hold(&path, &pretty(&schema(kind)));
    }
    hold(&root().join("schemas/qalyp.schema.json"), &pretty(&project_schema()));
    hold(&root().join("schemas/ledger.schema.json"), &pretty(&ledger::schema()));
}

#[test]
fn the_references_are_those_of_the_types() {
    for (path, reference) in
        [("docs/language.md", reference()), ("docs/billing/ledger.md", ledger::reference())]
    {
        let path = root().join(path);
        let page = fs::read_to_string(&path).unwrap();
        let mark = "<!-- Below this line the page is made from the types. -->\n";
        let (written, _) = page.split_once(mark).expect("the page has its mark");
        hold(&path, &format!("{written}{mark}{reference}"));
    }
}

/// The documents of a file, as a JSON Schema validator sees them.
fn documents(text: &str) -> Vec<serde_json::Value> {
    use serde::Deserialize as _;
    serde_yaml::Deserializer::from_str(text)
        .map(|document| serde_json::Value::deserialize(document).unwrap())
        .filter(|document| !document.is_null())
        .collect()
}

#[test]
fn the_example_passes_its_schemas() {
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(root().join("blueprints")) {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        for document in documents(&fs::read_to_string(entry.path()).unwrap()) {
            let kind = Kind::from_word(document["kind"].as_str().unwrap()).unwrap();
            let validator = jsonschema::validator_for(&schema(kind)).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", entry.path().display());
            seen += 1;
        }
    }
    assert!(seen >= 15, "only {seen} documents");
    let project = documents(&fs::read_to_string(root().join("qalyp.yaml")).unwrap()).remove(0);
    assert!(jsonschema::validator_for(&project_schema()).unwrap().is_valid(&project));
}

#[test]
fn a_schema_refuses_what_the_decoder_refuses() {
    let customer = "kind: customer\nname: a\ntitle: A\ncontact: {name: A, email: a@a.example, language: ru}\nservers: []\n";
    let validator = jsonschema::validator_for(&schema(Kind::Customer)).unwrap();
    assert!(validator.is_valid(&documents(customer)[0]));
    for (from, to) in [
        ("title: A\n", ""),
        ("language: ru", "language: de"),
        ("servers: []", "severs: []"),
        ("servers: []", "servers: {}"),
        ("servers: []", "servers: [{name: a}]"),
    ] {
        let text = customer.replace(from, to);
        assert!(!validator.is_valid(&documents(&text)[0]), "{text}");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.yaml"), &text).unwrap();
        let loaded =
            qalyp::blueprint::load(folder.path(), Vec::new(), qalyp::blueprint::Limits::default());
        assert!(loaded.report.has_errors(), "{text}");
    }
}

/// The documents of a file of facts.
fn facts(path: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "jsonl") {
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    } else {
        documents(&text)
    }
}

#[test]
fn the_ledger_of_the_example_passes_its_schema() {
    let validator = jsonschema::validator_for(&ledger::schema()).unwrap();
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(root().join("ledger")) {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        for document in facts(entry.path()) {
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", entry.path().display());
            seen += document.as_array().map_or(1, Vec::len);
        }
    }
    assert!(seen >= 50, "only {seen} facts");
}

#[test]
fn the_schema_of_facts_refuses_what_reading_refuses() {
    let validator = jsonschema::validator_for(&ledger::schema()).unwrap();
    let right = r#"{"fact": "payment", "id": "p", "customer": "a", "at": "2026-03-01T10:00:00Z", "amount": "1.00 KZT"}"#;
    let read = |text: &str| {
        let texts = vec![("a.jsonl".to_owned(), text.to_owned())];
        let limits = qalyp::blueprint::Limits::default();
        ledger::load_texts(texts, limits, &mut qalyp::diagnostics::Sources::default()).report
    };
    let valid = |text: &str| validator.is_valid(&serde_json::from_str(text).unwrap());
    assert!(valid(right) && read(right).is_empty());
    for (from, to) in [
        (r#""fact": "payment""#, r#""fact": "bonuses""#),
        (r#""id": "p", "#, ""),
        (r#""id": "p""#, r#""id": "p q""#),
        ("10:00:00Z", "10:00:00"),
        ("1.00 KZT", "-1.00 KZT"),
        (r#""1.00 KZT""#, "1.00"),
        (r#""customer""#, r#""server""#),
    ] {
        let wrong = right.replace(from, to);
        assert_ne!(wrong, right);
        assert!(!valid(&wrong), "{wrong}");
        assert!(read(&wrong).has_errors(), "{wrong}");
    }
}
