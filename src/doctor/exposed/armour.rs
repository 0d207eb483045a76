//! Keys between lines `-----BEGIN …-----` and `-----END …-----`, however they are wrapped: indented in
//! a block of YAML, with `\n` in a string of JSON, behind `+` and quotes in a program.

use super::{Kind, base64};

/// Fewer characters are no key but a text about keys.
const LEAST: usize = 40;
/// The shortest line of a key is longer: 32 hexadecimal digits. Words of a text are shorter.
const RUN: usize = 24;
/// A body of fewer different characters is a row of `x`.
const LEAST_DIFFERENT: usize = 10;
/// A label is shorter.
const LABEL: usize = 64;
/// No key is longer than this, in characters of base64: RSA 16384 has 17,000.
const BODY: usize = 64 * 1024;

/// Lines with words between the first line and the key; the first two say that it is encrypted.
const HEADERS: [&[u8]; 5] = [b"Proc-Type:", b"DEK-Info:", b"Version:", b"Comment:", b"Hash:"];

/// A key in armour.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// One past its last byte.
    pub(super) end: usize,
}

/// The key whose `BEGIN ` stands at `at`.
pub(super) fn at(text: &[u8], at: usize) -> Option<Found> {
    let dashes = text[..at].iter().rev().skip_while(|byte| **byte == b' ');
    if dashes.take_while(|byte| **byte == b'-').count() < 4 {
        return None;
    }
    let label_at = at + b"BEGIN ".len();
    let rest = &text[label_at..text.len().min(label_at + LABEL)];
    let length = rest.windows(3).position(|three| three == b"---")?;
    let label = std::str::from_utf8(&rest[..length]).ok()?.trim();
    let kind = kind_of(label)?;
    let body_at = label_at + length + rest[length..].iter().take_while(|it| **it == b'-').count();
    let body = &text[body_at..text.len().min(body_at + BODY)];
    let (is_key, length, is_locked) = read(body);
    let kind = match kind {
        Kind::PrivateKey if is_locked => Kind::LockedKey,
        kind => kind,
    };
    is_key.then_some(Found { kind, end: body_at + length })
}

/// What a label names, if that is to be kept from others.
fn kind_of(label: &str) -> Option<Kind> {
    match label {
        "OpenVPN Static key V1" => Some(Kind::OpenVpn("a static key (tls-auth, tls-crypt)")),
        "OpenVPN tls-crypt-v2 server key" => Some(Kind::OpenVpn("a tls-crypt-v2 server key")),
        "OpenVPN tls-crypt-v2 client key" => Some(Kind::OpenVpn("a tls-crypt-v2 client key")),
        "ENCRYPTED PRIVATE KEY" | "SSH2 ENCRYPTED PRIVATE KEY" => Some(Kind::LockedKey),
        _ if label.ends_with("PRIVATE KEY") || label == "PGP PRIVATE KEY BLOCK" => {
            Some(Kind::PrivateKey)
        }
        _ => None,
    }
}

/// Whether a key follows, how far it goes, and whether it says that it is encrypted.
fn read(body: &[u8]) -> (bool, usize, bool) {
    let (mut count, mut run, mut longest) = (0, 0, 0);
    let (mut seen, mut is_locked) = ([false; 256], false);
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        if rest.starts_with(b"-----END") || rest.starts_with(b"---- END") {
            at += b"-----END".len();
            break;
        }
        if let Some(header) = HEADERS.iter().find(|header| rest.starts_with(header)) {
            is_locked |= header.starts_with(b"Proc-Type") || header.starts_with(b"DEK-Info");
            at += rest.iter().position(|it| matches!(it, b'\n' | b'\\')).unwrap_or(rest.len());
            continue;
        }
        // A line break or another letter, written out.
        if rest[0] == b'\\' {
            run = 0;
            at += 2;
            continue;
        }
        match base64::value(rest[0]) {
            Some(_) => {
                count += 1;
                run += 1;
                longest = longest.max(run);
                seen[usize::from(rest[0])] = true;
            }
            // What stands around the lines of a key in one text or another.
            None if rest[0].is_ascii_whitespace() || b"\"'+,=|>#*;".contains(&rest[0]) => {
                run = 0;
            }
            None => break,
        }
        at += 1;
    }
    let different = seen.iter().filter(|it| **it).count();
    let is_key = count >= LEAST && longest >= RUN && different >= LEAST_DIFFERENT;
    (is_key, at.min(body.len()), is_locked)
}
