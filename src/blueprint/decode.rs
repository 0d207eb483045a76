//! From the spanned tree to typed records, collecting every fault on the way.
//!
//! A record is declared once, with [`record!`](crate::blueprint::record): its keys, their types and
//! their documentation. The decoder, the JSON Schema and the language reference come from that one
//! declaration and cannot drift apart.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::fault::Fault;
use super::shape::{Shape, Shapes};
use super::tree::{Entry, Node, Value};
use crate::diagnostics::{Span, nearest};

/// Collects what is wrong while decoding goes on.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Notes several faults.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults);
    }

    /// All faults so far, in the order in which they were met.
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }
}

/// A type that can be read from a node.
pub trait Decode: Sized {
    /// Whether a record without this key is at fault.
    const REQUIRED: bool = true;

    /// Reads a node. `None` means that a fault was noted.
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self>;

    /// The value of a key that is not there.
    fn absent() -> Option<Self> {
        None
    }

    /// What may be written, for schemas and the reference.
    fn shape(shapes: &mut Shapes) -> Shape;
}

/// A value and the place where it was written. Equality and order look only at the value.
#[derive(Clone, Copy, Debug)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        T::decode(node, faults).map(|value| Self { value, span: node.span })
    }
    fn shape(shapes: &mut Shapes) -> Shape {
        T::shape(shapes)
    }
}

impl<T: Decode> Decode for Option<T> {
    const REQUIRED: bool = false;
    /// A fault inside an optional value is noted, and the record goes on without it.
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        Some(T::decode(node, faults))
    }
    fn absent() -> Option<Self> {
        Some(None)
    }
    fn shape(shapes: &mut Shapes) -> Shape {
        T::shape(shapes)
    }
}

impl<T: Decode> Decode for Box<T> {
    const REQUIRED: bool = T::REQUIRED;
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        T::decode(node, faults).map(Box::new)
    }
    fn absent() -> Option<Self> {
        T::absent().map(Box::new)
    }
    fn shape(shapes: &mut Shapes) -> Shape {
        T::shape(shapes)
    }
}

/// A value that must be written, in a record that is worth checking even where this one is wrong:
/// the fault is noted and the rest of the record is still seen by later checks.
#[derive(Clone, Debug, PartialEq)]
pub struct Required<T>(pub Option<T>);

impl<T> Required<T> {
    /// The value, unless it was missing or wrong (then a fault says so).
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T: Decode> Decode for Required<T> {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        Some(Self(T::decode(node, faults)))
    }
    fn absent() -> Option<Self> {
        Some(Self(None))
    }
    fn shape(shapes: &mut Shapes) -> Shape {
        T::shape(shapes)
    }
}

/// A list; an entry that is at fault is noted and left out, the others are read.
impl<T: Decode> Decode for Vec<T> {
    const REQUIRED: bool = false;
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        if let Value::List(items) = &node.value {
            return Some(items.iter().filter_map(|item| T::decode(item, faults)).collect());
        }
        faults.push(Fault::WrongType {
            span: node.span,
            expected: "a list".to_owned(),
            found: node.describe(),
        });
        None
    }
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
    fn shape(shapes: &mut Shapes) -> Shape {
        Shape::List { of: Box::new(T::shape(shapes)), least: 0 }
    }
}

/// A list with at least one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMore<T>(pub Vec<T>);

impl<T> Deref for OneOrMore<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a OneOrMore<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Decode> Decode for OneOrMore<T> {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        let items = Vec::<T>::decode(node, faults)?;
        if matches!(&node.value, Value::List(written) if written.is_empty()) {
            faults.push(Fault::EmptyList { span: node.span, expected: "at least one entry" });
        }
        Some(Self(items))
    }
    fn shape(shapes: &mut Shapes) -> Shape {
        Shape::List { of: Box::new(T::shape(shapes)), least: 1 }
    }
}

/// A value written as one piece of text.
pub trait Scalar: Sized {
    /// For messages: `a date like 2026-05-31`.
    const EXPECTED: &'static str;
    /// For schemas: an example that is right.
    const EXAMPLE: &'static str;
    /// For schemas: an anchored regular expression that every right text matches.
    const PATTERN: Option<&'static str> = None;

    /// Reads the text; `Err` carries a reason only where it says more than [`Scalar::EXPECTED`].
    fn read(text: &str) -> Result<Self, Option<String>>;
}

