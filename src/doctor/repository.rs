//! The files of a repository, looked through for what should not lie open in it.

use rayon::prelude::*;

use super::exposed::{self, Allowances, Exposure, Values};
use super::files;

pub use super::files::{Content, LIMIT, walk};

/// A file that is looked into.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its path from the root of what is looked through, `/` between parts.
    pub path: String,
    /// Where it stands in the eyes of git.
    pub standing: Standing,
    /// Where its bytes are.
    pub content: Content,
}

/// What git knows of a file: what has to be done about it depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Committed, or about to be: history keeps it.
    Tracked,
    /// Staged and not yet committed.
    Staged,
    /// Not in git and not ignored: the next `git add` takes it.
    Untracked,
    /// There is no git, or it ignores the file.
    Unknown,
}

/// What lies open in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The path of the candidate.
    pub path: String,
    /// Its standing.
    pub standing: Standing,
    /// What was found, in order of lines.
    pub found: Vec<Exposure>,
}

/// The result of a look.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Files in which something lies open, by path.
    pub open: Vec<Open>,
    /// Files that could not be read, and the system's reason.
    pub unread: Vec<(String, String)>,
    /// Files of which only the first [`LIMIT`] bytes were read.
    pub cut: Vec<String>,
    /// Lines of the file of allowances that were needed.
    pub allowed: Vec<u32>,
    /// How many files were read.
    pub files: usize,
    /// How many bytes were read.
    pub bytes: u64,
}

/// Looks into the candidates, in parallel. `values` are those of the vault, if somebody could open it.
pub fn look(candidates: &[Candidate], allowances: &Allowances, values: &Values) -> Looked {
    let read: Vec<_> = candidates.par_iter().map(|it| one(it, values)).collect();
    let mut looked = Looked::default();
    for (candidate, read) in candidates.iter().zip(read) {
        let path = || candidate.path.clone();
        match read {
            // Between listing and reading somebody removed it, or it is none that holds text.
            Ok(None) => {}
            Err(reason) => looked.unread.push((path(), reason)),
            Ok(Some((found, bytes, is_cut))) => {
                looked.files += 1;
                looked.bytes += bytes;
                looked.cut.extend(is_cut.then(path));
                if found.is_empty() {
                } else if let Some(line) = allowances.allows(&candidate.path) {
                    looked.allowed.push(line);
                } else {
                    looked.open.push(Open { path: path(), standing: candidate.standing, found });
                }
            }
        }
    }
    looked.allowed.sort_unstable();
    looked.allowed.dedup();
    looked.open.sort_by(|a, b| (&a.path, a.standing).cmp(&(&b.path, b.standing)));
    without_doubles(&mut looked.open);
    looked
}

/// What one file shows, how much was read, and whether there is more of it.
type Read = (Vec<Exposure>, u64, bool);

fn one(candidate: &Candidate, values: &Values) -> Result<Option<Read>, String> {
    match &candidate.content {
        Content::Bytes(bytes) => {
            let found = exposed::scan(&candidate.path, bytes, values);
            Ok(Some((found, bytes.len() as u64, false)))
        }
        Content::File(path) => Ok(files::read(path)?.map(|(bytes, is_cut)| {
            (exposed::scan(&candidate.path, &bytes, values), bytes.len() as u64, is_cut)
        })),
    }
}

/// What is staged and also lies in the work tree in the same place is said once.
fn without_doubles(open: &mut Vec<Open>) {
    let mut before: Option<(String, Vec<Exposure>)> = None;
    open.retain_mut(|it| {
        if let Some((path, found)) = &before
            && *path == it.path
        {
            it.found.retain(|exposure| !found.contains(exposure));
        }
        before = Some((it.path.clone(), it.found.clone()));
        !it.found.is_empty()
    });
}
