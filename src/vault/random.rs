//! Values that nobody can guess, from the operating system.

use ring::rand::{SecureRandom, SystemRandom};
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey, PublicKey};
use zeroize::Zeroizing;

use super::fault::Fault;
use super::secret::Secret;

/// Letters and digits without those that are taken for one another: I, l, 1, O, o and 0.
const ALPHABET: &[u8; 56] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Characters of a password: 24 times log2(56) are 139 bits.
const PASSWORD: usize = 24;

/// How a value is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// 24 letters and digits that are not taken for one another, 139 bits.
    Password,
    /// So many random bytes in hexadecimal digits.
    Hex(usize),
    /// So many random bytes in base64.
    Base64(usize),
    /// An Ed25519 key as OpenSSH writes it, without a passphrase.
    SshKey,
}

impl Recipe {
    /// Makes a new value. The comment goes into an SSH key.
    pub fn make(self, comment: &str) -> Result<Secret, Fault> {
        match self {
            Self::Password => password(),
            Self::Hex(bytes) => {
                let random = bytes_of(bytes)?;
                Ok(digits(&random, bytes * 2, |random, at| {
                    let byte = random[at / 2];
                    b"0123456789abcdef"
                        [usize::from(if at % 2 == 0 { byte >> 4 } else { byte & 15 })]
                }))
            }
            Self::Base64(bytes) => Ok(base64(&bytes_of(bytes)?)),
            Self::SshKey => ssh_key(comment),
        }
    }
}

fn bytes_of(count: usize) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut bytes = Zeroizing::new(vec![0; count]);
    SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::NoRandomness)?;
    Ok(bytes)
}

fn digits(random: &[u8], count: usize, digit: impl Fn(&[u8], usize) -> u8) -> Secret {
    Secret::new((0..count).map(|at| digit(random, at)).collect())
}

/// Each character equally likely: bytes past the last whole multiple of the alphabet are thrown away.
fn password() -> Result<Secret, Fault> {
    let fair = 256 - 256 % ALPHABET.len();
    let mut password = Zeroizing::new(Vec::with_capacity(PASSWORD));
    while password.len() < PASSWORD {
        let some = bytes_of(PASSWORD)?;
        let fit = some.iter().map(|b| usize::from(*b)).filter(|b| *b < fair);
        let wanted = PASSWORD - password.len();
        password.extend(fit.take(wanted).map(|b| ALPHABET[b % ALPHABET.len()]));
    }
    Ok(Secret::from(password))
}

fn base64(bytes: &[u8]) -> Secret {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len().div_ceil(3) * 4));
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = (at(0) << 16) | (at(1) << 8) | at(2);
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or(0);
            out.push(if place > three.len() { b'=' } else { DIGITS[digit] });
        }
    }
    Secret::from(out)
}

fn ssh_key(comment: &str) -> Result<Secret, Fault> {
    let seed = bytes_of(32)?;
    let mut array = Zeroizing::new([0; 32]);
    array.copy_from_slice(&seed);
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&array));
    let written = PrivateKey::new(pair, comment).and_then(|key| key.to_openssh(LineEnding::LF));
    // Fails for a pair whose halves do not belong together, which one that was just made does not have.
    let text = written.map_err(|_| Fault::NoRandomness)?;
    Ok(Secret::new(text.as_bytes().to_vec()))
}

/// The public half of an SSH key without a passphrase, in one line and without its comment.
pub fn public_half(value: &Secret) -> Option<String> {
    let text = value.expose_text()?;
    if !text.trim_start().starts_with("-----BEGIN OPENSSH PRIVATE KEY-----") {
        return None;
    }
    let private = PrivateKey::from_openssh(text.trim()).ok()?;
    let public = PublicKey::new(private.public_key().key_data().clone(), "");
    public.to_openssh().ok().map(|line| line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn text(recipe: Recipe) -> String {
        String::from_utf8(recipe.make("shop").unwrap().expose().to_vec()).unwrap()
    }

    #[test]
    fn values_have_their_form_and_never_come_twice() {
        for (recipe, length, letters) in [
            (Recipe::Password, 24, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
            (Recipe::Hex(32), 64, "0123456789abcdef"),
        ] {
            let mut seen = BTreeSet::new();
            let mut used = BTreeSet::new();
            for _ in 0..200 {
                let text = text(recipe);
                assert_eq!(text.len(), length);
                used.extend(text.chars());
                assert!(seen.insert(text), "{recipe:?}");
            }
            assert_eq!(used, letters.chars().collect(), "{recipe:?} uses all and no others");
        }
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, wanted) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (&[0xfb, 0xff, 0xfe], "+//+"),
        ] {
            assert_eq!(base64(bytes).expose_text(), Some(wanted));
        }
        assert_eq!(text(Recipe::Base64(32)).len(), 44);
    }

    #[test]
    fn an_ssh_key_has_a_public_half() {
        let key = Recipe::SshKey.make("shop").unwrap();
        let line = public_half(&key).unwrap();
        assert!(line.starts_with("ssh-ed25519 AAAA") && line.split(' ').count() == 2, "{line}");
        assert_ne!(public_half(&Recipe::SshKey.make("shop").unwrap()).unwrap(), line);
        assert_eq!(public_half(&Secret::from("no key".to_owned())), None);
    }
}
