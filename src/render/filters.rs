//! What the template language offers: a chosen part of minijinja, and stricter filters for text.
//!
//! Left out is what would hide a mistake (`default`, `is defined`), print what is no text (`string`,
//! `format`, the operator `~`), or pass by a dialect (`safe`, `tojson`).

use std::borrow::Cow;
use std::fmt;

use minijinja::value::{Rest, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value, filters, functions, tests};

use super::dialect::{FILTERS, Filter, Refusal, Scalar, Shape};
use super::languages;
use super::secret::SecretName;
use super::written::Written;
use crate::contract::Language;

/// Why a filter, a function or the output failed: travels through minijinja as an error's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Refused { filter: &'static str, refusal: Refusal },
    Unwritten,
    WrongDialect { filter: &'static str },
    SecretName,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Cause {}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        Self::new(ErrorKind::InvalidOperation, "refused").with_source(cause)
    }
}

/// The names of minijinja's filters that are kept, next to the writing ones and [`TEXT_FILTERS`].
const KEPT_FILTERS: &[&str] = &[
    "abs",
    "batch",
    "count",
    "dictsort",
    "first",
    "items",
    "last",
    "length",
    "list",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "sum",
    "unique",
];

/// Filters that take texts and whole numbers, and refuse everything else.
const TEXT_FILTERS: &[&str] =
    &["int", "join", "lower", "regex", "replace", "split", "trim", "upper"];

/// Filters that write dates, sums and numbers as a language does.
const LANGUAGE_FILTERS: &[&str] =
    &["clock", "counted", "day", "moment", "money", "percent", "span"];

/// The names of the tests that are kept.
const TESTS: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "even",
    "false",
    "ge",
    "gt",
    "in",
    "integer",
    "iterable",
    "le",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "sequence",
    "startingwith",
    "string",
    "true",
];

/// The names of all filters.
pub(super) fn filter_names() -> impl Iterator<Item = &'static str> {
    let writing = FILTERS.iter().map(|filter| filter.name);
    let kept = [KEPT_FILTERS, TEXT_FILTERS, LANGUAGE_FILTERS].into_iter().flatten().copied();
    writing.chain(kept)
}

/// The names of all tests.
pub(super) fn test_names() -> impl Iterator<Item = &'static str> {
    TESTS.iter().copied()
}

/// Puts all of it into an empty environment.
pub(super) fn install(env: &mut Environment<'_>) {
    for filter in FILTERS {
        env.add_filter(filter.name, move |value: &Value, separator: Option<&str>| {
            apply(filter, value, separator).map_err(|refusal| refused(filter.name, refusal))
        });
    }
    env.add_filter("int", |value: &Value| {
        let digits = text("int", value)?;
        digits.parse::<i64>().map_err(|_| refused("int", Refusal::Shape(Shape::Other)))
    });
    env.add_filter("join", join);
    env.add_filter("lower", |value: &Value| Ok::<_, Error>(text("lower", value)?.to_lowercase()));
    env.add_filter("upper", |value: &Value| Ok::<_, Error>(text("upper", value)?.to_uppercase()));
    env.add_filter("trim", |value: &Value| Ok::<_, Error>(text("trim", value)?.trim().to_owned()));
    env.add_filter("regex", |value: &Value| Ok::<_, Error>(regex(&text("regex", value)?)));
    env.add_filter("replace", |value: &Value, from: &str, to: &str| {
        Ok::<_, Error>(text("replace", value)?.replace(from, to))
    });
    env.add_filter("split", |value: &Value, at: &str| {
        let text = text("split", value)?;
        Ok::<_, Error>(text.split(at).map(Value::from).collect::<Vec<_>>())
    });
    add_language_filters(env);
    env.add_function("cat", cat);
    env.add_function("secret", |name: &Value| {
        let name = text("secret", name)?;
        match SecretName::new(&name) {
            Some(name) => Ok(name.path()),
            None => Err(Error::from(Cause::SecretName)),
        }
    });
    env.add_function("range", functions::range);
    keep_filters(env);
    keep_tests(env);
}

