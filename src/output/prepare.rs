//! A rendered part, checked and with its manifest: everything that can be known without a disk.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::manifest::{self, ArtefactEntry, InputList, MANIFEST, PartEntry, PartManifest, SHAPE};
use super::root::PRIVATE;
use super::{Artefact, Digest, Inputs, Part, RelativePath, Scope};

/// The artefacts of a part, by path, and its manifest.
pub(super) struct Prepared {
    pub(super) entry: PartEntry,
    pub(super) manifest: Vec<u8>,
    pub(super) artefacts: Vec<(Artefact, Digest)>,
}

/// Checks what a part rendered, and writes its manifest.
pub(super) fn prepare(
    part: &RelativePath,
    inputs: &Inputs,
    mut artefacts: Vec<Artefact>,
) -> Result<Prepared, Vec<Fault>> {
    artefacts.sort_by(|a, b| a.path.cmp(&b.path));
    let mut faults = artefact_faults(part, &artefacts);
    let mut entries = Vec::with_capacity(artefacts.len());
    let mut hashed = Vec::with_capacity(artefacts.len());
    let mut bytes = 0;
    for artefact in artefacts {
        let path = match part.join(&artefact.path) {
            Ok(path) => path,
            Err(fault) => {
                faults.push(Fault::Path(fault));
                continue;
            }
        };
        let sha256 = Digest::of(&artefact.content);
        let size = artefact.content.len() as u64;
        bytes += size;
        let template = artefact.template.clone();
        let (mode, sensitivity) = (artefact.mode, artefact.sensitivity);
        entries.push(ArtefactEntry { path, sha256, size, mode, template, sensitivity });
        hashed.push((artefact, sha256));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let files = entries.len() as u64;
    let manifest = manifest::write(&PartManifest {
        shape: SHAPE,
        part: part.clone(),
        inputs: InputList { digest: inputs.digest(), list: inputs.list().to_vec() },
        artefacts: entries,
    });
    let entry = PartEntry {
        path: part.clone(),
        manifest: Digest::of(&manifest),
        inputs: inputs.digest(),
        files,
        bytes,
    };
    Ok(Prepared { entry, manifest, artefacts: hashed })
}

/// Checks artefacts that are in order of their paths.
fn artefact_faults(part: &RelativePath, artefacts: &[Artefact]) -> Vec<Fault> {
    // Paths are shown from `out/`; one that is too long to join is reported as such elsewhere.
    let shown = |path: &RelativePath| part.join(path).unwrap_or_else(|_| path.clone());
    let mut faults = Vec::new();
    for pair in artefacts.windows(2) {
        if pair[0].path == pair[1].path {
            faults.push(Fault::ArtefactTwice { path: shown(&pair[0].path) });
        }
    }
    let paths: BTreeSet<&str> = artefacts.iter().map(|a| a.path.as_str()).collect();
    for artefact in artefacts {
        let path = &artefact.path;
        if path.components().next() == Some(MANIFEST) {
            faults.push(Fault::Reserved { path: shown(path) });
        }
        // Nothing below 0400 could be read back to be verified.
        if artefact.mode > 0o777 || artefact.mode & 0o400 == 0 {
            faults.push(Fault::Mode { path: shown(path), mode: artefact.mode });
        }
        let mut above = path.parent_path();
        while let Some(folder) = above {
            if paths.contains(folder.as_str()) {
                faults.push(Fault::FileAndFolder { file: shown(&folder), below: shown(path) });
            }
            above = folder.parent_path();
        }
    }
    faults
}

/// Checks the names of the parts of a run. `others` are the parts that stay beside them.
pub(super) fn part_faults<'a, E>(
    parts: &[Part<'_, E>],
    scope: &Scope,
    others: impl Iterator<Item = &'a RelativePath>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    for Part { name, .. } in parts {
        if !scope.holds(name) {
            faults.push(Fault::PartOutOfScope { part: name.clone() });
        }
        if matches!(name.components().next(), Some(PRIVATE | MANIFEST)) {
            faults.push(Fault::Reserved { path: name.clone() });
        }
        if !names.insert(name.clone()) {
            faults.push(Fault::PartTwice { part: name.clone() });
        }
    }
    names.extend(others.filter(|other| !scope.holds(other)).cloned());
    for part in &names {
        let mut above = part.parent_path();
        while let Some(outer) = above {
            if names.contains(&outer) {
                faults.push(Fault::PartWithin { part: part.clone(), outer: outer.clone() });
            }
            above = outer.parent_path();
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Sensitivity;

    fn path(text: &str) -> RelativePath {
        RelativePath::parse(text).unwrap()
    }

    fn artefact(at: &str, mode: u32) -> Artefact {
        let (content, template) = (Vec::new(), None);
        Artefact { path: path(at), content, mode, template, sensitivity: Sensitivity::Public }
    }

    fn faults(artefacts: Vec<Artefact>) -> Vec<Fault> {
        prepare(&path("p"), &Inputs::new(Vec::new()), artefacts).err().unwrap_or_default()
    }

    fn part(name: &str) -> Part<'static, ()> {
        let inputs = Inputs::new(Vec::new());
        Part { name: path(name), inputs, render: Box::new(|| Ok(Vec::new())) }
    }

    #[test]
    fn artefacts_that_cannot_stand_together() {
        assert_eq!(
            faults(vec![artefact("a", 0o644), artefact("a", 0o600)]),
            [Fault::ArtefactTwice { path: path("p/a") }]
        );
        assert_eq!(
            faults(vec![artefact("a/b/c", 0o644), artefact("a-b", 0o644), artefact("a", 0o644)]),
            [Fault::FileAndFolder { file: path("p/a"), below: path("p/a/b/c") }]
        );
        assert_eq!(
            faults(vec![artefact(MANIFEST, 0o644)]),
            [Fault::Reserved { path: path("p/manifest.json") }]
        );
        assert_eq!(faults(vec![artefact("a/manifest.json", 0o644)]), []);
    }

    #[test]
    fn permissions_that_cannot_be_kept() {
        for mode in [0o4755, 0o1777, 0o044, 0o200, 0] {
            assert_eq!(
                faults(vec![artefact("a", mode)]),
                [Fault::Mode { path: path("p/a"), mode }]
            );
        }
        assert_eq!(faults(vec![artefact("a", 0o400)]), []);
    }

    #[test]
    fn the_order_of_artefacts_does_not_matter() {
        let inputs = Inputs::new(Vec::new());
        let make = |names: [&str; 3]| {
            let artefacts = names.iter().map(|n| artefact(n, 0o644)).collect();
            prepare(&path("p"), &inputs, artefacts).ok().unwrap().manifest
        };
        assert_eq!(make(["a", "b", "c/d"]), make(["c/d", "b", "a"]));
    }

    #[test]
    fn parts_that_cannot_stand_together() {
        let other = path("x/y");
        let only = Scope::Only([path("a"), path("x"), path(".qalyp/z")].into());
        assert_eq!(
            part_faults(&[part("a"), part("x"), part("b")], &only, [&other].into_iter()),
            [
                Fault::PartOutOfScope { part: path("b") },
                Fault::PartWithin { part: other.clone(), outer: path("x") },
            ]
        );
        assert_eq!(
            part_faults(&[part("a"), part("a-b"), part("a/c"), part("a")], &Scope::All, [].iter()),
            [
                Fault::PartTwice { part: path("a") },
                Fault::PartWithin { part: path("a/c"), outer: path("a") },
            ]
        );
        assert_eq!(
            part_faults(&[part(".qalyp/z")], &only, [].iter()),
            [Fault::Reserved { path: path(".qalyp/z") }]
        );
    }
}
