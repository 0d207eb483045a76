//! Letters: read by a MIME parser, compared with their Markdown, and looked at in a browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use serde::Deserialize;
use tempfile::TempDir;

use super::require::require;
use super::tree::{files, tree};

const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// An e-mail as Python reads it.
#[derive(Deserialize)]
struct Mail {
    headers: Vec<String>,
    from: Vec<(String, String)>,
    to: Vec<(String, String)>,
    subject: String,
    language: String,
    encodings: Vec<String>,
    plain: String,
    html: String,
    text: String,
    elements: BTreeSet<String>,
    links: Vec<String>,
}

/// All letters below a folder, by their path without its ending.
fn letters(out: &Path) -> BTreeSet<PathBuf> {
    let is_mail = |path: &PathBuf| path.extension().is_some_and(|e| e == "eml");
    files(out).into_iter().filter(is_mail).map(|path| path.with_extension("")).collect()
}

fn example() -> BTreeSet<PathBuf> {
    let found = letters(tree().server("", "").parent().unwrap());
    assert!(found.len() > 30, "{}", found.len());
    found
}

/// Reads the e-mails of letters. `None` without Python.
fn read(letters: &BTreeSet<PathBuf>) -> Option<BTreeMap<PathBuf, Mail>> {
    let python = require("python3")?;
    let script = include_str!("letters/read.py");
    let files = letters.iter().map(|letter| with_ending(letter, "eml"));
    let output = Command::new(python).args(["-c", script]).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mails: BTreeMap<PathBuf, Mail> = serde_json::from_slice(&output.stdout).unwrap();
    Some(mails.into_iter().map(|(path, mail)| (path.with_extension(""), mail)).collect())
}

fn with_ending(letter: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", letter.display()))
}

fn markdown(letter: &Path) -> String {
    fs::read_to_string(with_ending(letter, "md")).unwrap()
}

/// The text of Markdown and where its links lead, as a parser of `CommonMark` with tables has them.
fn parsed(markdown: &str) -> (String, Vec<String>) {
    let (text, _, links) = parts(markdown);
    (text, links)
}

/// The text of Markdown, the same without the heads of its tables, and its links.
fn parts(markdown: &str) -> (String, String, Vec<String>) {
    let mut text = String::new();
    let mut links = Vec::new();
    let mut heads = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => links.push(match link_type {
                LinkType::Email => format!("mailto:{dest_url}"),
                _ => dest_url.to_string(),
            }),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::TableHead) => heads.push(text.len()..text.len()),
            Event::End(TagEnd::TableHead) => heads.last_mut().unwrap().end = text.len(),
            Event::Html(html) | Event::InlineHtml(html) => panic!("markup of HTML: {html}"),
            Event::End(end) if !matches!(end, TagEnd::Link) => text.push('\n'),
            _ => {}
        }
    }
    let mut body = text.clone();
    for head in heads.into_iter().rev() {
        body.replace_range(head, "");
    }
    (text, body, links)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn a_mail_parser_finds_no_defect_and_the_same_text_in_all_forms() {
    let Some(mails) = read(&example()) else { return };
    for (letter, mail) in &mails {
        let shown = letter.display();
        let markdown = markdown(letter);
        let (text, body, links) = parts(&markdown);
        let title = markdown.lines().next().unwrap().strip_prefix("# ").unwrap();
        assert_eq!(mail.subject, parsed(&format!("# {title}")).0.trim(), "{shown}");
        assert!(!mail.subject.contains('⟦'), "{shown}: nobody fills in what is encoded");
        // HTML says it word by word; plain text repeats the headings of its tables.
        assert_eq!(words(&mail.text), words(&text), "{shown}");
        let plain: BTreeSet<_> = mail.plain.split(|c: char| !c.is_alphanumeric()).collect();
        for word in body.split(|c: char| !c.is_alphanumeric()) {
            assert!(plain.contains(word), "{shown}: the plain text lacks {word:?}");
        }
        assert_eq!(mail.links, links, "{shown}");
        assert_eq!(mail.encodings, ["8bit", "8bit"], "{shown}");
        assert!(mail.plain.lines().all(|line| line.chars().count() <= 90), "{shown}");
        assert!(letter.to_str().unwrap().ends_with(&format!(".{}", mail.language)), "{shown}");
    }
}

