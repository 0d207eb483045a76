//! From a project to the parts of its output: the way that `build`, `diff` and `why` share.

use std::collections::BTreeSet;

use qalyp::artefacts::{ArtefactFault, Compilation};
use qalyp::blueprint::Loaded;
use qalyp::checks;
use qalyp::contract::Date;
use qalyp::diagnostics::{Finding, Report, Severity, Sources, nearest};
use qalyp::fleet::Catalogue;
use qalyp::output::{self, Part, RelativePath, Scope};
use qalyp::render::{Engine, TemplateSet};

use super::failure::Failure;

/// A project that was read and judged, and what came of compiling it.
pub(super) struct Compiled<T> {
    /// The texts that findings point into.
    pub(super) sources: Sources,
    /// Everything that was found.
    pub(super) report: Report,
    /// What the work gave; absent if errors stopped it.
    pub(super) result: Option<T>,
}

/// Judges a project and, unless there are errors, does something with its compilation.
///
/// The work may report faults of templates; then its result does not count.
pub(super) fn compile<T>(
    loaded: Loaded,
    at: Date,
    work: impl FnOnce(&Compilation<'_>) -> Result<T, Stopped>,
) -> Result<Compiled<T>, Failure> {
    compile_with(loaded, at, Texts::All, is_error, work)
}

/// As [`compile`], for work that only some errors stop: what is made has nothing to do with the others, which stay in the
/// report.
pub(super) fn compile_despite<T>(
    loaded: Loaded,
    at: Date,
    stops: impl Fn(&Finding) -> bool,
    work: impl FnOnce(&Compilation<'_>) -> Result<T, Stopped>,
) -> Result<Compiled<T>, Failure> {
    compile_with(loaded, at, Texts::All, stops, work)
}

/// As [`compile`], for work that makes a whole fleet: while it goes on, only texts that findings
/// point into are kept.
pub(super) fn compile_fleet<T>(
    loaded: Loaded,
    at: Date,
    work: impl FnOnce(&Compilation<'_>) -> Result<T, Stopped>,
) -> Result<Compiled<T>, Failure> {
    compile_with(loaded, at, Texts::Shown, is_error, work)
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// Which texts are kept while the work goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    All,
    Shown,
}

fn compile_with<T>(
    loaded: Loaded,
    at: Date,
    texts: Texts,
    stops: impl Fn(&Finding) -> bool,
    work: impl FnOnce(&Compilation<'_>) -> Result<T, Stopped>,
) -> Result<Compiled<T>, Failure> {
    let Loaded { mut blueprints, mut sources, mut report, .. } = loaded;
    let overrides = std::mem::take(&mut blueprints.overrides);
    let catalogue = Catalogue::new(&blueprints);
    report.absorb(checks::check(&catalogue, at));
    report.sort();
    let templates = TemplateSet::embedded(overrides);
    let engine = templates.as_ref().map_err(Clone::clone).and_then(Engine::new);
    let engine = match engine {
        Ok(engine) => engine,
        Err(faults) => {
            report.extend(faults.iter().map(|fault| fault.finding(&mut sources)));
            return Ok(Compiled { sources, report, result: None });
        }
    };
    if report.findings().iter().any(stops) {
        return Ok(Compiled { sources, report, result: None });
    }
    if texts == Texts::Shown {
        sources.keep_shown(&report);
    }
    let compilation = match Compilation::new(&catalogue, &engine) {
        Ok(Some(compilation)) => compilation,
        Ok(None) => return Ok(Compiled { sources, report, result: None }),
        Err(fault) => {
            report.push(fault.finding(&mut sources));
            return Ok(Compiled { sources, report, result: None });
        }
    };
    let result = match work(&compilation) {
        Ok(result) => Some(result),
        Err(Stopped::Failure(failure)) => return Err(failure),
        Err(Stopped::Faults(faults)) => {
            report.extend(faults.iter().map(|fault| fault.finding(&mut sources)));
            None
        }
    };
    Ok(Compiled { sources, report, result })
}

/// Why work on a compilation stopped.
pub(super) enum Stopped {
    /// The project is at fault.
    Faults(Vec<ArtefactFault>),
    /// Something else is.
    Failure(Failure),
}

impl From<ArtefactFault> for Stopped {
    fn from(fault: ArtefactFault) -> Self {
        Self::Faults(vec![fault])
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<output::Failure<ArtefactFault>> for Stopped {
    fn from(failure: output::Failure<ArtefactFault>) -> Self {
        match failure {
            output::Failure::Render { parts, .. } => {
                Self::Faults(parts.into_iter().map(|(_, fault)| fault).collect())
            }
            output::Failure::Output(error) => {
                Self::Failure(Failure::new(error.to_string().trim_end()))
            }
        }
    }
}

/// The parts that a run is about: all of them, or only those of some servers.
pub(super) fn parts<'a>(
    compilation: &'a Compilation<'a>,
    only: &'a [String],
) -> Result<(Vec<Part<'a, ArtefactFault>>, Scope), Stopped> {
    if only.is_empty() {
        return Ok((compilation.parts(None)?, Scope::All));
    }
    let known: BTreeSet<&str> = compilation.servers().map(|(_, s)| &**s.name).collect();
    if let Some(unknown) = only.iter().find(|name| !known.contains(name.as_str())) {
        let failure = Failure::new(format!("there is no server `{unknown}`"));
        return Err(Stopped::Failure(match nearest(unknown, known) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("name servers of this project"),
        }));
    }
    let parts = compilation.parts(Some(only))?;
    let names: BTreeSet<RelativePath> = parts.iter().map(|part| part.name.clone()).collect();
    Ok((parts, Scope::Only(names)))
}
