//! Everything that can go wrong with keys, certificates and bundles.

use crate::contract::Instant;
use crate::fleet::vpn_state::{PemFault, StateFault, Unfit};

/// Why something was not made, or cannot be used. No variant holds a byte of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The operating system gives no random bytes.
    NoChance,
    /// A key, certificate or list could not be made.
    NotMade {
        /// What.
        what: &'static str,
    },
    /// A moment that no certificate can hold.
    Moment {
        /// The moment.
        moment: Instant,
    },
    /// A private key cannot be read.
    Key {
        /// Why.
        why: KeyFault,
    },
    /// A private key is not that of the certificate.
    KeyOfAnother,
    /// A passphrase that a person cannot type into a client, or that protects nothing.
    Passphrase {
        /// What is wrong with it.
        why: &'static str,
    },
    /// A certificate of a state cannot be used.
    Certificate {
        /// Why.
        why: Unfit,
    },
    /// A key of tls-crypt-v2 cannot be read.
    TlsCrypt {
        /// Why.
        why: TlsCryptFault,
    },
    /// A server's state does not agree with itself.
    State {
        /// The server.
        server: String,
        /// What is wrong with it.
        faults: Vec<StateFault>,
    },
    /// The file of a server's state cannot be read.
    Unreadable {
        /// The file, from the folder of keys.
        path: String,
        /// What reading says, one sentence each.
        problems: Vec<String>,
    },
    /// Something that the state needs is not in the vault.
    NotInVault {
        /// The server.
        server: String,
        /// The secret.
        secret: &'static str,
    },
    /// The state is of an authority whose key the vault does not have.
    ForeignAuthority {
        /// The server.
        server: String,
    },
    /// A server has no state, and the vault has its authority's key: the file was lost.
    StateLost {
        /// The server.
        server: String,
    },
    /// A server has no state yet.
    NothingIssued {
        /// The server.
        server: String,
    },
    /// A user who holds no certificate that is still good.
    NoSuchUser {
        /// The server.
        server: String,
        /// The user.
        user: String,
        /// Users who hold one.
        known: Vec<String>,
    },
    /// A user whom the blueprint does not name.
    NotInBlueprint {
        /// The server.
        server: String,
        /// The user.
        user: String,
    },
    /// A user who is to be let in again and was not revoked.
    NotRevoked {
        /// The server.
        server: String,
        /// The user.
        user: String,
    },
    /// A user of whom nothing was replaced that is still good.
    NothingFormer {
        /// The server.
        server: String,
        /// The user.
        user: String,
    },
    /// A user whom the blueprint names, and who would come back at once.
    StillNamed {
        /// The server.
        server: String,
        /// The user.
        user: String,
    },
    /// Two states that are to be merged are not of one authority.
    OtherAuthority {
        /// The server.
        server: String,
    },
    /// The clock is behind what has been issued.
    Clock {
        /// The server.
        server: String,
        /// The clock.
        now: Instant,
        /// The moment of the newest fact.
        newest: Instant,
    },
    /// The folder of keys, or the vault.
    Keys {
        /// What it says.
        message: String,
        /// What to do next.
        help: Option<String>,
    },
}

/// Why a private key cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The text around it.
    Pem(PemFault),
    /// It is none of the kinds that are used here.
    Kind,
    /// It is protected by a passphrase.
    Encrypted,
}

/// Why a key of tls-crypt-v2 cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsCryptFault {
    /// The text around it.
    Pem(PemFault),
    /// It has another length than its format says.
    Length,
    /// It was not made from this server's key, or was changed.
    Foreign,
    /// The text to be kept in it is too long.
    Metadata {
        /// Its length in bytes.
        bytes: usize,
    },
}

/// Why a profile and its parts make no bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleFault {
    /// The place of a part is not marked exactly once.
    Mark {
        /// The part.
        part: &'static str,
        /// How often it is marked.
        times: usize,
    },
    /// A mark of a part that does not exist.
    Unknown {
        /// The line, from 1.
        line: usize,
    },
    /// A part is not what belongs there.
    Part {
        /// The part.
        part: &'static str,
        /// What is wrong with it.
        why: PemFault,
    },
    /// A line is too long for clients.
    LongLine {
        /// The line, from 1.
        line: usize,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The bundle is too big for OpenVPN 3.
    Big {
        /// Its size in bytes.
        bytes: usize,
    },
}

impl From<Unfit> for Fault {
    fn from(why: Unfit) -> Self {
        Self::Certificate { why }
    }
}
