//! The folder, open.

use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::change::{self, Change};
use super::fault::{Action, Fault, KeysError};
use super::journal::{Journal, Read};
use crate::artefacts::RelativePath;
use crate::disk::{Folder, Found, Lock, NotLocked, Right, Standing};

/// Where lock, journal and stage are. Nothing in it is anybody's but ours.
pub(super) const PRIVATE: &str = ".qalyp";
/// No file of ours comes near to it.
const MOST_BYTES: u64 = 16 << 20;

/// What the folder is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read, beside others who read.
    Read,
    /// To change, alone.
    Change,
    /// To change, alone, and made if it is not there.
    Create,
}

/// The folder of keys, locked until this is dropped.
#[derive(Debug)]
pub struct Keys {
    pub(super) given: PathBuf,
    pub(super) folder: Folder,
    pub(super) private: Option<Folder>,
    access: Access,
    /// `None` where nobody may write.
    lock: Option<Lock>,
}

/// What lies below a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files, by path from the folder of keys.
    pub files: Vec<RelativePath>,
    /// What is no plain file or has no name that we could have given: shown as far as it can be.
    pub strange: Vec<String>,
}

impl Keys {
    /// Opens the folder and takes its lock. An interrupted change is finished, or thrown away if it
    /// had not been committed.
    pub fn open(given: &Path, access: Access) -> Result<Self, KeysError> {
        Self::opened(given, access)
            .map_err(|fault| KeysError { folder: given.to_path_buf(), fault })
    }

    fn opened(given: &Path, access: Access) -> Result<Self, Fault> {
        let folder = match Folder::open_given(given) {
            Err(Errno::NOENT) if access == Access::Create => {
                make_all(given)?;
                Folder::open_given(given)
            }
            opened => opened,
        };
        let folder = folder.map_err(|errno| match errno {
            Errno::NOENT => Fault::NotThere,
            Errno::NOTDIR | Errno::LOOP => Fault::NotAFolder,
            errno => Fault::system(Action::Open, "", errno),
        })?;
        let right = if access == Access::Read { Right::Read } else { Right::Change };
        let private = private(&folder, right)?;
        let lock = match &private {
            Some(private) => lock(private, right)?,
            None => None,
        };
        let mut keys = Self { given: given.to_path_buf(), folder, private, access, lock };
        keys.recover(right)?;
        Ok(keys)
    }

    /// The folder, as it was given.
    pub fn path(&self) -> &Path {
        &self.given
    }

