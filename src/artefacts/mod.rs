//! What is emitted: which templates make which files of which part, and from which values.
//!
//! One file for each subject that needs more than its templates. Nothing here touches a disk: a
//! [`Part`] is a name, the digest of everything that it is made from, and how
//! to make it.

mod cloud_init;
mod compilation;
mod condition;
mod delivery;
mod digest;
mod emit;
mod fault;
mod fleet;
mod image;
mod letters;
mod part;
mod path;
mod profile;
mod profiles;
pub mod release;
mod repetition;
mod server;
mod trace;
mod wording;

pub use compilation::Compilation;
pub use delivery::Delivery;
pub use digest::Digest;
pub use emit::{Emission, Place};
pub use fault::ArtefactFault;
pub use part::{Artefact, Input, Inputs, Part, Render, Sensitivity};
pub use path::{PathFault, PathFaultKind, RelativePath};
pub use profile::{ProfileFault, check_bundle};
pub use profiles::Profile;
pub use trace::{TraceFault, TracedField, TracedFile};
