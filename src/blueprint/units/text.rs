//! Values that are text, each with what it may hold.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use crate::blueprint::decode::{Scalar, scalars};

/// Declares types that wrap a text.
macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(Box<str>);

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        scalars!($name);
    )+};
}

texts! {
    /// Text within one line: not empty, no control characters, nothing that turns the direction of the
    /// text around it (which would let a reviewer read something else than the machine does).
    Line;

    /// The name of a document, safe as a file name: lower-case Latin letters, digits and single inner
    /// hyphens, at most 63 characters (also a DNS label, RFC 1123 section 2.1).
    Name;

    /// A fully qualified domain name of at least two labels, without the final dot.
    DomainName;

    /// A mailbox, `local@domain`: the dot-atom form of RFC 5322 section 3.4.1, nothing quoted.
    Email;

    /// An address of the web or of a file service (`https`, `http`, `sftp`): a host, perhaps a port and a
    /// path; with `sftp` perhaps a user; never a password.
    Url;

    /// A SHA-256 digest as `sha256sum` writes it: 64 lower-case hexadecimal digits.
    Sha256Digest;
}

const LINE_BYTES: usize = 4096;

impl Scalar for Line {
    const EXPECTED: &'static str = "a line of text";
    const EXAMPLE: &'static str = "ТОО «Ромашка»";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if text.trim().is_empty() {
            return Err(Some("there is nothing in it".to_owned()));
        }
        if text.len() > LINE_BYTES {
            return Err(Some(format!("it has more than {LINE_BYTES} bytes")));
        }
        match text.chars().find(|&c| turns(c) || breaks(c)) {
            Some(c) => Err(Some(format!("it holds the character U+{:04X}", u32::from(c)))),
            None => Ok(Self(text.into())),
        }
    }
}

impl Name {
    /// Whether a text could be a name.
    pub fn fits(text: &str) -> bool {
        let bytes = text.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && bytes[0] != b'-'
            && bytes[bytes.len() - 1] != b'-'
    }
}

impl Scalar for Name {
    const EXPECTED: &'static str =
        "a name of lower-case Latin letters, digits and hyphens (at most 63)";
    const EXAMPLE: &'static str = "romashka-main";
    fn read(text: &str) -> Result<Self, Option<String>> {
        if Self::fits(text) {
            return Ok(Self(text.into()));
        }
        // A Cyrillic letter may look exactly like the Latin one that was meant.
        let stranger = text.chars().find(|c| c.is_alphabetic() && !c.is_ascii());
        Err(stranger.map(|c| format!("`{c}` (U+{:04X}) is no Latin letter", u32::from(c))))
    }
}

impl Scalar for DomainName {
    const EXPECTED: &'static str = "a domain name in lower case, without a final dot";
    const EXAMPLE: &'static str = "1c.example.kz";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let fits = text.len() <= 200 && text.contains('.') && text.split('.').all(Name::fits);
        if fits { Ok(Self(text.into())) } else { Err(None) }
    }
}

impl Scalar for Email {
    const EXPECTED: &'static str = "a mailbox like it@romashka.example";
    const EXAMPLE: &'static str = "it@romashka.example";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        let fits = text.rsplit_once('@').is_some_and(|(local, domain)| {
            local.len() <= 64
                && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
                && DomainName::read(&domain.to_ascii_lowercase()).is_ok()
        });
        if fits { Ok(Self(text.into())) } else { Err(None) }
    }
}

impl Scalar for Url {
    const EXPECTED: &'static str = "an address like https://console.example.kz/";
    const EXAMPLE: &'static str = "https://console.example.kz/";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c);
        if !text.chars().all(plain) || text.len() > 2048 {
            return Err(None);
        }
        let Some((scheme @ ("https" | "http" | "sftp"), rest)) = text.split_once("://") else {
            return Err(None);
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        match user {
            Some(user) if user.contains(':') => {
                return Err(Some("a password has no place in a blueprint".to_owned()));
            }
            Some(_) if scheme != "sftp" => {
                return Err(Some(format!("an {scheme} address names no user")));
            }
            Some(user)
                if !user.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) =>
            {
                return Err(Some(format!("`{user}` is no name of an account")));
            }
            _ => {}
        }
        host_and_port(place)?;
        Ok(Self(text.into()))
    }
}

