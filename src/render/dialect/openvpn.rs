//! A parameter of an OpenVPN option.
//!
//! Between double quotes OpenVPN knows `\"` and `\\`. An option is one line of at most 255 bytes, in
//! OpenVPN 2 as in the clients, so a long value is refused here already. A switch is there or not:
//! booleans are refused, the template asks with `if`.
//!
//! What stands in a `push` is parsed again by the client: write the inner option first and the whole
//! after it.

use super::Refusal;
use super::text::is_bare;

/// Leaves room on the line for the option's name and a second parameter.
const LIMIT: usize = 200;

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    if is_bare(text) {
        return Refusal::longer(text.to_owned(), LIMIT);
    }
    Refusal::unless(text, |ch| !ch.is_control())?;
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for ch in text.chars() {
        if matches!(ch, '"' | '\\') {
            written.push('\\');
        }
        written.push(ch);
    }
    written.push('"');
    Refusal::longer(written, LIMIT)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        assert_eq!(write("openvpn", "10.8.12.0").unwrap(), "10.8.12.0");
        assert_eq!(write("openvpn", "a \"b\" \\ #").unwrap(), r#""a \"b\" \\ #""#);
        assert_eq!(write("openvpn", true), Err(Refusal::Boolean));
        let long = " ".repeat(199);
        assert_eq!(write("openvpn", &*long), Err(Refusal::TooLong { bytes: 201, limit: LIMIT }));
    }
}
