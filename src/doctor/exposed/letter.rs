//! A handover letter that was completed: whoever reads it can log in.
//!
//! Two signs, because a letter is copied and renamed, and its template can be another: the name under which `qalyp
//! release --letter` puts it down, and the words of the built-in letters with something else than a field behind them.

use super::strength;
use crate::render::dialect::FIELD_MARKS;

/// The languages in which letters are written.
const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];
/// What a password is called in them.
const WORDS: [&str; 3] = ["құпиясөз", "пароль", "password"];
/// The login of which the built-in letters tell the password.
const LOGIN: &str = "admin";
/// What stands between the login and the word: marks of Markdown or HTML, a comma and a line break.
const BETWEEN: usize = 24;
/// Endings of what people write and send.
const TEXTS: [&str; 5] = [".md", ".eml", ".txt", ".html", ".htm"];

/// The byte at which a completed letter tells what is to be kept from others.
pub(super) fn at(path: &str, text: &[u8]) -> Option<usize> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if !TEXTS.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let told = passwords(text).find(|(_, value)| strength::is_secret(value, true));
    if let Some((at, _)) = told {
        return Some(at);
    }
    // A link to a password opens it too, once.
    let is_completed = is_named_as_one(name) && !text.contains(FIELD_MARKS);
    is_completed.then(|| WORDS.iter().filter_map(|word| text.find(word)).min()).flatten()
}

/// `SERVER-letter.LANGUAGE.md` or `.eml`.
fn is_named_as_one(name: &str) -> bool {
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".eml"));
    stem.and_then(|stem| stem.rsplit_once('.')).is_some_and(|(stem, language)| {
        LANGUAGES.contains(&language) && stem.len() > "-letter".len() && stem.ends_with("-letter")
    })
}

/// What stands where a letter tells a password, and where its word begins.
fn passwords(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    let words = WORDS.iter().flat_map(|word| text.match_indices(word));
    words.filter_map(|(at, word)| {
        let before = &text[..at];
        let mut start = at.saturating_sub(BETWEEN);
        while !before.is_char_boundary(start) {
            start -= 1;
        }
        let between = &before[start..];
        let between = &between[between.rfind(LOGIN)? + LOGIN.len()..];
        if !between.trim_end().ends_with(',') {
            return None;
        }
        let value = text[at + word.len()..].trim_start();
        let value = &value[..value.find(char::is_whitespace).unwrap_or(value.len())];
        let value =
            value.split("</").next().unwrap_or(value).trim_end_matches([';', '|', ',', '.']);
        // Markdown has a bar before punctuation.
        Some((at, value.replace('\\', "")))
    })
}

#[cfg(test)]
mod tests {
    use super::at;

    /// Put together at run time, so that no line of this file is itself a finding.
    fn secret() -> String {
        ["kX9v", "Qm2LpZ7w"].concat()
    }

    #[test]
    fn letters_are_known_by_their_words() {
        for form in [
            "| Monitoring | <https://a.example/> | login `admin`, password S; change it |",
            "login admin,\npassword S; change it when you first log in",
            "<td>login <code>admin</code>, password S; change it</td>",
            "| Мониторинг | логин `admin`, пароль S; смените его |",
            "логин admin, құпиясөз S; алғаш кіргенде",
            "login `admin`, password S</td>",
        ] {
            let text = form.replace(" S", &format!(" {}", secret()));
            for path in ["notes/for-the-customer.md", "x.eml", "x.txt"] {
                assert!(at(path, text.as_bytes()).is_some(), "{path}: {text}");
            }
            assert_eq!(at("src/main.rs", text.as_bytes()), None);
        }
    }

    #[test]
    fn letters_without_a_value_are_left_alone() {
        for text in [
            "login `admin`, password ⟦secret:grafana/admin⟧; change it",
            "login `admin`, password by the one-time link ⟦link:grafana/admin⟧",
            "login `admin`, password{% if x %} {{ y }}",
            "the admin forgot the password kX9v",
            "логин `admin`, пароль по одноразовой ссылке <https://once.example/x1>",
        ] {
            assert_eq!(at("letters/letter.en.md", text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn letters_are_known_by_their_names_once_their_fields_are_filled() {
        let text = "Hello\nthe password: https://once.example/x1\n";
        for path in ["romashka-main-letter.ru.md", "a/romashka-main-letter.kk.eml"] {
            assert_eq!(at(path, text.as_bytes()), Some(10), "{path}");
            let open = format!("{text}⟦term-starts⟧");
            assert_eq!(at(path, open.as_bytes()), None);
        }
        for path in ["-letter.ru.md", "letter.ru.md", "x-letter.de.md", "x-letter.ru.txt"] {
            assert_eq!(at(path, text.as_bytes()), None, "{path}");
        }
    }
}
