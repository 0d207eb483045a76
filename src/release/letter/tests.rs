use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;
use crate::render::SecretName;

const LETTER: &str = "# Ready\n\n| | |\n|---|---|\n| From | ⟦term-starts⟧ |\n| Until | ⟦term-ends⟧ |\n\n\
                      | What | Login |\n|---|---|\n| Monitoring | password ⟦secret:grafana/admin⟧; change it |\n\n\
                      Profiles: ⟦vpn-profiles⟧. And ⟦link:slk/console⟧, again ⟦term-ends⟧.\n";

struct Given {
    name: SecretName,
    password: Vec<u8>,
    links: BTreeMap<String, String>,
}

fn given(password: &[u8]) -> Given {
    let link = |name: &str| (name.to_owned(), format!("https://once.example/{}", name.len()));
    Given {
        name: SecretName::new("grafana/admin").unwrap(),
        password: password.to_vec(),
        links: [link("slk/console"), link(PROFILES)].into(),
    }
}

impl Given {
    fn complete(&self, change: impl FnOnce(&mut Values<'_>)) -> Result<String, Fault> {
        self.of(LETTER, change)
    }

    fn of(&self, letter: &str, change: impl FnOnce(&mut Values<'_>)) -> Result<String, Fault> {
        let secrets = [PlacedSecret { name: &self.name, value: &self.password }];
        let mut values = Values {
            language: Language::En,
            starts: "2026-12-01T10:00:00+05:00".parse().ok(),
            ends: "2027-01-01T10:00:00+05:00".parse().ok(),
            offset: UtcOffset::KAZAKHSTAN,
            links: &self.links,
            profiles_apart: false,
            secrets: &secrets,
        };
        change(&mut values);
        complete(letter, &values).map(|done| done.to_string())
    }
}

/// The cells of all tables of a Markdown text, and everything outside of them.
fn read(markdown: &str) -> (Vec<String>, String) {
    let (mut cells, mut rest, mut inside) = (Vec::new(), String::new(), false);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableCell) => {
                cells.push(String::new());
                inside = true;
            }
            Event::End(TagEnd::TableCell) => inside = false,
            Event::Text(text) if inside => cells.last_mut().unwrap().push_str(&text),
            Event::Text(text) => rest.push_str(&text),
            Event::Start(_) | Event::End(_) | Event::SoftBreak => {}
            other => panic!("markup in {markdown:?}: {other:?}"),
        }
    }
    (cells, rest)
}

#[test]
fn every_field_gets_its_value() {
    let done = given(b"p4ss\n").complete(|_| {}).unwrap();
    let (cells, rest) = read(&done);
    assert!(cells.contains(&"1\u{a0}December 2026, 10:00 (UTC+05:00)".to_owned()), "{cells:?}");
    assert!(cells.contains(&"password p4ss; change it".to_owned()), "{cells:?}");
    assert!(
        rest.contains("Profiles: https://once.example/12. And https://once.example/11, again 1")
    );
    let apart = given(b"p").complete(|values| {
        values.profiles_apart = true;
        values.language = Language::Ru;
    });
    // The link for what is handed over apart has no place then, but its field is there.
    assert!(
        apart.unwrap().contains("Profiles: каждый пользователь получает свой профиль отдельно.")
    );
}

#[test]
fn all_open_fields_are_named_at_once() {
    let bare = Given { links: BTreeMap::new(), ..given(b"p") };
    let fault = bare
        .complete(|values| {
            values.starts = None;
            values.secrets = &[];
        })
        .unwrap_err();
    let names = ["term-starts", "secret:grafana/admin", PROFILES, "link:slk/console"];
    let open = names.map(|name| (name.to_owned(), ValueFault::Missing)).to_vec();
    assert_eq!(fault, Fault::Letter { open });
    let said = fault.to_string();
    assert!(said.contains("⟦link:slk/console⟧: a one-time link"), "{said}");
    assert!(said.contains("--starts 2026-"), "{said}");
}

