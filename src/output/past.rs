//! What earlier runs left: which parts and files are ours, and how far that can be believed.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Action, Fault};
use super::index::Index;
use super::journal::{self, Interrupted};
use super::manifest::{MANIFEST, PartEntry, PartManifest, RootManifest};
use super::root::{INDEX, root_fault};
use super::{BrokenManifest, Digest, RelativePath};
use crate::disk::{Folder, Found, Stamp};

/// The state before this run.
pub(super) struct Past {
    /// The root manifest as it lies on the disk.
    pub(super) root: Option<Vec<u8>>,
    /// What it says of the parts; if it is broken, what the index remembers of it.
    pub(super) parts: BTreeMap<RelativePath, PartEntry>,
    pub(super) interrupted: Interrupted,
    index: Option<Index>,
    /// Whether the index describes the tree as it was committed.
    index_fits: bool,
    clock: Clock,
}

/// When the index was written, by the clock of its own file system.
///
/// A file that was written in the same tick can change once more without its stamp changing, so
/// only older stamps are believed (git calls the others "racily clean").
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    index_written: i64,
}

impl Clock {
    /// Whether an unchanged stamp means an unchanged file.
    pub(super) fn settles(self, stamp: Stamp) -> bool {
        stamp.ctime < self.index_written && stamp.mtime < self.index_written
    }
}

/// What is known of a part before it is looked at.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Its entry, if a manifest or the index vouches for the files below.
    pub(super) entry: Option<PartEntry>,
    /// The stamp of its manifest, if stamps can be believed.
    pub(super) manifest: Option<Stamp>,
    /// Its artefacts, by path.
    pub(super) files: Vec<KnownFile>,
    /// Manifests of ours that may lie in it.
    pub(super) manifests: Vec<Digest>,
    /// Files that an interrupted run may have left.
    pub(super) stray: Vec<(RelativePath, Digest)>,
    /// Whether a run of ours made this part, even if nobody knows its files any more.
    pub(super) ours: bool,
}

/// What is known of an artefact before it is looked at.
#[derive(Clone, Debug)]
pub(super) struct KnownFile {
    /// Within the part.
    pub(super) path: RelativePath,
    pub(super) digest: Digest,
    pub(super) mode: u32,
    /// If stamps can be believed.
    pub(super) stamp: Option<Stamp>,
}

impl Past {
    /// Reads what is there. Nothing is believed that does not fit together.
    pub(super) fn read(out: &Folder, private: Option<&Folder>) -> Result<Self, Fault> {
        let (index, index_written) = private.and_then(read_index).unzip();
        let interrupted = private.map_or(Interrupted::No, journal::read);
        let (root, parts) = match read_root(out) {
            Ok((root, Some(parts))) => (root, Some(parts)),
            Ok((root, None)) => (root, index.as_ref().and_then(Index::entries)),
            Err(fault) => match (&fault, index.as_ref().and_then(Index::entries)) {
                // A manifest that somebody broke: the index still knows what it said.
                (Fault::BrokenManifest { .. }, Some(parts)) => (None, Some(parts)),
                _ => return Err(fault),
            },
        };
        let index_fits = match (&index, &root) {
            (Some(index), Some(root)) => interrupted.is_no() && index.root == Digest::of(root),
            _ => false,
        };
        let by_name = |entry: PartEntry| (entry.path.clone(), entry);
        Ok(Self {
            root,
            parts: parts.unwrap_or_default().into_iter().map(by_name).collect(),
            interrupted,
            index,
            index_fits,
            clock: Clock { index_written: index_written.unwrap_or(i64::MIN) },
        })
    }

    /// What there is when there is no output.
    pub(super) fn nothing() -> Self {
        Self {
            root: None,
            parts: BTreeMap::new(),
            interrupted: Interrupted::No,
            index: None,
            index_fits: false,
            clock: Clock { index_written: i64::MIN },
        }
    }

    pub(super) fn clock(&self) -> Clock {
        self.clock
    }

    /// All parts of ours that may be found in the tree.
    pub(super) fn names(&self) -> BTreeSet<&RelativePath> {
        self.parts.keys().chain(self.interrupted.parts()).collect()
    }

    /// The packed record of a part, if the index describes the tree as it is.
    pub(super) fn packed(&self, part: &RelativePath) -> Option<&[u8]> {
        self.index.as_ref().filter(|_| self.index_fits)?.packed(part)
    }

