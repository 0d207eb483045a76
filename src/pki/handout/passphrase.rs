//! Passphrases that a machine makes and a person types once.

use crate::pki::Fault;
use crate::pki::chance;
use crate::vault::Secret;

/// Without what looks alike on a screen or on paper: 32 of them, five bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Five groups of five: 125 bits.
const GROUPS: usize = 5;
const GROUP: usize = 5;

/// A new passphrase, such as `k7mwd-…`: letters that every keyboard has.
///
/// # Errors
/// The operating system gives no random bytes.
pub fn passphrase() -> Result<Secret, Fault> {
    let mut random = zeroize::Zeroizing::new([0_u8; GROUPS * GROUP]);
    chance::fill(&mut *random)?;
    let mut text = Vec::with_capacity(GROUPS * (GROUP + 1));
    for group in random.chunks(GROUP) {
        if !text.is_empty() {
            text.push(b'-');
        }
        // 256 is a multiple of 32, so every letter is as likely as any other.
        text.extend(group.iter().map(|byte| LETTERS[usize::from(byte % 32)]));
    }
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LETTERS, passphrase};

    #[test]
    fn five_groups_of_five_and_never_the_same() {
        let mut seen = BTreeSet::new();
        let mut letters = BTreeSet::new();
        for _ in 0..200 {
            let made = passphrase().unwrap();
            let text = made.expose_text().unwrap().to_owned();
            assert_eq!((text.len(), text.split('-').filter(|g| g.len() == 5).count()), (29, 5));
            letters.extend(text.bytes().filter(|byte| *byte != b'-'));
            assert!(seen.insert(text));
        }
        assert_eq!(letters, LETTERS.iter().copied().collect());
    }
}
