//! The same thing twice, within one server or one document.

use std::borrow::Cow;

use crate::diagnostics::Span;

/// Something that must stand only once, and where it was written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repetition<'a, T> {
    /// The later one.
    pub(super) again: (&'a T, Span),
    /// The first one.
    pub(super) first: (&'a T, Span),
}

/// Every item whose key an earlier one has, in the order of the keys.
///
/// Sorts instead of hashing: the lists of one server are short, and a list of a thousand entries
/// stays cheap.
pub(super) fn repetitions<'a, T, K: Ord>(
    items: &'a [T],
    key: impl Fn(&'a T) -> Option<(K, Span)>,
) -> Vec<Repetition<'a, T>> {
    if items.len() < 2 {
        return Vec::new();
    }
    let mut keyed: Vec<(K, &T, Span)> =
        items.iter().filter_map(|item| key(item).map(|(key, span)| (key, item, span))).collect();
    // Stable: of equal keys the first written stays first.
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let mut found = Vec::new();
    let mut first = 0;
    for i in 1..keyed.len() {
        if keyed[i].0 == keyed[first].0 {
            let ((_, again, at), (_, before, there)) = (&keyed[i], &keyed[first]);
            found.push(Repetition { again: (*again, *at), first: (*before, *there) });
        } else {
            first = i;
        }
    }
    found
}

/// A name as programs compare it that know no case.
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        Cow::Owned(name.to_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::SourceId;

    fn at(place: usize) -> Span {
        let place = u32::try_from(place).unwrap();
        Span::new(SourceId(0), place, place + 1)
    }

    #[test]
    fn each_repetition_names_the_first() {
        let items = ["b", "a", "b", "c", "b", "a"];
        let places: Vec<(usize, &str)> = items.into_iter().enumerate().collect();
        let found = repetitions(&places, |(place, name)| Some((*name, at(*place))));
        let pairs: Vec<_> = found.iter().map(|r| (r.again.0.0, r.first.0.0)).collect();
        assert_eq!(pairs, [(5, 1), (2, 0), (4, 0)]);
        assert_eq!(found[0].again.1, at(5));
    }

    #[test]
    fn items_without_a_key_are_not_compared() {
        assert!(repetitions(&["a", "a"], |_| None::<((), Span)>).is_empty());
    }

    #[test]
    fn case_is_folded_in_every_alphabet() {
        assert_eq!(folded("Бухгалтерия"), folded("БУХГАЛТЕРИЯ"));
        assert_eq!(folded("Қойма"), "қойма");
        assert!(matches!(folded("trade_2024"), Cow::Borrowed(_)));
    }
}
