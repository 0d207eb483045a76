use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::RelativePath;
use super::manifest::Compiler;

/// Which parts a run is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All: a part of the last run that is not handed over is removed.
    All,
    /// Only these. Every other part keeps its files and its entry in the root manifest; a part
    /// named here that is not handed over is removed.
    Only(BTreeSet<RelativePath>),
}

impl Scope {
    /// Whether a part may be touched.
    pub fn holds(&self, part: &RelativePath) -> bool {
        match self {
            Self::All => true,
            Self::Only(parts) => parts.contains(part),
        }
    }
}

/// How a run is done. None of this changes a byte of what comes out, but for the compiler's name.
pub struct Options<'a> {
    /// Who writes; goes into the root manifest.
    pub compiler: Compiler,
    /// The folder of the project, so that an output folder that would cover it is refused.
    pub project: Option<&'a Path>,
    /// Folders whose files are the project's sources: no output may lie within them.
    pub sources: &'a [PathBuf],
    /// Renders every part, even one whose inputs did not change: for work on the compiler itself.
    pub render_all: bool,
    /// Waits for the disk before committing, so that a power cut finds the old tree or the new
    /// one, or one that the next run heals. Without it only a killed process is survived.
    pub sync: bool,
    /// Is told how far the run is.
    pub progress: &'a dyn Progress,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            compiler: Compiler::this(),
            project: None,
            sources: &[],
            render_all: false,
            sync: true,
            progress: &Silent,
        }
    }
}

/// What a run is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Looking at parts, rendering those that need it, and writing what changed beside the tree.
    Rendering,
    /// Removing parts that are no more.
    Removing,
    /// Moving what changed to its places.
    Placing,
    /// Waiting for the disk, and committing.
    Saving,
    /// Reading files and comparing them with the manifests.
    Verifying,
}

/// Hears how far a run is. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins; `parts` is how many times [`Progress::part_done`] will be called in it,
    /// unless the run fails.
    fn stage(&self, stage: Stage, parts: usize) {
        let _ = (stage, parts);
    }

    /// One part of the stage is done.
    fn part_done(&self) {}
}

/// Hears nothing.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {}
