//! Who can read the vault: `recipients.yaml`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::age_key::AgeKey;
use super::fault::Fault;
use super::text;
use super::written::RecipientsFile;
use crate::artefacts::RelativePath;
use crate::blueprint;
use crate::blueprint::decode::{Faults, words};
use crate::contract::Instant;

/// The file, from the folder of keys.
pub const RECIPIENTS: &str = "recipients.yaml";

words! {
    /// What a recipient is for.
    pub enum Role("a role") {
        /// Works with the vault.
        "operator" => Operator,
        /// Lies in a safe, for the day on which no operator's key is left.
        "recovery" => Recovery,
    }
}

/// Somebody who can read the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// How people call it.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Since when.
    pub since: Instant,
    /// Its public key.
    pub key: AgeKey,
}

/// Somebody who could read the vault, and may have kept copies of everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// How people called it.
    pub name: String,
    /// Until when. A secret whose value is older was readable for it.
    pub until: Instant,
    /// Its public key.
    pub key: AgeKey,
}

/// Everybody who can read the vault, in the order of names, and who could.
///
/// There is at least one of each [`Role`], and no name and no key stands twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipients {
    current: Vec<Recipient>,
    former: Vec<Former>,
    digest: Box<str>,
    seal: Option<Box<str>>,
}

impl Recipients {
    /// The first recipients of a vault.
    pub fn new(current: Vec<Recipient>) -> Result<Self, Fault> {
        Self::of(current, Vec::new())
    }

    fn of(mut current: Vec<Recipient>, mut former: Vec<Former>) -> Result<Self, Fault> {
        current.sort_by(|one, two| one.name.cmp(&two.name));
        former.sort_by(|one, two| (one.until, &one.name).cmp(&(two.until, &two.name)));
        if let Some(pair) = current.windows(2).find(|pair| pair[0].name == pair[1].name) {
            return Err(Fault::RecipientTwice { name: pair[0].name.clone() });
        }
        for (at, one) in current.iter().enumerate() {
            if let Some(other) = current[..at].iter().find(|other| other.key == one.key) {
                return Err(Fault::KeyTwice { one: other.name.clone(), other: one.name.clone() });
            }
        }
        for role in [Role::Operator, Role::Recovery] {
            if !current.iter().any(|recipient| recipient.role == role) {
                return Err(Fault::NobodyOf { role });
            }
        }
        let digest = digest(&current);
        Ok(Self { current, former, digest, seal: None })
    }

    /// Reads the file. Whatever is wrong is told with its place.
    pub fn read(shown: &str, bytes: &[u8]) -> Result<Self, Fault> {
        // Told without the line: it holds what must not be shown.
        if let Some(line) = text::line_of(bytes, &["AGE-SECRET-KEY-", "PRIVATE KEY-----"]) {
            return Err(Fault::SecretAmongRecipients { path: shown.to_owned(), line });
        }
        let RecipientsFile { recipients, former, seal, .. } =
            text::decode(shown, bytes, |written, faults| {
                twice(written, faults);
            })?;
        let current = recipients.0.into_iter().map(|written| Recipient {
            name: written.name.value.to_string(),
            role: written.role.value,
            since: written.since.value,
            key: written.key.value,
        });
        let former = former.into_iter().map(|written| Former {
            name: written.name.value.to_string(),
            until: written.until.value,
            key: written.key.value,
        });
        let list = Self::of(current.collect(), former.collect())?;
        Ok(match seal {
            Some(seal) => list.sealed(seal.value.0),
            None => list,
        })
    }

    /// The same with a seal, under which only these stand.
    pub(super) fn sealed(mut self, seal: impl Into<Box<str>>) -> Self {
        self.seal = Some(seal.into());
        self
    }

    pub(super) fn seal(&self) -> Option<&str> {
        self.seal.as_deref()
    }

    /// The file's text, from which [`Recipients::read`] gets the same.
    pub fn to_text(&self) -> String {
        let mut out = String::from(HEAD);
        if let Some(seal) = &self.seal {
            let _ = writeln!(out, "seal: {seal}");
        }
        out.push_str("recipients:\n");
        for Recipient { name, role, since, key } in &self.current {
            let name = text::word(name);
            let _ = write!(
                out,
                "  - name: {name}\n    role: {role}\n    since: {since}\n    key: {key}\n"
            );
        }
        if !self.former.is_empty() {
            out.push_str("former:\n");
        }
        for Former { name, until, key } in &self.former {
            let name = text::word(name);
            let _ = write!(out, "  - name: {name}\n    until: {until}\n    key: {key}\n");
        }
        out
    }

