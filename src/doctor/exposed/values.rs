//! The values that lie in the vault, to be recognised where they lie open as well.
//!
//! A password that somebody chose, the answer of `qalyp vault get` in a note: nothing tells such a text from any other,
//! but that the vault has it.

use std::collections::HashMap;

use zeroize::Zeroizing;

/// Shorter values stand in texts by chance.
const LEAST: usize = 12;
/// A value of fewer different bytes is a row of `x`.
const LEAST_DIFFERENT: usize = 6;
/// The bytes by which a value is looked up.
const HEAD: usize = 8;

/// Values to be looked for, each with what it is called.
#[derive(Default)]
pub struct Values {
    all: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// By the first bytes.
    heads: HashMap<[u8; HEAD], Vec<usize>>,
    /// Which two bytes values begin with; most places of a file are passed over by that.
    starts: Vec<bool>,
}

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Values").field("count", &self.all.len()).finish_non_exhaustive()
    }
}

impl Values {
    /// Takes a value, unless it is too plain to be recognised. White space around it is no part of it.
    pub fn add(&mut self, name: String, value: &[u8]) {
        let value = value.trim_ascii();
        let Some(head) = value.first_chunk::<HEAD>() else { return };
        let mut different = value.to_vec();
        different.sort_unstable();
        different.dedup();
        if value.len() < LEAST || Zeroizing::new(different).len() < LEAST_DIFFERENT {
            return;
        }
        if self.starts.is_empty() {
            self.starts = vec![false; 1 << 16];
        }
        self.starts[start(value)] = true;
        self.heads.entry(*head).or_default().push(self.all.len());
        self.all.push((name, Zeroizing::new(value.to_vec())));
    }

    /// Where values stand in a text, in order: the byte at which one begins, and what it is called. A longer word that
    /// holds one as a part is another word.
    pub(super) fn find(&self, text: &[u8]) -> Vec<(usize, &str)> {
        let mut found = Vec::new();
        if self.all.is_empty() {
            return found;
        }
        for at in 0..text.len().saturating_sub(HEAD - 1) {
            let rest = &text[at..];
            if !self.starts[start(rest)] {
                continue;
            }
            let candidates = rest.first_chunk().and_then(|head: &[u8; HEAD]| self.heads.get(head));
            for &index in candidates.into_iter().flatten() {
                let (name, value) = &self.all[index];
                if rest.starts_with(value) && stands_alone(text, at, value.len()) {
                    found.push((at, name.as_str()));
                }
            }
        }
        found
    }
}

fn start(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

fn stands_alone(text: &[u8], at: usize, length: usize) -> bool {
    let part = |it: Option<&u8>| it.is_some_and(u8::is_ascii_alphanumeric);
    let before = at.checked_sub(1).and_then(|at| text.get(at));
    let goes_on = part(before) && part(text.get(at));
    let ends = part(text.get(at + length)) && part(text.get(at + length - 1));
    !goes_on && !ends
}

#[cfg(test)]
mod tests {
    use super::Values;

    fn values(all: &[(&str, &str)]) -> Values {
        let mut values = Values::default();
        for (name, value) in all {
            values.add((*name).to_owned(), value.as_bytes());
        }
        values
    }

    #[test]
    fn values_are_found_where_they_stand() {
        let values =
            values(&[("a", "correct horse\n"), ("b", "correct house"), ("c", "kX9v-Qm2L-pZ7w")]);
        let text = "x correct house, correct horse\n\"kX9v-Qm2L-pZ7w\"";
        assert_eq!(values.find(text.as_bytes()), [(2, "b"), (17, "a"), (32, "c")]);
        assert_eq!(format!("{values:?}"), "Values { count: 3, .. }");
    }

    #[test]
    fn short_plain_and_longer_ones_are_left_alone() {
        let values = values(&[
            ("short", "kX9vQm2LpZ7"),
            ("plain", "xxxxxxxxxxxxxxxxxx"),
            ("word", "kX9vQm2LpZ7w"),
        ]);
        assert_eq!(
            values.find(b"kX9vQm2LpZ7 xxxxxxxxxxxxxxxxxx kX9vQm2LpZ7wA 1kX9vQm2LpZ7w kX9v"),
            []
        );
        assert_eq!(values.find(b"kX9vQm2LpZ7w"), [(0, "word")]);
        assert_eq!(Values::default().find(b"kX9vQm2LpZ7w"), []);
    }
}
