//! Whatever a person writes into a name, an address or a title is text in both forms, and changes
//! nothing around it.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::samples::Samples;
use super::{read_html, read_markdown, seen};
use crate::contract::Language;
use crate::review::documents::Document;

/// What a customer of bad will would try, and what one of good will may be called.
const PIECES: [&str; 30] = [
    "|",
    "<",
    ">",
    "&",
    "\"",
    "'",
    "`",
    "*",
    "_",
    "**x**",
    "[a](https://evil.example)",
    "<script>",
    "</td></tr>",
    "<!--",
    "-->",
    "&amp;",
    "&#124;",
    "\\",
    "# ",
    "- ",
    "1. ",
    "{{ 7 }}",
    "⟦term-ends⟧",
    "www.evil.example",
    "אבג דה",
    "مرحبا",
    "\u{200b}",
    "\u{1f600}",
    "ТОО «Ә»",
    "]]>",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => "[a-zа-яә0-9 ]{1,5}",
    ];
    prop::collection::vec(piece, 1..6)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("a line holds something", |text| !text.trim().is_empty())
}

/// The example in which a text stands wherever a person may write one.
fn with(text: &str) -> Samples {
    let quoted = serde_json::to_string(text).unwrap();
    Samples::with(|path, whole| match path {
        "blueprints/customers/saparov.yaml" => {
            let title = whole.lines().find(|line| line.starts_with("title:")).unwrap();
            let more = format!(
                "title: {quoted}\naccounting: {{address: {quoted}, signatory: {{name: {quoted}, \
                 position: {quoted}}}, contract: {{number: {quoted}, date: 2026-07-29}}}}"
            );
            whole.replace(title, &more)
        }
        "blueprints/provider.yaml" => {
            whole.replace("name: Д. А. Серікова", &format!("name: {quoted}"))
        }
        "blueprints/tariffs/tariffs.yaml" => whole.replace("ru: Старт", &format!("ru: {quoted}")),
        _ => whole.to_owned(),
    })
}

fn documents(samples: &Samples) -> [Document; 2] {
    let language = Language::Russian;
    [
        samples.refund_act(language),
        samples.statement("saparov", ["2026-07-01", "2026-11-22"], language),
    ]
}

/// What a Markdown document consists of.
fn skeleton(markdown: &str) -> Vec<String> {
    let parts = Parser::new_ext(markdown, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Table(alignments)) => Some(format!("table of {}", alignments.len())),
        Event::Start(tag) => Some(format!("{tag:?}")),
        Event::Text(_) | Event::End(_) => None,
        other => Some(format!("{other:?}")),
    });
    parts.collect()
}

/// The elements of a page with the names of their attributes.
fn elements(page: &str) -> Vec<String> {
    read_html(page, |tree| {
        let all = tree.descendants().filter(roxmltree::Node::is_element);
        let element = |node: roxmltree::Node<'_, '_>| {
            let names: Vec<_> = node.attributes().map(|attribute| attribute.name()).collect();
            format!("{} {}", node.tag_name().name(), names.join(" "))
        };
        all.map(element).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn hostile_text_is_text_and_nothing_else(text in hostile()) {
        let tame = documents(&with("x"));
        for (document, tame) in documents(&with(&text)).iter().zip(&tame) {
            let (markdown, html) = (document.to_markdown(), document.to_html());
            prop_assert_eq!(skeleton(&markdown), skeleton(&tame.to_markdown()), "{}", &markdown);
            prop_assert_eq!(elements(&html), elements(&tame.to_html()), "{}", &html);
            let trimmed = text.trim();
            prop_assert!(read_markdown(&markdown).contains(trimmed), "{}", &markdown);
            prop_assert!(seen(&html).contains(trimmed), "{}", &html);
            for wrong in ["<script>", "https://evil.example\"", "<!--"] {
                prop_assert!(!html.contains(wrong), "{}", &html);
            }
        }
    }
}

/// A name that is written from right to left cannot reorder the digits of the number after it.
#[test]
fn what_a_person_wrote_is_isolated() {
    let html = documents(&with("אבג 12"))[0].to_html();
    assert!(html.contains("<bdi>אבג 12</bdi>"), "{html}");
}
