//! An open folder, and everything that is done to what lies in it.
//!
//! All work on the disk goes through here. A path is always resolved from an open folder, beneath
//! it, and without following a symbolic link, so a link planted anywhere in the tree leads
//! nowhere: it is seen as a link.

use std::io::{self, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use crate::artefacts::RelativePath;

/// Folders get these permissions whatever the umask is; they are part of the output.
const FOLDER_MODE: u32 = 0o755;

/// A folder held open.
#[derive(Debug)]
pub(crate) struct Folder {
    fd: OwnedFd,
}

/// What tells that a file was not touched: everything of `stat` that a change of content, mode or
/// identity also changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Bytes.
    pub(crate) size: u64,
    /// Last change of the content, in nanoseconds since 1970.
    pub(crate) mtime: i64,
    /// Last change of content or description, in nanoseconds since 1970. No program can set it.
    pub(crate) ctime: i64,
    /// The number of the file in its file system.
    pub(crate) inode: u64,
    /// Permissions, with the set-user-ID, set-group-ID and sticky bits.
    pub(crate) mode: u32,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device, pipe or socket.
    Special,
}

/// What was found at a path, with the bytes of a regular file.
#[derive(Debug)]
pub(crate) enum Found {
    Nothing,
    File { content: Vec<u8>, stamp: Stamp },
    Other(Standing),
}

/// One name in a folder. The name need not be UTF-8: other programs write here too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) folder: bool,
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File => "a file",
            Self::Folder => "a folder",
            Self::Link => "a symbolic link",
            Self::Special => "a device, pipe or socket",
        })
    }
}

