//! The outline of a template: where its literal text, expressions and statements are.
//!
//! minijinja parses and runs the template, but does not show its tree. This reads just enough to
//! check names before anything is rendered ([`super::check`]) and to follow values for the trace.
//! It follows minijinja's lexer: what ends a tag, what is a string, how `raw` works.

use std::ops::Range;

/// A part of a template's body, in order of appearance. Ranges are bytes of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text outside of tags, before white space around statements is cut.
    Literal(Range<usize>),
    /// The inside of `{% raw %}`.
    Raw(Range<usize>),
    /// `{{ expression }}`.
    Output(Expression),
    /// `{% statement %}`.
    Tag(Tag),
}

/// What a statement tag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// `if`, with its condition.
    If(Expression),
    /// `elif`, with its condition.
    Elif(Expression),
    /// `else`, of an `if` or a `for`.
    Else,
    /// `endif`.
    EndIf,
    /// `for targets in iterable if condition`.
    For {
        /// The loop variables.
        targets: Expression,
        /// What is looped over.
        iterable: Expression,
        /// Which elements are taken.
        condition: Option<Expression>,
    },
    /// `endfor`.
    EndFor,
    /// `set targets = value`.
    Set {
        /// The variables.
        targets: Expression,
        /// Their value.
        value: Expression,
    },
}

/// An expression as tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expression(pub Vec<Token>);

/// A token of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// What a token is, as far as anybody here asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Text,
    Number,
    Sign,
}

/// Why the outline could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// Not even minijinja can read it; it explains better.
    Broken,
    /// A statement that is left out, with its first word's place.
    Statement(Range<usize>),
    /// An expression of more than [`LONGEST`] tokens, with the place where it is too long.
    Long(Range<usize>),
}

/// Tokens of one expression. minijinja follows an expression by recursion, so that a chain of some
/// ten thousand operators would overflow the stack.
pub(super) const LONGEST: usize = 500;

impl Expression {
    /// From the first token to the last.
    pub(super) fn range(&self) -> Range<usize> {
        match (self.0.first(), self.0.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    /// The names of variables in it: no attributes, filters, tests or keywords of arguments.
    pub(super) fn variables<'s>(&self, body: &'s str) -> Vec<(&'s str, Range<usize>)> {
        let name = |token: &Token| token.kind == Kind::Name;
        let mut variables = Vec::new();
        for (index, token) in self.0.iter().enumerate().filter(|(_, token)| name(token)) {
            let sign = |index: Option<usize>, sign: &str| {
                index.and_then(|i| self.0.get(i)).is_some_and(|t| &body[t.range.clone()] == sign)
            };
            let before = index.checked_sub(1);
            let is_member = sign(before, ".") || sign(before, "|");
            let is_argument = sign(Some(index + 1), "=");
            let text = &body[token.range.clone()];
            if !is_member && !is_argument && !is_keyword(text) && !self.is_test(index, body) {
                variables.push((text, token.range.clone()));
            }
        }
        variables
    }

    /// The filters in it, in order.
    pub(super) fn filters<'s>(&self, body: &'s str) -> Vec<(&'s str, Range<usize>)> {
        self.0
            .windows(2)
            .filter(|pair| &body[pair[0].range.clone()] == "|" && pair[1].kind == Kind::Name)
            .map(|pair| (&body[pair[1].range.clone()], pair[1].range.clone()))
            .collect()
    }

    /// The tests in it, in order.
    pub(super) fn tests<'s>(&self, body: &'s str) -> Vec<(&'s str, Range<usize>)> {
        let tests = (0..self.0.len()).filter(|index| self.is_test(*index, body));
        tests.map(|i| (&body[self.0[i].range.clone()], self.0[i].range.clone())).collect()
    }

    fn is_test(&self, index: usize, body: &str) -> bool {
        let word = |back: usize, word: &str| {
            index
                .checked_sub(back)
                .map(|i| &self.0[i])
                .is_some_and(|t| t.kind == Kind::Name && &body[t.range.clone()] == word)
        };
        self.0[index].kind == Kind::Name
            && &body[self.0[index].range.clone()] != "not"
            && (word(1, "is") || word(1, "not") && word(2, "is"))
    }
}

fn is_keyword(word: &str) -> bool {
    let constant = matches!(word, "true" | "True" | "false" | "False" | "none" | "None");
    constant || matches!(word, "and" | "or" | "not" | "in" | "is" | "if" | "else")
}

