//! The vault, open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::fault::{Broken, Fault};
use super::fingerprint::{FINGERPRINT_KEY, Fingerprints};
use super::id::{Scope, SecretId};
use super::identities::Identities;
use super::known::RELEASE_KEY;
use super::lock::{self, Entry, Kind, Lock};
use super::mark::Mark;
use super::random::{Recipe, public_half};
use super::recipients::Recipients;
use super::seal::{self, Shut};
use super::sealing::{self, Sealing};
use super::secret::Secret;
use super::text;
use crate::contract::Instant;
use crate::diagnostics::nearest;
use crate::keys::{Change, Keys};

/// The public half of the key of releases, from the folder of keys.
pub const RELEASE_PUBLIC: &str = "release.pub";

/// What git has to know of the files. Without it a checkout on Windows changes line ends, and two branches that add
/// secrets at one place of a lock file meet.
const ATTRIBUTES: &str = "\
# Written by `qalyp vault init`.
*.age -text -diff merge=binary
lock.yaml -text merge=union
";
const ATTRIBUTES_FILE: &str = "vault/.gitattributes";

/// A vault that can be read, and changed through a [`Change`] of the caller.
///
/// Nothing is written before [`Vault::stage`] and the commit of that change.
pub struct Vault<'k> {
    keys: &'k Keys,
    identities: &'k Identities,
    recipients: Recipients,
    fingerprints: Fingerprints,
    mark: Mark,
    /// Whether that mark is not yet the one of the files.
    new_mark: bool,
    sealing: Sealing,
    locks: Mutex<BTreeMap<Scope, Arc<Lock>>>,
    pending: BTreeMap<SecretId, Pending>,
    /// Scopes whose lock files change although none of their secrets does.
    touched: BTreeSet<Scope>,
    /// Whether the list of recipients is to be written.
    changed_recipients: bool,
    /// Secrets without a file that could be encrypted anew.
    passed_over: Vec<SecretId>,
}

/// What is to become of a secret.
enum Pending {
    Put {
        secret: Secret,
        kind: Kind,
        now: Instant,
    },
    /// The same value for the present recipients.
    Reseal,
    Forget,
}

/// What [`Vault::stage`] put into the change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staged {
    /// Secrets with a new value.
    pub written: Vec<SecretId>,
    /// Secrets whose value is the same and whose readers are others.
    pub resealed: Vec<SecretId>,
    /// Secrets that go.
    pub forgotten: Vec<SecretId>,
    /// How many were to be put and are as they should be.
    pub unchanged: usize,
}

/// The file and the facts of a secret that changes.
struct Sealed {
    file: Vec<u8>,
    entry: Entry,
    is_new: bool,
}

impl<'k> Vault<'k> {
    /// Opens a vault that exists.
    ///
    /// That its files fit together says nothing about who made them: [`Vault::known_by`] does.
    pub fn open(keys: &'k Keys, identities: &'k Identities) -> Result<Self, Fault> {
        let recipients = recipients(keys)?;
        let id = own(FINGERPRINT_KEY)?;
        let facts = read_lock(keys, &Scope::Provider)?;
        let entry = facts.get(id.name()).ok_or_else(|| none(&id, &facts))?;
        if identities.is_empty() {
            return Err(Fault::NoIdentity);
        }
        let key = unsealed(keys, identities, &recipients, &id, entry)?;
        let fingerprints = Fingerprints::new(&key);
        if *fingerprints.of(&id, &key) != *entry.value {
            return Err(Fault::Broken { id, why: Broken::OtherValue });
        }
        let sealing = sealing::judge(&fingerprints, &recipients);
        let mut vault = Self::of(keys, identities, recipients, &key);
        vault.sealing = sealing;
        vault.locks = Mutex::new(BTreeMap::from([(Scope::Provider, Arc::new(facts))]));
        Ok(vault)
    }

