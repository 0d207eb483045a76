//! The plainest ways of writing and of looking at the files of an output: the yardsticks.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// An output in memory.
pub(crate) struct Tree {
    /// Parents before what lies in them.
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Tree {
    pub(crate) fn read(root: &Path) -> Self {
        let mut tree = Self { folders: Vec::new(), files: Vec::new() };
        for entry in WalkDir::new(root).sort_by_file_name() {
            let entry = entry.expect("the output can be read");
            let path = entry.path().strip_prefix(root).expect("it lies there").to_owned();
            if entry.file_type().is_dir() {
                tree.folders.push(path);
            } else {
                tree.files.push((path, fs::read(entry.path()).expect("it can be read")));
            }
        }
        tree
    }

    pub(crate) fn files(&self) -> usize {
        self.files.len()
    }

    pub(crate) fn mebibytes(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() >> 20
    }

    /// What is to be written below another root.
    pub(crate) fn at<'t>(&'t self, root: &Path) -> Placed<'t> {
        Placed {
            folders: self.folders.iter().map(|path| root.join(path)).collect(),
            files: self.files.iter().map(|(path, bytes)| (root.join(path), &**bytes)).collect(),
        }
    }
}

/// An output in memory, with the full path of everything.
pub(crate) struct Placed<'t> {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, &'t [u8])>,
}

impl Placed<'_> {
    /// The bare loop, on one thread.
    pub(crate) fn write(&self) {
        for path in &self.folders {
            fs::create_dir(path).expect("the folder can be made");
        }
        for (path, bytes) in &self.files {
            let mut file = File::create(path).expect("the file can be made");
            file.write_all(bytes).expect("there is room");
        }
    }
}

/// Walks over a tree on one thread and asks for size and times of every file.
pub(crate) fn walk(root: &Path) -> u64 {
    let mut bytes = 0;
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is a folder") {
            let entry = entry.expect("it can be read");
            let facts = entry.metadata().expect("it is there");
            if facts.is_dir() {
                folders.push(entry.path());
            } else {
                bytes += facts.len();
            }
        }
    }
    bytes
}

/// Waits until everything on a file system is on its disk.
pub(crate) fn settle(folder: &Path) {
    let folder = File::open(folder).expect("the folder is there");
    rustix::fs::syncfs(folder).expect("the disk answers");
}

/// Removes a tree that may not be there.
pub(crate) fn remove(root: &Path) {
    if root.exists() {
        fs::remove_dir_all(root).expect("it can be removed");
    }
}

/// The first path at which two trees are not the same.
pub(crate) fn difference(one: &Path, other: &Path) -> Option<PathBuf> {
    let (one, other) = (Tree::read(one), Tree::read(other));
    let mut pairs = one.files.iter().zip(&other.files);
    let differs = pairs.find(|(one, other)| one != other).map(|((path, _), _)| path.clone());
    let longer = if one.files.len() > other.files.len() { &one } else { &other };
    let beyond = one.files.len().min(other.files.len());
    differs.or_else(|| longer.files.get(beyond).map(|(path, _)| path.clone()))
}
