//! From YAML text to the spanned tree.
//!
//! A file is cut into documents before parsing. A line that begins with `---` separates documents in
//! every context of YAML 1.2 (section 9.1.2 forbids it inside block and quoted scalars), so the cut
//! is exact, documents are parsed in parallel, and a fault in one leaves the others readable.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::fault::Fault;
use super::tree::{Entry, Node, Value};
use crate::diagnostics::{SourceId, Span};

/// What a person's file may hold at most. Chosen far above any real fleet (10,000 servers are about
/// 10 MB), and low enough that hostile input costs little.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file or stream.
    pub file_bytes: u64,
    /// Nesting of lists and mappings in one document.
    pub depth: usize,
    /// Values in one document.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 256 * 1024 * 1024, depth: 32, nodes: 4_000_000 }
    }
}

/// A document's bytes within its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Cuts a text at its document markers. Stretches of only blank lines and comments are left out.
pub(super) fn documents(text: &str) -> Vec<Slice> {
    let mut cuts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let marker = line.strip_prefix("---").is_some_and(opens_document);
        let end_marker = line.strip_prefix("...").is_some_and(|rest| rest.trim().is_empty());
        if marker {
            cuts.push(Slice { start, end: at });
            start = at;
        } else if end_marker {
            cuts.push(Slice { start, end: at });
            start = at + line.len();
        }
        at += line.len();
    }
    cuts.push(Slice { start, end: text.len() });
    cuts.retain(|s| has_content(&text[s.start..s.end]));
    cuts
}

fn opens_document(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r'])
}

fn has_content(document: &str) -> bool {
    let body = document.strip_prefix("---").unwrap_or(document);
    body.lines()
        .map(|l| l.trim_start_matches([' ', '\t', '\u{feff}']))
        .any(|l| !l.trim().is_empty() && !l.starts_with('#'))
}

/// Parses one document.
///
/// # Errors
/// The first syntax fault, or what blueprints do not allow: anchors, aliases, tags, keys that are not
/// text, a document past the limits.
pub(super) fn parse(
    source: SourceId,
    text: &str,
    slice: Slice,
    limits: Limits,
) -> Result<Node, Fault> {
    let body = &text[slice.start..slice.end];
    let places = Places::new(source, slice.start, body);
    let mut builder = Builder { limits, nodes: 0, open: Vec::new(), root: None };
    for event in Parser::new_from_str(body) {
        let (event, range) = event.map_err(|e| Fault::Syntax {
            span: places.point(*e.marker()),
            problem: e.info().to_owned(),
        })?;
        builder.take(event, &places, range.start, range.end)?;
    }
    builder.root.ok_or_else(|| Fault::Syntax {
        span: places.whole(),
        problem: "the document is empty".to_owned(),
    })
}

/// Turns the parser's line and character column into bytes of the source.
///
/// The parser counts characters; a byte slice at its index would miss in Cyrillic text.
struct Places<'a> {
    source: SourceId,
    base: usize,
    body: &'a str,
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(source: SourceId, base: usize, body: &'a str) -> Self {
        let bytes = body.as_bytes();
        let breaks = (0..bytes.len()).filter(|&i| {
            bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'))
        });
        let lines = std::iter::once(0).chain(breaks.map(|i| i + 1)).collect();
        Self { source, base, body, lines }
    }

    fn offset(&self, marker: Marker) -> usize {
        let line = marker.line().saturating_sub(1);
        let Some(&start) = self.lines.get(line) else { return self.body.len() };
        let end = self.lines.get(line + 1).copied().unwrap_or(self.body.len());
        let line = &self.body[start..end];
        if line.is_ascii() {
            return start + marker.col().min(line.len());
        }
        line.char_indices().nth(marker.col()).map_or(end, |(i, _)| start + i)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let at = |offset: usize| u32::try_from(self.base + offset).unwrap_or(u32::MAX);
        Span::new(self.source, at(start), at(end.max(start)))
    }

    fn range(&self, start: Marker, end: Marker) -> Span {
        let from = self.offset(start);
        let to = self.offset(end).max(from);
        let written = self.body[from..to].trim_end().len();
        self.span(from, from + written)
    }

    fn point(&self, marker: Marker) -> Span {
        let at = self.offset(marker);
        let next = self.body[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        self.span(at, next)
    }

    fn whole(&self) -> Span {
        self.span(0, self.body.trim_end().len())
    }
}

