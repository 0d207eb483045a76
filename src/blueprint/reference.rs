//! The reference of the language in Markdown, from the same declarations as the decoder.

use std::fmt::Write as _;

use super::kinds::Kind;
use super::schema::{project_shapes, shapes, text};
use super::shape::{Field, Shape, Shapes};

const KINDS: [Kind; 8] = [
    Kind::Provider,
    Kind::Tariff,
    Kind::Addon,
    Kind::Image,
    Kind::Customer,
    Kind::Notice,
    Kind::Terms,
    Kind::Calendar,
];

/// Every key of every kind, with its meaning.
pub fn reference() -> String {
    let mut page = String::new();
    let mut seen = Vec::new();
    for kind in KINDS {
        describe_kind(&mut page, kind, &mut seen);
    }
    describe_project(&mut page, &mut seen);
    page
}

/// Every key of one kind, with its meaning.
pub fn reference_of(kind: Kind) -> String {
    let mut page = String::new();
    describe_kind(&mut page, kind, &mut Vec::new());
    page
}

/// Every key of `qalyp.yaml`, with its meaning.
pub fn project_reference() -> String {
    let mut page = String::new();
    describe_project(&mut page, &mut Vec::new());
    page
}

fn describe_kind(page: &mut String, kind: Kind, seen: &mut Vec<&'static str>) {
    let (shapes, root) = shapes(kind);
    let _ = writeln!(page, "\n## `kind: {}`", kind.word());
    records(page, &shapes, &root, seen);
}

fn describe_project(page: &mut String, seen: &mut Vec<&'static str>) {
    let (shapes, root) = project_shapes();
    page.push_str("\n## `qalyp.yaml`\n");
    records(page, &shapes, &root, seen);
}

/// The record of a document and those that it uses; a record is described once.
pub(crate) fn records(
    page: &mut String,
    shapes: &Shapes,
    root: &Shape,
    seen: &mut Vec<&'static str>,
) {
    for (name, record) in shapes.iter() {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        if *root == Shape::Record(name) {
            let _ = writeln!(page, "\n{}\n", text(record.doc));
        } else {
            let _ = writeln!(page, "\n### {name}\n\n{}\n", text(record.doc));
        }
        table(page, &record.fields);
    }
}

fn table(page: &mut String, fields: &[Field]) {
    page.push_str("| key | value | meaning |\n|---|---|---|\n");
    for field in fields {
        if matches!(field.key, "kind" | "fact") && field.doc.trim().starts_with('`') {
            continue; // The heading says it.
        }
        let key = if field.required {
            format!("**`{}`**", field.key)
        } else {
            format!("`{}`", field.key)
        };
        let _ = writeln!(page, "| {key} | {} | {} |", value(&field.shape), cell(&text(field.doc)));
    }
    for field in fields {
        if let Shape::Inline(inner) = &field.shape
            && inner.len() > 1
        {
            let _ = writeln!(page, "\n#### `{}`\n", field.key);
            table(page, inner);
        }
    }
}

fn value(shape: &Shape) -> String {
    match shape {
        Shape::Text { expected, .. } => cell(expected),
        Shape::Integer { least, most } => format!("{least} to {most}"),
        Shape::Boolean => "`true` or `false`".to_owned(),
        Shape::Numbers(numbers) => {
            numbers.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
        }
        Shape::Words { words } => words
            .iter()
            .map(|(word, doc)| match text(doc) {
                doc if doc.is_empty() => format!("`{word}`"),
                doc => format!("`{word}`: {}", cell(&doc)),
            })
            .collect::<Vec<_>>()
            .join("<br>"),
        Shape::List { of, least } => {
            let more = if *least > 0 { " (at least one)" } else { "" };
            format!("list{more} of {}", value(of))
        }
        Shape::Record(name) => format!("[{name}](#{})", name.to_lowercase()),
        Shape::Inline(_) => "mapping, see below".to_owned(),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
