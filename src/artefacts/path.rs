use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest component that Linux file systems hold, in bytes.
const COMPONENT_BYTES: usize = 255;

/// The longest path, in bytes. Linux allows 4,096 in one call; the rest is left to the place where
/// the output folder itself lies, and to the tools that copy it.
const PATH_BYTES: usize = 1024;

/// A path inside the output, with `/` between components.
///
/// This is the only way from a name to a place on a disk. It is never absolute, never climbs with
/// `..`, has no empty component, no control character and no backslash, and each component fits a
/// file system. What was parsed once needs no second check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelativePath(Box<str>);

/// Why a text is not a [`RelativePath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub kind: PathFaultKind,
}

/// The ways in which a text is not a [`RelativePath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFaultKind {
    /// Nothing at all.
    Empty,
    /// Begins with `/`.
    Absolute,
    /// `//`, or a `/` at the end.
    EmptyComponent,
    /// A component `.` or `..`.
    Climbs,
    /// A control character, NUL among them.
    Control,
    /// `\`, which other systems and many tools read as a separator.
    Backslash,
    /// A component of more than 255 bytes.
    LongComponent {
        /// Its length in bytes.
        bytes: usize,
    },
    /// More than 1,024 bytes in all.
    Long {
        /// Its length in bytes.
        bytes: usize,
    },
}

impl RelativePath {
    /// Checks a text.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        match fault(text) {
            None => Ok(Self(text.into())),
            Some(kind) => Err(PathFault { text: text.to_owned(), kind }),
        }
    }

    /// This path with another below it. Fails only when the two together are too long.
    pub fn join(&self, below: &Self) -> Result<Self, PathFault> {
        Self::parse(&format!("{}/{}", self.0, below.0))
    }

    /// The text, `/` between components.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Everything before the last component; `None` at the top.
    pub fn parent(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(parent, _)| parent)
    }

    /// The parent as a path of its own; `None` at the top.
    pub fn parent_path(&self) -> Option<Self> {
        // A prefix that ends before a `/` keeps every rule that the whole keeps.
        self.parent().map(|parent| Self(parent.into()))
    }

    /// The components, from the top.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// Whether this path lies below `folder` (or is `folder` itself).
    pub fn is_within(&self, folder: &Self) -> bool {
        match self.0.strip_prefix(&*folder.0) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }

    /// What is left of this path below `folder`; `None` when it does not lie strictly below.
    pub fn below(&self, folder: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&*folder.0)?.strip_prefix('/')?;
        Some(Self(rest.into()))
    }
}

fn fault(text: &str) -> Option<PathFaultKind> {
    if text.is_empty() {
        return Some(PathFaultKind::Empty);
    }
    if text.starts_with('/') {
        return Some(PathFaultKind::Absolute);
    }
    if text.chars().any(char::is_control) {
        return Some(PathFaultKind::Control);
    }
    if text.contains('\\') {
        return Some(PathFaultKind::Backslash);
    }
    for component in text.split('/') {
        match component {
            "" => return Some(PathFaultKind::EmptyComponent),
            "." | ".." => return Some(PathFaultKind::Climbs),
            long if long.len() > COMPONENT_BYTES => {
                return Some(PathFaultKind::LongComponent { bytes: long.len() });
            }
            _ => {}
        }
    }
    (text.len() > PATH_BYTES).then_some(PathFaultKind::Long { bytes: text.len() })
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RelativePath {
    type Error = PathFault;

    fn try_from(text: String) -> Result<Self, PathFault> {
        match fault(&text) {
            None => Ok(Self(text.into_boxed_str())),
            Some(kind) => Err(PathFault { text, kind }),
        }
    }
}

impl From<RelativePath> for String {
    fn from(path: RelativePath) -> Self {
        path.0.into_string()
    }
}

impl std::str::FromStr for RelativePath {
    type Err = PathFault;

    fn from_str(text: &str) -> Result<Self, PathFault> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelativePath {
        RelativePath::parse(text).unwrap()
    }

    #[test]
    fn what_climbs_or_hides_is_refused() {
        use PathFaultKind::{Absolute, Backslash, Climbs, Control, Empty, EmptyComponent};
        for (text, kind) in [
            ("", Empty),
            ("/etc/passwd", Absolute),
            ("a//b", EmptyComponent),
            ("a/", EmptyComponent),
            ("..", Climbs),
            ("a/../../b", Climbs),
            ("./a", Climbs),
            ("a/.", Climbs),
            ("a\0b", Control),
            ("a\nb", Control),
            ("a\u{85}b", Control),
            ("a\\b", Backslash),
        ] {
            assert_eq!(RelativePath::parse(text).map_err(|f| f.kind), Err(kind), "{text:?}");
        }
    }

    #[test]
    fn lengths_are_bytes() {
        assert!(RelativePath::parse(&"я".repeat(127)).is_ok());
        assert_eq!(
            RelativePath::parse(&"я".repeat(128)).map_err(|f| f.kind),
            Err(PathFaultKind::LongComponent { bytes: 256 })
        );
        let deep = path(&vec!["abcdefg"; 128].join("/"));
        assert_eq!(
            deep.join(&path("x")).map_err(|f| f.kind),
            Err(PathFaultKind::Long { bytes: 1025 })
        );
    }

    #[test]
    fn ordinary_names_pass() {
        for text in ["a", "servers/romashka-main", "root/etc/..data", "Қалып/имя файла", ".x"]
        {
            assert_eq!(path(text).as_str(), text);
        }
    }

    #[test]
    fn taking_apart() {
        let whole = path("servers/romashka/root");
        assert_eq!(whole.name(), "root");
        assert_eq!(whole.parent(), Some("servers/romashka"));
        assert_eq!(path("a").parent(), None);
        assert!(whole.is_within(&path("servers")) && whole.is_within(&whole));
        assert!(!path("servers-old/a").is_within(&path("servers")));
        assert_eq!(whole.below(&path("servers")), Some(path("romashka/root")));
        assert_eq!(whole.below(&whole), None);
    }
}
