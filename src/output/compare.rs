//! What a run would change, without changing it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use rayon::prelude::*;

use super::examine::{Difference, Examined, Examiner, Trouble, Verdict};
use super::fault::{Action, Failure, Fault, OutputError, TreeState};
use super::look::Folders;
use super::options::{Options, Scope, Stage};
use super::past::{Known, Past};
use super::prepare::part_faults;
use super::root::Output;
use super::survey::{Removal, leaving, removals, sort_out};
use super::{Artefact, Digest, Part, RelativePath};
use crate::disk::{Folder, Found};

/// So many parts are held in memory at once.
const CHUNK: usize = 256;

/// One artefact that a run would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The part that it belongs to.
    pub part: RelativePath,
    /// Where it lies, from `out/`.
    pub path: RelativePath,
    /// What would happen to it.
    pub kind: ChangeKind,
    /// The file on the disk is not what the last run left: somebody edited, removed or replaced
    /// it, and the change is seen against that.
    pub edited: bool,
}

/// What a run would do to an artefact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// There is no file yet.
    Added {
        /// As it would be.
        new: Artefact,
    },
    /// It is no longer emitted.
    Removed {
        /// As it is.
        old: Vec<u8>,
    },
    /// It is no longer emitted, but somebody edited it: it would stay where it is.
    Released,
    /// It has other bytes, and perhaps another mode.
    Changed {
        /// As it is.
        old: Vec<u8>,
        /// Its permissions now.
        old_mode: u32,
        /// As it would be.
        new: Artefact,
    },
    /// Only its permissions change.
    Mode {
        /// As they are.
        old: u32,
        /// As they would be.
        new: u32,
    },
}

/// How much a comparison found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Changes that were handed to the visitor.
    pub changes: usize,
    /// Parts with at least one of them.
    pub parts_changed: usize,
    /// Parts without any.
    pub parts_unchanged: usize,
}

