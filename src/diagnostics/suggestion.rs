//! The nearest right name for a misspelt one.

/// The candidate that was most likely meant by `typed`; `None` if nothing is near enough.
///
/// Near are: the same word in look-alike letters of another alphabet (Cyrillic `с` for Latin `c`),
/// in another case, with `_` for `-`; the same keys struck in the Russian or Kazakh layout
/// (`ыукмук` for `server`); a few slips of the finger, at most one for every three letters; the
/// same words in another order; the only candidate that contains the word.
/// Among equally near ones the first wins, so that the answer follows the order of the candidates.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name is short; a page of text pasted into a key resembles nothing.
    if typed.is_empty() || typed.chars().nth(LONGEST).is_some() {
        return None;
    }
    let forms = [fold(typed), fold(&relayout(typed))];
    let words = sorted_words(&forms[0]);
    let slips = (forms[0].chars().count() / 3).max(1);

    let mut best: Option<(usize, &str)> = None;
    let mut containing: Vec<&str> = Vec::new();
    for candidate in candidates {
        let folded = fold(candidate);
        let distance = if folded == forms[0] || folded == forms[1] {
            0
        } else if words.len() > 1 && sorted_words(&folded) == words {
            1
        } else {
            distance_within(&forms[0], &folded, slips).unwrap_or(usize::MAX)
        };
        if distance <= slips && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        if folded.split('-').any(|word| word == forms[0]) {
            containing.push(candidate);
        }
    }
    match (best, containing.as_slice()) {
        (Some((_, candidate)), _) => Some(candidate),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// Longest name, in characters, for which a likeness is sought.
const LONGEST: usize = 80;

/// The edit distance with swaps of neighbours, if it is at most `limit` and smaller than the longer
/// word: replacing every letter is not a slip.
fn distance_within(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a_len, b_len) = (a.chars().count(), b.chars().count());
    // The lengths alone rule out most candidates of a long list.
    if a_len.abs_diff(b_len) > limit {
        return None;
    }
    let distance = strsim::osa_distance(a, b);
    (distance <= limit && distance < a_len.max(b_len)).then_some(distance)
}

fn sorted_words(folded: &str) -> Vec<&str> {
    let mut words: Vec<_> = folded.split('-').collect();
    words.sort_unstable();
    words
}

/// Lower case, one separator, and Latin letters for the Cyrillic ones that look like them.
fn fold(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).map(look_alike).collect()
}

const fn look_alike(c: char) -> char {
    match c {
        'а' | 'ә' => 'a',
        'в' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' => 'e',
        'һ' | 'н' => 'h',
        'і' | 'ї' => 'i',
        'ј' => 'j',
        'к' | 'қ' => 'k',
        'м' => 'm',
        'п' => 'n',
        'о' | 'ө' => 'o',
        'р' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' => 't',
        'ц' => 'u',
        'ԝ' => 'w',
        'х' => 'x',
        'у' | 'ү' | 'ұ' => 'y',
        '_' | ' ' | '\u{2010}'..='\u{2015}' => '-',
        other => other,
    }
}

/// The Latin letters on the keys that give these Cyrillic ones in the layouts of Russia and
/// Kazakhstan, which agree on all letters of the middle rows.
fn relayout(text: &str) -> String {
    const CYRILLIC: &str = "йцукенгшщзфывапролдячсмить";
    const LATIN: &str = "qwertyuiopasdfghjklzxcvbnm";
    let latin = |c: char| {
        let place = CYRILLIC.chars().position(|key| key == c)?;
        LATIN.chars().nth(place)
    };
    text.chars().flat_map(char::to_lowercase).map(|c| latin(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEYS: [&str; 8] = [
        "accounting",
        "max-connections",
        "languages",
        "servers",
        "vpn",
        "tls",
        "shared-buffers",
        "time-zone",
    ];

    fn of_keys(typed: &str) -> Option<&'static str> {
        nearest(typed, KEYS)
    }

    #[test]
    fn slips_of_the_finger() {
        assert_eq!(of_keys("acounting"), Some("accounting"));
        assert_eq!(of_keys("serevrs"), Some("servers"));
        assert_eq!(of_keys("vpm"), Some("vpn"));
        assert_eq!(of_keys("tsl"), Some("tls"));
    }

    #[test]
    fn other_alphabets_and_layouts() {
        assert_eq!(of_keys("ассounting"), Some("accounting"));
        assert_eq!(of_keys("ТIМЕ-ZONE"), Some("time-zone"));
        assert_eq!(of_keys("ыукмукы"), Some("servers"));
        assert_eq!(of_keys("мзт"), Some("vpn"));
    }

    #[test]
    fn separators_order_and_parts() {
        assert_eq!(of_keys("max_connections"), Some("max-connections"));
        assert_eq!(of_keys("Max Connections"), Some("max-connections"));
        assert_eq!(of_keys("zone-time"), Some("time-zone"));
        assert_eq!(of_keys("connections"), Some("max-connections"));
        assert_eq!(nearest("buffers", ["shared-buffers", "wal-buffers"]), None);
    }

    #[test]
    fn nothing_near_is_nothing() {
        assert_eq!(of_keys("kubernetes"), None);
        assert_eq!(of_keys("x"), None);
        assert_eq!(of_keys(""), None);
        assert_eq!(of_keys(&"servers".repeat(40)), None);
        assert_eq!(nearest("a", ["b"]), None);
    }

    #[test]
    fn the_nearest_wins_then_the_first() {
        assert_eq!(nearest("busines", ["busy-nest", "business"]), Some("business"));
        assert_eq!(nearest("start1", ["start2", "start3"]), Some("start2"));
    }

    proptest! {
        #[test]
        fn a_candidate_is_its_own_nearest(names in prop::collection::vec("[a-z-]{3,12}", 1..6)) {
            let all = || names.iter().map(String::as_str);
            for name in &names {
                prop_assert_eq!(nearest(name, all()).map(fold), Some(fold(name)));
            }
        }

        #[test]
        fn any_text_is_answered(typed in ".*", name in ".*") {
            if let Some(found) = nearest(&typed, [name.as_str()]) {
                prop_assert_eq!(found, name.as_str());
            }
        }
    }
}
