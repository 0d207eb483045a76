//! The folder in which releases and letters are put down.
//!
//! What is written there holds secrets. So nobody but its owner can read it from the moment in which it exists; git is
//! kept away from the folder; a file appears under its name only when it is complete; and what a killed run has left in
//! the private folder is removed by the next one.

use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::fault::{Action, Fault};
use crate::disk::{self, Folder, Found, Lock, NotLocked, Right, Standing};

/// Where releases go within a project unless another folder is named.
pub const DEFAULT_FOLDER: &str = "releases";
/// The lock, and files that are not complete.
const PRIVATE: &str = ".qalyp-release";
/// A file on its way.
const NEW: &str = "new";
const LOCK: &str = "lock";
const GITIGNORE: &str = ".gitignore";
/// What tells that a folder is an output tree or a folder of keys, of this project or of another: both of a pair.
const OTHERS: [[&str; 2]; 3] =
    [[".qalyp", "manifest.json"], [".qalyp", "recipients.yaml"], [".", "qalyp.yaml"]];
/// Of `.gitignore`: nothing in the folder is git's, this file neither.
const EVERYTHING: &str = "*";

/// An open folder for answers. One process at a time has it.
#[derive(Debug)]
pub struct Shelf {
    path: PathBuf,
    folder: Folder,
    private: Folder,
    _lock: Lock,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is new, or another than before.
    Written,
    /// The same bytes were there already.
    Unchanged,
}

/// The end of the name of what is encrypted.
const SEALED: &str = ".age";

impl Shelf {
    /// Whether a folder would be taken by [`Shelf::open`], before there is anything to put into it.
    ///
    /// # Errors
    /// As there, but for what the system refuses later. Nothing is made.
    pub fn check(path: &Path, project: &Path, apart: &[&Path]) -> Result<(), Fault> {
        examine(path, project, apart).map(drop)
    }

    /// Opens a folder, and makes it if need be. `apart` are folders that belong to something else, such as the output
    /// tree; `project` is the folder of the project, in which a folder of its own is needed.
    ///
    /// # Errors
    /// The folder belongs to something else, git would take up what is in it, somebody else is writing there, or the
    /// system refuses. Nothing was made then.
    pub fn open(path: &Path, project: &Path, apart: &[&Path]) -> Result<Self, Fault> {
        let (real, folder, guarded) = examine(path, project, apart)?;
        let folder = if let Some(folder) = folder {
            folder
        } else {
            disk::make_private_folder(&real)
                .map_err(|error| Fault::of_std(Action::MakeFolder, path, &error))?;
            Folder::open_given(&real).map_err(|errno| Fault::io(Action::Open, path, errno))?
        };
        if guarded == Guard::Empty {
            match folder.create(GITIGNORE, format!("{EVERYTHING}\n").as_bytes(), 0o644) {
                Ok(_) | Err(Errno::EXIST) => {}
                Err(errno) => return Err(Fault::io(Action::Write, &path.join(GITIGNORE), errno)),
            }
        }
        let inner = path.join(PRIVATE);
        let private = folder
            .make_private(PRIVATE)
            .map_err(|errno| Fault::io(Action::MakeFolder, &inner, errno))?;
        let lock = Lock::take(&private, Right::Change).map_err(|refused| match refused {
            NotLocked::Busy { pid } => Fault::Busy { folder: path.to_owned(), pid },
            NotLocked::System(errno) => Fault::io(Action::Lock, &inner, errno),
        })?;
        let shelf = Self { path: path.to_owned(), folder, private, _lock: lock };
        shelf.sweep()?;
        Ok(shelf)
    }

    /// Removes what a killed run has left.
    fn sweep(&self) -> Result<(), Fault> {
        let inner = self.path.join(PRIVATE);
        let fault = |action| move |errno| Fault::io(action, &inner, errno);
        for entry in self.private.list().map_err(fault(Action::Open))? {
            let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
            if name != LOCK {
                self.private.remove_all(name).map_err(|errno| {
                    Fault::io(Action::Remove, &self.path.join(PRIVATE).join(name), errno)
                })?;
            }
        }
        Ok(())
    }

