//! What a person gets: a profile, or a page that holds it and says what to do with it.

mod code;
mod holder;
mod page;
mod passphrase;
mod words;

pub use code::{CODE_BYTES, Code, ImportLink, LinkFault};
pub use holder::{Refusal, certificate};
pub use page::{Page, page};
pub use passphrase::passphrase;
