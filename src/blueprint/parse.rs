//! From YAML text to the spanned tree.
//!
//! A file is cut into documents before parsing. A line that begins with `---` separates documents in
//! every context of YAML 1.2 (section 9.1.2 forbids it inside block and quoted scalars), so the cut
//! is exact, documents are parsed in parallel, and a fault in one leaves the others readable.

use std::cell::Cell;

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
pub(crate) struct Slice {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Cuts a text at its document markers. Stretches of only blank lines and comments are left out.
pub(crate) fn documents(text: &str) -> Vec<Slice> {
    let mut cuts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    // A lone `\r` ends a line too, as it does for the parser. After `\r\n` this sees one more blank
    // line, which changes nothing here.
    for line in text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r')) {
        // Programs that join files leave their byte order marks before the documents.
        let bare = line.trim_start_matches('\u{feff}');
        let marker = bare.strip_prefix("---").is_some_and(opens_document);
        let end_marker = line.strip_prefix("...").is_some_and(ends_document);
        if marker && !only_directives(&text[start..at]) {
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

fn ends_document(rest: &str) -> bool {
    let tail = rest.trim();
    opens_document(rest) && (tail.is_empty() || tail.starts_with('#'))
}

/// Whether a stretch holds directives such as `%YAML 1.2` and nothing else: they belong to the
/// document that the next marker opens.
fn only_directives(stretch: &str) -> bool {
    meaningful(stretch).next().is_some() && meaningful(stretch).all(|line| line.starts_with('%'))
}

fn has_content(document: &str) -> bool {
    let document = document.trim_start_matches('\u{feff}');
    meaningful(document.strip_prefix("---").unwrap_or(document)).next().is_some()
}

/// The lines that are neither blank nor a comment, from their first visible character.
fn meaningful(stretch: &str) -> impl Iterator<Item = &str> {
    stretch
        .split(['\n', '\r'])
        .map(|line| line.trim_start_matches([' ', '\t', '\u{feff}']))
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// The documents of one text, each parsed for itself.
///
/// For files that hold no blueprints but are written by people in the same way.
pub fn trees(source: SourceId, text: &str, limits: Limits) -> Vec<Result<Node, Fault>> {
    documents(text).into_iter().map(|slice| parse(source, text, slice, limits)).collect()
}

/// The first line of a document.
pub(super) fn opening(source: SourceId, text: &str, slice: Slice) -> Span {
    let body = &text[slice.start..slice.end];
    let line = body.split(['\n', '\r']).next().unwrap_or_default();
    Places::new(source, slice.start, line).whole()
}

/// Parses one document.
///
/// # Errors
/// The first syntax fault, or what blueprints do not allow: anchors, aliases, tags, keys that are not
/// text, a document past the limits.
pub(crate) fn parse(
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
    /// Line, column and byte of the last place that was asked for.
    cursor: Cell<(usize, usize, usize)>,
}

impl<'a> Places<'a> {
    fn new(source: SourceId, base: usize, body: &'a str) -> Self {
        let bytes = body.as_bytes();
        let breaks = (0..bytes.len()).filter(|&i| {
            bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'))
        });
        let lines = std::iter::once(0).chain(breaks.map(|i| i + 1)).collect();
        Self { source, base, body, lines, cursor: Cell::new((0, 0, 0)) }
    }

    fn offset(&self, marker: Marker) -> usize {
        let (line, column) = (marker.line().saturating_sub(1), marker.col());
        let Some(&start) = self.lines.get(line) else { return self.body.len() };
        let end = self.lines.get(line + 1).copied().unwrap_or(self.body.len());
        // Markers come nearly in order: counting on from the last one keeps a file of one long line,
        // as programs write JSON, linear.
        let (from, byte) = match self.cursor.get() {
            (l, from, byte) if l == line && from <= column => (from, byte),
            _ => (0, start),
        };
        let rest = self.body[byte..end].char_indices().nth(column - from);
        let at = rest.map_or(end, |(i, _)| byte + i);
        if rest.is_some() {
            self.cursor.set((line, column, at));
        }
        at
    }

    /// Whether a collection is written in brackets. No key or entry of a block can begin with one.
    fn is_flow(&self, start: Span) -> bool {
        let at = (start.start as usize).saturating_sub(self.base);
        self.body.as_bytes().get(at).is_some_and(|byte| matches!(byte, b'[' | b'{'))
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
            Event::SequenceEnd | Event::MappingEnd => self.ascend(places, places.point(end)),
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

    fn ascend(&mut self, places: &Places<'_>, end: Span) -> Result<(), Fault> {
        let node = match self.open.pop() {
            Some(Open::List { start, items }) => {
                let last = items.last().map(|n| n.span.end);
                Node {
                    span: closed(start, last.filter(|_| !places.is_flow(start)), end),
                    value: Value::List(items),
                }
            }
            Some(Open::Map { start, entries, .. }) => {
                let last = entries.last().map(|e| e.value.span.end.max(e.key_span.end));
                Node {
                    span: closed(start, last.filter(|_| !places.is_flow(start)), end),
                    value: Value::Map(entries),
                }
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
            // The cut in `documents` and the parser agree on what a document is. Should they ever
            // not, nothing may get lost.
            None if self.root.is_some() => {
                return Err(Fault::Syntax {
                    span: node.span,
                    problem: "a second document begins here without a line `---` of its own"
                        .to_owned(),
                });
            }
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
            assert_eq!(sources.slice(list.value.span), "[«әлем», 'ы ы']");
        }
    }

    #[test]
    fn a_collection_ends_with_its_bracket_or_its_last_value() {
        let (sources, node) = one("a: {b: [1, 2 ], c: {d: 3} }\ne:\n  - [4]\n  - f: 5\n\n# end\n");
        let of = |key: &str| sources.slice(node.get(key).unwrap().value.span);
        assert_eq!(of("a"), "{b: [1, 2 ], c: {d: 3} }");
        assert_eq!(of("e"), "- [4]\n  - f: 5");
        let (sources, node) = one("[1,\n 2\n]\n");
        assert_eq!(sources.slice(node.span), "[1,\n 2\n]");
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
    fn no_document_gets_lost() {
        let words = |text: &str| -> Vec<String> {
            let word = |n: Node| match n.value {
                Value::Map(entries) => entries.iter().map(|e| &*e.key).collect(),
                other => panic!("{other:?}"),
            };
            read(text).1.into_iter().map(|n| word(n.expect("parses"))).collect()
        };
        for text in [
            "# first\ra: 1\r---\rb: 2\r",
            "a: 1\n... # the end\nb: 2\n",
            "a: 1\n...\t\nb: 2\n",
            "a: 1\n\u{feff}---\nb: 2\n",
            "\u{feff}---\na: 1\n---\nb: 2\n",
            "%YAML 1.2\n---\na: 1\n...\n# x\n%YAML 1.2\n--- # y\nb: 2\n",
        ] {
            assert_eq!(words(text), ["a", "b"], "{text:?}");
        }
        // What is no document by itself is not taken for the end of one.
        assert!(read("%YAML 1.2\n").1[0].is_err());
        assert!(read("a: 1\n...b\n").1[0].is_err());
    }

    #[test]
    fn a_file_of_one_long_line_is_read_in_time() {
        // As programs write JSON. Were each place counted from the start of the line, this would
        // take minutes.
        let count = 200_000;
        let text = format!("{{ы: [{}]}}\n", "\"қ\", ".repeat(count));
        let mut sources = Sources::default();
        let id = sources.add("t.yaml", text.as_str());
        let node = parse(id, &text, documents(&text)[0], Limits::default()).expect("parses");
        let Value::List(items) = &node.get("ы").unwrap().value.value else { panic!("list") };
        assert_eq!(items.len(), count);
        assert!(items.iter().all(|item| sources.slice(item.span) == "\"қ\""));
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