/// What only a clock could know is left to the sending system, and nothing else is.
#[test]
fn the_headers_are_those_of_a_letter_that_is_not_sent_yet() {
    let Some(mails) = read(&example()) else { return };
    let always = [
        "auto-submitted",
        "content-language",
        "content-transfer-encoding",
        "content-type",
        "from",
        "mime-version",
        "subject",
    ];
    for (letter, mail) in &mails {
        let shown = letter.display();
        let mut expected: BTreeSet<_> = always.into();
        if letter.to_str().unwrap().contains("/servers/") {
            expected.insert("to");
            let [(name, mailbox)] = &mail.to[..] else { panic!("{shown}: {:?}", mail.to) };
            assert!(!name.is_empty() && mailbox.contains('@'), "{shown}");
        }
        assert_eq!(mail.headers.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
        let name = match mail.language.as_str() {
            "kk" => "«Бұлт Хостинг» ЖШС",
            "ru" => "ТОО «Бұлт Хостинг»",
            _ => "Bulut Hosting LLP",
        };
        assert_eq!(mail.from, [(name.to_owned(), "support@bulut.example".to_owned())], "{shown}");
    }
    let main = tree().server("romashka-main", "handover/letter.kk");
    let to = ("Айгерім Сәрсенова".to_owned(), "it@romashka.example".to_owned());
    assert_eq!(mails[&main].to, [to]);
}

#[test]
fn no_letter_holds_a_secret_or_what_a_template_left() {
    // The example has no deleted server.
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    build(&out, "deleted", "a", "Bob", "b").unwrap();
    let mut used = BTreeSet::new();
    for letter in example().into_iter().chain(letters(&out.join("servers/hostile"))) {
        for ending in ["md", "eml"] {
            let text = fs::read_to_string(with_ending(&letter, ending)).unwrap();
            let shown = letter.display();
            for wrong in ["{{", "{%", "/etc/qalyp", "PRIVATE KEY", "None", "undefined"] {
                assert!(!text.contains(wrong), "{shown}: {wrong}");
            }
            for field in text.split('⟦').skip(1) {
                used.insert(field.split('⟧').next().unwrap().to_owned());
            }
        }
    }
    // The documented fields are those that there are.
    let page = include_str!("../../docs/letters.md");
    let documented: BTreeSet<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `⟦")?.split('⟧').next())
        .filter(|name| !name.starts_with("link:"))
        .map(str::to_owned)
        .collect();
    assert_eq!(used, documented);
}

/// Everything that clause 3.3 asks for is in the handover of every open server, in each language.
#[test]
fn the_handover_has_the_four_groups() {
    for server in tree().servers() {
        let folder = tree().server(&server, "handover");
        let open = tree().env(&server, "QALYP_ACCESS") == "open";
        assert_eq!(folder.exists(), open, "{server}");
        if !open {
            continue;
        }
        for language in LANGUAGES {
            let text = markdown(&folder.join(format!("letter.{language}")));
            let fqdn = tree().env(&server, "QALYP_FQDN");
            let needed = [
                &*fqdn,
                &tree().env(&server, "QALYP_ADDRESS"),
                "https://console.bulut.example",
                &format!("https://{fqdn}/monitoring/"),
                &format!("{fqdn}:1541"),
                "1194 UDP",
                "`admin`",
                "⟦secret:grafana/admin⟧",
                "⟦vpn-profiles⟧",
                "⟦term-starts⟧",
                "⟦term-ends⟧",
                "`windows`",
                "`macos`",
                "`linux`",
                "`ios`",
                "`android`",
                "10:00–19:00",
                "01:00–06:00",
            ];
            for needed in needed {
                let found = text.contains(needed) || text.contains(&needed.replace(' ', "\u{a0}"));
                let turned = needed.split(' ').rev().collect::<Vec<_>>().join(" ");
                assert!(found || text.contains(&turned), "{server}, {language}: {needed}");
            }
        }
    }
}

/// What a browser measured of one letter.
#[derive(Clone, Deserialize)]
struct Seen {
    name: String,
    width: u32,
    overflow: u32,
    beyond: Vec<String>,
    text: String,
    links: Vec<String>,
    unlinked: u32,
    loads: u32,
    headings: u32,
    height: u32,
}

/// Lets Chromium lay out pages and measure them; `None` without it.
fn seen(pages: &BTreeMap<String, &str>) -> Option<Vec<Seen>> {
    let chromium = require("chromium")?;
    let folder = TempDir::new().unwrap();
    let pages = serde_json::to_string(pages).unwrap().replace("</", "<\\/");
    let page = include_str!("letters/measure.html").replace("LETTERS", &pages);
    let path = folder.path().join("measure.html");
    fs::write(&path, page).unwrap();
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .args(["--virtual-time-budget=10000", "--dump-dom", "--window-size=1000,900"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", path.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let result = dom.split("<pre id=\"result\">").nth(1).unwrap().split("</pre>").next().unwrap();
    let result = result.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Some(serde_json::from_str(&result).unwrap_or_else(|error| panic!("{error}\n{result}")))
}

fn look_well(seen: &[Seen]) {
    for seen in seen {
        let shown = format!("{} at {}", seen.name, seen.width);
        assert!(seen.overflow <= seen.width, "{shown}: {} wide, {:?}", seen.overflow, seen.beyond);
        assert_eq!(seen.beyond, Vec::<String>::new(), "{shown}");
        assert_eq!((seen.loads, seen.headings, seen.unlinked), (0, 1, 0), "{shown}");
        assert!(seen.height > 300, "{shown}: {}", seen.height);
        for protocol in &seen.links {
            assert!(["https:", "mailto:"].contains(&protocol.as_str()), "{shown}: {protocol}");
        }
        for markup in ["**", "](", "|---", "&amp;", "&#", "\\_", "\\."] {
            assert!(!seen.text.contains(markup), "{shown}: {markup}\n{}", seen.text);
        }
    }
}

#[test]
fn a_browser_shows_every_letter_on_a_telephone_and_on_a_desk() {
    let Some(mails) = read(&example()) else { return };
    let pages: BTreeMap<String, &str> =
        mails.iter().map(|(path, mail)| (path.display().to_string(), mail.html.as_str())).collect();
    let Some(seen) = seen(&pages) else { return };
    assert_eq!(seen.len(), 2 * pages.len());
    look_well(&seen);
}

/// What a customer may write into a title: each is a line of text, which the language allows.
const TITLE: &str =
    r"**x** [a](https://evil.example) <script>alert(1)</script> &amp; | `c` # _y_ ${z} {{ 7 }}";
const PERSON: &str = r#""Bob", <evil@evil.example> (x); =?utf-8?q?x?= Бахыт"#;
const INFOBASE: &str = r"<img src=https://evil.example/p.png onerror=alert(1)> ![p](https://evil.example) www.evil.example";

/// Builds the example with one more customer into a folder; `Err` with what was said.
fn build(
    folder: &Path,
    access: &str,
    title: &str,
    person: &str,
    infobase: &str,
) -> Result<(), String> {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    let customer = format!(
        "kind: customer\nname: hostile\ntitle: {}\n\
         contact: {{name: {}, email: bob@bob.example, language: en}}\n\
         servers:\n  - name: hostile\n    domain: hostile\n    address: 203.0.113.99\n    \
         access: {access}\n    \
         tariffs: [{{since: 2026-01-01, tariff: business}}]\n    \
         platform: {{version: 8.3.27.1508, licence: prof}}\n    \
         infobases: [{{name: a, title: {}, publication: {{path: /a}}}}]\n",
        text(title),
        text(person),
        text(infobase)
    );
    let mut child = Command::new(env!("CARGO_BIN_EXE_qalyp"))
        .args(["build", env!("CARGO_MANIFEST_DIR"), "-", "--at", "2026-11-22", "--out"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(customer.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(said.into_owned()) }
}

/// A server without VPN, packages and licences is promised none of what they give.
#[test]
fn nothing_is_promised_that_the_server_does_not_have() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    build(&out, "open", "TOO", "Aigul", "Accounting").unwrap();
    let of = |server: &Path, kind: &str, language: &str| {
        markdown(&server.join(format!("{kind}.{language}")))
    };
    for (language, monitoring, proven, disk, licences, restarts, names) in [
        (
            "ru",
            "**Мониторинг:**",
            "на пробу",
            "на диске самого сервера",
            "в тариф не входят",
            "перезапускается",
            "(DNS)",
        ),
        (
            "en",
            "**Monitoring:**",
            "as a test",
            "disk of the server itself",
            "not in the tariff",
            "restarts",
            "(DNS)",
        ),
        (
            "kk",
            "**Мониторинг:**",
            "сынақ ретінде",
            "сервердің өз дискісінде",
            "тарифке кірмейді",
            "қайта іске қосылады",
            "(DNS)",
        ),
    ] {
        let bare = out.join("servers/hostile");
        let (letter, backups) =
            (of(&bare, "handover/letter", language), of(&bare, "handbook/backup", language));
        for absent in [monitoring, names] {
            assert!(!letter.contains(absent), "{language}: {absent}");
        }
        assert!(letter.contains(licences) && letter.contains(restarts), "{letter}");
        assert!(!backups.contains(proven) && backups.contains(disk), "{backups}");

        let full = out.join("servers/romashka-main");
        let (letter, backups) =
            (of(&full, "handover/letter", language), of(&full, "handbook/backup", language));
        assert!(letter.contains(monitoring) && letter.contains(names), "{letter}");
        assert!(backups.contains(proven) && !backups.contains(disk), "{backups}");
    }
}

#[test]
fn a_hostile_name_is_text_in_all_three_forms() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    build(&out, "open", TITLE, PERSON, INFOBASE).unwrap();
    let letters = letters(&out.join("servers/hostile"));
    assert!(letters.len() >= 6, "{letters:?}");
    let Some(mails) = read(&letters) else { return };
    for (letter, mail) in &mails {
        let shown = letter.display();
        let (text, links) = parsed(&markdown(letter));
        assert_eq!(links, mail.links, "{shown}");
        assert!(links.iter().all(|link| !link.contains("evil")), "{shown}: {links:?}");
        for element in ["script", "img", "input"] {
            assert!(!mail.elements.contains(element), "{shown}: {element}");
        }
        assert_eq!(mail.to, [(PERSON.to_owned(), "bob@bob.example".to_owned())], "{shown}");
        assert!(text.contains(PERSON), "{shown}: {text}");
        if letter.to_str().unwrap().contains("/handover/") {
            for hostile in [TITLE, INFOBASE] {
                assert!(text.contains(hostile), "{shown}: {text}");
                let joined = |text: &str| words(text).join(" ");
                assert!(joined(&mail.text).contains(&joined(hostile)), "{shown}: {}", mail.text);
                assert!(joined(&mail.plain).contains(&joined(hostile)), "{shown}: {}", mail.plain);
            }
        }
    }
    let pages = mails.iter().map(|(path, mail)| (path.display().to_string(), &*mail.html));
    if let Some(seen) = seen(&pages.collect()) {
        let own = |seen: &Seen| Seen { text: String::new(), ..seen.clone() };
        look_well(&seen.iter().map(own).collect::<Vec<_>>());
    }
}

#[test]
fn a_name_can_bring_neither_a_header_nor_a_field() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    for (title, person) in [
        ("a\r\nBcc: evil@evil.example", "Bob"),
        ("a", "Bob\r\nBcc: evil@evil.example"),
        ("a\n\nb", "Bob"),
        ("⟦secret:grafana/admin⟧", "Bob"),
    ] {
        assert!(build(&out, "open", title, person, "b").is_err(), "{title:?}, {person:?}");
    }
    // A word without end is no reason to fail; its part travels as base64.
    build(&out, "open", &"ы".repeat(1_500), "Bob", "b").unwrap();
    let Some(mails) = read(&letters(&out.join("servers/hostile/handover"))) else { return };
    for mail in mails.values() {
        assert_eq!(mail.encodings, ["base64", "base64"]);
        assert!(mail.text.contains(&"ы".repeat(1_500)));
    }
}