    /// A vault that does not exist yet, with the provider's own secrets.
    pub fn create(
        keys: &'k Keys,
        identities: &'k Identities,
        recipients: Recipients,
        now: Instant,
    ) -> Result<Self, Fault> {
        let key = Recipe::Hex(32).make("")?;
        let mut vault = Self::of(keys, identities, recipients, &key);
        vault.changed_recipients = true;
        vault.new_mark = true;
        vault.put(own(FINGERPRINT_KEY)?, key, Kind::Generated, now);
        vault.put(own(RELEASE_KEY)?, Recipe::SshKey.make("qalyp-release")?, Kind::Release, now);
        Ok(vault)
    }

    fn of(
        keys: &'k Keys,
        identities: &'k Identities,
        recipients: Recipients,
        key: &Secret,
    ) -> Self {
        Self {
            keys,
            identities,
            recipients,
            fingerprints: Fingerprints::new(key),
            mark: Mark::of(key),
            new_mark: false,
            sealing: Sealing::Fits,
            locks: Mutex::default(),
            pending: BTreeMap::new(),
            touched: BTreeSet::new(),
            changed_recipients: false,
            passed_over: Vec::new(),
        }
    }

    /// Who can read it.
    pub const fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// By what it is known again.
    pub const fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Whether the mark is new with what is to be staged, or was.
    pub const fn has_new_mark(&self) -> bool {
        self.new_mark
    }

    /// Holds the vault to the marks that it is known by; none is a first use, of which this is the answer.
    ///
    /// # Errors
    /// It is known by others.
    pub fn known_by(&self, known: &[Mark]) -> Result<bool, Fault> {
        if known.is_empty() || known.contains(&self.mark) {
            return Ok(!known.is_empty());
        }
        Err(Fault::OtherMark {
            vault: self.keys.path().display().to_string(),
            known: known.to_vec(),
            found: self.mark.clone(),
        })
    }

    /// Whether somebody who could open the vault wrote the list of recipients.
    pub const fn sealing(&self) -> &Sealing {
        &self.sealing
    }

    /// Fails for a list of recipients that nobody wrote who could open the vault. Whoever stands there would read what
    /// is written next, so [`Vault::stage`] fails too.
    pub fn sealed(&self) -> Result<(), Fault> {
        match &self.sealing {
            Sealing::Fits => Ok(()),
            Sealing::Strangers(them) => Err(Fault::NotSealed { strangers: them.clone() }),
            Sealing::Other => Err(Fault::NotSealed { strangers: Vec::new() }),
        }
    }

    /// Takes the list of recipients as it is: a person has seen it and agreed.
    pub fn accept_recipients(&mut self) {
        self.changed_recipients |= self.sealing != Sealing::Fits;
        self.sealing = Sealing::Fits;
    }

    /// Whether there is such a secret.
    pub fn has(&self, id: &SecretId) -> Result<bool, Fault> {
        match self.pending.get(id) {
            Some(Pending::Forget) => Ok(false),
            Some(Pending::Put { .. }) => Ok(true),
            Some(Pending::Reseal) | None => Ok(self.lock(id.scope())?.contains_key(id.name())),
        }
    }

    /// The public facts of a secret, as they were when the vault was opened or last staged.
    pub fn entry(&self, id: &SecretId) -> Result<Option<Entry>, Fault> {
        Ok(self.lock(id.scope())?.get(id.name()).cloned())
    }

    /// The public facts of a secret that has to be there; its file is not opened.
    ///
    /// # Errors
    /// There is no such secret; the nearest name is in the fault.
    pub fn expect(&self, id: &SecretId) -> Result<Entry, Fault> {
        let lock = self.lock(id.scope())?;
        lock.get(id.name()).cloned().ok_or_else(|| none(id, &lock))
    }

    /// The names of a scope's secrets, in order.
    pub fn names(&self, scope: &Scope) -> Result<Vec<SecretId>, Fault> {
        let lock = self.lock(scope)?;
        let ids = lock.keys().filter_map(|name| SecretId::new(scope.clone(), name).ok());
        Ok(ids.collect())
    }

