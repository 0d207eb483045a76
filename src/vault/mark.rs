use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::secret::Secret;
use super::text::hex;

/// By what a vault is known again from outside of the repository: a digest of its fingerprint key.
///
/// Whoever can write to the repository can make files that open for everybody in `recipients.yaml`, with a fingerprint
/// key of his own under which all of them fit. What he cannot make is a key with this mark. The key has 256 random bits, so the
/// mark gives nothing of it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(Box<str>);

/// Digits of a group, and groups: 80 bits, which nobody meets by trying, and a person can still read out.
const GROUP: usize = 4;
const DIGITS: usize = 20;

impl Mark {
    pub(super) fn of(key: &Secret) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"qalyp-vault-mark/1\n");
        hash.update(key.expose());
        Self::grouped(&hex(&hash.finalize()[..DIGITS / 2]))
    }

    fn grouped(digits: &str) -> Self {
        let groups: Vec<String> =
            digits.as_bytes().chunks(GROUP).map(|it| String::from_utf8_lossy(it).into()).collect();
        Self(groups.join("-").into())
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Mark {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Self::grouped(&digits.to_ascii_lowercase()));
        }
        Err("expected the mark of a vault, five groups of four hexadecimal digits".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_the_key_and_reads_back() {
        // { echo qalyp-vault-mark/1; printf key; } | sha256sum
        let mark = Mark::of(&Secret::from("key".to_owned()));
        assert_eq!(mark.to_string(), "2c6a-3d6e-ed9b-07c2-d936");
        assert_eq!(mark.to_string().to_uppercase().parse(), Ok(mark.clone()));
        assert_eq!(mark.to_string().replace('-', "").parse(), Ok(mark.clone()));
        assert_ne!(Mark::of(&Secret::from("kez".to_owned())), mark);
        for wrong in ["", "0000", "zzzz-0000-0000-0000-0000", "0000-0000-0000-0000-00000"] {
            assert!(wrong.parse::<Mark>().is_err(), "{wrong}");
        }
    }
}
