//! Encrypting an answer for whoever is to open it: a machine by its own ssh host key, or a person.

use std::io::Write as _;

use super::fault::Fault;

/// Somebody for whom a thing can be encrypted.
#[derive(Clone)]
pub enum Recipient {
    /// A key of age: `age1…`.
    Age(age::x25519::Recipient),
    /// A key of OpenSSH.
    Ssh(age::ssh::Recipient),
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

impl Recipient {
    /// Reads `age1…`, `ssh-ed25519 …` or `ssh-rsa …`.
    ///
    /// # Errors
    /// Anything else; the text of a secret key is not repeated.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY") {
            return Err(Fault::RecipientIsSecret);
        }
        text.parse()
            .map(Self::Age)
            .or_else(|_| text.parse().map(Self::Ssh))
            .map_err(|_| Fault::Recipient { text: text.to_owned() })
    }

    /// Reads the public host key of a machine: `/etc/ssh/ssh_host_ed25519_key.pub`, or what `ssh-keyscan` says. Of
    /// several keys the Ed25519 one is taken; those that age cannot use are passed over.
    ///
    /// # Errors
    /// None is there that can be used.
    pub fn of_host(text: &str) -> Result<Self, Fault> {
        let keys = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let mut usable = Vec::new();
        for line in keys {
            let words: Vec<&str> = line.split_whitespace().collect();
            let kind = |word: &&str| matches!(*word, "ssh-ed25519" | "ssh-rsa");
            let Some(at) = words.iter().position(kind) else { continue };
            let Some(key) = words.get(at + 1) else { continue };
            if let Ok(recipient) = Self::parse(&format!("{} {key}", words[at])) {
                usable.push(recipient);
            }
        }
        let is_ed25519 =
            |key: &&Self| matches!(key, Self::Ssh(age::ssh::Recipient::SshEd25519(..)));
        let best = usable.iter().find(is_ed25519).or(usable.first());
        best.cloned().ok_or(Fault::NoHostKey)
    }

    /// The recipient as it is written.
    pub fn text(&self) -> String {
        match self {
            Self::Age(key) => key.to_string(),
            Self::Ssh(key) => key.to_string(),
        }
    }
}

/// Encrypts bytes for all of some recipients, in age's binary form. Chance is in it: no two results are the same.
///
/// # Errors
/// Nobody is named, or the library refuses.
pub fn seal(bytes: &[u8], recipients: &[Recipient]) -> Result<Vec<u8>, Fault> {
    let refused = |reason: String| Fault::Seal { reason };
    let all = recipients.iter().map(|recipient| match recipient {
        Recipient::Age(key) => key as &dyn age::Recipient,
        Recipient::Ssh(key) => key as &dyn age::Recipient,
    });
    let encryptor = age::Encryptor::with_recipients(all).map_err(|e| refused(e.to_string()))?;
    let mut sealed = Vec::with_capacity(bytes.len() + bytes.len() / 1024 + 4096);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|e| refused(e.to_string()))?;
    writer.write_all(bytes).map_err(|e| refused(e.to_string()))?;
    writer.finish().map_err(|e| refused(e.to_string()))?;
    Ok(sealed)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::iter;

    use super::*;

    const HOST: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    #[test]
    fn what_is_sealed_opens_for_each_recipient_and_for_nobody_else() {
        let identities: Vec<_> = (0..3).map(|_| age::x25519::Identity::generate()).collect();
        let recipients: Vec<Recipient> = identities[..2]
            .iter()
            .map(|identity| Recipient::parse(&identity.to_public().to_string()).unwrap())
            .collect();
        let bytes = vec![7; 200_000];
        let sealed = seal(&bytes, &recipients).unwrap();
        assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
        for (index, identity) in identities.iter().enumerate() {
            let opened = age::Decryptor::new(&sealed[..])
                .unwrap()
                .decrypt(iter::once(identity as &dyn age::Identity));
            assert_eq!(opened.is_ok(), index < 2);
            let Ok(mut opened) = opened else { continue };
            let mut read = Vec::new();
            opened.read_to_end(&mut read).unwrap();
            assert!(read == bytes);
        }
        assert!(matches!(seal(&bytes, &[]), Err(Fault::Seal { .. })));
    }

    #[test]
    fn recipients_are_read_as_people_have_them() {
        assert_eq!(Recipient::parse(&format!(" {HOST} root@host\n")).unwrap().text(), HOST);
        let scanned = format!(
            "# host:22 SSH-2.0\nhost ecdsa-sha2-nistp256 AAAAE2Vj\n[host]:2222 {HOST}\nhost ssh-rsa AAAA\n"
        );
        assert_eq!(Recipient::of_host(&scanned).unwrap().text(), HOST);
        assert_eq!(Recipient::of_host(&format!("{HOST} root@host")).unwrap().text(), HOST);
        for none in ["", "# ssh-ed25519\n", "host ssh-ed25519\n", "ecdsa-sha2-nistp256 AAAAE2Vj"] {
            assert_eq!(Recipient::of_host(none).unwrap_err(), Fault::NoHostKey, "{none}");
        }
        for nobody in ["", "age1", "it@example.com", "ssh-ed25519"] {
            let text = nobody.to_owned();
            assert_eq!(Recipient::parse(nobody).unwrap_err(), Fault::Recipient { text });
        }
        let identity = age::x25519::Identity::generate();
        let secret = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
        assert_eq!(Recipient::parse(&secret).unwrap_err(), Fault::RecipientIsSecret);
    }
}