enum Open {
    List { start: Span, items: Vec<Node> },
    Map { start: Span, entries: Vec<Entry>, key: Option<(Box<str>, Span)> },
}

struct Builder {
    limits: Limits,
    nodes: usize,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Builder {
    fn take(
        &mut self,
        event: Event<'_>,
        places: &Places<'_>,
        start: Marker,
        end: Marker,
    ) -> Result<(), Fault> {
        match event {
            Event::Alias(_) => Err(Fault::Alias { span: places.range(start, end) }),
            Event::Scalar(text, style, anchor, tag) => {
                let span = places.range(start, end);
                refuse(anchor != 0, tag.is_some(), span)?;
                let plain = style == ScalarStyle::Plain;
                self.put(Node { span, value: Value::Scalar { text: text.into(), plain } })
            }
            Event::SequenceStart(anchor, tag) => {
                let start = places.point(start);
                refuse(anchor != 0, tag.is_some(), start)?;
                self.descend(Open::List { start, items: Vec::new() }, start)
            }
            Event::MappingStart(anchor, tag) => {
                let start = places.point(start);
                refuse(anchor != 0, tag.is_some(), start)?;
                self.descend(Open::Map { start, entries: Vec::new(), key: None }, start)
            }
            Event::SequenceEnd | Event::MappingEnd => self.ascend(places.range(end, end)),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn descend(&mut self, open: Open, at: Span) -> Result<(), Fault> {
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            return Err(Fault::ComplexKey { span: at });
        }
        if self.open.len() >= self.limits.depth {
            return Err(Fault::TooDeep { span: at, limit: self.limits.depth });
        }
        self.open.push(open);
        Ok(())
    }

    fn ascend(&mut self, end: Span) -> Result<(), Fault> {
        let node = match self.open.pop() {
            Some(Open::List { start, items }) => {
                let last = items.last().map(|n| n.span.end);
                Node { span: closed(start, last, end), value: Value::List(items) }
            }
            Some(Open::Map { start, entries, .. }) => {
                let last = entries.last().map(|e| e.value.span.end.max(e.key_span.end));
                Node { span: closed(start, last, end), value: Value::Map(entries) }
            }
            None => return Ok(()),
        };
        self.put(node)
    }

    fn put(&mut self, node: Node) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return Err(Fault::TooManyValues { span: node.span, limit: self.limits.nodes });
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => match node.value {
                    Value::Scalar { text, .. } if &*text == "<<" => {
                        return Err(Fault::MergeKey { span: node.span });
                    }
                    Value::Scalar { text, .. } => *key = Some((text, node.span)),
                    _ => return Err(Fault::ComplexKey { span: node.span }),
                },
            },
        }
        Ok(())
    }
}

/// A flow collection ends with its bracket, a block one with its last value (its end event comes
/// only at the next token, lines later).
fn closed(start: Span, last: Option<u32>, end: Span) -> Span {
    let end = match last {
        Some(last) => last,
        None => end.start,
    };
    Span::new(start.source, start.start, end.max(start.end))
}

