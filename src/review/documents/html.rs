//! The HTML form: one file that needs nothing else, for a printer and for a telephone.
//!
//! It loads nothing and runs nothing, and says so to the browser. On paper it fills an A4 sheet; on
//! a narrow screen the cells of a row stand one below the other, each after the head of its column.
//! The roles are written out, because a browser that lays a table out as blocks forgets that it is
//! a table.

use super::labels;
use super::model::{
    Block, Column, ColumnKind, Document, Figure, Paper, Piece, Signature, Table, Text,
};
use crate::contract::{Choice as _, Language};
use crate::render::markup::html as escaped;

const STYLE: &str = include_str!("style.css");
/// What the style sheet calls the width below which the cells of a row stand below each other.
const NARROW: &str = "NARROW";

impl Paper {
    /// The sheet, and the width of a screen that is too narrow for what fills it.
    const fn style(self) -> [&'static str; 2] {
        match self {
            Self::Portrait => ["@page{size:A4 portrait;margin:14mm 12mm}\n", "640px"],
            Self::Landscape => ["@page{size:A4 landscape;margin:10mm}\n", "1000px"],
        }
    }
}

/// The document as a page.
pub(super) fn render(document: &Document) -> String {
    let mut page = Page { text: String::with_capacity(24 * 1024), language: document.language };
    let language = document.language.name();
    page.tag(&format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>"
    ));
    page.words(&document.title);
    page.tag("</title>\n<style>\n");
    let [sheet, narrow] = document.paper.style();
    page.tag(sheet);
    page.tag(&STYLE.replace(NARROW, narrow));
    page.tag("</style>\n</head>\n<body>\n");
    page.tag(match document.paper {
        Paper::Portrait => "<main>\n",
        Paper::Landscape => "<main class=\"wide\">\n",
    });
    for block in &document.blocks {
        page.block(block, &document.title);
    }
    page.tag("</main>\n</body>\n</html>\n");
    page.text
}

struct Page {
    text: String,
    language: Language,
}

impl Page {
    fn block(&mut self, block: &Block, title: &str) {
        match block {
            Block::Form(lines) => self.lines("form", lines),
            Block::Notes(lines) => self.lines("notes", lines),
            Block::Title => self.element("h1", title),
            Block::Heading(text) => self.element("h2", text),
            Block::Paragraph(text) => {
                self.tag("<p>");
                self.inline(text);
                self.tag("</p>\n");
            }
            Block::Fields(fields) => self.fields(fields),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Signatures(all) => self.signatures(all),
            Block::List(items) => {
                self.tag("<ul>\n");
                for item in items {
                    self.tag("<li>");
                    self.inline(item);
                    self.tag("</li>\n");
                }
                self.tag("</ul>\n");
            }
        }
    }

    fn lines(&mut self, class: &str, lines: &[String]) {
        self.tag(&format!("<div class=\"{class}\">\n"));
        for line in lines {
            self.element("p", line);
        }
        self.tag("</div>\n");
    }

    fn fields(&mut self, fields: &[(String, Text)]) {
        self.tag("<dl>\n");
        for (name, value) in fields {
            self.tag("<div>");
            self.tag("<dt>");
            self.words(name);
            self.tag("</dt><dd>");
            self.inline(value);
            self.tag("</dd></div>\n");
        }
        self.tag("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        self.tag("<table role=\"table\">\n<caption>");
        self.words(&table.caption);
        self.tag("</caption>\n<thead role=\"rowgroup\">\n");
        self.head(&table.columns);
        if table.numbered {
            // For those who see the form; it would only be noise between head and rows read aloud.
            self.tag("<tr class=\"numbers\" aria-hidden=\"true\">");
            for number in 1..=table.columns.len() {
                self.tag(&format!("<td>{number}</td>"));
            }
            self.tag("</tr>\n");
        }
        self.tag("</thead>\n<tbody role=\"rowgroup\">\n");
        for row in &table.rows {
            self.tag("<tr role=\"row\">\n");
            for (column, cell) in table.columns.iter().zip(row) {
                self.cell(column, &table.head_of(column), cell);
            }
            self.tag("</tr>\n");
        }
        self.tag("</tbody>\n");
        if !table.sums.is_empty() {
            self.tag("<tfoot role=\"rowgroup\">\n");
            for sum in &table.sums {
                let before = table.columns.len().saturating_sub(sum.values.len()).max(1);
                self.tag(&format!(
                    "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" colspan=\"{before}\">"
                ));
                self.words(&sum.label);
                self.tag("</th>\n");
                for (column, value) in table.columns.iter().skip(before).zip(&sum.values) {
                    self.cell(column, &table.head_of(column), value);
                }
                self.tag("</tr>\n");
            }
            self.tag("</tfoot>\n");
        }
        self.tag("</table>\n");
    }

