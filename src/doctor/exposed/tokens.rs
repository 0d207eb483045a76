//! Secrets that are known by their own form.

use super::needles::Alphabet;
use super::{base64, strength};

/// The letters of bech32, in which age writes keys.
const BECH32: &[u8] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
/// An identity has 58 of them; a truncated one is still most of a key.
const IDENTITY: usize = 50;
/// The public part of a key of `PuTTY` is shorter.
const PUTTY: usize = 8 * 1024;
/// An address is shorter.
const ADDRESS: usize = 512;

/// Whether an identity follows `AGE-SECRET-KEY-`: `1` or, of the post-quantum kind, `PQ-1`.
pub(super) fn is_identity(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"PQ-").unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(b"1") else { return false };
    let key: Vec<u8> = rest.iter().copied().take_while(|it| BECH32.contains(it)).collect();
    let different = BECH32.iter().filter(|it| key.contains(it)).count();
    key.len() >= IDENTITY && different >= 10
}

/// Whether a private part follows in a key file of `PuTTY`: `Private-Lines:`, and lines of base64.
pub(super) fn is_putty(rest: &[u8]) -> bool {
    const PRIVATE: &[u8] = b"Private-Lines:";
    let rest = &rest[..rest.len().min(PUTTY)];
    let Some(at) = rest.windows(PRIVATE.len()).position(|it| it == PRIVATE) else { return false };
    let mut lines = rest[at..].split(|it| *it == b'\n').skip(1);
    lines
        .next()
        .is_some_and(|line| line.iter().filter(|it| base64::value(**it).is_some()).count() >= 24)
}

/// Whether enough characters of the alphabet follow.
pub(super) fn is_token(rest: &[u8], alphabet: Alphabet, least: usize) -> bool {
    let fits = |it: &&u8| {
        it.is_ascii_alphanumeric() || alphabet == Alphabet::Word && matches!(**it, b'-' | b'_')
    };
    let token: Vec<u8> = rest.iter().take_while(fits).copied().take(4 * least).collect();
    let different = (0..=u8::MAX).filter(|it| token.contains(it)).count();
    token.len() >= least && different >= 10
}

/// Whether the number of a bot precedes `:AA`.
pub(super) fn is_bot(before: &[u8]) -> bool {
    let digits = before.iter().rev().take_while(|it| it.is_ascii_digit()).count();
    (8..=10).contains(&digits)
}

/// Whether an address after `://` has a password in it.
pub(super) fn has_password(rest: &[u8]) -> bool {
    let rest = &rest[..rest.len().min(ADDRESS)];
    let ends = |it: &u8| it.is_ascii_whitespace() || b"/?#\"'`<>\\|,;".contains(it);
    let authority = &rest[..rest.iter().position(ends).unwrap_or(rest.len())];
    let Some(at) = authority.iter().rposition(|it| *it == b'@') else { return false };
    let Some(colon) = authority[..at].iter().position(|it| *it == b':') else { return false };
    std::str::from_utf8(&authority[colon + 1..at])
        .is_ok_and(|password| strength::is_secret(password, true))
}
