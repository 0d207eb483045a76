//! The HTML form: what the Markdown says, in a frame that mail programs show.
//!
//! Mail programs run no script, load nothing and know little CSS, and some drop the style sheet. So
//! the letter is plain elements that read well without it; the sheet makes it pleasant, and the
//! tables have borders and padding as attributes. On a telephone the cells of a row stand one below
//! the other. Nothing is loaded from anywhere.

use pulldown_cmark::{Alignment, Event, HeadingLevel, LinkType, Tag, TagEnd};

use crate::render::markup::html_escaped as escaped;

const STYLE: &str = "\
body{margin:0;padding:0;background:#f3f5f7;color:#1c2733;\
font:16px/1.5 -apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif}
div{max-width:680px;margin:0 auto;padding:24px 20px 32px;background:#fff;box-sizing:border-box;\
overflow-wrap:break-word}
h1{margin:0 0 16px;font-size:24px;line-height:1.25}
h2{margin:28px 0 8px;font-size:18px;line-height:1.3}
p,ul,ol{margin:0 0 12px}
ul,ol{padding-left:22px}
li{margin:0 0 4px}
table{width:100%;margin:0 0 16px;border-collapse:collapse;border:1px solid #d5dce3}
th,td{padding:7px 10px;border:1px solid #d5dce3;text-align:left;vertical-align:top}
th{background:#f3f5f7;font-weight:600}
td:nth-child(2):not(:last-child){width:46%}
a{color:#0b5cad;overflow-wrap:anywhere}
code{font:14px/1.4 Consolas,Menlo,'Noto Sans Mono',monospace;background:#f3f5f7;\
padding:1px 3px;overflow-wrap:anywhere}
@media (max-width:480px){div{padding:16px 12px 24px}h1{font-size:21px}
table,tbody,tr,td{display:block;box-sizing:border-box}
tr{border-bottom:1px solid #d5dce3;padding:6px 0}tr:last-child{border-bottom:0}
td{border:0;padding:1px 10px}td:first-child{font-weight:600}
td:nth-child(2):not(:last-child){width:auto}thead{display:none}}
";

/// What a page has more than a letter: it is wider, its tables are long, and it is printed.
const PAGE_STYLE: &str = "\
div{max-width:1040px}
table{font-size:15px}
td:nth-child(2):not(:last-child){width:auto}
td[align=right],th[align=right]{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
@page{size:A4;margin:16mm 14mm}
@media (max-width:480px){td[align=right]{text-align:left}
td[data-head]::before{content:attr(data-head) ': ';color:#5a6875}}
@media print{body{background:#fff;font-size:10.5pt}div{max-width:none;padding:0}
table{font-size:9pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}}
";

/// Which sheet a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    /// That of a letter.
    Letter,
    /// That of a page of its own.
    Page,
}

/// Where a line is broken at its next space: far below what a message may have.
const LINE: usize = 600;

/// The page of a letter.
pub(super) fn page(events: &[Event<'_>], language: &str, title: &str, sheet: Sheet) -> String {
    let mut page = Page {
        text: String::with_capacity(20 * 1024),
        column: 0,
        head: None,
        aligned: Vec::new(),
        cell: 0,
        heads: (sheet == Sheet::Page).then(Vec::new),
    };
    page.tag("<!DOCTYPE html>\n<html lang=\"");
    page.tag(language);
    page.tag("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.tag("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page.words(title);
    page.tag("</title>\n<style>\n");
    page.tag(STYLE);
    if sheet == Sheet::Page {
        page.tag(PAGE_STYLE);
    }
    page.tag("</style>\n</head>\n<body>\n<div>\n");
    for event in events {
        page.event(event);
    }
    page.tag("</div>\n</body>\n</html>\n");
    page.text
}

/// How a cell begins and ends.
#[derive(Clone, Copy)]
struct Cell {
    open: &'static str,
    /// The same for a column of figures.
    open_right: &'static str,
    close: &'static str,
}

const CELL: Cell = Cell {
    open: "<td align=\"left\" valign=\"top\">",
    open_right: "<td align=\"right\" valign=\"top\">",
    close: "</td>\n",
};
const HEAD_CELL: Cell = Cell {
    open: "<th align=\"left\" valign=\"top\">",
    open_right: "<th align=\"right\" valign=\"top\">",
    close: "</th>\n",
};

const fn heading(level: HeadingLevel) -> [&'static str; 2] {
    match level {
        HeadingLevel::H1 => ["<h1>", "</h1>\n"],
        HeadingLevel::H2 => ["<h2>", "</h2>\n"],
        _ => ["<h3>", "</h3>\n"],
    }
}

/// The text of each cell of a row.
fn texts_of_cells(row: &[&Event<'_>]) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for event in row {
        match event {
            Event::Start(Tag::TableCell) => cells.push(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(cell) = cells.last_mut() {
                    cell.push_str(text);
                }
            }
            _ => {}
        }
    }
    cells
}

struct Page<'e> {
    text: String,
    /// Bytes since the last line break.
    column: usize,
    /// The head of a table, until it is known whether it says anything.
    head: Option<Vec<&'e Event<'e>>>,
    /// How the columns of the open table are aligned.
    aligned: Vec<Alignment>,
    /// Which column is next.
    cell: usize,
    /// On a page, the heads of the open table: where its cells stand one below the other, each says
    /// what it is.
    heads: Option<Vec<String>>,
}

impl<'e> Page<'e> {
    fn event(&mut self, event: &'e Event<'e>) {
        match event {
            Event::Start(Tag::TableHead) => self.head = Some(Vec::new()),
            Event::End(TagEnd::TableHead) => self.close_head(),
            _ if self.head.is_some() => self.head.iter_mut().for_each(|head| head.push(event)),
            event => self.show(event, CELL),
        }
    }

    /// A head without words is how Markdown writes a table that has none.
    fn close_head(&mut self) {
        let head = self.head.take().unwrap_or_default();
        if let Some(heads) = &mut self.heads {
            *heads = texts_of_cells(&head);
        }
        if head.iter().any(|event| matches!(event, Event::Text(_) | Event::Code(_))) {
            self.tag("<thead>\n<tr>\n");
            for event in head {
                self.show(event, HEAD_CELL);
            }
            self.tag("</tr>\n</thead>\n");
        }
    }

    fn show(&mut self, event: &Event<'_>, cell: Cell) {
        match event {
            Event::Start(tag) => self.open(tag, cell),
            Event::End(tag) => self.close(*tag, cell),
            // No template has markup of HTML and a person's text cannot bring it along: if there is
            // any, it is shown as what it is.
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.words(text),
            Event::Code(text) => {
                self.tag("<code>");
                self.words(text);
                self.tag("</code>");
            }
            Event::SoftBreak => self.tag("\n"),
            Event::HardBreak => self.tag("<br>\n"),
            Event::Rule => self.tag("<hr>\n"),
            Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>, cell: Cell) {
        match tag {
            Tag::Paragraph => self.tag("<p>"),
            Tag::Heading { level, .. } => self.tag(heading(*level)[0]),
            Tag::List(None) => self.tag("<ul>\n"),
            Tag::List(Some(_)) => self.tag("<ol>\n"),
            Tag::Item => self.tag("<li>"),
            Tag::Emphasis => self.tag("<em>"),
            Tag::Strong => self.tag("<strong>"),
            Tag::Table(aligned) => {
                self.aligned.clone_from(aligned);
                self.cell = 0;
                self.tag(
                    "<table border=\"1\" cellpadding=\"7\" cellspacing=\"0\" width=\"100%\">\n",
                );
            }
            Tag::TableRow => {
                self.cell = 0;
                self.tag("<tr>\n");
            }
            Tag::TableCell => {
                let right = self.aligned.get(self.cell) == Some(&Alignment::Right);
                self.cell += 1;
                let open = if right { cell.open_right } else { cell.open };
                // The first cell is the name of the row.
                let at = (self.cell > 1).then(|| self.cell - 1);
                let heads = self.heads.as_ref().filter(|_| open.starts_with("<td"));
                let head = heads.zip(at).and_then(|(heads, at)| heads.get(at));
                match head.filter(|head| !head.is_empty()).map(|head| escaped(head).into_owned()) {
                    Some(head) => {
                        self.tag(open.trim_end_matches('>'));
                        self.tag(" data-head=\"");
                        self.tag(&head);
                        self.tag("\">");
                    }
                    None => self.tag(open),
                }
            }
            Tag::Link { link_type, dest_url, .. } => {
                self.tag("<a href=\"");
                self.tag(if *link_type == LinkType::Email { "mailto:" } else { "" });
                let address = escaped(dest_url);
                self.tag(&address);
                self.tag("\">");
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd, cell: Cell) {
        match tag {
            TagEnd::Paragraph => self.tag("</p>\n"),
            TagEnd::Heading(level) => self.tag(heading(level)[1]),
            TagEnd::List(false) => self.tag("</ul>\n"),
            TagEnd::List(true) => self.tag("</ol>\n"),
            TagEnd::Item => self.tag("</li>\n"),
            TagEnd::Emphasis => self.tag("</em>"),
            TagEnd::Strong => self.tag("</strong>"),
            TagEnd::Table => self.tag("</table>\n"),
            TagEnd::TableRow => self.tag("</tr>\n"),
            TagEnd::TableCell => self.tag(cell.close),
            TagEnd::Link => self.tag("</a>"),
            _ => {}
        }
    }

    /// Markup as it is.
    fn tag(&mut self, markup: &str) {
        self.text.push_str(markup);
        match markup.rfind('\n') {
            Some(at) => self.column = markup.len() - at - 1,
            None => self.column += markup.len(),
        }
    }

    /// Text. Between elements a line break is a space.
    fn words(&mut self, text: &str) {
        let text = escaped(text);
        if self.column + text.len() <= LINE {
            // No line break is in it: the parser makes events of its own of those.
            self.text.push_str(&text);
            self.column += text.len();
            return;
        }
        for word in text.split_inclusive(' ') {
            if self.column > LINE && word.ends_with(' ') {
                self.tag(word.trim_end());
                self.tag("\n");
            } else {
                self.tag(word);
            }
        }
    }
}
