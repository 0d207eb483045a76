//! From texts to facts: cut into pieces, read in parallel, repetitions found.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use rayon::prelude::*;

use super::facts::{Fact, FactKind};
use super::fault::Fault;
use super::json::{self, Place, Refused};
use super::units::Id;
use super::{Faulty, sense};
use crate::blueprint::decode::Faults;
use crate::blueprint::parse::{self, Slice};
use crate::blueprint::tree::{Node, Value};
use crate::blueprint::{self, Limits};
use crate::diagnostics::{Finding, SourceId};

/// How the facts of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// YAML documents, each a fact or a list of facts.
    Yaml,
    /// One document of JSON: a fact or a list of facts.
    Json,
    /// A fact in JSON on each line.
    JsonLines,
}

impl Form {
    /// The form of a text by the name of its file, or by its first line where the name says nothing.
    pub(super) fn of(name: &str, text: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Self::Yaml,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" if text.trim_start().starts_with('[') => Self::Json,
            _ => Self::by_sight(text),
        }
    }

    fn by_sight(text: &str) -> Self {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let quoted = first.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'));
        if quoted && first.ends_with('}') {
            return Self::JsonLines;
        }
        // A list or mapping in brackets may be of JSON or of YAML, which allows more.
        let is_json = first.starts_with(['[', '{'])
            && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if is_json { Self::Json } else { Self::Yaml }
    }
}

/// A text with its name in the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'t> {
    pub(super) source: SourceId,
    pub(super) form: Form,
    pub(super) whole: &'t str,
}

/// What reading gave.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// In the order of texts and of the places in them.
    pub(super) facts: Vec<Fact>,
    pub(super) faulty: Faulty,
    pub(super) findings: Vec<Finding>,
}

impl Read {
    fn absorb(&mut self, other: Self) {
        if self.facts.is_empty() {
            self.facts = other.facts;
        } else {
            self.facts.extend(other.facts);
        }
        self.faulty.ids.extend(other.faulty.ids);
        self.faulty.nameless += other.faulty.nameless;
        self.findings.extend(other.findings);
    }

    fn refuse(&mut self, finding: impl Into<Finding>) {
        self.faulty.nameless += 1;
        self.findings.push(finding.into());
    }
}

/// One task: enough lines that starting it costs nothing beside it.
const LINES_AT_ONCE: usize = 256 * 1024;

/// A piece of work that needs nothing of another one.
enum Piece<'t> {
    Document(Slice),
    Lines(&'t str),
    Entries(&'t [&'t str]),
}

/// Reads all facts of the texts; the same fact twice is one.
pub(super) fn read(texts: &[Text<'_>], limits: Limits) -> Read {
    let mut all = Read::default();
    for text in texts {
        all.absorb(one_text(*text, limits));
    }
    once(all)
}

fn one_text(text: Text<'_>, limits: Limits) -> Read {
    let place = Place { source: text.source, whole: text.whole };
    let entries;
    let pieces: Vec<Piece<'_>> = match text.form {
        Form::Yaml => parse::documents(text.whole).into_iter().map(Piece::Document).collect(),
        Form::JsonLines => {
            chunks(text.whole, LINES_AT_ONCE).into_iter().map(Piece::Lines).collect()
        }
        Form::Json => match json::entries(place, text.whole, limits) {
            Ok(all) => {
                entries = all;
                entries.chunks(1024).map(Piece::Entries).collect()
            }
            Err(refused) => {
                let mut read = Read::default();
                read.refuse(refused);
                return read;
            }
        },
    };
    let read: Vec<Read> =
        pieces.into_par_iter().map(|piece| one_piece(place, &piece, limits)).collect();
    let mut all = Read::default();
    all.facts.reserve(read.iter().map(|part| part.facts.len()).sum());
    for part in read {
        all.absorb(part);
    }
    all
}

/// Cuts a text into pieces of whole lines.
fn chunks(text: &str, size: usize) -> Vec<&str> {
    let mut rest = text;
    let mut chunks = Vec::new();
    while rest.len() > size {
        let Some(end) = rest.as_bytes()[size..].iter().position(|b| *b == b'\n') else { break };
        let (chunk, after) = rest.split_at(size + end + 1);
        chunks.push(chunk);
        rest = after;
    }
    chunks.push(rest);
    chunks
}

