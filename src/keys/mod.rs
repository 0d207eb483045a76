//! The folder of keys: who may change it now, and changes that happen whole or not at all.
//!
//! A command that issues a certificate writes the private key into the vault and the certificate into the
//! public state. Killed between the two, it would leave a key without a certificate, or a serial number
//! that nobody remembers. So every command makes one [`Change`] of all that it writes:
//!
//! 1. the new files are written beside each other in `.qalyp/stage`, and synced
//! 2. the journal, which says where each of them goes, is renamed into place: **from here on it has happened**
//! 3. files are moved to their places and the journal goes
//!
//! Whoever opens the folder next throws away what was not committed, and finishes what was.

mod change;
mod fault;
mod journal;
mod store;
mod wording;

#[cfg(test)]
mod tests;

pub use change::{Change, Changed};
pub use fault::{Action, Fault, KeysError};
pub use store::{Access, Keys, Listing};
