//! The private keys that open the vault. Files are read by who calls; here is what their bytes mean.

use std::fmt;
use std::io::Read as _;
use std::iter;

use age::armor::ArmoredReader;
use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, ssh};

use super::age_key::AgeKey;
use super::fault::{Fault, IdentityFault};
use super::recipients::Recipients;
use super::secret::Secret;

/// A file that may hold an identity.
#[derive(Debug)]
pub struct Candidate {
    /// As shown.
    pub file: String,
    /// Its bytes.
    pub content: Secret,
    /// Whether a person named it. It then has to be usable, and its passphrase is asked; one that is only usually
    /// there is passed over if it is not, and asked for only if it is needed.
    pub named: bool,
}

/// What a passphrase is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// The file, as shown.
    pub file: &'a str,
    /// Whether the last answer was wrong.
    pub again: bool,
}

/// Asks a person for a passphrase. `None` if nobody can be asked, or after too many wrong answers.
pub type Ask<'a> = dyn FnMut(Question<'_>) -> Option<Secret> + 'a;

/// Private keys, ready to open files.
#[derive(Default)]
pub struct Identities {
    keys: Vec<Key>,
    files: Vec<String>,
}

struct Key {
    private: Box<dyn age::Identity + Send + Sync>,
    public: AgeKey,
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.public)).finish()
    }
}

/// The most work that a passphrase may ask for: about a gibibyte of memory and some seconds. Files of age's own program
/// ask for a quarter of that.
const MOST_WORK: u8 = 20;

impl Identities {
    /// Makes the candidates ready, those that need no passphrase first.
    ///
    /// # Errors
    /// The first named candidate that cannot be used.
    pub fn unlock(
        candidates: Vec<Candidate>,
        recipients: Option<&Recipients>,
        ask: &mut Ask<'_>,
    ) -> Result<Self, Fault> {
        let mut ready = Self::default();
        let mut locked = Vec::new();
        for candidate in candidates {
            let Candidate { file, content, named } = candidate;
            ready.files.push(file.clone());
            match Form::of(&content) {
                Ok(Form::Ready(keys)) => ready.keys.extend(keys),
                Ok(form) => locked.push((file, form, content, named)),
                Err(why) if named => return Err(Fault::Identity { file, why }),
                Err(_) => {}
            }
        }
        // A key whose public half tells that it is of no use is not asked for; of a file of age nobody can tell.
        locked.sort_by_key(|(_, form, _, named)| (!named, matches!(form, Form::LockedAge)));
        for (file, form, content, named) in locked {
            let useful = match &form {
                Form::LockedSsh(_, public) => recipients.is_none_or(|them| them.knows(public)),
                _ => true,
            };
            if !named && (!useful || ready.opens(recipients)) {
                continue;
            }
            match unlock(&file, &form, &content, ask) {
                Ok(keys) => ready.keys.extend(keys),
                Err(why) => return Err(Fault::Identity { file, why }),
            }
        }
        Ok(ready)
    }

    /// One new identity of age, which nobody else has.
    pub fn generate() -> (Self, Secret, AgeKey) {
        let private = age::x25519::Identity::generate();
        let public = AgeKey::from(private.to_public());
        let text = Secret::from(private.to_string().expose_secret().to_owned());
        let key = Key { private: Box::new(private), public: public.clone() };
        (Self { keys: vec![key], files: Vec::new() }, text, public)
    }

    /// Adds those of another set.
    pub fn join(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.files.extend(other.files);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The files that were looked at.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// The public halves.
    pub fn public_keys(&self) -> impl Iterator<Item = &AgeKey> {
        self.keys.iter().map(|key| &key.public)
    }

    fn opens(&self, recipients: Option<&Recipients>) -> bool {
        self.keys.iter().any(|key| recipients.is_none_or(|them| them.knows(&key.public)))
    }

    pub(super) fn private(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.keys.iter().map(|key| &*key.private as &dyn age::Identity)
    }
}

/// What a file turned out to be.
enum Form {
    Ready(Vec<Key>),
    LockedSsh(Box<ssh::Identity>, AgeKey),
    LockedAge,
}

const ARMOUR: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const BINARY: &[u8] = b"age-encryption.org/v1\n";

impl Form {
    fn of(content: &Secret) -> Result<Self, IdentityFault> {
        if content.expose().starts_with(BINARY) {
            return Ok(Self::LockedAge);
        }
        let text = content.expose_text().ok_or(IdentityFault::Form)?.trim_start();
        if text.starts_with(ARMOUR) {
            return Ok(Self::LockedAge);
        }
        if text.starts_with("-----BEGIN ") {
            return Self::of_ssh(text);
        }
        if AgeKey::parse(text).is_ok() {
            return Err(IdentityFault::Public);
        }
        of_age(text).map(Self::Ready)
    }