fn refuse(anchor: bool, tag: bool, span: Span) -> Result<(), Fault> {
    if anchor {
        return Err(Fault::Anchor { span });
    }
    if tag {
        return Err(Fault::Tag { span });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Sources;

    fn read(text: &str) -> (Sources, Vec<Result<Node, Fault>>) {
        let mut sources = Sources::default();
        let id = sources.add("t.yaml", text);
        let limits = Limits { depth: 4, nodes: 50, ..Limits::default() };
        let all = documents(text).into_iter().map(|s| parse(id, text, s, limits)).collect();
        (sources, all)
    }

    fn one(text: &str) -> (Sources, Node) {
        let (sources, mut all) = read(text);
        assert_eq!(all.len(), 1, "{text}");
        (sources, all.remove(0).expect("parses"))
    }

    #[test]
    fn spans_fit_kazakh_text_and_line_ends() {
        for text in [
            "атауы: Қалып қосу   # түсінік\r\nтізім: [«әлем», 'ы ы']\r\n",
            "атауы: Қалып қосу   # түсінік\nтізім: [«әлем», 'ы ы']\n",
            "атауы: Қалып қосу   # түсінік\rтізім: [«әлем», 'ы ы']\r",
        ] {
            let (sources, node) = one(text);
            let name = node.get("атауы").unwrap();
            assert_eq!(sources.slice(name.key_span), "атауы");
            assert_eq!(sources.slice(name.value.span), "Қалып қосу");
            let list = node.get("тізім").unwrap();
            let Value::List(items) = &list.value.value else { panic!("list") };
            assert_eq!(sources.slice(items[0].span), "«әлем»");
            assert_eq!(sources.slice(items[1].span), "'ы ы'");
            assert!(sources.slice(list.value.span).starts_with("[«әлем»"));
        }
    }

    #[test]
    fn a_fault_in_one_document_leaves_the_others() {
        let (sources, all) = read("a: 1\n---\nb: [1\n---\nc: 3\n");
        assert_eq!(all.len(), 3);
        assert!(all[0].is_ok() && all[2].is_ok());
        let Err(Fault::Syntax { span, .. }) = &all[1] else { panic!("syntax") };
        assert!(sources.locate(*span).line >= 3);
        let last = all[2].as_ref().unwrap();
        assert_eq!(sources.place(last.get("c").unwrap().key_span), "t.yaml:5:1");
    }

    #[test]
    fn blank_and_comment_documents_are_none() {
        assert!(documents("# only a comment\n---\n\n---\n# more\n").is_empty());
        assert!(documents("").is_empty());
        assert_eq!(documents("--- {a: 1}\n...\n# end\n").len(), 1);
        assert_eq!(documents("text: ----\n----: x\n").len(), 1);
    }

    #[test]
    fn what_blueprints_do_not_allow_is_refused() {
        for (text, want) in [
            ("a: &x 1\n", "anchor"),
            ("a: !!str 1\n", "tag"),
            ("? [a]\n: b\n", "complex"),
            ("a: {<<: {b: 1}}\n", "merge"),
            ("a: [[[[[1]]]]]\n", "deep"),
            ("a: &x [*x]\n", "anchor"),
            ("a: *x\n", "syntax"),
        ] {
            let (_, all) = read(text);
            let got = match &all[0] {
                Err(Fault::Anchor { .. }) => "anchor",
                Err(Fault::Tag { .. }) => "tag",
                Err(Fault::ComplexKey { .. }) => "complex",
                Err(Fault::MergeKey { .. }) => "merge",
                Err(Fault::TooDeep { .. }) => "deep",
                Err(Fault::Syntax { .. }) => "syntax",
                other => panic!("{text}: {other:?}"),
            };
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn too_many_values_are_refused() {
        let text = format!("a: [{}]\n", "1, ".repeat(60));
        assert!(matches!(read(&text).1[0], Err(Fault::TooManyValues { .. })));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PC\\n\\r\\t&*!<>{}\\[\\]:#'\"-]{0,200}") {
            let _ = read(&text);
        }

        #[test]
        fn a_scalar_is_found_at_its_span(text in "[а-яәіңғүұқөһa-z0-9]{1,20}", pad in " {0,5}") {
            let yaml = format!("ключ:{pad} \"{text}\"  \n");
            let (sources, node) = one(&yaml);
            let entry = node.get("ключ").unwrap();
            let quoted = format!("\"{text}\"");
            proptest::prop_assert_eq!(sources.slice(entry.value.span), quoted.as_str());
            proptest::prop_assert_eq!(entry.value.as_text(), Some(text.as_str()));
        }
    }
}
