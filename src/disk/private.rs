//! Files that are for one person: profiles with their keys, passphrases, archives for a server.

use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use rustix::io::Errno;

use super::folder::{Folder, Standing};

const FOLDER_MODE: u32 = 0o700;

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Refuse,
    /// It is replaced at once: whoever reads sees the old or the new one, whole.
    Replace,
}

/// Writes a file with mode 0600, and waits until it is on the disk.
///
/// It has no name before it is complete, where the file system can do that: a process that is killed on the way leaves
/// nothing of a key.
///
/// A link at the path is replaced, never followed; links on the way to it are the caller's own. Nothing but a plain file
/// and a link is replaced.
///
/// # Errors
/// Those of the system. `AlreadyExists` with [`Existing::Refuse`]. A folder, a device, a pipe or a socket stands there.
/// Nothing half-written is left.
pub fn write_private(path: &Path, content: &[u8], existing: Existing) -> io::Result<()> {
    let name = path.file_name().and_then(OsStr::to_str);
    let name = name.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = Folder::open_given(parent.unwrap_or(Path::new(".")))?;
    match existing {
        Existing::Refuse => Ok(folder.create_private(name, content)?),
        Existing::Replace => {
            if let Some((other @ (Standing::Folder | Standing::Special), _)) = folder.stat(name)? {
                return Err(io::Error::other(format!("{other} stands there")));
            }
            match folder.create_private(name, content) {
                Err(Errno::EXIST) => {}
                done => return Ok(done?),
            }
            // In the same folder, so that the name can be moved; of this process alone.
            let temporary = format!(".{name}.{}.new", std::process::id());
            folder.unlink(&temporary)?;
            folder.create_private(&temporary, content)?;
            folder.rename(&temporary, &folder, name).inspect_err(|_| {
                let _ = folder.unlink(&temporary);
            })?;
            Ok(())
        }
    }
}

/// Makes a folder with mode 0700, and what is missing on the way to it. One that is there stays as it
/// is.
///
/// # Errors
/// Those of the system.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_file_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ovpn");
        write_private(&path, b"one", Existing::Refuse).unwrap();
        assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"one".to_vec(), 0o600));
        let kind = write_private(&path, b"two", Existing::Refuse).unwrap_err().kind();
        assert_eq!(
            (kind, fs::read(&path).unwrap()),
            (io::ErrorKind::AlreadyExists, b"one".to_vec())
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_private(&path, b"two", Existing::Replace).unwrap();
        assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"two".to_vec(), 0o600));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_planted_link_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (folder.path().join("a"), folder.path().join("elsewhere"));
        fs::write(&elsewhere, "theirs").unwrap();
        symlink(&elsewhere, &path).unwrap();
        assert!(write_private(&path, b"ours", Existing::Refuse).is_err());
        write_private(&path, b"ours", Existing::Replace).unwrap();
        assert_eq!(fs::read(&elsewhere).unwrap(), b"theirs");
        assert_eq!(fs::read(&path).unwrap(), b"ours");
    }

    #[test]
    fn nothing_is_left_of_what_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert!(write_private(&taken, b"x", Existing::Replace).is_err());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let refused = write_private(&socket, b"x", Existing::Replace).unwrap_err();
        assert_eq!(refused.to_string(), "a device, pipe or socket stands there");
        assert!(!socket.metadata().unwrap().is_file());
        fs::remove_file(&socket).unwrap();
        assert!(write_private(&folder.path().join("none/x"), b"x", Existing::Refuse).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_there_is_replaced_without_a_second_name_being_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ovpn");
        for text in ["one", "two", "three"] {
            write_private(&path, text.as_bytes(), Existing::Replace).unwrap();
            assert_eq!((fs::read_to_string(&path).unwrap(), mode(&path)), (text.into(), 0o600));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_made_folder_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        make_private_folder(&path).unwrap();
        make_private_folder(&path).unwrap();
        assert_eq!((mode(&path), mode(&folder.path().join("a"))), (0o700, 0o700));
    }
}
