//! Moving staged files to their places. From here on the tree is between two states.

use std::collections::BTreeSet;

use rustix::io::Errno;

use super::fault::{Action, Fault};
use super::index::{self, FileRecord, Record};
use super::look::{Folders, Seen, look};
use super::manifest::MANIFEST;
use super::past::{Clock, Known};
use super::stage::{Staged, StagedFile, Stamped, slot_name};
use super::{Digest, RelativePath};
use crate::disk::{Folder, Stamp, Standing};

/// What happened to a part; the paths are from `out/`.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) removed: usize,
    /// Files that are no longer emitted, but that somebody edited: left where they are.
    pub(super) kept_edited: Vec<String>,
    /// What keeps the folder of a removed part.
    pub(super) foreign: Vec<String>,
}

/// Puts a part in place; returns what happened and its packed record for the index.
pub(super) fn place(
    out: &Folder,
    stage: &Folder,
    staged: Staged,
    clock: Clock,
) -> Result<(Outcome, Vec<u8>), Fault> {
    let part = &staged.entry.path;
    let mut outcome = Outcome::default();
    if staged.fresh {
        place_whole(out, stage, &staged.slot, part)?;
        let there = |stamped| match stamped {
            Stamped::There(stamp) => Ok(stamp),
            // A part that is placed whole has nothing in a slot.
            Stamped::InSlot(..) => Err(Fault::io(Action::Place, part.as_str(), Errno::INVAL)),
        };
        let manifest = there(staged.manifest)?;
        let mut files = Vec::with_capacity(staged.files.len());
        for StagedFile { path, digest, stamp, .. } in staged.files {
            files.push(FileRecord { path, digest, stamp: there(stamp)? });
        }
        let record = index::pack(&Record { entry: staged.entry, manifest, files });
        return Ok((outcome, record));
    }
    let folder = make(out, part)?;
    remove_files(&folder, part, &staged.gone, clock, &mut outcome)?;
    remove_folders(&folder, part, staged.gone.iter().map(|(path, _)| path))?;
    let slot =
        stage.open(&staged.slot).map_err(|errno| Fault::io(Action::Open, part.as_str(), errno))?;
    let mut files = Vec::with_capacity(staged.files.len());
    for StagedFile { path, digest, stamp, .. } in staged.files {
        let stamp = match stamp {
            Stamped::There(stamp) => stamp,
            Stamped::InSlot(number, file) => {
                let full = part.join(&path).map_err(Fault::Path)?;
                let inner = match path.parent_path() {
                    None => None,
                    Some(parent) => Some(make(out, &part.join(&parent).map_err(Fault::Path)?)?),
                };
                move_file(
                    &slot,
                    &slot_name(number, file),
                    inner.as_ref().unwrap_or(&folder),
                    &full,
                )?
            }
        };
        files.push(FileRecord { path, digest, stamp });
    }
    // Last, so that whoever finds a manifest also finds what it lists.
    let manifest = match staged.manifest {
        Stamped::There(stamp) => stamp,
        Stamped::InSlot(number, file) => {
            let name = RelativePath::parse(MANIFEST).map_err(Fault::Path)?;
            move_file(
                &slot,
                &slot_name(number, file),
                &folder,
                &part.join(&name).map_err(Fault::Path)?,
            )?
        }
    };
    Ok((outcome, index::pack(&Record { entry: staged.entry, manifest, files })))
}

/// Removes a part that is no more: its files, its manifest, and the folders that are then empty.
pub(super) fn remove_part(
    out: &Folder,
    part: &RelativePath,
    known: &Known,
    clock: Clock,
) -> Result<Outcome, Fault> {
    let mut outcome = Outcome::default();
    let folder = match out.open(part.as_str()) {
        Ok(folder) => folder,
        Err(Errno::NOENT) => {
            // A run that was killed may have left the folders around it.
            remove_upwards(out, part)?;
            return Ok(outcome);
        }
        // Something else stands there: whatever it is, it is not what we made.
        Err(Errno::LOOP | Errno::NOTDIR) => {
            outcome.foreign.push(part.to_string());
            return Ok(outcome);
        }
        Err(errno) => return Err(Fault::io(Action::Open, part.as_str(), errno)),
    };
    let files: Vec<_> =
        known.paths().into_iter().map(|path| (path.clone(), known.digests(path))).collect();
    remove_files(&folder, part, &files, clock, &mut outcome)?;
    remove_folders(&folder, part, files.iter().map(|(path, _)| path))?;
    // The manifest goes last: as long as it is there, the next run knows what is ours, folders
    // that are empty by now among it.
    let own = [(RelativePath::parse(MANIFEST).map_err(Fault::Path)?, known.manifests.clone())];
    let artefacts = outcome.removed;
    remove_files(&folder, part, &own, clock, &mut outcome)?;
    outcome.removed = artefacts;
    drop(folder);
    if remove_upwards(out, part)? {
        return Ok(outcome);
    }
    let left = leftovers(out, part)?;
    let edited: BTreeSet<&String> = outcome.kept_edited.iter().collect();
    outcome.foreign.extend(left.into_iter().filter(|path| !edited.contains(path)));
    Ok(outcome)
}

fn place_whole(out: &Folder, stage: &Folder, slot: &str, part: &RelativePath) -> Result<(), Fault> {
    let moved = match part.parent_path() {
        None => stage.rename(slot, out, part.name()),
        Some(parent) => stage.rename(slot, &make(out, &parent)?, part.name()),
    };
    moved.map_err(|errno| in_the_way(out, part, errno))
}

