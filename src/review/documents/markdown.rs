//! The Markdown form: for tickets, mail and archives.

use std::fmt::Write as _;

use super::labels;
use super::model::{Block, Column, Document, Figure, Piece, Signature, Table, Text};
use crate::contract::Language;
use crate::render::markup::markdown as escaped;

/// A line to write on. Underscores at the beginning of a line would be a rule.
const LINE: &str = "\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_";

/// The document as Markdown with tables.
pub(super) fn render(document: &Document) -> String {
    let mut blocks = Vec::with_capacity(document.blocks.len());
    for block in &document.blocks {
        let text = match block {
            Block::Form(lines) | Block::Notes(lines) => {
                lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n\n")
            }
            Block::Title => format!("# {}", escaped(&document.title)),
            Block::Heading(text) => format!("## {}", escaped(text)),
            Block::Paragraph(text) => inline(text),
            Block::Fields(fields) => of_fields(fields),
            Block::Table(table) => of_table(table),
            Block::Figure(figure) => of_figure(figure),
            Block::Signatures(all) => of_signatures(all, document.language),
            Block::List(items) => items
                .iter()
                .map(|item| format!("- {}", inline(item)))
                .collect::<Vec<_>>()
                .join("\n"),
        };
        if !text.is_empty() {
            blocks.push(text);
        }
    }
    let mut all = blocks.join("\n\n");
    all.push('\n');
    all
}

/// Pieces one after another. A blank between two of them stands outside of both: at the edge of a
/// piece the dialect would take it for the edge of a block, and emphasis has to end at a letter.
fn inline(text: &Text) -> String {
    let mut runs: Vec<(&str, String)> = Vec::new();
    for piece in text.0.iter().filter(|piece| !piece.text().is_empty()) {
        let mark = match piece {
            Piece::Plain(_) | Piece::Written(_) => "",
            Piece::Strong(_) => "**",
            Piece::Missing(_) => "*",
        };
        match runs.last_mut() {
            Some((last, words)) if last.is_empty() && mark.is_empty() => {
                words.push_str(piece.text());
            }
            _ => runs.push((mark, piece.text().to_owned())),
        }
    }
    let mut written = String::new();
    let count = runs.len();
    for (at, (mark, words)) in runs.iter().enumerate() {
        let mut inner = words.as_str();
        if at > 0 {
            inner = inner.trim_start_matches(' ');
            let blank = inner.len() < words.len() && !written.ends_with(' ');
            written.push_str(if blank { " " } else { "" });
        }
        let whole = inner;
        if at + 1 < count {
            inner = inner.trim_end_matches(' ');
        }
        if !inner.is_empty() {
            written.push_str(&format!("{mark}{}{mark}", escaped(inner)));
        }
        written.push_str(if inner.len() < whole.len() { " " } else { "" });
    }
    written
}

fn of_fields(fields: &[(String, Text)]) -> String {
    let mut text = "| | |\n|---|---|".to_owned();
    for (name, value) in fields {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "\n| {} | {} |", escaped(name), inline(value));
    }
    text
}

fn of_table(table: &Table) -> String {
    use super::model::ColumnKind::{Number, Short};
    let head = |column: &Column| match &column.group {
        Some(group) => format!("{}: {}", escaped(group), escaped(&column.title)),
        None => escaped(&column.title),
    };
    let mut rows = vec![table.columns.iter().map(head).collect::<Vec<_>>()];
    rows.push(
        table
            .columns
            .iter()
            .map(|column| match column.kind {
                Number => "---:".to_owned(),
                Short => ":---:".to_owned(),
                _ => "---".to_owned(),
            })
            .collect(),
    );
    if table.numbered {
        rows.push((1..=table.columns.len()).map(|number| number.to_string()).collect());
    }
    rows.extend(table.rows.iter().map(|row| row.iter().map(inline).collect()));
    for sum in &table.sums {
        let before = table.columns.len().saturating_sub(sum.values.len() + 1);
        let mut row = vec![String::new(); before];
        row.push(format!("**{}**", escaped(&sum.label)));
        row.extend(sum.values.iter().map(inline));
        rows.push(row);
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![format!("**{}**\n", escaped(&table.caption))];
    lines.extend(rows.into_iter().map(line));
    lines.join("\n")
}

fn of_figure(figure: &Figure) -> String {
    format!("**{}**\n\n{}", escaped(&figure.title), escaped(&figure.description))
}

fn of_signatures(all: &[Signature], language: Language) -> String {
    let say = |label: &crate::contract::decision::Label| escaped(label.in_language(language));
    let mut text = format!(
        "| | {} | {} | {} |\n|---|---|---|---|",
        say(&labels::POSITION),
        say(&labels::SIGNATURE),
        say(&labels::NAME_IN_FULL)
    );
    let known = |value: &Option<String>| value.as_deref().map_or_else(|| LINE.to_owned(), escaped);
    for signature in all {
        let (position, name) = (known(&signature.position), known(&signature.name));
        let _ = write!(text, "\n| {} | {position} | {LINE} | {name} |", escaped(&signature.role));
    }
    for signature in all.iter().filter(|signature| signature.dated) {
        let _ =
            write!(text, "\n\n{} ({}): {LINE}", say(&labels::SIGNED_ON), escaped(&signature.role));
    }
    text
}
