//! The tree against its manifests, to the last byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use rustix::io::Errno;

use super::examine::MANIFEST_MODE;
use super::fault::{Action, Fault, OutputError, TreeState};
use super::journal::{self, Interrupted};
use super::manifest::{
    ArtefactEntry, MANIFEST, ManifestFault, PartEntry, PartManifest, RootManifest, root_digest,
};
use super::options::{Progress, Stage};
use super::root::{Output, PRIVATE, root_fault};
use super::{BrokenManifest, Digest, RelativePath};
use crate::disk::{Folder, Found, Holder, Standing};

/// What a tree is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The root digest that the manifest gives; absent when there is no manifest yet.
    pub root: Option<Digest>,
    /// Parts in the root manifest.
    pub parts: usize,
    /// Artefacts that were read and found right.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// All that is not as the manifests say, by path.
    pub deviations: Vec<Deviation>,
}

/// Something that is not as the manifests say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// Where, from `out/`; empty for the tree as a whole. Names of others need not be UTF-8 and
    /// are then shown with replacement characters.
    pub path: String,
    /// What is not right.
    pub kind: DeviationKind,
}

/// The ways in which a tree is not as its manifests say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviationKind {
    /// A run is changing the tree at this moment.
    BeingChanged {
        /// Its process, if it could be read.
        pid: Option<u32>,
    },
    /// A run was interrupted: files of two states may be mixed. The next build heals it.
    Interrupted,
    /// A file, or the whole folder of a part, is not there.
    Missing,
    /// A file has other bytes.
    Changed {
        /// As the manifest says.
        expected: Digest,
        /// As it is.
        found: Digest,
    },
    /// A file has other permissions.
    Mode {
        /// As the manifest says.
        expected: u32,
        /// As it is.
        found: u32,
    },
    /// Something else stands where a file belongs.
    NotAFile {
        /// What stands there.
        found: Standing,
    },
    /// Something else stands where a folder belongs; what belongs below is not looked for.
    NotAFolder {
        /// What stands there.
        found: Standing,
    },
    /// No manifest lists it: a file or folder of somebody else. A folder stands for all it holds.
    Foreign,
    /// A manifest that cannot be understood; what it should list is not looked at.
    BrokenManifest(BrokenManifest),
    /// The root manifest says other inputs, or another number or size of artefacts, than the
    /// part's own.
    Disagrees,
    /// The root digest is not the digest over the parts.
    RootDigest {
        /// As the parts make it.
        expected: Digest,
        /// As the manifest says.
        found: Digest,
    },
    /// The system refuses to let us read it.
    Unreadable {
        /// The system's error number.
        errno: i32,
    },
}

impl Verification {
    /// Whether everything is as the manifests say.
    pub fn is_clean(&self) -> bool {
        self.deviations.is_empty()
    }
}

/// Reads every byte of the tree at `out` and compares it with the manifests. Writes nothing and
/// needs no right to.
///
/// An error means that there is no tree to judge; whatever is wrong with a tree is a deviation.
pub fn verify(out: &Path, progress: &dyn Progress) -> Result<Verification, OutputError> {
    let error = |fault| OutputError::new(out.to_owned(), vec![fault], TreeState::Untouched);
    let output = Output::open(out).map_err(error)?.ok_or_else(|| error(Fault::NoOutput))?;
    let mut deviations = run_in_flight(&output);
    let before = output.out.read(MANIFEST);
    let before = before.map_err(|errno| error(Fault::io(Action::Read, MANIFEST, errno)))?;
    let root = match &before {
        Found::File { content, stamp } => {
            if stamp.mode != MANIFEST_MODE {
                let kind = DeviationKind::Mode { expected: MANIFEST_MODE, found: stamp.mode };
                deviations.push(deviation(MANIFEST, kind));
            }
            match RootManifest::read(content) {
                Ok(root) => Some(root),
                Err(ManifestFault::Broken(reason)) => {
                    deviations.push(deviation(MANIFEST, DeviationKind::BrokenManifest(reason)));
                    None
                }
                Err(fault) => return Err(error(root_fault(fault))),
            }
        }
        Found::Other(found) => {
            deviations.push(deviation(MANIFEST, DeviationKind::NotAFile { found: *found }));
            None
        }
        Found::Nothing if deviations.is_empty() => {
            output.refuse_foreign().map_err(error)?;
            return Err(error(Fault::NoOutput));
        }
        Found::Nothing => None,
    };
    let Some(root) = root else {
        deviations.sort();
        return Ok(Verification { root: None, parts: 0, files: 0, bytes: 0, deviations });
    };
    let expected = root_digest(&root.parts);
    if expected != root.root {
        let kind = DeviationKind::RootDigest { expected, found: root.root };
        deviations.push(deviation(MANIFEST, kind));
    }
    progress.stage(Stage::Verifying, root.parts.len());
    let checks: Vec<Check<'_>> = root
        .parts
        .par_iter()
        .map(|entry| {
            let check = Check::part(&output.out, entry);
            progress.part_done();
            check
        })
        .collect();
    let (mut files, mut bytes) = (0, 0);
    for check in checks {
        files += check.files;
        bytes += check.bytes;
        deviations.extend(check.deviations);
    }
    deviations.extend(outside_parts(&output.out, &root));
    // A run that began and ended meanwhile would have us report its work as damage.
    let same = match (output.out.read(MANIFEST), &before) {
        (Ok(Found::File { content: now, .. }), Found::File { content: then, .. }) => now == *then,
        _ => false,
    };
    if !same {
        deviations.push(deviation("", DeviationKind::BeingChanged { pid: None }));
    }
    deviations.extend(run_in_flight(&output));
    deviations.sort();
    deviations.dedup();
    let (root, parts) = (Some(root.root), root.parts.len());
    Ok(Verification { root, parts, files, bytes, deviations })
}

