//! What can be known of a vault without any key.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::fault::{Broken, Fault};
use super::id::{FOLDER, LOCK, Scope, SecretId};
use super::lock::{Entry, Lock};
use super::recipients::{Former, Recipients};
use super::seal::file_digest;
use super::store::{read_lock, recipients};
use super::text;
use super::wording;
use crate::artefacts::RelativePath;
use crate::keys::Keys;

/// All that lies in a vault.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Who can read it.
    pub recipients: Recipients,
    /// The entries of every scope.
    pub scopes: BTreeMap<Scope, Lock>,
    /// Entries whose file is not there or is another one.
    pub broken: BTreeMap<SecretId, Broken>,
    /// Files that no entry speaks of, and what is no file or has an impossible name; from the folder of keys.
    pub strays: Vec<String>,
}

impl Survey {
    /// Looks at every file, and opens none.
    pub fn of(keys: &Keys) -> Result<Self, Fault> {
        let recipients = recipients(keys)?;
        let listing = keys.list(&text::fixed(FOLDER))?;
        let mut strays = listing.strange;
        let mut scopes = BTreeMap::new();
        let mut files = Vec::new();
        for path in listing.files {
            match Kind::of(&path) {
                Kind::Lock(scope) => {
                    let lock = read_lock(keys, &scope)?;
                    scopes.insert(scope, lock);
                }
                Kind::Secret(id) => files.push(id),
                Kind::Attributes => {}
                Kind::Stranger => strays.push(path.to_string()),
            }
        }
        let mut broken: BTreeMap<SecretId, Broken> = entries(&scopes)
            .filter(|(id, _)| files.binary_search(id).is_err())
            .map(|(id, _)| (id, Broken::NoFile))
            .collect();
        let judged: Vec<(SecretId, State)> = files
            .into_par_iter()
            .map(|id| {
                let entry = scopes.get(id.scope()).and_then(|lock| lock.get(id.name()));
                let state = match (entry, keys.read(&id.path())?) {
                    (None, _) => State::Stray,
                    (Some(_), None) => State::Broken(Broken::NoFile),
                    (Some(entry), Some(file)) if *file_digest(&file) == *entry.file => State::Fine,
                    _ => State::Broken(Broken::OtherFile),
                };
                Ok((id, state))
            })
            .collect::<Result<_, Fault>>()?;
        for (id, state) in judged {
            match state {
                State::Fine => {}
                State::Stray => strays.push(id.path().to_string()),
                State::Broken(why) => {
                    broken.insert(id, why);
                }
            }
        }
        strays.sort();
        Ok(Self { recipients, scopes, broken, strays })
    }

    /// Every entry, in order.
    pub fn entries(&self) -> impl Iterator<Item = (SecretId, &Entry)> {
        entries(&self.scopes)
    }

    /// The entry of a secret.
    pub fn entry(&self, id: &SecretId) -> Option<&Entry> {
        self.scopes.get(id.scope())?.get(id.name())
    }

    /// Whether a secret's file is not encrypted for exactly the present recipients.
    pub fn is_stale(&self, entry: &Entry) -> bool {
        *entry.recipients != *self.recipients.digest()
    }

    /// Those who are gone and have seen this value, the last to go first. One who is back with the same key is not
    /// gone.
    pub fn seen_by<'s>(&'s self, entry: &'s Entry) -> impl Iterator<Item = &'s Former> {
        let gone = self.recipients.former().iter().rev();
        gone.filter(|it| entry.made <= it.until && !self.recipients.knows(&it.key))
    }

    /// How a former recipient is called: one whose name somebody has again, by his key.
    pub fn whose(&self, former: &Former) -> String {
        let again = self.recipients.get(&former.name).is_some();
        wording::former(&former.name, again.then(|| former.key.short()))
    }
}

enum State {
    Fine,
    Stray,
    Broken(Broken),
}

enum Kind {
    Lock(Scope),
    Secret(SecretId),
    Attributes,
    Stranger,
}

impl Kind {
    fn of(path: &RelativePath) -> Self {
        if let Some(id) = SecretId::of_path(path) {
            return Self::Secret(id);
        }
        let mut parts = path.components().skip(1);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(".gitattributes"), None, None) => Self::Attributes,
            (Some(scope), Some(LOCK), None) => {
                Scope::parse(scope).map_or(Self::Stranger, Self::Lock)
            }
            _ => Self::Stranger,
        }
    }
}

fn entries(scopes: &BTreeMap<Scope, Lock>) -> impl Iterator<Item = (SecretId, &Entry)> {
    scopes.iter().flat_map(|(scope, lock)| {
        lock.iter()
            .filter_map(|(name, entry)| Some((SecretId::new(scope.clone(), name).ok()?, entry)))
    })
}