fn add_language_filters(env: &mut Environment<'_>) {
    type Say = fn(&str, Language) -> Option<String>;
    let say: [(&'static str, Say); 4] = [
        ("day", languages::day),
        ("moment", languages::moment),
        ("money", languages::money),
        ("percent", languages::percent),
    ];
    for (name, say) in say {
        env.add_filter(name, move |value: &Value, language: &str| {
            let language = languages::language(language);
            let said = say(&text(name, value)?, language.ok_or_else(|| unsaid(name))?);
            said.ok_or_else(|| unsaid(name))
        });
    }
    env.add_filter("clock", |value: &Value| {
        languages::clock(&text("clock", value)?).ok_or_else(|| unsaid("clock"))
    });
    env.add_filter("span", |value: &Value, language: &str| {
        let seconds = text("span", value)?.parse().map_err(|_| unsaid("span"))?;
        let language = languages::language(language).ok_or_else(|| unsaid("span"))?;
        languages::span(seconds, language).ok_or_else(|| unsaid("span"))
    });
    env.add_filter("counted", |value: &Value, forms: Rest<String>| {
        let number = text("counted", value)?.parse().map_err(|_| unsaid("counted"))?;
        languages::counted(number, &forms.iter().map(String::as_str).collect::<Vec<_>>())
            .ok_or_else(|| unsaid("counted"))
    });
}

/// A value of another form than the filter says, or a language that it does not speak.
fn unsaid(filter: &'static str) -> Error {
    refused(filter, Refusal::Shape(Shape::Other))
}

fn keep_filters(env: &mut Environment<'_>) {
    env.add_filter("abs", filters::abs);
    env.add_filter("batch", filters::batch);
    env.add_filter("count", filters::length);
    env.add_filter("dictsort", filters::dictsort);
    env.add_filter("first", filters::first);
    env.add_filter("items", filters::items);
    env.add_filter("last", filters::last);
    env.add_filter("length", filters::length);
    env.add_filter("list", filters::list);
    env.add_filter("map", filters::map);
    env.add_filter("max", filters::max);
    env.add_filter("min", filters::min);
    env.add_filter("reject", filters::reject);
    env.add_filter("rejectattr", filters::rejectattr);
    env.add_filter("reverse", filters::reverse);
    env.add_filter("select", filters::select);
    env.add_filter("selectattr", filters::selectattr);
    env.add_filter("sort", filters::sort);
    env.add_filter("sum", filters::sum);
    env.add_filter("unique", filters::unique);
}

fn keep_tests(env: &mut Environment<'_>) {
    for name in ["==", "eq", "equalto"] {
        env.add_test(name, tests::is_eq);
    }
    for name in ["!=", "ne"] {
        env.add_test(name, tests::is_ne);
    }
    for name in ["<", "lt"] {
        env.add_test(name, tests::is_lt);
    }
    for name in ["<=", "le"] {
        env.add_test(name, tests::is_le);
    }
    for name in [">", "gt"] {
        env.add_test(name, tests::is_gt);
    }
    for name in [">=", "ge"] {
        env.add_test(name, tests::is_ge);
    }
    env.add_test("boolean", tests::is_boolean);
    env.add_test("divisibleby", tests::is_divisibleby);
    env.add_test("endingwith", tests::is_endingwith);
    env.add_test("even", tests::is_even);
    env.add_test("false", tests::is_false);
    env.add_test("in", tests::is_in);
    env.add_test("integer", tests::is_integer);
    env.add_test("iterable", tests::is_iterable);
    env.add_test("mapping", tests::is_mapping);
    env.add_test("none", tests::is_none);
    env.add_test("number", tests::is_number);
    env.add_test("odd", tests::is_odd);
    env.add_test("sequence", tests::is_sequence);
    env.add_test("startingwith", tests::is_startingwith);
    env.add_test("string", tests::is_string);
    env.add_test("true", tests::is_true);
}

/// A writing filter. With a separator it writes each element of a list and puts the separator, which
/// is the template's own text, between them: `{{ networks | nginx(" ") }}`.
fn apply(
    filter: &'static Filter,
    value: &Value,
    separator: Option<&str>,
) -> Result<Value, Refusal> {
    let text = match separator {
        None => filter.write_value(value)?,
        Some(separator) => {
            let mut joined = String::new();
            for (index, item) in elements(value)?.enumerate() {
                if index > 0 {
                    joined.push_str(separator);
                }
                joined.push_str(&filter.write_value(&item)?);
            }
            joined
        }
    };
    Ok(Value::from_object(Written::new(text, filter)))
}

fn elements(value: &Value) -> Result<impl Iterator<Item = Value> + use<>, Refusal> {
    let shape = match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => match value.try_iter() {
            Ok(items) => return Ok(items),
            Err(_) => Shape::Other,
        },
        ValueKind::Undefined => Shape::Undefined,
        ValueKind::None => Shape::None,
        ValueKind::Map => Shape::Map,
        _ => Shape::Other,
    };
    Err(Refusal::Shape(shape))
}

fn refused(filter: &'static str, refusal: Refusal) -> Error {
    Cause::Refused { filter, refusal }.into()
}

/// A text or a whole number as text. Booleans have no one word, so they are refused here.
fn text<'v>(filter: &'static str, value: &'v Value) -> Result<Cow<'v, str>, Error> {
    match Scalar::of(value) {
        Ok(Scalar::Text(text)) => Ok(Cow::Borrowed(text)),
        Ok(Scalar::Integer(number)) => Ok(Cow::Owned(number.to_string())),
        Ok(Scalar::Boolean(_)) => Err(refused(filter, Refusal::Boolean)),
        Ok(Scalar::Float(_)) => Err(refused(filter, Refusal::Shape(Shape::Other))),
        Err(refusal) => Err(refused(filter, refusal)),
    }
}

fn join(value: &Value, separator: &str) -> Result<String, Error> {
    let mut joined = String::new();
    let items = elements(value).map_err(|refusal| refused("join", refusal))?;
    for (index, item) in items.enumerate() {
        if index > 0 {
            joined.push_str(separator);
        }
        joined.push_str(&text("join", &item)?);
    }
    Ok(joined)
}

/// Texts and whole numbers one after another.
#[allow(clippy::needless_pass_by_value, reason = "the form that minijinja calls")]
fn cat(parts: Rest<Value>) -> Result<String, Error> {
    let mut joined = String::new();
    for part in parts.iter() {
        joined.push_str(&text("cat", part)?);
    }
    Ok(joined)
}

/// Text as a regular expression that matches only itself (PCRE, as nginx and Apache use it).
fn regex(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for ch in text.chars() {
        if ch.is_ascii_punctuation() && !matches!(ch, '/' | '_' | '-' | ':' | '@' | ',') {
            written.push('\\');
        }
        written.push(ch);
    }
    written
}

#[cfg(test)]
mod tests_of_names {
    use super::*;

    /// What is installed and what is announced are the same names.
    #[test]
    fn the_lists_are_complete() {
        let mut env = Environment::empty();
        install(&mut env);
        let state = env.empty_state();
        for name in filter_names() {
            assert!(tests::is_filter(&state, name), "{name}");
        }
        for name in test_names() {
            assert!(tests::is_test(&state, name), "{name}");
        }
        for name in ["safe", "tojson", "default", "string", "format", "e"] {
            assert!(!tests::is_filter(&state, name), "{name}");
        }
        assert!(!tests::is_test(&state, "defined"));
    }
}
