//! Keys of tls-crypt-v2, OpenVPN's outer channel: without one a stranger gets no answer at all.
//!
//! A server's key wraps the key of each client, and a client sends the wrapped form along, so that the
//! server keeps none of them. OpenVPN's `doc/tls-crypt-v2.txt` is the format.

use aes::cipher::{KeyIvInit as _, StreamCipher as _};
use ring::hmac;
use zeroize::Zeroizing;

use super::chance;
use super::fault::{Fault, TlsCryptFault};
use super::keys;
use crate::fleet::vpn_state::{PemFault, Serial, pem};
use crate::vault::Secret;

/// The label of a server's key.
pub(super) const SERVER_KEY: &str = "OpenVPN tls-crypt-v2 server key";
/// The label of a client's key.
pub(super) const CLIENT_KEY: &str = "OpenVPN tls-crypt-v2 client key";

/// The whole counter block counts as one number, most significant byte first.
type Cipher = ctr::Ctr128BE<aes::Aes256>;

/// Bytes of a server's key: a key for AES-256, one for HMAC-SHA-256, each in a slot of 64 bytes.
const SERVER_BYTES: usize = 128;
const CIPHER_KEY: std::ops::Range<usize> = 0..32;
const MAC_KEY: std::ops::Range<usize> = 64..96;
/// Bytes of a client's own key.
const OWN_BYTES: usize = 256;
/// Bytes of the tag before what is wrapped, and of the length after it.
const TAG_BYTES: usize = 32;
const LENGTH_BYTES: usize = 2;
/// OpenVPN takes no wrapped key above 1024 bytes.
const MOST_METADATA: usize = 1024 - TAG_BYTES - OWN_BYTES - LENGTH_BYTES;

/// The first byte of metadata that OpenVPN itself does not read.
const FREE: u8 = 0;

/// The key of a server. Whoever loses it has to give every user a new bundle.
pub struct ServerKey(Zeroizing<[u8; SERVER_BYTES]>);

/// The key of a client: its own, and the same wrapped for the server, with what the server may read.
pub struct ClientKey {
    own: Zeroizing<[u8; OWN_BYTES]>,
    metadata: Vec<u8>,
    wrapped: Vec<u8>,
}

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

impl std::fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKey(…)")
    }
}

fn fault(why: TlsCryptFault) -> Fault {
    Fault::TlsCrypt { why }
}

fn bytes(label: &'static str, secret: &Secret) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let text = secret.expose_text().ok_or(fault(TlsCryptFault::Pem(PemFault::Form)))?;
    pem::read(label, text).map_err(|why| fault(TlsCryptFault::Pem(why)))
}

impl ServerKey {
    /// Makes a new one. The halves of the slots that no cipher here uses are random as well, as those of
    /// `openvpn --genkey` are.
    pub fn generate() -> Result<Self, Fault> {
        let mut key = Zeroizing::new([0; SERVER_BYTES]);
        chance::fill(&mut *key)?;
        Ok(Self(key))
    }

    /// Reads one from the vault.
    pub fn read(secret: &Secret) -> Result<Self, Fault> {
        let bytes = bytes(SERVER_KEY, secret)?;
        let mut key = Zeroizing::new([0; SERVER_BYTES]);
        if bytes.len() != key.len() {
            return Err(fault(TlsCryptFault::Length));
        }
        key.copy_from_slice(&bytes);
        Ok(Self(key))
    }

    /// The file that OpenVPN's server reads.
    pub fn to_pem(&self) -> Result<Secret, Fault> {
        keys::write(SERVER_KEY, &*self.0)
    }

    /// A new key for a user's certificate. Name and serial number are wrapped in it, so that the server
    /// can tell whose bundle knocks before any certificate was shown.
    pub fn issue(&self, user: &str, serial: Serial) -> Result<ClientKey, Fault> {
        let mut own = Zeroizing::new([0; OWN_BYTES]);
        chance::fill(&mut *own)?;
        let mut metadata = vec![FREE];
        metadata.extend_from_slice(format!("qalyp/1 {serial} {user}").as_bytes());
        self.wrap(own, metadata)
    }

