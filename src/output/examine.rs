//! One part before anything is written: what the disk has, what it ought to have.

use std::collections::{BTreeMap, BTreeSet};

use rustix::io::Errno;

use super::fault::{Action, Fault};
use super::index::{self, FileRecord, Record};
use super::look::{Folders, Seen, look};
use super::manifest::{MANIFEST, PartEntry};
use super::past::{Known, Past};
use super::place::leftovers;
use super::prepare::{Prepared, prepare};
use super::{Digest, Part, RelativePath};
use crate::disk::{Folder, Stamp, Standing};

/// Permissions of every manifest.
pub(super) const MANIFEST_MODE: u32 = 0o644;

/// What all parts of a run have in common.
pub(super) struct Examiner<'a> {
    /// The output folder; `None` when there is none yet.
    pub(super) out: Option<&'a Folder>,
    pub(super) past: &'a Past,
    /// Files of parts that this run removes where another part takes their place, by their paths
    /// from `out/`.
    pub(super) leaving: BTreeMap<RelativePath, Vec<Digest>>,
    pub(super) render_all: bool,
}

/// What came of looking at a part.
pub(super) enum Examined {
    /// The disk is as it ought to be.
    Same {
        entry: PartEntry,
        /// A packed record for the index; `None` when the one that it has is right.
        record: Option<Vec<u8>>,
        /// Whether it had to be rendered to know that.
        rendered: bool,
    },
    /// Something is to be done.
    Differs(Box<Difference>),
}

/// What is to be done to a part.
pub(super) struct Difference {
    pub(super) prepared: Prepared,
    /// For each artefact.
    pub(super) verdicts: Vec<Verdict>,
    pub(super) manifest: Verdict,
    /// Paths within the part where a file of ours may be that is no longer emitted.
    pub(super) gone: Vec<RelativePath>,
    pub(super) known: Known,
    /// The part's folder does not exist, so that it can be put in place whole.
    pub(super) fresh: bool,
}

/// What is to be done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is as it ought to be, and this is its stamp.
    Keep(Stamp),
    /// It is to be written.
    Put {
        /// Its bytes and its mode, if there is a file.
        over: Option<(Digest, u32)>,
        /// The disk differs from what the last run left: edited, missing or replaced by hand.
        healed: bool,
    },
}

/// Why a part could not be examined.
pub(super) enum Trouble<E> {
    Render(E),
    Faults(Vec<Fault>),
}

impl<E> From<Fault> for Trouble<E> {
    fn from(fault: Fault) -> Self {
        Self::Faults(vec![fault])
    }
}

