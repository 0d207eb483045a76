//! Reading a project: many servers, many files, files that are too much, and a stable order.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use qalyp::blueprint::{Limits, Loaded, load, load_texts};

const SERVERS: usize = 10_000;

fn customer(name: usize, servers: std::ops::Range<usize>) -> String {
    let mut text = format!(
        "kind: customer\nname: c{name}\ntitle: ТОО «Клиент {name}»\n\
         contact: {{name: Айгерім, email: a@a.example, language: kk}}\nservers:\n"
    );
    for i in servers {
        let _ = writeln!(
            text,
            "  - name: s{i}\n    domain: d{i}\n    address: 10.{}.{}.{}\n    \
             tariffs: [{{since: 2026-01-01, tariff: start}}]\n    \
             platform: {{version: 8.3.25.1445, licence: prof}}",
            i / 62_500,
            i / 250 % 250,
            i % 250 + 1
        );
    }
    text
}

fn read(root: &Path) -> Loaded {
    load(root, Vec::new(), Limits::default())
}

fn names(loaded: &Loaded) -> Vec<String> {
    let customers = &loaded.blueprints.customers;
    customers.iter().flat_map(|c| &c.servers).map(|s| s.name.value.to_string()).collect()
}

#[test]
fn ten_thousand_servers_in_one_file_and_in_as_many_files() {
    let one = tempfile::tempdir().unwrap();
    fs::write(one.path().join("all.yaml"), customer(0, 0..SERVERS)).unwrap();
    let in_one = read(one.path());
    assert!(in_one.report.is_empty(), "{:?}", in_one.report.findings().first());

    let documents = tempfile::tempdir().unwrap();
    let text: Vec<String> = (0..SERVERS).map(|i| customer(i, i..i + 1)).collect();
    fs::write(documents.path().join("all.yaml"), text.join("---\n")).unwrap();
    let in_documents = read(documents.path());

    let many = tempfile::tempdir().unwrap();
    for (i, text) in text.iter().enumerate() {
        fs::write(many.path().join(format!("{i:05}.yaml")), text).unwrap();
    }
    let in_many = read(many.path());
    assert!(in_many.report.is_empty() && in_documents.report.is_empty());

    let wanted: Vec<String> = (0..SERVERS).map(|i| format!("s{i}")).collect();
    assert_eq!(names(&in_one), wanted);
    assert_eq!(names(&in_documents), wanted);
    assert_eq!(names(&in_many), wanted);
}

#[test]
fn findings_do_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..200 {
        let text = customer(i, i..i + 2).replace("licence: prof", "licence: porf");
        fs::write(folder.path().join(format!("{i:03}.yaml")), text).unwrap();
    }
    let shown = || {
        let mut loaded = read(folder.path());
        loaded.report.sort();
        let places = loaded.report.findings().iter().map(|finding| {
            let place = finding.primary.as_ref().map(|l| loaded.sources.place(l.span));
            format!("{place:?} {}", finding.headline)
        });
        places.collect::<Vec<_>>()
    };
    let first = shown();
    assert_eq!(first.len(), 400);
    for _ in 0..5 {
        assert_eq!(shown(), first);
    }
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.report.findings().iter().map(|f| f.code.0).collect()
}

#[test]
fn what_is_too_much_is_refused_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    put("a-right.yaml", customer(1, 0..1).as_bytes());
    put("b-deep.yaml", format!("kind: {}\n", "[".repeat(100)).as_bytes());
    put("c-loop.yaml", b"kind: customer\nname: &a [*a]\n");
    put("d-bomb.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
    put("e-latin.yaml", b"kind: customer\nname: \xff\xfe\n");
    put("f-big.yaml", customer(2, 0..200).as_bytes());
    let limits = Limits { file_bytes: 20_000, ..Limits::default() };
    let loaded = load(folder.path(), Vec::new(), limits);
    assert_eq!(names(&loaded), ["s0"]);
    let mut found = codes(&loaded);
    found.sort_unstable();
    assert_eq!(found, ["E0002", "E0004", "E0004", "E0005", "E0005"]);
}

