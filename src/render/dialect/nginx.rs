//! A parameter of an nginx directive.
//!
//! Between double quotes nginx knows `\"`, `\\`, `\n`, `\r` and `\t`, and takes everything else as
//! it is. The variables are the trap: most directives replace `$name` even between quotes, and
//! there is no escape for the dollar sign. A variable that holds one (`geo $dollar { default "$"; }`)
//! helps only where variables are replaced and would be printed literally elsewhere, so a dollar
//! sign in a value is refused. A regular expression ends as well in `\z` as in `$`.
//!
//! A parameter that begins with `~`, `=` or `@` means something to `location`, `map` and
//! `server_name`, quoted or not: such a directive must not get free text.

use super::Refusal;
use super::text::is_bare;

/// nginx reads a configuration through a buffer of 4,096 bytes, and no parameter may be longer.
const LIMIT: usize = 4_000;

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    if is_bare(text) {
        return Refusal::longer(text.to_owned(), LIMIT);
    }
    Refusal::variable(text, "$")?;
    Refusal::unless(text, |ch| !ch.is_control() || matches!(ch, '\n' | '\r' | '\t'))?;
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for ch in text.chars() {
        match ch {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
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
        assert_eq!(
            write("nginx", "romashka.1c.bulut.example").unwrap(),
            "romashka.1c.bulut.example"
        );
        assert_eq!(write("nginx", "ТОО «Ромашка & Co»").unwrap(), "\"ТОО «Ромашка & Co»\"");
        assert_eq!(write("nginx", "a\"; }\\").unwrap(), r#""a\"; }\\""#);
        assert_eq!(write("nginx", "").unwrap(), "\"\"");
        assert_eq!(write("nginx", true).unwrap(), "on");
    }

    #[test]
    fn a_dollar_sign_is_refused() {
        let refusal = Refusal::Variable { sign: "$", position: 4 };
        assert_eq!(write("nginx", "ы $a"), Err(Refusal::Variable { sign: "$", position: 3 }));
        assert_eq!(write("nginx", "100$"), Err(refusal));
    }

    #[test]
    fn what_overflows_the_buffer_is_refused() {
        let long = "a ".repeat(2_000);
        assert_eq!(write("nginx", &*long), Err(Refusal::TooLong { bytes: 4_002, limit: LIMIT }));
    }
}
