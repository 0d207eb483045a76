//! The public facts of a scope's secrets: `lock.yaml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::fault::Fault;
use super::id::Scope;
use super::text;
use super::written::{EntryRecord, LockFile};
use crate::blueprint;
use crate::blueprint::decode::{Faults, words};
use crate::contract::Instant;

words! {
    /// Where the value of a secret comes from.
    pub enum Kind("a kind of secret") {
        /// The vault made it.
        "generated" => Generated,
        /// The customer or somebody else gave it.
        "supplied" => Supplied,
        /// The authority of a VPN made it.
        "vpn" => Vpn,
        /// Releases are signed with it.
        "release" => Release,
    }
}

/// What everybody may know of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where the value comes from.
    pub kind: Kind,
    /// How many values there were, this one included.
    pub version: u32,
    /// When this value came.
    pub made: Instant,
    /// Its keyed digest, 32 hexadecimal digits.
    pub value: Box<str>,
    /// The digest of the keys that the file is encrypted for, 32 hexadecimal digits.
    pub recipients: Box<str>,
    /// SHA-256 of the encrypted file.
    pub file: Box<str>,
    /// The public half, if it has one.
    pub public: Option<Box<str>>,
}

/// The entries of one scope, by name.
pub type Lock = BTreeMap<Box<str>, Entry>;

/// Reads a lock file. Entries may stand in any order: a merge of two branches puts them where it likes.
pub(super) fn read(shown: &str, bytes: &[u8]) -> Result<Lock, Fault> {
    let LockFile { secrets, .. } = text::decode(shown, bytes, |written: &LockFile, faults| {
        twice(&written.secrets, faults);
    })?;
    Ok(secrets.into_iter().map(EntryRecord::facts).collect())
}

impl EntryRecord {
    fn facts(self) -> (Box<str>, Entry) {
        let entry = Entry {
            kind: self.kind.value,
            version: self.version.value.0,
            made: self.made.value,
            value: self.value.value.0,
            recipients: self.recipients.value.0,
            file: self.file.value.0,
            public: self.public.map(|public| public.value.to_string().into()),
        };
        (self.name.value.0, entry)
    }
}

fn twice(secrets: &[EntryRecord], faults: &mut Faults) {
    let mut first = BTreeMap::new();
    for entry in secrets {
        let before = *first.entry(&*entry.name.value.0).or_insert(entry.name.span);
        if before != entry.name.span {
            faults.push(blueprint::Fault::DuplicateKey {
                key: entry.name.value.0.to_string(),
                span: entry.name.span,
                first: before,
            });
        }
    }
}

/// The text of a lock file, from which [`read`] gets the same.
///
/// An entry is one line, and no two lines are alike: whatever a merge puts side by side, no line of one entry can be
/// taken for that of another.
pub(super) fn write(scope: &Scope, lock: &Lock) -> String {
    let mut out = format!(
        "# What everybody may know of the secrets of {scope}. Written by `qalyp vault`, never by hand.\nsecrets:\n"
    );
    for (name, entry) in lock {
        let name = text::word(name);
        let Entry { kind, version, made, value, recipients, file, public } = entry;
        let _ = write!(
            out,
            "  - {{name: {name}, kind: {kind}, version: {version}, made: \"{made}\", value: {value}, recipients: {recipients}, file: {file}"
        );
        if let Some(public) = public {
            let _ = write!(out, ", public: \"{public}\"");
        }
        out.push_str("}\n");
    }
    out
}
