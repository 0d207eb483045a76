//! The doctor's eyes: which files there are, and their bytes. Nothing is written.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::repository::{Candidate, Standing};

/// Bytes of a file that are read. What is longer is an image or a dump, and a key stands at the
/// beginning of a file or in one that people write.
pub const LIMIT: u64 = 16 * 1024 * 1024;

/// Folders that are no part of what people write: git's own, and what a compiler makes.
const PASSED_OVER: [&str; 2] = [".git", "target"];

/// Where the bytes of a candidate are.
#[derive(Clone, Debug)]
pub enum Content {
    /// In a file of the work tree.
    File(PathBuf),
    /// In git's index.
    Bytes(Vec<u8>),
}

/// Every file below a folder, where there is no git to ask. Links are not followed.
pub fn walk(root: &Path) -> Vec<Candidate> {
    let is_passed_over = |entry: &walkdir::DirEntry| {
        entry.depth() > 0
            && entry.file_type().is_dir()
            && PASSED_OVER.iter().any(|name| entry.file_name() == *name)
    };
    let mut all = Vec::new();
    let entries = WalkDir::new(root).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| !is_passed_over(entry)) {
        // A folder that cannot be read is told as one that could not be looked into.
        let path = match &entry {
            Ok(entry) if entry.file_type().is_file() => entry.path(),
            Ok(_) => continue,
            Err(fault) => fault.path().unwrap_or(root),
        };
        let below = path.strip_prefix(root).unwrap_or(path);
        all.push(Candidate {
            path: below.to_string_lossy().into_owned(),
            standing: Standing::Unknown,
            content: Content::File(path.to_owned()),
        });
    }
    all
}

/// What below a folder, itself included, anybody on the machine can write to, in order. Links have no permissions.
pub fn open_to_all(root: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(root).sort_by_file_name().into_iter().flatten();
    entries
        .filter(|entry| !entry.file_type().is_symlink())
        .filter(|entry| entry.metadata().is_ok_and(|it| it.permissions().mode() & 0o002 != 0))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The first bytes of a file, and whether it has more. `None` if it is gone or none of bytes: a link, a
/// pipe, the folder of a submodule.
pub(super) fn read(path: &Path) -> Result<Option<(Vec<u8>, bool)>, String> {
    let reason = |fault: std::io::Error| {
        let text = fault.to_string();
        text.split(" (os error").next().unwrap_or_default().to_lowercase()
    };
    let standing = match fs::symlink_metadata(path) {
        Ok(standing) => standing,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(reason(fault)),
    };
    if standing.is_dir() {
        return fs::read_dir(path).map(|_| None).map_err(reason);
    }
    if !standing.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(standing.len().min(LIMIT)).unwrap_or(0));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(reason(fault)),
    };
    file.take(LIMIT).read_to_end(&mut bytes).map_err(reason)?;
    let is_cut = standing.len() > LIMIT;
    Ok(Some((bytes, is_cut)))
}
