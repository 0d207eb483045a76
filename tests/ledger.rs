//! Reading a ledger: its forms, repetitions, order, all faults together, and what never reads it.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::billing::{Books, differences, references};
use qalyp::blueprint::{self, Limits};
use qalyp::diagnostics::human::{Style, render};
use qalyp::diagnostics::{Report, Sources};
use qalyp::fleet::Catalogue;
use qalyp::ledger::{self, FactKind, Inputs, Loaded};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(texts: &[(&str, &str)]) -> (Loaded, Sources) {
    let mut sources = Sources::default();
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let loaded = ledger::load_texts(texts.collect(), Limits::default(), &mut sources);
    (loaded, sources)
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.findings().iter().map(|finding| finding.code.0).collect()
}

#[test]
fn the_example_holds_every_kind_of_fact_and_its_bookings_are_right() {
    let mut loaded = blueprint::load(root(), Vec::new(), Limits::default());
    let inputs = Inputs { paths: loaded.ledger.iter().cloned().collect(), ..Inputs::default() };
    let facts = ledger::load(inputs, Limits::default(), &mut loaded.sources);
    let mut report = facts.report;
    let catalogue = Catalogue::new(&loaded.blueprints);
    let books = Books::new(&catalogue, &facts.ledger).unwrap();
    report.absorb(references(&books, &facts.faulty));
    assert!(report.is_empty(), "{}", render(&report, &loaded.sources, &Style::default()));
    // Its bookings are what the contract gives, to the tiyn.
    let at = "2026-11-22T12:00:00+05:00".parse().unwrap();
    for customer in books.customers() {
        let account = books.account(customer);
        let found = differences(&books, &account, at);
        assert!(found.is_empty(), "{found:#?}");
    }
    let kinds: BTreeSet<_> = facts.ledger.facts().iter().map(|fact| fact.kind().word()).collect();
    assert_eq!(kinds, FactKind::WORDS.iter().copied().collect());
}

/// The folder of a project that holds the example, with whatever is to be its ledger.
fn project(folder: &Path, change: impl Fn(&Path)) -> PathBuf {
    let shop = folder.join("shop");
    let run = qalyp(&["init", shop.to_str().unwrap()], folder);
    assert_eq!(run.0, 0, "{}", run.1);
    change(&shop);
    shop
}

