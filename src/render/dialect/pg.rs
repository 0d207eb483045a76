//! A value in `postgresql.conf`.
//!
//! Between single quotes it knows `''`, `\\`, `\n` and bytes in octal; a line break must not stand
//! there itself. A number may be followed by a unit in the template: `{{ n | pg }}MB`.

use std::fmt::Write as _;

use super::Refusal;

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    Refusal::unless(text, |ch| ch != '\0')?;
    let mut written = String::with_capacity(text.len() + 2);
    written.push('\'');
    for ch in text.chars() {
        match ch {
            '\'' => written.push_str("''"),
            '\\' => written.push_str("\\\\"),
            ch if ch.is_ascii_control() => {
                // Writing to a `String` cannot fail.
                let _ = write!(written, "\\{:03o}", u32::from(ch));
            }
            other => written.push(other),
        }
    }
    written.push('\'');
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn text_is_quoted() {
        assert_eq!(write("pg", "it's \\ #").unwrap(), r"'it''s \\ #'");
        assert_eq!(write("pg", "a\nb\x7f").unwrap(), r"'a\012b\177'");
        assert_eq!(write("pg", false).unwrap(), "off");
        assert_eq!(write("pg", "\0"), Err(Refusal::Character { found: '\0', position: 1 }));
    }
}
