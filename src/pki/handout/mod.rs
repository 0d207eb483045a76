//! What a person gets: a profile, or a page that holds it and says what to do with it.

mod code;
mod page;
mod words;

pub use code::{CODE_BYTES, Code, ImportLink, LinkFault};
pub use page::{Page, page};
