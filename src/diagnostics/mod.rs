//! The model of a finding, and one renderer per output form.
//!
//! A [`Finding`] is what every phase reports: a code, a severity, one sentence, the places it is
//! about and what to do next. This module knows nothing of blueprints: it gets texts and spans.

mod code;
mod finding;
mod sources;

pub use code::Code;
pub use finding::{Finding, Label, Report, Severity};
pub use sources::{LineColumn, Source, SourceId, Sources, Span};
