//! Private keys in the binary form (DER) that PEM wraps.

use super::base64;

/// What a structure holds, judged by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Der {
    /// PKCS#8, PKCS#1, SEC1 or DSA.
    Key,
    /// PKCS#8 behind a passphrase.
    Encrypted,
    /// PKCS#12: key and certificates, mostly behind a passphrase.
    Pkcs12,
}

/// `1.2.840.113549.1.7.1`: what a PKCS#12 file begins with.
const DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// `1.2.840.113549.1.5.`: the schemes with passphrases, PBES2 and its forerunners.
const PASSPHRASE: [u8; 10] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
/// `1.2.840.113549.1.12.1.`: those of PKCS#12.
const PASSPHRASE_12: [u8; 11] = [0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];

/// What the bytes begin with, and how long that structure is.
pub(super) fn of(bytes: &[u8]) -> Option<(Der, usize)> {
    let (inner, length) = sequence(bytes)?;
    let total = bytes.len() - inner.len() + length;
    let found = match inner {
        [0x02, 0x01, version, rest @ ..] => match (version, rest) {
            (3, [0x30, ..]) => {
                sequence(rest).filter(|(it, _)| it.starts_with(&DATA)).map(|_| Der::Pkcs12)
            }
            // The algorithm follows in PKCS#8.
            (0 | 1, [0x30, ..]) => {
                sequence(rest).filter(|(it, _)| it.first() == Some(&0x06)).map(|_| Der::Key)
            }
            // The modulus in PKCS#1, the prime in DSA.
            (0, [0x02, 0x81 | 0x82, ..]) | (1, [0x04, 0x20 | 0x30 | 0x42, ..]) => Some(Der::Key),
            _ => None,
        },
        [0x30, ..] => sequence(inner)
            .filter(|(it, _)| it.starts_with(&PASSPHRASE) || it.starts_with(&PASSPHRASE_12))
            .map(|_| Der::Encrypted),
        _ => None,
    };
    found.map(|found| (found, total))
}

/// The content of a sequence as far as it is there, and how long it says that it is.
fn sequence(bytes: &[u8]) -> Option<(&[u8], usize)> {
    match bytes {
        [0x30, length @ 0..=0x7f, rest @ ..] | [0x30, 0x81, length, rest @ ..] => {
            Some((rest, usize::from(*length)))
        }
        [0x30, 0x82, high, low, rest @ ..] => {
            Some((rest, usize::from(*high) << 8 | usize::from(*low)))
        }
        // Of unknown length, as some programs write PKCS#12.
        [0x30, 0x80, rest @ ..] => Some((rest, rest.len())),
        _ => None,
    }
}

/// A file that is such a structure and nothing else.
pub(super) fn whole(bytes: &[u8]) -> Option<Der> {
    of(bytes).filter(|(_, length)| *length == bytes.len()).map(|(found, _)| found)
}

/// What the base64 at the beginning of `text` holds without the lines of PEM around it. Long enough
/// for the structure to be there whole: a few characters that look like the beginning are not one.
pub(super) fn of_base64(text: &[u8]) -> Option<Der> {
    // 0x30 and a length are `M` and a letter up to `I`.
    if !matches!(text, [b'M', b'A'..=b'I', ..]) {
        return None;
    }
    let (found, length) = of(&base64::decode(text, 32))?;
    (base64::decode(text, length).len() >= length).then_some(found)
}
