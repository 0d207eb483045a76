//! As much of base64 as is needed to look beneath it.

/// The value of a character of the standard alphabet, or of the one for addresses.
pub(super) const fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Decodes from the beginning of `text` as far as it is base64, over line breaks and spaces (a block
/// of YAML) and line breaks written as `\n` (a string of JSON), at most `limit` bytes.
pub(super) fn decode(text: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if byte.is_ascii_whitespace() {
            continue;
        }
        if byte == b'\\' && text.get(at).is_some_and(|next| matches!(next, b'n' | b'r')) {
            at += 1;
            continue;
        }
        let Some(six) = value(byte) else { break };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from((bits >> held) & 0xff).unwrap_or(0));
            bits &= (1 << held) - 1;
        }
        if out.len() >= limit {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_comes_back() {
        assert_eq!(decode(b"LS0tLS1CRUdJTg==", 100), b"-----BEGIN");
        assert_eq!(decode(b"LS0t\n    LS1C\\nRUdJTg", 100), b"-----BEGIN");
        assert_eq!(decode(b"LS0tLS1CRUdJTg==", 5), b"-----");
        assert_eq!(decode(b": no", 100), b"");
    }
}