fn move_file(
    slot: &Folder,
    staged: &str,
    folder: &Folder,
    full: &RelativePath,
) -> Result<Stamp, Fault> {
    let fault = |errno| match errno {
        Errno::ISDIR => Fault::Occupied { path: full.clone(), by: Standing::Folder },
        errno => Fault::io(Action::Place, full.as_str(), errno),
    };
    slot.rename(staged, folder, full.name()).map_err(fault)?;
    match folder.stat(full.name()).map_err(fault)? {
        Some((Standing::File, stamp)) => Ok(stamp),
        Some((by, _)) => Err(Fault::Occupied { path: full.clone(), by }),
        None => Err(fault(Errno::NOENT)),
    }
}

fn make(out: &Folder, path: &RelativePath) -> Result<Folder, Fault> {
    out.make(path).map_err(|errno| match errno {
        Errno::LOOP | Errno::NOTDIR | Errno::EXIST => in_the_way(out, path, errno),
        errno => Fault::io(Action::MakeFolder, path.as_str(), errno),
    })
}

fn in_the_way(out: &Folder, path: &RelativePath, errno: Errno) -> Fault {
    match (out.obstacle(path), errno) {
        (Some((at, by)), _) => Fault::blocked(at, by),
        (None, Errno::NOTEMPTY | Errno::EXIST) => {
            Fault::Occupied { path: path.clone(), by: Standing::Folder }
        }
        (None, errno) => Fault::io(Action::Place, path.as_str(), errno),
    }
}

/// Removes files whose content is one that we wrote; leaves and reports the others.
fn remove_files(
    folder: &Folder,
    part: &RelativePath,
    files: &[(RelativePath, Vec<Digest>)],
    clock: Clock,
    outcome: &mut Outcome,
) -> Result<(), Fault> {
    let mut folders = Folders::below(folder);
    for (path, digests) in files {
        let full = || format!("{part}/{path}");
        let parent = match folders.of(path) {
            Ok(Some(parent)) => parent,
            // The folder is gone, or something else stands there: then our file is not there.
            Ok(None) | Err(Errno::LOOP | Errno::NOTDIR) => continue,
            Err(errno) => return Err(Fault::io(Action::Open, &full(), errno)),
        };
        // Always read: this is the moment after which the bytes are lost.
        match look(parent, path.name(), None, clock) {
            // A folder in the place of a file is no file that somebody edited: after a run that was
            // interrupted, it may be ours.
            Ok(Seen::Nothing | Seen::Other(Standing::Folder)) => {}
            Ok(Seen::File(digest, _)) if digests.contains(&digest) => {
                parent
                    .unlink(path.name())
                    .map_err(|errno| Fault::io(Action::Remove, &full(), errno))?;
                outcome.removed += 1;
            }
            Ok(_) => outcome.kept_edited.push(full()),
            Err(errno) => return Err(Fault::io(Action::Read, &full(), errno)),
        }
    }
    Ok(())
}

/// Removes the folders within a part that held the files and are empty now.
fn remove_folders<'a>(
    folder: &Folder,
    part: &RelativePath,
    files: impl Iterator<Item = &'a RelativePath>,
) -> Result<(), Fault> {
    let mut above = BTreeSet::new();
    for file in files {
        let mut parent = file.parent_path();
        while let Some(path) = parent {
            parent = path.parent_path();
            if !above.insert(path) {
                break;
            }
        }
    }
    let mut folders = Folders::below(folder);
    // Backwards: what lies below another comes after it.
    for path in above.iter().rev() {
        if let Ok(Some(parent)) = folders.of(path) {
            parent
                .remove_empty(path.name())
                .map_err(|errno| Fault::io(Action::Remove, &format!("{part}/{path}"), errno))?;
        }
    }
    Ok(())
}

/// Removes a part's folder and those around it, as far as they are empty; tells whether the
/// part's own folder is gone.
fn remove_upwards(out: &Folder, part: &RelativePath) -> Result<bool, Fault> {
    let mut gone = false;
    let mut next = Some(part.clone());
    while let Some(path) = next {
        let parent = path.parent_path();
        let removed = match &parent {
            None => out.remove_empty(path.name()),
            Some(parent) => match out.open(parent.as_str()) {
                Ok(folder) => folder.remove_empty(path.name()),
                // Another thread was here with the last part of this folder.
                Err(Errno::NOENT) => Ok(true),
                Err(errno) => Err(errno),
            },
        };
        match removed {
            Ok(true) => gone = true,
            Ok(false) => break,
            Err(errno) => return Err(Fault::io(Action::Remove, path.as_str(), errno)),
        }
        next = parent;
    }
    Ok(gone)
}

/// At most so many leftovers are looked for.
const LEFTOVERS: usize = 1000;

/// Everything but folders below a folder, and folders that are empty; no more than a thousand.
pub(super) fn leftovers(out: &Folder, at: &RelativePath) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let folder = match out.open(at.as_str()) {
        Ok(folder) => folder,
        Err(Errno::NOENT) => return Ok(found),
        Err(errno) => return Err(Fault::io(Action::Open, at.as_str(), errno)),
    };
    let mut todo = vec![(at.to_string(), folder)];
    while let Some((path, folder)) = todo.pop() {
        if found.len() >= LEFTOVERS {
            break;
        }
        let fault = |errno| Fault::io(Action::Open, &path, errno);
        let entries = folder.list().map_err(fault)?;
        if entries.is_empty() {
            found.push(path.clone());
        }
        for entry in entries {
            let path = format!("{path}/{}", String::from_utf8_lossy(&entry.name));
            if entry.folder {
                todo.push((path, folder.open_entry(&entry).map_err(fault)?));
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
