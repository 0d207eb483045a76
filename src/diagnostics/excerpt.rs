//! The part of a text that is shown around the places of a finding.
//!
//! A text may have a hundred thousand lines, or one line of many megabytes. What is cut out here
//! is bounded by the number of places, whatever the text is, and only that part is made printable.

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use super::sources::floor_char_boundary;
use super::{Finding, Label, LineColumn, Sources, Span, printable};

/// Places of one text with at most this many bytes between them share a snippet.
const NEAR: usize = 4096;
/// Bytes kept of a long line before the first place and after the last.
const AROUND: usize = 400;

/// One snippet with its heading.
pub(super) struct Excerpt {
    pub(super) file: String,
    pub(super) at: LineColumn,
    pub(super) snippet: Snippet<'static, Annotation<'static>>,
}

struct Mark<'a> {
    label: &'a Label,
    primary: bool,
    start: usize,
    end: usize,
}

/// The excerpts of a finding: the one with the primary place first, then the others in the order
/// in which the finding names them.
pub(super) fn excerpts(finding: &Finding, sources: &Sources) -> Vec<Excerpt> {
    let primary = finding.primary.iter().map(|label| (label, true));
    let marks = primary.chain(finding.secondary.iter().map(|label| (label, false)));
    let mut clusters: Vec<Vec<Mark<'_>>> = Vec::new();
    for (label, primary) in marks {
        let (start, end) = bounds(label.span, sources);
        let mark = Mark { label, primary, start, end };
        match clusters.iter_mut().find(|cluster| cluster.iter().any(|m| near(m, &mark))) {
            Some(cluster) => cluster.push(mark),
            None => clusters.push(vec![mark]),
        }
    }
    clusters.iter().map(|cluster| excerpt(cluster, sources)).collect()
}

/// The span on character borders inside the text; one that is too long to show ends with its first
/// line.
fn bounds(span: Span, sources: &Sources) -> (usize, usize) {
    let text = sources.get(span.source).text();
    let start = floor_char_boundary(text, span.start as usize);
    let end = floor_char_boundary(text, span.end as usize).max(start);
    if end - start <= NEAR {
        return (start, end);
    }
    let limit = floor_char_boundary(text, start + NEAR);
    let shown = &text[start..limit];
    (start, start + shown.find('\n').unwrap_or(shown.len()))
}

fn near(a: &Mark<'_>, b: &Mark<'_>) -> bool {
    a.label.span.source == b.label.span.source
        && b.start.saturating_sub(a.end) <= NEAR
        && a.start.saturating_sub(b.end) <= NEAR
}

fn excerpt(cluster: &[Mark<'_>], sources: &Sources) -> Excerpt {
    let head = &cluster[0];
    let source = sources.get(head.label.span.source);
    let text: &str = source.text();
    let first = cluster.iter().map(|m| m.start).min().unwrap_or(0);
    let last = cluster.iter().map(|m| m.end).max().unwrap_or(first);

    let earliest = floor_char_boundary(text, first.saturating_sub(AROUND));
    let line_start = text[earliest..first].rfind('\n').map(|i| earliest + i + 1);
    let whole = earliest == 0 || text[..earliest].ends_with('\n');
    let (from, mut shown) = match line_start {
        Some(from) => (from, String::new()),
        None if whole => (earliest, String::new()),
        None => (earliest, "…".to_owned()),
    };
    let latest = floor_char_boundary(text, last + AROUND);
    let line_end = text[last..latest].find('\n').map(|i| last + i);
    let to = line_end.unwrap_or(latest);

    let lead = shown.len();
    let ends: Vec<_> = cluster.iter().flat_map(|m| [m.start - from, m.end - from]).collect();
    let (visible, moved) = printable::source(&text[from..to], &ends);
    shown.push_str(visible.strip_suffix('␍').filter(|_| line_end.is_some()).unwrap_or(&visible));
    if line_end.is_none() && to < text.len() {
        shown.push('…');
    }
    // A place after the last line break stands on a line that has no text to underline.
    if shown.is_empty() || shown.ends_with('\n') {
        shown.push(' ');
    }
    let annotations = cluster.iter().zip(moved.chunks(2)).map(|(mark, ends)| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = printable::line(&mark.label.text);
        let label = (!label.is_empty()).then_some(label);
        // The carriage return of the last line is cut off, and a place may stand on it.
        let end = |i: usize| (lead + ends[i]).min(shown.len());
        kind.span(end(0)..end(1)).label(label)
    });
    let annotations: Vec<_> = annotations.collect();
    let line = source.line_column(u32::try_from(from).unwrap_or(u32::MAX)).line;
    Excerpt {
        file: printable::line(source.name()),
        at: sources.locate(head.label.span),
        snippet: Snippet::source(shown).line_start(line as usize).annotations(annotations),
    }
}
