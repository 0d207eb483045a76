use std::path::PathBuf;

/// Why there is no release, or no letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Two contents have one path in the archive.
    Twice {
        /// The path.
        path: String,
    },
    /// An entry that a tar file cannot hold.
    Tar {
        /// Its path.
        path: String,
        /// The words of the library.
        reason: String,
    },
    /// The secret half of the key for releases is not what it should be.
    KeyUnreadable,
    /// The public half is not what it should be.
    PublicKeyUnreadable,
    /// The two halves are those of two keys.
    OtherKey,
    /// Nobody can be encrypted for by this text.
    Recipient {
        /// The text.
        text: String,
    },
    /// A secret key was named where a public one belongs. It is not repeated.
    RecipientIsSecret,
    /// A file with public keys of a machine has none that can be encrypted for.
    NoHostKey,
    /// The library refuses to encrypt.
    Seal {
        /// Its words.
        reason: String,
    },
    /// The folder for the answer belongs to something else.
    Taken {
        /// The folder.
        folder: PathBuf,
        /// What it belongs to.
        by: PathBuf,
    },
    /// Git would take up what is written into the folder.
    NotIgnored {
        /// The folder.
        folder: PathBuf,
        /// The root of the work tree.
        work_tree: PathBuf,
    },
    /// The path for the answer leads to something else than a folder.
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// Another process is writing there.
    Busy {
        /// The folder.
        folder: PathBuf,
        /// Its number.
        pid: Option<u32>,
    },
    /// The system refuses.
    Io {
        /// What was being done.
        action: Action,
        /// With what.
        path: PathBuf,
        /// Its number for the reason.
        errno: i32,
    },
    /// Fields of a letter that have no value, or one that cannot be written there: in the order of the letter.
    Letter {
        /// Each field, and why it is open.
        open: Vec<(String, ValueFault)>,
    },
    /// Values for which the letter has no field.
    NoSuchField {
        /// What was given.
        given: Vec<String>,
        /// The fields of the letter.
        known: Vec<String>,
    },
    /// The term ends before it begins.
    TermEndsFirst,
}

/// What was being done when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Opening the folder.
    Open,
    /// Making the folder.
    MakeFolder,
    /// Taking its lock.
    Lock,
    /// Reading a file.
    Read,
    /// Writing a file.
    Write,
    /// Moving a finished file to its name.
    Place,
    /// Removing what a killed run has left.
    Remove,
}

/// Why a field of a letter is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFault {
    /// Nothing was given.
    Missing,
    /// It is no field that this version knows.
    Unknown,
    /// A password that cannot be read off a letter: not UTF-8, empty, with white space or a hidden character.
    NotLegible,
    /// No address that a letter may lead to.
    NotALink,
}
