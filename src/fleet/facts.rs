//! What is known of a distribution: where it lies, who signs it, which images of it there are.
//!
//! The facts are data, `images/*.yaml`, and are read strictly: an unknown key, a digest of another
//! length or a release that is none makes the file unreadable, and a test reads all of them.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Deserializer, Serialize};

use crate::blueprint::Scalar;
use crate::blueprint::kinds::{CpuLevel, Distribution};
use crate::blueprint::units::{Release, Sha256Digest, Url};
use crate::contract::Date;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/images");

/// A major release of a distribution.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Facts {
    /// Which one.
    #[serde(deserialize_with = "distribution")]
    pub distribution: Distribution,
    /// The major release.
    pub major: u8,
    /// The architecture as the distribution's paths write it.
    pub architecture: String,
    /// The processor level that its binaries need.
    #[serde(deserialize_with = "cpu_level")]
    pub cpu: CpuLevel,
    /// The tree of the releases that get updates.
    #[serde(deserialize_with = "scalar")]
    pub mirror: Url,
    /// The tree of those that no longer do.
    #[serde(deserialize_with = "scalar")]
    pub vault: Url,
    /// Who signs packages.
    pub keys: Vec<Key>,
    /// Where packages come from.
    pub repositories: Vec<Repository>,
    /// The minor releases, the oldest first.
    pub releases: Vec<MinorRelease>,
    /// How a disk is cut.
    pub layout: Layout,
}

/// A key that signs packages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Key {
    /// What its file is called after `RPM-GPG-KEY-`.
    pub name: String,
    /// Where its owner publishes it.
    #[serde(deserialize_with = "scalar")]
    pub url: Url,
    /// Where a machine keeps it.
    pub path: String,
    /// 40 upper-case hexadecimal digits.
    pub fingerprint: String,
}

/// A repository of packages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repository {
    /// The name that dnf knows it by.
    pub id: String,
    /// For people.
    pub name: String,
    /// Its folder in the tree of a release.
    pub folder: Option<String>,
    /// Where it lies instead, if it has no folder in the tree.
    #[serde(default, deserialize_with = "optional_scalar")]
    pub url: Option<Url>,
    /// Whether the distribution has it on.
    pub enabled: bool,
    /// The name of the key that signs it.
    pub key: String,
}

/// A minor release.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MinorRelease {
    /// Its number: 8 in 9.8.
    pub minor: u8,
    /// Its cloud images, the oldest first.
    pub cloud_images: Vec<CloudImage>,
    /// The small installation medium, which gets its packages by network.
    pub boot_iso: Option<Iso>,
}

/// A cloud image.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CloudImage {
    /// The name of the file.
    pub file: String,
    /// The day in its name.
    #[serde(deserialize_with = "date")]
    pub date: Date,
    /// What the file must be.
    #[serde(deserialize_with = "scalar")]
    pub sha256: Sha256Digest,
    /// In bytes.
    pub size: Option<u64>,
    /// How many independent public places name the digest.
    pub seen: u32,
    /// Whether one of them checked the vendor's signature.
    pub signature: Signature,
    /// What else is known of it.
    pub note: Option<String>,
}

/// An installation medium.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Iso {
    /// The name of the file.
    pub file: String,
    /// What the file must be.
    #[serde(deserialize_with = "scalar")]
    pub sha256: Sha256Digest,
    /// In bytes.
    pub size: Option<u64>,
    /// How many independent public places name the digest.
    pub seen: u32,
    /// Whether one of them checked the vendor's signature.
    pub signature: Signature,
    /// What else is known of it.
    pub note: Option<String>,
}

/// Whether somebody held a digest against the vendor's signed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// Somebody says so.
    Checked,
    /// Nobody says so.
    Unknown,
}

/// How a disk is cut (GPT).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layout {
    /// The disk while an image is built, and so the least disk of its machines.
    pub disk_gib: u64,
    /// In order. The last takes the rest.
    pub partitions: Vec<Partition>,
}

/// A partition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Partition {
    /// Its name in the table.
    pub name: String,
    /// What is in it.
    pub filesystem: FileSystem,
    /// Where it is mounted.
    pub mount: Option<String>,
    /// How big it is; the rest of the disk if it is not said.
    pub size_mib: Option<u64>,
}

