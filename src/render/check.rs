//! What is wrong with a template, seen before anything is rendered.
//!
//! minijinja looks up filters and tests while it renders, so a misspelt one would wait in its branch
//! for the first customer who gets there.

use std::ops::Range;

use super::dialect::Filter;
use super::syntax::{Expression, Obstacle, Piece, Tag, outline};
use super::template::nearest;
use super::{Dialect, Problem, Template, TemplateFault, filters};

/// Everything wrong with one template that minijinja's parser accepts.
pub(super) fn check(template: &Template) -> Vec<TemplateFault> {
    let body = template.body();
    let fault = |(range, problem): (Range<usize>, Problem)| {
        let start = template.body_start();
        let range = start + range.start..start + range.end;
        TemplateFault::new(template.path(), template.file(), Some(range), problem)
    };
    let pieces = match outline(body) {
        Ok(pieces) => pieces,
        Err(Obstacle::Statement(range)) => {
            let keyword = body[range.clone()].to_owned();
            return vec![fault((range, Problem::Statement { keyword }))];
        }
        Err(Obstacle::Long(range)) => return vec![fault((range, Problem::LongExpression))],
        Err(Obstacle::Broken) => {
            let message = "the end of a tag is not found".to_owned();
            return vec![fault((0..0, Problem::Syntax { message }))];
        }
    };
    let mut found = Vec::new();
    for piece in &pieces {
        if let Piece::Output(expression) = piece {
            output(body, expression, template.front().dialect, &mut found);
        }
        for expression in expressions(piece) {
            names(body, expression, &mut found);
        }
    }
    found.into_iter().map(fault).collect()
}

fn expressions(piece: &Piece) -> Vec<&Expression> {
    match piece {
        Piece::Output(expression) | Piece::Tag(Tag::If(expression) | Tag::Elif(expression)) => {
            vec![expression]
        }
        Piece::Tag(Tag::For { targets, iterable, condition }) => {
            [targets, iterable].into_iter().chain(condition).collect()
        }
        Piece::Tag(Tag::Set { targets, value }) => vec![targets, value],
        Piece::Literal(_) | Piece::Raw(_) | Piece::Tag(_) => Vec::new(),
    }
}

/// An expression that is written needs a filter of the file's dialect. Which value comes out in the
/// end is only known while rendering, where it is checked again.
fn output(
    body: &str,
    expression: &Expression,
    dialect: Dialect,
    found: &mut Vec<(Range<usize>, Problem)>,
) {
    let filters = expression.filters(body);
    let writing: Vec<_> = filters.iter().filter_map(|(name, _)| Filter::named(name)).collect();
    let problem = match writing.last() {
        None => Problem::Unwritten { dialect },
        Some(_) if writing.iter().any(|filter| dialect.accepts(filter)) => return,
        Some(filter) => Problem::WrongDialect { filter: filter.name, dialect },
    };
    // A misspelt filter is reported as that.
    if filters.iter().all(|(name, _)| filters::filter_names().any(|known| known == *name)) {
        found.push((expression.range(), problem));
    }
}

fn names(body: &str, expression: &Expression, found: &mut Vec<(Range<usize>, Problem)>) {
    for token in &expression.0 {
        if &body[token.range.clone()] == "~" {
            found.push((token.range.clone(), Problem::Tilde));
        }
    }
    for (_, range) in
        expression.variables(body).into_iter().filter(|(name, _)| name.starts_with("__"))
    {
        found.push((range, Problem::ReservedName));
    }
    for (name, range) in expression.filters(body) {
        if filters::filter_names().all(|known| known != name) {
            let nearest = nearest(name, filters::filter_names());
            found.push((range, Problem::UnknownFilter { name: name.to_owned(), nearest }));
        }
    }
    for (name, range) in expression.tests(body) {
        if filters::test_names().all(|known| known != name) {
            let nearest = nearest(name, filters::test_names());
            found.push((range, Problem::UnknownTest { name: name.to_owned(), nearest }));
        }
    }
}
