//! What a clause says in plain words, with places where the parameters in force stand.

use super::{Parameter, ParameterType, ParameterValue, Terms, parameters};
use crate::contract::Language;

/// A text in one language: `Within {refund.full_days} everything comes back.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Parameter(Reference),
}

/// A parameter that a text refers to, or a cell of one that is a table:
/// `{ticket.priorities.high.response}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reference {
    parameter: &'static Parameter,
    /// Row and column.
    cell: Option<(usize, usize)>,
}

/// The words of a clause in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseText {
    /// Kazakh.
    pub kk: Prose,
    /// Russian.
    pub ru: Prose,
    /// English.
    pub en: Prose,
}

/// Why a text cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProseFault {
    /// A brace that opens no reference or closes none.
    Brace,
    /// A reference to no parameter, and to no cell of a table.
    Unknown {
        /// As written, without its braces.
        reference: String,
    },
}

impl ClauseText {
    /// The text in one language.
    pub const fn in_language(&self, language: Language) -> &Prose {
        match language {
            Language::Kazakh => &self.kk,
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

impl Prose {
    /// Reads a text with its references.
    pub fn read(text: &str) -> Result<Self, ProseFault> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (reference, after) = after.split_once('}').ok_or(ProseFault::Brace)?;
            if reference.contains('{') {
                return Err(ProseFault::Brace);
            }
            pieces.push(plain(words)?);
            let unknown = || ProseFault::Unknown { reference: reference.to_owned() };
            pieces.push(Piece::Parameter(Reference::read(reference).ok_or_else(unknown)?));
            rest = after;
        }
        pieces.push(plain(rest)?);
        Ok(Self(pieces))
    }

    /// The ids of the parameters that it refers to, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Parameter(reference) => Some(reference.parameter.id),
        })
    }

    /// The text with the parameters of an edition in it, each put into words by `words`.
    pub fn filled(
        &self,
        terms: &Terms,
        words: impl Fn(&Parameter, &ParameterValue) -> String,
    ) -> String {
        let said = |reference: &Reference| {
            let id = reference.parameter.id;
            let (_, value) = terms.values().find(|(parameter, _)| parameter.id == id)?;
            let value = match (value, reference.cell) {
                (ParameterValue::Table(mut rows), Some((row, column))) => {
                    let cells = rows.get_mut(row)?;
                    (column < cells.len()).then(|| cells.swap_remove(column))?
                }
                (value, _) => value,
            };
            Some(words(reference.parameter, &value))
        };
        let piece = |piece: &Piece| match piece {
            Piece::Words(text) => text.clone(),
            Piece::Parameter(reference) => said(reference).unwrap_or_default(),
        };
        self.0.iter().map(piece).collect()
    }
}

fn plain(words: &str) -> Result<Piece, ProseFault> {
    if words.contains('}') { Err(ProseFault::Brace) } else { Ok(Piece::Words(words.to_owned())) }
}

impl Reference {
    fn read(text: &str) -> Option<Self> {
        parameters().find_map(|parameter| {
            let rest = text.strip_prefix(parameter.id)?;
            match parameter.kind {
                ParameterType::Table(shape) => {
                    let (row, column) = rest.strip_prefix('.')?.split_once('.')?;
                    let row = shape.rows.iter().position(|name| *name == row)?;
                    let column = shape.columns.iter().position(|known| known.key == column)?;
                    Some(Self { parameter, cell: Some((row, column)) })
                }
                _ => rest.is_empty().then_some(Self { parameter, cell: None }),
            }
        })
    }
}

/// Everything that a text can refer to.
pub fn references() -> impl Iterator<Item = String> {
    parameters().flat_map(|parameter| match parameter.kind {
        ParameterType::Table(shape) => {
            let cell = |row: &str, column: &str| format!("{}.{row}.{column}", parameter.id);
            let row = |row: &&'static str| -> Vec<String> {
                shape.columns.iter().map(|column| cell(row, column.key)).collect()
            };
            shape.rows.iter().flat_map(row).collect()
        }
        _ => vec![parameter.id.to_owned()],
    })
}

#[cfg(test)]
mod tests {
    use super::{Prose, ProseFault, references};
    use proptest::prelude::*;

    #[test]
    fn parameters_and_cells_are_references() {
        let text = "Within {refund.full_days}: {ticket.priorities.high.response}, {sla.percent}.";
        let prose = Prose::read(text).expect("known references");
        let named: Vec<_> = prose.parameters().collect();
        assert_eq!(named, ["refund.full_days", "ticket.priorities", "sla.percent"]);
        assert!(references().all(|one| Prose::read(&format!("{{{one}}}")).is_ok()));
        assert_eq!(Prose::read("no reference").expect("plain").parameters().count(), 0);
    }

    #[test]
    fn what_is_no_reference_is_told() {
        for reference in [
            "",
            "refund",
            "refund.full_day",
            "refund.full_days ",
            "refund.full_days.x",
            "ticket.priorities",
            "ticket.priorities.urgent.response",
            "ticket.priorities.high.price",
        ] {
            let fault = ProseFault::Unknown { reference: reference.to_owned() };
            assert_eq!(Prose::read(&format!("a {{{reference}}} b")), Err(fault));
        }
        for text in ["{", "}", "a } b", "{sla.percent", "{sla.percent}}", "{a {sla.percent}"] {
            assert_eq!(Prose::read(text), Err(ProseFault::Brace), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[{}a-z._ ]{0,40}") {
            let _ = Prose::read(&text);
        }
    }
}
