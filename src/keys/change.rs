//! A change: everything that one command writes, whole or not at all.

use std::collections::BTreeMap;

use rustix::io::Errno;

use super::fault::{Action, Fault, KeysError};
use super::journal::Journal;
use super::store::Keys;
use crate::artefacts::RelativePath;
use crate::disk::{Folder, Standing};

const STAGE: &str = "stage";
/// Everybody may read what lies here: it is public or encrypted.
const MODE: u32 = 0o644;

/// What is to be written and removed.
#[derive(Debug)]
pub struct Change<'k> {
    keys: &'k Keys,
    /// New content by path; `None`: the file goes.
    files: BTreeMap<RelativePath, Option<Vec<u8>>>,
}

/// What a change did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files that are new or have another content, by path.
    pub written: Vec<RelativePath>,
    /// Files that went.
    pub removed: Vec<RelativePath>,
}

impl<'k> Change<'k> {
    pub(super) fn new(keys: &'k Keys) -> Self {
        Self { keys, files: BTreeMap::new() }
    }

    /// The file will have this content.
    pub fn put(&mut self, path: RelativePath, content: Vec<u8>) {
        self.files.insert(path, Some(content));
    }

    /// The file will be gone.
    pub fn remove(&mut self, path: RelativePath) {
        self.files.insert(path, None);
    }

    /// Makes it so. What is as it should be already is not touched.
    ///
    /// On an error nothing has changed, except after [`Fault::Unfinished`] and [`Fault::Unconfirmed`]: then the
    /// change has happened, and whoever opens the folder next finishes it.
    pub fn commit(self) -> Result<Changed, KeysError> {
        let keys = self.keys;
        self.committed().map_err(|fault| keys.error(fault))
    }

    fn committed(self) -> Result<Changed, Fault> {
        let keys = self.keys;
        let private = match &keys.private {
            Some(private) if keys.may_change() => private,
            _ => return Err(Fault::system(Action::Write, "", Errno::ROFS)),
        };
        let (mut contents, mut changed) = (Vec::new(), Changed::default());
        for (path, content) in self.files {
            let there = keys.folder_read(&path)?;
            match content {
                Some(content) if there.as_ref() != Some(&content) => {
                    contents.push(content);
                    changed.written.push(path);
                }
                None if there.is_some() => changed.removed.push(path),
                _ => {}
            }
        }
        if changed == Changed::default() {
            return Ok(changed);
        }
        if let Err(fault) = stage(keys, private, &changed.written, &contents) {
            // On a full disk removing may be all that still works.
            let _ = private.remove_all(STAGE);
            return Err(fault);
        }
        let number = stage_number(private)?;
        let journal = Journal::new(number, changed.written.clone(), changed.removed.clone());
        if let Err(errno) = journal.write(private) {
            // Its last step may have failed after the renaming: then it has happened.
            if let Ok(Some(_)) = private.stat(super::journal::JOURNAL) {
                return finish(keys, private, &journal).map(|()| changed);
            }
            let _ = Journal::discard_draft(private);
            let _ = private.remove_all(STAGE);
            return Err(Fault::system(Action::Write, ".qalyp/journal", errno));
        }
        finish(keys, private, &journal)?;
        Ok(changed)
    }
}

