//! The completed letter, read by parsers of Markdown and of mail.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::shop::{AT, PASSWORD, SERVER, Shop};
use crate::require::require;

const TERM: [&str; 4] =
    ["--starts", "2026-12-01T10:00:00+05:00", "--ends", "2027-01-01T10:00:00+05:00"];
const PROFILES: [&str; 2] = ["--link", "vpn-profiles=https://once.example/a?b=1&c=2"];

/// Prints the plain part, a line of its own, and the text of the HTML part.
const READ: &str = r"
import email, email.policy, html.parser, sys
message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
class Text(html.parser.HTMLParser):
    out = ''
    def handle_data(self, data): self.out += data
text = Text()
text.feed(message.get_body(('html',)).get_content())
sys.stdout.reconfigure(encoding='utf-8')
print(message.get_body(('plain',)).get_content())
print('<' * 20)
print(text.out)
";

fn letter(shop: &Shop, more: &[&str]) -> super::shop::Outcome {
    shop.run(&[&["release", SERVER, "--at", AT, "--letter"], more].concat())
}

/// The text of each cell of a table.
fn cells(markdown: &str) -> Vec<String> {
    let (mut cells, mut inside) = (Vec::new(), false);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableCell) => {
                cells.push(String::new());
                inside = true;
            }
            Event::End(TagEnd::TableCell) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                cells.last_mut().unwrap().push_str(&text);
            }
            _ => {}
        }
    }
    cells
}

#[test]
fn a_hostile_password_is_read_back_in_every_form_and_language() {
    let python = require("python3");
    let shop = Shop::new();
    for language in ["kk", "ru", "en"] {
        let outcome = letter(&shop, &[&[language], &TERM[..], &PROFILES].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.said());
        assert!(!outcome.said().contains(PASSWORD));
        let path = shop.path(&format!("releases/{SERVER}-letter.{language}"));
        let file = |ending: &str| path.with_extension(format!("{language}.{ending}"));
        for ending in ["md", "eml"] {
            let mode = fs::metadata(file(ending)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600);
        }
        let markdown = fs::read_to_string(file("md")).unwrap();
        let cells = cells(&markdown);
        let told: Vec<_> = cells.iter().filter(|cell| cell.contains(PASSWORD)).collect();
        assert_eq!(told.len(), 1, "{cells:?}");
        // The only brackets of fields are those of the password.
        let rest = cells.concat().replace(PASSWORD, "");
        assert!(!rest.contains(['⟦', '⟧']), "{rest}");
        let Some(python) = &python else { continue };
        let output = Command::new(python).args(["-c", READ]).arg(file("eml")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = String::from_utf8(output.stdout).unwrap();
        let (plain, html) = read.split_once(&"<".repeat(20)).unwrap();
        for form in [plain, html] {
            assert!(form.contains(PASSWORD), "{language}: {form}");
            assert!(form.contains("https://once.example/a?b=1&c=2"), "{language}: {form}");
            assert!(!form.replace(PASSWORD, "").contains(['⟦', '⟧']), "{language}");
        }
    }
}

#[test]
fn a_letter_with_an_open_field_is_not_written() {
    let shop = Shop::new();
    for (given, open) in [
        (&[][..], &["term-starts", "term-ends", "vpn-profiles"][..]),
        (&TERM[..], &["vpn-profiles"]),
        (&[TERM[0], TERM[1], PROFILES[0], PROFILES[1]], &["term-ends"]),
    ] {
        let outcome = letter(&shop, given);
        assert_eq!(outcome.code, Some(1), "{}", outcome.said());
        for field in ["term-starts", "term-ends", "vpn-profiles"] {
            let named = outcome.out.contains(&format!("⟦{field}⟧"));
            assert_eq!(named, open.contains(&field), "{}", outcome.out);
        }
    }
    let both = [&TERM[..], &PROFILES, &["--profiles-apart"]].concat();
    assert_eq!(letter(&shop, &both).code, Some(2));
    let unknown = [&TERM[..], &PROFILES, &["--link", "grafana/admim=https://a.example"]].concat();
    let outcome = letter(&shop, &unknown);
    assert_eq!(outcome.code, Some(2), "{}", outcome.said());
    assert!(outcome.err.contains("grafana/admim"), "{}", outcome.err);
    assert!(!shop.path("releases").exists(), "nothing was made");
}

#[test]
fn a_letter_can_be_encrypted() {
    let shop = Shop::new();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";
    let outcome = letter(&shop, &[&TERM[..], &PROFILES, &["--to", key]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.said());
    let names: Vec<_> =
        outcome.out.lines().take(2).map(|line| line.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["romashka-main-letter.ru.eml.age", "romashka-main-letter.ru.md.age"]);
    assert!(shop.holders(PASSWORD).is_empty());
}

#[test]
fn a_plain_letter_beside_an_encrypted_one_is_told() {
    let shop = Shop::new();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";
    let plain = letter(&shop, &[&TERM[..], &PROFILES].concat());
    assert_eq!(plain.code, Some(0), "{}", plain.said());
    assert!(!plain.out.contains("of an earlier run"), "{}", plain.out);
    let sealed = letter(&shop, &[&TERM[..], &PROFILES, &["--to", key]].concat());
    assert_eq!(sealed.code, Some(0), "{}", sealed.said());
    for ending in ["eml", "md"] {
        let said = format!(
            "romashka-main-letter.ru.{ending} of an earlier run is not encrypted: remove it"
        );
        assert!(sealed.out.contains(&said), "{}", sealed.out);
    }
    let format = ["--to", key, "--format", "json"];
    let answer = letter(&shop, &[&TERM[..], &PROFILES, &format].concat());
    let answer: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(answer["left_plain"].as_array().unwrap().len(), 2, "{answer}");
}