    /// Decrypts a secret, and makes sure that it is the one that the lock file speaks of.
    pub fn read(&self, id: &SecretId) -> Result<Secret, Fault> {
        match self.pending.get(id) {
            Some(Pending::Put { secret, .. }) => return Ok(secret.duplicate()),
            Some(Pending::Forget) => return Err(none(id, &Lock::new())),
            Some(Pending::Reseal) | None => {}
        }
        let lock = self.lock(id.scope())?;
        let entry = lock.get(id.name()).ok_or_else(|| none(id, &lock))?;
        self.read_entry(id, entry)
    }

    fn read_entry(&self, id: &SecretId, entry: &Entry) -> Result<Secret, Fault> {
        let secret = unsealed(self.keys, self.identities, &self.recipients, id, entry)?;
        if *self.fingerprints.of(id, &secret) != *entry.value {
            return Err(Fault::Broken { id: id.clone(), why: Broken::OtherValue });
        }
        Ok(secret)
    }

    /// Decrypts many secrets in parallel, in the order of their ids.
    pub fn read_many(&self, ids: &[SecretId]) -> Result<Vec<Secret>, Fault> {
        ids.par_iter().map(|id| self.read(id)).collect()
    }

    /// Takes up a value. If the secret has this value for these recipients already, its file keeps its bytes.
    pub fn put(&mut self, id: SecretId, secret: Secret, kind: Kind, now: Instant) {
        self.pending.insert(id, Pending::Put { secret, kind, now });
    }

    /// Gives up a secret. What `git` has of it stays there.
    pub fn forget(&mut self, id: SecretId) {
        self.pending.insert(id, Pending::Forget);
    }

    /// Replaces the list of recipients. The secrets follow with [`Vault::rekey`].
    pub fn set_recipients(&mut self, recipients: Recipients) {
        self.changed_recipients |= self.recipients != recipients;
        // With those gone that nobody added, what is left is what was sealed.
        if let Sealing::Strangers(them) = &self.sealing
            && them.iter().all(|name| recipients.get(name).is_none())
        {
            self.sealing = Sealing::Fits;
        }
        self.recipients = recipients;
    }

    /// Secrets that [`Vault::rekey`] has left as they are, since there is no file of theirs that could be opened.
    pub fn passed_over(&self) -> &[SecretId] {
        &self.passed_over
    }

    /// Has every secret encrypted anew that is not for exactly the present recipients. Tells how many these are.
    pub fn rekey(&mut self) -> Result<usize, Fault> {
        let mut stale = Vec::new();
        for scope in scopes(self.keys)? {
            let lock = self.lock(&scope)?;
            let other =
                lock.iter().filter(|(_, entry)| *entry.recipients != *self.recipients.digest());
            for (name, entry) in other {
                let Ok(id) = SecretId::new(scope.clone(), name) else { continue };
                match self.keys.read(&id.path())? {
                    Some(file) if *seal::file_digest(&file) == *entry.file => stale.push(id),
                    // One of them must not keep all others from their new readers.
                    _ => self.passed_over.push(id),
                }
            }
        }
        let count = stale.len();
        for id in stale {
            self.pending.entry(id).or_insert(Pending::Reseal);
        }
        Ok(count)
    }

    /// Replaces the key of the digests, and with it the digest of every value.
    pub fn rotate_fingerprint_key(&mut self, now: Instant) -> Result<(), Fault> {
        let key = Recipe::Hex(32).make("")?;
        let next = Fingerprints::new(&key);
        for scope in scopes(self.keys)? {
            let lock = self.lock(&scope)?;
            let anew = lock.par_iter().map(|(name, entry)| {
                let id = SecretId::new(scope.clone(), name).map_err(|_| Fault::NoVault)?;
                let value = next.of(&id, &self.read_entry(&id, entry)?).into();
                Ok((name.clone(), Entry { value, ..entry.clone() }))
            });
            let anew: Lock = anew.collect::<Result<_, Fault>>()?;
            self.keep(scope.clone(), anew);
            self.touched.insert(scope);
        }
        self.fingerprints = next;
        (self.mark, self.new_mark) = (Mark::of(&key), true);
        // It has to be sealed anew.
        self.changed_recipients = true;
        self.put(own(FINGERPRINT_KEY)?, key, Kind::Generated, now);
        Ok(())
    }