/// Reads a [`Scalar`] from a node.
pub(super) fn scalar<T: Scalar>(node: &Node, faults: &mut Faults) -> Option<T> {
    let Some(text) = node.as_text() else {
        faults.push(Fault::WrongType {
            span: node.span,
            expected: T::EXPECTED.to_owned(),
            found: node.describe(),
        });
        return None;
    };
    match T::read(text) {
        Ok(value) => Some(value),
        Err(reason) => {
            faults.push(Fault::BadValue {
                span: node.span,
                value: text.to_owned(),
                expected: T::EXPECTED.to_owned(),
                reason,
                words: Vec::new(),
            });
            None
        }
    }
}

/// Implements [`Decode`] for types that are [`Scalar`].
macro_rules! scalars {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::blueprint::decode::Decode for $type {
            fn decode(
                node: &$crate::blueprint::tree::Node,
                faults: &mut $crate::blueprint::decode::Faults,
            ) -> Option<Self> {
                $crate::blueprint::decode::scalar(node, faults)
            }
            fn shape(_: &mut $crate::blueprint::shape::Shapes) -> $crate::blueprint::shape::Shape {
                $crate::blueprint::shape::Shape::Text {
                    expected: <$type as $crate::blueprint::decode::Scalar>::EXPECTED,
                    example: <$type as $crate::blueprint::decode::Scalar>::EXAMPLE,
                    pattern: <$type as $crate::blueprint::decode::Scalar>::PATTERN.map(Into::into),
                }
            }
        }
    )+};
}
pub(crate) use scalars;

/// A mapping that is being read key by key.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    record: &'static str,
    start: Span,
    entries: &'a [Entry],
    missing: Vec<&'static str>,
    /// The keys that unknown ones were probably meant to be.
    meant: Vec<&'static str>,
}

/// More keys than any real mapping has: only a hostile one, on which no care is spent.
const FEW: usize = 64;

impl<'a> Fields<'a> {
    /// Opens a mapping: notes keys that are unknown or doubled.
    pub(crate) fn open(
        node: &'a Node,
        record: &'static str,
        known: &[&'static str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            faults.push(Fault::WrongType {
                span: node.span,
                expected: format!("a mapping ({record})"),
                found: node.describe(),
            });
            return None;
        };
        let mut seen = BTreeMap::new();
        let mut meant = Vec::new();
        for (i, entry) in entries.iter().enumerate() {
            // To look back is the fastest way for the few keys of a real mapping, and takes hours
            // for those of a hostile one.
            let first = if entries.len() <= FEW {
                entries[..i].iter().find(|e| e.key == entry.key).map(|e| e.key_span)
            } else {
                let first = *seen.entry(&*entry.key).or_insert(entry.key_span);
                (first != entry.key_span).then_some(first)
            };
            if let Some(first) = first {
                faults.push(Fault::DuplicateKey {
                    key: entry.key.to_string(),
                    span: entry.key_span,
                    first,
                });
            } else if !known.contains(&&*entry.key) {
                if entries.len() <= FEW {
                    meant.extend(nearest(&entry.key, known.iter().copied()));
                }
                faults.push(Fault::UnknownKey {
                    span: entry.key_span,
                    key: entry.key.to_string(),
                    record,
                    known: known.to_vec(),
                });
            }
        }
        let start = entries.first().map_or(node.span, |e| e.key_span);
        Some(Self { record, start, entries, missing: Vec::new(), meant })
    }

    /// Reads the value of a key; notes for [`Fields::close`] that a required one is missing.
    pub(crate) fn take<T: Decode>(&mut self, key: &'static str, faults: &mut Faults) -> Option<T> {
        match self.entries.iter().find(|e| &*e.key == key) {
            Some(entry) if !entry.value.is_null() => T::decode(&entry.value, faults),
            Some(entry) => {
                faults.push(Fault::WrongType {
                    span: entry.key_span,
                    expected: format!("a value for `{key}`"),
                    found: "nothing",
                });
                T::absent()
            }
            None => {
                if T::REQUIRED {
                    self.missing.push(key);
                }
                T::absent()
            }
        }
    }

    /// Notes all required keys that were not there, in one fault. Returns the record's place.
    pub(crate) fn close(mut self, faults: &mut Faults) -> Span {
        // A misspelt key has been reported as what it was meant to be.
        self.missing.retain(|key| !self.meant.contains(key));
        if !self.missing.is_empty() {
            faults.push(Fault::MissingKeys {
                span: self.start,
                record: self.record,
                keys: self.missing,
            });
        }
        self.start
    }
}

