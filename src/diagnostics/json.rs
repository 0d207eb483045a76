//! The report as JSON, for programs. The shape is versioned: [`FORMAT`] changes when a field
//! changes its meaning or goes away; new fields may come without a new version.

use serde::{Deserialize, Serialize};

use super::shown::Shown;
use super::{Label, Report, Sources, printable};

/// The name and version of the shape, in the field `format`.
pub const FORMAT: &str = "qalyp-findings/1";

/// A whole report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Always [`FORMAT`].
    pub format: String,
    /// In order of file, place and code.
    pub findings: Vec<Entry>,
    /// Files with more findings than are listed.
    pub hidden: Vec<Hidden>,
    /// How many errors there are, listed or not.
    pub errors: usize,
    /// How many warnings there are, listed or not.
    pub warnings: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Such as `E0101`; `qalyp explain CODE` tells more.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// One sentence that stands alone.
    pub headline: String,
    /// The place of the fault; null if no text is to blame.
    pub place: Option<Place>,
    /// Other places that belong to it.
    pub labels: Vec<Place>,
    /// Facts that explain the rule.
    pub notes: Vec<String>,
    /// What to do next.
    pub help: Vec<String>,
}

/// A range of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The path as shown, `/` between parts; `<stdin>` for standard input.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters (Unicode scalar values).
    pub column: u32,
    /// The line of the first character after the range.
    pub end_line: u32,
    /// The column of the first character after the range.
    pub end_column: u32,
    /// Byte offset of the first byte, from 0.
    pub start: u32,
    /// Byte offset one past the last byte.
    pub end: u32,
    /// What is to be said about this place; may be empty.
    pub text: String,
}

/// How much of a file is not listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// The path as shown; null for findings without a place.
    pub file: Option<String>,
    /// Errors of this file that are not listed.
    pub errors: usize,
    /// Warnings of this file that are not listed.
    pub warnings: usize,
}

impl Document {
    /// The report as data, with at most `per_file` findings of each file.
    pub fn new(report: &Report, sources: &Sources, per_file: usize) -> Self {
        let shown = Shown::new(report, per_file);
        let place = |label: &Label| Place::new(label, sources);
        let entry = |f: &&super::Finding| Entry {
            code: f.code.to_string(),
            severity: f.severity.word().to_owned(),
            headline: f.headline.clone(),
            place: f.primary.as_ref().map(place),
            labels: f.secondary.iter().map(place).collect(),
            notes: f.notes.clone(),
            help: f.help.clone(),
        };
        let hidden = |(file, tally): &(Option<super::SourceId>, super::shown::Tally)| Hidden {
            file: file.map(|id| sources.get(id).name().to_owned()),
            errors: tally.errors,
            warnings: tally.warnings,
        };
        Self {
            format: FORMAT.to_owned(),
            findings: shown.findings.iter().map(entry).collect(),
            hidden: shown.hidden.iter().map(hidden).collect(),
            errors: shown.total.errors,
            warnings: shown.total.warnings,
        }
    }
}

impl Place {
    fn new(label: &Label, sources: &Sources) -> Self {
        let span = label.span;
        let source = sources.get(span.source);
        let start = source.line_column(span.start);
        let end = source.line_column(span.end);
        Self {
            file: source.name().to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: span.start,
            end: span.end,
            text: label.text.clone(),
        }
    }
}

/// The report as one JSON document, with at most `per_file` findings of each file.
pub fn render(report: &Report, sources: &Sources, per_file: usize) -> String {
    pretty(&Document::new(report, sources, per_file))
}

/// Indented JSON with a line break at the end, in which characters that a terminal would obey or
/// hide are escaped. Every JSON answer of the command line is written by this.
///
/// A value whose `Serialize` fails (a map with keys that are not strings) is a fault of the
/// program; it becomes an object with the only field `error`, never a panic.
pub fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value)
        .unwrap_or_else(|fault| serde_json::json!({ "error": fault.to_string() }).to_string());
    printable::json(text) + "\n"
}
