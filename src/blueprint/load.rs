//! From a folder and streams to all documents of a project.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::decode::{Decode, Faults, Spanned};
use super::fault::Fault;
use super::files;
use super::kinds::{
    Addon, Calendar, Customer, Image, Kind, Notice, Provider, Tariff, Terms, VpnState,
};
use super::parse::{self, Limits, Slice};
use super::tree::{Node, Value};
use super::units::{Line, Name};
use super::{project, public};
use crate::diagnostics::{Report, SourceId, Sources, Span};

/// All documents of a project, in the order of their files and places. Nothing is resolved.
#[derive(Clone, Debug, Default)]
pub struct Blueprints {
    /// The providers; a right project has one.
    pub providers: Vec<Provider>,
    /// Editions of the contract.
    pub terms: Vec<Terms>,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// Tariffs.
    pub tariffs: Vec<Tariff>,
    /// Add-ons.
    pub addons: Vec<Addon>,
    /// Images.
    pub images: Vec<Image>,
    /// Customers.
    pub customers: Vec<Customer>,
    /// Notices to customers.
    pub notices: Vec<Notice>,
    /// The public states of VPNs, in the order of their files. They are no documents: only [`load`] reads them.
    pub vpn_states: Vec<VpnState>,
    /// The public key with which releases are signed, as OpenSSH writes it.
    pub release_key: Option<Spanned<Line>>,
    /// Templates that replace built-in ones, by path.
    pub overrides: BTreeMap<String, String>,
    /// Documents of which something could not be decoded.
    pub faulty: Faulty,
}

/// Documents of which something could not be decoded: an entry of a list, or all of it. The faults
/// are in the report; a rule that misses something there must not blame others for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faulty {
    /// Those whose kind could be seen, with what stands for their name.
    pub named: BTreeSet<(Kind, String)>,
    /// How many could not be recognised at all.
    pub nameless: usize,
}

impl Faulty {
    /// Whether something of a document could not be decoded.
    pub fn holds(&self, kind: Kind, name: &str) -> bool {
        // Almost always empty: a search costs no copy of the name then.
        self.named.iter().any(|(k, n)| *k == kind && n == name)
    }

    /// Whether any document of a kind may be among them.
    pub fn may_hold(&self, kind: Kind) -> bool {
        self.nameless > 0 || self.named.iter().any(|(k, _)| *k == kind)
    }
}

/// What reading a project gave.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Everything that could be decoded.
    pub blueprints: Blueprints,
    /// The texts, for showing findings.
    pub sources: Sources,
    /// What is wrong with the texts.
    pub report: Report,
    /// The folders that are read with everything below them.
    pub folders: Vec<std::path::PathBuf>,
    /// The folder of keys, which need not be there yet.
    pub keys: std::path::PathBuf,
    /// The folder of the project's ledger, which is not read with the blueprints.
    pub ledger: Option<std::path::PathBuf>,
}

/// Reads the project at `root` and, beside its files, the given streams (name and text).
///
/// Whatever is wrong is in the report; everything else is decoded all the same.
pub fn load(root: &Path, streams: Vec<(String, String)>, limits: Limits) -> Loaded {
    read_project(root, streams, limits, true)
}

/// The same without the public state of VPNs: for who changes that state, and reads it himself under the
/// lock of the folder of keys. With ten thousand users it is most of what there is to read.
pub fn load_without_states(root: &Path, streams: Vec<(String, String)>, limits: Limits) -> Loaded {
    read_project(root, streams, limits, false)
}

