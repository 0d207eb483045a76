//! The output tree: artefacts come in as values and lie on the disk when a run is over.
//!
//! This module knows paths, bytes and digests; what an artefact is about it never learns.

mod commit;
mod compare;
mod examine;
mod fault;
mod index;
mod journal;
mod look;
mod manifest;
mod options;
mod past;
mod place;
mod prepare;
mod root;
mod stage;
mod summary;
mod survey;
mod verify;
mod wording;

pub use crate::artefacts::{
    Artefact, Digest, Input, Inputs, Part, PathFault, PathFaultKind, RelativePath, Render,
    Sensitivity,
};
pub use crate::disk::Standing;
pub use commit::commit;
pub use compare::{Change, ChangeKind, Compared, compare};
pub use fault::{Action, Failure, Fault, OutputError, TreeState};
pub use manifest::{
    ArtefactEntry, BrokenManifest, Compiler, InputList, MANIFEST, PartEntry, PartManifest,
    RootManifest, SHAPE, root_digest,
};
pub use options::{Options, Progress, Scope, Silent, Stage};
pub use summary::{FileCounts, Listed, PartCounts, Summary};
pub use verify::{Deviation, DeviationKind, Verification, verify};
