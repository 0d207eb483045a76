//! What a single value of a case file is, by YAML's own rules: `"5"` is text, `5` is a number.

use crate::blueprint::{Node, Value};

/// A single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar<'a> {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Switch(bool),
    /// A whole number in plain digits.
    Whole(i64),
    /// Any other number: `5.0`, `1e3`, `0x1F`, `007`. Nothing in the format is written so.
    Number(&'a str),
    /// Text.
    Text(&'a str),
}

/// What a node is as a single value; `None` for a list or a mapping.
pub(super) fn scalar(node: &Node) -> Option<Scalar<'_>> {
    let Value::Scalar { text, plain } = &node.value else { return None };
    if !plain {
        return Some(Scalar::Text(text));
    }
    Some(match &**text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Switch(true),
        "false" | "False" | "FALSE" => Scalar::Switch(false),
        text if !is_number(text) => Scalar::Text(text),
        text => whole(text).map_or(Scalar::Number(text), Scalar::Whole),
    })
}

/// Whether YAML's core schema takes a bare text for a number.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let other_base = text.strip_prefix("0x").or_else(|| text.strip_prefix("0o"));
    let in_base = other_base.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
    let special = matches!(digits.to_ascii_lowercase().as_str(), ".inf" | ".nan");
    let begins = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    in_base || special || (begins && digits.parse::<f64>().is_ok())
}

fn whole(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    // Only the one plain spelling: `+5` and `007` are numbers, but nobody writes a case so.
    (number.to_string() == text).then_some(number)
}

impl std::fmt::Display for Scalar<'_> {
    /// As a person would write it, so that text and numbers are told apart.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Switch(on) => on.fmt(f),
            Self::Whole(number) => number.fmt(f),
            Self::Number(text) => f.write_str(text),
            Self::Text(text) => write!(f, "{text:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Scalar, scalar};
    use crate::blueprint::{Node, Value};
    use crate::diagnostics::{SourceId, Span};

    fn node(text: &str, plain: bool) -> Node {
        let value = Value::Scalar { text: text.into(), plain };
        Node { span: Span::new(SourceId(0), 0, 1), value }
    }

    #[test]
    fn quotes_make_text_of_anything() {
        for text in ["", "null", "true", "5", "5.0"] {
            assert_eq!(scalar(&node(text, false)), Some(Scalar::Text(text)));
        }
    }

    #[test]
    fn bare_text_is_what_yaml_says() {
        for (text, is) in [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("True", Scalar::Switch(true)),
            ("no", Scalar::Text("no")),
            ("0", Scalar::Whole(0)),
            ("-14", Scalar::Whole(-14)),
            ("+14", Scalar::Number("+14")),
            ("014", Scalar::Number("014")),
            ("99999999999999999999", Scalar::Number("99999999999999999999")),
            ("4.7", Scalar::Number("4.7")),
            ("1e3", Scalar::Number("1e3")),
            (".5", Scalar::Number(".5")),
            ("-.inf", Scalar::Number("-.inf")),
            ("0x1F", Scalar::Number("0x1F")),
            ("24x7", Scalar::Text("24x7")),
            ("2026-03-01", Scalar::Text("2026-03-01")),
            ("01:00-06:00", Scalar::Text("01:00-06:00")),
            ("infinity", Scalar::Text("infinity")),
            ("35/2", Scalar::Text("35/2")),
        ] {
            assert_eq!(scalar(&node(text, true)), Some(is), "{text}");
        }
    }
}
