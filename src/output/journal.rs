//! The journal: what a run is about to do, on the disk before the first artefact is touched and
//! removed after the commit.
//!
//! Its presence means that the tree is between two states. It then tells the next run which files
//! are ours although no manifest in place says so, because a manifest is placed after its files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::root::JOURNAL;
use super::{Digest, RelativePath};
use crate::disk::{Folder, Found};

/// The version of the shape. Another one counts as lost.
const SHAPE: u64 = 1;

/// Whether the last run came to its end.
#[derive(Debug)]
pub(super) enum Interrupted {
    /// It did, or there was none.
    No,
    /// It did not, and this is what it meant to do.
    In(BTreeMap<RelativePath, Intent>),
    /// It did not, and what it meant to do cannot be read.
    Lost,
}

/// What a run meant to do to a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Intent {
    /// Where the part lies, from `out/`.
    pub(super) part: RelativePath,
    /// The manifests of ours that may be found in it.
    pub(super) manifests: Vec<Digest>,
    /// Files of ours that may be found in it besides those of such a manifest: path within the
    /// part, and digest. A path occurs once for each content that it may have.
    pub(super) files: Vec<(RelativePath, Digest)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    shape: u64,
    parts: Vec<Intent>,
}

#[derive(Serialize)]
struct Written<'a> {
    shape: u64,
    parts: &'a [Intent],
}

/// Reads the journal in the private folder.
pub(super) fn read(private: &Folder) -> Interrupted {
    match private.read(JOURNAL) {
        Ok(Found::Nothing) => Interrupted::No,
        Ok(Found::File { content, .. }) => match serde_json::from_slice::<Read>(&content) {
            Ok(Read { shape: SHAPE, parts }) => {
                Interrupted::In(parts.into_iter().map(|i| (i.part.clone(), i)).collect())
            }
            _ => Interrupted::Lost,
        },
        Ok(Found::Other(_)) | Err(_) => Interrupted::Lost,
    }
}

/// The bytes of a journal.
pub(super) fn write(parts: &[Intent]) -> Vec<u8> {
    // Text, digests and paths only: nothing in them can fail to be written.
    serde_json::to_vec(&Written { shape: SHAPE, parts }).unwrap_or_default()
}

impl Interrupted {
    pub(super) fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }

    pub(super) fn intent(&self, part: &RelativePath) -> Option<&Intent> {
        match self {
            Self::In(parts) => parts.get(part),
            Self::No | Self::Lost => None,
        }
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &RelativePath> {
        match self {
            Self::In(parts) => Some(parts.keys()),
            Self::No | Self::Lost => None,
        }
        .into_iter()
        .flatten()
    }
}
