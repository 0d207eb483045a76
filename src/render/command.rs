//! The commands that a front matter names: what proves a file on the server, and what follows a change.
//!
//! The script that brings the files to their places (`/usr/libexec/qalyp/apply`) reads them from
//! `release.tsv`: words with one space between them, never a shell.

use std::fmt;

use serde::Deserialize;

/// Where the path of the file that is to come is put in.
const STAGED: &str = "{}";
/// Where the path of the file in its place is put in.
const INSTALLED: &str = "{installed}";

/// A command that must succeed before a file is used.
///
/// With `{}` it judges the file alone, before that replaces anything: the path of the waiting file
/// is put in. Without, it judges the whole when all files are in place, and the old ones come back
/// if it refuses; `{installed}` is then the path of the file in its place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Validator(String);

impl TryFrom<String> for Validator {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if !are_words(&text) || text.starts_with(['{', '-']) {
            return Err("the validator is a command: words with one space between them");
        }
        if text.replace(STAGED, "").replace(INSTALLED, "").contains(['{', '}']) {
            return Err("braces in a validator are `{}`, the file before it is used, or \
                        `{installed}`, the file in its place");
        }
        if text.contains(STAGED) && text.contains(INSTALLED) {
            return Err("a validator judges the file before it is used (`{}`) or in its place \
                        (`{installed}`), not both");
        }
        Ok(Self(text))
    }
}

impl fmt::Display for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What to do on the server when a file has changed: `reload UNIT`, `restart UNIT`,
/// `try-restart UNIT`, `daemon-reload` or `run COMMAND`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Handler(String);

impl TryFrom<String> for Handler {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = are_words(&text)
            && match text.split_once(' ') {
                None => text == "daemon-reload",
                Some(("reload" | "restart" | "try-restart", unit)) => is_unit(unit),
                Some((verb, _)) => verb == "run",
            };
        if fits {
            Ok(Self(text))
        } else {
            Err("the handler is `reload UNIT`, `restart UNIT`, `try-restart UNIT`, \
                 `daemon-reload` or `run COMMAND`, the unit with its ending")
        }
    }
}

impl fmt::Display for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn are_words(text: &str) -> bool {
    !text.chars().any(char::is_control) && text.split(' ').all(|word| !word.is_empty())
}

/// A full name of a unit, such as `nginx.service`.
fn is_unit(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"@:._\\-".contains(&b);
    name.bytes().all(allowed)
        && name.rsplit_once('.').is_some_and(|(name, kind)| {
            !name.is_empty() && !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validators_are_words_that_may_name_the_file() {
        for good in ["nginx -t", "bash -n {}", "systemd-analyze verify {installed}", "x --file={}"]
        {
            assert_eq!(Validator::try_from(good.to_owned()).unwrap().to_string(), good);
        }
        for bad in ["", " nginx -t", "nginx  -t", "a\tb", "{} -t", "x {file}", "x {} {installed}"] {
            assert!(Validator::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn handlers_name_a_unit_or_a_command() {
        for good in [
            "daemon-reload",
            "reload nginx.service",
            "try-restart openvpn-server@udp.service",
            "run systemd-tmpfiles --create qalyp.conf",
        ] {
            assert_eq!(Handler::try_from(good.to_owned()).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "reload",
            "reload nginx",
            "start nginx.service",
            "run",
            "run ",
            "reload a b.service",
        ] {
            assert!(Handler::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