/// Reads the outline of a body.
pub(super) fn outline(body: &str) -> Result<Vec<Piece>, Obstacle> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some((start, mark)) = next_mark(body, at) {
        if start > at {
            pieces.push(Piece::Literal(at..start));
        }
        // A `-` or `+` after the mark is about white space.
        let inside = start + 2 + usize::from(body[start + 2..].starts_with(['-', '+']));
        at = match mark {
            '#' => inside + body[inside..].find("#}").ok_or(Obstacle::Broken)? + 2,
            '{' => {
                let (expression, end) = tokens(body, inside, "}}")?;
                pieces.push(Piece::Output(expression));
                end
            }
            _ => {
                if let Some(from) = basic_tag(body, inside, "raw") {
                    let (to, end) = end_of_raw(body, from)?;
                    pieces.push(Piece::Raw(from..to));
                    end
                } else {
                    let (expression, end) = tokens(body, inside, "%}")?;
                    pieces.push(Piece::Tag(tag(body, expression)?));
                    end
                }
            }
        };
    }
    if at < body.len() {
        pieces.push(Piece::Literal(at..body.len()));
    }
    Ok(pieces)
}

fn next_mark(body: &str, from: usize) -> Option<(usize, char)> {
    let bytes = body.as_bytes();
    (from..bytes.len().saturating_sub(1)).find_map(|at| match (bytes[at], bytes[at + 1]) {
        (b'{', mark @ (b'{' | b'%' | b'#')) => Some((at, char::from(mark))),
        _ => None,
    })
}

/// The end of a tag that is nothing but `word`, seen from behind its opening mark.
fn basic_tag(body: &str, inside: usize, word: &str) -> Option<usize> {
    let rest = body[inside..].trim_ascii_start().strip_prefix(word)?.trim_ascii_start();
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest).strip_prefix("%}")?;
    Some(body.len() - rest.len())
}

/// Where the text of a `raw` ends, and where its closing tag ends.
fn end_of_raw(body: &str, from: usize) -> Result<(usize, usize), Obstacle> {
    let mut at = from;
    while let Some(found) = body[at..].find("{%") {
        let to = at + found;
        at = to + 2;
        let inside = at + usize::from(body[at..].starts_with(['-', '+']));
        if let Some(end) = basic_tag(body, inside, "endraw") {
            return Ok((to, end));
        }
    }
    Err(Obstacle::Broken)
}

/// The tokens up to the closing mark, and the place behind it.
fn tokens(body: &str, from: usize, close: &str) -> Result<(Expression, usize), Obstacle> {
    let bytes = body.as_bytes();
    let mut list = Vec::new();
    let mut depth = 0_i32;
    let mut at = from;
    loop {
        if list.len() > LONGEST {
            return Err(Obstacle::Long(from..at));
        }
        let rest = body.get(at..).ok_or(Obstacle::Broken)?;
        let first = *bytes.get(at).ok_or(Obstacle::Broken)?;
        if first.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if depth == 0 {
            let mark = rest.strip_prefix(['-', '+']).unwrap_or(rest);
            if mark.starts_with(close) {
                return Ok((Expression(list), body.len() - mark.len() + close.len()));
            }
        }
        let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let (kind, length) = match first {
            b'"' | b'\'' => (Kind::Text, string_length(rest).ok_or(Obstacle::Broken)?),
            b if b.is_ascii_digit() => (Kind::Number, rest.bytes().take_while(word).count()),
            b if word(&b) => (Kind::Name, rest.bytes().take_while(word).count()),
            b => {
                depth += match b {
                    b'(' | b'[' | b'{' => 1,
                    b')' | b']' | b'}' => -1,
                    _ => 0,
                };
                let two = ["//", "**", "==", "!=", ">=", "<="].iter().any(|s| rest.starts_with(s));
                let one = rest.chars().next().map_or(1, char::len_utf8);
                (Kind::Sign, if two { 2 } else { one })
            }
        };
        list.push(Token { kind, range: at..at + length });
        at += length;
    }
}

/// The length of the quoted string at the beginning, quotes included.
fn string_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    let delimiter = rest.as_bytes()[0];
    let end = rest.bytes().skip(1).position(|byte| {
        let is_end = !escaped && byte == delimiter;
        escaped = !escaped && byte == b'\\';
        is_end
    })?;
    Some(end + 2)
}

fn tag(body: &str, expression: Expression) -> Result<Tag, Obstacle> {
    let mut tokens = expression.0;
    if tokens.first().is_none_or(|token| token.kind != Kind::Name) {
        return Err(Obstacle::Broken);
    }
    let keyword = tokens.remove(0);
    let word = &body[keyword.range.clone()];
    let rest = Expression(tokens);
    match word {
        "if" => Ok(Tag::If(rest)),
        "elif" => Ok(Tag::Elif(rest)),
        "else" => Ok(Tag::Else),
        "endif" => Ok(Tag::EndIf),
        "endfor" => Ok(Tag::EndFor),
        "for" => for_tag(body, rest),
        "set" => {
            // Without a value it would capture what follows.
            let (targets, value) =
                split(body, rest, "=").map_err(|_| Obstacle::Statement(keyword.range))?;
            Ok(Tag::Set { targets, value })
        }
        _ => Err(Obstacle::Statement(keyword.range)),
    }
}

