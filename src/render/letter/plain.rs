//! The plain form: what the Markdown says, without its marks, in lines that every program shows.
//!
//! A table becomes a list: two columns are `name: value`, more of them put each cell under its
//! heading. Mail programs show plain text in letters of any width, so nothing is lined up.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

/// RFC 5322 section 2.1.1 asks for lines of at most 78 characters; answers put `> ` in front.
const WIDTH: usize = 72;

/// How many characters a text has: those bytes that do not go on with one.
fn letters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

/// The text of a letter, with `\n` at the end of each line.
pub(super) fn text(events: &[Event<'_>]) -> String {
    let mut plain = Plain { out: String::with_capacity(12 * 1024), ..Plain::default() };
    for event in events {
        plain.event(event);
    }
    let mut text = plain.out.trim_end().to_owned();
    text.push('\n');
    text
}

#[derive(Default)]
struct Plain {
    out: String,
    /// The running text of the block that is open; a hard break is a line feed.
    line: String,
    /// The lists that are open: the number of the next item, or none for marks.
    lists: Vec<Option<u64>>,
    /// Whether the mark of the open item is still to come.
    mark: bool,
    head: Vec<String>,
    row: Vec<String>,
    in_head: bool,
    /// Where the open link leads, unless its text says so itself.
    link: Option<String>,
}

impl Plain {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(*tag),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => self.out.push_str("* * *\n\n"),
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.line.push_str(text),
            Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(start) => {
                self.flush();
                self.lists.push(*start);
            }
            Tag::Item => self.mark = true,
            Tag::Table(_) => self.head.clear(),
            Tag::TableHead => self.in_head = true,
            Tag::Link { link_type, dest_url, .. } => {
                let shows_itself = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.link = (!shows_itself).then(|| dest_url.to_string());
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.flush();
                self.gap();
            }
            TagEnd::Heading(level) => {
                let width = letters(&self.line).clamp(1, WIDTH);
                self.flush();
                if level == HeadingLevel::H1 || level == HeadingLevel::H2 {
                    let rule = if level == HeadingLevel::H1 { "=" } else { "-" };
                    self.out.push_str(&rule.repeat(width));
                    self.out.push('\n');
                }
                self.gap();
            }
            TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.gap();
                }
            }
            TagEnd::Link => {
                if let Some(target) = self.link.take() {
                    self.line.push_str(" <");
                    self.line.push_str(&target);
                    self.line.push('>');
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                self.row.push(cell.trim().to_owned());
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.head = std::mem::take(&mut self.row);
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::Table => self.gap(),
            _ => {}
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        let mut cells = row.iter();
        let first = cells.next().map_or("", String::as_str);
        let rest: Vec<&String> = cells.collect();
        if let [value] = rest[..] {
            let text =
                if value.is_empty() { first.to_owned() } else { format!("{first}: {value}") };
            self.wrap("- ", "  ", &text);
            return;
        }
        self.wrap("- ", "  ", first);
        let head = std::mem::take(&mut self.head);
        for (value, head) in rest.into_iter().zip(head.iter().skip(1)) {
            if !value.is_empty() {
                self.wrap("  ", "    ", &format!("{head}: {value}"));
            }
        }
        self.head = head;
    }

    /// Writes the running text at its place in the lists.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        if text.trim().is_empty() {
            return;
        }
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let (mark, rest) = match self.lists.last_mut() {
            None => (String::new(), String::new()),
            Some(number) => {
                let mark = match number {
                    Some(number) => format!("{number}. "),
                    None => "- ".to_owned(),
                };
                let blank = " ".repeat(mark.len());
                if std::mem::take(&mut self.mark) {
                    if let Some(number) = number {
                        *number += 1;
                    }
                    (mark, blank)
                } else {
                    (blank.clone(), blank)
                }
            }
        };
        self.wrap(&format!("{indent}{mark}"), &format!("{indent}{rest}"), &text);
    }

    /// Writes text in lines. A word is never cut, and a no-break space is part of it.
    fn wrap(&mut self, first: &str, rest: &str, text: &str) {
        let mut prefix = first;
        for paragraph in text.split('\n') {
            let mut width = 0;
            for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
                let length = letters(word);
                if width > 0 && width + 1 + length > WIDTH {
                    self.out.push('\n');
                    width = 0;
                }
                if width == 0 {
                    self.out.push_str(prefix);
                    width = prefix.len() + length;
                    prefix = rest;
                } else {
                    self.out.push(' ');
                    width += 1 + length;
                }
                self.out.push_str(word);
            }
            if width > 0 {
                self.out.push('\n');
            }
        }
    }

    /// One empty line between blocks.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}