    /// Where a file of that name is.
    pub fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Puts a file down: only its owner can read it, and it is complete or not there.
    ///
    /// # Errors
    /// The system refuses; what stood under the name still does.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<Written, Fault> {
        let path = self.path_of(name);
        let found = self.folder.read(name);
        match found.map_err(|errno| Fault::io(Action::Read, &path, errno))? {
            Found::File { content, stamp } if content == bytes && stamp.mode == 0o600 => {
                return Ok(Written::Unchanged);
            }
            Found::Other(Standing::Folder) => {
                return Err(Fault::io(Action::Place, &path, Errno::ISDIR));
            }
            _ => {}
        }
        let write = |errno| Fault::io(Action::Write, &path, errno);
        self.private.create_private(NEW, bytes).map_err(write)?;
        if let Err(errno) = self.private.rename(NEW, &self.folder, name) {
            let _ = self.private.unlink(NEW);
            return Err(Fault::io(Action::Place, &path, errno));
        }
        self.folder.sync_names().map_err(write)?;
        Ok(Written::Written)
    }

    /// Other releases of the server that lie here: archives, by name.
    ///
    /// # Errors
    /// The system refuses to list the folder.
    pub fn former(&self, server: &str, current: &str) -> Result<Vec<String>, Fault> {
        let listed = self.folder.list();
        let listed = listed.map_err(|errno| Fault::io(Action::Open, &self.path, errno))?;
        let names = listed.into_iter().filter_map(|entry| String::from_utf8(entry.name).ok());
        Ok(names.filter(|name| name != current && is_release_of(name, server)).collect())
    }

    /// Completed letters of the server that lie here and are not encrypted, in any language.
    ///
    /// # Errors
    /// The system refuses to list the folder.
    pub fn plain_letters(&self, server: &str) -> Result<Vec<PathBuf>, Fault> {
        let listed = self.folder.list();
        let listed = listed.map_err(|errno| Fault::io(Action::Open, &self.path, errno))?;
        let names = listed.into_iter().filter_map(|entry| String::from_utf8(entry.name).ok());
        let start = format!("{server}-letter.");
        let mut plain: Vec<_> = names
            .filter(|name| name.strip_prefix(&start).is_some_and(|rest| !rest.ends_with(SEALED)))
            .collect();
        plain.sort_unstable();
        Ok(plain.iter().map(|name| self.path_of(name)).collect())
    }
}

fn is_release_of(name: &str, server: &str) -> bool {
    let stem = name.strip_suffix(SEALED).unwrap_or(name).strip_suffix(".tar");
    let digits = stem.and_then(|stem| stem.strip_prefix(server)?.strip_prefix('-'));
    digits.is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// What keeps git away from a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    /// There is nothing in it yet.
    Empty,
    /// Its own `.gitignore`, which says nothing but `*`.
    Ignored,
    /// Nothing that is certain: other rules can be overruled, and files may be known to git already.
    None,
}

fn guard(folder: &Folder) -> Result<Guard, Errno> {
    if let Found::File { content, .. } = folder.read(GITIGNORE)? {
        let text = String::from_utf8_lossy(&content).into_owned();
        let mut rules = text.lines().map(str::trim_end);
        let is_rule = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let only = rules.by_ref().filter(is_rule).collect::<Vec<_>>() == [EVERYTHING];
        return Ok(if only { Guard::Ignored } else { Guard::None });
    }
    Ok(if folder.list()?.is_empty() { Guard::Empty } else { Guard::None })
}

/// Where a path leads, the folder if it is there, and what keeps git away from it.
fn examine(
    path: &Path,
    project: &Path,
    apart: &[&Path],
) -> Result<(PathBuf, Option<Folder>, Guard), Fault> {
    let real = disk::resolved(path);
    let real = real.map_err(|error| Fault::of_std(Action::Open, path, &error))?;
    refuse_taken(path, &real, project, apart)?;
    let folder = match Folder::open_given(&real) {
        Ok(folder) => Some(folder),
        Err(Errno::NOENT) => None,
        Err(Errno::NOTDIR) => return Err(Fault::NotAFolder { path: path.to_owned() }),
        Err(errno) => return Err(Fault::io(Action::Open, path, errno)),
    };
    let guarded = folder.as_ref().map_or(Ok(Guard::Empty), guard);
    let guarded = guarded.map_err(|errno| Fault::io(Action::Read, path, errno))?;
    if let (Guard::None, Some(work_tree)) = (guarded, disk::work_tree(&real)) {
        return Err(Fault::NotIgnored { folder: path.to_owned(), work_tree });
    }
    Ok((real, folder, guarded))
}

fn refuse_taken(path: &Path, real: &Path, project: &Path, apart: &[&Path]) -> Result<(), Fault> {
    let taken = |by: &Path| Fault::Taken { folder: path.to_owned(), by: by.to_owned() };
    let resolved = |other: &Path| {
        disk::resolved(other).map_err(|error| Fault::of_std(Action::Open, other, &error))
    };
    // Neither the project itself nor a folder around it; and nothing below the folders that belong to something else.
    if resolved(project)?.starts_with(real) {
        return Err(taken(project));
    }
    for other in apart {
        let theirs = resolved(other)?;
        if real.starts_with(&theirs) || theirs.starts_with(real) {
            return Err(taken(other));
        }
    }
    for around in real.ancestors() {
        let Ok(folder) = Folder::open_given(around) else { continue };
        let holds = |name: &&str| *name == "." || matches!(folder.stat(name), Ok(Some(_)));
        // A release may lie in a project, but not beside its project file.
        let others = if around == real { &OTHERS[..] } else { &OTHERS[..2] };
        if others.iter().any(|pair| pair.iter().all(&holds)) {
            return Err(taken(around));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