impl Folder {
    /// Opens a folder by the path that a person gave. Links in that path are theirs and are
    /// followed, once; from here on everything is resolved from the open folder.
    pub(crate) fn open_given(path: &Path) -> Result<Self, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { fd: fs::open(path, flags, Mode::empty())? })
    }

    /// Opens a folder below this one, to work in.
    ///
    /// `ELOOP` or `ENOTDIR` mean that something else stands on the way.
    pub(crate) fn open(&self, path: &str) -> Result<Self, Errno> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match fs::openat2(&self.fd, path, flags, Mode::empty(), resolve) {
            // Kernels before 5.6 and some sandboxes do not have the call.
            Err(Errno::NOSYS | Errno::PERM) => self.open_by_steps(path),
            opened => Ok(Self { fd: opened? }),
        }
    }

    /// The same as [`Folder::open`], a component at a time.
    fn open_by_steps(&self, path: &str) -> Result<Self, Errno> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut here: Option<OwnedFd> = None;
        for component in path.split('/') {
            if matches!(component, "" | "." | "..") {
                return Err(Errno::XDEV);
            }
            let from = here.as_ref().map_or(self.fd.as_fd(), AsFd::as_fd);
            here = Some(fs::openat(from, component, flags, Mode::empty())?);
        }
        here.map(|fd| Self { fd }).ok_or(Errno::INVAL)
    }

    /// Opens a folder below this one and makes what is missing of it.
    pub(crate) fn make(&self, path: &RelativePath) -> Result<Self, Errno> {
        match self.open(path.as_str()) {
            Err(Errno::NOENT) => {}
            opened => return opened,
        }
        match path.parent_path() {
            Some(parent) => self.make(&parent)?.make_one(path.name()),
            None => self.make_one(path.name()),
        }
    }

    /// Makes one folder in this one and opens it; one that another thread just made will do.
    pub(crate) fn make_one(&self, name: &str) -> Result<Self, Errno> {
        match fs::mkdirat(&self.fd, name, Mode::from_raw_mode(FOLDER_MODE)) {
            Ok(()) => {}
            Err(Errno::EXIST) => return self.open(name),
            Err(errno) => return Err(errno),
        }
        let folder = self.open(name)?;
        let mode = fs::fstat(&folder.fd)?.st_mode;
        if mode & 0o777 != FOLDER_MODE {
            // An `O_PATH` descriptor cannot change modes. A set-group-ID bit, which a shared
            // folder hands down, stays.
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let readable = fs::openat(&self.fd, name, flags, Mode::empty())?;
            fs::fchmod(readable, Mode::from_raw_mode((mode & 0o7000) | FOLDER_MODE))?;
        }
        Ok(folder)
    }

    /// What stands at a name in this folder.
    pub(crate) fn stat(&self, name: &str) -> Result<Option<(Standing, Stamp)>, Errno> {
        match fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some((standing(&stat), stamp(&stat)))),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno),
        }
    }

    /// Device and inode of this folder: its identity.
    pub(crate) fn identity(&self) -> Result<(u64, u64), Errno> {
        let stat = fs::fstat(&self.fd)?;
        Ok((wide(stat.st_dev), wide(stat.st_ino)))
    }

    /// Reads what stands at a name in this folder.
    pub(crate) fn read(&self, name: &str) -> Result<Found, Errno> {
        let fd = match self.open_existing(name) {
            Ok(fd) => fd,
            Err(Errno::NOENT) => return Ok(Found::Nothing),
            // A link, or a socket or device that cannot be opened.
            Err(errno @ (Errno::LOOP | Errno::NXIO | Errno::NODEV)) => {
                return match self.stat(name)? {
                    Some((Standing::File, _)) => Err(errno),
                    Some((other, _)) => Ok(Found::Other(other)),
                    None => Ok(Found::Nothing),
                };
            }
            Err(errno) => return Err(errno),
        };
        let stat = fs::fstat(&fd)?;
        if standing(&stat) != Standing::File {
            return Ok(Found::Other(standing(&stat)));
        }
        let stamp = stamp(&stat);
        Ok(Found::File { content: read_all(fd.as_fd(), stamp.size)?, stamp })
    }

    /// Writes a new file. The name must be free.
    pub(crate) fn create(&self, name: &str, content: &[u8], mode: u32) -> Result<Stamp, Errno> {
        let (_, stamp) = self.create_open(name, content, mode)?;
        Ok(stamp)
    }

    /// Makes a new file and lets it be written piece by piece.
    pub(crate) fn create_with(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let (fd, _) = self.create_open(name, &[], 0o644)?;
        let mut file = io::BufWriter::with_capacity(1 << 16, std::fs::File::from(fd));
        write(&mut file)?;
        file.flush()
    }

    /// Writes a new file and waits until it is on the disk.
    pub(crate) fn create_synced(&self, name: &str, content: &[u8]) -> Result<(), Errno> {
        let (fd, _) = self.create_open(name, content, 0o644)?;
        fs::fsync(fd)
    }

    fn create_open(
        &self,
        name: &str,
        content: &[u8],
        mode: u32,
    ) -> Result<(OwnedFd, Stamp), Errno> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let wanted = Mode::from_raw_mode(mode);
        let fd = fs::openat(&self.fd, name, flags, wanted)?;
        write_all(fd.as_fd(), content)?;
        let mut stat = fs::fstat(&fd)?;
        if stat.st_mode & 0o7777 != mode {
            fs::fchmod(&fd, wanted)?;
            stat = fs::fstat(&fd)?;
        }
        let stamp = stamp(&stat);
        Ok((fd, stamp))
    }

    /// Opens the file that runs lock, and makes it if need be.
    pub(crate) fn open_lock(&self, name: &str) -> Result<OwnedFd, Errno> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        fs::openat(&self.fd, name, flags, Mode::from_raw_mode(0o644))
    }

    /// Opens a file that exists, to look at it.
    pub(crate) fn open_existing(&self, name: &str) -> Result<OwnedFd, Errno> {
        // Without NONBLOCK a planted pipe would make us wait for ever.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        fs::openat(&self.fd, name, flags, Mode::empty())
    }

    /// Moves a name of this folder to a name of another, replacing a file or link there.
    pub(crate) fn rename(&self, name: &str, to: &Self, new_name: &str) -> Result<(), Errno> {
        fs::renameat(&self.fd, name, &to.fd, new_name)
    }

    /// Removes a file or a link; one that is gone already will do.
    pub(crate) fn unlink(&self, name: &str) -> Result<(), Errno> {
        match fs::unlinkat(&self.fd, name, AtFlags::empty()) {
            Err(Errno::NOENT) => Ok(()),
            done => done,
        }
    }

    /// Removes a folder if it is empty; tells whether it is gone.
    pub(crate) fn remove_empty(&self, name: &str) -> Result<bool, Errno> {
        match fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR | Errno::BUSY) => Ok(false),
            Err(errno) => Err(errno),
        }
    }

    /// Removes whatever stands at a name, folders with all they hold; links are removed as links.
    pub(crate) fn remove_all(&self, name: &str) -> Result<(), Errno> {
        match fs::unlinkat(&self.fd, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => return Ok(()),
            Err(Errno::ISDIR | Errno::PERM) => {}
            Err(errno) => return Err(errno),
        }
        let inner = self.open(name)?;
        for entry in inner.list()? {
            // Names that are not UTF-8 were not written by us; the folder then stays.
            let name = std::str::from_utf8(&entry.name).map_err(|_| Errno::NOTEMPTY)?;
            inner.remove_all(name)?;
        }
        fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR)
    }

    /// The names in this folder, sorted.
    pub(crate) fn list(&self) -> Result<Vec<Entry>, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = fs::openat(&self.fd, ".", flags, Mode::empty())?;
        let mut entries = Vec::new();
        let mut reader = fs::Dir::new(fd)?;
        while let Some(entry) = reader.read() {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if matches!(name, b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not say.
                FileType::Unknown => {
                    let flags = AtFlags::SYMLINK_NOFOLLOW;
                    let stat = fs::statat(&self.fd, entry.file_name(), flags)?;
                    FileType::from_raw_mode(stat.st_mode)
                }
                kind => kind,
            };
            entries.push(Entry { name: name.to_vec(), folder: kind == FileType::Directory });
        }
        entries.sort();
        Ok(entries)
    }

    /// Opens a folder by a name that need not be UTF-8.
    pub(crate) fn open_entry(&self, entry: &Entry) -> Result<Self, Errno> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self { fd: fs::openat(&self.fd, entry.name.as_slice(), flags, Mode::empty())? })
    }

    /// The first thing on the way down `path` that is not a folder, and where it is.
    pub(crate) fn obstacle(&self, path: &RelativePath) -> Option<(RelativePath, Standing)> {
        let text = path.as_str();
        let ends = text.match_indices('/').map(|(at, _)| at).chain([text.len()]);
        let mut here: Option<Self> = None;
        for end in ends {
            let reached = RelativePath::parse(&text[..end]).ok()?;
            let from = here.as_ref().unwrap_or(self);
            match from.stat(reached.name()) {
                Ok(Some((Standing::Folder, _))) => here = Some(from.open(reached.name()).ok()?),
                Ok(Some((other, _))) => return Some((reached, other)),
                _ => return None,
            }
        }
        None
    }

    /// Waits until everything written to the file system of this folder is on the disk.
    pub(crate) fn sync_file_system(&self) -> Result<(), Errno> {
        fs::syncfs(self.readable()?)
    }

    /// Waits until the names in this folder are on the disk.
    pub(crate) fn sync_names(&self) -> Result<(), Errno> {
        match fs::fsync(self.readable()?) {
            // Some file systems cannot do this for folders; they need it not.
            Err(Errno::INVAL) => Ok(()),
            done => done,
        }
    }

    fn readable(&self) -> Result<OwnedFd, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        fs::openat(&self.fd, ".", flags, Mode::empty())
    }
}