/// What is in a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileSystem {
    /// GRUB's second half, for a start under BIOS. No file system.
    Biosboot,
    /// For the EFI system partition.
    Vfat,
    /// For everything else.
    Ext4,
}

impl Facts {
    /// What is known of a major release.
    pub fn of(distribution: Distribution, major: u8) -> Option<&'static Self> {
        all().iter().find(|facts| facts.distribution == distribution && facts.major == major)
    }

    /// The newest minor release.
    pub fn newest(&self) -> Option<&MinorRelease> {
        self.releases.last()
    }

    /// A minor release.
    pub fn release(&self, minor: u8) -> Option<&MinorRelease> {
        self.releases.iter().find(|release| release.minor == minor)
    }

    /// Whether a minor release gets updates: the newest one does, and those that came later still.
    pub fn is_alive(&self, minor: u8) -> bool {
        self.newest().is_none_or(|newest| minor >= newest.minor)
    }

    /// The tree of a minor release, without a final slash. A mirror of one's own has all of them.
    pub fn tree(&self, minor: u8, mirror: Option<&str>) -> String {
        let theirs = if self.is_alive(minor) { &self.mirror } else { &self.vault };
        let root = mirror.unwrap_or(theirs).trim_end_matches('/');
        format!("{root}/{}.{minor}", self.major)
    }

    /// All minor releases, as they are written.
    pub fn known(&self) -> Vec<String> {
        let release = |r: &MinorRelease| Release { major: self.major, minor: Some(r.minor) };
        self.releases.iter().map(|r| release(r).to_string()).collect()
    }
}

/// The date in the name of a file: the last eight digits in a row that are one.
pub fn date_in(name: &str) -> Option<Date> {
    let runs = name.rsplit(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 8);
    let mut dates = runs.filter_map(|run| {
        let number = |from: usize, to: usize| run.get(from..to)?.parse().ok();
        Date::new(number(0, 4)?, number(4, 6)?, number(6, 8)?).ok()
    });
    dates.next()
}

/// The minor release in the name of a file, such as `9.8` in `AlmaLinux-9.8-x86_64-boot.iso`.
pub fn release_in(name: &str) -> Option<Release> {
    name.split('-').filter_map(|part| Release::read(part).ok()).find(|r| r.minor.is_some())
}

/// The name of the file that an address leads to.
pub fn file_of(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

fn all() -> &'static [Facts] {
    static ALL: OnceLock<Vec<Facts>> = OnceLock::new();
    // A file that cannot be read would be a mistake of this program, not of its input. It is left
    // out here, and a test fails.
    ALL.get_or_init(|| read().filter_map(|(_, facts)| facts.ok()).collect())
}

/// Every file with what is in it.
fn read() -> impl Iterator<Item = (String, Result<Facts, String>)> {
    let files = FILES.files().filter(|file| file.path().extension().is_some_and(|e| e == "yaml"));
    files.map(|file| {
        let text = file.contents_utf8().unwrap_or_default();
        let facts = serde_yaml::from_str(text).map_err(|fault| fault.to_string());
        (file.path().display().to_string(), facts)
    })
}

/// A value that is written in blueprints too is read by the same rules.
fn scalar<'de, D: Deserializer<'de>, T: Scalar>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    T::read(&text).map_err(|reason| {
        let reason = reason.unwrap_or_else(|| format!("not {}", T::EXPECTED));
        serde::de::Error::custom(format!("{text}: {reason}"))
    })
}

fn optional_scalar<'de, D: Deserializer<'de>, T: Scalar>(from: D) -> Result<Option<T>, D::Error> {
    scalar(from).map(Some)
}

fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| serde::de::Error::custom(format!("{text} is no date")))
}

fn distribution<'de, D: Deserializer<'de>>(from: D) -> Result<Distribution, D::Error> {
    word(from, Distribution::from_word)
}

fn cpu_level<'de, D: Deserializer<'de>>(from: D) -> Result<CpuLevel, D::Error> {
    word(from, CpuLevel::from_word)
}

fn word<'de, D: Deserializer<'de>, T>(
    from: D,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let word = String::deserialize(from)?;
    read(&word).ok_or_else(|| serde::de::Error::custom(format!("{word} is unknown")))
}

#[cfg(test)]
mod tests;
