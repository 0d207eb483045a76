//! The index: what the files looked like when the last run was done with them.
//!
//! It saves reading and hashing files whose `stat` did not change, as git's index does. It is a
//! private note and never an authority: it is believed only if its checksum fits, if it belongs to
//! the very root manifest on the disk, and if no run was interrupted since. Losing it costs time
//! and nothing else.
//!
//! Layout, numbers little-endian: magic, version `u32`, digest of the root manifest, number of
//! parts `u32`, the parts (length `u32`, record), SHA-256 of everything before.

use std::io;

use sha2::{Digest as _, Sha256};

use super::manifest::PartEntry;
use super::{Digest, RelativePath};
use crate::disk::Stamp;

const MAGIC: &[u8; 8] = b"qalyp\0ix";
const VERSION: u32 = 1;
const CHECKSUM: usize = 32;

/// What the index knows of a part: its entry in the root manifest, and its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) entry: PartEntry,
    /// The manifest of the part; its digest is in the entry.
    pub(super) manifest: Stamp,
    /// The artefacts, by path.
    pub(super) files: Vec<FileRecord>,
}

/// What the index knows of an artefact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileRecord {
    /// Within the part.
    pub(super) path: RelativePath,
    pub(super) digest: Digest,
    pub(super) stamp: Stamp,
}

/// A checked index. Records stay packed until they are asked for: most of a run copies them.
#[derive(Debug)]
pub(super) struct Index {
    bytes: Vec<u8>,
    /// The digest of the root manifest that it belongs to.
    pub(super) root: Digest,
    /// Name and place of each record, by name.
    parts: Vec<(RelativePath, std::ops::Range<usize>)>,
}

impl Index {
    /// Reads an index; `None` if anything about it is not as it should be.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let body = bytes.len().checked_sub(CHECKSUM)?;
        if Digest::of(&bytes[..body]).as_bytes() != &bytes[body..] {
            return None;
        }
        let mut reader = Reader { rest: &bytes[..body] };
        if reader.take(MAGIC.len())? != MAGIC || reader.u32()? != VERSION {
            return None;
        }
        let root = reader.digest()?;
        let count = reader.u32()? as usize;
        let mut parts = Vec::with_capacity(count.min(body / 64));
        for _ in 0..count {
            let length = reader.u32()? as usize;
            let start = body - reader.rest.len();
            let name = Reader { rest: reader.take(length)? }.path()?;
            parts.push((name, start..start + length));
        }
        let sorted = parts.is_sorted_by(|a, b| a.0 < b.0);
        (sorted && reader.rest.is_empty()).then_some(Self { bytes, root, parts })
    }

    /// The packed record of a part.
    pub(super) fn packed(&self, part: &RelativePath) -> Option<&[u8]> {
        let at = self.parts.binary_search_by(|(name, _)| name.cmp(part)).ok()?;
        Some(&self.bytes[self.parts[at].1.clone()])
    }

    /// The record of a part.
    pub(super) fn record(&self, part: &RelativePath) -> Option<Record> {
        unpack(self.packed(part)?)
    }

    /// What the root manifest said of every part.
    pub(super) fn entries(&self) -> Option<Vec<PartEntry>> {
        let entry = |(_, range): &(_, std::ops::Range<usize>)| {
            Reader { rest: &self.bytes[range.clone()] }.entry()
        };
        self.parts.iter().map(entry).collect()
    }
}

/// Writes an index over packed records that are in order of their parts. Piece by piece: a copy of
/// all records would be the most memory that a run takes.
pub(super) fn write<'a>(
    root: Digest,
    records: impl ExactSizeIterator<Item = &'a [u8]>,
    into: &mut dyn io::Write,
) -> io::Result<()> {
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update(bytes);
        into.write_all(bytes)
    };
    put(MAGIC)?;
    put(&VERSION.to_le_bytes())?;
    put(root.as_bytes())?;
    put(&length(records.len()))?;
    for record in records {
        put(&length(record.len()))?;
        put(record)?;
    }
    into.write_all(&hash.finalize())
}

/// Packs what is known of a part.
pub(super) fn pack(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128 + record.files.len() * 112);
    let entry = &record.entry;
    put_path(&mut bytes, &entry.path);
    bytes.extend(entry.manifest.as_bytes());
    bytes.extend(entry.inputs.as_bytes());
    bytes.extend(entry.files.to_le_bytes());
    bytes.extend(entry.bytes.to_le_bytes());
    put_stamp(&mut bytes, record.manifest);
    put_length(&mut bytes, record.files.len());
    for file in &record.files {
        put_path(&mut bytes, &file.path);
        bytes.extend(file.digest.as_bytes());
        put_stamp(&mut bytes, file.stamp);
    }
    bytes
}

