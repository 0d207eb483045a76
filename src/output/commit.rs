//! A run: look, render, stage; then journal, remove, place, commit.
//!
//! Until the journal is written nothing in the tree was touched, so a run that cannot render or
//! has no room fails and leaves the tree as it was. The root manifest is placed after everything
//! it describes: that is the commit. Whoever dies between the two leaves the journal behind, and
//! the next run then believes nothing but content.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rustix::io::Errno;

use super::examine::MANIFEST_MODE;
use super::fault::{Action, Failure, Fault, OutputError, TreeState};
use super::index;
use super::journal::{self, Intent, Interrupted};
use super::manifest::{self, MANIFEST, PartEntry, RootManifest};
use super::options::{Options, Scope, Stage};
use super::past::Past;
use super::place::{self, Outcome, place};
use super::prepare::part_faults;
use super::root::{INDEX, JOURNAL, STAGE, Workplace};
use super::summary::{FileCounts, Listed, PartCounts, Summary};
use super::survey::{Failed, Ground, Looked, LookedPart, Removal, removals, survey};
use super::{Digest, Part, RelativePath};
use crate::disk::Folder;

/// The root manifest before it is put in place.
const NEW_ROOT: &str = "manifest.new";

/// Makes the tree at `out` what the parts say, and no more than that: what is right already is
/// not touched, and what is not ours is not removed.
///
/// Two runs on equal parts leave equal trees, whatever was there before. A failed run says in
/// which state it left the tree.
pub fn commit<E: Send>(
    out: &Path,
    parts: &[Part<'_, E>],
    scope: &Scope,
    options: &Options<'_>,
) -> Result<Summary, Failure<E>> {
    let untouched = |faults| OutputError::new(out.to_owned(), faults, TreeState::Untouched);
    let workplace = Workplace::open(out, options).map_err(|f| untouched(vec![f]))?;
    let past = Past::read(&workplace.out, Some(&workplace.private))
        .map_err(|fault| untouched(vec![fault]))?;
    let faults = part_faults(parts, scope, past.parts.keys());
    if !faults.is_empty() {
        return Err(untouched(faults).into());
    }
    interrupted_elsewhere(&past, scope).map_err(|fault| untouched(vec![fault]))?;

    let mut parts: Vec<_> = parts.iter().collect();
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    let run = Run { workplace: &workplace, past: &past, options };
    let removed = removals(&past, Some(&workplace.out), &parts, scope);
    let touched = AtomicBool::new(false);
    let done = survey(&run.ground(), &parts, &removed)
        .and_then(|looked| run.apply(looked, &removed, scope, &touched).map_err(Failed::Faults));
    done.map_err(|failed| {
        // What was staged is of no use any more, and the disk may be full of it.
        let _ = workplace.private.remove_all(STAGE);
        let tree = if touched.load(Ordering::Relaxed) {
            TreeState::MidFlight
        } else {
            TreeState::Untouched
        };
        failed.into_failure(|faults| OutputError::new(out.to_owned(), faults, tree))
    })
}

/// A run that leaves out parts which an earlier run left half done cannot commit: the root
/// manifest would vouch for them.
fn interrupted_elsewhere(past: &Past, scope: &Scope) -> Result<(), Fault> {
    let example = match (&past.interrupted, scope) {
        (Interrupted::No, _) | (_, Scope::All) => return Ok(()),
        (Interrupted::Lost, Scope::Only(_)) => None,
        (Interrupted::In(parts), Scope::Only(_)) => {
            let Some(other) = parts.keys().find(|part| !scope.holds(part)) else { return Ok(()) };
            Some(other.clone())
        }
    };
    Err(Fault::InterruptedElsewhere { example })
}

struct Run<'a> {
    workplace: &'a Workplace,
    past: &'a Past,
    options: &'a Options<'a>,
}

