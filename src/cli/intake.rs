//! Files that a person names and that hold a secret: a passphrase, an identity, a value.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use qalyp::vault::Secret;
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use zeroize::Zeroizing;

use super::failure::Failure;

/// Reads a file into memory that is wiped: at most so many bytes and one more, so that too many are noticed.
///
/// A pipe is read to its end, as `<(pass show x)` needs it, but nobody waits for one into which no program writes.
///
/// # Errors
/// The system's; the path leads to a folder or a device.
pub(super) fn read(path: &Path, most: usize) -> io::Result<(Secret, fs::Metadata)> {
    // Opening a pipe waits for its other end otherwise.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let facts = file.metadata()?;
    let kind = facts.file_type();
    if kind.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    if kind.is_char_device() || kind.is_block_device() {
        return Err(io::Error::other("it is a device"));
    }
    fcntl_setfl(&file, fcntl_getfl(&file)?.difference(OFlags::NONBLOCK))?;
    bounded(file, most).map(|secret| (secret, facts))
}

/// All bytes, one more than the most at the most.
pub(super) fn bounded(from: impl Read, most: usize) -> io::Result<Secret> {
    // Never grown: what a buffer leaves behind is not wiped.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most + 2));
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Secret::from(bytes))
}

/// What is said of too many bytes.
pub(super) fn too_big(path: &Path, most: usize, what: &str) -> Failure {
    let shown = path.display();
    Failure::new(format!("`{shown}` has more than {most} bytes, and is no {what}"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread;

    use super::*;

    #[test]
    fn nothing_is_read_without_end_and_nobody_waits() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "0123456789").unwrap();
        assert_eq!(read(&at("file"), 20).unwrap().0.expose(), b"0123456789");
        assert_eq!(read(&at("file"), 4).unwrap().0.expose(), b"01234", "one more than allowed");
        for device in ["/dev/zero", "/dev/null"] {
            assert!(read(Path::new(device), 4).is_err(), "{device}");
        }
        assert!(read(folder.path(), 4).is_err());
        assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        assert!(read(&at("pipe"), 4).unwrap().0.is_empty(), "nobody writes into it");
        // Opened for reading too: a pipe of this thread's own, into which it writes late.
        let mut both = OpenOptions::new().read(true).write(true).open(at("pipe")).unwrap();
        let reader = thread::spawn({
            let pipe = at("pipe");
            move || read(&pipe, 3).unwrap().0.expose().to_vec()
        });
        thread::sleep(std::time::Duration::from_millis(50));
        io::Write::write_all(&mut both, b"late").unwrap();
        assert_eq!(reader.join().unwrap(), b"late");
    }
}
