//! Writing what changed beside the tree, so that a run that fails has touched nothing.

use std::sync::OnceLock;

use rustix::io::Errno;

use super::examine::{Difference, MANIFEST_MODE, Verdict};
use super::fault::{Action, Fault};
use super::journal::Intent;
use super::manifest::{MANIFEST, PartEntry};
use super::root::{PRIVATE, STAGE};
use super::{Artefact, Digest, RelativePath};
use crate::disk::{Folder, Stamp};

/// A part whose new files lie in the stage.
pub(super) struct Staged {
    pub(super) entry: PartEntry,
    /// The folder in the stage: the whole part if it is fresh, else one that holds its new files
    /// beside those of other parts.
    pub(super) slot: String,
    /// The part is put in place whole.
    pub(super) fresh: bool,
    pub(super) files: Vec<StagedFile>,
    pub(super) manifest: Stamped,
    pub(super) manifest_healed: bool,
    /// Files of ours that the part no longer has, with the digests that make them ours. Something
    /// else that stands there is somebody's.
    pub(super) gone: Vec<(RelativePath, Vec<Digest>)>,
    /// What the journal has to say.
    pub(super) intent: Intent,
}

/// An artefact of a staged part.
pub(super) struct StagedFile {
    /// Within the part.
    pub(super) path: RelativePath,
    pub(super) digest: Digest,
    pub(super) stamp: Stamped,
    pub(super) written: bool,
    pub(super) healed: bool,
}

/// Whether a file is where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamped {
    /// It is, or will be when the part's folder is: this stamp is final.
    There(Stamp),
    /// It lies in the slot, under this number of this part. Moving it changes its stamp.
    InSlot(usize, usize),
}

impl Staged {
    /// How many artefacts are written.
    pub(super) fn written(&self) -> usize {
        self.files.iter().filter(|file| file.written).count()
    }

    /// What is put right, by its path within the part.
    pub(super) fn healed(&self) -> impl Iterator<Item = &str> {
        let manifest = self.manifest_healed.then_some(MANIFEST);
        self.files.iter().filter(|f| f.healed).map(|f| f.path.as_str()).chain(manifest)
    }
}

/// The name in a slot of the file `file` of the part `part`.
pub(super) fn slot_name(part: usize, file: usize) -> String {
    format!("{part}.{file}")
}

/// The stage, and the folders in it, each made when the first part needs it: a run that changes
/// nothing writes nothing.
pub(super) struct Slots<'a> {
    private: &'a Folder,
    stage: OnceLock<Folder>,
    /// One for each thread, so that they do not wait for each other.
    loose: Vec<OnceLock<Folder>>,
}

impl<'a> Slots<'a> {
    pub(super) fn below(private: &'a Folder) -> Self {
        let loose = (0..=rayon::current_num_threads()).map(|_| OnceLock::new()).collect();
        Self { private, stage: OnceLock::new(), loose }
    }

    /// A folder for a whole part.
    fn whole(&self, number: usize) -> Result<(String, Folder), Errno> {
        let slot = number.to_string();
        let folder = self.stage()?.make_one(&slot)?;
        Ok((slot, folder))
    }

    /// A folder for single files. A folder for each part would cost more than the files in it.
    fn loose(&self) -> Result<(String, &Folder), Errno> {
        let thread = rayon::current_thread_index().map_or(0, |index| index + 1);
        let slot = format!("loose-{thread}");
        let folder = match self.loose.get(thread) {
            Some(cell) => made(cell, || self.stage()?.make_one(&slot))?,
            None => return Err(Errno::INVAL),
        };
        Ok((slot, folder))
    }

    fn stage(&self) -> Result<&Folder, Errno> {
        made(&self.stage, || self.private.make_one(STAGE))
    }
}

/// What a cell holds, or what it is to hold. Two threads may make it at once; one is dropped.
fn made(
    cell: &OnceLock<Folder>,
    make: impl FnOnce() -> Result<Folder, Errno>,
) -> Result<&Folder, Errno> {
    if let Some(folder) = cell.get() {
        return Ok(folder);
    }
    let folder = make()?;
    Ok(cell.get_or_init(|| folder))
}

