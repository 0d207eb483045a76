//! Looking at files with as little work as can be believed.

use rustix::io::Errno;

use super::past::Clock;
use super::{Digest, RelativePath};
use crate::disk::{Folder, Found, Stamp, Standing};

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    File(Digest, Stamp),
    Other(Standing),
}

/// Looks at a name. What is remembered of it saves reading the file, if its stamp is the same and
/// settles the matter.
pub(super) fn look(
    folder: &Folder,
    name: &str,
    remembered: Option<(Stamp, Digest)>,
    clock: Clock,
) -> Result<Seen, Errno> {
    if let Some((stamp, digest)) = remembered {
        match folder.stat(name)? {
            None => return Ok(Seen::Nothing),
            Some((Standing::File, now)) if now == stamp && clock.settles(now) => {
                return Ok(Seen::File(digest, now));
            }
            Some((Standing::File, _)) => {}
            Some((other, _)) => return Ok(Seen::Other(other)),
        }
    }
    Ok(match folder.read(name)? {
        Found::Nothing => Seen::Nothing,
        Found::File { content, stamp } => Seen::File(Digest::of(&content), stamp),
        Found::Other(other) => Seen::Other(other),
    })
}

/// The folders below one folder, each opened once.
///
/// A part has a dozen files in half as many folders; resolving each path anew would double the
/// system calls of a run in which nothing changed.
pub(super) struct Folders<'a> {
    base: &'a Folder,
    open: Vec<(Box<str>, Option<Folder>)>,
}

impl<'a> Folders<'a> {
    pub(super) fn below(base: &'a Folder) -> Self {
        Self { base, open: Vec::new() }
    }

    /// The folder that a path lies in; `None` if there is none.
    pub(super) fn of(&mut self, path: &RelativePath) -> Result<Option<&Folder>, Errno> {
        let Some(parent) = path.parent() else { return Ok(Some(self.base)) };
        let known = self.open.iter().rposition(|(known, _)| &**known == parent);
        let at = if let Some(at) = known {
            at
        } else {
            let folder = match self.base.open(parent) {
                Ok(folder) => Some(folder),
                Err(Errno::NOENT) => None,
                Err(errno) => return Err(errno),
            };
            self.open.push((parent.into(), folder));
            self.open.len() - 1
        };
        Ok(self.open[at].1.as_ref())
    }
}