impl Examiner<'_> {
    /// Looks at a part, and renders it unless it is certain that nothing would change.
    pub(super) fn examine<E>(&self, part: &Part<'_, E>) -> Result<Examined, Trouble<E>> {
        let folder = self.folder(&part.name)?;
        let known = self.past.known(&part.name, folder.as_ref());
        if let Some(folder) = folder.as_ref().filter(|_| !self.render_all)
            && let Some(same) = self.unchanged(part, folder, &known)
        {
            return Ok(same);
        }
        let artefacts = (part.render)().map_err(Trouble::Render)?;
        let prepared = prepare(&part.name, &part.inputs, artefacts).map_err(Trouble::Faults)?;
        self.compare(prepared, folder.as_ref(), known).map_err(Trouble::Faults)
    }

    fn folder(&self, part: &RelativePath) -> Result<Option<Folder>, Fault> {
        let Some(out) = self.out else { return Ok(None) };
        match out.open(part.as_str()) {
            Ok(folder) => Ok(Some(folder)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => match out.obstacle(part) {
                Some((path, Standing::File)) if self.leaves(&path) => Ok(None),
                Some((path, by)) => Err(Fault::blocked(path, by)),
                None => Err(Fault::io(Action::Open, part.as_str(), errno)),
            },
        }
    }

    /// The same for a path within a part; nearly always there is nothing to ask.
    fn leaves_in(&self, part: &RelativePath, path: &RelativePath) -> bool {
        !self.leaving.is_empty() && part.join(path).is_ok_and(|path| self.leaves(&path))
    }

    /// Whether a file will be removed with its part before this run places anything.
    fn leaves(&self, path: &RelativePath) -> bool {
        let (Some(digests), Some(out)) = (self.leaving.get(path), self.out) else { return false };
        let seen = match Folders::below(out).of(path) {
            Ok(Some(folder)) => look(folder, path.name(), None, self.past.clock()),
            _ => return false,
        };
        matches!(seen, Ok(Seen::File(digest, _)) if digests.contains(&digest))
    }

    /// The quick way: the same inputs, and every file is what the last run left. Whatever is
    /// unclear goes the long way.
    fn unchanged<E>(&self, part: &Part<'_, E>, folder: &Folder, known: &Known) -> Option<Examined> {
        let entry = known.entry.as_ref().filter(|e| e.inputs == part.inputs.digest())?;
        let unclear = known.stray.iter().any(|(path, _)| known.file(path).is_none())
            || self.leaving.keys().any(|path| path.is_within(&part.name));
        if unclear {
            return None;
        }
        let clock = self.past.clock();
        let mut folders = Folders::below(folder);
        let remembered = known.manifest.map(|stamp| (stamp, entry.manifest));
        let Ok(Seen::File(digest, manifest)) = look(folder, MANIFEST, remembered, clock) else {
            return None;
        };
        if digest != entry.manifest || manifest.mode != MANIFEST_MODE {
            return None;
        }
        let mut as_indexed = remembered.is_some_and(|(stamp, _)| settled(clock, stamp, manifest));
        let mut stamps = Vec::with_capacity(known.files.len());
        for file in &known.files {
            let remembered = file.stamp.map(|stamp| (stamp, file.digest));
            let folder = folders.of(&file.path).ok()??;
            let Ok(Seen::File(digest, stamp)) = look(folder, file.path.name(), remembered, clock)
            else {
                return None;
            };
            if digest != file.digest || stamp.mode != file.mode {
                return None;
            }
            as_indexed &= file.stamp.is_some_and(|known| settled(clock, known, stamp));
            stamps.push(stamp);
        }
        let record = (!as_indexed).then(|| {
            let file = |(file, stamp): (&super::past::KnownFile, Stamp)| FileRecord {
                path: file.path.clone(),
                digest: file.digest,
                stamp,
            };
            let files = known.files.iter().zip(stamps).map(file).collect();
            index::pack(&Record { entry: entry.clone(), manifest, files })
        });
        Some(Examined::Same { entry: entry.clone(), record, rendered: false })
    }

    /// The long way: what was rendered against what the disk has.
    fn compare(
        &self,
        prepared: Prepared,
        folder: Option<&Folder>,
        known: Known,
    ) -> Result<Examined, Vec<Fault>> {
        let part = &prepared.entry.path;
        let emitted: BTreeSet<_> = prepared.artefacts.iter().map(|(a, _)| &a.path).collect();
        let gone: Vec<_> =
            known.paths().into_iter().filter(|p| !emitted.contains(p)).cloned().collect();
        let mut faults = Vec::new();
        let mut verdicts = Vec::with_capacity(prepared.artefacts.len());
        let mut folders = folder.map(Folders::below);
        let ground = Ground { examiner: self, part, known: &known, gone: &gone };
        for (artefact, digest) in &prepared.artefacts {
            let wanted = (*digest, artefact.mode);
            match ground.verdict(&artefact.path, wanted, folders.as_mut()) {
                Ok(verdict) => verdicts.push(verdict),
                Err(fault) => faults.push(fault),
            }
        }
        let manifest = ground.manifest(prepared.entry.manifest, folder);
        let manifest = match manifest {
            Ok(verdict) if faults.is_empty() => verdict,
            Ok(_) => return Err(faults),
            Err(fault) => {
                faults.push(fault);
                return Err(faults);
            }
        };
        let kept: Option<Vec<Stamp>> = verdicts.iter().map(Verdict::kept).collect();
        if let (Some(stamps), Some(manifest), true) = (kept, manifest.kept(), gone.is_empty()) {
            let file = |((artefact, digest), stamp): ((super::Artefact, Digest), Stamp)| {
                FileRecord { path: artefact.path, digest, stamp }
            };
            let files = prepared.artefacts.into_iter().zip(stamps).map(file).collect();
            let entry = prepared.entry;
            let record = index::pack(&Record { entry: entry.clone(), manifest, files });
            return Ok(Examined::Same { entry, record: Some(record), rendered: true });
        }
        let fresh = folder.is_none();
        Ok(Examined::Differs(Box::new(Difference {
            prepared,
            verdicts,
            manifest,
            gone,
            known,
            fresh,
        })))
    }
}

