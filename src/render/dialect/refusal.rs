/// What kind of value came where a scalar was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A name that does not exist.
    Undefined,
    /// Nothing: the value is absent.
    None,
    /// A list.
    List,
    /// A map.
    Map,
    /// Anything else that cannot be written, such as a function.
    Other,
}

/// Why a value was not written. It never holds the value itself, which may be confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The value is no scalar.
    Shape(Shape),
    /// A number that is infinite, or none.
    NotFinite,
    /// The format has no way of writing this character.
    Character {
        /// The character.
        found: char,
        /// Where it stands in the text: from 1, in characters.
        position: usize,
    },
    /// The format would put a variable's value here, and has no way of preventing it.
    Variable {
        /// What begins a variable: `$` or `${`.
        sign: &'static str,
        /// Where it stands in the text: from 1, in characters.
        position: usize,
    },
    /// The format drops space here.
    EdgeSpace,
    /// The format reads a backslash at the end as "this goes on in the next line".
    TrailingBackslash,
    /// The format has no empty value, or gives it another meaning.
    Empty,
    /// It is not one block of PEM, or it holds a private key.
    NoPem,
    /// The format has no booleans.
    Boolean,
    /// Longer than the format's parser takes.
    TooLong {
        /// Length as written, in bytes.
        bytes: usize,
        /// The most that is allowed, in bytes.
        limit: usize,
    },
}

impl Refusal {
    /// Refuses the first character of `text` that does not fit.
    pub(super) fn unless(text: &str, fits: impl Fn(char) -> bool) -> Result<(), Self> {
        match text.chars().enumerate().find(|(_, ch)| !fits(*ch)) {
            None => Ok(()),
            Some((index, found)) => Err(Self::Character { found, position: index + 1 }),
        }
    }

    /// Refuses what begins a variable.
    pub(super) fn variable(text: &str, sign: &'static str) -> Result<(), Self> {
        match text.find(sign) {
            None => Ok(()),
            Some(at) => Err(Self::Variable { sign, position: text[..at].chars().count() + 1 }),
        }
    }

    /// Refuses what is longer than `limit` bytes as written.
    pub(super) fn longer(written: String, limit: usize) -> Result<String, Self> {
        if written.len() > limit {
            return Err(Self::TooLong { bytes: written.len(), limit });
        }
        Ok(written)
    }
}
