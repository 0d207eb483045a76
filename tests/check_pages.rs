//! The pages in `docs/checks` tell the truth: what they say fails yields exactly their code, what
//! they say passes yields nothing, and no code is without a page.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::artefacts::{ArtefactFault, Compilation};
use qalyp::billing::{self, Books};
use qalyp::blueprint::{self, Blueprints, Limits, Loaded};
use qalyp::cases;
use qalyp::checks;
use qalyp::diagnostics::page::{Example, Page, is_code};
use qalyp::diagnostics::{Finding, Report, Sources, human};
use qalyp::doctor::exposed::{ALLOWANCES, Allowances, Values};
use qalyp::doctor::{self, repository};
use qalyp::fleet::Catalogue;
use qalyp::ledger::{self, Inputs};
use qalyp::render::{Engine, TemplateSet};
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

/// Whether a document holds facts of a ledger and not a blueprint.
fn is_facts(document: &&str) -> bool {
    let facts = |line: &str| ["fact:", "- fact:", "- {fact:"].iter().any(|it| line.starts_with(it));
    document.lines().any(facts)
}

/// Writes the base project into `into` with the example laid over it. Terms and calendars are the
/// shipped ones: they are long, and no example is about a shorter contract.
fn lay_over(example: &Example, into: &Path) {
    let replaced: Vec<_> = match example.file {
        Some(_) => Vec::new(),
        None => documents(&example.text).map(identity).collect(),
    };
    let is_replaced = |document: &&str| {
        matches!(identity(document), (Some(_), Some(_))) && replaced.contains(&identity(document))
    };
    let copy = |from: PathBuf, to: PathBuf| {
        for entry in WalkDir::new(&from).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let text = fs::read_to_string(entry.path()).unwrap();
                let kept: Vec<_> = documents(&text).filter(|d| !is_replaced(d)).collect();
                let path = to.join(entry.path().strip_prefix(&from).unwrap());
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, kept.join("---\n")).unwrap();
            }
        }
    };
    copy(root().join("golden-tests/base"), into.to_owned());
    for shipped in ["blueprints/terms", "blueprints/calendars"] {
        copy(root().join(shipped), into.join(shipped));
    }
    let write = |file: &str, text: &str| {
        fs::create_dir_all(into.join(file).parent().unwrap()).unwrap();
        fs::write(into.join(file), text).unwrap();
    };
    if let Some(server) = &example.issued {
        let state = format!("golden-tests/issued/{server}.yaml");
        write(&format!("keys/pki/{server}.yaml"), &fs::read_to_string(root().join(state)).unwrap());
    }
    let Some(file) = example.file.as_deref() else {
        let (facts, blueprints): (Vec<_>, Vec<_>) = documents(&example.text).partition(is_facts);
        if !facts.is_empty() {
            write("ledger/example.yaml", &facts.join("---\n"));
        }
        return write("blueprints/example.yaml", &blueprints.join("---\n"));
    };
    if file.starts_with("templates/") {
        let project = fs::read_to_string(into.join("qalyp.yaml")).unwrap();
        fs::write(into.join("qalyp.yaml"), project + "templates: templates\n").unwrap();
    }
    write(file, &example.text);
}

/// Everything that reading, checking and making the example's project finds. What was booked in a
/// ledger is recomputed for the pages of that.
fn check(page: &Page, example: &Example) -> (Report, Sources) {
    if example.file.as_deref() == Some("cases.yaml") {
        return run_cases(&example.text);
    }
    if let Some(file) = &example.file
        && doctor::CODES.iter().any(|entry| entry.code.0 == page.code)
    {
        return look_into(file, &example.text);
    }
    let folder = tempfile::tempdir().unwrap();
    lay_over(example, folder.path());
    let Loaded { blueprints, mut sources, mut report, ledger, .. } =
        blueprint::load(folder.path(), Vec::new(), Limits::default());
    let at = "2026-11-22".parse().unwrap();
    let catalogue = Catalogue::new(&blueprints);
    report.absorb(checks::check(&catalogue, at));
    if let Some(folder) = ledger {
        let inputs = Inputs { paths: vec![folder], streams: Vec::new() };
        let loaded = ledger::load(inputs, Limits::default(), &mut sources);
        let judged = billing::CODES.iter().any(|entry| entry.code.0 == page.code);
        report.absorb(of_ledger(&catalogue, loaded, judged));
    }
    let templates = TemplateSet::embedded(blueprints.overrides.clone());
    match templates.as_ref().map(Engine::new) {
        Err(faults) => report.extend(faults.iter().map(|fault| fault.finding(&mut sources))),
        Ok(Err(faults)) => report.extend(faults.iter().map(|fault| fault.finding(&mut sources))),
        Ok(Ok(engine)) if !report.has_errors() => {
            let faults = make(&blueprints, &engine);
            report.extend(faults.iter().map(|fault| fault.finding(&mut sources)));
        }
        Ok(Ok(_)) => {}
    }
    (report, sources)
}

