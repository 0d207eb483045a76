//! A person's text as markup that means nothing but itself, for documents that no template makes.
//!
//! What a template writes is refused if it holds a hidden character, because a program will read
//! it. A document for people may not fail for that, and may not hide it either: such a character is
//! spelled out, `[U+202E]`.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

use super::dialect::{is_hidden, markdown_escaped, markdown_link};

/// As text of HTML: between tags, or within the double quotes of an attribute.
pub fn html(text: &str) -> String {
    html_escaped(&spelled(text)).into_owned()
}

/// As text of Markdown: within a paragraph, a heading or a cell of a table.
pub fn markdown(text: &str) -> String {
    markdown_escaped(&spelled(text))
}

/// The address of a page or a mailbox as a link of Markdown that shows itself; `None` if it is none.
pub fn link(address: &str) -> Option<String> {
    markdown_link(address).ok()
}

/// Whether every character of a text is seen by itself, so that a person reads off what stands there: no white space,
/// nothing hidden, nothing without a width of its own.
pub fn is_legible(text: &str) -> bool {
    let is_seen = |ch: char| ch.width().is_some_and(|width| width > 0);
    text.chars().all(|ch| is_seen(ch) && !is_hidden(ch) && !ch.is_whitespace())
}

fn spelled(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 8);
    for ch in text.chars() {
        if is_hidden(ch) {
            // Writing to a `String` cannot fail.
            let _ = write!(written, "[U+{:04X}]", u32::from(ch));
        } else {
            written.push(ch);
        }
    }
    Cow::Owned(written)
}

/// Text with its special characters as references.
pub(super) fn html_escaped(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 16);
    for ch in text.chars() {
        match ch {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            ch => written.push(ch),
        }
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::{html, markdown};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    #[test]
    fn what_is_hidden_is_spelled() {
        assert_eq!(html("a\u{202e}<b>\n"), "a[U+202E]&lt;b&gt;[U+000A]");
        assert_eq!(markdown("a\u{202e}|b"), r"a\[U+202E\]&#124;b");
    }

    proptest! {
        /// A real parser finds the text again, and nothing but text.
        #[test]
        fn markdown_is_the_text_again(text in "[\\PC]{0,40}") {
            let line = format!("x {} x", markdown(&text));
            let mut found = String::new();
            for event in Parser::new_ext(&line, Options::ENABLE_TABLES) {
                match event {
                    Event::Text(part) => found.push_str(&part),
                    Event::Start(_) | Event::End(_) => {}
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            prop_assert_eq!(found, format!("x {} x", super::spelled(&text)));
        }

        #[test]
        fn html_is_the_text_again(text in "[\\PC<>&\"']{0,40}") {
            let page = format!("<p title=\"{0}\">{0}</p>", html(&text));
            // XML has the same references, and its parser is strict.
            let tree = roxmltree::Document::parse(&page).unwrap();
            let shown = super::spelled(&text);
            prop_assert_eq!(tree.root_element().text().unwrap_or_default(), &*shown);
            prop_assert_eq!(tree.root_element().attribute("title"), Some(&*shown));
        }
    }
}