impl Run<'_> {
    fn ground(&self) -> Ground<'_> {
        Ground {
            out: &self.workplace.out,
            private: &self.workplace.private,
            past: self.past,
            options: self.options,
        }
    }

    fn apply(
        &self,
        looked: Looked,
        removed: &[Removal],
        scope: &Scope,
        touched: &AtomicBool,
    ) -> Result<Summary, Vec<Fault>> {
        let (out, private) = (&self.workplace.out, &self.workplace.private);
        let (root, root_bytes) = self.root_manifest(&looked, scope);
        let staged = looked.parts.iter().filter(|p| matches!(p, LookedPart::Staged(_))).count();
        let changed = staged > 0
            || !removed.is_empty()
            || self.past.root.as_deref() != Some(root_bytes.as_slice());
        let mut summary = self.summary(&looked, removed, root);
        summary.changed = changed;

        let mut outcomes = Vec::new();
        let mut records: BTreeMap<RelativePath, Option<Vec<u8>>> = BTreeMap::new();
        if changed {
            // Everything that takes room is written before the first artefact is touched, so that
            // a full disk finds the tree as it was.
            self.write_root(&root_bytes).map_err(|fault| vec![fault])?;
            let journal = journal::write(&self.intents(&looked, removed));
            let beside = "journal.new";
            private
                .remove_all(beside)
                .and_then(|()| private.create_synced(beside, &journal))
                .and_then(|()| put_over(private, beside, JOURNAL))
                .map_err(|errno| vec![Fault::io(Action::Write, ".qalyp/journal", errno)])?;
            touched.store(true, Ordering::Relaxed);
            outcomes.extend(self.remove(removed)?);
        }
        self.options.progress.stage(Stage::Placing, staged);
        let clock = self.past.clock();
        let stage = private.open(STAGE).ok();
        let placed = collect_all(looked.parts.into_par_iter().map(|part| match part {
            LookedPart::Same { entry, record } => Ok((entry.path, None, record)),
            LookedPart::Staged(staged) => {
                let name = staged.entry.path.clone();
                let stage = stage
                    .as_ref()
                    .ok_or_else(|| Fault::io(Action::Open, ".qalyp/stage", Errno::NOENT))?;
                let (outcome, record) = place(out, stage, *staged, clock)?;
                self.options.progress.part_done();
                Ok((name, Some(outcome), Some(record)))
            }
        }))?;
        for (name, outcome, record) in placed {
            outcomes.extend(outcome);
            records.insert(name, record);
        }
        if changed {
            self.options.progress.stage(Stage::Saving, 0);
            self.place_root().map_err(|fault| vec![fault])?;
        }
        self.save_index(&root_bytes, &records, scope);
        if changed || !self.past.interrupted.is_no() {
            // The tree is committed; what is left behind here costs the next run only time.
            let _ = private.remove_all(STAGE);
            let _ = private.remove_all(JOURNAL);
        }
        summary.files.removed = outcomes.iter().map(|o| o.removed).sum();
        summary.kept_edited =
            Listed::of(outcomes.iter_mut().flat_map(|o| o.kept_edited.drain(..)).collect());
        summary.foreign =
            Listed::of(outcomes.iter_mut().flat_map(|o| o.foreign.drain(..)).collect());
        Ok(summary)
    }

    fn remove(&self, removed: &[Removal]) -> Result<Vec<Outcome>, Vec<Fault>> {
        self.options.progress.stage(Stage::Removing, removed.len());
        let clock = self.past.clock();
        collect_all(removed.par_iter().map(|removal| {
            let Removal { part, known } = removal;
            let outcome = place::remove_part(&self.workplace.out, part, known, clock)?;
            self.options.progress.part_done();
            Ok(outcome)
        }))
    }

    fn intents(&self, looked: &Looked, removed: &[Removal]) -> Vec<Intent> {
        let staged = looked.parts.iter().filter_map(|part| match part {
            LookedPart::Staged(staged) => Some(staged.intent.clone()),
            LookedPart::Same { .. } => None,
        });
        let removed = removed.iter().map(|Removal { part, known }| Intent {
            part: part.clone(),
            manifests: known.manifests.clone(),
            files: known.stray.clone(),
        });
        let mut intents: Vec<_> = staged.chain(removed).collect();
        // What an interrupted run knew of a part that is in order by now is still needed if this
        // run is interrupted as well, because the root manifest does not know that part yet.
        let named: BTreeSet<_> = intents.iter().map(|intent| intent.part.clone()).collect();
        let earlier = self.past.interrupted.parts().filter(|part| !named.contains(part));
        intents.extend(earlier.filter_map(|part| self.past.interrupted.intent(part)).cloned());
        intents
    }

    /// The root manifest as it will be.
    fn root_manifest(&self, looked: &Looked, scope: &Scope) -> (Digest, Vec<u8>) {
        let looked = looked.parts.iter().map(|part| match part {
            LookedPart::Same { entry, .. } => entry,
            LookedPart::Staged(staged) => &staged.entry,
        });
        let others = self.past.parts.values().filter(|entry| !scope.holds(&entry.path));
        let mut entries: Vec<PartEntry> = looked.chain(others).cloned().collect();
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let root = RootManifest::of(&self.options.compiler, entries);
        (root.root, manifest::write(&root))
    }

    fn write_root(&self, bytes: &[u8]) -> Result<(), Fault> {
        let private = &self.workplace.private;
        let fault = |errno| Fault::io(Action::Write, MANIFEST, errno);
        private.remove_all(NEW_ROOT).map_err(fault)?;
        let written = if self.options.sync {
            private.create_synced(NEW_ROOT, bytes)
        } else {
            private.create(NEW_ROOT, bytes, MANIFEST_MODE).map(|_| ())
        };
        written.map_err(fault)
    }

    /// The commit.
    fn place_root(&self) -> Result<(), Fault> {
        let (out, private) = (&self.workplace.out, &self.workplace.private);
        if self.options.sync {
            out.sync_file_system().map_err(|errno| Fault::io(Action::Sync, "", errno))?;
        }
        private
            .rename(NEW_ROOT, out, MANIFEST)
            .map_err(|errno| Fault::io(Action::Place, MANIFEST, errno))?;
        if self.options.sync {
            out.sync_names().map_err(|errno| Fault::io(Action::Sync, "", errno))?;
        }
        Ok(())
    }

    /// Notes what the files look like now. Failing to do so costs the next run only time, and it
    /// must not turn a committed run into a failed one.
    fn save_index(
        &self,
        root: &[u8],
        records: &BTreeMap<RelativePath, Option<Vec<u8>>>,
        scope: &Scope,
    ) {
        let nothing_new = records.values().all(Option::is_none)
            && self.past.root.as_deref() == Some(root)
            && self.past.index_is_whole();
        if nothing_new {
            return;
        }
        let mut packed: BTreeMap<&RelativePath, &[u8]> = BTreeMap::new();
        for part in self.past.parts.keys().filter(|part| !scope.holds(part)) {
            packed.extend(self.past.packed(part).map(|record| (part, record)));
        }
        for (part, record) in records {
            let record = record.as_deref().or_else(|| self.past.packed(part));
            packed.extend(record.map(|record| (part, record)));
        }
        let private = &self.workplace.private;
        let written = private.remove_all("index.new").is_ok()
            && private
                .create_with("index.new", |file| {
                    index::write(Digest::of(root), packed.values().copied(), file)
                })
                .is_ok();
        // Half an index only takes room.
        let _ = if written {
            put_over(private, "index.new", INDEX)
        } else {
            private.remove_all("index.new")
        };
    }

    fn summary(&self, looked: &Looked, removed: &[Removal], root: Digest) -> Summary {
        let mut parts = PartCounts {
            removed: removed.len(),
            rendered: looked.rendered,
            ..PartCounts::default()
        };
        let mut files = FileCounts::default();
        let mut healed = Vec::new();
        for part in &looked.parts {
            match part {
                LookedPart::Same { entry, .. } => {
                    parts.unchanged += 1;
                    files.unchanged += usize::try_from(entry.files).unwrap_or(usize::MAX);
                }
                LookedPart::Staged(staged) => {
                    let name = &staged.entry.path;
                    if self.past.parts.contains_key(name) {
                        parts.changed += 1;
                    } else {
                        parts.added += 1;
                    }
                    files.written += staged.written();
                    files.unchanged += staged.files.len() - staged.written();
                    healed.extend(staged.healed().map(|path| format!("{name}/{path}")));
                }
            }
        }
        Summary {
            root,
            changed: false,
            recovered: !self.past.interrupted.is_no(),
            parts,
            files,
            healed: Listed::of(healed),
            kept_edited: Listed::default(),
            foreign: Listed::default(),
        }
    }
}

/// Moves a private file over the old one.
fn put_over(private: &Folder, beside: &str, name: &str) -> Result<(), Errno> {
    match private.rename(beside, private, name) {
        // Somebody made a folder of that name; everything in here is ours.
        Err(Errno::ISDIR) => {
            private.remove_all(name)?;
            private.rename(beside, private, name)
        }
        renamed => renamed,
    }
}

/// All results, or all faults up to the first that ends the run.
fn collect_all<T: Send>(
    results: impl ParallelIterator<Item = Result<T, Fault>>,
) -> Result<Vec<T>, Vec<Fault>> {
    let all: Vec<Result<T, Fault>> = results.collect();
    let mut good = Vec::with_capacity(all.len());
    let mut faults = Vec::new();
    for result in all {
        match result {
            Ok(value) => good.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(good) } else { Err(faults) }
}
