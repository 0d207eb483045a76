use std::path::PathBuf;

use rustix::io::Errno;

use crate::artefacts::RelativePath;
use crate::disk::Standing;

/// Why the folder of keys could not be used or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysError {
    /// The folder, as it was given.
    pub folder: PathBuf,
    /// What is wrong.
    pub fault: Fault,
}

/// What the system was asked for when it refused.
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
    /// Moving a finished file to its place.
    Place,
    /// Removing a file.
    Remove,
    /// Waiting until the disk has everything.
    Sync,
    /// Taking the lock.
    Lock,
}

/// One thing that is wrong. Paths are from the folder of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no folder of keys.
    NotThere,
    /// Something else stands in its place.
    NotAFolder,
    /// Another process is changing it.
    Busy {
        /// Its number, if that could be read.
        pid: Option<u32>,
    },
    /// Something that is no file, or in the place of a folder, is in the way.
    Blocked {
        /// Where.
        path: RelativePath,
        /// What it is.
        by: Standing,
    },
    /// A file that is too big to be one of ours.
    TooBig {
        /// Which.
        path: RelativePath,
        /// Its size in bytes.
        bytes: u64,
    },
    /// The journal of an interrupted change cannot be read.
    Journal,
    /// The journal is not of a change that was made here.
    Foreign,
    /// An interrupted change must be finished first, which needs the right to write.
    Interrupted {
        /// Why it could not be done now.
        errno: Errno,
    },
    /// The change is committed, but not every file could be moved to its place.
    Unfinished {
        /// The file.
        path: RelativePath,
        /// What the system said.
        errno: Errno,
    },
    /// Every file is in its place, but the disk did not confirm it, or the journal could not be removed.
    Unconfirmed {
        /// What the system said.
        errno: Errno,
    },
    /// The system refuses. Nothing was changed.
    System {
        /// What.
        action: Action,
        /// Where; empty for the folder itself.
        path: String,
        /// What the system said.
        errno: Errno,
    },
}

impl Fault {
    pub(super) fn system(action: Action, path: impl std::fmt::Display, errno: Errno) -> Self {
        Self::System { action, path: path.to_string(), errno }
    }
}
