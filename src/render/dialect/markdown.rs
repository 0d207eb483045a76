//! Markdown: `CommonMark` with tables, as letters are written.
//!
//! What the parser does decides: a backslash before an ASCII punctuation mark takes its meaning
//! away, anywhere but in code; a character reference (`&#32;`) is text and never structure; white
//! space at the edge of a block is dropped, and much of it makes code. A row of a table is cut at
//! its pipes before anything else is read, so a pipe is written as a reference. Programs that show
//! Markdown also make links of bare addresses (GitHub's `www.` and `https:`), so a person's text
//! cannot bring one along either.

use std::fmt::Write as _;

use super::Refusal;
use super::data::is_invisible;
use super::text::is_noncharacter;

/// What encloses the name of a field that the sending system fills in. No value may hold one of
/// them, or a customer's name could ask for a date or a password.
pub const FIELD_MARKS: [char; 2] = ['⟦', '⟧'];

/// Text for a person within a paragraph, a heading or a cell of a table.
pub(super) fn write(text: &str) -> Result<String, Refusal> {
    refuse(text, |_| true)?;
    Ok(escaped(text))
}

/// The same for what holds no hidden character.
pub(in crate::render) fn escaped(text: &str) -> String {
    let inner = text.trim_matches(char::is_whitespace);
    let start = text.len() - text.trim_start_matches(char::is_whitespace).len();
    let mut written = String::with_capacity(text.len() + 8);
    let mut before = None;
    for (at, ch) in text.char_indices() {
        let edge = !(start..start + inner.len()).contains(&at);
        let next = text[at + ch.len_utf8()..].chars().next();
        if edge || ch == '|' {
            // Writing to a `String` cannot fail.
            let _ = write!(written, "&#{};", u32::from(ch));
        } else {
            if ch.is_ascii_punctuation() && !is_plain(&text[..at], before, ch, next) {
                written.push('\\');
            }
            written.push(ch);
        }
        before = Some(ch);
    }
    written
}

/// Whether a punctuation mark means itself here, so that ordinary text stays readable.
fn is_plain(head: &str, before: Option<char>, ch: char, next: Option<char>) -> bool {
    let word = |ch: Option<char>| ch.is_some_and(char::is_alphanumeric);
    let digit = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_digit());
    // At the beginning of a line a number and a dot or a bracket make a list.
    let could_be_a_list = || head.bytes().all(|byte| byte.is_ascii_digit());
    let ends_with_www = || {
        let www = head.get(head.len().saturating_sub(3)..);
        www.is_some_and(|end| end.eq_ignore_ascii_case("www"))
    };
    match ch {
        ',' | ';' | '?' | '%' | '"' | '\'' | '/' | '(' => true,
        '.' => (!could_be_a_list() || word(next)) && !ends_with_www(),
        ')' => !could_be_a_list() || word(next),
        // A line of hyphens is a rule, a heading or the head of a table; with space it is a list.
        '-' => word(next) && before != Some('-'),
        '+' => word(next),
        '=' => before.is_some(),
        '#' => word(before),
        // The beginning of a reference to a character, and of a picture.
        '&' => next.is_some_and(char::is_whitespace),
        '!' => next.is_some(),
        // The time of day; `https:` and `mailto:` make a link.
        ':' => digit(before) && digit(next) || next == Some(' ') && before.is_some(),
        _ => false,
    }
}

/// A name, an address or a path, as code: shown letter by letter.
///
/// Nothing can be escaped in code, so what would end it is refused, and so is a pipe, which would
/// end a cell of a table.
pub(super) fn write_code(text: &str) -> Result<String, Refusal> {
    refuse(text, |ch| ch != '|')?;
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    // One space at each edge is dropped, and space alone is shown by nobody.
    if text != text.trim() {
        return Err(Refusal::EdgeSpace);
    }
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    Ok(format!("{fence}{space}{text}{space}{fence}"))
}

/// The address of a page or a mailbox as a link that shows itself.
///
/// Between `<` and `>` an address holds anything but white space and those two; the schemes are
/// those that a letter may lead to.
pub(in crate::render) fn write_link(text: &str) -> Result<String, Refusal> {
    let fits = |ch: char| ch.is_ascii_graphic() && !matches!(ch, '<' | '>' | '|' | '\\' | '`');
    Refusal::unless(text, fits)?;
    let page = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let mailbox = text.split_once('@').filter(|_| !text.contains([':', '"', '(', ')', ',', ';']));
    let leads_somewhere = match (page, mailbox) {
        (Some(rest), _) => !rest.is_empty(),
        (None, Some((local, domain))) => !local.is_empty() && domain.contains('.'),
        (None, None) => false,
    };
    if leads_somewhere {
        return Ok(format!("<{text}>"));
    }
    let found = text.chars().next();
    Err(found.map_or(Refusal::Empty, |found| Refusal::Character { found, position: 1 }))
}

fn refuse(text: &str, fits: impl Fn(char) -> bool) -> Result<(), Refusal> {
    Refusal::unless(text, |ch| {
        !is_invisible(ch) && !is_noncharacter(ch) && !FIELD_MARKS.contains(&ch) && fits(ch)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;

    #[test]
    fn ordinary_text_stays_readable() {
        for text in ["ТОО «Ромашка», г. Алматы", "Айгерім Сәрсенова", "3 a.m., 5 % (about)"]
        {
            assert_eq!(write("markdown", text).unwrap(), text);
        }
        assert_eq!(write("markdown", 2026).unwrap(), "2026");
    }

    #[test]
    fn markup_becomes_text() {
        for (text, written) in [
            ("a &amp; b", r"a \&amp; b"),
            ("*a* _b_", r"\*a\* \_b\_"),
            ("[a](https://b)", r"\[a\](https\://b)"),
            ("<b>", r"\<b\>"),
            ("1. a", r"1\. a"),
            ("- a", r"\- a"),
            ("a|b", "a&#124;b"),
            ("  a ", "&#32;&#32;a&#32;"),
            ("www.b.c", r"www\.b.c"),
            (r"a\", r"a\\"),
        ] {
            assert_eq!(write("markdown", text).unwrap(), written, "{text:?}");
        }
        for text in ["a\nb", "a\u{202e}", "⟦term-ends⟧"] {
            assert!(write("markdown", text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn code_and_links_hold_what_they_can() {
        assert_eq!(write("markdown_code", "a_b*").unwrap(), "`a_b*`");
        assert_eq!(write("markdown_code", "`a``b").unwrap(), "``` `a``b ```");
        for text in ["", " a", "a|b", "a\nb"] {
            assert!(write("markdown_code", text).is_err(), "{text:?}");
        }
        assert_eq!(write("markdown_link", "https://a.b/c_d").unwrap(), "<https://a.b/c_d>");
        assert_eq!(write("markdown_link", "it+1@b.kz").unwrap(), "<it+1@b.kz>");
        for text in ["", "javascript:alert(1)", "https://a b", "https://a>", "https://", "a@b"] {
            assert!(write("markdown_link", text).is_err(), "{text:?}");
        }
    }
}
