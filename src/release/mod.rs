//! The archive with everything that one server gets, its secrets among it.
//!
//! The files of the image and of the server, the decrypted secrets at their places, tables that say what goes where,
//! and the script that asks the machine to take it all: one tar file, the same bytes whenever and wherever it is made,
//! signed with the provider's key. It can be encrypted for the machine. Its letter to the customer is completed here
//! too. Everything happens in memory; the only file that ever holds a secret is the answer itself, which nobody but its
//! owner reads.

mod archive;
mod concern;
mod document;
mod fault;
pub mod letter;
mod place;
mod ready;
mod seal;
mod secrets;
mod sign;
mod wording;

pub use archive::{Archive, Contents, pack};
pub use concern::Elsewhere;
pub use document::{Document, Part};
pub use fault::{Action, Fault, ValueFault};
pub use place::{DEFAULT_FOLDER, Shelf, Written};
pub use ready::{Known, Obstacle, key_of_server};
pub use seal::{Recipient, seal};
pub use secrets::PlacedSecret;
pub use sign::{Key, NAMESPACE};
