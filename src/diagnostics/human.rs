//! The report for people, in the manner of rustc: code, sentence, place, the line itself with the
//! fault underlined, and what to do.

use std::fmt::Write as _;

use annotate_snippets::{Group, Level, Origin, Padding, Renderer};

use super::excerpt::{Excerpt, excerpts};
use super::shown::Shown;
use super::{Finding, Report, Severity, Sources, printable};

/// How the text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// With terminal colours.
    pub color: bool,
    /// Columns of the terminal; source lines are shortened to it, messages are not.
    pub width: usize,
    /// Findings shown per file.
    pub per_file: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 120, per_file: super::FINDINGS_PER_FILE }
    }
}

/// All findings with a summary line; an empty text for an empty report.
pub fn render(report: &Report, sources: &Sources, style: &Style) -> String {
    if report.is_empty() {
        return String::new();
    }
    let renderer = renderer(style);
    let shown = Shown::new(report, style.per_file);
    let mut out = String::new();
    for finding in &shown.findings {
        out.push_str(&one(finding, sources, &renderer));
        out.push_str("\n\n");
    }
    for (file, tally) in &shown.hidden {
        let file = file.map(|id| format!("{}: ", printable::line(sources.get(id).name())));
        let _ = writeln!(out, "{}{}", file.unwrap_or_default(), tally.hidden_words());
    }
    out.push_str(&shown.total.words());
    out.push('\n');
    out
}

/// One finding alone, as a part of another answer.
pub fn alone(finding: &Finding, sources: &Sources, style: &Style) -> String {
    one(finding, sources, &renderer(style))
}

fn renderer(style: &Style) -> Renderer {
    // Below this the drawing has no room for the snippet beside its margin.
    let width = style.width.max(40);
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width).hyperlink(false)
}

fn one(finding: &Finding, sources: &Sources, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable::line(&finding.headline)).id(finding.code.0);
    let mut group = Group::with_title(title);
    for (i, excerpt) in excerpts(finding, sources).into_iter().enumerate() {
        if i > 0 {
            group = group.element(Padding);
        }
        let Excerpt { file, at, snippet } = excerpt;
        // The place is ours and not the snippet's: the snippet may be a part of a long line.
        let origin = Origin::path(file).line(at.line as usize).char_column(at.column as usize);
        group = group.element(origin).element(snippet);
    }
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(printable::prose(note)));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(printable::prose(help)));
    }
    tidy(&renderer.render(&[group]))
}

/// The drawing without the spaces at the ends of its lines, and without the line `:::` that the
/// library puts between a place and a snippet that does not carry the place itself.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_bar = false;
    for line in text.lines() {
        let bare = without_styles(line);
        if !(after_bar && bare.trim() == ":::") {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(line.trim_end());
        }
        after_bar = bare.trim() == "|";
    }
    out
}

/// The line without the colour sequences of the drawing; foreign ones are gone already.
fn without_styles(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(|part| part.split_once('m').map_or("", |(_, text)| text)).collect::<String>()
}

#[cfg(test)]
pub(super) fn plain_text(text: &str) -> String {
    text.lines().map(|line| without_styles(line).trim_end().to_owned() + "\n").collect()
}