#[test]
fn many_keys_in_one_mapping_are_all_told_in_time() {
    let mut text = String::from("kind: customer\n");
    for i in 0..100_000 {
        let _ = writeln!(text, "k{i}: 1");
    }
    text += "k5: 2\n";
    let loaded = load_texts(vec![("a.yaml".to_owned(), text)], Limits::default());
    let count = |code| codes(&loaded).into_iter().filter(|c| *c == code).count();
    assert_eq!((count("E0010"), count("E0011")), (100_000, 1));
}

#[test]
fn what_is_no_file_is_told_and_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("RIGHT.YAML"), customer(1, 0..1)).unwrap();
    let socket = folder.path().join("socket.yaml");
    let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.yaml")).unwrap();
    fs::create_dir(folder.path().join("folder.yaml")).unwrap();
    let loaded = read(folder.path());
    assert_eq!(names(&loaded), ["s0"]);
    assert_eq!(codes(&loaded), ["E0001", "E0001"]);
}

#[test]
fn a_project_file_that_cannot_be_followed_is_not_ignored() {
    let project = |make: &dyn Fn(&Path)| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("blueprints")).unwrap();
        fs::write(folder.path().join("blueprints/a.yaml"), customer(1, 0..1)).unwrap();
        make(&folder.path().join("qalyp.yaml"));
        codes(&read(folder.path()))
    };
    assert_eq!(project(&|path| fs::write(path, "{}\n").unwrap()), [""; 0]);
    let dangling = project(&|path| std::os::unix::fs::symlink("nowhere", path).unwrap());
    assert!(dangling.contains(&"E0001"), "{dangling:?}");
    let a_folder = project(&|path| fs::create_dir(path).unwrap());
    assert!(a_folder.contains(&"E0001"), "{a_folder:?}");
    let two = project(&|path| fs::write(path, "compiler: \"0.1\"\n---\ntemplates: x\n").unwrap());
    assert_eq!(two, ["E0003"]);
}

#[test]
fn many_values_in_one_document_are_refused_before_they_cost_memory() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), format!("a: [{}]\n", "1,".repeat(100_000))).unwrap();
    let limits = Limits { nodes: 1000, ..Limits::default() };
    assert_eq!(codes(&load(folder.path(), Vec::new(), limits)), ["E0005"]);
}

#[test]
fn a_link_that_leads_back_is_reported_not_followed_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    fs::write(folder.path().join("qalyp.yaml"), "blueprints: [.]\n").unwrap();
    fs::write(below.join("a.yaml"), customer(1, 0..1)).unwrap();
    std::os::unix::fs::symlink(folder.path(), below.join("back")).unwrap();
    let loaded = read(folder.path());
    assert_eq!(names(&loaded), ["s0"]);
    assert_eq!(codes(&loaded), ["E0001"]);
}

#[test]
fn without_a_project_file_nothing_below_the_folder_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("somewhere/deep");
    fs::create_dir_all(&below).unwrap();
    fs::write(below.join("a.yaml"), customer(1, 0..1)).unwrap();
    assert_eq!(codes(&read(folder.path())), ["E0008"]);
    fs::write(folder.path().join("b.yaml"), customer(2, 1..2)).unwrap();
    assert_eq!(names(&read(folder.path())), ["s1"]);
}

#[test]
fn a_stream_counts_like_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), customer(1, 0..1)).unwrap();
    let streams = vec![("<stdin>".to_owned(), customer(1, 1..2))];
    let loaded = load(folder.path(), streams, Limits::default());
    assert_eq!(codes(&loaded), ["E0007"], "the same customer twice");
    let finding = &loaded.report.findings()[0];
    let place = |label: &qalyp::diagnostics::Label| loaded.sources.place(label.span);
    assert_eq!(finding.primary.as_ref().map(place).unwrap(), "<stdin>:2:7");
    assert_eq!(place(&finding.secondary[0]), "a.yaml:2:7");
}
