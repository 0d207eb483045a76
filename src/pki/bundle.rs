//! A profile and its private parts, made into what a user imports.

use super::fault::BundleFault;
use crate::fleet::vpn_state::{CERTIFICATE, PemFault, pem};
use crate::vault::Secret;

/// How a line begins that marks the place of a part.
const MARK: &str = "# qalyp-part: ";
/// OpenVPN 3 reads no bigger profile, in bytes.
const MOST_BYTES: usize = 256 * 1024;
/// No line may be longer, in bytes: OpenVPN 2 stops at 256 with the end of the line, OpenVPN 3 at 512.
const LONGEST_LINE: usize = 255;

/// The private parts of one bundle, each in PEM.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'p> {
    /// The authority's certificate.
    pub authority: &'p str,
    /// The user's certificate.
    pub certificate: &'p str,
    /// The user's key, with or without a passphrase (PKCS#8).
    pub key: &'p Secret,
    /// The user's key of tls-crypt-v2.
    pub tls_crypt_v2: &'p Secret,
}

/// The names of the parts, and the labels that each may have.
const NAMES: [(&str, &[&str]); 4] = [
    ("ca", &[CERTIFICATE]),
    ("cert", &[CERTIFICATE]),
    ("key", &[super::keys::PLAIN, super::keys::ENCRYPTED]),
    ("tls-crypt-v2", &[super::tls_crypt_v2::CLIENT_KEY]),
];

/// Puts the parts where the profile marks their places: each mark becomes `<NAME>`, the PEM text,
/// `</NAME>`.
pub fn fill(profile: &str, parts: Parts<'_>) -> Result<Secret, BundleFault> {
    let texts: [&[u8]; 4] = [
        parts.authority.as_bytes(),
        parts.certificate.as_bytes(),
        parts.key.expose(),
        parts.tls_crypt_v2.expose(),
    ];
    let mut blocks: Vec<(&'static str, &str)> = Vec::with_capacity(NAMES.len());
    for ((name, labels), text) in NAMES.into_iter().zip(texts) {
        blocks.push((name, block(name, labels, text)?));
    }
    marked_once(profile)?;
    // One allocation: a text that grows leaves copies of what is in it behind.
    let added: usize = blocks.iter().map(|(name, text)| 2 * name.len() + text.len() + 8).sum();
    let mut bundle: Vec<u8> = Vec::with_capacity(profile.len() + 1 + added);
    for (index, line) in profile.lines().enumerate() {
        if line.len() > LONGEST_LINE {
            return Err(BundleFault::LongLine { line: index + 1, bytes: line.len() });
        }
        let part = line.strip_prefix(MARK);
        match part.and_then(|part| blocks.iter().find(|(name, _)| *name == part)) {
            Some((name, text)) => {
                for piece in ["<", name, ">\n", text, "</", name, ">\n"] {
                    bundle.extend_from_slice(piece.as_bytes());
                }
            }
            None if part.is_some() => return Err(BundleFault::Unknown { line: index + 1 }),
            None => {
                bundle.extend_from_slice(line.as_bytes());
                bundle.push(b'\n');
            }
        }
    }
    let bundle = Secret::new(bundle);
    if bundle.len() > MOST_BYTES {
        return Err(BundleFault::Big { bytes: bundle.len() });
    }
    Ok(bundle)
}

/// A part, if it is exactly one PEM block with a label that belongs there.
fn block<'t>(
    part: &'static str,
    labels: &[&'static str],
    text: &'t [u8],
) -> Result<&'t str, BundleFault> {
    let fault = |why| BundleFault::Part { part, why };
    let text = std::str::from_utf8(text).map_err(|_| fault(PemFault::Form))?;
    let mut why = PemFault::Form;
    for label in labels {
        match pem::read(label, text) {
            Ok(_) => return Ok(text),
            // The text's own fault says more than that it is not the other kind.
            Err(PemFault::Label { expected }) if why == PemFault::Form => {
                why = PemFault::Label { expected };
            }
            Err(PemFault::Label { .. }) => {}
            Err(other) => why = other,
        }
    }
    Err(fault(why))
}

fn marked_once(profile: &str) -> Result<(), BundleFault> {
    for (part, _) in NAMES {
        let times = profile.lines().filter(|line| line.strip_prefix(MARK) == Some(part)).count();
        if times != 1 {
            return Err(BundleFault::Mark { part, times });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BundleFault, Parts, fill};
    use crate::fleet::vpn_state::{PemFault, pem};
    use crate::vault::Secret;

    const PROFILE: &str = "client\n# qalyp-part: ca\n# qalyp-part: cert\n# a note\n# qalyp-part: key\n# qalyp-part: tls-crypt-v2\nverb 3\n";

    fn text(label: &str) -> String {
        pem::write(label, label.as_bytes()).unwrap().to_string()
    }

    fn filled(profile: &str, key: &str) -> Result<String, BundleFault> {
        let certificate = text("CERTIFICATE");
        let key = Secret::from(key.to_owned());
        let outer = Secret::from(text("OpenVPN tls-crypt-v2 client key"));
        let (authority, certificate) = (&*certificate, &*certificate);
        let parts = Parts { authority, certificate, key: &key, tls_crypt_v2: &outer };
        fill(profile, parts).map(|bundle| bundle.expose_text().unwrap().to_owned())
    }

    #[test]
    fn parts_stand_where_they_are_marked() {
        let key = text("ENCRYPTED PRIVATE KEY");
        let certificate = text("CERTIFICATE");
        let outer = text("OpenVPN tls-crypt-v2 client key");
        assert_eq!(
            filled(PROFILE, &key).unwrap(),
            format!(
                "client\n<ca>\n{certificate}</ca>\n<cert>\n{certificate}</cert>\n# a note\n<key>\n{key}</key>\n<tls-crypt-v2>\n{outer}</tls-crypt-v2>\nverb 3\n"
            )
        );
        assert!(filled(PROFILE.trim_end(), &text("PRIVATE KEY")).unwrap().ends_with("verb 3\n"));
    }

    #[test]
    fn marks_and_parts_are_held_to_their_form() {
        let key = text("PRIVATE KEY");
        let cases = [
            (PROFILE.replace("# qalyp-part: ca\n", ""), BundleFault::Mark { part: "ca", times: 0 }),
            (
                PROFILE.to_owned() + "# qalyp-part: key\n",
                BundleFault::Mark { part: "key", times: 2 },
            ),
            (PROFILE.to_owned() + "# qalyp-part: dh\n", BundleFault::Unknown { line: 8 }),
            (PROFILE.to_owned() + &"x".repeat(256), BundleFault::LongLine { line: 8, bytes: 256 }),
        ];
        for (profile, fault) in cases {
            assert_eq!(filled(&profile, &key), Err(fault));
        }
        let big = PROFILE.to_owned() + &"# a line of a comment\n".repeat(12_000);
        assert!(matches!(filled(&big, &key), Err(BundleFault::Big { bytes }) if bytes > 262_144));
        let part = |why| Err(BundleFault::Part { part: "key", why });
        assert_eq!(filled(PROFILE, &key.replace('\n', "\r\n")), part(PemFault::Spelling));
        assert_eq!(filled(PROFILE, &format!("{key}{key}")), part(PemFault::Form));
        assert_eq!(
            filled(PROFILE, &text("CERTIFICATE")),
            part(PemFault::Label { expected: "PRIVATE KEY" })
        );
        assert_eq!(filled(PROFILE, ""), part(PemFault::Form));
    }
}