/// Writes what the part `number` needs into the stage.
pub(super) fn stage(
    slots: &Slots<'_>,
    number: usize,
    difference: Difference,
) -> Result<Staged, Fault> {
    let slot_fault = |errno| Fault::io(Action::MakeFolder, &format!("{PRIVATE}/{STAGE}"), errno);
    let Difference { prepared, verdicts, manifest, gone, known, fresh } = difference;
    let entry = prepared.entry;
    let (slot, writer);
    if fresh {
        let folder;
        (slot, folder) = slots.whole(number).map_err(slot_fault)?;
        writer = Writer::Whole(Nest { base: folder, open: Vec::new() });
    } else {
        let folder;
        (slot, folder) = slots.loose().map_err(slot_fault)?;
        writer = Writer::Loose { folder, number, next: 0 };
    }
    let mut writer = Stager { part: &entry.path, writer };
    let mut files = Vec::with_capacity(verdicts.len());
    let mut written = Vec::new();
    for ((artefact, digest), verdict) in prepared.artefacts.into_iter().zip(verdicts) {
        let Artefact { path, content, mode, .. } = artefact;
        let (stamp, healed) = match verdict {
            Verdict::Keep(stamp) => (Stamped::There(stamp), false),
            Verdict::Put { healed, .. } => {
                written.push((path.clone(), digest));
                (writer.write(&path, &content, mode)?, healed)
            }
        };
        let written = matches!(verdict, Verdict::Put { .. });
        files.push(StagedFile { path, digest, stamp, written, healed });
    }
    let manifest_healed = matches!(manifest, Verdict::Put { healed: true, .. });
    let manifest = match manifest {
        Verdict::Keep(stamp) => Stamped::There(stamp),
        Verdict::Put { .. } => {
            let path = RelativePath::parse(MANIFEST).map_err(Fault::Path)?;
            writer.write(&path, &prepared.manifest, MANIFEST_MODE)?
        }
    };
    let with_digests = |path: RelativePath| (path.clone(), known.digests(&path));
    let gone: Vec<_> = gone.into_iter().map(with_digests).collect();
    let leaving = gone
        .iter()
        .flat_map(|(path, digests)| digests.iter().map(|digest| (path.clone(), *digest)));
    let mut manifests = known.manifests;
    manifests.push(entry.manifest);
    // A part that is placed whole brings its manifest along at the same instant.
    let written = if fresh { Vec::new() } else { written };
    let files_of_ours = known.stray.into_iter().chain(leaving).chain(written).collect();
    let intent = Intent { part: entry.path.clone(), manifests, files: files_of_ours };
    Ok(Staged { entry, slot, fresh, files, manifest, manifest_healed, gone, intent })
}

/// Writes the files of one part.
struct Stager<'a> {
    part: &'a RelativePath,
    writer: Writer<'a>,
}

enum Writer<'a> {
    /// Into a folder that will be the part's.
    Whole(Nest),
    /// Beside files of other parts, numbered.
    Loose { folder: &'a Folder, number: usize, next: usize },
}

impl Stager<'_> {
    fn write(&mut self, path: &RelativePath, content: &[u8], mode: u32) -> Result<Stamped, Fault> {
        let part = self.part;
        let fault = |action, errno| Fault::io(action, &format!("{part}/{path}"), errno);
        match &mut self.writer {
            Writer::Whole(nest) => {
                let folder = nest.of(path).map_err(|errno| fault(Action::MakeFolder, errno))?;
                let written = folder.create(path.name(), content, mode);
                Ok(Stamped::There(written.map_err(|errno| fault(Action::Write, errno))?))
            }
            Writer::Loose { folder, number, next } => {
                let file = *next;
                *next += 1;
                folder
                    .create(&slot_name(*number, file), content, mode)
                    .map_err(|errno| fault(Action::Write, errno))?;
                Ok(Stamped::InSlot(*number, file))
            }
        }
    }
}

/// The folders of a part that is being built, each made once. Artefacts come in order, so that
/// the folder of one is mostly the folder of the one before.
struct Nest {
    base: Folder,
    open: Vec<(RelativePath, Folder)>,
}

impl Nest {
    fn of(&mut self, path: &RelativePath) -> Result<&Folder, Errno> {
        match path.parent_path() {
            None => Ok(&self.base),
            Some(parent) => {
                let at = self.make(parent)?;
                Ok(&self.open[at].1)
            }
        }
    }

    fn make(&mut self, path: RelativePath) -> Result<usize, Errno> {
        if let Some(at) = self.open.iter().rposition(|(known, _)| *known == path) {
            return Ok(at);
        }
        let folder = match path.parent_path() {
            None => self.base.make_one(path.name())?,
            Some(parent) => {
                let at = self.make(parent)?;
                self.open[at].1.make_one(path.name())?
            }
        };
        self.open.push((path, folder));
        Ok(self.open.len() - 1)
    }
}
