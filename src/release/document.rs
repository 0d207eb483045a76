//! `release.json`: what an archive is, for a machine that asks whether it is meant.

use serde::Serialize;

use super::archive::Contents;
use super::secrets;
use crate::artefacts::{Artefact, Digest, release};

/// The file's name.
pub(super) const NAME: &str = "release.json";
/// The version of the shape.
const FORMAT: &str = "qalyp-release/1";

/// What `release.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The version of the shape.
    pub format: &'static str,
    /// The server that it is for. No other takes it.
    pub server: String,
    /// The image that the server was made from.
    pub image: String,
    /// A digest over the tables, and by them over every file: that of the lines which `sha256sum` prints of
    /// `image/release.tsv secrets/release.tsv server/release.tsv`.
    pub root: Digest,
    /// The parts, by name.
    pub parts: Vec<Part>,
}

/// One part of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The folder: `image`, `secrets` or `server`.
    pub part: &'static str,
    /// How many files go onto the machine.
    pub files: usize,
    /// The digest of its `release.tsv`.
    pub table: Digest,
}

impl Document {
    /// The text of the file.
    pub(super) fn text(&self) -> String {
        // A struct of texts and numbers can always be written.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

pub(super) fn of(contents: &Contents<'_>, secrets_table: &str) -> Document {
    let table_of = |files: &[Artefact]| {
        let table = files.iter().find(|file| file.path.as_str() == release::NAME);
        Digest::of(table.map_or(&[][..], |file| &file.content))
    };
    let placed = |files: &[Artefact]| {
        files.iter().filter(|file| file.path.as_str() != release::NAME).count()
    };
    let of_files =
        |part, files: &[Artefact]| Part { part, files: placed(files), table: table_of(files) };
    let parts = vec![
        of_files("image", contents.image_files),
        Part {
            part: secrets::PART,
            files: contents.secrets.len(),
            table: Digest::of(secrets_table.as_bytes()),
        },
        of_files("server", contents.server_files),
    ];
    let lines: String = parts
        .iter()
        .map(|part| format!("{}  {}/{}\n", part.table, part.part, release::NAME))
        .collect();
    Document {
        format: FORMAT,
        server: contents.server.to_owned(),
        image: contents.image.to_owned(),
        root: Digest::of(lines.as_bytes()),
        parts,
    }
}
