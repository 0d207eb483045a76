//! An argument of an Apache httpd directive.
//!
//! Between double quotes httpd knows `\"` and `\\`. Before it looks at quotes it replaces `${name}`
//! in the whole line by what `Define` or the environment holds, and there is no escape for that, so
//! `${` is refused. A directive is one line: line breaks are refused.
//!
//! Some directives have a small language of their own within the argument (`Header` and `LogFormat`
//! read `%`, `RewriteRule` reads regular expressions): free text must not go there.

use super::Refusal;
use super::text::is_bare;

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    if is_bare(text) {
        return Ok(text.to_owned());
    }
    Refusal::variable(text, "${")?;
    Refusal::unless(text, |ch| !ch.is_control() || ch == '\t')?;
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for ch in text.chars() {
        if matches!(ch, '"' | '\\') {
            written.push('\\');
        }
        written.push(ch);
    }
    written.push('"');
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        assert_eq!(write("apache", "/accounting").unwrap(), "/accounting");
        assert_eq!(write("apache", r#"a "b" \"#).unwrap(), r#""a \"b\" \\""#);
        assert_eq!(write("apache", "100$").unwrap(), "\"100$\"");
        assert_eq!(write("apache", "").unwrap(), "\"\"");
        assert_eq!(write("apache", false).unwrap(), "Off");
    }

    #[test]
    fn variables_and_line_breaks_are_refused() {
        assert_eq!(write("apache", "a${b}"), Err(Refusal::Variable { sign: "${", position: 2 }));
        assert_eq!(write("apache", "a\nb"), Err(Refusal::Character { found: '\n', position: 2 }));
    }
}