    /// Where the file lies, from the folder of keys.
    pub fn path() -> RelativePath {
        text::fixed(RECIPIENTS)
    }

    /// Everybody, by name.
    pub fn all(&self) -> &[Recipient] {
        &self.current
    }

    /// Who could read the vault once, the last to go last.
    pub fn former(&self) -> &[Former] {
        &self.former
    }

    /// The recipient of a name.
    pub fn get(&self, name: &str) -> Option<&Recipient> {
        self.current.iter().find(|recipient| recipient.name == name)
    }

    /// Whether one has this key.
    pub fn knows(&self, key: &AgeKey) -> bool {
        self.current.iter().any(|recipient| recipient.key == *key)
    }

    /// The keys' digest: equal for equal sets of keys, whatever their names, roles and order.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Who was not in the list of a digest: the one or two without whom the two agree. `None` if no one or two
    /// explain it, as when somebody was taken out.
    pub fn newer_than(&self, digest_of: &str) -> Option<Vec<&str>> {
        let without = |gone: &[usize]| {
            let left = self.current.iter().enumerate().filter(|(at, _)| !gone.contains(at));
            *digest(&left.map(|(_, it)| it.clone()).collect::<Vec<_>>()) == *digest_of
        };
        let count = self.current.len();
        let ones = (0..count).map(|one| vec![one]);
        let twos = (0..count).flat_map(|one| (one + 1..count).map(move |two| vec![one, two]));
        let gone = ones.chain(twos).find(|gone| without(gone))?;
        Some(gone.into_iter().map(|at| self.current[at].name.as_str()).collect())
    }

    /// These and one more. The same name with the same key and role changes nothing.
    pub fn with(&self, recipient: Recipient) -> Result<Self, Fault> {
        let known = self.get(&recipient.name);
        if known.is_some_and(|known| known.key == recipient.key && known.role == recipient.role) {
            return Ok(self.clone());
        }
        let mut current = self.current.clone();
        current.push(recipient);
        Self::of(current, self.former.clone())
    }

    /// These without one, who from then on is a former one.
    pub fn without(&self, name: &str, now: Instant) -> Result<Self, Fault> {
        let Some(gone) = self.get(name).cloned() else {
            let known = self.current.iter().map(|recipient| recipient.name.clone()).collect();
            return Err(Fault::UnknownRecipient { name: name.to_owned(), known });
        };
        let others =
            |role| self.current.iter().filter(|it| it.role == role && it.name != name).count();
        if others(gone.role) == 0 {
            return Err(Fault::LastOfRole { name: gone.name, role: gone.role });
        }
        let current = self.current.iter().filter(|it| it.name != name).cloned().collect();
        let mut former = self.former.clone();
        former.push(Former { name: gone.name, until: now, key: gone.key });
        Self::of(current, former)
    }
}

const HEAD: &str = "\
# Who can read the vault. Written by `qalyp vault recipients add` and `remove`, which seal it with a key of the vault;
# whoever stands here gets every secret with the next change, so a change of this file is reviewed like a key to the house.
";

fn digest(current: &[Recipient]) -> Box<str> {
    let mut keys: Vec<&str> = current.iter().map(|recipient| recipient.key.as_str()).collect();
    keys.sort_unstable();
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(key);
        hash.update(b"\n");
    }
    text::hex(&hash.finalize()[..16]).into()
}

/// Notes names and keys that stand twice, with both places.
fn twice(written: &RecipientsFile, faults: &mut Faults) {
    let all = &written.recipients.0;
    for (at, one) in all.iter().enumerate() {
        if all[..at].iter().any(|other| other.name == one.name) {
            faults.push(blueprint::Fault::BadValue {
                span: one.name.span,
                value: one.name.value.to_string(),
                expected: "a name that no other recipient has".to_owned(),
                reason: None,
                words: Vec::new(),
            });
        }
        if let Some(other) = all[..at].iter().find(|other| other.key == one.key) {
            faults.push(blueprint::Fault::BadValue {
                span: one.key.span,
                value: one.key.value.short(),
                expected: "a key that no other recipient has".to_owned(),
                reason: Some(format!("`{}` has it already", &**other.name)),
                words: Vec::new(),
            });
        }
    }
}