fn deviation(path: impl Into<String>, kind: DeviationKind) -> Deviation {
    Deviation { path: path.into(), kind }
}

/// Whether the tree is between two states.
fn run_in_flight(output: &Output) -> Vec<Deviation> {
    let journal = output.private.as_ref().map_or(Interrupted::No, journal::read);
    if journal.is_no() {
        return Vec::new();
    }
    let kind = match output.user() {
        Holder::Process(pid) => DeviationKind::BeingChanged { pid },
        Holder::Nobody => DeviationKind::Interrupted,
    };
    vec![deviation("", kind)]
}

/// The check of one part.
struct Check<'a> {
    part: &'a RelativePath,
    files: usize,
    bytes: u64,
    deviations: Vec<Deviation>,
}

impl<'a> Check<'a> {
    fn part(out: &Folder, entry: &'a PartEntry) -> Self {
        let part = &entry.path;
        let mut check = Check { part, files: 0, bytes: 0, deviations: Vec::new() };
        let folder = match out.open(part.as_str()) {
            Ok(folder) => folder,
            Err(errno) => {
                check.deviations.push(match out.obstacle(part) {
                    Some((at, found)) => {
                        deviation(at.as_str(), DeviationKind::NotAFolder { found })
                    }
                    None if errno == Errno::NOENT => {
                        deviation(part.as_str(), DeviationKind::Missing)
                    }
                    None => unreadable(part.as_str(), errno),
                });
                return check;
            }
        };
        if let Some(manifest) = check.manifest(&folder, entry) {
            check.artefacts(folder, &manifest);
        }
        check
    }

    fn manifest(&mut self, folder: &Folder, entry: &PartEntry) -> Option<PartManifest> {
        let path = format!("{}/{MANIFEST}", self.part);
        let (content, stamp) = match folder.read(MANIFEST) {
            Ok(Found::File { content, stamp }) => (content, stamp),
            Ok(Found::Nothing) => {
                self.deviations.push(deviation(path, DeviationKind::Missing));
                return None;
            }
            Ok(Found::Other(found)) => {
                self.deviations.push(deviation(path, DeviationKind::NotAFile { found }));
                return None;
            }
            Err(errno) => {
                self.deviations.push(unreadable(path, errno));
                return None;
            }
        };
        if stamp.mode != MANIFEST_MODE {
            let kind = DeviationKind::Mode { expected: MANIFEST_MODE, found: stamp.mode };
            self.deviations.push(deviation(path.as_str(), kind));
        }
        let (expected, found) = (entry.manifest, Digest::of(&content));
        if expected != found {
            let kind = DeviationKind::Changed { expected, found };
            self.deviations.push(deviation(path.as_str(), kind));
        }
        let manifest = match PartManifest::read(&content, self.part) {
            Ok(manifest) => manifest,
            Err(fault) => {
                let reason = match fault {
                    ManifestFault::Broken(reason) => reason,
                    ManifestFault::OtherShape(shape) => BrokenManifest::Shape { shape },
                };
                self.deviations.push(deviation(path, DeviationKind::BrokenManifest(reason)));
                return None;
            }
        };
        let bytes = manifest.artefacts.iter().fold(0_u64, |sum, a| sum.saturating_add(a.size));
        let agrees = entry.inputs == manifest.inputs.digest
            && entry.files == manifest.artefacts.len() as u64
            && entry.bytes == bytes;
        if !agrees && expected == found {
            self.deviations.push(deviation(path, DeviationKind::Disagrees));
        }
        Some(manifest)
    }