#[test]
fn what_cannot_be_read_off_or_followed_is_refused() {
    for password in [
        "",
        "\n",
        "a b",
        "a\u{a0}b",
        "a\tb",
        "a\u{202e}b",
        "a\u{200b}",
        "e\u{301}",
        "a\u{ad}b",
        "a\nb",
    ] {
        let fault = given(password.as_bytes()).complete(|_| {}).unwrap_err();
        let open = vec![("secret:grafana/admin".to_owned(), ValueFault::NotLegible)];
        assert_eq!(fault, Fault::Letter { open }, "{password:?}");
        assert!(password.len() < 3 || !fault.to_string().contains(password), "it is not repeated");
    }
    assert!(given(b"\xff\xfe").complete(|_| {}).is_err());
    for address in ["http://a.example", "javascript:x", "https://a b", "https://a>", "a@b.example"]
    {
        let mut bad = given(b"p");
        bad.links.insert(PROFILES.to_owned(), address.to_owned());
        let open = vec![(PROFILES.to_owned(), ValueFault::NotALink)];
        assert_eq!(bad.complete(|_| {}).unwrap_err(), Fault::Letter { open }, "{address}");
    }
    let mut more = given(b"p");
    more.links.insert("grafana/admim".to_owned(), "https://a.example".to_owned());
    let Fault::NoSuchField { given: unused, known } = more.complete(|_| {}).unwrap_err() else {
        panic!("a link without a field")
    };
    assert_eq!((unused, known.len()), (vec!["`grafana/admim`".to_owned()], 2));
    let ends = given(b"p").complete(|values| values.ends = values.starts);
    assert_eq!(ends, Err(Fault::TermEndsFirst));
    let unknown = complete(
        "a ⟦whatever⟧",
        &Values {
            language: Language::En,
            starts: None,
            ends: None,
            offset: UtcOffset::KAZAKHSTAN,
            links: &BTreeMap::new(),
            profiles_apart: true,
            secrets: &[],
        },
    );
    let open = vec![("whatever".to_owned(), ValueFault::Unknown)];
    assert_eq!(unknown.unwrap_err(), Fault::Letter { open });
    for broken in ["a ⟦term-ends", "a ⟧", "⟦x ⟦term-ends⟧", "⟦term-ends⟧ b⟧"] {
        let fault = given(b"p").of(broken, |_| {}).unwrap_err();
        assert!(matches!(fault, Fault::Letter { .. }), "{broken}: {fault:?}");
    }
}

#[test]
fn every_letter_of_the_example_has_known_fields_only() {
    for (language, template) in [
        (Language::Kk, include_str!("../../../templates/server/handover/letter.kk.md")),
        (Language::Ru, include_str!("../../../templates/server/handover/letter.ru.md")),
        (Language::En, include_str!("../../../templates/server/handover/letter.en.md")),
    ] {
        let found = fields(template);
        assert!(found.len() >= 6, "{found:?}");
        for field in found {
            let links = BTreeMap::new();
            let values = Values {
                language,
                starts: None,
                ends: None,
                offset: UtcOffset::KAZAKHSTAN,
                links: &links,
                profiles_apart: false,
                secrets: &[],
            };
            assert_eq!(value(field, &values), Err(ValueFault::Missing), "{field}");
        }
    }
}

proptest! {
    /// Whatever a password is made of, a parser of Markdown reads it back, within its cell, and nothing else changes.
    #[test]
    fn a_password_is_read_back(password in "[!-~⟦⟧а-яё`|<>&\\\\*_\\[\\]-]{1,40}") {
        let done = given(password.as_bytes()).complete(|_| {}).unwrap();
        let (cells, rest) = read(&done);
        let expected = format!("password {password}; change it");
        prop_assert!(cells.contains(&expected), "{:?} in {:?}", expected, cells);
        let (plain, plain_rest) = read(&given(b"p").complete(|_| {}).unwrap());
        prop_assert_eq!(cells.len(), plain.len());
        prop_assert_eq!(rest, plain_rest);
    }

    /// No text makes the reading of fields fail, and a letter without fields stays as it is.
    #[test]
    fn any_text_is_cut_without_loss(text in "[a⟦⟧:\\n ]{0,60}") {
        let mut again = String::new();
        for piece in pieces(&text) {
            match piece {
                Piece::Text(text) => again.push_str(text),
                Piece::Field(field) => again.push_str(&format!("⟦{field}⟧")),
            }
        }
        prop_assert_eq!(again, text);
    }
}