fn read_project(
    root: &Path,
    streams: Vec<(String, String)>,
    limits: Limits,
    states: bool,
) -> Loaded {
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let layout = project::read(root, limits, &mut sources, &mut faults);
    let mut texts: Vec<(SourceId, std::sync::Arc<str>)> = Vec::new();
    let mut unreadable_files = 0;
    let apart: Vec<&Path> =
        layout.ledger.as_deref().into_iter().chain([layout.keys.as_path()]).collect();
    let files = files::read_blueprints(root, &layout.blueprints, &apart, limits)
        .into_iter()
        .filter(|(name, _)| name != project::PROJECT_FILE);
    for (name, text) in files.chain(streams.into_iter().map(|(name, text)| (name, Ok(text)))) {
        match text {
            Ok(text) => {
                let id = sources.add(name, text);
                texts.push((id, sources.get(id).text().clone()));
            }
            Err(fault) => {
                unreadable_files += 1;
                faults.push(fault);
            }
        }
    }
    let mut loaded = documents(&texts, limits, &mut faults);
    loaded.faulty.nameless += unreadable_files;
    if let Some(folder) = &layout.templates {
        let (overrides, unreadable) = files::read_overrides(root, folder, limits);
        loaded.overrides = overrides;
        faults.extend(unreadable);
    }
    if states {
        let public = public::read(root, &layout.keys, limits, &mut sources, &mut faults);
        (loaded.vpn_states, loaded.release_key) = (public.states, public.release_key);
    }
    if texts.is_empty() {
        faults.push(Fault::Nothing { root: root.display().to_string() });
    }
    let report = faults.into_vec().into_iter().map(Into::into).collect();
    let (ledger, keys) = (layout.ledger.clone(), layout.keys.clone());
    Loaded { blueprints: loaded, sources, report, folders: layout.folders(), keys, ledger }
}

/// Reads the documents of the given texts (name and text) and of no file.
pub fn load_texts(texts: Vec<(String, String)>, limits: Limits) -> Loaded {
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let mut add = |(name, text)| {
        let id = sources.add(name, text);
        (id, sources.get(id).text().clone())
    };
    let texts: Vec<_> = texts.into_iter().map(&mut add).collect();
    let blueprints = documents(&texts, limits, &mut faults);
    let report = faults.into_vec().into_iter().map(Into::into).collect();
    let keys = std::path::PathBuf::new();
    Loaded { blueprints, sources, report, folders: Vec::new(), keys, ledger: None }
}

/// All documents of the texts, with the faults that one document alone does not show.
fn documents(
    texts: &[(SourceId, std::sync::Arc<str>)],
    limits: Limits,
    faults: &mut Faults,
) -> Blueprints {
    let all = decode_all(texts, limits, faults);
    refuse_repetitions(&all, faults);
    for calendar in &all.calendars {
        faults.extend(calendar.to_contract().err().unwrap_or_default());
    }
    all
}

enum Document {
    Provider(Box<Provider>),
    Terms(Box<Terms>),
    Calendar(Box<Calendar>),
    Tariff(Box<Tariff>),
    Addon(Box<Addon>),
    Image(Box<Image>),
    Customer(Box<Customer>),
    Notice(Box<Notice>),
}

/// What one document gave.
#[derive(Default)]
struct Decoded {
    /// `None` if not enough of it could be decoded.
    document: Option<Document>,
    /// Its kind and name, as far as they could be seen.
    identity: Option<(Kind, String)>,
    faults: Vec<Fault>,
}

fn decode_all(
    texts: &[(SourceId, std::sync::Arc<str>)],
    limits: Limits,
    faults: &mut Faults,
) -> Blueprints {
    let decoded: Vec<Decoded> = texts
        .par_iter()
        .flat_map(|(id, text)| {
            parse::documents(text).into_par_iter().map(move |slice| (*id, text, slice))
        })
        .map(|(id, text, slice)| decode_one(id, text, slice, limits))
        .collect();
    let mut all = Blueprints::default();
    for Decoded { document, identity, faults: found } in decoded {
        match identity {
            Some(identity) if !found.is_empty() => {
                all.faulty.named.insert(identity);
            }
            Some(_) => {}
            None => all.faulty.nameless += 1,
        }
        faults.extend(found);
        match document {
            Some(Document::Provider(d)) => all.providers.push(*d),
            Some(Document::Terms(d)) => all.terms.push(*d),
            Some(Document::Calendar(d)) => all.calendars.push(*d),
            Some(Document::Tariff(d)) => all.tariffs.push(*d),
            Some(Document::Addon(d)) => all.addons.push(*d),
            Some(Document::Image(d)) => all.images.push(*d),
            Some(Document::Customer(d)) => all.customers.push(*d),
            Some(Document::Notice(d)) => all.notices.push(*d),
            None => {}
        }
    }
    all
}

