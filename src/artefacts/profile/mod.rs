//! What clients make of a VPN profile before they connect.
//!
//! OpenVPN 3, which OpenVPN Connect is made from, sorts the directives of a profile into groups: it
//! uses some, passes over some, and refuses the whole profile for the rest. OpenVPN 2 refuses what it
//! does not know. The lists are those of OpenVPN 3's option handling (head of July 2026), as far as a
//! profile may need them; what is on none of them is refused, as there.

mod inline;
mod lists;

use inline::Inline;
use lists::{COMPRESSION, NEVER, NOTICED, SILENT, USED};

/// Where the profiles lie in a server's part.
pub(super) const FOLDER: &str = "vpn/";
/// How their names end.
pub(super) const EXTENSION: &str = ".ovpn";

/// OpenVPN 3 reads no more, in bytes.
const PROFILE_BYTES: usize = 256 * 1024;
/// No line may be longer, in bytes: OpenVPN 2 stops at 256, OpenVPN 3 at 512.
const LINE_BYTES: usize = 255;

/// What a profile must say, and how it begins.
const REQUIRED: &[&str] =
    &["client", "dev tun", "remote", "remote-cert-tls server", "verify-x509-name"];

/// The parts that are added when the profile is handed out, in the order in which they stand.
const PARTS: &[&str] = &["ca", "cert", "key", "tls-crypt-v2"];
/// How the place of one of them is marked. The bundle looks for this line.
const MARK: &str = "# qalyp-part: ";

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// A directive that clients refuse.
    Refused {
        /// The line, from 1.
        line: usize,
        /// The directive.
        directive: String,
        /// Why.
        why: &'static str,
    },
    /// Nothing that must be there.
    Lacks {
        /// How the line begins.
        line: &'static str,
    },
    /// The place of a part is not marked exactly once.
    Part {
        /// The part.
        part: &'static str,
        /// How often it is marked.
        times: usize,
    },
    /// A part stands in the profile itself; a build holds none.
    Inline {
        /// The line, from 1.
        line: usize,
    },
    /// A part of a bundle is not what clients can read.
    Block {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A bundle lacks a part, or has one several times.
    Missing {
        /// The part.
        part: &'static str,
        /// How often it stands there.
        times: usize,
    },
    /// A line that a client cuts.
    LongLine {
        /// The line, from 1.
        line: usize,
        /// Its length.
        bytes: usize,
    },
    /// A profile that a client does not read to its end.
    Big {
        /// Its length.
        bytes: usize,
    },
}

/// What stands in the places of the private parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A mark, as a build writes it.
    Marked,
    /// The part, as it is handed out.
    Filled,
}

/// The first fault of a profile as rendered.
pub(super) fn check(text: &str) -> Result<(), ProfileFault> {
    read(text, Form::Marked)
}

/// The first fault of a finished bundle: a profile with its private parts in their places.
///
/// # Errors
/// What a client would refuse, or would take without being able to connect. No fault holds a byte of
/// what stands in a part.
pub fn check_bundle(text: &str) -> Result<(), ProfileFault> {
    read(text, Form::Filled)
}

fn read(text: &str, form: Form) -> Result<(), ProfileFault> {
    if text.len() > PROFILE_BYTES {
        return Err(ProfileFault::Big { bytes: text.len() });
    }
    let mut said: Vec<String> = Vec::new();
    let mut rescued: Vec<&str> = Vec::new();
    let mut parts: Vec<&str> = Vec::new();
    let mut open: Option<Inline> = None;
    for (line, text) in (1..).zip(text.lines()) {
        if text.len() > LINE_BYTES {
            return Err(ProfileFault::LongLine { line, bytes: text.len() });
        }
        if let Some(part) = &mut open {
            if part.reads(line, text)? {
                open = None;
            }
            continue;
        }
        if let Some(part) = text.strip_prefix(MARK) {
            if form == Form::Filled {
                return Err(ProfileFault::Block { line, why: "a part was not put in its place" });
            }
            parts.push(part);
            continue;
        }
        let text = text.trim();
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        if text.starts_with('<') {
            if form == Form::Marked {
                return Err(ProfileFault::Inline { line });
            }
            let part = Inline::begin(line, text)?;
            parts.push(part.name());
            open = Some(part);
            continue;
        }
        if let Some(words) = directive(line, text, &mut rescued)? {
            said.push(words);
        }
    }
    if let Some(part) = open {
        return Err(part.unfinished());
    }
    complete(&said, &parts, form)
}

/// A line that is a directive, without what makes it optional.
fn directive<'t>(
    line: usize,
    text: &'t str,
    rescued: &mut Vec<&'t str>,
) -> Result<Option<String>, ProfileFault> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let (words, optional) = match &*words {
        ["setenv", "opt", rest @ ..] => (rest, true),
        all => (all, false),
    };
    let Some(&directive) = words.first() else { return Ok(None) };
    if directive == "ignore-unknown-option" {
        rescued.extend(words.iter().skip(1));
        return Ok(None);
    }
    let optional = optional || rescued.contains(&directive);
    match refusal(directive, words, optional) {
        Some(why) => Err(ProfileFault::Refused { line, directive: directive.to_owned(), why }),
        None => Ok(Some(words.join(" "))),
    }
}

