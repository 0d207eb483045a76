//! From JSON text to the spanned tree: faster than through the YAML parser, and with faults that name
//! the line.
//!
//! `serde_json` hands out each value as the piece of text that it stands in, so the place of a value
//! is the place of its text.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::Fault;
use crate::blueprint;
use crate::blueprint::Limits;
use crate::blueprint::tree::{Entry, Node, Value};
use crate::diagnostics::{SourceId, Span};

/// Why a text gave no tree.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is not JSON.
    Text(Fault),
    /// It is deeper or larger than anything real.
    Limit(blueprint::Fault),
}

/// A text and where it is from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'t> {
    pub(super) source: SourceId,
    /// The whole text of the source, of which all others here are parts.
    pub(super) whole: &'t str,
}

impl Place<'_> {
    /// Where a part of the text stands.
    pub(super) fn span(self, part: &str) -> Span {
        let start = part.as_ptr().addr().saturating_sub(self.whole.as_ptr().addr());
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(self.source, at(start), at(start + part.len()))
    }

    /// Where a parser of a part gave up.
    fn fault(self, part: &str, error: &serde_json::Error) -> Refused {
        let before: usize =
            part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = (before + error.column().saturating_sub(1)).min(part.len());
        let at = (0..=at).rev().find(|&i| part.is_char_boundary(i)).unwrap_or_default();
        let shown = part[at..].chars().next().map_or(0, char::len_utf8);
        let text = error.to_string();
        let problem = match text.rfind(" at line ") {
            Some(end) => text[..end].to_owned(),
            None => text,
        };
        Refused::Text(Fault::NotJson { span: self.span(&part[at..at + shown]), problem })
    }
}

/// Reads one value.
pub(super) fn parse(place: Place<'_>, text: &str, limits: Limits) -> Result<Node, Refused> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|e| place.fault(text, &e))?;
    let mut nodes = 0;
    node(place, raw.get(), limits, 1, &mut nodes)
}

/// The entries of a list, or the one value that is no list, as pieces of the text.
pub(super) fn entries<'t>(
    place: Place<'t>,
    text: &'t str,
    limits: Limits,
) -> Result<Vec<&'t str>, Refused> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|e| place.fault(text, &e))?;
    if raw.get().starts_with('[') {
        return Ok(list(place, raw.get(), limits)?.into_iter().map(RawValue::get).collect());
    }
    Ok(vec![raw.get()])
}

fn node(
    place: Place<'_>,
    text: &str,
    limits: Limits,
    depth: usize,
    nodes: &mut usize,
) -> Result<Node, Refused> {
    let span = place.span(text);
    *nodes += 1;
    if *nodes > limits.nodes {
        let limit = limits.nodes;
        return Err(Refused::Limit(blueprint::Fault::TooManyValues { span, limit }));
    }
    if depth > limits.depth && text.starts_with(['{', '[']) {
        return Err(Refused::Limit(blueprint::Fault::TooDeep { span, limit: limits.depth }));
    }
    let value = match text.as_bytes().first() {
        Some(b'{') => {
            let mut entries = Vec::new();
            for (key, value) in map(place, text, limits)? {
                entries.push(Entry {
                    key: string(place, key.get())?.into(),
                    key_span: place.span(key.get()),
                    value: node(place, value.get(), limits, depth + 1, nodes)?,
                });
            }
            Value::Map(entries)
        }
        Some(b'[') => {
            let items = list(place, text, limits)?;
            let items = items.into_iter().map(|i| node(place, i.get(), limits, depth + 1, nodes));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        Some(b'"') => Value::Scalar { text: string(place, text)?.into(), plain: false },
        // A number, `true`, `false` or `null`, as YAML writes them too.
        _ => Value::Scalar { text: text.into(), plain: true },
    };
    Ok(Node { span, value })
}

fn string<'t>(place: Place<'_>, text: &'t str) -> Result<Cow<'t, str>, Refused> {
    // Without a backslash nothing stands for something else.
    match text.get(1..text.len().saturating_sub(1)) {
        Some(inner) if !inner.contains('\\') => Ok(Cow::Borrowed(inner)),
        _ => serde_json::from_str::<String>(text)
            .map(Cow::Owned)
            .map_err(|error| place.fault(text, &error)),
    }
}

type Pair<'t> = (&'t RawValue, &'t RawValue);

fn map<'t>(place: Place<'_>, text: &'t str, limits: Limits) -> Result<Vec<Pair<'t>>, Refused> {
    let mut parser = serde_json::Deserializer::from_str(text);
    parser.deserialize_map(Pieces(limits.nodes)).map_err(|e| place.fault(text, &e))
}

fn list<'t>(place: Place<'_>, text: &'t str, limits: Limits) -> Result<Vec<&'t RawValue>, Refused> {
    let mut parser = serde_json::Deserializer::from_str(text);
    parser.deserialize_seq(Items(limits.nodes)).map_err(|e| place.fault(text, &e))
}

/// Keys and values of a mapping, repetitions included; so many at most.
struct Pieces(usize);

impl<'t> Visitor<'t> for Pieces {
    type Value = Vec<Pair<'t>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(key) = access.next_key()? {
            all.push((key, access.next_value()?));
            if all.len() > self.0 {
                return Err(A::Error::custom(format!("more than {} keys", self.0)));
            }
        }
        Ok(all)
    }
}

/// The entries of a list; so many at most.
struct Items(usize);

impl<'t> Visitor<'t> for Items {
    type Value = Vec<&'t RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = access.next_element()? {
            all.push(item);
            if all.len() > self.0 {
                return Err(A::Error::custom(format!("more than {} entries", self.0)));
            }
        }
        Ok(all)
    }
}
