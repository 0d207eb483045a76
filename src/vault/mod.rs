//! Secrets at rest: one encrypted file for each, and the facts about them that everybody may read.
//!
//! A secret lies in `vault/SCOPE/NAME.age`, encrypted for everybody in `recipients.yaml`. Beside it `vault/SCOPE/lock.yaml`
//! says when its value came, for whom it is encrypted, and by digests which value and which file it is: that
//! is what a reviewer sees of a change, and what lets an unchanged secret keep its bytes.
//!
//! Encryption is that of [age](https://age-encryption.org/v1); everything written here opens with its program.

mod age_key;
mod fault;
mod fingerprint;
mod id;
mod identities;
mod known;
mod lock;
mod mark;
mod next;
mod random;
mod recipients;
mod seal;
mod sealing;
mod secret;
mod store;
mod survey;
mod text;
mod value;
mod wording;
pub mod written;

#[cfg(test)]
mod tests;

pub use age_key::{AgeKey, KeyFault};
pub use fault::{Broken, Fault, IdentityFault, Unread, ValueFault};
pub use fingerprint::FINGERPRINT_KEY;
pub use id::{FOLDER, IdFault, PROVIDER, Scope, SecretId};
pub use identities::{Ask, Candidate, Identities, Question};
pub use known::{Form, Known, Maker, NAMES, RELEASE_KEY, known, vpn_command};
pub use lock::{Entry, Kind, Lock};
pub use mark::Mark;
pub use next::{Cause, Next, Step, anew, first, steps};
pub use random::{Recipe, public_half};
pub use recipients::{Former, RECIPIENTS, Recipient, Recipients, Role};
pub use seal::LARGEST;
pub use sealing::Sealing;
pub use secret::Secret;
pub use store::{RELEASE_PUBLIC, Staged, Vault, read_lock, recipients};
pub use survey::Survey;
pub use value::tidy;
