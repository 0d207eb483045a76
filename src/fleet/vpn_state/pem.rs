//! Text around bytes (RFC 7468), strictly: one block, nothing before or after it.
//!
//! What is read is written again and compared, so that one content has one text and a reviewer sees
//! every difference there is.

use pkcs8::der::pem as rfc7468;
use zeroize::Zeroizing;

/// Why a text is not one PEM block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PemFault {
    /// No block, or one that is broken.
    Form,
    /// A block of something else.
    Label {
        /// What was expected.
        expected: &'static str,
    },
    /// The right content, written another way: other line lengths, spaces, text around it.
    Spelling,
}

/// The label under which the library works: it takes none with a hyphen, which OpenVPN's have.
const INNER: &str = "X";
const INNER_BEGIN: &str = "-----BEGIN X-----\n";
const INNER_END: &str = "-----END X-----\n";

/// The bytes of a text's only block, which has to be of this label. The bytes are wiped when they are
/// dropped: some are of keys.
pub fn read(label: &'static str, text: &str) -> Result<Zeroizing<Vec<u8>>, PemFault> {
    let rest = text.strip_prefix("-----BEGIN ").ok_or(PemFault::Form)?;
    let (found, rest) = rest.split_once("-----").ok_or(PemFault::Form)?;
    let end = rest.find("-----END ").ok_or(PemFault::Form)?;
    let (body, end) = rest.split_at(end);
    let Some(after) = end.strip_prefix("-----END ").and_then(|end| end.strip_prefix(found)) else {
        return Err(PemFault::Form);
    };
    if !after.starts_with("-----") || after.contains("-----BEGIN ") {
        return Err(PemFault::Form);
    }
    if found != label {
        return Err(PemFault::Label { expected: label });
    }
    let inner = joined(&[INNER_BEGIN.trim_end(), body, INNER_END]);
    let (_, bytes) = rfc7468::decode_vec(inner.as_bytes()).map_err(|_| PemFault::Form)?;
    let bytes = Zeroizing::new(bytes);
    if write(label, &bytes).is_none_or(|again| *again != text) {
        return Err(PemFault::Spelling);
    }
    Ok(bytes)
}

/// A block: lines of 64 characters, each ended by a line feed. `None` if it does not fit into memory.
pub fn write(label: &str, bytes: &[u8]) -> Option<Zeroizing<String>> {
    let inner = rfc7468::encode_string(INNER, rfc7468::LineEnding::LF, bytes).ok()?;
    let inner = Zeroizing::new(inner);
    let body = inner.strip_prefix(INNER_BEGIN)?.strip_suffix(INNER_END)?;
    Some(joined(&["-----BEGIN ", label, "-----\n", body, "-----END ", label, "-----\n"]))
}

/// In one allocation: a text that grows leaves copies of a key behind.
fn joined(pieces: &[&str]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(pieces.iter().map(|p| p.len()).sum()));
    for piece in pieces {
        text.push_str(piece);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PemFault, read, write};

    #[test]
    fn has_lines_of_64_characters_and_a_line_feed_at_the_end() {
        let text = write("CERTIFICATE", &[0; 60]).unwrap();
        let lines: Vec<usize> = text.lines().map(str::len).collect();
        assert_eq!(lines, [27, 64, 16, 25]);
        assert!(text.ends_with("-----END CERTIFICATE-----\n"));
    }

    #[test]
    fn refuses_what_is_not_exactly_one_block() {
        let text = write("CERTIFICATE", b"some bytes, more than a few").unwrap();
        let own = |text: &str| read("CERTIFICATE", text).map(|bytes| bytes.to_vec());
        assert_eq!(own(&text).as_deref(), Ok(b"some bytes, more than a few".as_slice()));
        assert_eq!(own(""), Err(PemFault::Form));
        assert_eq!(own(&format!("{}{}", *text, *text)), Err(PemFault::Form));
        assert_eq!(own(text.trim_end()), Err(PemFault::Spelling));
        assert_eq!(own(&text.replace('\n', "\r\n")), Err(PemFault::Spelling));
        assert_eq!(
            read("X509 CRL", &text).map(|_| ()),
            Err(PemFault::Label { expected: "X509 CRL" })
        );
        assert!(own(&format!("Certificate of a server\n{}", *text)).is_err());
        assert!(own(&text.replacen("c29t", "c2 9t", 1)).is_err());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 1..400)) {
            let text = write("OpenVPN tls-crypt-v2 client key", &bytes).unwrap();
            let again = read("OpenVPN tls-crypt-v2 client key", &text).unwrap();
            prop_assert_eq!(&*again, &bytes);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(-----BEGIN |-----END |CERTIFICATE|-----|\n|[ -~]{0,9}){0,12}") {
            let _ = read("CERTIFICATE", &text);
        }
    }
}
