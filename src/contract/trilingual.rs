use super::choices;

choices! {
    /// A language in which customers are written to.
    pub enum Language {
        /// Kazakh.
        Kazakh = "kk",
        /// Russian.
        Russian = "ru",
        /// English.
        English = "en",
    }
}

/// A short text in all three languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Trilingual {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Trilingual {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Kazakh => &self.kk,
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Trilingual};
    use crate::contract::Choice;

    #[test]
    fn each_language_has_its_own_text() {
        let text =
            Trilingual { kk: "бұлт".into(), ru: "облако".into(), en: "cloud".into() };
        let all: Vec<_> = Language::ALL.iter().map(|&one| text.in_language(one)).collect();
        assert_eq!(all, ["бұлт", "облако", "cloud"]);
        let json = serde_json::to_value(&text).expect("plain strings");
        for (name, value) in Language::NAMES.iter().zip(all) {
            assert_eq!(json[*name], value);
        }
    }
}