    /// Puts everything that is to change into a change of the caller: encrypted files, lock files, the list of
    /// recipients. Nothing of it has happened before that is committed.
    pub fn stage(&mut self, change: &mut Change<'_>) -> Result<Staged, Fault> {
        if self.changed_recipients || !self.touched.is_empty() || !self.pending.is_empty() {
            self.sealed()?;
        }
        let pending = std::mem::take(&mut self.pending);
        let mut locks = BTreeMap::new();
        for scope in pending.keys().map(SecretId::scope).chain(&self.touched) {
            if !locks.contains_key(scope) {
                locks.insert(scope.clone(), (*self.lock(scope)?).clone());
            }
        }
        let all: Vec<(SecretId, Pending)> = pending.into_iter().collect();
        let sealed: Vec<(SecretId, Option<Sealed>, bool)> = all
            .into_par_iter()
            .map(|(id, wanted)| {
                let entry = locks.get(id.scope()).and_then(|lock| lock.get(id.name()));
                let goes = matches!(wanted, Pending::Forget);
                let sealed = self.seal(&id, wanted, entry)?;
                Ok((id, sealed, goes))
            })
            .collect::<Result<_, Fault>>()?;
        let mut staged = Staged::default();
        let mut scopes = std::mem::take(&mut self.touched);
        for (id, sealed, goes) in sealed {
            let Some(lock) = locks.get_mut(id.scope()) else { continue };
            match sealed {
                Some(Sealed { file, entry, is_new }) => {
                    if let (Some(public), true) = (&entry.public, id == own(RELEASE_KEY)?) {
                        let line = format!("{public} qalyp-release\n");
                        change.put(text::fixed(RELEASE_PUBLIC), line.into_bytes());
                    }
                    change.put(id.path(), file);
                    scopes.insert(id.scope().clone());
                    lock.insert(id.name().into(), entry);
                    if is_new { staged.written.push(id) } else { staged.resealed.push(id) }
                }
                None if goes => {
                    if lock.remove(id.name()).is_some() {
                        change.remove(id.path());
                        scopes.insert(id.scope().clone());
                        staged.forgotten.push(id);
                    }
                }
                None => staged.unchanged += 1,
            }
        }
        for scope in scopes {
            let lock = locks.remove(&scope).unwrap_or_default();
            if lock.is_empty() {
                change.remove(scope.lock_path());
            } else {
                change.put(scope.lock_path(), lock::write(&scope, &lock).into_bytes());
            }
            self.keep(scope, lock);
        }
        if self.changed_recipients {
            let seal = sealing::of(&self.fingerprints, &self.recipients);
            self.recipients = self.recipients.clone().sealed(seal);
            change.put(Recipients::path(), self.recipients.to_text().into_bytes());
            change.put(text::fixed(ATTRIBUTES_FILE), ATTRIBUTES.as_bytes().to_vec());
            self.changed_recipients = false;
        }
        Ok(staged)
    }

    /// The new file of a secret; `None` if its file keeps its bytes or goes.
    fn seal(
        &self,
        id: &SecretId,
        wanted: Pending,
        before: Option<&Entry>,
    ) -> Result<Option<Sealed>, Fault> {
        let (secret, kind, now) = match (wanted, before) {
            (Pending::Put { secret, kind, now }, _) => (secret, kind, now),
            (Pending::Reseal, Some(entry)) => (self.read_entry(id, entry)?, entry.kind, entry.made),
            (Pending::Reseal | Pending::Forget, _) => return Ok(None),
        };
        if secret.len() > seal::LARGEST {
            let why = super::fault::ValueFault::TooBig { most: seal::LARGEST };
            return Err(Fault::BadValue { id: id.clone(), why });
        }
        let value = self.fingerprints.of(id, &secret);
        let present = self.keys.read(&id.path())?;
        let same = before.filter(|entry| *entry.value == *value);
        match (same, &present) {
            (Some(entry), Some(file))
                if *entry.recipients == *self.recipients.digest()
                    && *entry.file == *seal::file_digest(file) =>
            {
                return Ok(None);
            }
            // Whatever that file holds, it would be lost.
            (_, Some(_)) if before.is_none() => {
                return Err(Fault::Stray { path: id.path().to_string() });
            }
            _ => {}
        }
        let file = seal::seal(&secret, &self.recipients)
            .map_err(|why| Fault::Broken { id: id.clone(), why })?;
        let entry = Entry {
            kind: same.map_or(kind, |entry| entry.kind),
            version: match (same, before) {
                (Some(entry), _) => entry.version,
                (None, Some(entry)) => entry.version.saturating_add(1),
                (None, None) => 1,
            },
            made: same.map_or(now, |entry| entry.made),
            value: value.into(),
            recipients: self.recipients.digest().into(),
            file: seal::file_digest(&file).into(),
            public: public_half(&secret).map(Into::into),
        };
        Ok(Some(Sealed { file, entry, is_new: same.is_none() }))
    }

