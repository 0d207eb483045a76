//! What a query of Prometheus asks for: its selectors. Whether it is a query at all, promtool says.

use std::collections::BTreeSet;

/// A selector of a query.
pub(crate) struct Selector<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// What stands in its braces.
    pub(crate) matchers: &'a str,
    /// What stands in its brackets.
    pub(crate) range: &'a str,
    /// The function that it is the first argument of, if any.
    pub(crate) within: Option<&'a str>,
}

const WORDS: [&str; 12] = [
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "and",
    "or",
    "unless",
    "bool",
    "offset",
    "atan2",
];

/// The selectors of a query, found without a parser of the language: names that no parenthesis follows.
pub(crate) fn selectors(query: &str) -> Vec<Selector<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let mut found = Vec::new();
    let mut calls: Vec<Option<&str>> = Vec::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            rest = &rest[1..];
            let mut end = 0;
            while rest.as_bytes()[end] != b'"' {
                end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
            }
            rest = &rest[end + 1..];
        } else if first.is_ascii_digit() {
            // A number, maybe with an exponent or a unit.
            let end = rest.find(|c: char| !is_name(c) && c != '.').unwrap_or(rest.len());
            rest = &rest[end..];
        } else if is_name(first) {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let next = after.trim_start();
            if ["by", "without", "on", "ignoring", "group_left", "group_right"].contains(&name)
                && next.starts_with('(')
            {
                rest = &next[next.find(')').unwrap() + 1..];
            } else if WORDS.contains(&name) {
                rest = after;
            } else if let Some(inside) = next.strip_prefix('(') {
                calls.push(Some(name));
                rest = inside;
            } else if aggregates(name, next) {
                rest = after;
            } else {
                let (matchers, after) = match after.strip_prefix('{') {
                    Some(inside) => inside.split_at(closing(inside)),
                    None => ("", after),
                };
                let after = after.strip_prefix('}').unwrap_or(after);
                let (range, after) = match after.strip_prefix('[') {
                    Some(inside) => inside.split_once(']').unwrap(),
                    None => ("", after),
                };
                found.push(Selector {
                    name,
                    matchers,
                    range,
                    within: calls.last().copied().flatten(),
                });
                rest = after;
            }
        } else {
            match first {
                '(' => calls.push(None),
                ')' => drop(calls.pop()),
                _ => {}
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    found
}

/// `sum by (…) (…)`: an aggregation whose labels come first.
fn aggregates(name: &str, next: &str) -> bool {
    ["sum", "min", "max", "avg", "count"].contains(&name)
        && (next.starts_with("by") || next.starts_with("without"))
}

/// Where the brace closes that is open, past quoted text.
fn closing(inside: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '}' if !quoted => return at,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    panic!("{inside}")
}

/// The names of the metrics of a query.
pub(crate) fn metrics(query: &str) -> BTreeSet<String> {
    selectors(query).into_iter().map(|selector| selector.name.to_owned()).collect()
}

#[test]
fn selectors_are_found_in_queries() {
    let names =
        |query: &str| selectors(query).iter().map(|s| s.name.to_owned()).collect::<Vec<_>>();
    assert_eq!(
        names("sum by (a, b) (rate(x_total{c=\"}y\"}[5m])) / on (i) (z > 0)"),
        ["x_total", "z"]
    );
    assert_eq!(names("time() - a:b{c=\"d\"} < 20 * 86400 or vector(0)"), ["a:b"]);
    assert_eq!(
        names("label_replace(up, \"e\", \"$1\", \"job\", \"(.+)\") and on (x) group_left () q"),
        ["up", "q"]
    );
    let query = "increase(x_total{a=\"b\"}[5m])";
    let one = &selectors(query)[0];
    assert_eq!((one.matchers, one.range, one.within), ("a=\"b\"", "5m", Some("increase")));
}