    fn of_ssh(text: &str) -> Result<Self, IdentityFault> {
        let unix = zeroize::Zeroizing::new(text.replace("\r\n", "\n"));
        let identity = ssh::Identity::from_buffer(unix.as_bytes(), None)
            .map_err(|_| IdentityFault::Unsupported)?;
        match &identity {
            ssh::Identity::Unsupported(ssh::UnsupportedKey::EncryptedPem) => {
                return Err(IdentityFault::OldPem);
            }
            ssh::Identity::Unsupported(_) => return Err(IdentityFault::Unsupported),
            _ => {}
        }
        let public = ssh::Recipient::try_from(identity.clone());
        let public = AgeKey::from(public.map_err(|_| IdentityFault::Unsupported)?);
        match identity {
            ssh::Identity::Encrypted(_) => Ok(Self::LockedSsh(Box::new(identity), public)),
            ready => Ok(Self::Ready(vec![Key { private: Box::new(ready), public }])),
        }
    }
}

/// The identities of age's own form, one a line.
fn of_age(text: &str) -> Result<Vec<Key>, IdentityFault> {
    let mut keys = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let (line, at) = (line.trim(), at + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with("AGE-PLUGIN-") {
            return Err(IdentityFault::Plugin { line: at });
        }
        // A first line of another kind says that the file is; a later one, that it is damaged.
        let strange = keys.is_empty() && !line.starts_with("AGE-SECRET-KEY-");
        let why = if strange { IdentityFault::Form } else { IdentityFault::Line { line: at } };
        let private: age::x25519::Identity = line.parse().map_err(|_| why)?;
        let public = AgeKey::from(private.to_public());
        keys.push(Key { private: Box::new(private), public });
    }
    if keys.is_empty() { Err(IdentityFault::Form) } else { Ok(keys) }
}

fn unlock(
    file: &str,
    form: &Form,
    content: &Secret,
    ask: &mut Ask<'_>,
) -> Result<Vec<Key>, IdentityFault> {
    let mut again = false;
    loop {
        let Some(answer) = ask(Question { file, again }) else {
            return Err(if again {
                IdentityFault::WrongPassphrase
            } else {
                IdentityFault::NoPassphrase
            });
        };
        let passphrase = answer.expose_text().ok_or(IdentityFault::WrongPassphrase)?;
        let passphrase = SecretString::from(passphrase.to_owned());
        let tried = match form {
            Form::LockedSsh(identity, public) => locked_ssh(identity, public, passphrase),
            _ => locked_age(content, passphrase),
        };
        match tried {
            Err(IdentityFault::WrongPassphrase) => again = true,
            other => return other,
        }
    }
}

fn locked_ssh(
    identity: &ssh::Identity,
    public: &AgeKey,
    passphrase: SecretString,
) -> Result<Vec<Key>, IdentityFault> {
    let ssh::Identity::Encrypted(key) = identity else { return Err(IdentityFault::Unsupported) };
    let private = key.decrypt(passphrase).map_err(|_| IdentityFault::WrongPassphrase)?;
    let private = Box::new(ssh::Identity::from(private));
    Ok(vec![Key { private, public: public.clone() }])
}

fn locked_age(content: &Secret, passphrase: SecretString) -> Result<Vec<Key>, IdentityFault> {
    let damaged = |_| IdentityFault::Form;
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(content.expose()));
    let decryptor = decryptor.map_err(|_| IdentityFault::Form)?;
    if !decryptor.is_scrypt() {
        return Err(IdentityFault::NotByPassphrase);
    }
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MOST_WORK);
    let mut reader = match decryptor.decrypt(iter::once(&identity as &dyn age::Identity)) {
        Ok(reader) => reader,
        Err(DecryptError::ExcessiveWork { .. }) => return Err(IdentityFault::TooMuchWork),
        Err(DecryptError::InvalidHeader) => return Err(IdentityFault::Form),
        Err(_) => return Err(IdentityFault::WrongPassphrase),
    };
    let mut plain = zeroize::Zeroizing::new(Vec::with_capacity(content.len()));
    reader.read_to_end(&mut plain).map_err(damaged)?;
    let plain = Secret::from(plain);
    match Form::of(&plain)? {
        Form::Ready(keys) => Ok(keys),
        _ => Err(IdentityFault::Form),
    }
}
