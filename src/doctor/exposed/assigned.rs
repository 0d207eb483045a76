//! Values at keys that name a password, in files of settings.

use super::strength;

/// What a key ends with, without case, `-` and `_`, that has a secret beside it.
const SECRET_KEYS: [&str; 17] = [
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "secretkey",
    "secretaccesskey",
    "authkey",
    "encryptionkey",
    "signingkey",
    "masterkey",
    "hmackey",
    "presharedkey",
    "psk",
    "credential",
    "credentials",
    "sharedkey",
];
/// The same for those that have a person's password beside them.
const PASSWORD_KEYS: [&str; 7] =
    ["password", "passwd", "pwd", "passphrase", "пароль", "құпиясөз", "парольпользователя"];
/// Longer names are no keys.
const LONGEST_KEY: usize = 80;

/// Files that hold settings, by the end of their name.
const SETTINGS: [&str; 30] = [
    ".yaml",
    ".yml",
    ".json",
    ".jsonl",
    ".toml",
    ".ini",
    ".conf",
    ".cfg",
    ".cnf",
    ".env",
    ".properties",
    ".sh",
    ".bash",
    ".service",
    ".timer",
    ".tf",
    ".tfvars",
    ".hcl",
    ".xml",
    ".config",
    ".ovpn",
    ".sql",
    ".repo",
    ".ps1",
    ".bat",
    ".cmd",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".tsv",
];

/// Whether a file holds settings; programs and texts for people speak about passwords too much.
pub(super) fn is_settings(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let plain = name.strip_suffix(".j2").unwrap_or(&name);
    SETTINGS.iter().any(|end| plain.ends_with(end))
        || plain.starts_with(".env")
        || plain.ends_with("env")
        || matches!(plain, "user-data" | "credentials" | "config" | "dockerfile")
}

/// The key of the first secret that a line holds, as written. `next` is the line after it, where a
/// block of YAML begins.
pub(super) fn in_line<'l>(line: &'l str, next: Option<&str>) -> Option<&'l str> {
    // Most lines have no such word in them.
    let separators = line.char_indices().filter(|(_, it)| matches!(it, ':' | '=' | '>' | ' '));
    for (at, separator) in separators {
        let before = &line[..at];
        let Some(key) = key_before(before, separator) else { continue };
        let Some(at_password) = names_secret(key) else { continue };
        let value = value_after(&line[at + separator.len_utf8()..], separator);
        let is_block = separator == ':' && matches!(value, "|" | ">" | "|-" | ">-" | "|+");
        let value = if is_block { next.map_or("", str::trim) } else { value };
        if strength::is_secret(value, at_password) {
            return Some(key);
        }
    }
    None
}

/// The name that ends where a separator stands.
fn key_before(before: &str, separator: char) -> Option<&str> {
    // `PASSWORD 'x'` of SQL and a tag of XML: a word, and nothing between.
    let before = if matches!(separator, ' ' | '>') { before } else { before.trim_end() };
    let before = before.trim_end_matches(['"', '\'']);
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_');
    let length: usize =
        before.chars().rev().take_while(|it| is_part(*it)).map(char::len_utf8).sum();
    let key = before[before.len() - length..].trim_start_matches('-');
    let opens = before[..before.len() - length].chars().next_back();
    // `</password>` closes, and `<password>` opens.
    let fits = separator != '>' || opens == Some('<');
    (fits && !key.is_empty() && key.len() <= LONGEST_KEY).then_some(key)
}

/// Whether a key has a secret beside it, and then whether that is a password.
fn names_secret(key: &str) -> Option<bool> {
    let plain: String =
        key.chars().filter(|it| !matches!(it, '-' | '_')).flat_map(char::to_lowercase).collect();
    let last = key.rsplit(['-', '_']).next().unwrap_or(key).to_lowercase();
    if PASSWORD_KEYS.iter().any(|end| plain.ends_with(end)) || last == "pass" {
        return Some(true);
    }
    SECRET_KEYS.iter().any(|end| plain.ends_with(end)).then_some(false)
}