fn decode_one(id: SourceId, text: &str, slice: Slice, limits: Limits) -> Decoded {
    let node = match parse::parse(id, text, slice, limits) {
        Ok(node) => node,
        Err(fault) => return Decoded { faults: vec![fault], ..Decoded::default() },
    };
    let mut faults = Faults::default();
    let Some(kind) = kind_of(&node, &mut faults) else {
        return Decoded { faults: faults.into_vec(), ..Decoded::default() };
    };
    let document = match kind {
        Kind::Provider => boxed(&node, &mut faults).map(Document::Provider),
        Kind::Terms => boxed(&node, &mut faults).map(Document::Terms),
        Kind::Calendar => boxed(&node, &mut faults).map(Document::Calendar),
        Kind::Tariff => boxed(&node, &mut faults).map(Document::Tariff),
        Kind::Addon => boxed(&node, &mut faults).map(Document::Addon),
        Kind::Image => boxed(&node, &mut faults).map(Document::Image),
        Kind::Customer => boxed(&node, &mut faults).map(Document::Customer),
        Kind::Notice => boxed(&node, &mut faults).map(Document::Notice),
    };
    let name = node.get("name").and_then(|entry| entry.value.as_text()).unwrap_or_default();
    Decoded { document, identity: Some((kind, name.to_owned())), faults: faults.into_vec() }
}

fn kind_of(node: &Node, faults: &mut Faults) -> Option<Kind> {
    let Value::Map(entries) = &node.value else {
        faults.push(Fault::NotABlueprint { span: node.span, found: node.describe() });
        return None;
    };
    let Some(kind) = node.get("kind") else {
        let span = entries.first().map_or(node.span, |e| e.key_span);
        faults.push(Fault::MissingKind { span });
        return None;
    };
    let word = kind.value.as_text().unwrap_or_default();
    let known = Kind::from_word(word);
    if known.is_none() {
        faults.push(Fault::UnknownKind { span: kind.value.span, kind: word.to_owned() });
    }
    known
}

fn boxed<T: Decode>(node: &Node, faults: &mut Faults) -> Option<Box<T>> {
    T::decode(node, faults).map(Box::new)
}

fn refuse_repetitions(all: &Blueprints, faults: &mut Faults) {
    fn names<'a>(
        kind: &'static str,
        names: impl Iterator<Item = &'a Spanned<Name>>,
        faults: &mut Faults,
    ) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            match first.entry(name) {
                Slot::Vacant(slot) => {
                    slot.insert(name.span);
                }
                Slot::Occupied(slot) => faults.push(Fault::DuplicateDocument {
                    kind,
                    name: name.to_string(),
                    span: name.span,
                    first: *slot.get(),
                }),
            }
        }
    }
    names("provider", all.providers.iter().map(|d| &d.name), faults);
    names("terms", all.terms.iter().map(|d| &d.name), faults);
    names("calendar", all.calendars.iter().map(|d| &d.name), faults);
    names("tariff", all.tariffs.iter().map(|d| &d.name), faults);
    names("addon", all.addons.iter().map(|d| &d.name), faults);
    names("image", all.images.iter().map(|d| &d.name), faults);
    names("customer", all.customers.iter().map(|d| &d.name), faults);
    names("notice", all.notices.iter().map(|d| &d.name), faults);
}
