//! Whether a value is a secret or a word: names, paths, dates and placeholders stand at keys called
//! `password` and `secret` more often than passwords do.

/// No password is longer; a longer value is a text.
const LONGEST: usize = 4096;
const SHORTEST: usize = 8;

/// What people write where a secret belongs.
const PLACEHOLDERS: [&str; 12] = [
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "redacted",
    "example",
    "dummy",
    "your-",
    "your_",
    "xxxx",
    "not-set",
    "todo",
];
/// What stands for another text: of templates, shells, formats.
const REFERENCES: [&str; 9] = ["{{", "{%", "${", "$(", "<", ">", "…", "...", "***"];
/// What public values begin with.
const PUBLIC: [&str; 10] = [
    "age1",
    "sha256:",
    "sha256-",
    "sha384-",
    "sha512-",
    "SHA256:",
    "ssh-",
    "ecdsa-",
    "-----BEGIN CERT",
    "-----BEGIN PUBLIC",
];

/// Whether somebody could log in with it. `at_password` is for keys that name nothing but a password.
pub(super) fn is_secret(value: &str, at_password: bool) -> bool {
    let count = value.chars().count();
    if !(SHORTEST..=LONGEST).contains(&count) || stands_for_something(value) {
        return false;
    }
    // An `@` separates words in the address of a mailbox only.
    let at = if value.contains('.') { '@' } else { '.' };
    let words = || value.split(['-', '_', '.', '/', ':', at]).filter(|it| !it.is_empty());
    if !words().all(is_word) {
        return is_random(value);
    }
    // Names are made of words; so are weak passwords, but not with digits in one word.
    let one_word = words().count() == 1;
    at_password
        && one_word
        && value.chars().any(char::is_alphabetic)
        && value.chars().any(|it| it.is_ascii_digit())
}

/// References, paths, placeholders, public values.
fn stands_for_something(value: &str) -> bool {
    let lower = value.to_lowercase();
    let begins = |with: &[char]| value.starts_with(with);
    value.chars().any(|it| it.is_whitespace() || it.is_control())
        || begins(&['$', '/', '~', '%', '&', '*', '!', '[', '{', '(', '`', '\\', '|'])
        || value.starts_with("./")
        || value.starts_with("../")
        || value.contains("://")
        || value.ends_with("()")
        || value.contains("('")
        || value.contains("(\"")
        || REFERENCES.iter().any(|it| value.contains(it))
        || PUBLIC.iter().any(|it| value.starts_with(it))
        || PLACEHOLDERS.iter().any(|it| lower.contains(it))
        || is_moment(value)
}

/// `2026-01-16T…`.
fn is_moment(value: &str) -> bool {
    let bytes = value.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10)
}

/// A word of a language or of a program: letters with few changes of case, and few digits at its end or
/// beginning; or a number.
fn is_word(part: &str) -> bool {
    if part.chars().all(|it| it.is_ascii_digit()) {
        return part.len() <= 14;
    }
    if !part.chars().all(char::is_alphanumeric) {
        return false;
    }
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let count = part.chars().count();
    let few_digits = digits <= 4 && changes(part, |it| it.is_ascii_digit()) <= 2;
    let few_cases = count < 12 && digits == 0 || changes(part, char::is_uppercase) * 3 <= count;
    few_digits && few_cases && (count - digits <= 40)
}

/// How often neighbours differ.
fn changes(text: &str, of: impl Fn(char) -> bool) -> usize {
    let is: Vec<bool> = text.chars().map(of).collect();
    is.windows(2).filter(|two| two[0] != two[1]).count()
}

/// Enough variety for its length. Hexadecimal digits have less of it than other characters.
fn is_random(value: &str) -> bool {
    let classes = [
        value.chars().any(char::is_lowercase),
        value.chars().any(char::is_uppercase),
        value.chars().any(|it| it.is_ascii_digit()),
        value.chars().any(|it| !it.is_alphanumeric()),
    ];
    let classes = classes.iter().filter(|it| **it).count();
    let has_letter = value.chars().any(char::is_alphabetic);
    let is_mixed = value.chars().any(|it| it.is_ascii_digit() || it.is_uppercase());
    has_letter && is_mixed && (classes >= 3 || classes == 2 && bits(value) >= 28.0)
}

/// Shannon's entropy of its characters, over the whole value.
#[allow(clippy::cast_precision_loss)] // Counts of characters of at most some thousands.
fn bits(value: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::<char, usize>::new();
    for it in value.chars() {
        *counts.entry(it).or_default() += 1;
    }
    let all = value.chars().count() as f64;
    counts.values().map(|&count| -(count as f64) * (count as f64 / all).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_words() {
        // Put together here, so that no line of this file is itself a finding.
        let secrets = [
            ["Tr0ub4dor", "&3"],
            ["kX9v", "Qm2LpZ7w"],
            ["f3a9c1d7", "e85b20446f1e0a93"],
            ["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYzzqKEY77"],
            ["pg.8fK", "-2kLm"],
            ["dKqXvBnRt", "YwPzLmCsJ"],
            ["P@ss", "w0rd"],
            ["Summer", "2026!"],
        ];
        for parts in secrets {
            assert!(is_secret(&parts.concat(), false), "{}", parts.concat());
        }
        for name in [
            "backup/s3-secret-key",
            "grafana/admin",
            "/etc/qalyp/secrets/grafana/admin",
            "inline",
            "scram-sha-256",
            "2026-01-16T10:00:00+05:00",
            "8.3.25.1445",
            "$PASSWORD",
            "${DB_PASSWORD}",
            "{{ secret('x') }}",
            "changeme-2026-Q1!",
            "correct-horse-battery-staple",
            "sha256:9f86d081884c7d659a2feaa0c55ad015",
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kdjq",
            "secretKeyRef",
            "PasswordAuthentication",
            "UserPassword",
            "short1!",
            "process.env.DB",
            "vault:secret/data/x",
            "backup@storage",
            "it@romashka.example.kz",
        ] {
            assert!(!is_secret(name, false), "{name}");
        }
        assert!(is_secret("Winter2026", true) && !is_secret("Winter2026", false));
        assert!(!is_secret("required", true) && !is_secret("md5-v2", true));
    }
}
