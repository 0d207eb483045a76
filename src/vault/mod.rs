//! Secrets at rest: one encrypted file for each, and the facts about them that everybody may read.

mod id;
mod secret;

pub use id::{FOLDER, IdFault, PROVIDER, Scope, SecretId};
pub use secret::Secret;
