//! The spanned tree of one YAML document: what was written and where, nothing about its meaning.

use crate::diagnostics::Span;

/// A value and the bytes it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// From its first to past its last byte; a block mapping ends with its last value.
    pub span: Span,
    /// What is written there.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text as written; `plain` without quotes and not a block scalar.
    Scalar {
        /// The text after YAML's own unquoting.
        text: Box<str>,
        /// Whether it stood bare: only a bare `true` is a boolean.
        plain: bool,
    },
    /// `[a, b]` or `- a`.
    List(Vec<Node>),
    /// `{a: b}` or `a: b`, in the author's order, repetitions included.
    Map(Vec<Entry>),
}

/// One key of a mapping and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// Whether nothing was written (`key:`), or `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(&**text, "" | "~" | "null"))
    }

    /// The text of a scalar that is not null.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// The word for messages: `a mapping`, `a list`, `text`, `nothing`.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            _ if self.is_null() => "nothing",
            Value::Scalar { .. } => "a single value",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|e| &*e.key == key),
            _ => None,
        }
    }
}
