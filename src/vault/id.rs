use std::fmt;
use std::str::FromStr;

use crate::artefacts::RelativePath;
use crate::blueprint::units::Name;

/// The folder of the vault below the folder of keys.
pub const FOLDER: &str = "vault";

/// What the name of an encrypted file ends with.
pub(super) const EXTENSION: &str = ".age";

/// The file with the public facts of a scope.
pub(super) const LOCK: &str = "lock.yaml";

/// The word that stands for the provider in place of a server's name.
pub const PROVIDER: &str = "provider";

/// The longest name in bytes. With the longest scope it stays within what a path may have.
const LONGEST: usize = 240;

/// Whom a secret belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The provider, for all servers.
    Provider,
    /// One server.
    Server(Box<str>),
}

impl Scope {
    /// The scope of a server. `None` if that is no name of a server, and for `provider`, which would meet the provider's
    /// own secrets.
    pub fn server(name: &str) -> Option<Self> {
        (Name::fits(name) && name != PROVIDER).then(|| Self::Server(name.into()))
    }

    /// Reads the word: a server's name, or `provider`.
    pub fn parse(word: &str) -> Option<Self> {
        if word == PROVIDER { Some(Self::Provider) } else { Self::server(word) }
    }

    /// The word: the server's name, or `provider`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Provider => PROVIDER,
            Self::Server(name) => name,
        }
    }

    /// Its folder, from the folder of keys.
    pub fn folder(&self) -> RelativePath {
        path(&format!("{FOLDER}/{self}"))
    }

    /// The file with the public facts of its secrets, from the folder of keys.
    pub fn lock_path(&self) -> RelativePath {
        path(&format!("{FOLDER}/{self}/{LOCK}"))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which secret: whose it is, and its name, such as `vpn/users/aigerim/key`.
///
/// The name has parts joined by `/`. A part begins with a Latin letter, a digit or `_`, and goes on with
/// these, `.`, `-` and `@`: so no part climbs, hides or is taken for an option, and every VPN user's name is a part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretId {
    scope: Scope,
    name: Box<str>,
}

impl SecretId {
    /// Accepts a name of that form with at most 240 bytes.
    pub fn new(scope: Scope, name: &str) -> Result<Self, IdFault> {
        let fits = name.len() <= LONGEST && name.split('/').all(is_part);
        if fits {
            Ok(Self { scope, name: name.into() })
        } else {
            Err(IdFault::Name(name.to_owned()))
        }
    }

    /// A secret of a server.
    pub fn of_server(server: &str, name: &str) -> Result<Self, IdFault> {
        let scope = Scope::server(server).ok_or_else(|| IdFault::Scope(server.to_owned()))?;
        Self::new(scope, name)
    }

    /// A secret of the provider.
    pub fn of_provider(name: &str) -> Result<Self, IdFault> {
        Self::new(Scope::Provider, name)
    }

    /// Whose it is.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Its name within the scope.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The encrypted file, from the folder of keys.
    pub fn path(&self) -> RelativePath {
        path(&format!("{FOLDER}/{}/{}{EXTENSION}", self.scope, self.name))
    }

    /// The secret whose file stands at a path; `None` if no secret's file can stand there.
    pub fn of_path(path: &RelativePath) -> Option<Self> {
        let (scope, name) =
            path.as_str().strip_prefix(FOLDER)?.strip_prefix('/')?.split_once('/')?;
        Self::new(Scope::parse(scope)?, name.strip_suffix(EXTENSION)?).ok()
    }
}

impl fmt::Display for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.scope, self.name)
    }
}

impl FromStr for SecretId {
    type Err = IdFault;

    /// Reads `SCOPE/NAME`.
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let (scope, name) = text.split_once('/').ok_or_else(|| IdFault::Name(text.to_owned()))?;
        Self::new(Scope::parse(scope).ok_or_else(|| IdFault::Scope(scope.to_owned()))?, name)
    }
}

/// Why a text names no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdFault {
    /// Neither `provider` nor the name of a server.
    Scope(String),
    /// Not the name of a secret.
    Name(String),
}

fn is_part(part: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    part.bytes().next().is_some_and(word)
        && part.bytes().all(|b| word(b) || matches!(b, b'.' | b'-' | b'@'))
}

/// A path that is made of a scope and a name, which cannot leave their folder.
pub(super) fn path(text: &str) -> RelativePath {
    // A scope has at most 63 bytes and a name 240 in parts without anything that `RelativePath` refuses; should the
    // two ever disagree, the path is one at which nothing lies.
    RelativePath::parse(text).unwrap_or_else(|fault| nowhere(&fault.text))
}

fn nowhere(text: &str) -> RelativePath {
    let safe: String = text.bytes().map(|b| format!("{b:02x}")).take(100).collect();
    match RelativePath::parse(&format!("x{safe}")) {
        Ok(path) => path,
        Err(_) => nowhere(""),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_paths_and_paths_names() {
        let id: SecretId = "romashka-main/vpn/users/a.b@c-d_e/tls-crypt-v2".parse().unwrap();
        assert_eq!(id.path().as_str(), "vault/romashka-main/vpn/users/a.b@c-d_e/tls-crypt-v2.age");
        assert_eq!(SecretId::of_path(&id.path()), Some(id.clone()));
        assert_eq!(id.scope().lock_path().as_str(), "vault/romashka-main/lock.yaml");
        let own: SecretId = "provider/fingerprint-key".parse().unwrap();
        assert_eq!((own.scope(), own.name()), (&Scope::Provider, "fingerprint-key"));
        assert_eq!(SecretId::of_server("provider", "x"), Err(IdFault::Scope("provider".into())));
    }

    #[test]
    fn nothing_climbs_or_hides() {
        for bad in [
            "",
            "/a",
            "a/",
            "a//b",
            "..",
            "../a",
            "a/..",
            "a/../../b",
            ".a",
            "a/.b",
            "-a",
            "@a",
            "a b",
            "ы",
            "a\0",
            "a\n",
            "a\\b",
            "a:b",
            "a/./b",
            "a\u{202e}b",
        ] {
            assert_eq!(SecretId::of_provider(bad), Err(IdFault::Name(bad.into())), "{bad:?}");
        }
        let long = "a".repeat(LONGEST + 1);
        assert!(SecretId::of_provider(&long).is_err());
        for scope in ["", ".", "..", "A", "a/b", "Provider", "-a"] {
            assert_eq!(Scope::parse(scope), None, "{scope:?}");
        }
        for path in [
            "vault/a/lock.yaml",
            "vault/a.age",
            "vault/../a.age",
            "pki/a.age",
            "vaults/a/b.age",
            "vault/a/.b.age",
        ] {
            let found = RelativePath::parse(path).ok().and_then(|path| SecretId::of_path(&path));
            assert_eq!(found, None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_has_a_path_of_its_own(text in "[a-z]{1,9}/[A-Za-z0-9_.@/-]{1,40}") {
            if let Ok(id) = text.parse::<SecretId>() {
                prop_assert_eq!(id.to_string(), text);
                prop_assert!(id.path().as_str().starts_with("vault/"));
                prop_assert_eq!(SecretId::of_path(&id.path()), Some(id));
            }
        }
    }
}