/// Whether the index says of a file what there is to say.
fn settled(clock: super::past::Clock, indexed: Stamp, now: Stamp) -> bool {
    indexed == now && clock.settles(now)
}

impl Verdict {
    fn kept(&self) -> Option<Stamp> {
        match self {
            Self::Keep(stamp) => Some(*stamp),
            Self::Put { .. } => None,
        }
    }
}

/// What a verdict on one file of a part rests upon.
struct Ground<'a> {
    examiner: &'a Examiner<'a>,
    part: &'a RelativePath,
    known: &'a Known,
    gone: &'a [RelativePath],
}

impl Ground<'_> {
    fn verdict(
        &self,
        path: &RelativePath,
        wanted: (Digest, u32),
        folders: Option<&mut Folders<'_>>,
    ) -> Result<Verdict, Fault> {
        let known = self.known.file(path);
        // Where the manifest of a part is lost, all that stands where we write counts as ours:
        // the part is, and nobody could tell otherwise.
        let lost = self.known.ours && self.known.entry.is_none();
        let ours = lost || known.is_some() || self.known.stray.iter().any(|(p, _)| p == path);
        let seen = match folders {
            None => Seen::Nothing,
            Some(folders) => {
                let remembered = known.and_then(|k| Some((k.stamp?, k.digest)));
                self.see(path, remembered, folders)?
            }
        };
        let left = known.map(|k| (k.digest, k.mode));
        let healed = self.heals() && (known.is_some() || lost);
        match seen {
            Seen::File(digest, stamp) => {
                if self.examiner.leaves_in(self.part, path) {
                    return Ok(Verdict::Put { over: None, healed: false });
                }
                let has = (digest, stamp.mode);
                if has == wanted {
                    Ok(Verdict::Keep(stamp))
                } else if ours || digest == wanted.0 {
                    Ok(Verdict::Put { over: Some(has), healed: healed && left != Some(has) })
                } else {
                    Err(Fault::Occupied { path: self.full(path), by: Standing::File })
                }
            }
            Seen::Nothing => Ok(Verdict::Put { over: None, healed: healed && known.is_some() }),
            Seen::Other(Standing::Folder) => {
                if self.empties(path)? {
                    Ok(Verdict::Put { over: None, healed: false })
                } else {
                    Err(Fault::Occupied { path: self.full(path), by: Standing::Folder })
                }
            }
            Seen::Other(_) if ours => Ok(Verdict::Put { over: None, healed }),
            Seen::Other(by) => Err(Fault::Occupied { path: self.full(path), by }),
        }
    }

    /// The verdict on the part's own manifest.
    fn manifest(&self, wanted: Digest, folder: Option<&Folder>) -> Result<Verdict, Fault> {
        let healed = self.heals() && self.known.ours;
        let Some(folder) = folder else { return Ok(Verdict::Put { over: None, healed }) };
        let known = self.known.entry.as_ref().map(|e| e.manifest);
        let remembered = self.known.manifest.zip(known);
        let path =
            || RelativePath::parse(&format!("{}/{MANIFEST}", self.part)).map_err(Fault::Path);
        match look(folder, MANIFEST, remembered, self.examiner.past.clock()) {
            Ok(Seen::File(digest, stamp)) => {
                let has = (digest, stamp.mode);
                if self.examiner.leaves(&path()?) {
                    Ok(Verdict::Put { over: None, healed: false })
                } else if has == (wanted, MANIFEST_MODE) {
                    Ok(Verdict::Keep(stamp))
                } else if self.known.ours || digest == wanted {
                    let left =
                        self.known.manifests.contains(&digest) && stamp.mode == MANIFEST_MODE;
                    Ok(Verdict::Put { over: Some(has), healed: healed && !left })
                } else {
                    Err(Fault::Occupied { path: path()?, by: Standing::File })
                }
            }
            Ok(Seen::Other(by)) if by == Standing::Folder || !self.known.ours => {
                Err(Fault::Occupied { path: path()?, by })
            }
            Ok(Seen::Nothing | Seen::Other(_)) => Ok(Verdict::Put { over: None, healed }),
            Err(errno) => Err(Fault::io(Action::Read, path()?.as_str(), errno)),
        }
    }

    /// Looks at a path; whatever stands on the way and will not be there is looked through.
    fn see(
        &self,
        path: &RelativePath,
        remembered: Option<(Stamp, Digest)>,
        folders: &mut Folders<'_>,
    ) -> Result<Seen, Fault> {
        let errno = match folders.of(path) {
            Ok(None) => return Ok(Seen::Nothing),
            Ok(Some(folder)) => {
                match look(folder, path.name(), remembered, self.examiner.past.clock()) {
                    Ok(seen) => return Ok(seen),
                    Err(errno) => {
                        return Err(Fault::io(Action::Read, self.full(path).as_str(), errno));
                    }
                }
            }
            Err(errno) => errno,
        };
        let full = self.full(path);
        match self.examiner.out.and_then(|out| out.obstacle(&full)) {
            Some((at, Standing::File)) if self.leaves_within(&at) => Ok(Seen::Nothing),
            Some((at, by)) => Err(Fault::blocked(at, by)),
            None => Err(Fault::io(Action::Open, full.as_str(), errno)),
        }
    }

    /// Whether a file that stands where a folder must be is going to be removed.
    fn leaves_within(&self, at: &RelativePath) -> bool {
        let Some(path) = at.below(self.part) else { return self.examiner.leaves(at) };
        if !self.gone.contains(&path) {
            return self.examiner.leaves(at);
        }
        let Some(out) = self.examiner.out else { return false };
        let digests = self.known.digests(&path);
        match Folders::below(out).of(at) {
            Ok(Some(folder)) => matches!(
                look(folder, at.name(), None, self.examiner.past.clock()),
                Ok(Seen::File(digest, _)) if digests.contains(&digest)
            ),
            _ => false,
        }
    }

    /// Whether a folder holds files of ours that all go, and nothing else.
    fn empties(&self, folder: &RelativePath) -> Result<bool, Fault> {
        let full = self.full(folder);
        let ours = self.gone.iter().any(|path| path.is_within(folder))
            || self.examiner.leaving.keys().any(|path| path.is_within(&full));
        let Some(out) = self.examiner.out.filter(|_| ours) else { return Ok(false) };
        let goes = |left: &String| {
            let Ok(left) = RelativePath::parse(left) else { return false };
            // An empty folder that held a file of ours is ours as well.
            let held = |path: &RelativePath| path.below(&left).is_some();
            self.leaves_within(&left)
                || self.gone.iter().any(|path| held(&self.full(path)))
                || self.examiner.leaving.keys().any(held)
        };
        Ok(leftovers(out, &full)?.iter().all(goes))
    }

    /// After an interruption, differences are ours and not somebody's.
    fn heals(&self) -> bool {
        self.examiner.past.root.is_some() && self.examiner.past.interrupted.is_no()
    }

    /// A path from `out/`. `prepare` has made sure that it is not too long.
    fn full(&self, path: &RelativePath) -> RelativePath {
        self.part.join(path).unwrap_or_else(|_| path.clone())
    }
}
