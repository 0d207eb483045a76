//! The outer channel (tls-crypt-v2), as far as a first packet and its answer need it: written anew, so that it agrees with
//! the compiler only if both are right.

use aes::cipher::{KeyIvInit as _, StreamCipher as _};
use ring::hmac;

type Cipher = ctr::Ctr128BE<aes::Aes256>;

/// A client's key and the wrapped copy that it shows to the server.
pub(crate) struct Key {
    own: Vec<u8>,
    wrapped: Vec<u8>,
}

impl Key {
    pub(crate) fn of(bundle: &str) -> Self {
        let text = bundle.split("-----BEGIN OpenVPN tls-crypt-v2 client key-----").nth(1).unwrap();
        let text = text.split("-----END").next().unwrap();
        let bytes = decoded(text);
        let (own, wrapped) = bytes.split_at(256);
        let told = u16::from_be_bytes([wrapped[wrapped.len() - 2], wrapped[wrapped.len() - 1]]);
        assert_eq!(usize::from(told), wrapped.len());
        Self { own: own.to_vec(), wrapped: wrapped.to_vec() }
    }

    pub(crate) fn damage(&mut self) {
        self.wrapped[40] ^= 1;
    }

    /// `P_CONTROL_HARD_RESET_CLIENT_V3`, its number in the outer channel being `first`.
    pub(crate) fn reset(&self, first: u32) -> Vec<u8> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let mut packet = vec![10 << 3];
        packet.extend([7, 6, 5, 4, 3, 2, 1, 0]);
        packet.extend(first.to_be_bytes());
        packet.extend(u32::try_from(now.as_secs()).unwrap().to_be_bytes());
        // No packet is acknowledged; this is the first.
        let mut inner = [0_u8; 5];
        let tag = tag(&self.own[192..224], &[&packet, &inner]);
        Cipher::new_from_slices(&self.own[128..160], &tag[..16])
            .unwrap()
            .apply_keystream(&mut inner);
        packet.extend(tag);
        packet.extend(inner);
        packet.extend(&self.wrapped);
        packet
    }

    /// The answer is `P_CONTROL_HARD_RESET_SERVER_V2`, made with this key.
    pub(crate) fn check_answer(&self, hex: &str) {
        assert_ne!(hex, "silence");
        let bytes: Vec<u8> = (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        assert_eq!(bytes[0], 8 << 3, "{hex}");
        let (head, rest) = bytes.split_at(17);
        let (shown, inner) = rest.split_at(32);
        let mut inner = inner.to_vec();
        Cipher::new_from_slices(&self.own[..32], &shown[..16]).unwrap().apply_keystream(&mut inner);
        assert_eq!(tag(&self.own[64..96], &[head, &inner]), shown, "{hex}");
    }
}

fn tag(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let mut context = hmac::Context::with_key(&key);
    for part in parts {
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

/// Base64, for what an encoder has made.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = DIGITS.iter().position(|d| *d == digit).unwrap();
        bits = (bits << 6) | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    bytes
}
