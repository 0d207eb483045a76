//! Private keys of authorities, servers and users.

use std::num::NonZeroU32;

use aes::cipher::{BlockEncrypt as _, KeyInit as _};
use pkcs8::der::Encode as _;
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncodePrivateKey as _, EncryptedPrivateKeyInfo};
use rcgen::{KeyPair, PublicKeyData as _};
use ring::pbkdf2;
use zeroize::{Zeroize as _, Zeroizing};

use super::chance;
use super::fault::{Fault, KeyFault};
use crate::blueprint::kinds::KeyKind;
use crate::fleet::vpn_state::{Certificate, PemFault, pem};
use crate::vault::Secret;

/// The label of a key without a passphrase.
pub(super) const PLAIN: &str = "PRIVATE KEY";
/// The label of a key with a passphrase.
pub(super) const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// How often the passphrase is hashed (PBKDF2 with HMAC-SHA-256): OWASP's figure of 2023. A telephone
/// needs one to several seconds for it.
const ITERATIONS: NonZeroU32 = match NonZeroU32::new(600_000) {
    Some(rounds) => rounds,
    None => NonZeroU32::MIN,
};
/// The shortest passphrase, in characters. The file can be tried at leisure by whoever has it.
const SHORTEST: usize = 12;
/// The longest passphrase that OpenVPN takes, in bytes.
const LONGEST: usize = 127;

/// Bytes of a block of AES.
const BLOCK: usize = 16;

/// The bits of an RSA key.
const RSA_BITS: usize = 3072;
/// What the public half of such a key has in DER: the modulus with a leading zero, the usual exponent, and
/// their headers.
const RSA_PUBLIC_BYTES: usize = 385 + 3 + 10;

/// A private key. Its bytes are wiped when it is dropped, but for what the signing library keeps in its
/// own form.
pub struct PrivateKey {
    pair: KeyPair,
    kind: KeyKind,
}

impl Drop for PrivateKey {
    fn drop(&mut self) {
        self.pair.zeroize();
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({})", self.kind)
    }
}

