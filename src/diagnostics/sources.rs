use std::collections::HashSet;
use std::sync::Arc;

use super::finding::{Finding, Report};

/// Which text a span points into: the index in [`Sources`], which follows the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes in one source. 12 bytes, `Copy`; ordered by source, then start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `source`.
    pub const fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }
}

/// A line and a column as a person counts them: from 1, in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// From 1.
    pub line: u32,
    /// From 1, in characters, so that Cyrillic text is counted as it is read.
    pub column: u32,
}

/// One text and the name under which it is shown.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    /// Byte offset at which each line starts.
    lines: Vec<u32>,
}

impl Source {
    /// The path as shown (relative to the root, `/` between parts), or `<stdin>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Where a byte offset lies. An offset inside a character counts as that character.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.lines.partition_point(|&start| start <= offset).max(1) - 1;
        let start = self.lines[line] as usize;
        let end = floor_char_boundary(&self.text, offset as usize).max(start);
        let column = self.text[start..end].chars().count();
        LineColumn { line: to_u32(line) + 1, column: to_u32(column) + 1 }
    }

    /// The byte range of a line (from 1) without its line break; `None` past the end.
    pub fn line_range(&self, line: u32) -> Option<std::ops::Range<usize>> {
        let index = (line as usize).checked_sub(1)?;
        let start = *self.lines.get(index)? as usize;
        let end = self.lines.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        Some(start..start + line.len())
    }
}

/// The start of the character at an offset; the end of the text if the offset lies past it.
pub(super) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// All texts of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a text; the caller has bounded its size to less than 4 GiB.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(i, _)| to_u32(i) + 1)).collect();
        self.all.push(Source { name: name.into(), text, lines });
        SourceId(to_u32(self.all.len() - 1))
    }

    /// The source of an id that [`Sources::add`] gave out.
    ///
    /// # Panics
    /// If the id comes from another `Sources`: a fault of the program, not of its input.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        let text = &self.get(span.source).text;
        let start = floor_char_boundary(text, span.start as usize);
        let end = floor_char_boundary(text, span.end as usize).max(start);
        &text[start..end]
    }

    /// Where a span starts.
    pub fn locate(&self, span: Span) -> LineColumn {
        self.get(span.source).line_column(span.start)
    }

    /// `file:line:col` of a span.
    pub fn place(&self, span: Span) -> String {
        let at = self.locate(span);
        format!("{}:{}:{}", self.get(span.source).name, at.line, at.column)
    }

    /// The same texts, shown by their paths from a folder that `root` is relative to. A name in
    /// angle brackets (`<stdin>`) is not a path and stays.
    pub fn below(&self, root: &str) -> Self {
        let root = root.trim_end_matches('/');
        let renamed = |source: &Source| {
            let name = match source.name.as_str() {
                name if name.starts_with(['<', '/']) || matches!(root, "" | ".") => name.to_owned(),
                name => format!("{root}/{name}"),
            };
            Source { name, ..source.clone() }
        };
        Self { all: self.all.iter().map(renamed).collect() }
    }

    /// Lets go of the texts that nobody will be shown: those to which no place of a finding leads.
    /// Names and numbers stay. With ten thousand servers the texts are a third of all memory.
    pub fn keep_shown(&mut self, report: &Report) {
        let places = report.findings().iter().flat_map(Finding::places);
        let shown: HashSet<SourceId> = places.map(|span| span.source).collect();
        for (index, source) in self.all.iter_mut().enumerate() {
            if !shown.contains(&SourceId(to_u32(index))) {
                source.text = Arc::from("");
                source.lines = vec![0];
            }
        }
    }

    /// All sources, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all.iter().enumerate().map(|(i, s)| (SourceId(to_u32(i)), s))
    }

    /// Whether no text was read.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "имя: Қалып\nх: 1\n");
        let start = u32::try_from("имя: ".len()).unwrap();
        let span = Span::new(id, start, start + 10);
        assert_eq!(sources.locate(span), LineColumn { line: 1, column: 6 });
        assert_eq!(sources.slice(span), "Қалып");
        assert_eq!(sources.get(id).line_range(2).map(|r| &sources.get(id).text()[r]), Some("х: 1"));
        assert_eq!(sources.get(id).line_range(4), None);
    }

    #[test]
    fn names_can_be_shown_from_another_folder() {
        let mut sources = Sources::default();
        for name in ["a/b.yaml", "<stdin>", "/etc/x.yaml"] {
            sources.add(name, "x");
        }
        let names = |root: &str| -> Vec<String> {
            sources.below(root).iter().map(|(_, source)| source.name.clone()).collect()
        };
        assert_eq!(names("."), ["a/b.yaml", "<stdin>", "/etc/x.yaml"]);
        assert_eq!(names("../shop/"), ["../shop/a/b.yaml", "<stdin>", "/etc/x.yaml"]);
    }

    #[test]
    fn texts_that_are_shown_stay() {
        let mut sources = Sources::default();
        let (a, b) = (sources.add("a.yaml", "x: 1\ny: 2\n"), sources.add("b.yaml", "z: 3\n"));
        let code = crate::diagnostics::Code("E0001");
        let mut report = Report::default();
        report.push(Finding::error(code, "no").at(Span::new(b, 3, 4), "here"));
        let clone = sources.get(a).text().clone();
        sources.keep_shown(&report);
        assert_eq!((sources.get(a).name(), &**sources.get(a).text()), ("a.yaml", ""));
        assert_eq!(std::sync::Arc::strong_count(&clone), 1, "nobody else holds it");
        assert_eq!(sources.slice(Span::new(b, 3, 4)), "3");
        assert_eq!(sources.place(Span::new(a, 5, 6)), "a.yaml:1:1");
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "ы");
        assert_eq!(sources.get(id).line_column(99), LineColumn { line: 1, column: 2 });
        assert_eq!(sources.get(id).line_column(1), LineColumn { line: 1, column: 1 });
    }
}
