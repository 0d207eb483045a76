use crate::contract::Language;

/// The name of a quantity or of an outcome: a key for programs, words for people.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// For programs, in kebab-case.
    pub key: &'static str,
    /// Kazakh.
    pub kk: &'static str,
    /// Russian.
    pub ru: &'static str,
    /// English.
    pub en: &'static str,
}

impl Label {
    /// The words in one language.
    pub const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::Kazakh => self.kk,
            Language::Russian => self.ru,
            Language::English => self.en,
        }
    }
}

/// Whether labels can stand in an answer: a key of their own for programs, words in the script of
/// each language for people, and no full stop, for they stand within sentences.
#[cfg(test)]
pub(crate) fn assert_worded(labels: &[&Label]) {
    let mut keys = std::collections::BTreeSet::new();
    for Label { key, kk, ru, en } in labels.iter().copied() {
        assert!(keys.insert(key), "{key} twice");
        assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        for words in [kk, ru] {
            assert!(words.chars().any(|c| ('а'..='я').contains(&c)), "{key}: {words}");
        }
        for words in [kk, ru, en] {
            assert!(!words.ends_with('.') && words.trim() == *words, "{key}: {words}");
        }
        assert!(en.is_ascii() && kk != ru, "{key}");
    }
}

/// Whether sentences can stand in an answer: words in every language, with the same places for values.
#[cfg(test)]
pub(crate) fn assert_said(labels: &[&Label]) {
    let mut keys = std::collections::BTreeSet::new();
    for label in labels {
        assert!(keys.insert(label.key), "{} twice", label.key);
        let places = |words: &str| {
            (0..9).filter(|n| words.contains(&format!("{{{n}}}"))).collect::<Vec<_>>()
        };
        for words in [label.kk, label.ru] {
            assert!(!words.trim().is_empty(), "{}", label.key);
            assert_eq!(places(words), places(label.en), "{}", label.key);
        }
    }
}

/// Declares labels, and `ALL` of them for tests: `NAME = "key": "kk", "ru", "en";`
#[allow(unused_macros)] // Until the first family of rules declares its labels.
macro_rules! labels {
    ($($(#[$meta:meta])* $name:ident = $key:literal: $kk:literal, $ru:literal, $en:literal;)+) => {
        $(
            $(#[$meta])*
            pub(crate) static $name: $crate::contract::decision::Label =
                $crate::contract::decision::Label { key: $key, kk: $kk, ru: $ru, en: $en };
        )+
        /// Every label of this file.
        #[cfg(test)]
        pub(crate) static ALL: &[&$crate::contract::decision::Label] = &[$(&$name),+];
    };
}

pub(crate) use labels;

#[cfg(test)]
mod tests {
    use crate::contract::Language;

    labels! {
        /// What somebody paid.
        PAID = "paid": "төленген сома", "уплаченная сумма", "sum paid";
    }

    #[test]
    fn a_label_has_words_in_every_language() {
        let words =
            [Language::Kazakh, Language::Russian, Language::English].map(|l| PAID.in_language(l));
        assert_eq!(words, ["төленген сома", "уплаченная сумма", "sum paid"]);
        assert_eq!(ALL.len(), 1);
    }
}