/// What follows a separator: between quotes, or up to where it must end.
fn value_after(rest: &str, separator: char) -> &str {
    let rest = rest.strip_prefix(['=', '>']).unwrap_or(rest).trim_start();
    // `\"` within a string of JSON or a shell.
    let rest = rest.strip_prefix('\\').filter(|it| it.starts_with(['"', '\''])).unwrap_or(rest);
    if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
        let inner = &rest[1..];
        let end = inner.find(quote).unwrap_or(inner.len());
        return inner[..end].trim_end_matches('\\');
    }
    let ends = |it: char| match separator {
        '>' => it == '<',
        // Bare words after a space are quoted in SQL; elsewhere it is prose.
        ' ' => true,
        _ => it.is_whitespace() || matches!(it, ',' | ';' | '"' | '\'' | '}' | ']'),
    };
    &rest[..rest.find(ends).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together at run time, so that no line of this file is itself a finding.
    fn secret() -> String {
        ["kX9v", "Qm2LpZ7w"].concat()
    }

    #[test]
    fn keys_have_values_in_many_forms() {
        for (form, key) in [
            ("password: S", "password"),
            ("  db_password: \"S\"  # of the base", "db_password"),
            ("user: {name: x, password: S, role: y}", "password"),
            ("export AWS_SECRET_ACCESS_KEY=S", "AWS_SECRET_ACCESS_KEY"),
            ("Environment=\"GRAFANA_PASSWORD=S\"", "GRAFANA_PASSWORD"),
            ("{\"token\": \"S\"}", "token"),
            ("  \"content\": \"password=S\\n\",", "password"),
            ("psql --password=S -h x", "password"),
            ("<Password>S</Password>", "Password"),
            ("Srvr=\"x\";Ref=\"y\";Pwd=\"S\";", "Pwd"),
            ("ALTER ROLE x PASSWORD 'S';", "PASSWORD"),
            ("secret-key = S", "secret-key"),
            ("Пароль: S", "Пароль"),
        ] {
            let line = form.replace('S', "\u{1}").replace('\u{1}', &secret());
            // Only the place of the value is marked by a capital S that stands alone.
            let line = if form.matches('S').count() == 1 { line } else { put(form) };
            assert_eq!(in_line(&line, None), Some(key), "{line}");
        }
        assert_eq!(in_line("password: |", Some(&format!("    {}", secret()))), Some("password"));
    }

    /// The last `S` that stands between what is no letter is the place of the value.
    fn put(form: &str) -> String {
        let bytes = form.as_bytes();
        let alone = |at: &usize| {
            let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
            bytes[*at] == b'S' && !letter(at + 1) && (*at == 0 || !letter(at - 1))
        };
        let at = (0..bytes.len()).rev().find(alone).unwrap();
        format!("{}{}{}", &form[..at], secret(), &form[at + 1..])
    }

    #[test]
    fn keys_without_a_secret_are_left_alone() {
        for line in [
            "password-file: /etc/qalyp/secrets/x",
            "password: ${PASSWORD}",
            "password_encryption = scram-sha-256",
            "password: {{ secret('grafana/admin') }}",
            "the password is kept in the vault",
            "token: null",
            "public-key: kX9vQm2Lp",
            "value: 5f0c4b1a9d",
            "secret: grafana/admin",
            "passwords: 12",
        ] {
            assert_eq!(in_line(line, None), None, "{line}");
        }
    }

    #[test]
    fn settings_are_known_by_their_names() {
        for path in ["a/b.yaml", ".env", ".env.production", "x.conf.j2", "prod.env", "user-data"] {
            assert!(is_settings(path), "{path}");
        }
        for path in ["README.md", "src/main.rs", "a.age", "notes.txt"] {
            assert!(!is_settings(path), "{path}");
        }
    }
}