/// Finds what [`commit`](super::commit) would change and hands it to `visit` in order of parts,
/// and within a part in order of paths. Writes nothing.
///
/// Only artefacts count: a manifest that would change because an input did, while no artefact
/// does, is no change. Nothing is visited after the first part that cannot be rendered, but the
/// rest is still rendered, so that all faults are reported together.
pub fn compare<E: Send>(
    out: &Path,
    parts: &[Part<'_, E>],
    scope: &Scope,
    options: &Options<'_>,
    mut visit: impl FnMut(Change) -> ControlFlow<()>,
) -> Result<Compared, Failure<E>> {
    let error = |faults| OutputError::new(out.to_owned(), faults, TreeState::Untouched);
    let output = Output::open(out).map_err(|fault| error(vec![fault]))?;
    let past = match &output {
        None => Past::nothing(),
        Some(output) => output
            .refuse_foreign()
            .and_then(|()| Past::read(&output.out, output.private.as_ref()))
            .map_err(|fault| error(vec![fault]))?,
    };
    let faults = part_faults(parts, scope, past.parts.keys());
    if !faults.is_empty() {
        return Err(error(faults).into());
    }
    let mut parts: Vec<_> = parts.iter().collect();
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    let folder = output.as_ref().map(|output| &output.out);
    let removed = removals(&past, folder, &parts, scope);
    let examiner = Examiner {
        out: folder,
        past: &past,
        leaving: leaving(&parts, &removed),
        render_all: options.render_all,
    };

    let mut subjects: Vec<Subject<'_, '_, E>> =
        parts.iter().map(|part| Subject::Given(part)).collect();
    subjects.extend(removed.iter().map(Subject::Removed));
    subjects.sort_by(|a, b| a.name().cmp(b.name()));
    options.progress.stage(Stage::Rendering, subjects.len());
    let mut compared = Compared::default();
    let mut failed = Vec::new();
    for chunk in subjects.chunks(CHUNK) {
        let looked = chunk.par_iter().map(|subject| {
            let changes = subject.changes(&examiner);
            options.progress.part_done();
            changes
        });
        let looked: Vec<Result<Vec<Change>, Trouble<E>>> = looked.collect();
        for (subject, changes) in chunk.iter().zip(looked) {
            match changes {
                Err(trouble) => failed.push((subject.name().clone(), Err(trouble))),
                Ok(changes) if failed.is_empty() => {
                    if changes.is_empty() {
                        compared.parts_unchanged += 1;
                    } else {
                        compared.parts_changed += 1;
                    }
                    for change in changes {
                        compared.changes += 1;
                        if visit(change).is_break() {
                            return Ok(compared);
                        }
                    }
                }
                Ok(_) => {}
            }
        }
    }
    let none: Vec<()> = sort_out(failed).map_err(|failed| failed.into_failure(error))?;
    debug_assert!(none.is_empty());
    Ok(compared)
}

/// A part on either side of the comparison.
enum Subject<'p, 'a, E> {
    Given(&'p Part<'a, E>),
    Removed(&'p Removal),
}

impl<E> Subject<'_, '_, E> {
    fn name(&self) -> &RelativePath {
        match self {
            Self::Given(part) => &part.name,
            Self::Removed(removal) => &removal.part,
        }
    }

    fn changes(&self, examiner: &Examiner<'_>) -> Result<Vec<Change>, Trouble<E>> {
        let part = self.name();
        let folder = examiner.out.and_then(|out| out.open(part.as_str()).ok());
        let reader = Reader { part, folder: folder.as_ref() };
        match self {
            Self::Given(given) => match examiner.examine(given)? {
                Examined::Same { .. } => Ok(Vec::new()),
                Examined::Differs(difference) => Ok(reader.differences(*difference)?),
            },
            Self::Removed(Removal { known, .. }) => {
                let paths: BTreeSet<_> = known.paths();
                Ok(reader.gone(paths.into_iter(), known)?)
            }
        }
    }
}

/// Reads what is there, for a person to see.
struct Reader<'a> {
    part: &'a RelativePath,
    folder: Option<&'a Folder>,
}

impl Reader<'_> {
    fn differences(&self, difference: Difference) -> Result<Vec<Change>, Fault> {
        let Difference { prepared, verdicts, gone, known, .. } = difference;
        let mut changes = self.gone(gone.iter(), &known)?;
        for ((artefact, digest), verdict) in prepared.artefacts.into_iter().zip(verdicts) {
            let Verdict::Put { over, healed } = verdict else { continue };
            let path = self.full(&artefact.path)?;
            let kind = match over {
                Some((old, old_mode)) if old == digest => {
                    ChangeKind::Mode { old: old_mode, new: artefact.mode }
                }
                Some((_, old_mode)) => match self.read(&artefact.path)? {
                    Some(old) => ChangeKind::Changed { old, old_mode, new: artefact },
                    None => ChangeKind::Added { new: artefact },
                },
                None => ChangeKind::Added { new: artefact },
            };
            changes.push(Change { part: self.part.clone(), path, kind, edited: healed });
        }
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// The files of ours that are no longer emitted.
    fn gone<'p>(
        &self,
        paths: impl Iterator<Item = &'p RelativePath>,
        known: &Known,
    ) -> Result<Vec<Change>, Fault> {
        let mut changes = Vec::new();
        for path in paths {
            let Some(old) = self.read(path)? else { continue };
            let ours = known.digests(path).contains(&Digest::of(&old));
            let kind = if ours { ChangeKind::Removed { old } } else { ChangeKind::Released };
            let path = self.full(path)?;
            changes.push(Change { part: self.part.clone(), path, kind, edited: !ours });
        }
        Ok(changes)
    }

    fn read(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, Fault> {
        let Some(folder) = self.folder else { return Ok(None) };
        let mut folders = Folders::below(folder);
        let Ok(Some(parent)) = folders.of(path) else { return Ok(None) };
        match parent.read(path.name()) {
            Ok(Found::File { content, .. }) => Ok(Some(content)),
            Ok(Found::Nothing | Found::Other(_)) => Ok(None),
            Err(errno) => Err(Fault::io(Action::Read, &format!("{}/{path}", self.part), errno)),
        }
    }

    fn full(&self, path: &RelativePath) -> Result<RelativePath, Fault> {
        self.part.join(path).map_err(Fault::Path)
    }
}