fn qalyp(args: &[&str], folder: &Path) -> (i32, String) {
    let run = duct::cmd(env!("CARGO_BIN_EXE_qalyp"), args).dir(folder).unchecked();
    let output = run.stdout_capture().stderr_to_stdout().run().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Every file of the output with its bytes.
fn tree(out: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(out).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .filter(|entry| !entry.path().components().any(|part| part.as_os_str() == ".qalyp"))
        .map(|entry| {
            let path = entry.path().strip_prefix(out).unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn no_artefact_depends_on_a_ledger() {
    let built = |change: &dyn Fn(&Path)| {
        let folder = tempfile::tempdir().unwrap();
        let shop = project(folder.path(), change);
        let (code, text) = qalyp(&["check", "--at", "2026-11-22"], &shop);
        assert_eq!(code, 0, "{text}");
        let (code, text) = qalyp(&["build", "--no-sync", "--at", "2026-11-22"], &shop);
        assert_eq!(code, 0, "{text}");
        let (code, text) = qalyp(&["diff", "--at", "2026-11-22"], &shop);
        assert_eq!(code, 0, "{text}");
        tree(&shop.join("out"))
    };
    let shipped = built(&|_| ());
    assert!(shipped.len() > 100);
    let without = built(&|shop| fs::remove_dir_all(shop.join("ledger")).unwrap());
    let broken = built(&|shop| {
        fs::write(shop.join("ledger/x.yaml"), "kind: customer\nname: romashka\n: [").unwrap();
        fs::write(shop.join("ledger/y.jsonl"), b"{\"fact\": \xff").unwrap();
        fs::create_dir(shop.join("ledger/folder.yaml")).unwrap();
    });
    // Also within a folder of blueprints, where it is named.
    let beside = built(&|shop| {
        fs::write(shop.join("qalyp.yaml"), "ledger: ./blueprints/books\n").unwrap();
        fs::rename(shop.join("ledger"), shop.join("blueprints/books")).unwrap();
        fs::write(shop.join("blueprints/books/broken.yaml"), "a: [").unwrap();
    });
    let paths = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(path, _)| path.clone()).collect()
    };
    for (name, other) in [("no ledger", without), ("a broken one", broken), ("another", beside)] {
        assert_eq!(paths(&other), paths(&shipped), "{name}");
        for ((path, bytes), (_, wanted)) in other.iter().zip(&shipped) {
            assert!(bytes == wanted, "{name} changes {}", path.display());
        }
    }
}

const PAYMENT: &str = r#"{"fact": "payment", "id": "p1", "customer": "romashka", "at": "2026-03-01T10:00:00+05:00", "amount": "15990.00 KZT"}"#;

#[test]
fn all_forms_say_the_same() {
    let yaml = "fact: payment\nid: p1\ncustomer: romashka\nat: 2026-03-01T10:00:00+05:00\namount: 15990.00 KZT\n";
    let list = "- {fact: payment, id: p1, customer: romashka, at: 2026-03-01T05:00:00Z, amount: 15990.00 KZT}\n";
    let pretty = PAYMENT.replace(", ", ",\n  ");
    for (name, text) in [
        ("a.yaml", yaml.to_owned()),
        ("a.yml", list.to_owned()),
        ("a.jsonl", format!("{PAYMENT}\n")),
        ("a.NDJSON", format!("\r\n{PAYMENT}\r\n\r\n")),
        ("a.json", format!("[{PAYMENT}]")),
        ("a.json", pretty.clone()),
        ("a.json", PAYMENT.to_owned()),
        ("<stdin>", yaml.to_owned()),
        ("<stdin>", list.to_owned()),
        ("<stdin>", format!("{PAYMENT}\n{PAYMENT}\n")),
        ("<stdin>", format!("\n[{PAYMENT}, {PAYMENT}]")),
        ("<stdin>", pretty),
        ("<stdin>", format!("# a comment\n---\n{yaml}---\n{list}")),
    ] {
        let (loaded, sources) = read(&[(name, &text)]);
        let shown = render(&loaded.report, &sources, &Style::default());
        assert!(loaded.report.is_empty(), "{name}: {text}\n{shown}");
        let facts = loaded.ledger.facts();
        assert_eq!(facts.len(), 1, "{text}");
        assert_eq!(facts[0].to_string(), PAYMENT.replace(": ", ":").replace(", ", ","));
    }
}

#[test]
fn a_place_in_json_is_that_of_the_value() {
    let line = PAYMENT.replace("romashka", "ро\\u043cашка ы").replace("15990.00", "-1.00");
    for (name, text, place) in [
        ("a.jsonl", format!("{PAYMENT}\n  {line}\n"), "a.jsonl:2:110"),
        ("a.json", format!("[\n{PAYMENT},\n{line}]"), "a.json:3:108"),
    ] {
        let (loaded, sources) = read(&[(name, &text)]);
        assert_eq!(codes(&loaded.report), ["E0014"]);
        let label = loaded.report.findings()[0].primary.clone().unwrap();
        assert_eq!(sources.slice(label.span), "\"-1.00 KZT\"");
        assert_eq!(sources.place(label.span), place);
        assert_eq!(loaded.ledger.facts().len(), 1);
        assert!(loaded.faulty.may_hold("p1"));
    }
}

#[test]
fn a_repetition_counts_once_and_a_contradiction_is_told_with_both_places() {
    let other = PAYMENT.replace("15990.00", "15991.00");
    let elsewhere = PAYMENT.replace("10:00:00+05:00", "05:00:00Z");
    let (loaded, sources) =
        read(&[("a.jsonl", PAYMENT), ("b.jsonl", &elsewhere), ("c.jsonl", &other)]);
    assert_eq!(loaded.ledger.facts().len(), 1);
    assert_eq!(codes(&loaded.report), ["E0403"]);
    let finding = &loaded.report.findings()[0];
    let places: Vec<_> =
        finding.primary.iter().chain(&finding.secondary).map(|l| sources.place(l.span)).collect();
    assert_eq!(places, ["c.jsonl:1:27", "a.jsonl:1:27"]);
    // The same content under another id is another fact.
    let (loaded, _) = read(&[("a.jsonl", &format!("{PAYMENT}\n{}", PAYMENT.replace("p1", "p2")))]);
    assert_eq!((loaded.ledger.facts().len(), loaded.report.is_empty()), (2, true));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
        r#"{"fact": "paymnet", "id": "a"}"#,
        r#"{"fact": "payment", "customer": "romashka", "at": "2026-03-01T10:00:00", "amount": "1.00 KZT"}"#,
        r#"{"fact": "payment", "id": "b", "customer": "romashka", "at": "2026-02-30T10:00:00Z", "amount": "0.00 KZT"}"#,
        r#"{"fact": "outage", "id": "c", "servers": ["a"], "from": "2026-02-01T10:00:00Z", "until": "2026-02-01T09:00:00Z", "cause": "provider-fault", "evidence": "provider"}"#,
        r#"{"fact": "outage", "id": "d", "servers": [], "from": "2026-02-01T10:00:00Z", "cause": "provider", "evidence": "provider"}"#,
        r#"{"fact": "payment", "id": "e", "#,
        r#"["fact"]"#,
    );
    let (loaded, sources) = read(&[("a.jsonl", &text)]);
    let found: Vec<_> = loaded
        .report
        .findings()
        .iter()
        .map(|finding| {
            let line = finding.primary.as_ref().map(|l| sources.locate(l.span).line);
            (line.unwrap_or_default(), finding.code.0)
        })
        .collect();
    assert_eq!(
        found,
        [
            (1, "E0401"),
            (2, "E0402"),
            (2, "E0014"),
            (3, "E0014"),
            (4, "E0405"),
            (5, "E0015"),
            (5, "E0014"),
            (6, "E0404"),
            (7, "E0401"),
        ]
    );
    assert!(loaded.ledger.facts().is_empty());
}

#[test]
fn what_is_too_much_or_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    put("a.jsonl", PAYMENT.as_bytes());
    put("b.jsonl", format!("{{\"fact\": {}1{}}}\n", "[".repeat(99), "]".repeat(99)).as_bytes());
    put("c.json", format!("[{}1]", "1,".repeat(2_000)).as_bytes());
    put("d.yaml", b"fact: \xff\n");
    put("e.txt", b"not read");
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("f.jsonl")).unwrap();
    put("g.jsonl", &vec![b' '; 30_000]);
    let limits = Limits { file_bytes: 20_000, nodes: 1_000, ..Limits::default() };
    let paths = vec![folder.path().to_owned(), folder.path().join("missing.yaml")];
    let inputs = Inputs { paths, streams: Vec::new() };
    let mut sources = Sources::default();
    let loaded = ledger::load(inputs, limits, &mut sources);
    assert_eq!(loaded.ledger.facts().len(), 1);
    let mut found = codes(&loaded.report);
    found.sort_unstable();
    assert_eq!(found, ["E0001", "E0001", "E0002", "E0005", "E0005", "E0404"]);
    assert_eq!(loaded.faulty.nameless, 6);
}
