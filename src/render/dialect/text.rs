//! Text for people, bare words and comments.

use std::fmt::Write as _;

use super::Refusal;
use super::data::is_invisible;

/// One line of text for a person: a letter, a message of the day.
pub(super) fn write(text: &str) -> Result<String, Refusal> {
    Refusal::unless(text, |ch| !is_invisible(ch) && !is_noncharacter(ch))?;
    Ok(text.to_owned())
}

/// The lines of one block of PEM (RFC 7468) without the last line break, which the template writes.
/// A block of a private key is refused: no build holds one.
pub(super) fn write_pem(text: &str) -> Result<String, Refusal> {
    let is_own = |ch: char| ch.is_ascii_graphic() || matches!(ch, ' ' | '\n');
    Refusal::unless(text, is_own)?;
    let body = text.strip_suffix('\n').unwrap_or(text);
    let label = body.strip_prefix("-----BEGIN ").and_then(|rest| rest.split("-----\n").next());
    let whole = label.is_some_and(|label| {
        body.ends_with(&format!("\n-----END {label}-----"))
            && body.matches("-----BEGIN ").count() == 1
            && !label.contains("PRIVATE")
    });
    if whole { Ok(body.to_owned()) } else { Err(Refusal::NoPem) }
}

/// A word that means itself in every format: a name, an address, a path. It may stand within a
/// longer word of the template, quoted or not (`/etc/pki/{{ name | bare }}.pem`).
pub(super) fn write_bare(text: &str) -> Result<String, Refusal> {
    Refusal::unless(text, is_bare_character)?;
    match text.chars().next() {
        None => Err(Refusal::Empty),
        Some(found) if !may_begin(found) => Err(Refusal::Character { found, position: 1 }),
        // YAML would take it for a key.
        _ if text.ends_with(':') => Err(Refusal::Character { found: ':', position: text.len() }),
        _ => Ok(text.to_owned()),
    }
}

/// Whether the text is a bare word.
pub(super) fn is_bare(text: &str) -> bool {
    text.starts_with(may_begin) && !text.ends_with(':') && text.chars().all(is_bare_character)
}

fn is_bare_character(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | ':' | '/' | '@' | '+' | '-')
}

/// A leading `-` is an option to most programs, `+` and `@` are a group and a file in `pg_hba.conf`.
fn may_begin(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | ':' | '/')
}

/// The inside of a comment that ends with its line, after `#`, `;` or `//`. A comment is for people:
/// what would end it, or hide something in it, is spelt out as `\u{a}`.
#[allow(clippy::unnecessary_wraps, reason = "the table of filters holds it")]
pub(super) fn write_comment(text: &str) -> Result<String, Refusal> {
    let is_hidden = |ch| is_invisible(ch) || is_noncharacter(ch);
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_hidden) {
        written.push_str(&rest[..at]);
        let mut behind = rest[at..].chars();
        behind.next().into_iter().for_each(|ch| spell(ch, &mut written));
        rest = behind.as_str();
    }
    written.push_str(rest);
    // httpd goes on with the comment in the next line.
    if written.ends_with('\\') {
        written.pop();
        spell('\\', &mut written);
    }
    Ok(written)
}

/// A code point that Unicode keeps for no character: some programs take a text with one for broken.
pub(super) fn is_noncharacter(ch: char) -> bool {
    matches!(ch, '\u{fdd0}'..='\u{fdef}') || u32::from(ch) & 0xfffe == 0xfffe
}

fn spell(ch: char, out: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(ch));
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn bare_words_need_no_quotes() {
        for word in ["romashka-main", "10.8.12.0/24", "::1", "/accounting", "ops@bulut.example"] {
            assert_eq!(write("bare", word).unwrap(), word);
        }
        for word in ["", "a b", "-x", "+x", "@x", "fe80:", "a,b", "ромашка", "a=b", "~", "a\n"]
        {
            assert!(write("bare", word).is_err(), "{word:?}");
            assert!(!is_bare(word), "{word:?}");
        }
        assert_eq!(write("bare", true), Err(Refusal::Boolean));
        assert_eq!(write("bare", -1).unwrap(), "-1");
    }

    #[test]
    fn a_comment_stays_on_its_line() {
        assert_eq!(
            write("comment", "a\nb\u{2028}\u{85}\u{202e}c\\").unwrap(),
            r"a\u{a}b\u{2028}\u{85}\u{202e}c\u{5c}"
        );
        assert_eq!(write("comment", "ТОО «Ромашка & Co»").unwrap(), "ТОО «Ромашка & Co»");
    }

    #[test]
    fn only_a_block_that_everybody_may_read_is_written() {
        let block = |label: &str| format!("-----BEGIN {label}-----\nMA==\n-----END {label}-----\n");
        for label in ["CERTIFICATE", "X509 CRL"] {
            let text = block(label);
            assert_eq!(write("pem", &*text).as_deref(), Ok(text.trim_end()));
        }
        let two = block("CERTIFICATE") + &block("CERTIFICATE");
        let other = block("CERTIFICATE").replace("END CERTIFICATE", "END X509 CRL");
        for text in
            [&*block("PRIVATE KEY"), &*block("EC PRIVATE KEY"), &*two, &*other, "", "MA==\n"]
        {
            assert_eq!(write("pem", text), Err(Refusal::NoPem), "{text}");
        }
        let found = Refusal::Character { found: '\r', position: 28 };
        assert_eq!(write("pem", &*block("CERTIFICATE").replace('\n', "\r\n")), Err(found));
    }

    #[test]
    fn a_letter_has_no_hidden_marks() {
        assert_eq!(write("text", "Сәлем, Айгерім! 😀").unwrap(), "Сәлем, Айгерім! 😀");
        assert_eq!(
            write("text", "a\u{202e}"),
            Err(Refusal::Character { found: '\u{202e}', position: 2 })
        );
    }
}
