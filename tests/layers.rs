//! The direction of the house: a folder of `src/` imports only from folders before it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// In the order in which data flow; `docs/architecture.md` tells what lives where.
const LAYERS: [&str; 9] = [
    "diagnostics",
    "contract",
    "blueprint",
    "fleet",
    "checks",
    "render",
    "artefacts",
    "output",
    "review",
];

fn rust_files(folder: &Path) -> Vec<(String, String)> {
    WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "rs"))
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// The layers that a text names after `crate::`.
fn named(text: &str) -> Vec<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        .collect()
}

#[test]
fn a_layer_imports_only_from_layers_before_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&src);
    assert!(files.len() > 100);
    let mut against = Vec::new();
    for (path, text) in &files {
        let Some(own) = LAYERS.iter().position(|layer| path.starts_with(&format!("{layer}/")))
        else {
            continue;
        };
        for name in named(text) {
            let other = LAYERS.iter().position(|layer| *layer == name);
            if other.is_some_and(|other| other > own) {
                against.push(format!("{path} imports {name}"));
            }
        }
    }
    assert!(against.is_empty(), "against the direction of the house: {against:#?}");
}

#[test]
fn every_folder_of_the_library_is_a_layer() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let name = entry.file_name().into_string().unwrap();
            assert!(name == "cli" || LAYERS.contains(&name.as_str()), "src/{name} has no place");
        }
    }
}

/// The library has no terminal, clock, environment, randomness or exit; only two places of it
/// touch files.
#[test]
fn the_library_keeps_away_from_the_machine() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let machine = [
        "std::env",
        "SystemTime",
        "Instant::now",
        "std::process",
        "println!",
        "eprintln!",
        "std::net::Tcp",
        "stdin()",
        "stdout()",
    ];
    for (path, text) in rust_files(&src) {
        if path.starts_with("cli/") || path == "main.rs" {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if path.ends_with("tests.rs") || path.contains("/tests/") {
            continue;
        }
        for word in machine {
            let used = code.lines().any(|l| !l.trim_start().starts_with("//") && l.contains(word));
            // The lock names the process that holds it.
            let excused = word == "std::process" && path.starts_with("output/");
            assert!(!used || excused, "{path} uses {word}");
        }
        let touches = code.contains("std::fs") || code.contains("rustix::fs");
        assert!(
            !touches || path.starts_with("output/") || path == "blueprint/files.rs",
            "{path} touches files"
        );
    }
}