/// Everything that the doctor finds in a folder with one file.
fn look_into(file: &str, text: &str) -> (Report, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    let allowances = if file == ALLOWANCES { text } else { "" };
    let (allowed, unfit) = Allowances::read(allowances);
    let looked = repository::look(&repository::walk(folder.path()), &allowed, &Values::default());
    let mut sources = Sources::default();
    let mut report = doctor::open_findings(&looked, str::to_owned, &mut sources);
    let needed = Some(looked.allowed.as_slice());
    report.absorb(doctor::allowance_findings(
        allowances,
        file,
        &allowed,
        &unfit,
        needed,
        &mut sources,
    ));
    (report, sources)
}

/// Everything that running an example as worked cases finds, beside answers that differ.
fn run_cases(text: &str) -> (Report, Sources) {
    let mut sources = Sources::default();
    let source = sources.add("cases.yaml", text);
    let file = match cases::File::read(&sources, source, Limits::default()) {
        Ok(file) => file,
        Err(found) => return (found.into_iter().collect(), sources),
    };
    let verdicts = cases::run([&file], |_, _| true);
    let not_run = verdicts.into_iter().flat_map(|verdict| match verdict.failure {
        Some(cases::Failure::NotRun(found)) => found,
        Some(other) => panic!("an example is no wrong answer: {other:?}"),
        None => Vec::new(),
    });
    (not_run.chain(file.noted.iter().cloned()).collect(), sources)
}

/// What reading a ledger and asking the books finds, with what was booked if that is `judged`.
fn of_ledger(catalogue: &Catalogue<'_>, loaded: ledger::Loaded, judged: bool) -> Report {
    let mut report = loaded.report;
    let books = Books::new(catalogue, &loaded.ledger).expect("the base has a provider and terms");
    report.absorb(billing::references(&books, &loaded.faulty));
    if judged {
        report.extend(booked(&books));
    }
    report
}

/// Where what was booked and what the rules say differ.
fn booked(books: &Books<'_>) -> Vec<Finding> {
    let at = "2026-11-22T12:00:00+05:00".parse().unwrap();
    let of = |account: &billing::Account<'_>| -> Vec<Finding> {
        billing::differences(books, account, at).iter().map(Finding::from).collect()
    };
    books.each_account(of).into_iter().flatten().collect()
}

/// Makes all parts in memory; what fails.
fn make(blueprints: &Blueprints, engine: &Engine<'_>) -> Vec<ArtefactFault> {
    let catalogue = Catalogue::new(blueprints);
    let compilation = match Compilation::new(&catalogue, engine) {
        Ok(compilation) => compilation.expect("the base has a provider"),
        Err(fault) => return vec![fault],
    };
    let parts = match compilation.parts(None) {
        Ok(parts) => parts,
        Err(fault) => return vec![fault],
    };
    parts.iter().filter_map(|part| (part.render)().err()).collect()
}

#[test]
fn every_failing_example_yields_its_code_and_no_other() {
    let mut wrong = String::new();
    for page in pages() {
        for example in &page.fails {
            let (report, sources) = check(&page, example);
            let codes: BTreeSet<_> = report.findings().iter().map(|f| f.code.to_string()).collect();
            if codes != BTreeSet::from([page.code.clone()]) {
                let shown = human::render(&report, &sources, &human::Style::default());
                let _ = writeln!(wrong, "{} should fail:\n{}\n{shown}", page.code, example.text);
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
            let (report, sources) = check(&page, example);
            if !report.is_empty() {
                let shown = human::render(&report, &sources, &human::Style::default());
                let _ = writeln!(wrong, "{} should pass:\n{}\n{shown}", page.code, example.text);
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
        let words = program.split('"').filter(|word| is_code(word) && !known.contains(*word));
        missing.extend(words.map(str::to_owned));
    }
    assert!(missing.is_empty(), "codes without a page in docs/checks: {missing:?}");
}
