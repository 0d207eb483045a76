//! Files and folders that nobody but their owner can enter or read, from the moment in which they exist.

use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{self, AtFlags, Mode, OFlags};
use rustix::io::Errno;

use super::{Folder, write_all};

/// Of folders.
const FOLDER_MODE: u32 = 0o700;
/// Of files.
const FILE_MODE: u32 = 0o600;

impl Folder {
    /// Makes a folder in this one that only its owner can enter, and opens it; one that is there already will do, and
    /// is closed to others.
    pub(crate) fn make_private(&self, name: &str) -> Result<Self, Errno> {
        match fs::mkdirat(&self.fd, name, Mode::from_raw_mode(FOLDER_MODE)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(errno) => return Err(errno),
        }
        let folder = self.open(name)?;
        if fs::fstat(&folder.fd)?.st_mode & 0o777 != FOLDER_MODE {
            fs::fchmod(folder.readable()?, Mode::from_raw_mode(FOLDER_MODE))?;
        }
        Ok(folder)
    }

    /// Writes a new file that only its owner can read, and waits until it is on the disk. The name must be free.
    ///
    /// Where the file system can do it, the file has no name before it is complete: whatever ends this process before
    /// that, nothing is left. Elsewhere half of it may be left under the name.
    pub(crate) fn create_private(&self, name: &str, content: &[u8]) -> Result<(), Errno> {
        match self.create_unnamed(name, content) {
            // The kernel, the file system or a missing /proc do not allow it.
            Err(
                Errno::OPNOTSUPP
                | Errno::ISDIR
                | Errno::INVAL
                | Errno::NOENT
                | Errno::NOSYS
                | Errno::PERM,
            ) => self.create_named(name, content),
            done => done,
        }
    }

    fn create_unnamed(&self, name: &str, content: &[u8]) -> Result<(), Errno> {
        let flags = OFlags::WRONLY | OFlags::TMPFILE | OFlags::CLOEXEC;
        let fd = fs::openat(&self.fd, ".", flags, Mode::from_raw_mode(FILE_MODE))?;
        fill(&fd, content)?;
        let link = format!("/proc/self/fd/{}", fd.as_raw_fd());
        fs::linkat(fs::CWD, link, &self.fd, name, AtFlags::SYMLINK_FOLLOW)
    }

    fn create_named(&self, name: &str, content: &[u8]) -> Result<(), Errno> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = fs::openat(&self.fd, name, flags, Mode::from_raw_mode(FILE_MODE))?;
        let filled = fill(&fd, content);
        if filled.is_err() {
            let _ = self.unlink(name);
        }
        filled
    }
}

fn fill(fd: &OwnedFd, content: &[u8]) -> Result<(), Errno> {
    // A umask can only have taken rights away, and those are the owner's own.
    fs::fchmod(fd, Mode::from_raw_mode(FILE_MODE))?;
    write_all(fd.as_fd(), content)?;
    fs::fsync(fd)
}

/// A path without links and steps back, as far as it exists; the rest as it was given.
///
/// # Errors
/// Those of the system, but for what is not there.
pub fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    let mut rest = Vec::new();
    let mut head = std::path::absolute(path)?;
    loop {
        match std::fs::canonicalize(&head) {
            Ok(real) => return Ok(rest.iter().rev().fold(real, |path, name| path.join(name))),
            Err(error) => {
                let name = head.file_name().map(std::ffi::OsStr::to_owned);
                // Only what is not there may be left as it is.
                if error.kind() != std::io::ErrorKind::NotFound {
                    return Err(error);
                }
                rest.push(name.ok_or(error)?);
                head.pop();
            }
        }
    }
}

/// The work tree of git around a resolved path, which need not exist itself.
pub fn work_tree(path: &Path) -> Option<PathBuf> {
    // In a linked work tree or a submodule `.git` is a file.
    path.ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use std::fs as std_fs;
    use std::os::unix::fs::PermissionsExt as _;

    use tempfile::TempDir;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std_fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn both_ways_of_writing_give_a_file_of_the_owner() {
        let place = TempDir::new().unwrap();
        let folder = Folder::open_given(place.path()).unwrap();
        folder.create_named("a", b"x").unwrap();
        folder.create_private("b", b"y").unwrap();
        for (name, text) in [("a", "x"), ("b", "y")] {
            let path = place.path().join(name);
            assert_eq!((mode(&path), std_fs::read_to_string(&path).unwrap()), (0o600, text.into()));
            assert_eq!(folder.create_named(name, b""), Err(Errno::EXIST));
            assert_eq!(folder.create_private(name, b""), Err(Errno::EXIST));
        }
        std_fs::create_dir(place.path().join("open")).unwrap();
        for name in ["open", "new"] {
            folder.make_private(name).unwrap();
            assert_eq!(mode(&place.path().join(name)), 0o700);
        }
    }

    #[test]
    fn a_path_is_resolved_as_far_as_it_exists() {
        let place = TempDir::new().unwrap();
        let root = place.path().canonicalize().unwrap();
        std_fs::create_dir(root.join("real")).unwrap();
        std::os::unix::fs::symlink("real", root.join("link")).unwrap();
        assert_eq!(resolved(&root.join("link/a/b")).unwrap(), root.join("real/a/b"));
        assert_eq!(resolved(&root.join("link/../real")).unwrap(), root.join("real"));
        assert!(work_tree(&root.join("real/x")).is_none_or(|tree| !tree.starts_with(&root)));
        std_fs::write(root.join("real/.git"), "gitdir: elsewhere").unwrap();
        assert_eq!(work_tree(&root.join("real/x/y")), Some(root.join("real")));
    }
}
