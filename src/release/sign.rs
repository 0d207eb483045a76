//! Signatures that OpenSSH checks: `ssh-keygen -Y verify`.

use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey};

use super::fault::Fault;

/// What a signature is for: one that was made for something else does not count, and neither does one of this key over
/// something else.
pub const NAMESPACE: &str = "qalyp-release";

/// The provider's key, with which releases are signed.
pub struct Key(PrivateKey);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Key").field(&self.0.fingerprint(HashAlg::Sha256).to_string()).finish()
    }
}

impl Key {
    /// Reads the secret half, and holds it to the public one that machines know.
    ///
    /// # Errors
    /// Something else than an Ed25519 key of OpenSSH without a passphrase, or the halves of two keys.
    pub fn read(secret: &[u8], public: &str) -> Result<Self, Fault> {
        // What the library says about bytes of a secret is nobody's to read.
        let key = PrivateKey::from_openssh(secret).map_err(|_| Fault::KeyUnreadable)?;
        if key.is_encrypted() || key.algorithm() != Algorithm::Ed25519 {
            return Err(Fault::KeyUnreadable);
        }
        if public_key(public)?.key_data() != key.public_key().key_data() {
            return Err(Fault::OtherKey);
        }
        Ok(Self(key))
    }

    /// The signature of some bytes: always the same for the same bytes.
    ///
    /// # Errors
    /// A key whose halves do not belong together: its signature would be refused, and would give it away.
    pub fn sign(&self, bytes: &[u8]) -> Result<String, Fault> {
        let signed = self.0.sign(NAMESPACE, HashAlg::Sha512, bytes);
        let signature = signed.map_err(|_| Fault::KeyUnreadable)?;
        self.0
            .public_key()
            .verify(NAMESPACE, bytes, &signature)
            .map_err(|_| Fault::KeyUnreadable)?;
        signature.to_pem(LineEnding::LF).map_err(|_| Fault::KeyUnreadable)
    }
}

fn public_key(text: &str) -> Result<PublicKey, Fault> {
    PublicKey::from_openssh(text.trim()).map_err(|_| Fault::PublicKeyUnreadable)
}

#[cfg(test)]
mod tests {
    use ssh_key::SshSig;
    use ssh_key::rand_core::OsRng;

    use super::*;

    fn pair(algorithm: Algorithm) -> (String, String) {
        let key = PrivateKey::random(&mut OsRng, algorithm).unwrap();
        let secret = key.to_openssh(LineEnding::LF).unwrap().to_string();
        (secret, key.public_key().to_openssh().unwrap())
    }

    #[test]
    fn a_signature_is_the_same_again_and_for_these_bytes_alone() {
        let (secret, public) = pair(Algorithm::Ed25519);
        let key = Key::read(secret.as_bytes(), &format!("{public} somebody\n")).unwrap();
        let signature = key.sign(b"archive").unwrap();
        assert!(signature.starts_with("-----BEGIN SSH SIGNATURE-----\n"));
        assert_eq!(signature, key.sign(b"archive").unwrap());
        let signed = SshSig::from_pem(&signature).unwrap();
        let is_signed = |public: &str, namespace, bytes| {
            PublicKey::from_openssh(public).unwrap().verify(namespace, bytes, &signed).is_ok()
        };
        assert!(is_signed(&public, NAMESPACE, b"archive"));
        assert!(!is_signed(&public, NAMESPACE, b"archivf"));
        assert!(!is_signed(&public, "file", b"archive"));
        assert!(!is_signed(&pair(Algorithm::Ed25519).1, NAMESPACE, b"archive"));
        let shown = format!("{key:?}");
        assert!(shown.starts_with("Key(\"SHA256:") && shown.len() < 70, "{shown}");
    }

    #[test]
    fn keys_that_machines_would_refuse_are_refused_here() {
        let (secret, public) = pair(Algorithm::Ed25519);
        let other = pair(Algorithm::Ed25519).1;
        assert_eq!(Key::read(secret.as_bytes(), &other).unwrap_err(), Fault::OtherKey);
        assert_eq!(Key::read(b"no key", &public).unwrap_err(), Fault::KeyUnreadable);
        assert_eq!(Key::read(secret.as_bytes(), "x").unwrap_err(), Fault::PublicKeyUnreadable);
        // Halves of two keys in one file: such a signature gives the secret half away.
        let mut mixed =
            PrivateKey::from_openssh(&secret).unwrap().key_data().ed25519().unwrap().clone();
        mixed.public = *PublicKey::from_openssh(&other).unwrap().key_data().ed25519().unwrap();
        let mixed =
            PrivateKey::new(mixed.into(), "").and_then(|key| key.to_openssh(LineEnding::LF));
        let taken = mixed.ok().and_then(|text| Key::read(text.as_bytes(), &other).ok());
        assert!(taken.is_none_or(|key| key.sign(b"archive") == Err(Fault::KeyUnreadable)));
    }
}
