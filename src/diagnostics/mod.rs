//! The model of a finding, and one renderer per output form.
//!
//! A [`Finding`] is what every phase reports: a code, a severity, one sentence, the places it is
//! about and what to do next. This module knows nothing of blueprints: it gets texts and spans.
//!
//! [`human`], [`json`] and [`github`] turn a [`Report`] and its [`Sources`] into text. None of them
//! trusts the text it shows: what a terminal or a log reader would obey is made visible.

mod code;
mod excerpt;
mod finding;
pub mod github;
pub mod human;
pub mod json;
pub mod page;
mod printable;
mod shown;
mod sources;
mod suggestion;
#[cfg(test)]
mod tests;

pub use code::{Code, Entry};
pub use finding::{Finding, Label, Report, Severity};
pub use printable::{visible, visible_line};
pub use shown::FINDINGS_PER_FILE;
pub use sources::{LineColumn, Source, SourceId, Sources, Span};
pub use suggestion::nearest;
