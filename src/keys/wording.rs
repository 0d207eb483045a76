//! Every sentence of this layer.

use std::fmt;

use rustix::io::Errno;

use super::fault::{Action, Fault, KeysError};

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.folder.display();
        match &self.fault {
            Fault::NotThere => {
                write!(f, "there is no folder of keys at {folder}: `qalyp vault init` makes one")
            }
            Fault::NotAFolder => write!(f, "{folder} is not a folder; keys need one of that name"),
            Fault::Busy { pid: Some(pid) } => {
                write!(f, "{folder} is being changed by process {pid}: try again when it is done")
            }
            Fault::Busy { pid: None } => {
                write!(f, "{folder} is in use by another process: try again when it is done")
            }
            Fault::Blocked { path, by } => write!(
                f,
                "{folder}/{path} is {by}, where qalyp keeps a plain file or folder of its own: \
                 move it away; nothing was changed"
            ),
            Fault::TooBig { path, bytes } => write!(
                f,
                "{folder}/{path} has {bytes} bytes, which no file of qalyp's has: bring back what \
                 git has"
            ),
            Fault::Journal => write!(
                f,
                "{folder}/.qalyp/journal cannot be read, so an interrupted change cannot be \
                 finished: see what `git status` says about {folder}, bring it into a state that \
                 you trust, and remove {folder}/.qalyp"
            ),
            Fault::Foreign => write!(
                f,
                "{folder}/.qalyp/journal is not of a change that was made in this folder: it came with a copy or by git, and what it says \
                 is not carried out. See `git log -- {folder}/.qalyp`, bring {folder} into a state that you trust, and remove {folder}/.qalyp"
            ),
            Fault::Interrupted { errno } => write!(
                f,
                "a change of {folder} was interrupted and has to be finished first, but {}: run \
                 `qalyp vault status` as somebody who may write there",
                system(*errno)
            ),
            Fault::Unfinished { path, errno } => write!(
                f,
                "the change is made, but {folder}/{path} could not be put in place: {}. Nothing is \
                 lost: remove the cause, and the next command finishes it",
                system(*errno)
            ),
            Fault::Unconfirmed { errno } => write!(
                f,
                "the change of {folder} is made, but the disk did not confirm it: {}. Nothing is lost: remove \
                 the cause, and the next command finishes it",
                system(*errno)
            ),
            Fault::System { action, path, errno } => {
                let place =
                    if path.is_empty() { folder.to_string() } else { format!("{folder}/{path}") };
                write!(f, "cannot {action} {place}: {}; nothing was changed", system(*errno))
            }
        }
    }
}

impl std::error::Error for KeysError {}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::MakeFolder => "make the folder",
            Self::Write => "write",
            Self::Place => "put in place",
            Self::Remove => "remove",
            Self::Sync => "wait for the disk of",
            Self::Lock => "lock",
        })
    }
}

fn system(errno: Errno) -> String {
    match errno {
        Errno::NOSPC => "the disk is full".to_owned(),
        Errno::DQUOT => "the disk quota is used up".to_owned(),
        Errno::ROFS => "the file system, or what it was opened for, is read-only".to_owned(),
        Errno::ACCESS | Errno::PERM => "permission denied".to_owned(),
        Errno::IO => "the disk reports an error".to_owned(),
        other => std::io::Error::from_raw_os_error(other.raw_os_error()).to_string(),
    }
}
