//! The inside of an XML attribute or of an element's text; the template writes the quotes.
//!
//! One way serves both: everything that means something is written as a reference. Line breaks and
//! tabs too, since a parser turns them into spaces inside an attribute. The characters that XML 1.0
//! forbids have no reference either and are refused.

use super::Refusal;
use std::fmt::Write as _;

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    Refusal::unless(text, is_allowed)?;
    let mut written = String::with_capacity(text.len() + text.len() / 8);
    for ch in text.chars() {
        match ch {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&apos;"),
            // XML 1.1 and careless readers take U+0085 and U+2028 for line breaks.
            ch if ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}') => {
                // Writing to a `String` cannot fail.
                let _ = write!(written, "&#{};", u32::from(ch));
            }
            other => written.push(other),
        }
    }
    Ok(written)
}

/// The inside of `<!-- … -->`. Like every comment it is for people: what XML forbids there is
/// spelt out.
pub(super) fn write_comment(text: &str) -> Result<String, Refusal> {
    let text = super::text::write_comment(text)?;
    let mut written = String::with_capacity(text.len());
    for ch in text.chars() {
        if ch == '-' && written.ends_with('-') || !is_allowed(ch) {
            let _ = write!(written, "\\u{{{:x}}}", u32::from(ch));
        } else {
            written.push(ch);
        }
    }
    if written.ends_with('-') {
        written.pop();
        written.push_str("\\u{2d}");
    }
    Ok(written)
}

/// The production `Char` of XML 1.0.
fn is_allowed(ch: char) -> bool {
    match ch {
        '\t' | '\n' | '\r' => true,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn markup_becomes_references() {
        assert_eq!(write("xml", "«A & B» <\"'>").unwrap(), "«A &amp; B» &lt;&quot;&apos;&gt;");
        assert_eq!(write("xml", "a\n\tb\u{85}").unwrap(), "a&#10;&#9;b&#133;");
    }

    #[test]
    fn what_xml_cannot_hold_is_refused() {
        for found in ['\0', '\x1b', '\u{fffe}'] {
            let text = format!("a{found}");
            assert_eq!(write("xml", &*text), Err(Refusal::Character { found, position: 2 }));
        }
    }

    #[test]
    fn a_comment_cannot_be_ended() {
        assert_eq!(write("xml_comment", "a --> b").unwrap(), r"a -\u{2d}> b");
        assert_eq!(write("xml_comment", "----").unwrap(), r"-\u{2d}-\u{2d}");
        assert_eq!(write("xml_comment", "a-").unwrap(), r"a\u{2d}");
        assert_eq!(write("xml_comment", "a\n\u{ffff}").unwrap(), r"a\u{a}\u{ffff}");
    }
}
