//! What may be written, as data: the source of the JSON Schemas and of the language reference.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The shape of one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One piece of text.
    Text {
        /// In words: `a date like 2026-05-31`.
        expected: &'static str,
        /// A right example.
        example: &'static str,
        /// A regular expression that every right text matches, where one is known.
        pattern: Option<Cow<'static, str>>,
    },
    /// A whole number.
    Integer {
        /// The least allowed.
        least: u64,
        /// The greatest allowed.
        most: u64,
    },
    /// `true` or `false`.
    Boolean,
    /// One of these numbers.
    Numbers(&'static [u8]),
    /// A mapping described in place.
    Inline(Vec<Field>),
    /// One of a closed set, each with its meaning.
    Words {
        /// Word and meaning.
        words: Vec<(&'static str, &'static str)>,
    },
    /// A list.
    List {
        /// Of what.
        of: Box<Shape>,
        /// How many entries at least.
        least: usize,
    },
    /// A record that [`Shapes`] holds under this name.
    Record(&'static str),
}

/// One key of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// As written.
    pub key: &'static str,
    /// Its documentation, from the type.
    pub doc: &'static str,
    /// Whether a record without it is at fault.
    pub required: bool,
    /// What may be written.
    pub shape: Shape,
}

/// A record of the language.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// For people: `a server`.
    pub title: &'static str,
    /// Its documentation, from the type.
    pub doc: &'static str,
    /// Its keys in reference order.
    pub fields: Vec<Field>,
}

/// All records met while describing a kind.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    records: BTreeMap<&'static str, Option<Record>>,
    order: Vec<&'static str>,
}

impl Shapes {
    /// Describes a record once; later uses refer to it.
    pub fn record(
        &mut self,
        name: &'static str,
        title: &'static str,
        doc: &'static str,
        fields: impl FnOnce(&mut Self) -> Vec<Field>,
    ) -> Shape {
        if !self.records.contains_key(name) {
            self.records.insert(name, None);
            self.order.push(name);
            let fields = fields(self);
            self.records.insert(name, Some(Record { title, doc, fields }));
        }
        Shape::Record(name)
    }

    /// A record by name.
    pub fn get(&self, name: &str) -> Option<&Record> {
        self.records.get(name)?.as_ref()
    }

    /// Names and records in the order in which they were met.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Record)> {
        self.order.iter().filter_map(|name| Some((*name, self.get(name)?)))
    }
}
