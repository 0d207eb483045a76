//! The manifests: what lies in the tree, written so that a program and `sha256sum` can check it.

use serde::{Deserialize, Serialize};

use super::{Digest, Input, RelativePath, Sensitivity};

/// The version of the shapes below. A reader refuses a later one.
pub const SHAPE: u64 = 1;

/// The file name of every manifest.
pub const MANIFEST: &str = "manifest.json";

/// The program that wrote a tree. Never the time or the machine: those would make equal inputs
/// give unequal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compiler {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Compiler {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// `out/manifest.json`: the parts. Whoever has read it knows which bytes the whole tree must have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootManifest {
    /// The version of this shape.
    pub shape: u64,
    /// Who wrote it.
    pub compiler: Compiler,
    /// One digest over all parts, see [`root_digest`].
    pub root: Digest,
    /// The parts, by path.
    pub parts: Vec<PartEntry>,
}

/// What the root manifest says of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEntry {
    /// Where it lies, from `out/`.
    pub path: RelativePath,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// The digest over its inputs.
    pub inputs: Digest,
    /// How many artefacts it has; its manifest is not counted.
    pub files: u64,
    /// The bytes of its artefacts together.
    pub bytes: u64,
}

/// `<part>/manifest.json`: the artefacts of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartManifest {
    /// The version of this shape.
    pub shape: u64,
    /// Where the part lies, from `out/`.
    pub part: RelativePath,
    /// What every artefact of it is made from.
    pub inputs: InputList,
    /// The artefacts, by path.
    pub artefacts: Vec<ArtefactEntry>,
}

/// What a part is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputList {
    /// The digest over the list, as the root manifest repeats it.
    pub digest: Digest,
    /// The inputs.
    pub list: Vec<Input>,
}

/// What a part's manifest says of an artefact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArtefactEntry {
    /// Where it lies, from `out/`.
    pub path: RelativePath,
    /// The digest of its bytes.
    pub sha256: Digest,
    /// Its length in bytes.
    pub size: u64,
    /// Its permissions, four octal digits.
    #[serde(with = "octal")]
    pub mode: u32,
    /// The template that it comes from; `null` when the program wrote it without one.
    pub template: Option<String>,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// Why a manifest could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ManifestFault {
    OtherShape(u64),
    Broken(BrokenManifest),
}

/// What is wrong with a file that should be a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BrokenManifest {
    /// Not JSON, or not with these fields.
    Json {
        /// What the JSON reader says.
        message: String,
    },
    /// A shape that this version does not know.
    Shape {
        /// Its number.
        shape: u64,
    },
    /// Not a regular file.
    NotAFile,
    /// The parts, or the artefacts, are not in order of their paths, or one occurs twice.
    Order,
    /// The manifest of another part.
    WrongPart {
        /// Its name.
        part: RelativePath,
    },
    /// It lists an artefact that does not lie in the part.
    Stray {
        /// The artefact.
        path: RelativePath,
    },
}

/// The digest over all parts: SHA-256 of the lines that `sha256sum` prints for the manifests of
/// the parts, in the order of the root manifest. Anyone can compute it without this program.
pub fn root_digest<'a>(parts: impl IntoIterator<Item = &'a PartEntry>) -> Digest {
    use std::fmt::Write as _;
    let mut lines = String::new();
    for part in parts {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{}  {}/{MANIFEST}", part.manifest, part.path);
    }
    Digest::of(lines.as_bytes())
}

impl RootManifest {
    /// The manifest of parts that are in order.
    pub(super) fn of(compiler: &Compiler, parts: Vec<PartEntry>) -> Self {
        Self { shape: SHAPE, compiler: compiler.clone(), root: root_digest(&parts), parts }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, ManifestFault> {
        let manifest: Self = read(bytes)?;
        let sorted = manifest.parts.is_sorted_by(|a, b| a.path < b.path);
        if !sorted {
            return Err(ManifestFault::Broken(BrokenManifest::Order));
        }
        Ok(manifest)
    }
}

impl PartManifest {
    /// Reads the manifest of the part `name` and checks what other code builds upon: the name,
    /// that every path lies within the part, and the order.
    pub(super) fn read(bytes: &[u8], name: &RelativePath) -> Result<Self, ManifestFault> {
        let manifest: Self = read(bytes)?;
        let artefacts = &manifest.artefacts;
        let stray = artefacts.iter().find(|a| a.path.below(name).is_none());
        let broken = if manifest.part != *name {
            BrokenManifest::WrongPart { part: manifest.part }
        } else if let Some(stray) = stray {
            BrokenManifest::Stray { path: stray.path.clone() }
        } else if !artefacts.is_sorted_by(|a, b| a.path < b.path) {
            BrokenManifest::Order
        } else {
            return Ok(manifest);
        };
        Err(ManifestFault::Broken(broken))
    }
}

/// The bytes of a manifest on the disk.
pub(super) fn write(manifest: &impl Serialize) -> Vec<u8> {
    // These types have no map with other keys than text, so that nothing in them can fail.
    let mut bytes = serde_json::to_vec_pretty(manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A manifest that says which shape it has.
trait Shaped {
    fn shape(&self) -> u64;
}

impl Shaped for RootManifest {
    fn shape(&self) -> u64 {
        self.shape
    }
}

impl Shaped for PartManifest {
    fn shape(&self) -> u64 {
        self.shape
    }
}

fn read<'a, T: Deserialize<'a> + Shaped>(bytes: &'a [u8]) -> Result<T, ManifestFault> {
    /// Only the shape, so that a later one is told apart from a broken file.
    #[derive(Deserialize)]
    struct Head {
        shape: u64,
    }

    match serde_json::from_slice::<T>(bytes) {
        Ok(manifest) if manifest.shape() == SHAPE => Ok(manifest),
        Ok(manifest) => Err(ManifestFault::OtherShape(manifest.shape())),
        Err(error) => match serde_json::from_slice(bytes) {
            Ok(Head { shape }) if shape != SHAPE => Err(ManifestFault::OtherShape(shape)),
            _ => Err(ManifestFault::Broken(BrokenManifest::Json { message: error.to_string() })),
        },
    }
}

/// Permissions as four octal digits: a JSON number would be decimal, and nobody reads 420.
mod octal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn serialize<S: Serializer>(mode: &u32, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{mode:04o}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        let digits = text.len() == 4 && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        match u32::from_str_radix(&text, 8) {
            Ok(mode) if digits => Ok(mode),
            _ => Err(D::Error::custom("permissions are four octal digits")),
        }
    }
}
