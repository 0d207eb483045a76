//! SQL for PostgreSQL.
//!
//! 1C runs PostgreSQL with `standard_conforming_strings = off`, where a backslash in an ordinary
//! literal is an escape; elsewhere it is not. A literal with the prefix `E` means the same in both.

use super::Refusal;

/// The longest identifier, in bytes; PostgreSQL would cut a longer one and go on.
const LONGEST_NAME: usize = 63;

pub(super) fn write_literal(text: &str) -> Result<String, Refusal> {
    Refusal::unless(text, |ch| ch != '\0')?;
    let mut written = String::with_capacity(text.len() + 3);
    written.push_str("E'");
    for ch in text.chars() {
        if matches!(ch, '\'' | '\\') {
            written.push(ch);
        }
        written.push(ch);
    }
    written.push('\'');
    Ok(written)
}

pub(super) fn write_identifier(text: &str) -> Result<String, Refusal> {
    check_name(text)?;
    Ok(double_quoted(text))
}

/// Refuses what cannot be the name of a database or a role.
pub(super) fn check_name(text: &str) -> Result<(), Refusal> {
    Refusal::unless(text, |ch| ch != '\0')?;
    match text.len() {
        0 => Err(Refusal::Empty),
        1..=LONGEST_NAME => Ok(()),
        bytes => Err(Refusal::TooLong { bytes, limit: LONGEST_NAME }),
    }
}

pub(super) fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn literals_do_not_depend_on_the_server() {
        assert_eq!(write("sql_literal", r"it's \").unwrap(), r"E'it''s \\'");
        assert_eq!(write("sql_literal", true).unwrap(), "true");
        assert_eq!(write("sql_literal", 5).unwrap(), "5");
    }

    #[test]
    fn identifiers_are_quoted_and_short() {
        assert_eq!(write("sql_identifier", "a\"b").unwrap(), "\"a\"\"b\"");
        assert_eq!(write("sql_identifier", 5).unwrap(), "\"5\"");
        assert_eq!(write("sql_identifier", ""), Err(Refusal::Empty));
        let long = "ы".repeat(32);
        assert_eq!(
            write("sql_identifier", &*long),
            Err(Refusal::TooLong { bytes: 64, limit: LONGEST_NAME })
        );
    }
}
