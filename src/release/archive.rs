//! The archive: a tar file that depends on nothing but what is in it.
//!
//! Entries are sorted, belong to root, bear one date and one of two modes: what the machine's table says about owners
//! and modes is done by the machine when it puts the files in place. Folders are entries of their own, so that whoever
//! unpacks it gets folders that nobody else can enter.

use std::collections::BTreeMap;

use tar::{Builder, EntryType, Header};
use zeroize::Zeroizing;

use super::document::{self, Document};
use super::fault::Fault;
use super::secrets::{self, PlacedSecret};
use crate::artefacts::{Artefact, Digest, release};

/// 1 January 2000: a date before 1970 or of 1970 itself makes `tar` complain.
const DATE: u64 = 946_684_800;
/// Of folders, and of what is run: everything for root, nothing for others.
const EXECUTABLE: u32 = 0o700;
/// Of files.
const READABLE: u32 = 0o600;
/// tar works in pieces of this many bytes.
const BLOCK: usize = 512;
/// How many hexadecimal digits of the digest the name has.
const DIGITS: usize = 16;

/// What goes into an archive.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The server's name.
    pub server: &'a str,
    /// The image's name.
    pub image: &'a str,
    /// The files of the image that go onto machines, with their table.
    pub image_files: &'a [Artefact],
    /// The server's own.
    pub server_files: &'a [Artefact],
    /// What lies at the top.
    pub top: &'a [Artefact],
    /// The secrets, decrypted.
    pub secrets: &'a [PlacedSecret<'a>],
}

/// A finished archive. Its memory is wiped when it is dropped.
pub struct Archive {
    bytes: Zeroizing<Vec<u8>>,
    digest: Digest,
    document: Document,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("digest", &self.digest).finish_non_exhaustive()
    }
}

impl Archive {
    /// The tar file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its SHA-256.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// What `release.json` says.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The name of the file: `romashka-main-0123456789abcdef.tar`.
    pub fn name(&self) -> String {
        let digest = self.digest.to_string();
        let digits = digest.get(..DIGITS).unwrap_or(&digest);
        format!("{}-{digits}.tar", self.document.server)
    }
}

/// A file of the archive.
struct File<'a> {
    content: &'a [u8],
    mode: u32,
}

/// Makes the archive.
///
/// # Errors
/// Two contents for one path.
pub fn pack(contents: &Contents<'_>) -> Result<Archive, Fault> {
    let table = secrets::table(contents.secrets, contents.image_files);
    let document = document::of(contents, &table);
    let text = document.text();
    let mut files: BTreeMap<String, File<'_>> = BTreeMap::new();
    let mut add = |path: String, content, mode| {
        let file = File { content, mode };
        match files.insert(path.clone(), file) {
            None => Ok(()),
            Some(_) => Err(Fault::Twice { path }),
        }
    };
    add(document::NAME.to_owned(), text.as_bytes(), READABLE)?;
    for file in contents.top {
        add(file.path.to_string(), &file.content, mode_of(file))?;
    }
    for (part, files) in [("image", contents.image_files), ("server", contents.server_files)] {
        for file in files {
            add(format!("{part}/{}", file.path), &file.content, READABLE)?;
        }
    }
    add(format!("{}/{}", secrets::PART, release::NAME), table.as_bytes(), READABLE)?;
    for secret in contents.secrets {
        let path = format!("{}/{}{}", secrets::PART, release::ROOT, secret.name.path());
        add(path, secret.value, READABLE)?;
    }
    let bytes = write(contents.server, &files)?;
    Ok(Archive { digest: Digest::of(&bytes), bytes, document })
}

const fn mode_of(file: &Artefact) -> u32 {
    if file.mode & 0o111 == 0 { READABLE } else { EXECUTABLE }
}

fn write(top: &str, files: &BTreeMap<String, File<'_>>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut entries: BTreeMap<String, Option<&File<'_>>> = BTreeMap::new();
    entries.insert(top.to_owned(), None);
    for (path, file) in files {
        let path = format!("{top}/{path}");
        for (at, _) in path.match_indices('/') {
            if let Some(Some(_)) = entries.insert(path[..at].to_owned(), None) {
                return Err(Fault::Twice { path: path[..at].to_owned() });
            }
        }
        if entries.insert(path.clone(), Some(file)).is_some() {
            return Err(Fault::Twice { path });
        }
    }
    // In one piece from the beginning: a vector that grows leaves copies of secrets behind.
    let size = entries.iter().map(|(path, file)| room(path, *file)).sum::<usize>() + 2 * BLOCK;
    let bytes = Zeroizing::new(Vec::with_capacity(size));
    let mut builder = Builder::new(Wiped(bytes));
    for (path, file) in &entries {
        append(&mut builder, path, *file)
            .map_err(|error| Fault::Tar { path: path.clone(), reason: error.to_string() })?;
    }
    let done = builder.into_inner();
    done.map(|wiped| wiped.0)
        .map_err(|error| Fault::Tar { path: top.to_owned(), reason: error.to_string() })
}

/// A writer into memory that is wiped, and that is never moved: so there is no second place to wipe.
struct Wiped(Zeroizing<Vec<u8>>);

impl std::io::Write for Wiped {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > self.0.capacity() {
            return Err(std::io::ErrorKind::OutOfMemory.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Enough bytes for an entry: three headers, a long path, the content.
fn room(path: &str, file: Option<&File<'_>>) -> usize {
    let content = file.map_or(0, |file| file.content.len());
    5 * BLOCK + path.len().next_multiple_of(BLOCK) + content.next_multiple_of(BLOCK)
}

fn append(
    builder: &mut Builder<Wiped>,
    path: &str,
    file: Option<&File<'_>>,
) -> std::io::Result<()> {
    let mut header = Header::new_ustar();
    let (shown, mode, content) = match file {
        Some(file) => (path.to_owned(), file.mode, file.content),
        None => (format!("{path}/"), EXECUTABLE, &[][..]),
    };
    header.set_entry_type(if file.is_some() { EntryType::Regular } else { EntryType::Directory });
    if header.set_path(&shown).is_err() {
        // Longer than the old form takes: the whole path is in a record before the entry, and whoever does not read
        // such records sees a name that cannot be mistaken for another's.
        builder.append_pax_extensions([("path", shown.as_bytes())])?;
        let short = Digest::of(shown.as_bytes()).to_string();
        header.set_path(short)?;
    }
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_username("root")?;
    header.set_groupname("root")?;
    header.set_mtime(DATE);
    header.set_size(content.len() as u64);
    header.set_cksum();
    builder.append(&header, content)
}

#[cfg(test)]
mod tests;
