//! Part sets made up for tests, and trees read back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use qalyp::output::{
    Artefact, Digest, Failure, Fault, Input, Inputs, Options, Part, RelativePath, Scope,
    Sensitivity, Silent, Summary, TreeState, commit, verify,
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

/// A part that cannot be rendered.
pub(crate) fn broken(name: &str) -> Part<'static, String> {
    Part {
        name: path(name),
        inputs: Inputs::new(Vec::new()),
        render: Box::new(|| Err("a mistake in a template".to_owned())),
    }
}

pub(crate) fn scope(names: &[&str]) -> Scope {
    Scope::Only(names.iter().map(|name| path(name)).collect())
}

/// Builds only these parts.
pub(crate) fn build_only(out: &Path, plans: &[Plan]) -> Summary {
    let parts: Vec<_> = plans.iter().map(Plan::part).collect();
    let names: Vec<_> = plans.iter().map(|plan| plan.name.as_str()).collect();
    commit(out, &parts, &scope(&names), &quick()).unwrap()
}

/// The faults of a build that must fail on its output, and the state of the tree.
pub(crate) fn faults(result: Result<Summary, Failure<String>>) -> (Vec<Fault>, TreeState) {
    match result {
        Err(Failure::Output(error)) => (error.faults, error.tree),
        other => panic!("{other:?}"),
    }
}

/// What `verify` finds, as text.
pub(crate) fn deviations(out: &Path) -> Vec<String> {
    verify(out, &Silent).unwrap().deviations.iter().map(ToString::to_string).collect()
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

/// Path, mode, and content (`None`: a folder).
pub(crate) type Tree = BTreeMap<String, (u32, Option<Vec<u8>>)>;

/// Everything below a folder but the private folder.
pub(crate) fn tree(root: &Path) -> Tree {
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

/// The inode of a file, and when its content and its description changed.
type Stamp = (u64, (i64, i64), (i64, i64));

/// The stamps of a folder and everything below it but the private folder.
pub(crate) fn stamps(root: &Path) -> BTreeMap<String, Stamp> {
    let walk = walkdir::WalkDir::new(root).into_iter();
    walk.filter_entry(|entry| entry.file_name() != ".qalyp")
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let meta = entry.metadata().unwrap();
            let changed = (meta.ctime(), meta.ctime_nsec());
            (name, (meta.ino(), (meta.mtime(), meta.mtime_nsec()), changed))
        })
        .collect()
}

/// A folder for tests that write much: in memory if possible, where no disk has a say in how long
/// they take.
pub(crate) fn in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// What a fresh build of the plans makes.
pub(crate) fn reference(plans: &[Plan]) -> Tree {
    let place = in_memory();
    let out = place.path().join("out");
    build(&out, plans);
    tree(&out)
}
