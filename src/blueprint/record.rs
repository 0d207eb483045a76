//! Records of the language: mappings with known keys.

use std::collections::BTreeMap;

use super::decode::{Decode, Faults};
use super::fault::Fault;
use super::tree::{Entry, Node, Value};
use crate::diagnostics::{Span, nearest};

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
