//! `qalyp.yaml`: what marks a folder as a project.

use std::path::{Path, PathBuf};

use super::decode::{Decode, Faults, Spanned, record};
use super::fault::Fault;
use super::files::{self, Folders};
use super::parse::{self, Limits};
use super::units::{Line, Version};
use crate::diagnostics::Sources;

/// The file's name.
pub const PROJECT_FILE: &str = "qalyp.yaml";
/// Where keys are unless the project file says otherwise.
pub const KEYS_FOLDER: &str = "keys";

record! {
    /// The project file `qalyp.yaml` at the root of a project.
    pub struct Project("the project file") {
        /// The least version of qalyp that compiles this project.
        "compiler" => compiler: Option<Spanned<Version>>,
        /// Folders with blueprints; absent: `blueprints`.
        "blueprints" => blueprints: Option<Vec<Spanned<Line>>>,
        /// A folder with templates that replace the built-in ones of the same path.
        "templates" => templates: Option<Spanned<Line>>,
        /// The folder with the facts of money and time, which only `bill` and `sla` read; absent: `ledger`, if it is there.
        "ledger" => ledger: Option<Spanned<Line>>,
        /// The folder with the vault and the public state of the VPNs; absent: `keys`, if it is there. A build reads the public state alone.
        "keys" => keys: Option<Spanned<Line>>,
    }
}

/// Where a project keeps what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) blueprints: Folders,
    pub(super) templates: Option<PathBuf>,
    pub(super) ledger: Option<PathBuf>,
    /// The folder of keys, which need not be there yet.
    pub(super) keys: PathBuf,
}

impl Layout {
    /// The folders that are read with everything below them.
    pub(super) fn folders(self) -> Vec<PathBuf> {
        let mut folders = match self.blueprints {
            Folders::Only(_) => Vec::new(),
            Folders::Below(folders) => folders,
        };
        folders.extend(self.templates);
        folders
    }
}

/// Reads the project file, if there is one. Without it the blueprints are the
/// files of the root itself, not of folders below it.
pub(super) fn read(
    root: &Path,
    limits: Limits,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Layout {
    let plain = Layout {
        blueprints: Folders::Only(root.to_path_buf()),
        templates: None,
        ledger: None,
        keys: root.join(KEYS_FOLDER),
    };
    let path = root.join(PROJECT_FILE);
    // A link that leads nowhere, or something that is no file, is a fault and not an absence:
    // without its folders and templates the project would be another one.
    if path.symlink_metadata().is_err() {
        return plain;
    }
    let project = match files::read(&path, PROJECT_FILE, limits) {
        Ok(text) => decode(&text, limits, sources, faults),
        Err(fault) => {
            faults.push(fault);
            return plain;
        }
    };
    let inside = |line: &Spanned<Line>, faults: &mut Faults| {
        let path = Path::new(&*line.value);
        if files::stays_inside(path) {
            return Some(root.join(path));
        }
        faults.push(Fault::OutsideProject { span: line.span, path: line.to_string() });
        None
    };
    let folders = match project.as_ref().and_then(|p| p.blueprints.as_ref()) {
        Some(named) => named.iter().filter_map(|line| inside(line, faults)).collect(),
        None => vec![root.join("blueprints")],
    };
    let templates =
        project.as_ref().and_then(|p| p.templates.as_ref()).and_then(|line| inside(line, faults));
    let ledger = match project.as_ref().and_then(|p| p.ledger.as_ref()) {
        Some(line) => inside(line, faults),
        // Most projects have none; one that is named must be there.
        None => Some(root.join("ledger")).filter(|folder| files::is_folder(folder)),
    };
    let keys = project
        .as_ref()
        .and_then(|p| p.keys.as_ref())
        .and_then(|line| inside(line, faults))
        .unwrap_or_else(|| root.join(KEYS_FOLDER));
    Layout { blueprints: Folders::Below(folders), templates, ledger, keys }
}

fn decode(
    text: &str,
    limits: Limits,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<Project> {
    let id = sources.add(PROJECT_FILE, text);
    let mut slices = parse::documents(text).into_iter();
    let slice = slices.next()?;
    if let Some(second) = slices.next() {
        faults.push(Fault::Syntax {
            span: parse::opening(id, text, second),
            problem: "the project file is one document; a second one begins here".to_owned(),
        });
    }
    let node = parse::parse(id, text, slice, limits).map_err(|f| faults.push(f)).ok()?;
    let project = Project::decode(&node, faults)?;
    if let Some(wanted) = &project.compiler {
        let have = env!("CARGO_PKG_VERSION");
        let numbers = have.split('.').filter_map(|n| n.parse().ok()).collect::<Vec<u32>>();
        if wanted.numbers() > numbers.as_slice() {
            faults.push(Fault::CompilerTooOld {
                span: wanted.span,
                wanted: wanted.value.to_string(),
                have,
            });
        }
    }
    Some(project)
}