impl PrivateKey {
    /// Makes a new one. One for RSA takes one to several seconds.
    pub fn generate(kind: KeyKind) -> Result<Self, Fault> {
        let made = |pair: Result<KeyPair, rcgen::Error>| {
            pair.map_err(|_| Fault::NotMade { what: "a private key" })
        };
        let pair = match kind {
            KeyKind::P256 => made(KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256))?,
            KeyKind::P384 => made(KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384))?,
            KeyKind::Rsa3072 => {
                let fault = Fault::NotMade { what: "an RSA key" };
                let key = rsa::RsaPrivateKey::new(&mut chance::for_rsa()?, RSA_BITS);
                let der = key.ok().and_then(|key| key.to_pkcs8_der().ok()).ok_or(fault)?;
                return Self::of_der(der.as_bytes());
            }
        };
        Ok(Self { pair, kind })
    }

    /// Reads one from the vault: PKCS#8 in PEM, without a passphrase.
    pub fn read(secret: &Secret) -> Result<Self, Fault> {
        let text = secret.expose_text().ok_or(Fault::Key { why: KeyFault::Pem(PemFault::Form) })?;
        let der = pem::read(PLAIN, text).map_err(|why| {
            let encrypted = pem::read(ENCRYPTED, text).is_ok();
            let why = if encrypted { KeyFault::Encrypted } else { KeyFault::Pem(why) };
            Fault::Key { why }
        })?;
        Self::of_der(&der)
    }

    fn of_der(der: &[u8]) -> Result<Self, Fault> {
        let kind = Fault::Key { why: KeyFault::Kind };
        let pair = KeyPair::try_from(der).map_err(|_| kind.clone())?;
        let algorithm = pair.algorithm();
        let found = if algorithm == &rcgen::PKCS_ECDSA_P256_SHA256 {
            KeyKind::P256
        } else if algorithm == &rcgen::PKCS_ECDSA_P384_SHA384 {
            KeyKind::P384
        } else if algorithm == &rcgen::PKCS_RSA_SHA256
            && pair.public_key_raw().len() == RSA_PUBLIC_BYTES
        {
            KeyKind::Rsa3072
        } else {
            return Err(kind);
        };
        Ok(Self { pair, kind: found })
    }

    /// Its kind.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key as the vault keeps it: PKCS#8 in PEM.
    pub fn to_pem(&self) -> Result<Secret, Fault> {
        write(PLAIN, self.pair.serialized_der())
    }

    /// The key for a bundle, protected by a passphrase: PBES2 with AES-256-CBC and PBKDF2 with
    /// HMAC-SHA-256, which OpenSSL from 1.1 on and OpenVPN Connect read.
    pub fn to_encrypted_pem(&self, passphrase: &Secret) -> Result<Secret, Fault> {
        let passphrase = typeable(passphrase)?;
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        chance::fill(&mut salt)?;
        chance::fill(&mut iv)?;
        let fault = || Fault::NotMade { what: "a key with a passphrase" };
        let scheme = pbes2::Parameters::pbkdf2_sha256_aes256cbc(ITERATIONS.get(), &salt, &iv)
            .map_err(|_| fault())?;
        let mut key = Zeroizing::new([0; 32]);
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, &salt, passphrase, &mut *key);
        let encrypted = in_blocks(&key, iv, self.pair.serialized_der());
        let info = EncryptedPrivateKeyInfo {
            encryption_algorithm: scheme.into(),
            encrypted_data: &encrypted,
        };
        write(ENCRYPTED, &info.to_der().map_err(|_| fault())?)
    }

    /// The public half in DER (`SubjectPublicKeyInfo`).
    pub fn public_key(&self) -> Vec<u8> {
        self.pair.subject_public_key_info()
    }

    /// Whether a certificate is of this key.
    pub fn is_of(&self, certificate: &Certificate) -> bool {
        self.public_key() == certificate.public_key
    }

    pub(super) const fn pair(&self) -> &KeyPair {
        &self.pair
    }
}

/// The label and the bytes as a secret.
pub(super) fn write(label: &'static str, der: &[u8]) -> Result<Secret, Fault> {
    let mut text = pem::write(label, der).ok_or(Fault::NotMade { what: label })?;
    Ok(Secret::from(std::mem::take(&mut *text)))
}

/// AES-256 in blocks that are chained (CBC), the last one filled up as RFC 8018 section 6.1.1 says: with
/// as many bytes as are missing, each of them that number, and never with none.
fn in_blocks(key: &[u8; 32], iv: [u8; BLOCK], plain: &[u8]) -> Vec<u8> {
    let cipher = aes::Aes256::new(key.into());
    let missing = BLOCK - plain.len() % BLOCK;
    let mut bytes = Vec::with_capacity(plain.len() + missing);
    bytes.extend_from_slice(plain);
    // From 1 to 16.
    bytes.resize(plain.len() + missing, u8::try_from(missing).unwrap_or_default());
    let mut before = iv;
    for block in bytes.chunks_exact_mut(BLOCK) {
        for (byte, other) in block.iter_mut().zip(before) {
            *byte ^= other;
        }
        cipher.encrypt_block(block.into());
        before.copy_from_slice(block);
    }
    bytes
}

/// A passphrase that people can type on every system, and that OpenVPN takes whole.
fn typeable(passphrase: &Secret) -> Result<&[u8], Fault> {
    let fault = |why| Err(Fault::Passphrase { why });
    let Some(text) = passphrase.expose_text() else { return fault("it is not text") };
    if text.chars().any(char::is_control) {
        return fault("it holds a line break or another control character");
    }
    if text.trim() != text {
        return fault("it begins or ends with a space");
    }
    if text.chars().count() < SHORTEST {
        return fault("it has less than 12 characters");
    }
    if text.len() > LONGEST {
        return fault("it has more than 127 bytes");
    }
    Ok(passphrase.expose())
}
