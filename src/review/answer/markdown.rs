//! For a merge request, a wiki or a letter: Markdown with tables, written through its dialect.

use super::model::{Answer, View};
use super::sections::{Align, Section, Speaker};
use crate::diagnostics::visible;
use crate::render::dialect::{FIELD_MARKS, Filter, Scalar};

/// The answer as Markdown. What people wrote stays text, whatever it looks like.
pub fn markdown(answer: &Answer, view: &View<'_>) -> String {
    let speaker = Speaker::new(answer, view);
    let mut out = format!("# {}\n\n", text(&speaker.sentence(&answer.title)));
    out += &format!("**{}**\n\n", text(&speaker.sentence(&answer.sentence)));
    for (warning, said) in speaker.below() {
        if let Some(word) = warning {
            out += &format!("**{}:** ", text(&word));
        }
        out += &format!("{}\n\n", text(&said));
    }
    for Section { title, columns, rows, .. } in speaker.sections() {
        out += &format!("## {}\n\n|", text(&title));
        for column in &columns {
            out += &format!(" {} |", text(&column.head));
        }
        out += "\n|";
        for column in &columns {
            out += if column.align == Align::Right { "---:|" } else { "---|" };
        }
        out.push('\n');
        for row in &rows {
            out.push('|');
            for (cell, column) in row.iter().zip(&columns) {
                let cell = if column.align == Align::Code { code(cell) } else { text(cell) };
                out += &format!(" {cell} |");
            }
            out.push('\n');
        }
        out.push('\n');
    }
    for (at, grounds) in speaker.grounds().iter().enumerate() {
        out += if at > 0 { " " } else { "" };
        out += &text(grounds);
    }
    out.push('\n');
    out
}

/// A text that means nothing in Markdown.
fn text(text: &str) -> String {
    write("markdown", text)
}

/// A name for programs as code; where code cannot hold it, as text.
fn code(cell: &str) -> String {
    let written = Filter::named("markdown_code").map(|it| it.write(&Scalar::Text(&harmless(cell))));
    written.and_then(Result::ok).unwrap_or_else(|| text(cell))
}

fn write(filter: &str, raw: &str) -> String {
    let Some(filter) = Filter::named(filter) else { return String::new() };
    let text = harmless(raw);
    filter.write(&Scalar::Text(&text)).unwrap_or_else(|_| {
        // Some character that no rule of ours foresaw: each alone, and what is refused is shown as
        // a character that cannot be shown.
        let one = |ch: char| {
            let alone = ch.to_string();
            if filter.write(&Scalar::Text(&alone)).is_ok() { ch } else { '\u{fffd}' }
        };
        let text: String = text.chars().map(one).collect();
        filter.write(&Scalar::Text(&text)).unwrap_or_default()
    })
}

/// On one line, with nothing invisible and no field that a sending system would fill in.
fn harmless(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ").replace(FIELD_MARKS, "\u{fffd}")
}