fn for_tag(body: &str, rest: Expression) -> Result<Tag, Obstacle> {
    let (targets, rest) = split(body, rest, "in").map_err(|_| Obstacle::Broken)?;
    if let Some(last) = rest.0.last()
        && &body[last.range.clone()] == "recursive"
    {
        return Err(Obstacle::Statement(last.range.clone()));
    }
    Ok(match split(body, rest, "if") {
        Ok((iterable, condition)) => Tag::For { targets, iterable, condition: Some(condition) },
        Err(iterable) => Tag::For { targets, iterable, condition: None },
    })
}

/// Splits at the first token `at` outside of brackets; gives the expression back if there is none.
fn split(
    body: &str,
    expression: Expression,
    at: &str,
) -> Result<(Expression, Expression), Expression> {
    let mut depth = 0_i32;
    let found = expression.0.iter().position(|token| match &body[token.range.clone()] {
        "(" | "[" | "{" => {
            depth += 1;
            false
        }
        ")" | "]" | "}" => {
            depth -= 1;
            false
        }
        text => depth == 0 && text == at && token.kind != Kind::Text,
    });
    let mut left = expression.0;
    match found {
        None => Err(Expression(left)),
        Some(index) => {
            let right = left.split_off(index + 1);
            left.pop();
            Ok((Expression(left), Expression(right)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outline in a form that is easy to read: each piece's own text.
    fn texts(body: &str) -> Vec<String> {
        let cut = |kind: &str, range: Range<usize>| format!("{kind}:{}", &body[range]);
        outline(body)
            .unwrap()
            .into_iter()
            .map(|piece| match piece {
                Piece::Literal(range) => cut("literal", range),
                Piece::Raw(range) => cut("raw", range),
                Piece::Output(expression) => cut("output", expression.range()),
                Piece::Tag(Tag::If(condition)) => cut("if", condition.range()),
                Piece::Tag(Tag::Elif(condition)) => cut("elif", condition.range()),
                Piece::Tag(Tag::For { targets, iterable, condition }) => {
                    let condition = condition.unwrap_or_default().range();
                    let (targets, iterable) = (targets.range(), iterable.range());
                    cut("for", targets) + &cut(" in", iterable) + &cut(" if", condition)
                }
                Piece::Tag(Tag::Set { targets, value }) => {
                    cut("set", targets.range()) + &cut(" =", value.range())
                }
                Piece::Tag(tag) => format!("{tag:?}"),
            })
            .collect()
    }

    #[test]
    fn pieces_are_found() {
        assert_eq!(
            texts("a{{- b|sh -}} {#{{ no }}#}{%+ if x == '%}' -%}ы{%else%}{% endif %}{"),
            [
                "literal:a",
                "output:b|sh",
                "literal: ",
                "if:x == '%}'",
                "literal:ы",
                "Else",
                "EndIf",
                "literal:{"
            ]
        );
        assert_eq!(texts("{{ {'a': {'b': 1}}}}!"), ["output:{'a': {'b': 1}}", "literal:!"]);
        assert_eq!(texts(r#"{{ "\"}}" }}"#), [r#"output:"\"}}""#]);
        assert_eq!(texts("{%- raw -%}{{ $x }}{%- endraw +%}b"), ["raw:{{ $x }}", "literal:b"]);
        assert_eq!(
            texts(
                "{% for k, v in f(a if b else c)|items if v is none %}{% set x = 1 == 2 %}{% endfor %}"
            ),
            ["for:k, v in:f(a if b else c)|items if:v is none", "set:x =:1 == 2", "EndFor"]
        );
    }

    #[test]
    fn names_are_told_apart() {
        let body = "{{ a.b[c]|f(d, k=e) if g is not t and h in [i] else none }}";
        let Piece::Output(expression) = &outline(body).unwrap()[0] else { panic!("no output") };
        let names = |list: Vec<(&'static str, Range<usize>)>| -> Vec<_> {
            list.into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(expression.variables(body)), ["a", "c", "d", "e", "g", "h", "i"]);
        assert_eq!(names(expression.filters(body)), ["f"]);
        assert_eq!(names(expression.tests(body)), ["t"]);
    }

    #[test]
    fn statements_outside_of_the_subset_are_named() {
        for (body, word) in [
            ("{% macro m() %}{% endmacro %}", "macro"),
            ("{% filter upper %}{% endfilter %}", "filter"),
            ("{% set x %}a{% endset %}", "set"),
            ("{% for a in b recursive %}{% endfor %}", "recursive"),
            ("{% with a = 1 %}{% endwith %}", "with"),
        ] {
            let Err(Obstacle::Statement(range)) = outline(body) else { panic!("{body}") };
            assert_eq!(&body[range], word);
        }
        for body in ["{{ a", "{% if", "{# a", "{% raw %} a", "{{ 'a }}"] {
            assert_eq!(outline(body), Err(Obstacle::Broken), "{body}");
        }
    }
}