    /// Walks the part's folder: reads what is listed, reports what is not.
    fn artefacts(&mut self, folder: Folder, manifest: &PartManifest) {
        let mut expected: BTreeMap<&str, &ArtefactEntry> =
            manifest.artefacts.iter().map(|a| (a.path.as_str(), a)).collect();
        let own = format!("{}/{MANIFEST}", self.part);
        let folders = ancestors(manifest.artefacts.iter().map(|a| &a.path));
        let mut todo = vec![(self.part.to_string(), folder)];
        while let Some((at, folder)) = todo.pop() {
            let entries = match folder.list() {
                Ok(entries) => entries,
                Err(errno) => {
                    self.deviations.push(unreadable(at.as_str(), errno));
                    forget_below(&mut expected, &at);
                    continue;
                }
            };
            for entry in entries {
                let name = String::from_utf8_lossy(&entry.name);
                let path = format!("{at}/{name}");
                if path == own {
                    continue;
                }
                if let Some(artefact) = expected.remove(path.as_str()) {
                    self.artefact(&folder, &name, path, artefact);
                } else if !folders.contains(path.as_str()) {
                    self.deviations.push(deviation(path, DeviationKind::Foreign));
                } else {
                    match folder.open_entry(&entry) {
                        Ok(inner) => todo.push((path, inner)),
                        Err(errno) => {
                            forget_below(&mut expected, &path);
                            self.deviations.push(match folder.stat(&name) {
                                Ok(Some((found, _))) if found != Standing::Folder => {
                                    deviation(path, DeviationKind::NotAFolder { found })
                                }
                                _ => unreadable(path, errno),
                            });
                        }
                    }
                }
            }
        }
        let missing = expected.into_keys().map(|path| deviation(path, DeviationKind::Missing));
        self.deviations.extend(missing);
    }

    fn artefact(&mut self, folder: &Folder, name: &str, path: String, artefact: &ArtefactEntry) {
        let kind = match folder.read(name) {
            Ok(Found::File { content, stamp }) => {
                let found = Digest::of(&content);
                if found != artefact.sha256 || content.len() as u64 != artefact.size {
                    DeviationKind::Changed { expected: artefact.sha256, found }
                } else if stamp.mode != artefact.mode {
                    DeviationKind::Mode { expected: artefact.mode, found: stamp.mode }
                } else {
                    self.files += 1;
                    self.bytes += artefact.size;
                    return;
                }
            }
            Ok(Found::Nothing) => DeviationKind::Missing,
            Ok(Found::Other(found)) => DeviationKind::NotAFile { found },
            Err(errno) => DeviationKind::Unreadable { errno: errno.raw_os_error() },
        };
        self.deviations.push(deviation(path, kind));
    }
}

fn unreadable(path: impl Into<String>, errno: Errno) -> Deviation {
    deviation(path, DeviationKind::Unreadable { errno: errno.raw_os_error() })
}

fn forget_below(expected: &mut BTreeMap<&str, &ArtefactEntry>, folder: &str) {
    expected.retain(|path, _| !path.strip_prefix(folder).is_some_and(|p| p.starts_with('/')));
}

/// All folders above the paths.
fn ancestors<'a>(paths: impl Iterator<Item = &'a RelativePath>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    for path in paths {
        for (at, _) in path.as_str().match_indices('/') {
            folders.insert(&path.as_str()[..at]);
        }
    }
    folders
}

/// What lies in the folders around the parts and belongs to nobody.
fn outside_parts(out: &Folder, root: &RootManifest) -> Vec<Deviation> {
    let parts: BTreeSet<&str> = root.parts.iter().map(|p| p.path.as_str()).collect();
    let around = ancestors(root.parts.iter().map(|p| &p.path));
    let mut deviations = Vec::new();
    let mut todo = vec![(String::new(), None)];
    while let Some((at, folder)) = todo.pop() {
        let folder: &Folder = folder.as_ref().unwrap_or(out);
        let entries = match folder.list() {
            Ok(entries) => entries,
            Err(errno) => {
                deviations.push(unreadable(at, errno));
                continue;
            }
        };
        for entry in entries {
            let name = String::from_utf8_lossy(&entry.name);
            let path = if at.is_empty() { name.into_owned() } else { format!("{at}/{name}") };
            if parts.contains(path.as_str()) || matches!(path.as_str(), PRIVATE | MANIFEST) {
                continue;
            }
            if !around.contains(path.as_str()) {
                deviations.push(deviation(path, DeviationKind::Foreign));
            } else if entry.folder {
                // Whatever is not a folder here was reported by every part below.
                match folder.open_entry(&entry) {
                    Ok(inner) => todo.push((path, Some(inner))),
                    Err(errno) => deviations.push(unreadable(path, errno)),
                }
            }
        }
    }
    deviations
}
