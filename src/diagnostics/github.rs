//! The report as GitHub workflow commands: one line per finding, shown beside the changed lines of
//! a pull request.
//!
//! The runner reads `::error file=…,line=…::message` from the log; see "Workflow commands" in the
//! GitHub Actions documentation. Data escapes `%`, CR and LF; a property also `:` and `,`.

use std::fmt::Write as _;

use super::shown::Shown;
use super::{Finding, Report, Sources, printable};

/// One command per finding; nothing for an empty report. At most `per_file` findings of each file
/// are written, and a `notice` for the rest.
pub fn render(report: &Report, sources: &Sources, per_file: usize) -> String {
    let shown = Shown::new(report, per_file);
    let mut out = String::new();
    for finding in &shown.findings {
        out.push_str(&command(finding, sources));
        out.push('\n');
    }
    for (file, tally) in &shown.hidden {
        let file = file.map(|id| format!("file={},", property(sources.get(id).name())));
        let message = data(&tally.hidden_words());
        let _ = writeln!(out, "::notice {}title=qalyp::{message}", file.unwrap_or_default());
    }
    out
}

fn command(finding: &Finding, sources: &Sources) -> String {
    let mut properties = Vec::new();
    let mut message = printable::line(&finding.headline);
    if let Some(label) = &finding.primary {
        let source = sources.get(label.span.source);
        let start = source.line_column(label.span.start);
        let end = source.line_column(label.span.end);
        properties.push(format!("file={}", property(source.name())));
        properties.push(format!("line={}", start.line));
        // The runner drops the columns of a range of several lines.
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end.column));
        } else {
            properties.push(format!("endLine={}", end.line));
        }
        if !label.text.is_empty() {
            message.push_str(": ");
            message.push_str(&printable::line(&label.text));
        }
    }
    properties.push(format!("title={}", property(finding.code.0)));
    for label in &finding.secondary {
        let _ = write!(
            message,
            "\n{}: {}",
            printable::line(&sources.place(label.span)),
            printable::line(&label.text)
        );
    }
    for note in &finding.notes {
        let _ = write!(message, "\nnote: {}", printable::prose(note));
    }
    for help in &finding.help {
        let _ = write!(message, "\nhelp: {}", printable::prose(help));
    }
    format!("::{} {}::{}", finding.severity.word(), properties.join(","), data(&message))
}

/// `%` first, so that the escapes themselves stay.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&printable::line(text)).replace(':', "%3A").replace(',', "%2C")
}
