//! A systemd unit file. There are three kinds of places, with three filters.
//!
//! `ini`: the whole value of a setting that takes one text (`Description=`, `User=`,
//! `WorkingDirectory=`). systemd strips space at both ends, joins lines at a trailing backslash, takes
//! an empty value for "back to the default" and replaces `%x` specifiers; quotes mean nothing.
//!
//! `ini_word`: one word of a setting that is split into words (`Environment=`, lists of paths).
//! Between double quotes it knows the escapes of C.
//!
//! A line with a control character (tab and line break aside) or with one of Unicode's
//! noncharacters is ignored with nothing but a warning in the log, so they are refused.
//!
//! `ini_exec`: one argument of `ExecStart=` and its kin, where `$name` is replaced as well.

use super::Refusal;
use super::text::{is_bare, is_noncharacter};

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    Refusal::unless(text, |ch| !ch.is_control() && !is_noncharacter(ch))?;
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(Refusal::EdgeSpace);
    }
    if text.ends_with('\\') {
        return Err(Refusal::TrailingBackslash);
    }
    Ok(text.replace('%', "%%"))
}

pub(super) fn write_word(text: &str) -> Result<String, Refusal> {
    word(text, "$")
}

pub(super) fn write_exec(text: &str) -> Result<String, Refusal> {
    word(text, "$$")
}

fn word(text: &str, dollar: &str) -> Result<String, Refusal> {
    if is_bare(text) {
        return Ok(text.to_owned());
    }
    let is_space = |ch| matches!(ch, '\n' | '\t');
    Refusal::unless(text, |ch| is_space(ch) || !ch.is_control() && !is_noncharacter(ch))?;
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for ch in text.chars() {
        match ch {
            '"' | '\\' => {
                written.push('\\');
                written.push(ch);
            }
            '%' => written.push_str("%%"),
            '$' => written.push_str(dollar),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
    }
    written.push('"');
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn a_value_is_the_rest_of_the_line() {
        assert_eq!(write("ini", "100 % of «A»").unwrap(), "100 %% of «A»");
        assert_eq!(write("ini", "a\"b'").unwrap(), "a\"b'");
        assert_eq!(write("ini", true).unwrap(), "yes");
        assert_eq!(write("ini", ""), Err(Refusal::Empty));
        assert_eq!(write("ini", " a"), Err(Refusal::EdgeSpace));
        assert_eq!(write("ini", "a\\"), Err(Refusal::TrailingBackslash));
        assert_eq!(write("ini", "a\nb"), Err(Refusal::Character { found: '\n', position: 2 }));
    }

    #[test]
    fn a_word_knows_the_escapes_of_c() {
        assert_eq!(write("ini_word", "a \"b\" $c 5%\n\t").unwrap(), r#""a \"b\" $c 5%%\n\t""#);
        let escape = Refusal::Character { found: '\x1b', position: 1 };
        assert_eq!(write("ini_word", "\x1b"), Err(escape));
        assert_eq!(write("ini_word", "").unwrap(), "\"\"");
        assert_eq!(write("ini_word", "/usr/bin/x").unwrap(), "/usr/bin/x");
    }

    #[test]
    fn an_argument_has_no_variables() {
        assert_eq!(write("ini_exec", "$HOME ${x}").unwrap(), r#""$$HOME $${x}""#);
    }
}
