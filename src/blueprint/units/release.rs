//! Releases of a distribution.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::blueprint::decode::{Scalar, scalars};

/// A release of a distribution: a major one, such as `9`, or a minor one of it, such as `9.8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// The major release, for which templates are written.
    pub major: u8,
    /// The minor one, if it is said.
    pub minor: Option<u8>,
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.minor {
            None => write!(f, "{}", self.major),
            Some(minor) => write!(f, "{}.{minor}", self.major),
        }
    }
}

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Scalar for Release {
    const EXPECTED: &'static str = "a release like 9 or 9.8";
    const EXAMPLE: &'static str = "9.8";
    const PATTERN: Option<&'static str> = Some(r"^[1-9][0-9]?(\.(0|[1-9][0-9]?))?$");

    fn read(text: &str) -> Result<Self, Option<String>> {
        let (major, minor) = match text.split_once('.') {
            None => (text, None),
            Some((major, minor)) => (major, Some(minor)),
        };
        let major = number(major).filter(|major| *major > 0).ok_or(None)?;
        let minor = minor.map(|minor| number(minor).ok_or(None)).transpose()?;
        Ok(Self { major, minor })
    }
}

/// One or two digits without a leading zero.
fn number(text: &str) -> Option<u8> {
    let plain = (1..=2).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

scalars!(Release);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_or_two() {
        assert_eq!(Release::read("9"), Ok(Release { major: 9, minor: None }));
        assert_eq!(Release::read("9.10"), Ok(Release { major: 9, minor: Some(10) }));
        for text in ["9", "9.0", "10.2"] {
            assert_eq!(Release::read(text).unwrap().to_string(), text);
        }
        for wrong in
            ["", "0", "9.", ".8", "9.8.1", "09", "9.08", "9.8 ", "+9", "latest", "999", "9.٨"]
        {
            assert!(Release::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
