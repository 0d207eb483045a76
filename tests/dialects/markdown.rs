//! Markdown's text, read by a parser of `CommonMark` with every extension that it has.

use std::fmt::Write as _;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use qalyp::render::dialect::{Filter, Scalar};

use super::hostile;

/// Everything but what only makes quotes and hyphens prettier.
fn extensions() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION
}

/// Where a letter writes a value: a paragraph, within words, a heading, an item, cells of a table.
const PLACES: [(&str, &str); 8] = [
    ("", "\n"),
    ("Hello ", ", how are you?\n"),
    ("# ", "\n"),
    ("## The server ", " is ready\n"),
    ("- ", "\n- b\n"),
    ("| a | b |\n|---|---|\n| ", " | c |\n"),
    ("| a | b |\n|---|---|\n| c: ", " | d |\n"),
    ("1. a\n2. b (", ")\n"),
];

/// The events of a place with a harmless word in it, and the same for the written value: they must
/// differ in text only.
fn shape(markdown: &str) -> (Vec<String>, String) {
    let mut shape = Vec::new();
    let mut text = String::new();
    for event in Parser::new_ext(markdown, extensions()) {
        match event {
            Event::Text(part) => {
                text.push_str(&part);
                if shape.last().is_none_or(|last| last != "text") {
                    shape.push("text".to_owned());
                }
            }
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                shape.push(format!("{level} {id:?} {classes:?} {attrs:?}"));
            }
            event => shape.push(format!("{event:?}")),
        }
    }
    (shape, text)
}

fn around(place: (&str, &str), value: &str) -> String {
    format!("{}{value}{}", place.0, place.1)
}

fn holds(filter: &Filter, text: &str) -> Result<(), TestCaseError> {
    let Ok(written) = filter.write(&Scalar::Text(text)) else { return Ok(()) };
    if text.is_empty() {
        return Ok(());
    }
    for place in PLACES {
        let (expected, around_it) = shape(&around(place, "MARK"));
        let (found, shown) = shape(&around(place, &written));
        prop_assert_eq!(&found, &expected, "{:?} written as {:?} in {:?}", text, written, place);
        prop_assert_eq!(shown, around_it.replace("MARK", text), "{:?} in {:?}", written, place);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_persons_text_is_text(text in hostile::text()) {
        holds(Filter::named("markdown").unwrap(), &text)?;
    }

    #[test]
    fn so_is_every_arrangement_of_its_signs(text in "[-+*_#=>!.:|~^$&;<(){}@`0-9a-z\\[\\]\\\\ ]{0,12}") {
        holds(Filter::named("markdown").unwrap(), &text)?;
    }

    #[test]
    fn code_is_shown_letter_by_letter(text in hostile::text()) {
        let Ok(written) = Filter::named("markdown_code").unwrap().write(&Scalar::Text(&text)) else {
            return Ok(());
        };
        for place in ["a {} b\n", "| a | b |\n|---|---|\n| {} | c |\n", "- {}\n"] {
            let markdown = place.replace("{}", &written);
            let found: Vec<_> = Parser::new_ext(&markdown, extensions())
                .filter_map(|event| match event {
                    Event::Code(code) => Some(code.to_string()),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(found, [text.clone()], "{}", markdown);
        }
    }

    #[test]
    fn a_link_leads_where_it_says(path in "[!-~]{0,30}") {
        let address = format!("https://a.example/{path}");
        let Ok(written) = Filter::named("markdown_link").unwrap().write(&Scalar::Text(&address)) else {
            return Ok(());
        };
        let markdown = format!("| a |\n|---|\n| {written} |\n");
        let mut found = Vec::new();
        for event in Parser::new_ext(&markdown, extensions()) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => found.push(dest_url.to_string()),
                Event::End(TagEnd::Link) => found.push("end".to_owned()),
                _ => {}
            }
        }
        prop_assert_eq!(found, [address, "end".to_owned()]);
    }
}

/// The ordinary texts are all written, and the usual ones without a single backslash.
#[test]
fn ordinary_texts_are_written() {
    let written = hostile::write("markdown", &hostile::samples());
    let mut all = String::new();
    for one in written.iter().filter(|one| hostile::ORDINARY.contains(&one.text.as_str())) {
        writeln!(all, "{}", one.written).unwrap();
    }
    assert!(all.contains("ТОО «Ромашка & Co»\n"), "{all}");
}
