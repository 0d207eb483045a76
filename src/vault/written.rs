//! The files of the vault as they are written, with the place of every value.

use super::age_key::AgeKey;
use super::id::SecretId;
use super::lock::Kind;
use super::recipients::Role;
use crate::blueprint::decode::{OneOrMore, Scalar, Spanned, record, scalars};
use crate::blueprint::units::{Line, Name};
use crate::contract::Instant;

record! {
    /// The file of recipients.
    pub struct RecipientsFile("the list of recipients") {
        /// Who can read the vault.
        "recipients" => recipients: OneOrMore<RecipientRecord>,
        /// Who could, until when.
        "former" => former: Vec<FormerRecord>,
        /// The keyed digest of all this, by which a list is known that somebody wrote who could open the vault.
        "seal" => seal: Option<Spanned<Short>>,
    }
}

record! {
    /// Somebody who can read the vault.
    pub struct RecipientRecord("a recipient") {
        /// Its name.
        "name" => name: Spanned<Name>,
        /// What it is for.
        "role" => role: Spanned<Role>,
        /// Since when.
        "since" => since: Spanned<Instant>,
        /// Its public key.
        "key" => key: Spanned<AgeKey>,
    }
}

record! {
    /// Somebody who could read the vault.
    pub struct FormerRecord("a former recipient") {
        /// Its name.
        "name" => name: Spanned<Name>,
        /// Until when; secrets that are older were readable.
        "until" => until: Spanned<Instant>,
        /// Its public key.
        "key" => key: Spanned<AgeKey>,
    }
}

record! {
    /// A lock file.
    pub struct LockFile("a lock file of the vault") {
        /// The secrets.
        "secrets" => secrets: Vec<EntryRecord>,
    }
}

record! {
    /// The public facts of a secret.
    pub struct EntryRecord("an entry of a lock file") {
        /// Its name within the scope.
        "name" => name: Spanned<EntryName>,
        /// Where its value comes from.
        "kind" => kind: Spanned<Kind>,
        /// How many values there were.
        "version" => version: Spanned<Version>,
        /// When the value came.
        "made" => made: Spanned<Instant>,
        /// Its keyed digest.
        "value" => value: Spanned<Short>,
        /// The digest of the keys that can open it.
        "recipients" => recipients: Spanned<Short>,
        /// The digest of the encrypted file.
        "file" => file: Spanned<Long>,
        /// The public half.
        "public" => public: Option<Spanned<Line>>,
    }
}

/// A secret's name within its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryName(pub(super) Box<str>);

/// A number of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(pub(super) u32);

/// 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short(pub(super) Box<str>);

/// 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Long(pub(super) Box<str>);

impl Scalar for EntryName {
    const EXPECTED: &'static str = "the name of a secret like `grafana/admin`";
    const EXAMPLE: &'static str = "grafana/admin";
    fn read(text: &str) -> Result<Self, Option<String>> {
        SecretId::of_provider(text).map(|id| Self(id.name().into())).map_err(|_| None)
    }
}

impl Scalar for Version {
    const EXPECTED: &'static str = "a number of values from 1 on";
    const EXAMPLE: &'static str = "1";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let digits = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        text.parse().ok().filter(|_| digits).map(Self).ok_or(None)
    }
}

impl Scalar for Short {
    const EXPECTED: &'static str = "a digest of 32 hexadecimal digits";
    const EXAMPLE: &'static str = "9a0364b9e99bb480dd25e1f0284c8555";
    fn read(text: &str) -> Result<Self, Option<String>> {
        is_hex(text, 32).then(|| Self(text.into())).ok_or(None)
    }
}

impl Scalar for Long {
    const EXPECTED: &'static str = "a digest of 64 hexadecimal digits";
    const EXAMPLE: &'static str =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    fn read(text: &str) -> Result<Self, Option<String>> {
        is_hex(text, 64).then(|| Self(text.into())).ok_or(None)
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

scalars!(EntryName, Version, Short, Long);
