//! Part sets made up for tests, and trees read back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use qalyp::output::{
    Artefact, Digest, Failure, Input, Inputs, Options, Part, RelativePath, Scope, Sensitivity,
    Summary, commit,
};

/// An artefact as a test describes it: path within the part, content, mode.
pub(crate) type File = (&'static str, &'static str, u32);

pub(crate) fn path(text: &str) -> RelativePath {
    RelativePath::parse(text).unwrap()
}

/// A description of what a part holds; equal descriptions have equal inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) files: Vec<(String, Vec<u8>, u32)>,
}

pub(crate) fn plan(name: &str, files: &[File]) -> Plan {
    let file = |(path, content, mode): &File| ((*path).into(), (*content).into(), *mode);
    Plan { name: name.into(), files: files.iter().map(file).collect() }
}

impl Plan {
    pub(crate) fn part(&self) -> Part<'_, String> {
        let description = format!("{self:?}");
        let input = Input { name: "plan".into(), sha256: Digest::of(description.as_bytes()) };
        Part {
            name: path(&self.name),
            inputs: Inputs::new(vec![input]),
            render: Box::new(|| {
                let file = |(at, content, mode): &(String, Vec<u8>, u32)| Artefact {
                    path: path(at),
                    content: content.clone(),
                    mode: *mode,
                    template: Some(format!("templates/{at}")),
                    sensitivity: Sensitivity::Internal,
                };
                Ok(self.files.iter().map(file).collect())
            }),
        }
    }
}

pub(crate) fn quick() -> Options<'static> {
    Options { sync: false, ..Options::default() }
}

pub(crate) fn build(out: &Path, plans: &[Plan]) -> Summary {
    try_build(out, plans).unwrap()
}

pub(crate) fn try_build(out: &Path, plans: &[Plan]) -> Result<Summary, Failure<String>> {
    let parts: Vec<_> = plans.iter().map(Plan::part).collect();
    commit(out, &parts, &Scope::All, &quick())
}

/// Everything below a folder but the private one: path, mode, and content (`None`: a folder).
pub(crate) fn tree(root: &Path) -> BTreeMap<String, (u32, Option<Vec<u8>>)> {
    let walk = walkdir::WalkDir::new(root).min_depth(1).into_iter();
    walk.filter_entry(|entry| entry.file_name() != ".qalyp")
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
            let content =
                (!entry.file_type().is_dir()).then(|| fs::read(entry.path()).unwrap_or_default());
            (name, (mode, content))
        })
        .collect()
}

/// Inode and times of everything below a folder but the private one.
pub(crate) fn stamps(root: &Path) -> BTreeMap<String, (u64, i64, i64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let walk = walkdir::WalkDir::new(root).into_iter();
    walk.filter_entry(|entry| entry.file_name() != ".qalyp")
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let meta = entry.metadata().unwrap();
            let times = (meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec());
            // The private folder changes the times of the root when it is made, and only then.
            (name, (meta.ino(), times.0, times.1, times.2, times.3))
        })
        .collect()
}

/// What a fresh build of the plans makes.
pub(crate) fn reference(plans: &[Plan]) -> BTreeMap<String, (u32, Option<Vec<u8>>)> {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    build(&out, plans);
    tree(&out)
}
