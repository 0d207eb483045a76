//! For people at a terminal, and to be pasted into a ticket: text without marks.

use super::model::{Answer, View};
use super::sections::Speaker;
use super::table::{table, wrap};
use crate::diagnostics::visible;

/// How many columns an answer takes where nobody says otherwise.
pub const WIDTH: usize = 100;

/// The answer as text in lines of at most `width` columns.
///
/// What people wrote is shown with every character that a terminal would obey made visible. The
/// no-break spaces of numbers become spaces at the end, so that a figure can be searched for.
pub fn human(answer: &Answer, view: &View<'_>, width: usize) -> String {
    let speaker = Speaker::new(answer, view);
    let width = width.max(1);
    let mut out = String::new();
    paragraph(&mut out, &speaker.sentence(&answer.title), width);
    out.push('\n');
    paragraph(&mut out, &speaker.sentence(&answer.sentence), width);
    for (warning, said) in speaker.below() {
        let head = warning.map_or_else(String::new, |word| format!("{word}: "));
        paragraph(&mut out, &format!("{head}{said}"), width);
    }
    for mut section in speaker.sections() {
        out.push('\n');
        paragraph(&mut out, &section.title, width);
        for cell in section.rows.iter_mut().flatten() {
            *cell = one_line(cell);
        }
        out.push_str(&table(&section, width));
    }
    out.push('\n');
    for grounds in speaker.grounds() {
        paragraph(&mut out, &grounds, width);
    }
    out.replace('\u{a0}', " ")
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in wrap(&one_line(text), width) {
        out.push_str(&line);
        out.push('\n');
    }
}

/// A text without line breaks and with nothing that a terminal obeys.
fn one_line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}
