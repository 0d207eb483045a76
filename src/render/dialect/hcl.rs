//! An HCL 2 expression: a scalar, a list or an object.
//!
//! Between quotes `${` and `%{` begin a template. Doubling the sign escapes it, but `$${` after
//! another dollar sign is read differently by different parsers; there the sign is written by its
//! number, which none of them takes for a template.
//!
//! HCL's own reader brings text into Unicode's composed form (NFC): text with separate combining
//! marks comes back composed.

use minijinja::Value;

use super::Refusal;
use super::data::{self, Format};

const FORMAT: Format = Format { special: template_sign, longest_key: usize::MAX };

pub(super) fn write(value: &Value) -> Result<String, Refusal> {
    data::write(value, &FORMAT)
}

fn template_sign(text: &str, at: usize, out: &mut String) -> bool {
    let rest = &text[at..];
    let sign = match rest.as_bytes() {
        [b'$', b'{', ..] => '$',
        [b'%', b'{', ..] => '%',
        _ => return false,
    };
    if text[..at].ends_with(['$', '%']) {
        out.push_str(if sign == '$' { "\\u0024" } else { "\\u0025" });
    } else {
        out.push(sign);
        out.push(sign);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;

    #[test]
    fn templates_are_escaped() {
        assert_eq!(write("hcl", "a ${b} %{c} $d %").unwrap(), r#""a $${b} %%{c} $d %""#);
        assert_eq!(write("hcl", "$${").unwrap(), r#""$\u0024{""#);
        assert_eq!(write("hcl", "${${").unwrap(), r#""$${$${""#);
    }
}