fn one_piece(place: Place<'_>, piece: &Piece<'_>, limits: Limits) -> Read {
    let mut read = Read::default();
    match piece {
        Piece::Document(slice) => match parse::parse(place.source, place.whole, *slice, limits) {
            Ok(Node { value: Value::List(items), .. }) => {
                for item in &items {
                    fact(item, &mut read);
                }
            }
            Ok(node) => fact(&node, &mut read),
            Err(fault) => read.refuse(fault),
        },
        Piece::Lines(lines) => {
            let lines = lines.split(['\n', '\r']);
            for line in lines.map(|line| line.trim_matches(BLANK)).filter(|line| !line.is_empty()) {
                json_fact(place, line, limits, &mut read);
            }
        }
        Piece::Entries(entries) => {
            for entry in *entries {
                json_fact(place, entry, limits, &mut read);
            }
        }
    }
    read
}

/// What may surround a line; programs that join files leave byte order marks within.
const BLANK: [char; 3] = [' ', '\t', '\u{feff}'];

fn json_fact(place: Place<'_>, text: &str, limits: Limits, read: &mut Read) {
    match json::parse(place, text, limits) {
        Ok(node) => fact(&node, read),
        Err(refused) => read.refuse(refused),
    }
}

impl From<Refused> for Finding {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Text(fault) => fault.into(),
            Refused::Limit(fault) => fault.into(),
        }
    }
}

/// Reads one fact and notes everything that is wrong with it.
fn fact(node: &Node, read: &mut Read) {
    let id = node.get("id").and_then(|entry| entry.value.as_text());
    let before = read.findings.len();
    if let Some(fact) = decode(node, &mut read.findings) {
        let faults = sense::faults(&fact);
        if faults.is_empty() && read.findings.len() == before {
            read.facts.push(fact);
            return;
        }
        read.findings.extend(faults.into_iter().map(Finding::from));
    }
    match id {
        Some(id) => {
            read.faulty.ids.insert(id.to_owned());
        }
        None => read.faulty.nameless += 1,
    }
}

fn decode(node: &Node, findings: &mut Vec<Finding>) -> Option<Fact> {
    let kind = match kind_of(node) {
        Ok(kind) => kind,
        Err(fault) => {
            findings.push(fault.into());
            return None;
        }
    };
    let mut faults = Faults::default();
    let fact = Fact::decode(kind, node, &mut faults);
    findings.extend(faults.into_vec().into_iter().flat_map(|fault| explain(fault, node, kind)));
    fact
}

fn kind_of(node: &Node) -> Result<FactKind, Fault> {
    let Value::Map(entries) = &node.value else {
        return Err(Fault::NotAFact { span: node.span, found: node.describe() });
    };
    let Some(entry) = node.get("fact") else {
        let span = entries.first().map_or(node.span, |entry| entry.key_span);
        return Err(Fault::MissingKind { span, is_blueprint: node.get("kind").is_some() });
    };
    let word = entry.value.as_text().map_or(Cow::Borrowed(""), Cow::Borrowed);
    FactKind::from_word(&word)
        .ok_or_else(|| Fault::UnknownKind { span: entry.value.span, word: word.into_owned() })
}

/// A missing id has a code of its own, and a page that says what ids are for.
fn explain(fault: blueprint::Fault, node: &Node, kind: FactKind) -> Vec<Finding> {
    match fault {
        blueprint::Fault::MissingKeys { span, record, mut keys }
            if keys.contains(&"id") && node.get("id").is_none() =>
        {
            keys.retain(|key| *key != "id");
            let mut findings = vec![Fault::NoId { span, kind }.into()];
            if !keys.is_empty() {
                findings.push(blueprint::Fault::MissingKeys { span, record, keys }.into());
            }
            findings
        }
        other => vec![other.into()],
    }
}

/// Keeps each fact once, and refuses an id that stands for two.
fn once(mut read: Read) -> Read {
    let mut first: HashMap<&Id, usize> = HashMap::with_capacity(read.facts.len());
    let mut again = Vec::new();
    for (at, fact) in read.facts.iter().enumerate() {
        match first.entry(&fact.id().value) {
            Slot::Vacant(slot) => {
                slot.insert(at);
            }
            Slot::Occupied(slot) => {
                let known = &read.facts[*slot.get()];
                if known != fact {
                    let id = fact.id().value.to_string();
                    let (span, first) = (fact.id().span, known.id().span);
                    read.findings.push(Fault::OtherContent { id, span, first }.into());
                }
                again.push(at);
            }
        }
    }
    let mut again = again.into_iter().peekable();
    let mut at = 0;
    read.facts.retain(|_| {
        let keep = again.next_if_eq(&at).is_none();
        at += 1;
        keep
    });
    read
}
