//! Which files a project has, and their texts. The only part of the language that touches a disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::fault::Fault;
use super::parse::Limits;

/// A text and the name under which it is shown.
pub(crate) type Named = (String, Result<String, Fault>);

/// The same with a text that several hold.
pub(super) type Shared = (String, Result<Arc<str>, Fault>);

/// Where blueprints are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Folders {
    /// In this folder and not below it: nothing says that it is a project, and it may be
    /// somebody's home.
    Only(PathBuf),
    /// In these folders and all below them.
    Below(Vec<PathBuf>),
}

/// All blueprint files below the folders, in the order of their paths, each text read or its fault.
/// What lies below a folder of `apart` is passed over, should that be within one of the folders.
pub(super) fn read_blueprints(
    root: &Path,
    folders: &Folders,
    apart: &[&Path],
    limits: Limits,
) -> Vec<Named> {
    let walk = Walk { root, wanted: is_blueprint, apart };
    let mut found = Vec::new();
    match folders {
        Folders::Only(folder) => walk.find(folder, 1, &mut found),
        Folders::Below(folders) => {
            for folder in folders {
                walk.find(folder, usize::MAX, &mut found);
            }
        }
    }
    read_all(root, found, limits)
}

/// The texts of a ledger: all files of facts below the folders, and the files that are named, under
/// their paths as given.
pub(crate) fn read_ledger(paths: &[PathBuf], limits: Limits) -> Vec<Named> {
    let root = Path::new("");
    let walk = Walk { root, wanted: holds_facts, apart: &[] };
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk.find(path, usize::MAX, &mut found);
        } else {
            found.push((path.clone(), None));
        }
    }
    read_all(root, found, limits)
}

/// The public states of VPNs: the files of this folder and of none below it. None if it is not there.
///
/// Each text is shared from the start: a copy of all of them would be there at once otherwise.
pub(super) fn read_vpn_states(
    root: &Path,
    folder: &Path,
    limits: Limits,
    accepted: impl Fn(&str, String) -> Result<String, Fault> + Sync,
) -> Vec<Shared> {
    let walk = Walk { root, wanted: is_blueprint, apart: &[] };
    let mut found = Vec::new();
    if folder.symlink_metadata().is_ok() {
        walk.find(folder, 1, &mut found);
    }
    read_all_as(root, found, limits, |name, text| Ok(Arc::from(accepted(name, text)?)))
}

/// A file that need not be there.
pub(super) fn read_if_there(root: &Path, path: &Path, limits: Limits) -> Option<Named> {
    path.symlink_metadata().ok()?;
    let name = shown(root, path);
    let text = read(path, &name, limits);
    Some((name, text))
}

type Found = (PathBuf, Option<Fault>);

fn read_all(root: &Path, found: Vec<Found>, limits: Limits) -> Vec<Named> {
    read_all_as(root, found, limits, |_, text| Ok(text))
}

fn read_all_as<T: Send>(
    root: &Path,
    mut found: Vec<Found>,
    limits: Limits,
    kept: impl Fn(&str, String) -> Result<T, Fault> + Sync,
) -> Vec<(String, Result<T, Fault>)> {
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    found
        .into_par_iter()
        .map(|(path, fault)| {
            let name = shown(root, &path);
            let text = match fault {
                Some(fault) => Err(fault),
                None => read(&path, &name, limits).and_then(|text| kept(&name, text)),
            };
            (name, text)
        })
        .collect()
}

/// Which files of a folder are meant.
struct Walk<'p> {
    /// What shown paths are relative to.
    root: &'p Path,
    wanted: fn(&Path) -> bool,
    /// Folders that belong to something else.
    apart: &'p [&'p Path],
}