    /// Wraps a client's own key and the metadata. The same input gives the same bytes.
    fn wrap(&self, own: Zeroizing<[u8; OWN_BYTES]>, metadata: Vec<u8>) -> Result<ClientKey, Fault> {
        let whole = TAG_BYTES + OWN_BYTES + metadata.len() + LENGTH_BYTES;
        let Some(length) = u16::try_from(whole).ok().filter(|_| metadata.len() <= MOST_METADATA)
        else {
            return Err(fault(TlsCryptFault::Metadata { bytes: metadata.len() }));
        };
        let length = length.to_be_bytes();
        let tag = self.tag(&length, &*own, &metadata);
        let mut wrapped = Vec::with_capacity(whole);
        wrapped.extend_from_slice(tag.as_ref());
        wrapped.extend_from_slice(&*own);
        wrapped.extend_from_slice(&metadata);
        self.cipher(tag.as_ref()).apply_keystream(&mut wrapped[TAG_BYTES..]);
        wrapped.extend_from_slice(&length);
        Ok(ClientKey { own, metadata, wrapped })
    }

    /// Reads a client's key that this server's key wrapped.
    pub fn open(&self, secret: &Secret) -> Result<ClientKey, Fault> {
        let all = bytes(CLIENT_KEY, secret)?;
        let (own, wrapped) = all.split_at_checked(OWN_BYTES).ok_or(fault(TlsCryptFault::Length))?;
        let inside = wrapped.len().checked_sub(TAG_BYTES + LENGTH_BYTES);
        let fits = inside.is_some_and(|n| (OWN_BYTES..=OWN_BYTES + MOST_METADATA).contains(&n));
        let (body, length) =
            wrapped.split_last_chunk::<LENGTH_BYTES>().ok_or(fault(TlsCryptFault::Length))?;
        if !fits || usize::from(u16::from_be_bytes(*length)) != wrapped.len() {
            return Err(fault(TlsCryptFault::Length));
        }
        let (tag, hidden) = body.split_at(TAG_BYTES);
        let mut shown = Zeroizing::new(hidden.to_vec());
        self.cipher(tag).apply_keystream(&mut shown);
        let (unwrapped, metadata) = shown.split_at(OWN_BYTES);
        let mut text = Zeroizing::new(Vec::with_capacity(LENGTH_BYTES + shown.len()));
        text.extend_from_slice(length);
        text.extend_from_slice(&shown);
        // In a time that tells nothing of where the tags differ.
        hmac::verify(&self.mac(), &text, tag).map_err(|_| fault(TlsCryptFault::Foreign))?;
        if own != unwrapped {
            return Err(fault(TlsCryptFault::Foreign));
        }
        let mut key = Zeroizing::new([0; OWN_BYTES]);
        key.copy_from_slice(own);
        Ok(ClientKey { own: key, metadata: metadata.to_vec(), wrapped: wrapped.to_vec() })
    }

    fn mac(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0[MAC_KEY])
    }

    /// The length is hashed first and written last.
    fn tag(&self, length: &[u8], own: &[u8], metadata: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.mac());
        for piece in [length, own, metadata] {
            context.update(piece);
        }
        context.sign()
    }

    /// The cipher, whose counter begins with the first half of the tag.
    fn cipher(&self, tag: &[u8]) -> Cipher {
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(&self.0[CIPHER_KEY]);
        let mut counter = [0; 16];
        counter.copy_from_slice(&tag[..16]);
        Cipher::new((&*key).into(), &counter.into())
    }
}

impl ClientKey {
    /// The file, or the part of a bundle, that OpenVPN's client reads.
    pub fn to_pem(&self) -> Result<Secret, Fault> {
        let mut all = Zeroizing::new(Vec::with_capacity(OWN_BYTES + self.wrapped.len()));
        all.extend_from_slice(&*self.own);
        all.extend_from_slice(&self.wrapped);
        keys::write(CLIENT_KEY, &all)
    }

    /// What the server can read of it; the first byte is the kind.
    pub fn metadata(&self) -> &[u8] {
        &self.metadata
    }

    /// Whose it is: the user and the serial number of the certificate, if it is one of ours.
    pub fn holder(&self) -> Option<(&str, Serial)> {
        let text = std::str::from_utf8(self.metadata.strip_prefix(&[FREE])?).ok()?;
        let (serial, user) = text.strip_prefix("qalyp/1 ")?.split_once(' ')?;
        Some((user, serial.parse().ok()?))
    }
}

#[cfg(test)]
mod tests;