/// Whether everything is there that has to be.
fn complete(said: &[String], parts: &[&str], form: Form) -> Result<(), ProfileFault> {
    for required in REQUIRED {
        let begins = |said: &String| {
            said.strip_prefix(required).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        if !said.iter().any(begins) {
            return Err(ProfileFault::Lacks { line: required });
        }
    }
    for part in PARTS {
        let times = parts.iter().filter(|found| *found == part).count();
        if times != 1 {
            return Err(match form {
                Form::Marked => ProfileFault::Part { part, times },
                Form::Filled => ProfileFault::Missing { part, times },
            });
        }
    }
    Ok(())
}

/// Why clients refuse a directive.
fn refusal(directive: &str, words: &[&str], optional: bool) -> Option<&'static str> {
    if NEVER.contains(&directive) {
        return Some("a client may not say it: OpenVPN 3 refuses the whole profile");
    }
    if COMPRESSION.contains(&directive) {
        return Some("with compression a connection is made and no packet passes");
    }
    if directive == "setenv" {
        return match words {
            ["setenv", name, _] if name.starts_with("UV_") || *name == "FRIENDLY_NAME" => None,
            _ => Some("only `opt`, `FRIENDLY_NAME` and names that begin with `UV_` may follow"),
        };
    }
    if PARTS.contains(&directive) {
        return Some("the bundle adds the private parts; a file name means nothing on a telephone");
    }
    let known = [USED, SILENT, NOTICED].iter().any(|group| group.contains(&directive));
    (!known && !optional).then_some("OpenVPN 3 does not know it and refuses the whole profile")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "client\ndev tun\nremote 203.0.113.10 1194 udp\nremote-cert-tls server\n\
        verify-x509-name romashka name\n# qalyp-part: ca\n# qalyp-part: cert\n# qalyp-part: key\n\
        # qalyp-part: tls-crypt-v2\n";

    fn with(line: &str) -> Result<(), ProfileFault> {
        check(&format!("{GOOD}{line}\n"))
    }

    #[test]
    fn each_group_has_its_outcome() {
        assert_eq!(check(GOOD), Ok(()));
        for passed in [
            "tls-version-min 1.2",
            "nobind",
            "persist-tun",
            "setenv opt block-outside-dns",
            "setenv opt no-such-thing 1",
            "ignore-unknown-option dns-updown\ndns-updown disable",
            "setenv UV_PLACE almaty",
            "; topology subnet",
            "server-poll-timeout 10",
        ] {
            assert_eq!(with(passed), Ok(()), "{passed}");
        }
        for refused in [
            "topology subnet",
            "server 10.0.0.0 255.0.0.0",
            "setenv opt push \"route 10.0.0.0\"",
            "ignore-unknown-option secret\nsecret x",
            "comp-lzo no",
            "compres lz4",
            "log /tmp/log",
            "ca ca.crt",
            "key client.key",
            "setenv PATH /tmp",
        ] {
            assert!(matches!(with(refused), Err(ProfileFault::Refused { .. })), "{refused}");
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        for line in REQUIRED {
            let text: String =
                GOOD.lines().filter(|l| !l.starts_with(line)).map(|l| format!("{l}\n")).collect();
            // `client` and `remote` are the beginnings of no other required line but their own.
            assert!(matches!(check(&text), Err(ProfileFault::Lacks { .. })), "{line}");
        }
        let twice = with("# qalyp-part: key");
        assert_eq!(twice, Err(ProfileFault::Part { part: "key", times: 2 }));
        assert_eq!(with("<key>\nx\n</key>"), Err(ProfileFault::Inline { line: 10 }));
        let long = format!("# {}", "x".repeat(260));
        assert_eq!(with(&long), Err(ProfileFault::LongLine { line: 10, bytes: 262 }));
        let big = "#\n".repeat(PROFILE_BYTES);
        assert_eq!(check(&big), Err(ProfileFault::Big { bytes: big.len() }));
    }

    #[test]
    fn no_directive_is_in_two_groups() {
        let mut all: Vec<&str> = [USED, SILENT, NOTICED, NEVER, COMPRESSION].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    proptest! {
        /// Nothing that is on no list gets through, and nothing makes the check give up.
        #[test]
        fn what_nobody_knows_is_refused(word in "[a-z][a-z0-9-]{0,20}", rest in "\\PC{0,40}") {
            let known = [USED, SILENT, NOTICED].iter().any(|group| group.contains(&&*word));
            let special = ["setenv", "ignore-unknown-option"].contains(&&*word);
            let result = with(&format!("{word} {rest}"));
            prop_assert!(known || special || result.is_err(), "{:?}", result);
        }
    }
}
