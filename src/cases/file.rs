//! A case file and its cases, as written.

use super::given::{Refused, entries, items};
use super::meta::{self, Setting};
use super::scalar::{Scalar, scalar};
use super::wording;
use crate::blueprint::{Entry, Limits, Node, trees};
use crate::diagnostics::{Finding, SourceId, Sources, Span};

/// A case file.
#[derive(Debug)]
pub struct File {
    /// What is wrong with `meta`; cases that need it fail.
    pub noted: Vec<Finding>,
    /// What the cases have in common; `None` leaves no case with a meaning.
    pub(super) setting: Option<Setting>,
    pub(super) cases: Vec<Node>,
}

/// One case, as far as it could be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    pub(super) id: &'a str,
    pub(super) id_node: &'a Node,
    pub(super) rule: &'a Node,
    pub(super) given: &'a Entry,
    pub(super) policy: Option<&'a Node>,
    pub(super) expect: &'a Node,
}

/// The keys of a case.
const KEYS: [&str; 7] = ["id", "rule", "clause", "given", "policy", "expect", "why"];

impl File {
    /// Reads the text of a case file, which is one of the sources.
    ///
    /// # Errors
    /// What is wrong with a text that is no case file at all.
    pub fn read(sources: &Sources, source: SourceId, limits: Limits) -> Result<Self, Vec<Finding>> {
        let text = sources.get(source).text();
        let whole = Span::new(source, 0, u32::try_from(text.len()).unwrap_or(u32::MAX).min(1));
        let mut documents = trees(source, text, limits).into_iter();
        let root = match documents.next() {
            Some(first) => first.map_err(|fault| vec![Finding::from(fault)])?,
            None => return Err(vec![wording::no_case_file(whole, "the file is empty")]),
        };
        match documents.next() {
            Some(Err(fault)) => return Err(vec![fault.into()]),
            Some(Ok(second)) => {
                return Err(vec![wording::no_case_file(second.span, "a second document begins")]);
            }
            None => {}
        }
        read(&root).map_err(|Refused(found)| found)
    }

    /// How many cases it has.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether it has no case.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }
}

fn read(root: &Node) -> Result<File, Refused> {
    let all = match entries(root) {
        Ok(all) => all,
        Err(_) if root.get("cases").is_none() => {
            return Err(wording::no_case_file(root.span, "expected `meta` and `cases`").into());
        }
        Err(refused) => return Err(refused),
    };
    let known = ["meta", "cases"];
    let unknown = all.iter().filter(|entry| !known.contains(&&*entry.key));
    let unknown: Vec<_> =
        unknown.map(|entry| wording::unknown_key(entry, "a file of cases", &known)).collect();
    let (Some(meta), Some(cases)) = (root.get("meta"), root.get("cases")) else {
        let missing = if root.get("meta").is_none() { "no `meta`" } else { "no `cases`" };
        return Err(wording::no_case_file(root.span, missing).into());
    };
    if !unknown.is_empty() {
        return Err(Refused(unknown));
    }
    let cases = items(&cases.value)?.to_vec();
    let mut noted = Vec::new();
    let setting = match meta::read(meta, &mut noted) {
        Ok(setting) => Some(setting),
        Err(Refused(found)) => {
            noted.extend(found);
            None
        }
    };
    Ok(File { noted, setting, cases })
}

/// The name under which a case is reported, however broken it is.
pub(super) fn id_of(node: &Node) -> &str {
    node.get("id").and_then(|entry| entry.value.as_text()).unwrap_or("a case without an id")
}

/// Reads the frame of a case.
pub(super) fn case(node: &Node) -> Result<Case<'_>, Refused> {
    let all = entries(node)?;
    let mut found: Vec<_> = all
        .iter()
        .filter(|entry| !KEYS.contains(&&*entry.key))
        .map(|entry| wording::unknown_key(entry, "a case", &KEYS))
        .collect();
    for key in KEYS.iter().filter(|key| **key != "policy" && node.get(key).is_none()) {
        found.push(wording::missing_key(node.span, key, None));
    }
    let text = |key| node.get(key).and_then(|entry| text(&entry.value));
    for entry in ["id", "rule", "why"].into_iter().filter_map(|key| node.get(key)) {
        if text(&entry.key).is_none() {
            found.push(wording::wrong(&entry.value, "text", "\"a few words\""));
        }
    }
    if let Some(entry) = node.get("clause") {
        found.extend(clauses(&entry.value).err().into_iter().flat_map(|Refused(found)| found));
    }
    let parts = (text("id"), text("why"), node.get("given"), node.get("expect"));
    let (Some(id), Some(_), Some(given), Some(expect)) = parts else {
        return Err(Refused(found));
    };
    let (Some(id_entry), Some(rule)) = (node.get("id"), node.get("rule")) else {
        return Err(Refused(found));
    };
    found.extend(entries(&expect.value).err().into_iter().flat_map(|Refused(found)| found));
    if !found.is_empty() {
        return Err(Refused(found));
    }
    Ok(Case {
        id,
        id_node: &id_entry.value,
        rule: &rule.value,
        given,
        policy: node.get("policy").map(|entry| &entry.value),
        expect: &expect.value,
    })
}

fn text(node: &Node) -> Option<&str> {
    match scalar(node) {
        Some(Scalar::Text(text)) if !text.trim().is_empty() => Some(text),
        _ => None,
    }
}

/// The clauses behind an answer: they are not compared, but they are numbers in quotes.
fn clauses(node: &Node) -> Result<(), Refused> {
    let wrong = |node: &Node| wording::wrong(node, "clauses in quotes", "[\"4.7\"]");
    let nodes = items(node).map_err(|_| Refused::from(wrong(node)))?;
    match nodes.iter().find(|node| text(node).is_none()) {
        Some(node) => Err(wrong(node).into()),
        None => Ok(()),
    }
}
