//! Writing what changed beside the tree, so that a run that fails has touched nothing.

use rustix::io::Errno;

use super::examine::{Difference, MANIFEST_MODE, Verdict};
use super::fault::{Action, Fault};
use super::folder::{Folder, Stamp};
use super::journal::Intent;
use super::manifest::{MANIFEST, PartEntry};
use super::root::STAGE;
use super::{Artefact, Digest, RelativePath};

/// A part whose new files lie in the stage.
pub(super) struct Staged {
    pub(super) entry: PartEntry,
    /// The folder in the stage: the whole part if it is fresh, else a file for each number.
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
    /// It lies in the slot under this number. Moving it changes its stamp.
    InSlot(usize),
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

/// The names of files in a slot.
pub(super) fn slot_name(number: usize) -> String {
    number.to_string()
}

/// Writes what a part needs into the slot `number` of the stage.
pub(super) fn stage(
    stage: &Folder,
    number: usize,
    difference: Difference,
) -> Result<Staged, Fault> {
    let slot = number.to_string();
    let fault = |action, part: &PartEntry, path: &RelativePath, errno: Errno| {
        Fault::io(action, &format!("{}/{path}", part.path), errno)
    };
    let Difference { prepared, verdicts, manifest, gone, known, fresh } = difference;
    let entry = prepared.entry;
    let folder = stage
        .make_one(&slot)
        .map_err(|e| Fault::io(Action::MakeFolder, &format!(".qalyp/{STAGE}/{slot}"), e))?;
    let mut files = Vec::with_capacity(verdicts.len());
    let mut written = Vec::new();
    let mut folders = Nest { base: &folder, open: Vec::new() };
    for (number, ((artefact, digest), verdict)) in
        prepared.artefacts.into_iter().zip(verdicts).enumerate()
    {
        let Artefact { path, content, mode, .. } = artefact;
        let (stamp, healed) = match verdict {
            Verdict::Keep(stamp) => (Stamped::There(stamp), false),
            Verdict::Put { healed, .. } if fresh => {
                let inner = folders
                    .of(&path)
                    .map_err(|errno| fault(Action::MakeFolder, &entry, &path, errno))?;
                let stamp = inner
                    .create(path.name(), &content, mode)
                    .map_err(|errno| fault(Action::Write, &entry, &path, errno))?;
                (Stamped::There(stamp), healed)
            }
            Verdict::Put { healed, .. } => {
                folder
                    .create(&slot_name(number), &content, mode)
                    .map_err(|errno| fault(Action::Write, &entry, &path, errno))?;
                written.push((path.clone(), digest));
                (Stamped::InSlot(number), healed)
            }
        };
        let written = matches!(verdict, Verdict::Put { .. });
        files.push(StagedFile { path, digest, stamp, written, healed });
    }
    let manifest_healed = matches!(manifest, Verdict::Put { healed: true, .. });
    let manifest = match manifest {
        Verdict::Keep(stamp) => Stamped::There(stamp),
        Verdict::Put { .. } => {
            let number = files.len();
            let name = if fresh { MANIFEST.to_owned() } else { slot_name(number) };
            let stamp = folder
                .create(&name, &prepared.manifest, MANIFEST_MODE)
                .map_err(|e| Fault::io(Action::Write, &format!("{}/{MANIFEST}", entry.path), e))?;
            if fresh { Stamped::There(stamp) } else { Stamped::InSlot(number) }
        }
    };
    let with_digests = |path: RelativePath| (path.clone(), known.digests(&path));
    let gone: Vec<_> = gone.into_iter().map(with_digests).collect();
    let leaving = gone
        .iter()
        .flat_map(|(path, digests)| digests.iter().map(|digest| (path.clone(), *digest)));
    let mut manifests = known.manifests;
    manifests.push(entry.manifest);
    let intent = Intent {
        part: entry.path.clone(),
        manifests,
        files: known.stray.into_iter().chain(leaving).chain(written).collect(),
    };
    Ok(Staged { entry, slot, fresh, files, manifest, manifest_healed, gone, intent })
}

/// The folders of a part that is being built, each made once. Artefacts come in order, so that
/// the folder of one is mostly the folder of the one before.
struct Nest<'a> {
    base: &'a Folder,
    open: Vec<(RelativePath, Folder)>,
}

impl Nest<'_> {
    fn of(&mut self, path: &RelativePath) -> Result<&Folder, Errno> {
        match path.parent_path() {
            None => Ok(self.base),
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
