//! A word of a POSIX shell.
//!
//! Between single quotes a shell leaves every byte alone, line breaks included; only the single
//! quote itself ends them. Text is always quoted, since a bare `if`, `a=b` or `*` means something.
//! The word must not stand inside quotes of the template, nor in a here-document.

use super::Refusal;

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    // No process argument and no variable can hold it.
    Refusal::unless(text, |ch| ch != '\0')?;
    let mut word = String::with_capacity(text.len() + 2);
    word.push('\'');
    for (index, part) in text.split('\'').enumerate() {
        if index > 0 {
            word.push_str(r"'\''");
        }
        word.push_str(part);
    }
    word.push('\'');
    Ok(word)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn text_is_one_word() {
        assert_eq!(write("sh", r#""; rm -rf / #"#).unwrap(), r#"'"; rm -rf / #'"#);
        assert_eq!(write("sh", "it's").unwrap(), r"'it'\''s'");
        assert_eq!(write("sh", "").unwrap(), "''");
        assert_eq!(write("sh", "a\n$b").unwrap(), "'a\n$b'");
    }

    #[test]
    fn a_null_character_is_refused() {
        assert_eq!(write("sh", "a\0"), Err(Refusal::Character { found: '\0', position: 2 }));
    }

    #[test]
    fn booleans_are_words() {
        assert_eq!(write("sh", true).unwrap(), "true");
    }
}
