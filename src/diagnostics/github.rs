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
        out.push_str(&of_finding(finding, sources));
    }
    for (file, tally) in &shown.hidden {
        let file = file.map(|id| ("file", sources.get(id).name()));
        let properties: Vec<_> = file.into_iter().chain([("title", "qalyp")]).collect();
        out.push_str(&command("notice", &properties, &tally.hidden_words()));
    }
    out
}

/// One command with its line break. `level` is `error`, `warning` or `notice`. The message may have
/// several lines; what a terminal would obey in it is made visible.
pub fn command(level: &str, properties: &[(&str, &str)], message: &str) -> String {
    let property = |(name, value): &(&str, &str)| format!("{name}={}", property(value));
    let properties: Vec<_> = properties.iter().map(property).collect();
    let properties = properties.join(",");
    format!("::{level} {properties}::{}\n", data(&printable::visible(message)))
}

fn of_finding(finding: &Finding, sources: &Sources) -> String {
    let mut places = Vec::new();
    let mut message = printable::line(&finding.headline);
    if let Some(label) = &finding.primary {
        let source = sources.get(label.span.source);
        let start = source.line_column(label.span.start);
        let end = source.line_column(label.span.end);
        places.push(("file", source.name().to_owned()));
        places.push(("line", start.line.to_string()));
        // The runner drops the columns of a range of several lines.
        if start.line == end.line {
            places.push(("col", start.column.to_string()));
            places.push(("endColumn", end.column.to_string()));
        } else {
            places.push(("endLine", end.line.to_string()));
        }
        if !label.text.is_empty() {
            message.push_str(": ");
            message.push_str(&printable::line(&label.text));
        }
    }
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
    let mut properties: Vec<_> =
        places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    properties.push(("title", finding.code.0));
    command(finding.severity.word(), &properties, &message)
}

/// `%` first, so that the escapes themselves stay.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&printable::line(text)).replace(':', "%3A").replace(',', "%2C")
}
