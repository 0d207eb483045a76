//! The files of the vault that people read: YAML, read as strictly as blueprints are.

use std::sync::Arc;

use super::fault::{Fault, Unread};
use crate::artefacts::RelativePath;
use crate::blueprint::{self, Decode, Faults, Limits, trees};
use crate::diagnostics::{Report, Sources};

/// Far above what a scope with thousands of secrets needs.
const LIMITS: Limits = Limits { file_bytes: 64 * 1024 * 1024, depth: 8, nodes: 4_000_000 };

/// Decodes the one document of a text, and lets `judge` note what one value alone does not show.
pub(super) fn decode<T: Decode>(
    shown: &str,
    bytes: &[u8],
    judge: impl FnOnce(&T, &mut Faults),
) -> Result<T, Fault> {
    let mut sources = Sources::default();
    let unread = |faults: Vec<blueprint::Fault>, sources: Sources| {
        let report: Report = faults.into_iter().map(Into::into).collect();
        Err(Fault::Unread(Box::new(Unread { path: shown.to_owned(), report, sources })))
    };
    let path = || shown.to_owned();
    if bytes.len() as u64 > LIMITS.file_bytes {
        let (size, limit) = (bytes.len() as u64, LIMITS.file_bytes);
        return unread(vec![blueprint::Fault::TooBig { path: path(), size, limit }], sources);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) => {
            let offset = fault.valid_up_to();
            return unread(vec![blueprint::Fault::NotUtf8 { path: path(), offset }], sources);
        }
    };
    if let Some(line) = line_of(bytes, &["<<<<<<< ", ">>>>>>> "]) {
        return Err(Fault::Unmerged { path: path(), line });
    }
    let source = sources.add(shown, Arc::<str>::from(text));
    let mut faults = Faults::default();
    let mut documents = trees(source, text, LIMITS).into_iter();
    let value = match documents.next() {
        Some(Ok(node)) => T::decode(&node, &mut faults),
        Some(Err(fault)) => {
            faults.push(fault);
            None
        }
        None => return Err(Fault::EmptyFile { path: path() }),
    };
    match documents.next() {
        None => {}
        Some(Err(fault)) => faults.push(fault),
        Some(Ok(node)) => faults.push(blueprint::Fault::Syntax {
            span: node.span,
            problem: "the file is one document; a second one begins here".to_owned(),
        }),
    }
    if let Some(value) = &value {
        judge(value, &mut faults);
    }
    match (value, faults.into_vec()) {
        (Some(value), faults) if faults.is_empty() => Ok(value),
        (_, faults) => unread(faults, sources),
    }
}

/// The first line (from 1) that holds one of some words.
pub(super) fn line_of(bytes: &[u8], words: &[&str]) -> Option<usize> {
    let holds = |line: &[u8]| {
        words.iter().any(|word| line.windows(word.len()).any(|part| part == word.as_bytes()))
    };
    bytes.split(|b| *b == b'\n').position(holds).map(|at| at + 1)
}

/// A word as YAML reads it back as text.
pub(super) fn word(text: &str) -> String {
    if text == "null" { format!("\"{text}\"") } else { text.to_owned() }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A path that stands in the source.
pub(super) fn fixed(path: &'static str) -> RelativePath {
    super::id::path(path)
}
