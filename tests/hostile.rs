//! Free text that a person writes is harmless in every file: it never adds, removes or changes a
//! line that means something, and every structured file is read back by a parser of its format.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};
use qalyp::artefacts::Compilation;
use qalyp::blueprint::{Limits, load};
use qalyp::contract::Date;
use qalyp::fleet::Catalogue;
use qalyp::render::{Engine, SecretName, TemplateSet};

/// A customer whose free texts are given, as a JSON string is YAML.
fn customer(text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    format!(
        "kind: customer\nname: hostile\ntitle: {text}\n\
         contact: {{name: {text}, email: a@a.example, language: kk}}\n\
         servers:\n  - name: hostile-1\n    domain: hostile\n    address: 203.0.113.88\n\
         \x20   tariffs: [{{since: 2026-10-01, tariff: business}}]\n\
         \x20   platform: {{version: 8.3.27.1508, licence: prof}}\n\
         \x20   infobases:\n      - {{name: base, title: {text}, publication: {{path: /base, odata: {{}}}}}}\n"
    )
}

/// The same customer with a user of a VPN, whose name a person writes.
fn with_vpn_user(name: &str) -> String {
    let name = serde_json::to_string(name).unwrap();
    let vpn = format!(
        "\x20   vpn: {{network: 10.8.88.0/24, tcp-443: true, routes: [192.168.88.0/24], \
         users: [{{name: {name}, address: 10.8.88.9, routes: [192.168.89.0/24]}}]}}\n"
    );
    customer("Tame") + &vpn
}

/// The same customer with another name of its infobase, which is the database's too.
fn with_infobase(name: &str) -> String {
    let name = serde_json::to_string(name).unwrap();
    customer("Tame").replace("{name: base,", &format!("{{name: {name},"))
}

/// The files of that customer's server; `None` if the text was refused with a finding.
fn compile(text: &str) -> Option<BTreeMap<String, String>> {
    compile_document(customer(text))
}

fn compile_document(document: String) -> Option<BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let streams = vec![("<stdin>".to_owned(), document)];
    let loaded = load(root, streams, Limits::default());
    let catalogue = Catalogue::new(&loaded.blueprints);
    let at: Date = "2026-11-22".parse().unwrap();
    if loaded.report.has_errors() || qalyp::checks::check(&catalogue, at).has_errors() {
        return None;
    }
    let set = TemplateSet::embedded(BTreeMap::new()).unwrap();
    let engine = Engine::new(&set).unwrap();
    let compilation = Compilation::new(&catalogue, &engine).unwrap().unwrap();
    let only = ["hostile-1".to_owned()];
    let parts = compilation.parts(Some(&only)).unwrap();
    let artefacts = (parts[0].render)().ok()?;
    let text = |bytes| String::from_utf8(bytes).expect("every artefact is UTF-8");
    Some(artefacts.into_iter().map(|a| (a.path.as_str().to_owned(), text(a.content))).collect())
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', ';']) || line.trim_start().starts_with("<!--")
}

fn ends_with(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == extension)
}

/// A file with its comments and free texts left out: what its program acts on.
fn meaning(path: &str, text: &str) -> String {
    match path {
        "cloud-init/user-data" => {
            let value: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
            serde_yaml::to_string(&value).unwrap()
        }
        "server.json" => serde_json::from_str::<serde_json::Value>(text).expect("JSON").to_string(),
        "release.tsv" => text
            .lines()
            .map(|line| {
                let columns: Vec<&str> = line.split('\t').collect();
                assert_eq!(columns.len(), 7, "{line}");
                [&columns[..4], &columns[5..]].concat().join("\t") + "\n"
            })
            .collect(),
        // The title is the fifth of six columns, and not one more row.
        "root/etc/qalyp/onec/infobases.tsv" => text
            .lines()
            .map(|line| {
                let columns: Vec<&str> = line.split('\t').collect();
                assert_eq!(columns.len(), 6, "{line}");
                [&columns[..4], &columns[5..]].concat().join("\t") + "\n"
            })
            .collect(),
        path if ends_with(path, "md") => structure(text),
        path if ends_with(path, "eml") => elements(text),
        path => {
            let extension = path.rsplit_once('.').map(|(_, extension)| extension);
            if matches!(extension, Some("vrd" | "xml")) {
                roxmltree::Document::parse(text).expect("XML");
            }
            if path.starts_with("cloud-init/") {
                let _: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
            }
            text.lines().filter(|line| !is_comment(line)).map(|l| format!("{l}\n")).collect()
        }
    }
}

/// What a parser of Markdown makes of a letter, without its words.
fn structure(letter: &str) -> String {
    let events = Parser::new_ext(letter, Options::ENABLE_TABLES);
    let is_word = |event: &Event<'_>| matches!(event, Event::Text(_) | Event::Code(_));
    events.filter(|event| !is_word(event)).map(|event| format!("{event:?}\n")).collect()
}

/// The names of an e-mail's headers, where its parts begin, and the elements of its HTML.
fn elements(mail: &str) -> String {
    let (head, body) = mail.split_once("\r\n\r\n").expect("a header and a body");
    let names = head.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| name);
    // Plain text holds what a person wrote; the page comes after it.
    let page = body.split_once("<!DOCTYPE html>").expect("a page").1;
    let tags =
        page.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag);
    let parts = body.lines().filter(|line| line.starts_with("Content-"));
    let is_page = |tag: &&str| !tag.starts_with("title");
    names.chain(parts).chain(tags.filter(is_page)).map(|line| format!("{line}\n")).collect()
}

