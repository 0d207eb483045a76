//! The pages in `docs/checks` tell the truth: what they say fails yields exactly their code, what
//! they say passes yields nothing, and no code is without a page.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::blueprint::{self, Limits};
use qalyp::diagnostics::page::{Example, Page};
use qalyp::diagnostics::{Report, Sources, human};
use walkdir::WalkDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All pages, in the order of their codes.
fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("docs/checks"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.sort();
    let page = |path: &PathBuf| {
        let page = Page::parse(&fs::read_to_string(path).unwrap());
        let page = page.unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        assert_eq!(path.file_stem().unwrap().to_str(), Some(page.code.as_str()));
        page
    };
    paths.iter().map(page).collect()
}

/// Kind and name of a document, as far as they can be seen without reading YAML: an example may
/// not be YAML at all.
fn identity(document: &str) -> (Option<&str>, Option<&str>) {
    let value = |key: &str| document.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    (value("kind:"), value("name:"))
}

fn documents(text: &str) -> impl Iterator<Item = &str> {
    text.split("---\n").filter(|document| !document.trim().is_empty())
}

/// Writes the base project into `into` with the example laid over it.
fn lay_over(example: &Example, into: &Path) {
    let base = root().join("golden-tests/base");
    let replaced: Vec<_> = match example.file {
        Some(_) => Vec::new(),
        None => documents(&example.yaml).map(identity).collect(),
    };
    for entry in WalkDir::new(&base) {
        let entry = entry.unwrap();
        if !entry.file_type().is_file() {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let kept: Vec<_> = documents(&text)
            .filter(|document| {
                !matches!(identity(document), (Some(_), Some(_)))
                    || !replaced.contains(&identity(document))
            })
            .collect();
        let path = into.join(entry.path().strip_prefix(&base).unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, kept.join("---\n")).unwrap();
    }
    let file = example.file.as_deref().unwrap_or("blueprints/example.yaml");
    fs::write(into.join(file), &example.yaml).unwrap();
}

fn check(example: &Example) -> (Report, Sources) {
    let folder = tempfile::tempdir().unwrap();
    lay_over(example, folder.path());
    let loaded = blueprint::load(folder.path(), Vec::new(), Limits::default());
    (loaded.report, loaded.sources)
}

#[test]
fn every_failing_example_yields_its_code_and_no_other() {
    let mut wrong = String::new();
    for page in pages() {
        for example in &page.fails {
            let (report, sources) = check(example);
            let codes: BTreeSet<_> = report.findings().iter().map(|f| f.code.to_string()).collect();
            if codes != BTreeSet::from([page.code.clone()]) {
                let shown = human::render(&report, &sources, &human::Style::default());
                let _ = writeln!(wrong, "{} should fail:\n{}\n{shown}", page.code, example.yaml);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_passing_example_yields_nothing() {
    let mut wrong = String::new();
    for page in pages() {
        for example in &page.passes {
            let (report, sources) = check(example);
            if !report.is_empty() {
                let shown = human::render(&report, &sources, &human::Style::default());
                let _ = writeln!(wrong, "{} should pass:\n{}\n{shown}", page.code, example.yaml);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_code_in_the_library_has_a_page() {
    let known: BTreeSet<_> = pages().into_iter().map(|page| page.code).collect();
    let mut missing = BTreeSet::new();
    for entry in WalkDir::new(root().join("src")) {
        let entry = entry.unwrap();
        let path = entry.path().to_string_lossy().into_owned();
        let is_test = path.contains("/tests/") || path.ends_with("tests.rs");
        if is_test || entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        let codes = program.split("Code(\"").skip(1).filter_map(|rest| rest.split('"').next());
        missing.extend(codes.filter(|code| !known.contains(*code)).map(str::to_owned));
    }
    assert!(missing.is_empty(), "codes without a page in docs/checks: {missing:?}");
}
