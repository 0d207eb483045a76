//! The short way for what almost every expression is: `{{ server.fqdn | nginx }}` in a file of nginx.
//!
//! Calling a filter and handing its result on costs more than writing the value. Where the last
//! thing that happens to a value is the main filter of the file's dialect, the filter is blanked out
//! and the gate at the output writes the value itself. Places in the template stay the same.
//!
//! The gate then cannot tell a forgotten filter from a blanked one. So a template goes the short way
//! only if every one of its expressions ends with a writing filter for certain.

use super::Dialect;
use super::dialect::Filter;
use super::syntax::{Expression, Kind, Piece, outline};

/// The body without its final main filters; `None` if it must go the long way, or would gain
/// nothing.
pub(super) fn shortcut(body: &str, dialect: Dialect) -> Option<String> {
    let main = Filter::named(dialect.name())?;
    let mut short = String::with_capacity(body.len());
    let mut done = 0;
    for piece in outline(body).ok()? {
        let Piece::Output(expression) = piece else { continue };
        let (pipe, filter, has_arguments) = last_filter(&expression, body)?;
        if !dialect.accepts(filter) {
            return None;
        }
        if filter.name == main.name && !has_arguments {
            let end = expression.range().end;
            short.push_str(&body[done..pipe]);
            // An output of more than one line keeps its lines.
            short.extend(body[pipe..end].chars().map(|ch| if ch == '\n' { ch } else { ' ' }));
            done = end;
        }
    }
    short.push_str(&body[done..]);
    (done > 0 && short.len() == body.len()).then_some(short)
}

/// The writing filter that comes last, for certain: there is no operator outside of brackets that
/// could make something else the result. With the place of its `|`, and whether it has arguments.
fn last_filter(expression: &Expression, body: &str) -> Option<(usize, &'static Filter, bool)> {
    let mut depth = 0_i32;
    let mut last = None;
    for (index, token) in expression.0.iter().enumerate() {
        let text = &body[token.range.clone()];
        match (token.kind, text) {
            (Kind::Sign, "(" | "[" | "{") => depth += 1,
            (Kind::Sign, ")" | "]" | "}") => depth -= 1,
            (Kind::Sign, "|") if depth == 0 => last = Some(index),
            (Kind::Sign, ".") => {}
            (Kind::Sign, _) if depth == 0 => return None,
            (Kind::Name, "if" | "else" | "and" | "or" | "not" | "in" | "is") if depth == 0 => {
                return None;
            }
            _ => {}
        }
    }
    let last = last?;
    let name = expression.0.get(last + 1)?;
    let filter = Filter::named(&body[name.range.clone()])?;
    Some((expression.0[last].range.start, filter, expression.0.len() > last + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(body: &str) -> Option<String> {
        shortcut(body, Dialect::Nginx)
    }

    #[test]
    fn final_main_filters_are_blanked() {
        assert_eq!(
            short("a {{ b.c|upper | nginx }} {{- cat(d, '|') | comment }}{{ (e is none)|nginx}}"),
            Some(
                "a {{ b.c|upper         }} {{- cat(d, '|') | comment }}{{ (e is none)      }}"
                    .into()
            )
        );
        assert_eq!(
            short("{{ a | nginx(' ') }}{{ b\n|\nnginx }}").unwrap(),
            "{{ a | nginx(' ') }}{{ b\n \n      }}"
        );
    }

    #[test]
    fn doubtful_expressions_go_the_long_way() {
        for doubtful in [
            "{{ a | nginx if b else c | nginx }}",
            "{{ a + b | nginx }}",
            "{{ a in b | nginx }}",
            "{{ not a | nginx }}",
            "{{ a }}",
            "{{ a | yaml }}",
            "{{ a | upper }}",
            "{{ a | nginx | upper }}",
        ] {
            assert_eq!(short(&format!("{{{{ d | nginx }}}}{doubtful}")), None, "{doubtful}");
        }
        assert_eq!(short("{{ a | comment }}"), None, "nothing to gain");
        assert_eq!(shortcut("{{ a | sql_literal }}", Dialect::Sql), None);
    }
}