fn standing(stat: &fs::Stat) -> Standing {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Standing::File,
        FileType::Directory => Standing::Folder,
        FileType::Symlink => Standing::Link,
        _ => Standing::Special,
    }
}

fn stamp(stat: &fs::Stat) -> Stamp {
    Stamp {
        size: wide(stat.st_size),
        mtime: nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
        ctime: nanoseconds(stat.st_ctime, stat.st_ctime_nsec),
        inode: wide(stat.st_ino),
        mode: stat.st_mode & 0o7777,
    }
}

/// The fields of `stat` have other widths on other processors.
fn wide(field: impl TryInto<u64>) -> u64 {
    field.try_into().unwrap_or(u64::MAX)
}

fn nanoseconds(seconds: impl TryInto<i64>, nanoseconds: impl TryInto<i64>) -> i64 {
    let seconds: i64 = seconds.try_into().unwrap_or(i64::MAX);
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds.try_into().unwrap_or(0))
}

fn write_all(fd: BorrowedFd<'_>, mut content: &[u8]) -> Result<(), Errno> {
    while !content.is_empty() {
        match rustix::io::write(fd, content) {
            Ok(0) => return Err(Errno::IO),
            Ok(written) => content = &content[written..],
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

fn read_all(fd: BorrowedFd<'_>, size: u64) -> Result<Vec<u8>, Errno> {
    // One byte more than the file has, so that the end is seen without growing the buffer.
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    loop {
        if content.len() == content.capacity() {
            content.reserve(8 * 1024);
        }
        match rustix::io::read(fd, rustix::buffer::spare_capacity(&mut content)) {
            Ok(0) => return Ok(content),
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}

mod private;

pub use private::{resolved, work_tree};

#[cfg(test)]
mod tests;