    /// Whether every part has a record in an index that fits, so that nothing is to be added.
    pub(super) fn index_is_whole(&self) -> bool {
        self.index_fits && self.parts.keys().all(|part| self.packed(part).is_some())
    }

    /// What is known of a part. `folder` is the part's folder, if it is there.
    pub(super) fn known(&self, part: &RelativePath, folder: Option<&Folder>) -> Known {
        let entry = self.parts.get(part);
        let intent = self.interrupted.intent(part);
        let mut known = Known { ours: entry.is_some() || intent.is_some(), ..Known::default() };
        known.manifests.extend(entry.map(|e| e.manifest));
        if let Some(intent) = intent {
            known.manifests.extend(&intent.manifests);
            known.stray.clone_from(&intent.files);
        }
        if self.index_fits {
            self.take_from_index(part, true, &mut known);
        } else if let Some(folder) = folder {
            take_from_manifest(part, folder, &mut known);
        }
        if known.entry.is_none() && self.interrupted.is_no() {
            self.take_from_index(part, false, &mut known);
        }
        known
    }

    fn take_from_index(&self, part: &RelativePath, stamps: bool, known: &mut Known) {
        let Some(record) = self.index.as_ref().and_then(|index| index.record(part)) else { return };
        if !known.manifests.contains(&record.entry.manifest) {
            return;
        }
        known.manifest = stamps.then_some(record.manifest);
        let file = |file: super::index::FileRecord| KnownFile {
            path: file.path,
            digest: file.digest,
            mode: file.stamp.mode,
            stamp: stamps.then_some(file.stamp),
        };
        known.files = record.files.into_iter().map(file).collect();
        known.entry = Some(record.entry);
    }
}

impl Known {
    /// The digests that a file of ours at this path may have. Empty: no file of ours is there.
    pub(super) fn digests(&self, path: &RelativePath) -> Vec<Digest> {
        let stray = self.stray.iter().filter(|(p, _)| p == path).map(|(_, digest)| *digest);
        self.file(path).map(|file| file.digest).into_iter().chain(stray).collect()
    }

    /// What a manifest says of this path.
    pub(super) fn file(&self, path: &RelativePath) -> Option<&KnownFile> {
        let at = self.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        Some(&self.files[at])
    }

    /// Every path at which a file of ours may be, in order.
    pub(super) fn paths(&self) -> BTreeSet<&RelativePath> {
        self.files.iter().map(|f| &f.path).chain(self.stray.iter().map(|(p, _)| p)).collect()
    }
}

/// Takes the files from the manifest in the part's folder, if it is one of ours.
fn take_from_manifest(part: &RelativePath, folder: &Folder, known: &mut Known) {
    let Ok(Found::File { content, .. }) = folder.read(MANIFEST) else { return };
    let digest = Digest::of(&content);
    if !known.manifests.contains(&digest) {
        return;
    }
    let Ok(manifest) = PartManifest::read(&content, part) else { return };
    let mut bytes = 0_u64;
    for artefact in manifest.artefacts {
        bytes = bytes.saturating_add(artefact.size);
        // `PartManifest::read` has made sure that the path lies below the part.
        let Some(path) = artefact.path.below(part) else { continue };
        let (digest, mode) = (artefact.sha256, artefact.mode);
        known.files.push(KnownFile { path, digest, mode, stamp: None });
    }
    known.entry = Some(PartEntry {
        path: part.clone(),
        manifest: digest,
        inputs: manifest.inputs.digest,
        files: known.files.len() as u64,
        bytes,
    });
}

fn read_index(private: &Folder) -> Option<(Index, i64)> {
    // Whatever is wrong with the index, the answer is to do without.
    let Ok(Found::File { content, stamp }) = private.read(INDEX) else { return None };
    Some((Index::read(content)?, stamp.mtime.min(stamp.ctime)))
}

type Root = (Option<Vec<u8>>, Option<Vec<PartEntry>>);

fn read_root(out: &Folder) -> Result<Root, Fault> {
    match out.read(MANIFEST).map_err(|errno| Fault::io(Action::Read, MANIFEST, errno))? {
        Found::Nothing => Ok((None, None)),
        Found::File { content, .. } => {
            let manifest = RootManifest::read(&content).map_err(root_fault)?;
            Ok((Some(content), Some(manifest.parts)))
        }
        Found::Other(_) => Err(Fault::BrokenManifest {
            path: MANIFEST.to_owned(),
            reason: BrokenManifest::NotAFile,
        }),
    }
}
