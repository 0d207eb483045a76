//! Names of certificates: serial numbers, and fingerprints.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The number of a certificate: 16 bytes, of which 120 bits are random.
///
/// The first byte is neither zero nor above `7f`. So every number is positive and has the same length in
/// DER, which would leave out a zero at the beginning that half of all tools print (RFC 5280 section
/// 4.1.2.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial([u8; Self::BYTES]);

impl Serial {
    /// Its length.
    pub const BYTES: usize = 16;
    /// The first byte of those that are made here.
    const FIRST: u8 = 0x01;

    /// The number with these random bits.
    pub fn of_random(bits: [u8; Self::BYTES - 1]) -> Self {
        let mut bytes = [Self::FIRST; Self::BYTES];
        bytes[1..].copy_from_slice(&bits);
        Self(bytes)
    }

    /// The number with these bytes, if it is positive and has this length.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; Self::BYTES] = bytes.try_into().ok()?;
        (0x01..=0x7f).contains(&bytes[0]).then_some(Self(bytes))
    }

    /// Its bytes, the most significant first.
    pub const fn bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl fmt::Display for Serial {
    /// 32 hexadecimal digits, as `openssl x509 -serial` prints them but in small letters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Serial {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        digits(text).and_then(|bytes: [u8; Self::BYTES]| Self::of_bytes(&bytes)).ok_or(NotHex)
    }
}

/// The SHA-256 digest of a certificate in DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a certificate.
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

impl fmt::Display for Fingerprint {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        digits(text).map(Self).ok_or(NotHex)
    }
}

/// A text is not the serial number or fingerprint that it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHex;

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Small letters only: one number has one text.
fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let small = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.as_bytes().iter().all(small) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Fingerprint, Serial};

    #[test]
    fn is_sixteen_bytes_that_begin_with_one() {
        let serial = Serial::of_random([0xab; 15]);
        assert_eq!(serial.to_string(), "01ababababababababababababababab");
        assert_eq!(serial.to_string().parse(), Ok(serial));
        for wrong in [
            "",
            "01",
            "00ababababababababababababababab",
            "81ababababababababababababababab",
            "01ABABABABABABABABABABABABABABAB",
            "01ababababababababababababababab00",
            "01abababababababababababababababé",
            "+1ababababababababababababababab",
        ] {
            assert!(wrong.parse::<Serial>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_fingerprint_is_the_digest_of_the_bytes() {
        assert_eq!(
            Fingerprint::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    proptest! {
        #[test]
        fn print_then_read_is_identity(bits in any::<[u8; 15]>(), der in any::<[u8; 9]>()) {
            let serial = Serial::of_random(bits);
            prop_assert_eq!(serial.to_string().parse(), Ok(serial));
            prop_assert_eq!(Serial::of_bytes(serial.bytes()), Some(serial));
            let print = Fingerprint::of(&der);
            prop_assert_eq!(print.to_string().parse(), Ok(print));
        }
    }
}
