use super::age_key::KeyFault;
use super::id::SecretId;
use super::mark::Mark;
use super::recipients::Role;
use crate::diagnostics::{Report, Sources};
use crate::keys::KeysError;

/// A file of the vault that cannot be read, and where it is wrong.
#[derive(Clone, Debug)]
pub struct Unread {
    /// As shown.
    pub path: String,
    /// What is wrong.
    pub report: Report,
    /// The texts that the report points into.
    pub sources: Sources,
}

/// Why something could not be done with a vault. The sentences are in `wording.rs`; none of them holds anything of a
/// secret.
#[derive(Clone, Debug)]
pub enum Fault {
    /// There is no list of recipients.
    NoVault,
    /// A file that is not as it must be.
    Unread(Box<Unread>),
    /// A file with nothing in it.
    EmptyFile {
        /// As shown.
        path: String,
    },
    /// A file with the marks of a merge that was not finished.
    Unmerged {
        /// As shown.
        path: String,
        /// The first such line.
        line: usize,
    },
    /// The secret half of a key where the public one belongs.
    SecretAmongRecipients {
        /// As shown.
        path: String,
        /// The line.
        line: usize,
    },
    /// No public key.
    BadKey {
        /// Whose it should be.
        name: String,
        /// What is wrong.
        why: KeyFault,
    },
    /// A recipient's name that is none.
    BadName {
        /// The text.
        name: String,
    },
    /// Two recipients of one name.
    RecipientTwice {
        /// The name.
        name: String,
    },
    /// Two recipients with one key.
    KeyTwice {
        /// One name.
        one: String,
        /// The other.
        other: String,
    },
    /// Nobody has a role that somebody must have.
    NobodyOf {
        /// The role.
        role: Role,
    },
    /// A recipient that is not there.
    UnknownRecipient {
        /// The name.
        name: String,
        /// Those that are.
        known: Vec<String>,
    },
    /// Nobody of that role would be left.
    LastOfRole {
        /// Who should go.
        name: String,
        /// The role.
        role: Role,
    },
    /// A list of recipients that nobody wrote who could open the vault.
    NotSealed {
        /// Who was added, if that can be told.
        strangers: Vec<String>,
    },
    /// The vault has another fingerprint key than the one it is known by.
    OtherMark {
        /// Where it lies.
        vault: String,
        /// What it is known by.
        known: Vec<Mark>,
        /// What it has.
        found: Mark,
    },
    /// No identity was given or found.
    NoIdentity,
    /// None of the identities opens the vault.
    NoneFits {
        /// What should be opened.
        id: SecretId,
        /// The identities that were tried.
        tried: Vec<String>,
        /// Who can open it, by name; empty if nobody of the list can.
        readers: Vec<String>,
    },
    /// A file of an identity that cannot be used.
    Identity {
        /// As shown.
        file: String,
        /// Why.
        why: IdentityFault,
    },
    /// A secret that the vault does not have.
    NoSecret {
        /// Which.
        id: SecretId,
        /// The nearest that it has.
        nearest: Option<String>,
    },
    /// A secret that cannot be trusted or opened.
    Broken {
        /// Which.
        id: SecretId,
        /// Why.
        why: Broken,
    },
    /// A file without an entry in the lock file.
    Stray {
        /// From the folder of keys.
        path: String,
    },
    /// A value that is not what such a secret has to be.
    BadValue {
        /// Which.
        id: SecretId,
        /// Why.
        why: ValueFault,
    },
    /// The operating system gives no random bytes.
    NoRandomness,
    /// The folder of keys.
    Keys(KeysError),
}

/// Why a file holds no identity that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityFault {
    /// Nothing of the known forms.
    Form,
    /// A line that is no identity.
    Line {
        /// Which, from 1.
        line: usize,
    },
    /// The public half.
    Public,
    /// An identity of a plugin.
    Plugin {
        /// The line, from 1.
        line: usize,
    },
    /// An encrypted file that no passphrase opens.
    NotByPassphrase,
    /// A passphrase whose computing would take too long.
    TooMuchWork,
    /// The old encrypted form of OpenSSL.
    OldPem,
    /// A private key of an algorithm or in a form that age cannot use.
    Unsupported,
    /// The wrong passphrase.
    WrongPassphrase,
    /// A passphrase is needed and nobody can be asked.
    NoPassphrase,
}

/// Why a secret cannot be trusted or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The lock file has an entry, and there is no file.
    NoFile,
    /// Larger than any secret.
    TooBig,
    /// No file of age.
    Form,
    /// Cut or changed after it was encrypted.
    Damaged,
    /// Not the file of the lock file.
    OtherFile,
    /// Not the value of the lock file, or that of another secret.
    OtherValue,
}

/// Why a value cannot be that of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFault {
    /// No bytes.
    Empty,
    /// Too many bytes.
    TooBig {
        /// The most.
        most: usize,
    },
    /// Not text.
    NotText,
    /// A control character.
    Control {
        /// The line, from 1.
        line: usize,
    },
    /// White space at the beginning or end.
    Padded,
    /// More lines than one.
    Lines,
    /// Fewer characters than a password must have.
    Short {
        /// The fewest.
        least: usize,
    },
    /// No PEM of the kind that is needed.
    NoPem {
        /// What is needed.
        wanted: &'static str,
    },
    /// A block of PEM whose content is not what it says.
    BadPem {
        /// What is needed.
        wanted: &'static str,
    },
    /// A block of PEM that does not belong there.
    OtherPem {
        /// What is needed.
        wanted: &'static str,
    },
    /// A private key with a passphrase, which no service could enter.
    Encrypted,
    /// A line that is not as those of this file.
    Line {
        /// Which, from 1.
        line: usize,
        /// What is needed.
        wanted: &'static str,
    },
}

impl From<KeysError> for Fault {
    fn from(fault: KeysError) -> Self {
        Self::Keys(fault)
    }
}