impl Walk<'_> {
    fn find(&self, folder: &Path, depth: usize, found: &mut Vec<Found>) {
        let passed_over = |entry: &walkdir::DirEntry| {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            entry.depth() > 0 && (hidden || self.apart.contains(&entry.path()))
        };
        let walk = WalkDir::new(folder).follow_links(true).max_depth(depth).sort_by_file_name();
        for entry in walk.into_iter().filter_entry(|e| !passed_over(e)) {
            match entry {
                // A pipe or device of such a name is not read, and not passed over in silence either.
                Ok(entry) if !entry.file_type().is_dir() && (self.wanted)(entry.path()) => {
                    found.push((entry.into_path(), None));
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_path_buf();
                    let reason = if error.loop_ancestor().is_some() {
                        "this link leads back to a folder above it".to_owned()
                    } else {
                        error.io_error().map_or_else(|| error.to_string(), reason)
                    };
                    let fault = Fault::Unreadable { path: shown(self.root, &path), reason };
                    found.push((path, Some(fault)));
                }
            }
        }
    }
}

fn is_blueprint(path: &Path) -> bool {
    ends_with(path, &["yaml", "yml"])
}

fn holds_facts(path: &Path) -> bool {
    ends_with(path, &["yaml", "yml", "jsonl", "ndjson", "json"])
}

/// Some systems write `CUSTOMERS.YAML`; nobody expects that to be passed over.
fn ends_with(path: &Path, extensions: &[&str]) -> bool {
    let own = path.extension();
    extensions.iter().any(|known| own.is_some_and(|own| own.eq_ignore_ascii_case(known)))
}

/// Reads one file within the limits.
pub(super) fn read(path: &Path, name: &str, limits: Limits) -> Result<String, Fault> {
    let unreadable =
        |error: &std::io::Error| Fault::Unreadable { path: name.to_owned(), reason: reason(error) };
    let metadata = fs::metadata(path).map_err(|e| unreadable(&e))?;
    if !metadata.is_file() {
        let folder = metadata.is_dir();
        let reason = if folder { "it is a folder" } else { "it is a device, pipe or socket" };
        return Err(Fault::Unreadable { path: name.to_owned(), reason: reason.to_owned() });
    }
    if metadata.len() > limits.file_bytes {
        let (size, limit) = (metadata.len(), limits.file_bytes);
        return Err(Fault::TooBig { path: name.to_owned(), size, limit });
    }
    let bytes = fs::read(path).map_err(|e| unreadable(&e))?;
    decode(bytes, name)
}

/// UTF-8 with an optional byte order mark.
fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Fault> {
    let text = String::from_utf8(bytes).map_err(|e| Fault::NotUtf8 {
        path: name.to_owned(),
        offset: e.utf8_error().valid_up_to(),
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The texts of a folder of template overrides, by path below it with `/` between parts.
pub(super) fn read_overrides(
    root: &Path,
    folder: &Path,
    limits: Limits,
) -> (BTreeMap<String, String>, Vec<Fault>) {
    let mut texts = BTreeMap::new();
    let mut faults = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let read = match entry {
            Ok(entry) if entry.file_type().is_file() => {
                read(entry.path(), &shown(root, entry.path()), limits)
                    .map(|text| (shown(folder, entry.path()), text))
            }
            Ok(_) => continue,
            Err(error) => Err(Fault::Unreadable {
                path: shown(root, error.path().unwrap_or(folder)),
                reason: error.io_error().map_or_else(|| error.to_string(), reason),
            }),
        };
        match read {
            Ok((path, text)) => {
                texts.insert(path, text);
            }
            Err(fault) => faults.push(fault),
        }
    }
    (texts, faults)
}

/// Whether there is a folder of this name, or a link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether a path written by a person stays below the folder that it is relative to.
pub(super) fn stays_inside(path: &Path) -> bool {
    path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir))
}

/// A path as a person sees it: relative to the root where it can be, with `/` between parts.
pub(super) fn shown(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .filter(|c| !matches!(c, Component::CurDir))
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    match parts.first().map(String::as_str) {
        None => ".".to_owned(),
        Some("/") => format!("/{}", parts[1..].join("/")),
        Some(_) => parts.join("/"),
    }
}

/// The system's words without its number.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}
