use std::path::PathBuf;

use rustix::io::Errno;

use super::{BrokenManifest, PathFault, RelativePath};
use crate::disk::Standing;

/// At most so many faults of one run are kept; the rest is counted.
pub(super) const SHOWN: usize = 64;

/// Why a run stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputError {
    /// The output folder, as it was given.
    pub out: PathBuf,
    /// The faults, in order of their paths; at least one.
    pub faults: Vec<Fault>,
    /// How many more there were.
    pub left_off: usize,
    /// In which state the run left the tree.
    pub tree: TreeState,
}

/// What a failed run did to the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeState {
    /// Not one artefact was touched.
    Untouched,
    /// Some files are of this run, some of the last: `verify` says so, the next build heals it.
    MidFlight,
}

/// Why a run that also renders stopped.
#[derive(Debug)]
pub enum Failure<E> {
    /// Parts that could not be rendered, in order of their names. Nothing was touched.
    Render {
        /// The first ones.
        parts: Vec<(RelativePath, E)>,
        /// How many more there were.
        left_off: usize,
    },
    /// The output itself.
    Output(OutputError),
}

/// What a run was doing on the disk when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Opening or listing a folder.
    Open,
    /// Reading a file.
    Read,
    /// Making a folder.
    MakeFolder,
    /// Writing a file.
    Write,
    /// Moving a finished file or folder to its place.
    Place,
    /// Removing a file or folder.
    Remove,
    /// Waiting until the disk has everything.
    Sync,
    /// Taking the lock.
    Lock,
}

/// One thing that is wrong. All paths are from `out/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A path that is too long or not one.
    Path(PathFault),
    /// Two parts have one name.
    PartTwice {
        /// The name.
        part: RelativePath,
    },
    /// A part lies within another.
    PartWithin {
        /// The one within.
        part: RelativePath,
        /// The other.
        outer: RelativePath,
    },
    /// A part was handed over that the scope leaves out.
    PartOutOfScope {
        /// Its name.
        part: RelativePath,
    },
    /// A path that belongs to the output engine itself.
    Reserved {
        /// The path.
        path: RelativePath,
    },
    /// Two artefacts have one path.
    ArtefactTwice {
        /// The path.
        path: RelativePath,
    },
    /// An artefact is a file where another needs a folder.
    FileAndFolder {
        /// The file.
        file: RelativePath,
        /// An artefact below it.
        below: RelativePath,
    },
    /// Permissions above `0777`, or without the owner's right to read.
    Mode {
        /// The artefact.
        path: RelativePath,
        /// The permissions.
        mode: u32,
    },
    /// The output folder is the project's folder or contains it.
    HoldsProject,
    /// The output folder lies within a folder of blueprints or templates.
    WithinSources {
        /// That folder.
        source: String,
    },
    /// The output path is a file.
    NotAFolder,
    /// The output folder does not exist, and there is nothing to read.
    NoOutput,
    /// The folder holds something, and no manifest of ours.
    NotOurs {
        /// A name found there.
        example: String,
    },
    /// Another run holds the lock.
    Busy {
        /// Its process, if it could be read.
        pid: Option<u32>,
    },
    /// A manifest of a shape that this version does not know.
    OtherShape {
        /// Its path.
        path: String,
        /// Its shape.
        shape: u64,
    },
    /// The root manifest cannot be understood, and the index cannot stand in for it.
    BrokenManifest {
        /// Its path.
        path: String,
        /// What is wrong with it.
        reason: BrokenManifest,
    },
    /// The last run was interrupted in parts that this run leaves out.
    InterruptedElsewhere {
        /// The first of them; none when the record of that run is lost.
        example: Option<RelativePath>,
    },
    /// A symbolic link stands where a folder must be.
    LinkAsFolder {
        /// Where.
        path: RelativePath,
    },
    /// Something that is not ours stands where an artefact belongs.
    Occupied {
        /// Where.
        path: RelativePath,
        /// What stands there.
        by: Standing,
    },
    /// The system refused.
    Io {
        /// What was being done.
        action: Action,
        /// To what; empty for the output folder itself.
        path: String,
        /// The system's error number.
        errno: i32,
    },
}

impl Fault {
    pub(super) fn io(action: Action, path: &str, errno: Errno) -> Self {
        Self::Io { action, path: path.to_owned(), errno: errno.raw_os_error() }
    }

    /// What a refusal to open a folder on the way to an artefact means, in our terms.
    pub(super) fn blocked(path: RelativePath, by: Standing) -> Self {
        match by {
            Standing::Link => Self::LinkAsFolder { path },
            by => Self::Occupied { path, by },
        }
    }

    /// Whether going on would only meet the same again: the disk is full, read-only or failing.
    pub(super) fn ends_the_run(&self) -> bool {
        matches!(self, Self::Io { .. })
    }

    /// The path by which faults are ordered.
    fn place(&self) -> &str {
        match self {
            Self::Path(fault) => &fault.text,
            Self::PartTwice { part }
            | Self::PartWithin { part, .. }
            | Self::PartOutOfScope { part } => part.as_str(),
            Self::Reserved { path }
            | Self::ArtefactTwice { path }
            | Self::FileAndFolder { file: path, .. }
            | Self::Mode { path, .. }
            | Self::LinkAsFolder { path }
            | Self::Occupied { path, .. } => path.as_str(),
            Self::OtherShape { path, .. }
            | Self::BrokenManifest { path, .. }
            | Self::Io { path, .. } => path,
            Self::HoldsProject
            | Self::WithinSources { .. }
            | Self::NotAFolder
            | Self::NoOutput
            | Self::NotOurs { .. }
            | Self::Busy { .. }
            | Self::InterruptedElsewhere { .. } => "",
        }
    }
}

impl OutputError {
    pub(super) fn new(out: PathBuf, mut faults: Vec<Fault>, tree: TreeState) -> Self {
        faults.sort_by(|a, b| a.place().cmp(b.place()));
        faults.dedup();
        let left_off = faults.len().saturating_sub(SHOWN);
        faults.truncate(SHOWN);
        Self { out, faults, left_off, tree }
    }
}

impl<E> From<OutputError> for Failure<E> {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}