fn unpack(bytes: &[u8]) -> Option<Record> {
    let mut reader = Reader { rest: bytes };
    let entry = reader.entry()?;
    let manifest = reader.stamp()?;
    let count = reader.u32()? as usize;
    let mut files = Vec::with_capacity(count.min(bytes.len() / 64));
    for _ in 0..count {
        let (path, digest, stamp) = (reader.path()?, reader.digest()?, reader.stamp()?);
        files.push(FileRecord { path, digest, stamp });
    }
    reader.rest.is_empty().then_some(Record { entry, manifest, files })
}

/// A length that does not fit makes the next reader drop the index, which costs only time.
fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

fn put_length(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend(length(count));
}

fn put_path(bytes: &mut Vec<u8>, path: &RelativePath) {
    put_length(bytes, path.as_str().len());
    bytes.extend(path.as_str().as_bytes());
}

fn put_stamp(bytes: &mut Vec<u8>, stamp: Stamp) {
    bytes.extend(stamp.size.to_le_bytes());
    bytes.extend(stamp.mtime.to_le_bytes());
    bytes.extend(stamp.ctime.to_le_bytes());
    bytes.extend(stamp.inode.to_le_bytes());
    bytes.extend(stamp.mode.to_le_bytes());
}

/// Takes bytes apart; `None` when there are too few or they make no sense.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn digest(&mut self) -> Option<Digest> {
        self.array().map(Digest::from_bytes)
    }

    /// Paths are checked again: a checksum can be forged, and a path leads to a place on the disk.
    fn path(&mut self) -> Option<RelativePath> {
        let length = self.u32()? as usize;
        RelativePath::parse(std::str::from_utf8(self.take(length)?).ok()?).ok()
    }

    fn stamp(&mut self) -> Option<Stamp> {
        Some(Stamp {
            size: self.u64()?,
            mtime: self.array().map(i64::from_le_bytes)?,
            ctime: self.array().map(i64::from_le_bytes)?,
            inode: self.u64()?,
            mode: self.u32()?,
        })
    }

    fn entry(&mut self) -> Option<PartEntry> {
        let path = self.path()?;
        let (manifest, inputs) = (self.digest()?, self.digest()?);
        Some(PartEntry { path, manifest, inputs, files: self.u64()?, bytes: self.u64()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str, files: usize) -> Record {
        let stamp = |n| Stamp { size: n, mtime: -5, ctime: i64::MAX, inode: n, mode: 0o644 };
        let file = |n: usize| FileRecord {
            path: RelativePath::parse(&format!("root/etc/{n:03}")).unwrap(),
            digest: Digest::of(&[0; 4][..n % 4]),
            stamp: stamp(n as u64),
        };
        Record {
            entry: PartEntry {
                path: RelativePath::parse(name).unwrap(),
                manifest: Digest::of(b"m"),
                inputs: Digest::of(b"i"),
                files: files as u64,
                bytes: 7,
            },
            manifest: stamp(9),
            files: (0..files).map(file).collect(),
        }
    }

    fn packed(records: &[Record]) -> Vec<u8> {
        let packed: Vec<_> = records.iter().map(pack).collect();
        let mut bytes = Vec::new();
        write(Digest::of(b"root"), packed.iter().map(Vec::as_slice), &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let records = [record("a", 0), record("b/c", 3), record("b/d", 40)];
        let index = Index::read(packed(&records)).unwrap();
        assert_eq!(index.root, Digest::of(b"root"));
        for record in &records {
            assert_eq!(index.record(&record.entry.path).as_ref(), Some(record));
        }
        let entries: Vec<_> = records.iter().map(|r| r.entry.clone()).collect();
        assert_eq!(index.entries(), Some(entries));
        assert_eq!(index.record(&RelativePath::parse("c").unwrap()), None);
    }

    #[test]
    fn any_flipped_byte_and_any_cut_is_noticed() {
        let whole = packed(&[record("a", 2), record("b", 1)]);
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            assert!(Index::read(broken).is_none(), "byte {at}");
            assert!(Index::read(whole[..at].to_vec()).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn a_forged_checksum_brings_no_path_that_climbs() {
        let mut bytes = packed(&[record("a", 1)]);
        let at = bytes.windows(8).position(|w| w == b"root/etc").unwrap();
        bytes[at..at + 8].copy_from_slice(b"../../..");
        let body = bytes.len() - CHECKSUM;
        let checksum = Digest::of(&bytes[..body]);
        bytes[body..].copy_from_slice(checksum.as_bytes());
        let index = Index::read(bytes).unwrap();
        assert_eq!(index.record(&RelativePath::parse("a").unwrap()), None);
    }
}
