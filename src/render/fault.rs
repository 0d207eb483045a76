use std::ops::Range;
use std::sync::Arc;

use super::Dialect;
use super::dialect::Refusal;

/// Something wrong in a template, or with a value that it writes.
///
/// It points into the template's own file and never holds the value of a variable, which may be
/// confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// The template's path within the templates.
    pub template: String,
    /// The text of its file.
    pub file: Arc<str>,
    /// The bytes of the file that are to blame, if they are known.
    pub range: Option<Range<usize>>,
    /// What is wrong.
    pub problem: Problem,
}

impl TemplateFault {
    pub(super) fn new(
        template: &str,
        file: &Arc<str>,
        range: Option<Range<usize>>,
        problem: Problem,
    ) -> Self {
        Self { template: template.to_owned(), file: Arc::clone(file), range, problem }
    }

    /// The line of the file, from 1; 1 if the place is unknown.
    pub fn line(&self) -> u32 {
        line_of(&self.file, self.range.as_ref().map_or(0, |range| range.start))
    }

    /// The template's own text at that place, such as `server.nmae | sh`.
    pub fn expression(&self) -> Option<&str> {
        self.file.get(self.range.clone()?).map(str::trim).filter(|text| !text.is_empty())
    }
}

/// The line of a byte of a text, from 1.
pub(super) fn line_of(text: &str, at: usize) -> u32 {
    let breaks = text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A built-in template that is not UTF-8.
    NotText,
    /// No front matter at the top.
    NoFrontMatter,
    /// A front matter that cannot be read.
    FrontMatter {
        /// What the reader says.
        message: String,
    },
    /// An override of a template that does not exist.
    ReplacesNothing {
        /// The most similar path.
        nearest: Option<String>,
    },
    /// The template language does not understand it.
    Syntax {
        /// What its parser says; it knows no values.
        message: String,
    },
    /// A statement that qalyp leaves out: it would break the way back from an output line.
    Statement {
        /// Its first word.
        keyword: String,
    },
    /// An expression that is too long to be followed.
    LongExpression,
    /// A template that does not come to an end.
    Endless,
    /// `~` writes `None` for what is absent, and `True` for a boolean.
    Tilde,
    /// A name that begins with two underscores.
    ReservedName,
    /// No filter of that name.
    UnknownFilter {
        /// As written.
        name: String,
        /// The most similar name.
        nearest: Option<String>,
    },
    /// No test of that name.
    UnknownTest {
        /// As written.
        name: String,
        /// The most similar name.
        nearest: Option<String>,
    },
    /// A name that does not exist in the context.
    Undefined,
    /// A value that no writing filter wrote.
    Unwritten {
        /// The dialect of the file.
        dialect: Dialect,
    },
    /// A value written for another format than that of the file.
    WrongDialect {
        /// The filter.
        filter: &'static str,
        /// The dialect of the file.
        dialect: Dialect,
    },
    /// A value that the format cannot hold.
    Refused {
        /// The filter or function that refused.
        filter: &'static str,
        /// Why.
        refusal: Refusal,
    },
    /// No possible name of a secret.
    SecretName,
    /// Anything else that fails while rendering.
    Failed {
        /// The kind of failure, in the template language's words.
        kind: String,
    },
    /// The traced rendering is not what was rendered: a fault of this program.
    TraceDiffers,
}