fn harmless(hostile: &str) {
    let Some(files) = compile(hostile) else { return };
    let tame = compile("Tame").expect("the tame text is right");
    assert_eq!(files.keys().collect::<Vec<_>>(), tame.keys().collect::<Vec<_>>());
    for (path, text) in &files {
        assert_eq!(
            meaning(path, text),
            meaning(path, &tame[path]),
            "{path} means something else with {hostile:?}"
        );
        // Longer text is wrapped into more lines of an e-mail.
        if !ends_with(path, "eml") {
            assert_eq!(text.lines().count(), tame[path].lines().count(), "{path} with {hostile:?}");
        }
    }
}

/// A name of a VPN user is part of paths and stands in comments, and nowhere else: besides its own files nothing
/// differs, and the profiles are read by the rules of the clients as they are made.
fn names_only_its_own_files(name: &str) {
    let Some(files) = compile_document(with_vpn_user(name)) else { return };
    let tame = compile_document(with_vpn_user("tame")).expect("the tame name is right");
    let own = |name: &str| -> Vec<String> {
        let platforms = ["windows", "macos", "linux", "ios", "android"].into_iter();
        let profiles = platforms.map(|on| format!("vpn/{name}/{on}/hostile-1.ovpn"));
        let listeners = ["udp", "tcp"].into_iter();
        profiles.chain(listeners.map(|on| format!("root/etc/openvpn/ccd/{on}/{name}"))).collect()
    };
    assert_eq!(files.len(), tame.len(), "{name:?}");
    for (mine, theirs) in own(name).iter().zip(own("tame")) {
        let (mine, theirs) = (&files[mine], &tame[&theirs]);
        assert_eq!(meaning("x", mine), meaning("x", theirs), "{name:?}");
        assert_eq!(mine.lines().count(), theirs.lines().count(), "{name:?}");
    }
    // The handed-over letters and the table of files are about the files' names.
    let named = |path: &str| {
        ["handover/", "notices/", "vpn/", "release.tsv"].iter().any(|p| path.starts_with(p))
    };
    for (path, text) in files.iter().filter(|(path, _)| !named(path) && tame.contains_key(*path)) {
        assert_eq!(meaning(path, text), meaning(path, &tame[path]), "{path} with {name:?}");
    }
}

#[test]
fn the_classics_are_harmless_and_not_refused() {
    for text in [
        "\"; rm -rf / #",
        "ТОО «Ромашка & Co»",
        "$(reboot) `reboot` ${HOME} $HOME",
        "'; DROP DATABASE accounting; --",
        "<!-- --> ]]> <script>alert(1)</script> &amp;",
        "{{ secret('x') }} {% raw %}",
        "no",
        "a: b",
        "- a",
        "}\nserver { listen 1; }".split('\n').next().unwrap(),
        "\\",
        "a\\",
        "%d %% %h",
        "Қазақ «тілі» ‹ы› — 100 %",
        "e\u{301}\u{200d}🧪",
    ] {
        assert!(compile(text).is_some(), "{text:?} is refused");
        harmless(text);
    }
}

#[test]
fn names_of_vpn_users_are_refused_or_mean_nothing() {
    for refused in [
        "../../etc/passwd",
        "a b",
        "a/b",
        "DEFAULT",
        "-a",
        ".a",
        "a;b",
        "a\\b",
        "Айгерім",
        "a\"b",
        "#a",
    ] {
        assert!(compile_document(with_vpn_user(refused)).is_none(), "{refused:?} is not refused");
    }
    for taken in ["a", "A.B_c-d@e", "0", "push", "a.ovpn", "udp"] {
        assert!(compile_document(with_vpn_user(taken)).is_some(), "{taken:?} is refused");
        names_only_its_own_files(taken);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_name_of_a_vpn_user(name in "[ -~]{1,8}|[A-Za-z0-9._@-]{1,70}") {
        names_only_its_own_files(&name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_harmless(text in "[\\PC\\t\\r\\n\"'`$;#{}<>&%\\\\/=:*!|@\\[\\],\u{85}\u{2028}\u{202e}-]{1,60}") {
        harmless(&text);
    }
}

/// The list from which infobases are registered has a row for each and six columns in it, whatever they are called. The
/// last one names the secret of its role: a name that can be a file.
fn is_one_row(name: &str) {
    let Some(files) = compile_document(with_infobase(name)) else { return };
    let rows: Vec<&str> = files["root/etc/qalyp/onec/infobases.tsv"].lines().skip(1).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    let (columns, secret) = rows[0].rsplit_once('\t').expect("several columns");
    assert_eq!(columns, format!("{name}\t{name}\tru\ton\tTame"));
    let role = secret.strip_prefix("postgresql/").expect("a secret of PostgreSQL");
    assert!(!role.contains('/') && SecretName::new(secret).is_some(), "{secret}");
}

#[test]
fn a_name_of_an_infobase_is_one_column() {
    for name in ["x#", "a b", "$(id)`id`", "Қойма №1 & Co", "x y.z(1){3}%s!~^,+@", "__proto__"]
    {
        assert!(compile_document(with_infobase(name)).is_some(), "{name:?} is refused");
        is_one_row(name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_name_of_an_infobase_is_one_column(name in "[\\PC\\t$;#{}<>&%!|@\\[\\], -]{1,30}") {
        is_one_row(&name);
    }
}
