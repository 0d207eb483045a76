mod github;
mod hostile;
mod human;
mod json;

use super::{Code, Finding, Report, Sources, Span};

/// The span of the `nth` (from 0) occurrence of `needle` in the text that is added last.
pub(super) fn span_of(sources: &Sources, needle: &str, nth: usize) -> Span {
    let (id, source) = sources.iter().last().unwrap();
    let (start, _) = source.text().match_indices(needle).nth(nth).unwrap();
    let end = start + needle.len();
    Span::new(id, u32::try_from(start).unwrap(), u32::try_from(end).unwrap())
}

/// Two files and two findings: one error that points into both, one warning without a place.
pub(super) fn sample() -> (Report, Sources) {
    let mut sources = Sources::default();
    sources.add(
        "customers/alma.yaml",
        "kind: customer\nname: alma\nservers:\n  - {name: alma, address: 203.0.113.10}\n",
    );
    let first = span_of(&sources, "203.0.113.10", 0);
    sources.add(
        "customers/romashka.yaml",
        "kind: customer\nname: romashka\ntitle: ТОО «Ромашка & Co»\nservers:\n  - {name: ромашка, address: 203.0.113.10}\n",
    );
    let second = span_of(&sources, "203.0.113.10", 0);
    let error = Finding::error(Code("E0999"), "address `203.0.113.10` belongs to two servers")
        .at(second, "already taken")
        .also(first, "first used here, by `alma`")
        .note("an address belongs to one machine")
        .help("give `romashka` a free address");
    let warning = Finding::warning(Code("W0999"), "no calendar of 2027");
    ([error, warning].into_iter().collect(), sources)
}
