//! From the spanned tree to typed records, collecting every fault on the way.
//!
//! A record is declared once, with [`record!`](crate::blueprint::record): its keys, their types and
//! their documentation. The decoder, the JSON Schema and the language reference come from that one
//! declaration and cannot drift apart.

use std::ops::Deref;

use super::fault::Fault;
pub(crate) use super::record::{Fields, record};
use super::shape::{Shape, Shapes};
use super::tree::{Node, Value};
use crate::diagnostics::Span;

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
pub(crate) fn scalar<T: Scalar>(node: &Node, faults: &mut Faults) -> Option<T> {
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
pub(crate) fn word(
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
