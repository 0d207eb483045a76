//! A JSON value: a scalar, a list or a map.

use minijinja::Value;

use super::Refusal;
use super::data::{self, Format};

const FORMAT: Format = Format { special: |_, _, _| false, longest_key: usize::MAX };

pub(super) fn write(value: &Value) -> Result<String, Refusal> {
    data::write(value, &FORMAT)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;

    #[test]
    fn text_is_quoted() {
        assert_eq!(write("json", "«A»\n\0😀").unwrap(), r#""«A»\n\u0000😀""#);
        assert_eq!(write("json", true).unwrap(), "true");
    }
}
