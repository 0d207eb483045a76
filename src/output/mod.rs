//! The output tree: artefacts come in as values and lie on the disk when a run is over.
//!
//! This module knows paths, bytes and digests; what an artefact is about it never learns.

mod digest;
mod part;
mod path;
mod wording;

pub use digest::Digest;
pub use part::{Artefact, Input, Inputs, Part, Render, Sensitivity};
pub use path::{PathFault, PathFaultKind, RelativePath};
