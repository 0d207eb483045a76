use std::fmt;

/// The folder on a server in which its secrets lie, each in a file that only root reads.
pub const SECRETS: &str = "/etc/qalyp/secrets";

/// The name of a secret, such as `postgres/superuser`: parts of lower-case letters, digits, `.`,
/// `_` and `-` that begin with a letter or a digit, joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName(String);

impl SecretName {
    /// Accepts a name of that form with at most 200 bytes.
    pub fn new(name: &str) -> Option<Self> {
        let fits = name.len() <= 200 && name.split('/').all(is_part);
        fits.then(|| Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file on the server.
    pub fn path(&self) -> String {
        format!("{SECRETS}/{}", self.0)
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_part(part: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    part.bytes().next().is_some_and(letter)
        && part.bytes().all(|b| letter(b) || matches!(b, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        let name = SecretName::new("postgres/superuser").unwrap();
        assert_eq!(name.path(), "/etc/qalyp/secrets/postgres/superuser");
        for bad in ["", "/a", "a/", "a//b", "../a", "a/..", "a/.b", "A", "a b", "ы", "a\0"] {
            assert_eq!(SecretName::new(bad), None, "{bad:?}");
        }
    }
}
