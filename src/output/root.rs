//! The output folder itself: whether it may be used, and by whom.

use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::RelativePath;
use super::fault::{Action, Fault};
use super::manifest::{MANIFEST, ManifestFault, RootManifest};
use super::options::Options;
use crate::disk::{Folder, Found, Holder, Lock, NotLocked, Right};

/// The engine's own folder in the output. Nothing in it is an artefact.
pub(super) const PRIVATE: &str = ".qalyp";
/// The index, see [`super::index`].
pub(super) const INDEX: &str = "index";
/// The journal, see [`super::journal`].
pub(super) const JOURNAL: &str = "journal";
/// New files and folders, before they are moved to their places.
pub(super) const STAGE: &str = "stage";

/// The output folder, open to look at.
pub(super) struct Output {
    pub(super) out: Folder,
    /// Absent when nothing of ours was ever written here, or somebody removed it.
    pub(super) private: Option<Folder>,
}

/// The output folder, open to be changed. One process at a time has it, until this is dropped.
pub(super) struct Workplace {
    pub(super) out: Folder,
    pub(super) private: Folder,
    _lock: Lock,
}

impl Output {
    /// Opens an output that exists; `None` if there is none.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, Fault> {
        let out = match Folder::open_given(path) {
            Ok(out) => out,
            Err(Errno::NOENT) => return Ok(None),
            Err(Errno::NOTDIR) => return Err(Fault::NotAFolder),
            Err(errno) => return Err(Fault::io(Action::Open, "", errno)),
        };
        let private = match out.open(PRIVATE) {
            Ok(private) => Some(private),
            Err(Errno::NOENT) => None,
            Err(errno) => return Err(private_fault(&out, Action::Open, errno)),
        };
        Ok(Some(Self { out, private }))
    }

    /// Refuses a folder that is neither empty nor an output.
    pub(super) fn refuse_foreign(&self) -> Result<(), Fault> {
        refuse_foreign(&self.out)
    }

    /// Whether another process is changing this output now.
    pub(super) fn user(&self) -> Holder {
        self.private.as_ref().map_or(Holder::Nobody, Lock::holder)
    }
}

impl Workplace {
    /// Opens the output, makes it if need be, and locks it.
    ///
    /// A folder that holds something and is not an output is refused: whatever a person keeps
    /// there is not ours to arrange. So is the project itself.
    pub(super) fn open(path: &Path, options: &Options<'_>) -> Result<Self, Fault> {
        refuse_sources(path, options.sources)?;
        let out = match Folder::open_given(path) {
            Ok(out) => out,
            Err(Errno::NOENT) => {
                std::fs::create_dir_all(path)
                    .map_err(|error| from_std(Action::MakeFolder, &error))?;
                Folder::open_given(path).map_err(|errno| Fault::io(Action::Open, "", errno))?
            }
            Err(Errno::NOTDIR) => return Err(Fault::NotAFolder),
            Err(errno) => return Err(Fault::io(Action::Open, "", errno)),
        };
        // Once more for a path that leads through folders which were not there.
        refuse_sources(path, options.sources)?;
        if let Some(project) = options.project {
            refuse_project(&out, project)?;
        }
        refuse_foreign(&out)?;
        let private = match out.stat(PRIVATE) {
            Ok(None) => {
                let made = out.make_one(PRIVATE);
                let private = made.map_err(|e| private_fault(&out, Action::MakeFolder, e))?;
                // Whoever keeps outputs in git does not want notes about inodes in there.
                match private.create(".gitignore", b"*\n", 0o644) {
                    Ok(_) | Err(Errno::EXIST) => {}
                    Err(e) => return Err(Fault::io(Action::Write, ".qalyp/.gitignore", e)),
                }
                private
            }
            Ok(Some(_)) => out.open(PRIVATE).map_err(|e| private_fault(&out, Action::Open, e))?,
            Err(errno) => return Err(Fault::io(Action::Open, PRIVATE, errno)),
        };
        let lock = lock(&private)?;
        Ok(Self { out, private, _lock: lock })
    }
}

fn lock(private: &Folder) -> Result<Lock, Fault> {
    Lock::take(private, Right::Change).map_err(|refused| match refused {
        NotLocked::Busy { pid } => Fault::Busy { pid },
        NotLocked::System(errno) => Fault::io(Action::Lock, ".qalyp/lock", errno),
    })
}

fn private_fault(out: &Folder, action: Action, errno: Errno) -> Fault {
    match RelativePath::parse(PRIVATE).ok().and_then(|path| out.obstacle(&path)) {
        Some((path, by)) => Fault::blocked(path, by),
        None => Fault::io(action, PRIVATE, errno),
    }
}

/// Refuses a folder within the sources: the next run would read the output as blueprints.
fn refuse_sources(path: &Path, sources: &[PathBuf]) -> Result<(), Fault> {
    // The output may not be there yet; the nearest folder above it is.
    let there = path.ancestors().find_map(|folder| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        folder.canonicalize().ok()
    });
    let Some(there) = there else { return Ok(()) };
    let within = |source: &&PathBuf| source.canonicalize().is_ok_and(|s| there.starts_with(s));
    match sources.iter().find(within) {
        Some(source) => Err(Fault::WithinSources { source: source.display().to_string() }),
        None => Ok(()),
    }
}

/// Refuses the project's folder and every folder around it: pruning and manifests have no
/// business beside blueprints.
fn refuse_project(out: &Folder, project: &Path) -> Result<(), Fault> {
    let fault = |errno| Fault::io(Action::Open, "", errno);
    let ours = out.identity().map_err(fault)?;
    let project = project.canonicalize().map_err(|error| from_std(Action::Open, &error))?;
    for folder in project.ancestors() {
        // A folder above that may not be opened cannot be the one that was opened.
        let Ok(folder) = Folder::open_given(folder) else { continue };
        if folder.identity().map_err(fault)? == ours {
            return Err(Fault::HoldsProject);
        }
    }
    Ok(())
}

/// Refuses a folder that is neither empty nor an output.
fn refuse_foreign(out: &Folder) -> Result<(), Fault> {
    let names = out.list().map_err(|errno| Fault::io(Action::Open, "", errno))?;
    let Some(other) = names.iter().find(|e| e.name != PRIVATE.as_bytes()) else { return Ok(()) };
    if let Ok(private) = out.open(PRIVATE) {
        let has = |name| matches!(private.stat(name), Ok(Some(_)));
        if has(INDEX) || has(JOURNAL) {
            return Ok(());
        }
    }
    match out.read(MANIFEST).map_err(|errno| Fault::io(Action::Read, MANIFEST, errno))? {
        Found::File { content, .. } => match RootManifest::read(&content) {
            Ok(_) => Ok(()),
            Err(fault) => Err(root_fault(fault)),
        },
        Found::Nothing | Found::Other(_) => {
            Err(Fault::NotOurs { example: String::from_utf8_lossy(&other.name).into_owned() })
        }
    }
}

/// A root manifest that cannot be used, as a fault.
pub(super) fn root_fault(fault: ManifestFault) -> Fault {
    let path = MANIFEST.to_owned();
    match fault {
        ManifestFault::OtherShape(shape) => Fault::OtherShape { path, shape },
        ManifestFault::Broken(reason) => Fault::BrokenManifest { path, reason },
    }
}

fn from_std(action: Action, error: &std::io::Error) -> Fault {
    let errno = error.raw_os_error().unwrap_or(Errno::IO.raw_os_error());
    Fault::Io { action, path: String::new(), errno }
}
