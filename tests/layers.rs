//! The house keeps its order: a folder of `src/` imports only from folders to its left, and only
//! some of them know that there is a machine around them. `docs/architecture.md` says why.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Data flows from the first to the last.
const ORDER: [&str; 18] = [
    "diagnostics",
    "contract",
    "blueprint",
    "ledger",
    "cases",
    "fleet",
    "checks",
    "billing",
    "render",
    "artefacts",
    "disk",
    "output",
    "keys",
    "vault",
    "pki",
    "release",
    "doctor",
    "review",
];

/// The binary's folder: it uses the library from outside, as `qalyp::…`.
const CLI: &str = "cli";

/// Who may open a file: the layer that reads blueprints and the one that writes the output.
const DISK: [&str; 6] =
    ["blueprint/files.rs", "blueprint/project.rs", "disk/", "doctor/files.rs", "keys/", "output/"];

/// What a library without terminal, clock, environment and network does not name. Process
/// numbers are the exception: the lock of an output folder says who holds it.
const OUTSIDE: [&str; 14] = [
    "std::env::",
    "std::process::Command",
    "std::process::exit",
    "std::process::abort",
    "std::time::",
    "SystemTime",
    "std::net::Tcp",
    "std::net::Udp",
    "std::thread::sleep",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "rand::",
    "rustix::termios",
];

/// Who may ask the system for random bytes: what is made of them is a secret or a serial number.
const CHANCE: [&str; 2] = ["pki/chance.rs", "vault/random.rs"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file of the library with its path below `src/`.
fn files() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in WalkDir::new(src()).sort_by_file_name() {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(src()).unwrap().to_str().unwrap().to_owned();
        let own = path == "main.rs" || path.starts_with("cli/");
        let is_rust = entry.path().extension().is_some_and(|extension| extension == "rs");
        if is_rust && !own {
            all.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    assert!(all.len() > 50, "the scan finds the library: {} files", all.len());
    all
}

/// The code of a file: comments are left out, lines stay where they are.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| match line.find("//") {
        // A `//` after a colon or within quotes is part of an address.
        Some(at) if line[..at].trim().is_empty() || line[..at].ends_with("  ") => &line[..at],
        Some(at) if !line[..at].contains('"') => &line[..at],
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The folders that a file names after `crate::`, or by climbing out of its own with `super::`,
/// with the line (from 1) of each.
fn uses(path: &str, text: &str) -> Vec<(usize, String)> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            let line = code[..at].matches('\n').count() + 1;
            found.extend(heads(&code[at + "crate::".len()..]).into_iter().map(|name| (line, name)));
        }
    }
    // `a/b.rs` is two steps below the crate, `a/mod.rs` one.
    let depth = path.matches('/').count() + usize::from(!path.ends_with("mod.rs"));
    for (index, line) in code.lines().enumerate() {
        let climb = line.split("super::").count() - 1;
        let top = line.starts_with("use ") || line.starts_with("pub use ");
        if top && climb >= depth && !path.contains("/tests") {
            found.push((index + 1, format!("super::, {climb} steps up, and not crate::")));
        }
    }
    found
}

/// The first names of a path or of a group of paths.
fn heads(rest: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut names, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(word(group[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(word(group[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What is wrong with the imports of one file.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let place = |folder: &str| ORDER.iter().position(|known| *known == folder);
    let folder = path.split('/').next().unwrap_or_default();
    let Some(own) = place(folder) else { return Vec::new() };
    uses(path, text)
        .into_iter()
        .filter(|(_, used)| place(used).is_none_or(|other| other > own))
        // Macros of the crate have no folder of their own.
        .filter(|(_, used)| place(used).is_some() || used.starts_with("super") || used == CLI)
        .map(|(line, used)| format!("src/{path}:{line}: {folder} must not use {used}"))
        .collect()
}

/// The part of a file that is in the library, without its tests.
fn shipped<'t>(path: &str, text: &'t str) -> &'t str {
    let is_test = path.contains("/tests/") || path.ends_with("tests.rs");
    if is_test { "" } else { text.split("#[cfg(test)]").next().unwrap_or_default() }
}

#[test]
fn every_folder_has_its_place() {
    let mut folders = BTreeSet::new();
    for entry in fs::read_dir(src()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            folders.insert(entry.file_name().into_string().unwrap());
        }
    }
    let known: BTreeSet<String> = ORDER.iter().chain([&CLI]).map(ToString::to_string).collect();
    assert_eq!(folders, known, "add a new folder to ORDER, where data flows through it");
}

#[test]
fn a_folder_imports_only_from_its_left() {
    let found: Vec<_> = files().iter().flat_map(|(path, text)| breaches(path, text)).collect();
    assert!(found.is_empty(), "against {}:\n{}", ORDER.join(" → "), found.join("\n"));
}

#[test]
fn the_library_has_no_machine_around_it() {
    let mut found = String::new();
    for (path, text) in files() {
        for (index, line) in code(shipped(&path, &text)).lines().enumerate() {
            let allowed = |word: &str| word == "rand::" && CHANCE.contains(&&*path);
            for word in OUTSIDE.iter().filter(|word| line.contains(**word) && !allowed(word)) {
                let _ = writeln!(found, "src/{path}:{}: {word}", index + 1);
            }
        }
    }
    assert!(found.is_empty(), "only src/cli may know of these:\n{found}");
}

#[test]
fn two_places_touch_the_disk() {
    let mut found = String::new();
    for (path, text) in files() {
        if DISK.iter().any(|place| path.starts_with(place)) {
            continue;
        }
        for (index, line) in code(shipped(&path, &text)).lines().enumerate() {
            if ["std::fs", "rustix::fs", "File::open", "walkdir::", "tempfile::", ".is_file()"]
                .iter()
                .any(|word| line.contains(word))
            {
                let _ = writeln!(found, "src/{path}:{}: {}", index + 1, line.trim());
            }
        }
    }
    assert!(found.is_empty(), "only {DISK:?} may touch files:\n{found}");
}

/// The scan itself sees what it should see.
mod scan {
    use super::{breaches, heads, uses};

    #[test]
    fn finds_paths_and_groups() {
        assert_eq!(heads("fleet::Server;"), ["fleet"]);
        assert_eq!(
            heads("{fleet::{A, B}, render, output::{self, C}};"),
            ["fleet", "render", "output"]
        );
        let text = "use crate::fleet::Server;\n// crate::output\nfn f() { crate::render::go() }\n";
        let names =
            |path| uses(path, text).into_iter().map(|(line, name)| format!("{line} {name}"));
        assert_eq!(names("render/a.rs").collect::<Vec<_>>(), ["1 fleet", "3 render"]);
    }

    #[test]
    fn tells_left_from_right() {
        assert!(breaches("output/a.rs", "use crate::fleet::Server;").is_empty());
        assert!(breaches("fleet/a.rs", "use crate::fleet::origin;").is_empty());
        assert_eq!(
            breaches("fleet/a.rs", "\nuse crate::{contract, output::Digest};"),
            ["src/fleet/a.rs:2: fleet must not use output"]
        );
        assert_eq!(breaches("checks/a.rs", "$crate::render::write!()").len(), 1);
        assert_eq!(breaches("fleet/a.rs", "use super::super::output::Digest;").len(), 1);
        assert!(breaches("fleet/a/b.rs", "use super::super::origin;").is_empty());
    }
}
