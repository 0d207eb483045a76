//! From a folder, files and streams to a ledger.

use std::collections::HashSet;
use std::path::PathBuf;

use super::read::{self, Form, Text};
use super::{Fact, Ledger};
use crate::blueprint::{Limits, files};
use crate::diagnostics::{Report, Sources};

/// Where facts are read from.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Folders with everything below them, and files.
    pub paths: Vec<PathBuf>,
    /// Texts that come from elsewhere, with the names under which they are shown.
    pub streams: Vec<(String, String)>,
}

/// Facts that could not be read. What is wrong with them is in the report; whoever misses something
/// there must not blame others for it.
#[derive(Clone, Debug, Default)]
pub struct Faulty {
    /// The ids of those that had one.
    pub ids: HashSet<String>,
    /// How many had none, or were not to be recognised.
    pub nameless: usize,
}

impl Faulty {
    /// Whether a fact of this id may be among them.
    pub fn may_hold(&self, id: &str) -> bool {
        self.nameless > 0 || self.ids.contains(id)
    }
}

/// What reading a ledger gave.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Every fact that could be read, once.
    pub ledger: Ledger,
    /// Those that could not.
    pub faulty: Faulty,
    /// What is wrong with the texts.
    pub report: Report,
}

/// Reads a ledger. Its texts are added to `sources`, under the paths by which they were named.
///
/// Whatever is wrong is in the report; every other fact is read all the same. The order of files and
/// of facts in them changes nothing.
pub fn load(inputs: Inputs, limits: Limits, sources: &mut Sources) -> Loaded {
    let mut report = Report::default();
    let mut unreadable = 0;
    let mut texts = inputs.streams;
    for (name, text) in files::read_ledger(&inputs.paths, limits) {
        match text {
            Ok(text) => texts.push((name, text)),
            Err(fault) => {
                unreadable += 1;
                report.push(fault.into());
            }
        }
    }
    let mut loaded = load_texts(texts, limits, sources);
    loaded.faulty.nameless += unreadable;
    report.absorb(loaded.report);
    Loaded { report, ..loaded }
}

/// Reads the facts of the given texts (name and text) and of no file.
pub fn load_texts(texts: Vec<(String, String)>, limits: Limits, sources: &mut Sources) -> Loaded {
    let texts: Vec<_> = texts
        .into_iter()
        .map(|(name, text)| {
            let form = Form::of(&name, &text);
            let source = sources.add(name, text);
            (source, form, sources.get(source).text().clone())
        })
        .collect();
    let texts: Vec<_> = texts
        .iter()
        .map(|(source, form, text)| Text { source: *source, form: *form, whole: text })
        .collect();
    let read = read::read(&texts, limits);
    let mut report: Report = read.findings.into_iter().collect();
    report.sort();
    Loaded { ledger: Ledger::new(read.facts), faulty: read.faulty, report }
}

impl FromIterator<Fact> for Ledger {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Self {
        Self::new(facts.into_iter().collect())
    }
}
