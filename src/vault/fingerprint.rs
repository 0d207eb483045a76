//! How a value is known again without its being told.

use ring::hmac;

use super::id::SecretId;
use super::secret::Secret;
use super::text::hex;

/// The name of the provider's secret that is the key.
pub const FINGERPRINT_KEY: &str = "fingerprint-key";

/// Makes the digests of values in lock files.
///
/// They are keyed, because a bare hash of a password lets everybody who reads the repository try passwords; and over the
/// secret's whole name, so that equal values do not look alike and one value cannot stand in for another.
pub(super) struct Fingerprints(hmac::Key);

/// Bytes of a digest: enough against chance and forgery, short enough for a line.
const BYTES: usize = 16;

impl Fingerprints {
    pub(super) fn new(key: &Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.expose()))
    }

    /// The digest of a value of a secret.
    pub(super) fn of(&self, id: &SecretId, value: &Secret) -> String {
        self.digest(&[
            b"qalyp-vault/1",
            id.scope().as_str().as_bytes(),
            id.name().as_bytes(),
            value.expose(),
        ])
    }

    /// The seal of a list of recipients.
    pub(super) fn seal(&self, list: &str) -> String {
        self.digest(&[b"qalyp-recipients/1", list.as_bytes()])
    }

    fn digest(&self, parts: &[&[u8]]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        // A length before each part: no two secrets are one text.
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        hex(&context.sign().as_ref()[..BYTES])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str, id: &str, value: &str) -> String {
        let secret = |text: &str| Secret::from(text.to_owned());
        Fingerprints::new(&secret(key)).of(&id.parse().unwrap(), &secret(value))
    }

    #[test]
    fn a_digest_is_of_key_name_and_value() {
        // HMAC-SHA-256 by another program:
        //   python3 -c 'import hmac,struct; parts=[b"qalyp-vault/1",b"shop",b"grafana/admin",b"value"];
        //   print(hmac.new(b"key", b"".join(struct.pack(">Q",len(p))+p for p in parts), "sha256").hexdigest()[:32])'
        let one = of("key", "shop/grafana/admin", "value");
        assert_eq!(one, "6cae44be7460a14841fd232076af8dfe");
        let others = [
            of("kez", "shop/grafana/admin", "value"),
            of("key", "shoq/grafana/admin", "value"),
            of("key", "shop/grafana/admim", "value"),
            of("key", "shop/grafana/admin", "valuf"),
            of("key", "shop/grafana/adminv", "alue"),
        ];
        assert!(others.iter().all(|other| *other != one), "{others:?}");
    }
}
