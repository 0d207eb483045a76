//! Looking at all parts of a run, in parallel, before anything in the tree is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::examine::{Examined, Examiner, Trouble};
use super::fault::{Action, Failure, Fault, OutputError, SHOWN};
use super::manifest::{MANIFEST, PartEntry};
use super::options::{Options, Scope, Stage};
use super::past::{Known, Past};
use super::root::STAGE;
use super::stage::{Slots, Staged, stage};
use super::{Digest, Part, RelativePath};
use crate::disk::Folder;

/// Where a run takes place.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) out: &'a Folder,
    pub(super) private: &'a Folder,
    pub(super) past: &'a Past,
    pub(super) options: &'a Options<'a>,
}

/// A part that is to be removed, and what is known of it.
pub(super) struct Removal {
    pub(super) part: RelativePath,
    pub(super) known: Known,
}

/// What came of looking at all parts.
pub(super) struct Looked {
    /// One for each part that was handed over, in order.
    pub(super) parts: Vec<LookedPart>,
    pub(super) rendered: usize,
}

pub(super) enum LookedPart {
    Same { entry: PartEntry, record: Option<Vec<u8>> },
    Staged(Box<Staged>),
}

/// Why there is no result.
pub(super) enum Failed<E> {
    Render { parts: Vec<(RelativePath, E)>, left_off: usize },
    Faults(Vec<Fault>),
}

impl<E> Failed<E> {
    pub(super) fn into_failure(self, error: impl FnOnce(Vec<Fault>) -> OutputError) -> Failure<E> {
        match self {
            Self::Render { parts, left_off } => Failure::Render { parts, left_off },
            Self::Faults(faults) => Failure::Output(error(faults)),
        }
    }
}

/// Looks at every part, renders those that need it, and writes what changed into the stage.
pub(super) fn survey<E: Send>(
    ground: &Ground<'_>,
    parts: &[&Part<'_, E>],
    removed: &[Removal],
) -> Result<Looked, Failed<E>> {
    let Ground { out, private, past, options } = *ground;
    let stage_fault =
        |errno| Failed::Faults(vec![Fault::io(Action::Remove, ".qalyp/stage", errno)]);
    private.remove_all(STAGE).map_err(stage_fault)?;
    let examiner = Examiner {
        out: Some(out),
        past,
        leaving: leaving(parts, removed),
        render_all: options.render_all,
    };
    let slots = Slots::below(private);
    let rendered = AtomicUsize::new(0);
    // After a fault nothing more is written, but the other parts are still rendered: all
    // mistakes of a run are reported together. After a refusal of the system that is futile.
    let (doomed, ended) = (AtomicBool::new(false), AtomicBool::new(false));
    options.progress.stage(Stage::Rendering, parts.len());
    let looked: Vec<Result<Option<LookedPart>, Trouble<E>>> = parts
        .par_iter()
        .enumerate()
        .map(|(number, part)| {
            if ended.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let looked = examiner.examine(part).and_then(|examined| match examined {
                Examined::Same { entry, record, rendered: was } => {
                    rendered.fetch_add(usize::from(was), Ordering::Relaxed);
                    Ok(Some(LookedPart::Same { entry, record }))
                }
                Examined::Differs(difference) => {
                    rendered.fetch_add(1, Ordering::Relaxed);
                    if doomed.load(Ordering::Relaxed) {
                        return Ok(None);
                    }
                    let staged = stage(&slots, number, *difference)?;
                    Ok(Some(LookedPart::Staged(Box::new(staged))))
                }
            });
            if let Err(trouble) = &looked {
                doomed.store(true, Ordering::Relaxed);
                if let Trouble::Faults(faults) = trouble
                    && faults.iter().any(Fault::ends_the_run)
                {
                    ended.store(true, Ordering::Relaxed);
                }
            }
            options.progress.part_done();
            looked
        })
        .collect();
    let names = parts.iter().map(|part| part.name.clone());
    let looked = sort_out(names.zip(looked))?;
    Ok(Looked { parts: looked.into_iter().flatten().collect(), rendered: rendered.into_inner() })
}

/// The parts of earlier runs that this one does not have.
pub(super) fn removals<E>(
    past: &Past,
    out: Option<&Folder>,
    parts: &[&Part<'_, E>],
    scope: &Scope,
) -> Vec<Removal> {
    let given: BTreeSet<_> = parts.iter().map(|part| &part.name).collect();
    let gone = past.names().into_iter().filter(|part| scope.holds(part) && !given.contains(part));
    gone.map(|part| {
        // What stands in the way of the folder is found out when the part is removed.
        let folder = out.and_then(|out| out.open(part.as_str()).ok());
        Removal { part: part.clone(), known: past.known(part, folder.as_ref()) }
    })
    .collect()
}

/// Files of removed parts that lie where a part of this run goes: they count as gone.
pub(super) fn leaving<E>(
    parts: &[&Part<'_, E>],
    removed: &[Removal],
) -> BTreeMap<RelativePath, Vec<Digest>> {
    let mut leaving = BTreeMap::new();
    for Removal { part: old, known } in removed {
        if !parts.iter().any(|p| p.name.is_within(old) || old.is_within(&p.name)) {
            continue;
        }
        for path in known.paths() {
            if let Ok(full) = old.join(path) {
                leaving.insert(full, known.digests(path));
            }
        }
        if let Ok(full) = RelativePath::parse(&format!("{old}/{MANIFEST}")) {
            leaving.insert(full, known.manifests.clone());
        }
    }
    leaving
}

/// Splits what came of the parts into results, or the reasons why there are none.
pub(super) fn sort_out<T, E>(
    looked: impl IntoIterator<Item = (RelativePath, Result<T, Trouble<E>>)>,
) -> Result<Vec<T>, Failed<E>> {
    let (mut good, mut render, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (part, looked) in looked {
        match looked {
            Ok(part) => good.push(part),
            Err(Trouble::Render(error)) => render.push((part, error)),
            Err(Trouble::Faults(more)) => faults.extend(more),
        }
    }
    if !render.is_empty() {
        let left_off = render.len().saturating_sub(SHOWN);
        render.truncate(SHOWN);
        return Err(Failed::Render { parts: render, left_off });
    }
    if faults.is_empty() { Ok(good) } else { Err(Failed::Faults(faults)) }
}
