//! What YAML, JSON and HCL have in common: quoted text with the same escapes, lists in brackets,
//! maps in braces. The subset that JSON has of it is valid in all three.

use std::fmt::Write as _;

use minijinja::Value;
use minijinja::value::ValueKind;

use super::{Refusal, Scalar, Shape, TRUE_FALSE};

/// How one of the three formats differs.
pub(super) struct Format {
    /// Writes what the format treats specially within quotes; `false` leaves it to [`quote`].
    pub special: fn(text: &str, at: usize, out: &mut String) -> bool,
    /// The longest key, in bytes as written.
    pub longest_key: usize,
}

/// Deeper data than this is refused: the readers give up at some depth too.
const DEEPEST: usize = 64;

/// Writes a value that is not absent. Inside a list or a map an absent value is `null`, which all
/// three formats have; on its own it is a mistake of the template.
pub(super) fn write(value: &Value, format: &Format) -> Result<String, Refusal> {
    if value.is_none() {
        return Err(Refusal::Shape(Shape::None));
    }
    let mut out = String::new();
    node(value, format, DEEPEST, &mut out)?;
    Ok(out)
}

fn node(value: &Value, format: &Format, depth: usize, out: &mut String) -> Result<(), Refusal> {
    let other = Refusal::Shape(Shape::Other);
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => {
            let depth = depth.checked_sub(1).ok_or_else(|| other.clone())?;
            out.push('[');
            for (index, item) in value.try_iter().map_err(|_| other)?.enumerate() {
                separate(index, out);
                node(&item, format, depth, out)?;
            }
            out.push(']');
        }
        ValueKind::Map => {
            let depth = depth.checked_sub(1).ok_or_else(|| other.clone())?;
            out.push('{');
            for (index, key) in value.try_iter().map_err(|_| other.clone())?.enumerate() {
                separate(index, out);
                let before = out.len();
                quote(&Scalar::of(&key)?.plain(TRUE_FALSE)?, format, out);
                let bytes = out.len() - before;
                if bytes > format.longest_key {
                    return Err(Refusal::TooLong { bytes, limit: format.longest_key });
                }
                out.push_str(": ");
                node(&value.get_item(&key).map_err(|_| other.clone())?, format, depth, out)?;
            }
            out.push('}');
        }
        ValueKind::None => out.push_str("null"),
        _ => match Scalar::of(value)? {
            Scalar::Text(text) => quote(text, format, out),
            other => out.push_str(&other.plain(TRUE_FALSE)?),
        },
    }
    Ok(())
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push_str(", ");
    }
}

fn quote(text: &str, format: &Format, out: &mut String) {
    out.reserve(text.len() + 2);
    out.push('"');
    for (at, ch) in text.char_indices() {
        match ch {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ch if is_invisible(ch) => {
                // Writing to a `String` cannot fail. All of them have four digits at most.
                let _ = write!(out, "\\u{:04x}", u32::from(ch));
            }
            ch if !(format.special)(text, at, out) => out.push(ch),
            _ => {}
        }
    }
    out.push('"');
}

/// What a reviewer would not see or would be misled by: control characters, line separators, marks
/// that turn the direction of writing, and what is no character.
pub(super) fn is_invisible(ch: char) -> bool {
    match ch {
        // Most text ends here, Cyrillic included.
        ' '..='~' | '\u{a0}'..='\u{61b}' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        _ => {
            ch.is_control()
                || matches!(ch, '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}')
                || matches!(ch, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Format = Format { special: |_, _, _| false, longest_key: 10 };

    #[test]
    fn lists_and_maps_nest() {
        let list = Value::from(vec![Value::from("a\"\u{202e}"), Value::from(1), Value::from(true)]);
        let map = Value::from_pairs([("k", list), ("n", Value::from(()))]);
        assert_eq!(write(&map, &PLAIN).unwrap(), r#"{"k": ["a\"\u202e", 1, true], "n": null}"#);
    }

    #[test]
    fn absent_alone_is_refused() {
        assert_eq!(write(&Value::from(()), &PLAIN), Err(Refusal::Shape(Shape::None)));
        let list = Value::from(vec![Value::UNDEFINED]);
        assert_eq!(write(&list, &PLAIN), Err(Refusal::Shape(Shape::Undefined)));
    }

    #[test]
    fn long_keys_and_deep_data_are_refused() {
        let map = Value::from_pairs([("123456789", 1)]);
        assert_eq!(write(&map, &PLAIN), Err(Refusal::TooLong { bytes: 11, limit: 10 }));
        let deep = (0..100).fold(Value::from(1), |inner, _| Value::from(vec![inner]));
        assert_eq!(write(&deep, &PLAIN), Err(Refusal::Shape(Shape::Other)));
    }
}
