use super::value::value_in;
use crate::contract::decision::{Label, Value};
use crate::contract::{Language, UtcOffset};

/// A sentence in all languages with places for values: its label has `{0}`, `{1}` … where they go.
///
/// The words around a value are chosen so that it stands in its basic form, whatever its case would
/// be in the middle of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// The words; their key tells programs which sentence it is.
    pub words: &'static Label,
    /// What stands in the places.
    pub values: Vec<Value>,
}

impl Sentence {
    /// A sentence with its values in order.
    pub fn new(words: &'static Label, values: impl IntoIterator<Item = Value>) -> Self {
        Self { words, values: values.into_iter().collect() }
    }

    /// The sentence in a language, moments at an offset. What people wrote stands in it as it is:
    /// whoever shows it makes it harmless.
    pub fn in_language(&self, language: Language, offset: UtcOffset) -> String {
        self.parts(language, offset).into_iter().map(|part| part.words).collect()
    }

    /// The same in its parts, so that what a person wrote can be told from the words around it.
    pub(in crate::review) fn parts(&self, language: Language, offset: UtcOffset) -> Vec<Part> {
        let mut parts = Vec::new();
        let words = |text: &str| Part { words: text.to_owned(), is_written: false };
        let mut rest = self.words.in_language(language);
        while let Some((before, after)) = rest.split_once('{') {
            parts.push(words(before));
            let Some((number, after)) = after.split_once('}') else { break };
            let value = number.parse::<usize>().ok().and_then(|at| self.values.get(at));
            if let Some(value) = value {
                let is_written = matches!(value, Value::Text(_));
                parts.push(Part { words: value_in(value, language, offset), is_written });
            }
            rest = after;
        }
        parts.push(words(rest));
        parts
    }
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::review) struct Part {
    /// What it says.
    pub(in crate::review) words: String,
    /// Whether a person wrote it.
    pub(in crate::review) is_written: bool,
}