    fn lock(&self, scope: &Scope) -> Result<Arc<Lock>, Fault> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = locks.get(scope) {
            return Ok(Arc::clone(known));
        }
        let lock = Arc::new(read_lock(self.keys, scope)?);
        locks.insert(scope.clone(), Arc::clone(&lock));
        Ok(lock)
    }

    fn keep(&self, scope: Scope, lock: Lock) {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.insert(scope, Arc::new(lock));
    }
}

/// The list of recipients of a folder of keys.
pub fn recipients(keys: &Keys) -> Result<Recipients, Fault> {
    let path = Recipients::path();
    let bytes = keys.read(&path)?.ok_or(Fault::NoVault)?;
    Recipients::read(&shown(keys, path.as_str()), &bytes)
}

/// The lock file of a scope; no file is an empty one.
pub fn read_lock(keys: &Keys, scope: &Scope) -> Result<Lock, Fault> {
    let path = scope.lock_path();
    match keys.read(&path)? {
        Some(bytes) => lock::read(&shown(keys, path.as_str()), &bytes),
        None => Ok(Lock::new()),
    }
}

/// The scopes that have a lock file, in order.
pub(super) fn scopes(keys: &Keys) -> Result<Vec<Scope>, Fault> {
    let listing = keys.list(&text::fixed(super::id::FOLDER))?;
    let scope = |path: &crate::artefacts::RelativePath| {
        let scope = Scope::parse(path.components().nth(1)?)?;
        (scope.lock_path() == *path).then_some(scope)
    };
    Ok(listing.files.iter().filter_map(scope).collect())
}

pub(super) fn shown(keys: &Keys, path: &str) -> String {
    format!("{}/{path}", keys.path().display())
}

/// Decrypts the file of an entry.
fn unsealed(
    keys: &Keys,
    identities: &Identities,
    recipients: &Recipients,
    id: &SecretId,
    entry: &Entry,
) -> Result<Secret, Fault> {
    let broken = |why| Fault::Broken { id: id.clone(), why };
    let file = keys.read(&id.path())?.ok_or_else(|| broken(Broken::NoFile))?;
    if *seal::file_digest(&file) != *entry.file {
        return Err(broken(Broken::OtherFile));
    }
    seal::open(&file, identities).map_err(|shut| match shut {
        Shut::Broken(why) => broken(why),
        Shut::NoneFits => Fault::NoneFits {
            id: id.clone(),
            tried: identities.files().to_vec(),
            // Of a file for another list nobody can say who stood in that.
            readers: if *entry.recipients == *recipients.digest() {
                recipients.all().iter().map(|recipient| recipient.name.clone()).collect()
            } else {
                Vec::new()
            },
        },
    })
}

fn own(name: &str) -> Result<SecretId, Fault> {
    SecretId::of_provider(name).map_err(|_| Fault::NoVault)
}

fn none(id: &SecretId, lock: &Lock) -> Fault {
    let nearest = nearest(id.name(), lock.keys().map(|name| &**name)).map(str::to_owned);
    Fault::NoSecret { id: id.clone(), nearest }
}
