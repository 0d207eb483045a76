use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Digest, RelativePath};

/// Who may see an artefact. No artefact holds a secret, whatever it says here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// The same for everybody, such as a file of an image: may be shown anywhere.
    Public,
    /// The provider's own: addresses, domains, settings of a server.
    Internal,
    /// Names a person or how to reach one, such as a letter or a VPN profile.
    Personal,
}

/// One file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Where it lies within its part.
    pub path: RelativePath,
    /// Its bytes.
    pub content: Vec<u8>,
    /// Its permissions, at most `0o777`; the owner must be able to read it.
    pub mode: u32,
    /// The template that it comes from, by the path under which the project knows it.
    pub template: Option<String>,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// One thing that a part is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it is, such as `blueprint servers/romashka-main` or `templates/server`.
    pub name: Arc<str>,
    /// The digest of its bytes.
    pub sha256: Digest,
}

/// Everything that a part is made from, in the caller's order, and one digest over it.
///
/// Equal digests mean equal bytes: a part whose inputs did not change is not rendered again. So
/// whatever can change a byte belongs in here. Every manifest repeats the list; an input shared by
/// all parts (a folder of templates) is therefore best given as one digest over all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    list: Vec<Input>,
    digest: Digest,
}

impl Inputs {
    /// The inputs in the order given, which must not depend on chance.
    pub fn new(list: Vec<Input>) -> Self {
        let mut hash = Sha256::new();
        for input in &list {
            // Length first, so that no name can imitate another name and its digest.
            hash.update(u64::try_from(input.name.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(input.name.as_bytes());
            hash.update(input.sha256.as_bytes());
        }
        Self { list, digest: Digest::from_bytes(hash.finalize().into()) }
    }

    /// The inputs, in order.
    pub fn list(&self) -> &[Input] {
        &self.list
    }

    /// The digest over names and digests.
    pub const fn digest(&self) -> Digest {
        self.digest
    }
}

/// Renders a part: called at most once a run, from any thread, and only when it is needed.
pub type Render<'a, E> = Box<dyn Fn() -> Result<Vec<Artefact>, E> + Send + Sync + 'a>;

/// A folder of the output that is made, replaced and removed as one: an image, a server, the fleet.
pub struct Part<'a, E> {
    /// Where it lies from `out/`, such as `servers/romashka-main`. No part lies within another.
    pub name: RelativePath,
    /// What it is made from.
    pub inputs: Inputs,
    /// Makes its artefacts, in any order.
    pub render: Render<'a, E>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(list: &[(&str, &str)]) -> Inputs {
        let input = |(name, bytes): &(&str, &str)| Input {
            name: Arc::from(*name),
            sha256: Digest::of(bytes.as_bytes()),
        };
        Inputs::new(list.iter().map(input).collect())
    }

    #[test]
    fn the_digest_tells_names_order_and_content_apart() {
        let base = inputs(&[("a", "1"), ("b", "2")]).digest();
        assert_eq!(base, inputs(&[("a", "1"), ("b", "2")]).digest());
        for other in [
            inputs(&[("b", "2"), ("a", "1")]),
            inputs(&[("a", "1"), ("b", "3")]),
            inputs(&[("a", "1"), ("c", "2")]),
            inputs(&[("a", "1")]),
            inputs(&[]),
        ] {
            assert_ne!(base, other.digest());
        }
    }
}
