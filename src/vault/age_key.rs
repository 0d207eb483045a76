//! The public key of somebody who can read the vault.

use std::fmt;

use age::ssh::ParseRecipientKeyError;

use crate::blueprint::{Scalar, decode::scalars};

/// A public key to which secrets are encrypted: of age itself (X25519), or of SSH (Ed25519, RSA).
///
/// Equal keys are equal however they were written; the comment of an SSH key is left out.
#[derive(Clone)]
pub struct AgeKey {
    text: Box<str>,
    recipient: Recipient,
}

#[derive(Clone)]
enum Recipient {
    X25519(age::x25519::Recipient),
    Ssh(age::ssh::Recipient),
}

/// Why a text is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The secret half.
    Secret,
    /// Neither form.
    Form,
    /// A key of age with a wrong letter.
    Checksum,
    /// An SSH key that is damaged.
    Damaged,
    /// An RSA key of fewer than 2048 bits.
    Short,
    /// An RSA key that is longer than what the library computes with.
    Long,
    /// An SSH key of another algorithm.
    Algorithm,
    /// A key that needs a plugin, or is of a kind that came after X25519.
    Plugin,
}

impl AgeKey {
    /// Reads `age1…`, `ssh-ed25519 …` or `ssh-rsa …`.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let text = text.trim();
        if text.contains("PRIVATE KEY") || text.to_ascii_uppercase().contains("AGE-SECRET-KEY") {
            return Err(KeyFault::Secret);
        }
        if text.starts_with("age1") {
            return Self::of_age(text);
        }
        let mut words = text.split_ascii_whitespace();
        match (words.next(), words.next()) {
            (Some(algorithm), Some(base64)) => Self::of_ssh(algorithm, base64),
            _ => Err(KeyFault::Form),
        }
    }

    fn of_age(text: &str) -> Result<Self, KeyFault> {
        match text.parse::<age::x25519::Recipient>() {
            Ok(recipient) => Ok(recipient.into()),
            // Keys of plugins and of kinds to come have a word between: `age1yubikey1…`.
            Err(_) if text["age1".len()..].contains('1') => Err(KeyFault::Plugin),
            Err(_) => Err(KeyFault::Checksum),
        }
    }

    fn of_ssh(algorithm: &str, base64: &str) -> Result<Self, KeyFault> {
        if !matches!(algorithm, "ssh-ed25519" | "ssh-rsa") {
            let is_ssh = ["ssh-", "ecdsa-", "sk-"].iter().any(|start| algorithm.starts_with(start));
            return Err(if is_ssh { KeyFault::Algorithm } else { KeyFault::Form });
        }
        // The library stops reading at the end of the key; with a word behind it, it knows where that is.
        match format!("{algorithm} {base64} -").parse::<age::ssh::Recipient>() {
            Ok(recipient) => {
                let key = Self::from(recipient);
                let same = key.text.strip_prefix(algorithm).map(str::trim_start) == Some(base64);
                if same { Ok(key) } else { Err(KeyFault::Damaged) }
            }
            Err(ParseRecipientKeyError::RsaModulusTooSmall) => Err(KeyFault::Short),
            Err(ParseRecipientKeyError::RsaModulusTooLarge) => Err(KeyFault::Long),
            Err(ParseRecipientKeyError::Unsupported(_)) => Err(KeyFault::Algorithm),
            Err(_) => Err(KeyFault::Damaged),
        }
    }

    /// The key as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The key shortened, for tables.
    pub fn short(&self) -> String {
        let (start, rest) = match self.text.split_once(' ') {
            Some((algorithm, base64)) => (format!("{algorithm} "), base64),
            None => (String::new(), &*self.text),
        };
        let tail: String = rest.chars().skip(rest.chars().count().saturating_sub(8)).collect();
        let head: String =
            if start.is_empty() { rest.chars().take(12).collect() } else { String::new() };
        format!("{start}{head}…{tail}")
    }

    pub(super) fn recipient(&self) -> &dyn age::Recipient {
        match &self.recipient {
            Recipient::X25519(recipient) => recipient,
            Recipient::Ssh(recipient) => recipient,
        }
    }
}

impl From<age::x25519::Recipient> for AgeKey {
    fn from(recipient: age::x25519::Recipient) -> Self {
        Self { text: recipient.to_string().into(), recipient: Recipient::X25519(recipient) }
    }
}

impl From<age::ssh::Recipient> for AgeKey {
    fn from(recipient: age::ssh::Recipient) -> Self {
        Self { text: recipient.to_string().into(), recipient: Recipient::Ssh(recipient) }
    }
}

impl PartialEq for AgeKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for AgeKey {}

impl fmt::Debug for AgeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

impl fmt::Display for AgeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Scalar for AgeKey {
    const EXPECTED: &'static str = "a public key `age1…`, `ssh-ed25519 …` or `ssh-rsa …`";
    const EXAMPLE: &'static str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    fn read(text: &str) -> Result<Self, Option<String>> {
        Self::parse(text).map_err(|fault| match fault {
            KeyFault::Form => None,
            fault => Some(fault.to_string()),
        })
    }
}

scalars!(AgeKey);

#[cfg(test)]
mod tests {
    use super::*;

    const AGE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    #[test]
    fn a_key_is_what_it_says_and_not_how_it_is_written() {
        assert_eq!(AgeKey::parse(AGE).unwrap().to_string(), AGE);
        let key = AgeKey::parse(&format!(" {ED25519}  alice@rust \n")).unwrap();
        assert_eq!(key.to_string(), ED25519);
        assert_eq!(key, AgeKey::parse(ED25519).unwrap());
        assert_eq!(key.short(), "ssh-ed25519 …HtZ6isGN");
        assert_eq!(
            format!("{:?}", AgeKey::parse(AGE).unwrap()),
            "age1ql3z7hjy…9aqmcac8p"[..].replace("9aqmcac8p", "aqmcac8p")
        );
    }

    #[test]
    fn what_is_no_public_key_is_told_apart() {
        use KeyFault::{Algorithm, Checksum, Damaged, Form, Plugin, Secret};
        let cut = &ED25519[..ED25519.len() - 4];
        let longer = format!("{ED25519}AAAA");
        for (text, fault) in [
            ("", Form),
            ("aigerim", Form),
            ("a b", Form),
            ("AGE-SECRET-KEY-1QQQ", Secret),
            ("age-secret-key-1qqq", Secret),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", Secret),
            ("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q", Checksum),
            ("age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t", Plugin),
            ("ecdsa-sha2-nistp256 AAAA", Algorithm),
            ("sk-ssh-ed25519@openssh.com AAAA", Algorithm),
            (cut, Damaged),
            (&longer, Damaged),
            ("ssh-ed25519 !!!!", Damaged),
            ("ssh-rsa AAAA", Damaged),
        ] {
            assert_eq!(AgeKey::parse(text), Err(fault), "{text}");
        }
    }
}
