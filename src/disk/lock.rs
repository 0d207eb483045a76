//! The right to work in a folder, which the system takes back however the process ends.

use std::os::fd::OwnedFd;

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::folder::{Folder, Found};

/// The file's name in the folder that is locked.
const LOCK: &str = "lock";

/// What the lock is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// To read, beside others who read.
    Read,
    /// To change, alone.
    Change,
}

/// Why there is no lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotLocked {
    /// Another process has it, with its number if that could be read.
    Busy { pid: Option<u32> },
    /// The system refuses.
    System(Errno),
}

/// Who is changing a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Nobody,
    /// A process, with its number if that could be read.
    Process(Option<u32>),
}

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub(crate) struct Lock(OwnedFd);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing would do, were it not that another thread may just be starting a program: until
        // that begins, it holds the lock as well.
        let _ = rustix::fs::flock(&self.0, FlockOperation::Unlock);
    }
}

impl Lock {
    /// Takes the lock of a folder, or says who has it.
    pub(crate) fn take(folder: &Folder, right: Right) -> Result<Self, NotLocked> {
        let lock = match right {
            Right::Change => folder.open_lock(LOCK),
            // Readers may have no right to write there.
            Right::Read => folder.open_existing(LOCK).or_else(|_| folder.open_lock(LOCK)),
        };
        let lock = lock.map_err(NotLocked::System)?;
        let wanted = match right {
            Right::Change => FlockOperation::NonBlockingLockExclusive,
            Right::Read => FlockOperation::NonBlockingLockShared,
        };
        match rustix::fs::flock(&lock, wanted) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(NotLocked::Busy { pid: holder(folder) }),
            Err(errno) => return Err(NotLocked::System(errno)),
        }
        if right == Right::Change {
            // The number only serves the message of a run that comes second; a full disk may refuse it.
            let pid = format!("{:<10}\n", std::process::id());
            let _ = rustix::io::pwrite(&lock, pid.as_bytes(), 0);
        }
        Ok(Self(lock))
    }

    /// Who is changing the folder now.
    pub(crate) fn holder(folder: &Folder) -> Holder {
        let Ok(lock) = folder.open_existing(LOCK) else { return Holder::Nobody };
        match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockShared) {
            Err(Errno::WOULDBLOCK) => Holder::Process(holder(folder)),
            _ => Holder::Nobody,
        }
    }
}

fn holder(folder: &Folder) -> Option<u32> {
    match folder.read(LOCK) {
        Ok(Found::File { content, .. }) => std::str::from_utf8(&content).ok()?.trim().parse().ok(),
        _ => None,
    }
}
