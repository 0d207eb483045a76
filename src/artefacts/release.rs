//! `release.tsv`: what the server needs to know to put the files of `root/` in their places.

use super::Digest;
use super::emit::Emission;

/// Its name within a part.
pub const NAME: &str = "release.tsv";
/// Where the files of a part lie that it is about, at the paths that they have on the server.
pub const ROOT: &str = "root";

/// What a table says of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Its path on the server, from `/`.
    pub path: String,
    /// `user:group`.
    pub owner: String,
    /// Four octal digits.
    pub mode: String,
    /// The SELinux type, if it is not the one that the policy gives to the path.
    pub selinux: Option<String>,
    /// Of its bytes.
    pub sha256: Digest,
    /// The command that judges it.
    pub validator: Option<String>,
    /// What happens once it is in place.
    pub handler: Option<String>,
}

impl Row {
    fn line(&self) -> String {
        let or_dash = |value: &Option<String>| value.as_deref().unwrap_or("-").to_owned();
        [
            self.path.clone(),
            self.owner.clone(),
            self.mode.clone(),
            or_dash(&self.selinux),
            self.sha256.to_string(),
            or_dash(&self.validator),
            or_dash(&self.handler),
        ]
        .join("\t")
    }
}

/// The table: a head, and one line for each file, by path. Absent values are `-`.
pub fn table(rows: impl IntoIterator<Item = Row>) -> String {
    let mut rows: Vec<Row> = rows.into_iter().collect();
    rows.sort();
    let mut text = String::from("path\towner\tmode\tselinux\tsha256\tvalidator\thandler\n");
    for row in rows {
        text.push_str(&row.line());
        text.push('\n');
    }
    text
}

/// The table of what was rendered: one line for each file below `root/`.
pub(super) fn of_emissions(emissions: &[Emission]) -> String {
    table(emissions.iter().filter_map(row))
}

fn row(emission: &Emission) -> Option<Row> {
    let path = emission.path.as_str().strip_prefix(ROOT)?;
    let front = &emission.front;
    Some(Row {
        path: path.to_owned(),
        owner: front.owner.to_string(),
        mode: front.mode.to_string(),
        selinux: front.selinux.as_ref().map(ToString::to_string),
        sha256: Digest::of(emission.text.as_bytes()),
        validator: front.validator.as_ref().map(ToString::to_string),
        handler: front.handler.as_ref().map(ToString::to_string),
    })
}