/// `host`, `host:port`, `192.0.2.1:port`, `[2001:db8::1]:port` (RFC 3986 section 3.2).
fn host_and_port(place: &str) -> Result<(), String> {
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (place, None),
    };
    if port.is_some_and(|port| !matches!(port.parse::<u16>(), Ok(1..)) || port.starts_with('+')) {
        return Err(format!("`{}` is no port", port.unwrap_or_default()));
    }
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let fits = match bracketed {
        Some(inside) => inside.parse::<std::net::Ipv6Addr>().is_ok(),
        // What looks like a number is one, as browsers and resolvers see it.
        None if host.ends_with(|c: char| c.is_ascii_digit())
            && !host.contains(char::is_alphabetic) =>
        {
            host.parse::<std::net::Ipv4Addr>().is_ok()
        }
        None => host.len() <= 253 && host.split('.').all(Name::fits),
    };
    if fits { Ok(()) } else { Err(format!("`{host}` is no host")) }
}

impl Scalar for Sha256Digest {
    const EXPECTED: &'static str = "a SHA-256 digest of 64 lower-case hexadecimal digits";
    const EXAMPLE: &'static str =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const PATTERN: Option<&'static str> = Some("^[0-9a-f]{64}$");
    fn read(text: &str) -> Result<Self, Option<String>> {
        let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
        let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
        if digits != text.len() {
            let prefix = text.strip_prefix("sha256:").map(|_| "write the digits alone".to_owned());
            return Err(prefix);
        }
        match (digits, lower) {
            (64, true) => Ok(Self(text.into())),
            (64, false) => Err(Some("write it in lower case".to_owned())),
            _ => Err(Some(format!("it has {digits} digits"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_hides_nothing() {
        assert!(Line::read("ТОО «Ромашка & Co»").is_ok());
        assert!(Line::read("\"; rm -rf / #").is_ok());
        for wrong in ["", "  ", "a\nb", "a\u{0}b", "a\u{202e}b", "a\u{2028}b"] {
            assert!(Line::read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_address_has_a_host_and_no_password() {
        for right in [
            "https://console.example.kz",
            "https://s3.example.kz:9000/bucket?x=1#y",
            "http://192.0.2.1/",
            "https://[2001:db8::1]:8443/",
            "http://localhost:14000/dir",
            "sftp://backup@vault.example.kz:2222/1c",
            "sftp://vault.example.kz/1c",
        ] {
            assert!(Url::read(right).is_ok(), "{right}");
        }
        for wrong in [
            "console.example.kz",
            "ftp://example.kz/",
            "https://",
            "https:///path",
            "https://user@example.kz/",
            "https://user:secret@example.kz/",
            "sftp://backup:secret@example.kz/",
            "sftp://a;b@example.kz/",
            "https://exa_mple.kz/",
            "https://-a.kz/",
            "https://example..kz/",
            "https://example.kz:0/",
            "https://example.kz:99999/",
            "https://example.kz:+1/",
            "https://example.kz:/",
            "https://256.1.1.1/",
            "https://[::g]/",
            "https://example.kz/a b",
            "https://example.kz/\u{430}",
        ] {
            assert!(Url::read(wrong).is_err(), "{wrong}");
        }
        let Err(Some(reason)) = Url::read("https://user:secret@example.kz/") else { panic!() };
        assert!(!reason.contains("secret"), "{reason}");
    }

    #[test]
    fn a_digest_is_what_sha256sum_writes() {
        let right = Sha256Digest::EXAMPLE;
        assert_eq!(&*Sha256Digest::read(right).unwrap(), right);
        let reason = |text: &str| Sha256Digest::read(text).unwrap_err();
        assert_eq!(reason(&right.to_uppercase()).unwrap(), "write it in lower case");
        assert_eq!(reason(&right[1..]).unwrap(), "it has 63 digits");
        assert_eq!(reason(&format!("sha256:{right}")).unwrap(), "write the digits alone");
        assert_eq!(reason(&right.replace('e', "g")), None);
    }

    proptest! {
        #[test]
        fn a_name_is_a_file_name_and_a_label(text in "\\PC{0,70}") {
            if Name::read(&text).is_ok() {
                prop_assert!(!text.contains(['/', '.', '\\']) && text.is_ascii());
            }
        }
    }
}
