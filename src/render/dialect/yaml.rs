//! A YAML value on one line: a scalar, or a list or a map in the flow style.
//!
//! Text is always in double quotes: a bare `no`, `1e3`, `0x1` or `2026-01-16` is not text to every
//! reader, and which words are differs between YAML 1.1 and 1.2. The escapes are those of JSON.

use minijinja::Value;

use super::Refusal;
use super::data::{self, Format};

/// A parser looks no farther ahead than 1,024 characters for the colon after a key.
const FORMAT: Format = Format { special: |_, _, _| false, longest_key: 1_000 };

pub(super) fn write(value: &Value) -> Result<String, Refusal> {
    data::write(value, &FORMAT)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;

    #[test]
    fn text_stays_text() {
        for word in ["no", "null", "1e3", "0x1", "~", "- a", ": ", "", " a "] {
            assert_eq!(write("yaml", word).unwrap(), format!("\"{word}\""));
        }
        assert_eq!(write("yaml", false).unwrap(), "false");
    }
}
