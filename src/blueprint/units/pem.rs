//! What the public state of a VPN is made of.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use crate::blueprint::decode::{Scalar, scalars};

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
    /// A serial number of a certificate: 16 bytes as 32 lower-case hexadecimal digits, the first byte
    /// from `01` to `7f`, so that the number is positive and has this length in DER (RFC 5280 section 4.1.2.2).
    Serial;

    /// One certificate in PEM, with its final line break.
    CertificatePem;

    /// One list of revocations in PEM, with its final line break.
    ListPem;
}

impl Scalar for Serial {
    const EXPECTED: &'static str = "a serial number of 32 hexadecimal digits";
    const EXAMPLE: &'static str = "01f3a9c04be7d2518866fa0d37c9e214";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let positive =
            matches!(text.as_bytes(), [b'0', b'1'..=b'9' | b'a'..=b'f', ..] | [b'1'..=b'7', ..]);
        if text.len() == 32 && digits && positive { Ok(Self(text.into())) } else { Err(None) }
    }
}

impl Scalar for CertificatePem {
    const EXPECTED: &'static str = "a certificate in PEM, as a block (`|`)";
    const EXAMPLE: &'static str = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
    fn read(text: &str) -> Result<Self, Option<String>> {
        one_block(text, "CERTIFICATE").map(Self)
    }
}

impl Scalar for ListPem {
    const EXPECTED: &'static str = "a list of revocations in PEM, as a block (`|`)";
    const EXAMPLE: &'static str = "-----BEGIN X509 CRL-----\nMA==\n-----END X509 CRL-----\n";
    fn read(text: &str) -> Result<Self, Option<String>> {
        one_block(text, "X509 CRL").map(Self)
    }
}

/// The text, if it is one block of this label as RFC 7468 writes it strictly: lines of 64 characters
/// of base64 between the boundaries, and nothing around them.
fn one_block(text: &str, label: &str) -> Result<Box<str>, Option<String>> {
    if text.contains("PRIVATE KEY") {
        return Err(Some("it holds a private key, which must never be here".to_owned()));
    }
    let body = text
        .strip_prefix(&*format!("-----BEGIN {label}-----\n"))
        .and_then(|rest| rest.strip_suffix(&*format!("\n-----END {label}-----\n")))
        .ok_or_else(|| {
            Some(format!("it is not one block `{label}` that ends with a line break"))
        })?;
    let lines: Vec<&str> = body.split('\n').collect();
    let last = lines.len().saturating_sub(1);
    for (index, line) in lines.iter().enumerate() {
        let base64 =
            line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        let length = if index == last { (1..=64).contains(&line.len()) } else { line.len() == 64 };
        if !base64 || !length {
            return Err(Some(format!("line {} of it is not base64 of 64 characters", index + 2)));
        }
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_positive_and_have_one_length() {
        for good in ["01f3a9c04be7d2518866fa0d37c9e214", "7fffffffffffffffffffffffffffffff"] {
            assert!(Serial::read(good).is_ok(), "{good}");
        }
        let long = "0".repeat(30) + "101";
        for bad in [
            "",
            "01",
            &"0".repeat(32),
            &"f".repeat(32),
            &"01AB".repeat(8),
            &*long,
            "00f3a9c04be7d2518866fa0d37c9e214",
        ] {
            assert!(Serial::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_block_is_alone_and_strict() {
        let line = "A".repeat(64);
        let good =
            format!("-----BEGIN CERTIFICATE-----\n{line}\nMA==\n-----END CERTIFICATE-----\n");
        assert_eq!(&*CertificatePem::read(&good).unwrap(), good);
        assert!(ListPem::read(&good).is_err());
        for bad in [
            good.trim_end().to_owned(),
            good.clone() + &good,
            good.replace("MA==", "MA=="[..0].into()),
            good.replace('\n', "\r\n"),
            good.replace(&line, "short"),
            good.replace("CERTIFICATE", "EC PRIVATE KEY"),
            format!("text\n{good}"),
        ] {
            assert!(CertificatePem::read(&bad).is_err(), "{bad}");
        }
    }
}