    /// Reads a file; `None` if there is none.
    pub fn read(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, KeysError> {
        self.read_file(path).map_err(|fault| self.error(fault))
    }

    fn read_file(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, Fault> {
        let system = |errno| self.in_the_way(path, Action::Read, errno);
        let holder = match path.parent() {
            None => None,
            Some(parent) => match self.folder.open(parent) {
                Err(Errno::NOENT) => return Ok(None),
                opened => Some(opened.map_err(system)?),
            },
        };
        let holder = holder.as_ref().unwrap_or(&self.folder);
        match holder.stat(path.name()).map_err(system)? {
            Some((Standing::File, stamp)) if stamp.size > MOST_BYTES => {
                return Err(Fault::TooBig { path: path.clone(), bytes: stamp.size });
            }
            _ => {}
        }
        match holder.read(path.name()).map_err(system)? {
            Found::Nothing => Ok(None),
            Found::File { content, .. } => Ok(Some(content)),
            Found::Other(by) => Err(Fault::Blocked { path: path.clone(), by }),
        }
    }

    /// Everything below a folder, sorted; nothing if it is not there.
    pub fn list(&self, below: &RelativePath) -> Result<Listing, KeysError> {
        let mut listing = Listing::default();
        let listed = match self.folder.open(below.as_str()) {
            Ok(folder) => list(&folder, below.as_str(), &mut listing),
            Err(Errno::NOENT) => Ok(()),
            Err(errno) => Err(errno),
        };
        listed.map_err(|errno| self.error(self.in_the_way(below, Action::Open, errno)))?;
        listing.files.sort();
        Ok(listing)
    }

    /// Begins a change of everything that one command writes.
    pub fn change(&self) -> Change<'_> {
        Change::new(self)
    }

    /// Whether it was opened to be changed.
    pub fn may_change(&self) -> bool {
        self.access != Access::Read
    }

    pub(super) fn error(&self, fault: Fault) -> KeysError {
        KeysError { folder: self.given.clone(), fault }
    }

    /// A refusal of the system, or what stands in the way of a path.
    pub(super) fn in_the_way(&self, path: &RelativePath, action: Action, errno: Errno) -> Fault {
        match self.folder.obstacle(path) {
            Some((path, by)) if by != Standing::File || errno == Errno::NOTDIR => {
                Fault::Blocked { path, by }
            }
            _ => Fault::system(action, path, errno),
        }
    }

    fn recover(&mut self, right: Right) -> Result<(), Fault> {
        let Some(private) = &self.private else { return Ok(()) };
        let read = Journal::read(private)
            .map_err(|errno| Fault::system(Action::Read, ".qalyp/journal", errno))?;
        match (read, right) {
            (Read::Nothing, Right::Read) => Ok(()),
            (Read::Nothing, Right::Change) => change::discard(private),
            (Read::Broken, _) => Err(Fault::Journal),
            // Whoever can write to the repository can commit a journal, and it would be carried out.
            (Read::Left(journal), _) if journal.stage != change::stage_number(private)? => {
                Err(Fault::Foreign)
            }
            (Read::Left(journal), Right::Change) => change::finish(self, private, &journal),
            (Read::Left(_), Right::Read) => {
                // Nobody else may be reading while files are moved.
                drop(self.lock.take());
                let whole =
                    Self::opened(&self.given, Access::Change).map_err(|fault| match fault {
                        Fault::System { errno, .. } => Fault::Interrupted { errno },
                        other => other,
                    })?;
                drop(whole);
                *self = Self::opened(&self.given, Access::Read)?;
                Ok(())
            }
        }
    }
}

/// The private folder. A reader can do without it where it may not be made.
fn private(folder: &Folder, right: Right) -> Result<Option<Folder>, Fault> {
    let made = match folder.stat(PRIVATE) {
        Ok(Some((Standing::Folder, _))) => return opened(folder).map(Some),
        Ok(Some((by, _))) => {
            let path = RelativePath::parse(PRIVATE).map_err(|_| Fault::NotAFolder)?;
            return Err(Fault::Blocked { path, by });
        }
        Ok(None) => folder.make_one(PRIVATE),
        Err(errno) => Err(errno),
    };
    let private = match (made, right) {
        (Ok(private), _) => private,
        (Err(_), Right::Read) => return Ok(None),
        (Err(errno), Right::Change) => {
            return Err(Fault::system(Action::MakeFolder, PRIVATE, errno));
        }
    };
    match private.create(".gitignore", b"*\n", 0o644) {
        Ok(_) | Err(Errno::EXIST) => Ok(Some(private)),
        Err(_) if right == Right::Read => Ok(Some(private)),
        Err(errno) => Err(Fault::system(Action::Write, ".qalyp/.gitignore", errno)),
    }
}

fn opened(folder: &Folder) -> Result<Folder, Fault> {
    folder.open(PRIVATE).map_err(|errno| Fault::system(Action::Open, PRIVATE, errno))
}

fn lock(private: &Folder, right: Right) -> Result<Option<Lock>, Fault> {
    match (Lock::take(private, right), right) {
        (Ok(lock), _) => Ok(Some(lock)),
        (Err(NotLocked::Busy { pid }), _) => Err(Fault::Busy { pid }),
        // Where nobody may write, nobody changes anything either.
        (Err(NotLocked::System(Errno::ACCESS | Errno::ROFS | Errno::NOENT)), Right::Read) => {
            Ok(None)
        }
        (Err(NotLocked::System(errno)), _) => {
            Err(Fault::system(Action::Lock, ".qalyp/lock", errno))
        }
    }
}

fn make_all(given: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(given).map_err(|error| {
        let errno = Errno::from_io_error(&error).unwrap_or(Errno::IO);
        Fault::system(Action::MakeFolder, "", errno)
    })
}

fn list(folder: &Folder, path: &str, listing: &mut Listing) -> Result<(), Errno> {
    for entry in folder.list()? {
        let shown = format!("{path}/{}", String::from_utf8_lossy(&entry.name));
        let ours =
            std::str::from_utf8(&entry.name).ok().and_then(|_| RelativePath::parse(&shown).ok());
        match (ours, entry.folder) {
            (Some(ours), true) => list(&folder.open(ours.name())?, &shown, listing)?,
            (Some(ours), false) => match folder.stat(ours.name())? {
                Some((Standing::File, _)) => listing.files.push(ours),
                Some(_) => listing.strange.push(shown),
                None => {}
            },
            (None, _) => listing.strange.push(shown),
        }
    }
    Ok(())
}