    /// One row of heads, or two where some columns share one.
    fn head(&mut self, columns: &[Column]) {
        let grouped = columns.iter().any(|column| column.group.is_some());
        let (mut below, mut at) = (Vec::new(), 0);
        self.tag("<tr role=\"row\">\n");
        while let Some(column) = columns.get(at) {
            let Some(group) = &column.group else {
                let rows = if grouped { " rowspan=\"2\"" } else { "" };
                let wide = column.kind == ColumnKind::Description;
                let name = if wide { " class=\"description\"" } else { "" };
                self.tag(&format!("<th scope=\"col\" role=\"columnheader\"{name}{rows}>"));
                self.words(&column.title);
                self.tag("</th>\n");
                at += 1;
                continue;
            };
            let same = columns[at..].iter().take_while(|next| next.group.as_ref() == Some(group));
            let width = same.clone().count();
            below.extend(same);
            self.tag(&format!("<th scope=\"colgroup\" role=\"columnheader\" colspan=\"{width}\">"));
            self.words(group);
            self.tag("</th>\n");
            at += width;
        }
        self.tag("</tr>\n");
        if !below.is_empty() {
            self.tag("<tr role=\"row\">\n");
            for column in below {
                self.tag("<th scope=\"col\" role=\"columnheader\">");
                self.words(&column.title);
                self.tag("</th>\n");
            }
            self.tag("</tr>\n");
        }
    }

    fn cell(&mut self, column: &Column, head: &str, text: &Text) {
        let class = match column.kind {
            ColumnKind::Words | ColumnKind::Name | ColumnKind::Description => "",
            ColumnKind::Number => " class=\"number\"",
            ColumnKind::Short => " class=\"short\"",
        };
        let names = matches!(column.kind, ColumnKind::Name | ColumnKind::Description);
        // On a telephone an empty cell takes no line.
        let empty = if text.is_empty() { " data-empty=\"\"" } else { "" };
        self.tag(if names { "<th scope=\"row\" role=\"rowheader\"" } else { "<td role=\"cell\"" });
        self.tag(&format!("{class}{empty} data-head=\""));
        self.words(head);
        self.tag("\">");
        self.inline(text);
        self.tag(if names { "</th>\n" } else { "</td>\n" });
    }

    fn figure(&mut self, figure: &Figure) {
        self.tag("<figure>\n");
        self.tag(&figure.svg);
        self.tag("</figure>\n");
    }

    fn signatures(&mut self, all: &[Signature]) {
        let class = if all.len() == 1 { "signatures one" } else { "signatures" };
        self.tag(&format!("<div class=\"{class}\">\n"));
        for signature in all {
            self.tag("<section>\n");
            self.element("h2", &signature.role);
            let places = [
                (&labels::POSITION, signature.position.as_deref()),
                (&labels::SIGNATURE, None),
                (&labels::NAME_IN_FULL, signature.name.as_deref()),
            ];
            let date = signature.dated.then_some((&labels::SIGNED_ON, None));
            for (label, value) in places.into_iter().chain(date) {
                self.tag("<div class=\"place\"><p class=\"line\">");
                match value {
                    Some(value) => self.inline(&Text::written(value)),
                    None => self.tag("&#160;"),
                }
                self.tag("</p><p>");
                let language = self.language;
                self.words(label.in_language(language));
                self.tag("</p></div>\n");
            }
            let seal = labels::SEAL.in_language(self.language);
            self.tag("<p class=\"seal\">");
            self.words(seal);
            self.tag("</p>\n</section>\n");
        }
        self.tag("</div>\n");
    }

    fn inline(&mut self, text: &Text) {
        for piece in &text.0 {
            let (open, close) = match piece {
                Piece::Plain(_) => ("", ""),
                Piece::Written(_) => ("<bdi>", "</bdi>"),
                Piece::Strong(_) => ("<strong>", "</strong>"),
                Piece::Missing(_) => ("<em class=\"missing\">", "</em>"),
            };
            self.tag(open);
            self.words(piece.text());
            self.tag(close);
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        self.tag(&format!("<{name}>"));
        self.words(text);
        self.tag(&format!("</{name}>\n"));
    }

    /// Markup as it is.
    fn tag(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// Text.
    fn words(&mut self, text: &str) {
        self.text.push_str(&escaped(text));
    }
}