/// Declares a record of the language: a struct, its decoder and its shape.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident($title:literal) {
            $( $(#[doc = $field_doc:literal])+ $key:literal => $field:ident: $type:ty, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            /// Where the record begins: its first key.
            pub span: $crate::diagnostics::Span,
            $( $(#[doc = $field_doc])+ pub $field: $type, )+
        }

        impl $name {
            /// The keys of this record, in the order of its reference.
            pub const KEYS: &'static [&'static str] = &[$($key),+];
        }

        impl $crate::blueprint::decode::Decode for $name {
            fn decode(
                node: &$crate::blueprint::tree::Node,
                faults: &mut $crate::blueprint::decode::Faults,
            ) -> Option<Self> {
                let mut fields = $crate::blueprint::decode::Fields::open(
                    node, $title, Self::KEYS, faults,
                )?;
                $( let $field = fields.take::<$type>($key, faults); )+
                let span = fields.close(faults);
                Some(Self { span, $( $field: $field?, )+ })
            }

            fn shape(
                shapes: &mut $crate::blueprint::shape::Shapes,
            ) -> $crate::blueprint::shape::Shape {
                shapes.record(
                    stringify!($name),
                    $title,
                    concat!($($doc, "\n"),+),
                    |shapes| vec![$(
                        $crate::blueprint::shape::Field {
                            key: $key,
                            doc: concat!($($field_doc, "\n"),+),
                            required: <$type as $crate::blueprint::decode::Decode>::REQUIRED,
                            shape: <$type as $crate::blueprint::decode::Decode>::shape(shapes),
                        },
                    )+],
                )
            }
        }
    };
}
pub(crate) use record;

/// Declares a closed set of words: an enum, its decoder and its shape.
macro_rules! words {
    (
        $(#[doc = $doc:literal])+
        pub enum $name:ident($title:literal) {
            $( $(#[doc = $word_doc:literal])+ $word:literal => $variant:ident, )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub enum $name {
            $( $(#[doc = $word_doc])+ #[serde(rename = $word)] $variant, )+
        }

        impl $name {
            /// The words, in the order of their reference.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $( $word => Some(Self::$variant), )+
                    _ => None,
                }
            }

            /// The word that stands for this value.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $crate::blueprint::decode::Decode for $name {
            fn decode(
                node: &$crate::blueprint::tree::Node,
                faults: &mut $crate::blueprint::decode::Faults,
            ) -> Option<Self> {
                $crate::blueprint::decode::word(node, $title, Self::WORDS, faults)
                    .and_then(Self::from_word)
            }

            fn shape(_: &mut $crate::blueprint::shape::Shapes) -> $crate::blueprint::shape::Shape {
                $crate::blueprint::shape::Shape::Words {
                    words: vec![$( ($word, concat!($($word_doc, "\n"),+)) ),+],
                }
            }
        }
    };
}
pub(crate) use words;

/// Reads one word of a closed set.
pub(super) fn word(
    node: &Node,
    title: &str,
    words: &'static [&'static str],
    faults: &mut Faults,
) -> Option<&'static str> {
    let Some(text) = node.as_text() else {
        faults.push(Fault::WrongType {
            span: node.span,
            expected: title.to_owned(),
            found: node.describe(),
        });
        return None;
    };
    let found = words.iter().copied().find(|w| *w == text);
    if found.is_none() {
        faults.push(Fault::BadValue {
            span: node.span,
            value: text.to_owned(),
            expected: title.to_owned(),
            reason: None,
            words: words.to_vec(),
        });
    }
    found
}

impl Decode for bool {
    /// Only a bare `true` or `false`: `no` and `on` are text in YAML 1.2.
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, plain: true } if &**text == "true" => Some(true),
            Value::Scalar { text, plain: true } if &**text == "false" => Some(false),
            Value::Scalar { text, .. } if !node.is_null() => {
                faults.push(Fault::BadValue {
                    span: node.span,
                    value: text.to_string(),
                    expected: "`true` or `false` without quotes".to_owned(),
                    reason: None,
                    words: Vec::new(),
                });
                None
            }
            _ => {
                faults.push(Fault::WrongType {
                    span: node.span,
                    expected: "`true` or `false`".to_owned(),
                    found: node.describe(),
                });
                None
            }
        }
    }
    fn shape(_: &mut Shapes) -> Shape {
        Shape::Boolean
    }
}
