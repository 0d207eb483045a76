use super::*;
use crate::blueprint::{Limits, Loaded, load_texts};
use crate::diagnostics::Code;

const ROMASHKA: &str = "\
kind: customer
name: romashka
servers:
  - name: romashka-first
    domain: first
  - name: romashka-main
    domain: main
  - name: romashka-last
    domain: last
settings: {}
";
const ZHULDYZ: &str =
    "kind: customer\nname: zhuldyz\nservers:\n  - name: zhuldyz-1\n    domain: one\n";
const CALENDAR: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/blueprints/calendars/kazakhstan.yaml"));
const CODE: Code = Code("E0249");

/// A project, and the files of its folder of keys.
fn project(more: &[(&str, &str)]) -> Loaded {
    let texts =
        [("b/romashka.yaml", ROMASHKA), ("b/zhuldyz.yaml", ZHULDYZ), ("b/calendar.yaml", CALENDAR)];
    let all = texts.iter().chain(more).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut loaded = load_texts(all.collect(), Limits::default());
    // What is missing in these short documents is not the subject.
    loaded.blueprints.faulty.named.clear();
    for name in ["romashka-main", "romashka-last", "zhuldyz-1"] {
        loaded.sources.add(format!("./keys/pki/{name}.yaml"), "server: x\n");
    }
    loaded.sources.add("b/pki/zhuldyz-1.yaml", "server: x\n");
    loaded
}

/// Where a text stands.
fn place(loaded: &Loaded, file: &str, text: &str) -> Span {
    let (id, source) = loaded.sources.iter().find(|(_, it)| it.name() == file).unwrap();
    let at = u32::try_from(source.text().find(text).unwrap()).unwrap();
    Span::new(id, at, at + u32::try_from(text.len()).unwrap())
}

fn elsewhere(loaded: &Loaded, server: &str) -> Elsewhere {
    Elsewhere::of(server, &loaded.blueprints, &loaded.sources, Path::new("keys"))
}

/// Whether an error in one place that points at others stops the server in the middle.
fn stops(loaded: &Loaded, primary: (&str, &str), others: &[(&str, &str)]) -> bool {
    let found = Finding::error(CODE, "x").at(place(loaded, primary.0, primary.1), "");
    let found =
        others.iter().fold(found, |it, (file, text)| it.also(place(loaded, file, text), ""));
    elsewhere(loaded, "romashka-main").stops(&found)
}

#[test]
fn errors_of_others_do_not_stop_a_server() {
    let loaded = project(&[]);
    for (file, text) in [
        ("b/zhuldyz.yaml", "one"),
        ("b/zhuldyz.yaml", "zhuldyz"),
        ("./keys/pki/zhuldyz-1.yaml", "x"),
        ("./keys/pki/romashka-last.yaml", "x"),
        ("b/romashka.yaml", "domain: first"),
    ] {
        assert!(!stops(&loaded, (file, text), &[]), "{file} {text}");
    }
    // Somebody who is gone from the VPN of another server, with the place where that user is not.
    let state = ("./keys/pki/romashka-last.yaml", "x");
    assert!(!stops(&loaded, state, &[("b/romashka.yaml", "domain: last")]));
}

#[test]
fn errors_of_the_server_its_customer_and_the_project_stop_it() {
    let loaded = project(&[]);
    for (file, text) in [
        ("b/romashka.yaml", "domain: main"),
        ("b/romashka.yaml", "name: romashka"),
        // Where the last server ends, nobody knows.
        ("b/romashka.yaml", "settings"),
        ("b/romashka.yaml", "domain: last"),
        ("b/calendar.yaml", "kazakhstan"),
        ("./keys/pki/romashka-main.yaml", "x"),
        ("b/pki/zhuldyz-1.yaml", "x"),
    ] {
        assert!(stops(&loaded, (file, text), &[]), "{file} {text}");
    }
    let nowhere = Finding::error(CODE, "a folder cannot be read");
    assert!(elsewhere(&loaded, "romashka-main").stops(&nowhere));
}

#[test]
fn what_two_servers_share_stops_both() {
    let loaded = project(&[]);
    let main = ("b/romashka.yaml", "domain: main");
    assert!(stops(&loaded, ("b/zhuldyz.yaml", "one"), &[main]));
    assert!(stops(&loaded, ("./keys/pki/romashka-last.yaml", "x"), &[main]));
    let state = ("./keys/pki/romashka-main.yaml", "x");
    assert!(stops(&loaded, ("./keys/pki/zhuldyz-1.yaml", "x"), &[state]));
}

#[test]
fn a_state_that_names_another_server_may_be_anybodys() {
    let loaded = project(&[]);
    let span = place(&loaded, "./keys/pki/zhuldyz-1.yaml", "x");
    let found = Finding::error(Code(STATE_OF_ANOTHER), "x").at(span, "");
    assert!(elsewhere(&loaded, "romashka-main").stops(&found));
}

#[test]
fn a_file_with_more_than_customers_in_it_counts() {
    let both = format!("{ZHULDYZ}---\n{CALENDAR}").replace("zhuldyz", "alatau");
    let loaded = project(&[("b/both.yaml", &both)]);
    assert!(stops(&loaded, ("b/both.yaml", "one"), &[]));
}

#[test]
fn what_could_not_be_recognised_counts_wherever_it_stands() {
    let mut loaded = project(&[]);
    loaded.blueprints.faulty.nameless = 1;
    assert!(stops(&loaded, ("b/zhuldyz.yaml", "one"), &[]));
    let mut loaded = project(&[]);
    loaded.blueprints.faulty.named.insert((Kind::Image, "alma9-1c".to_owned()));
    assert!(stops(&loaded, ("b/zhuldyz.yaml", "one"), &[]));
}

#[test]
fn a_server_that_is_nowhere_is_stopped_by_everything_and_a_warning_stops_nobody() {
    let loaded = project(&[]);
    let span = place(&loaded, "b/zhuldyz.yaml", "one");
    let of = |server| elsewhere(&loaded, server);
    assert!(of("nobody").stops(&Finding::error(CODE, "x").at(span, "")));
    let own = place(&loaded, "b/romashka.yaml", "domain: main");
    assert!(!of("romashka-main").stops(&Finding::warning(Code("W0949"), "x").at(own, "")));
}
