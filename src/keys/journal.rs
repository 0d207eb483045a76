//! What a change is about to do: on the disk before anything is touched, gone when all is done.

use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::artefacts::RelativePath;
use crate::disk::{Folder, Found};

/// Its name in the private folder.
pub(super) const JOURNAL: &str = "journal";
const NEW: &str = "journal.new";
/// The version of the shape.
const SHAPE: u32 = 2;

/// What is left to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    shape: u32,
    /// The number that the file system gave to the folder of the stage: what git brings lies in another one.
    pub(super) stage: u64,
    /// The files of the stage, the first one is `0`, and where each goes.
    pub(super) places: Vec<RelativePath>,
    /// What is removed.
    pub(super) removals: Vec<RelativePath>,
}

/// What stands in the journal's place.
pub(super) enum Read {
    /// No change was interrupted after its commit.
    Nothing,
    /// This one was.
    Left(Journal),
    /// Something that is no journal.
    Broken,
}

impl Journal {
    pub(super) fn new(stage: u64, places: Vec<RelativePath>, removals: Vec<RelativePath>) -> Self {
        Self { shape: SHAPE, stage, places, removals }
    }

    /// Puts it in place, all at once: the commit point.
    pub(super) fn write(&self, private: &Folder) -> Result<(), Errno> {
        // Paths only: nothing in them can fail to be written.
        let text = serde_json::to_vec(self).map_err(|_| Errno::INVAL)?;
        private.unlink(NEW)?;
        private.create_synced(NEW, &text)?;
        private.rename(NEW, private, JOURNAL)?;
        private.sync_names()
    }

    pub(super) fn read(private: &Folder) -> Result<Read, Errno> {
        Ok(match private.read(JOURNAL)? {
            Found::Nothing => Read::Nothing,
            Found::File { content, .. } => match serde_json::from_slice::<Self>(&content) {
                Ok(journal) if journal.shape == SHAPE => Read::Left(journal),
                _ => Read::Broken,
            },
            Found::Other(_) => Read::Broken,
        })
    }

    /// Removes the journal and what is left of one that was never put in place.
    pub(super) fn clear(private: &Folder) -> Result<(), Errno> {
        private.unlink(JOURNAL)?;
        private.unlink(NEW)?;
        private.sync_names()
    }

    pub(super) fn discard_draft(private: &Folder) -> Result<(), Errno> {
        private.unlink(NEW)
    }
}
