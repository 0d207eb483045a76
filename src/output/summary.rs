use super::Digest;

/// At most so many paths are listed of each kind; all are counted.
const LISTED: usize = 100;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The digest over the whole tree, as the root manifest says it.
    pub root: Digest,
    /// Whether anything was written to the tree; if not, not even a time in it changed.
    pub changed: bool,
    /// Whether the run before was interrupted, so that this one read every file.
    pub recovered: bool,
    /// The parts that were handed over.
    pub parts: PartCounts,
    /// Their artefacts. Manifests are not counted.
    pub files: FileCounts,
    /// Files whose content, mode or presence was not what the last run left, and that were put
    /// right: an edit by hand in the output is overwritten, and this is where it says so.
    pub healed: Listed,
    /// Files that are no longer emitted but were edited by hand: left where they are. No manifest
    /// lists them any more.
    pub kept_edited: Listed,
    /// Files and empty folders of somebody else that keep the folder of a removed part. `verify`
    /// finds such files anywhere.
    pub foreign: Listed,
}

/// How the parts of a run came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartCounts {
    /// Not there before.
    pub added: usize,
    /// Something in them is new.
    pub changed: usize,
    /// Nothing in them is new, not even the manifest.
    pub unchanged: usize,
    /// Were there before and are no more.
    pub removed: usize,
    /// Rendered, because their inputs changed or something in them was not as it was left.
    pub rendered: usize,
}

/// How the artefacts of a run came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// New, or with new bytes or a new mode.
    pub written: usize,
    /// Not touched.
    pub unchanged: usize,
    /// Deleted.
    pub removed: usize,
}

/// Paths from `out/`: all counted, the first hundred listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// How many there are.
    pub count: usize,
    /// The first of them in order.
    pub paths: Vec<String>,
}

impl Listed {
    pub(super) fn of(mut paths: Vec<String>) -> Self {
        paths.sort();
        paths.dedup();
        let count = paths.len();
        paths.truncate(LISTED);
        Self { count, paths }
    }
}
