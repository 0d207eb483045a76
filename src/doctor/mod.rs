//! What is wrong with keys and secrets, or soon will be.
//!
//! [`exposed`] finds what lies open in a file, [`repository`] looks through the files of a repository.
//! Findings name a place and what lies there, and never the thing itself.

mod codes;
pub mod exposed;
mod files;
pub mod repository;
#[cfg(test)]
mod tests;
mod wording;

pub use codes::CODES;
pub use wording::{allowance_findings, open_findings};
