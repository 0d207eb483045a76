//! Answers of `why`, for people and for programs.

use std::fmt::Write as _;

use qalyp::diagnostics::{Sources, json};
use qalyp::fleet::Contribution;
use qalyp::review::{Answer, FileAnswer, TemplateLine};
use serde::Serialize;

use super::columns::{columns, one_line};

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    target: &'a str,
    answers: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    value: &'a serde_json::Value,
    /// The winner first.
    contributions: Vec<Said<'a>>,
}

/// One contribution, as shown.
#[derive(Serialize)]
struct Said<'a> {
    layer: &'static str,
    /// What is written at the place; for a default the value, for a computed value the rule.
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct FileDocument<'a> {
    format: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<Line<'a>>,
    template: String,
    written_by: Vec<Line<'a>>,
    answers: Vec<Entry<'a>>,
    under: Vec<Condition<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct Condition<'a> {
    line: u32,
    text: &'a str,
    answers: Vec<Entry<'a>>,
}

/// The answers about a value or a section, as `qalyp-why/1`.
pub(super) fn document(target: &str, answers: &[Answer], sources: &Sources) -> String {
    let answers = entries(answers, sources);
    json::pretty(&Document { format: "qalyp-why/1", target, answers })
}

/// One value with everybody who said it; a line for each of several values.
pub(super) fn text(answers: &[Answer], sources: &Sources) -> String {
    match answers {
        [answer] => one(answer, sources),
        several => table(several, sources),
    }
}

/// The answer about a file, as `qalyp-why-file/1`.
pub(super) fn file_document(answer: &FileAnswer, sources: &Sources) -> String {
    let line = |line: &TemplateLine| (line.number, line.text.clone());
    let written: Vec<_> = answer.written_by.iter().map(line).collect();
    let under = answer.under.iter().map(|under| Condition {
        line: under.line,
        text: &under.text,
        answers: entries(&under.values, sources),
    });
    json::pretty(&FileDocument {
        format: "qalyp-why-file/1",
        file: &answer.path,
        line: answer.line.as_ref().map(|(line, text)| Line { line: *line, text }),
        template: format!("templates/{}", answer.template),
        written_by: written.iter().map(|(line, text)| Line { line: *line, text }).collect(),
        answers: entries(&answer.values, sources),
        under: under.collect(),
    })
}

/// The line, the template lines that wrote it, its values, and the conditions around it.
pub(super) fn file_text(answer: &FileAnswer, sources: &Sources) -> String {
    let mut out = String::new();
    match &answer.line {
        Some((line, text)) => {
            let _ = writeln!(out, "{}:{line}\n  {}", answer.path, one_line(text, WIDE));
        }
        None => {
            let _ = writeln!(out, "{}", answer.path);
        }
    }
    let template = format!("templates/{}", answer.template);
    if answer.line.is_some() {
        out.push_str("\nwritten by\n");
        for TemplateLine { number, text } in &answer.written_by {
            let _ = writeln!(out, "  {template}:{number}\n    {}", one_line(text, WIDE));
        }
    } else {
        let _ = writeln!(out, "\nwritten by\n  {template}");
    }
    if !answer.values.is_empty() {
        out.push_str("\nshows\n");
        out.push_str(&listed(&answer.values, sources));
    }
    for under in &answer.under {
        let _ =
            writeln!(out, "\nunder `{}` ({template}:{})", one_line(&under.text, WIDE), under.line);
        out.push_str(&listed(&under.values, sources));
    }
    out
}

/// Characters of a line that are shown whole.
const WIDE: usize = 200;

fn listed(answers: &[Answer], sources: &Sources) -> String {
    let text = if answers.len() > 3 {
        table(answers, sources)
    } else {
        answers.iter().map(|answer| one(answer, sources)).collect()
    };
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

fn entries<'a>(answers: &'a [Answer], sources: &'a Sources) -> Vec<Entry<'a>> {
    let entry = |answer: &'a Answer| Entry {
        path: &answer.path,
        value: &answer.value,
        contributions: answer.contributions.iter().map(|c| said(c, sources)).collect(),
    };
    answers.iter().map(entry).collect()
}

fn said<'a>(contribution: &Contribution, sources: &'a Sources) -> Said<'a> {
    let text = match (&contribution.text, contribution.span) {
        (Some(text), _) => text.to_string(),
        (None, Some(span)) => sources.slice(span).to_owned(),
        (None, None) => String::new(),
    };
    let place = contribution.span.map(|span| {
        let at = sources.locate(span);
        Place { file: sources.get(span.source).name(), line: at.line, column: at.column }
    });
    Said { layer: contribution.layer.word(), text, place }
}

/// The value, then one line for each who said it.
fn one(answer: &Answer, sources: &Sources) -> String {
    let mut rows = Vec::new();
    for (i, contribution) in answer.contributions.iter().enumerate() {
        let Said { layer, text, place } = said(contribution, sources);
        let role = if i == 0 { "set by" } else { "overrules" };
        let (text, place) = match place {
            Some(at) => (one_line(&text, 60), format!("{}:{}:{}", at.file, at.line, at.column)),
            // A rule has no place that could lead to the rest of it.
            None => (one_line(&text, 400), String::new()),
        };
        rows.push([format!("  {role}"), layer.to_owned(), text, place]);
    }
    format!("{} = {}\n{}", answer.path, one_line(&answer.value.to_string(), WIDE), columns(&rows))
}

/// One line for each value: what it is and who set it.
fn table(answers: &[Answer], sources: &Sources) -> String {
    let mut rows = Vec::new();
    for answer in answers {
        let winner = answer.contributions.first().map(|winner| said(winner, sources));
        let (layer, place) = winner.map_or(("", None), |said| (said.layer, said.place));
        let place = place.map(|at| format!("{}:{}:{}", at.file, at.line, at.column));
        let value = one_line(&answer.value.to_string(), 60);
        rows.push([answer.path.clone(), value, layer.to_owned(), place.unwrap_or_default()]);
    }
    columns(&rows)
}