impl Keys {
    /// What a change compares with; something that is no file is in its way.
    fn folder_read(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, Fault> {
        self.read(path).map_err(|error| error.fault)
    }
}

/// Writes the new files beside each other and makes the folders that they will need.
fn stage(
    keys: &Keys,
    private: &Folder,
    places: &[RelativePath],
    contents: &[Vec<u8>],
) -> Result<(), Fault> {
    let write = |errno| Fault::system(Action::Write, ".qalyp/stage", errno);
    private.remove_all(STAGE).map_err(write)?;
    let stage = private.make_one(STAGE).map_err(write)?;
    let mut last: Option<RelativePath> = None;
    for (number, (place, content)) in places.iter().zip(contents).enumerate() {
        let parent = place.parent_path();
        if let Some(folder) = parent.as_ref().filter(|parent| last.as_ref() != Some(parent)) {
            keys.folder
                .make(folder)
                .map_err(|errno| keys.in_the_way(folder, Action::MakeFolder, errno))?;
        }
        last = parent;
        stage
            .create(&number.to_string(), content, MODE)
            .map_err(|errno| Fault::system(Action::Write, place, errno))?;
    }
    stage.sync_file_system().map_err(|errno| Fault::system(Action::Sync, "", errno))
}

/// What no other stage has, as long as this one is there; nothing for none.
pub(super) fn stage_number(private: &Folder) -> Result<u64, Fault> {
    let stamp =
        private.stat(STAGE).map_err(|errno| Fault::system(Action::Read, ".qalyp/stage", errno))?;
    Ok(stamp.map_or(0, |(_, stamp)| stamp.inode))
}

/// Throws away what was never committed.
pub(super) fn discard(private: &Folder) -> Result<(), Fault> {
    let fault = |errno| Fault::system(Action::Remove, ".qalyp/stage", errno);
    Journal::discard_draft(private).map_err(fault)?;
    match private.stat(STAGE).map_err(fault)? {
        Some(_) => private.remove_all(STAGE).map_err(fault),
        None => Ok(()),
    }
}

/// Does what a journal says that is not done yet. Doing it twice does no harm.
pub(super) fn finish(keys: &Keys, private: &Folder, journal: &Journal) -> Result<(), Fault> {
    let stage = match private.open(STAGE) {
        Ok(stage) => Some(stage),
        Err(Errno::NOENT) => None,
        Err(errno) => return Err(Fault::Unconfirmed { errno }),
    };
    if let Some(stage) = &stage {
        for (number, place) in journal.places.iter().enumerate() {
            move_to_place(keys, stage, &number.to_string(), place)?;
        }
    }
    for path in &journal.removals {
        let unfinished = |errno| Fault::Unfinished { path: path.clone(), errno };
        match path.parent() {
            None => keys.folder.unlink(path.name()).map_err(unfinished)?,
            Some(parent) => match keys.folder.open(parent) {
                Ok(holder) => holder.unlink(path.name()).map_err(unfinished)?,
                Err(Errno::NOENT) => {}
                Err(errno) => return Err(unfinished(errno)),
            },
        }
        remove_empty_folders(keys, path);
    }
    let end = |errno| Fault::Unconfirmed { errno };
    keys.folder.sync_file_system().map_err(end)?;
    Journal::clear(private).map_err(end)?;
    private.remove_all(STAGE).map_err(end)
}

fn move_to_place(
    keys: &Keys,
    stage: &Folder,
    slot: &str,
    place: &RelativePath,
) -> Result<(), Fault> {
    let unfinished = |errno| Fault::Unfinished { path: place.clone(), errno };
    match stage.stat(slot).map_err(unfinished)? {
        Some((Standing::File, _)) => {}
        // Moved by a run that did not come to its end.
        _ => return Ok(()),
    }
    let holder = match place.parent_path() {
        None => None,
        Some(parent) => Some(keys.folder.make(&parent).map_err(unfinished)?),
    };
    stage.rename(slot, holder.as_ref().unwrap_or(&keys.folder), place.name()).map_err(unfinished)
}

/// Folders that a removal has left empty go too; git does not know them either.
fn remove_empty_folders(keys: &Keys, path: &RelativePath) {
    let mut here = path.parent_path();
    while let Some(folder) = here {
        let gone = match folder.parent() {
            None => keys.folder.remove_empty(folder.name()),
            Some(parent) => match keys.folder.open(parent) {
                Ok(holder) => holder.remove_empty(folder.name()),
                Err(errno) => Err(errno),
            },
        };
        if gone != Ok(true) {
            return;
        }
        here = folder.parent_path();
    }
}
