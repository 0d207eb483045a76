//! What is wrong with keys and secrets, or soon will be.
//!
//! [`exposed`] finds what lies open in a file, [`repository`] looks through the files of a repository. [`held`] tells
//! what of a vault needs no identity, [`opened`] what needs one.
//! Findings name a place and what lies there, and never the thing itself.

mod codes;
pub mod exposed;
mod files;
mod held;
mod needs;
mod opened;
pub mod repository;
#[cfg(test)]
mod tests;
mod wording;

pub use codes::CODES;
pub use files::open_to_all;
pub use held::{Question, held, names};
pub use needs::{Lack, Need, of_servers};
pub use opened::{opened, signatures};
pub use wording::{allowance_findings, no_vault, not_judged, open_findings, open_folder};
