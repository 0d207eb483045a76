//! `release.tsv`: what the server needs to know to put the files of `root/` in their places.

use super::Digest;
use super::emit::Emission;

/// Its name within a part.
pub(super) const NAME: &str = "release.tsv";

/// One line for each file below `root/`, by path. Absent values are `-`.
pub(super) fn table(emissions: &[Emission]) -> String {
    let mut lines: Vec<[String; 7]> = emissions.iter().filter_map(line).collect();
    lines.sort();
    let mut text = String::from("path\towner\tmode\tselinux\tsha256\tvalidator\thandler\n");
    for line in lines {
        text.push_str(&line.join("\t"));
        text.push('\n');
    }
    text
}

fn line(emission: &Emission) -> Option<[String; 7]> {
    let path = emission.path.as_str().strip_prefix("root")?;
    let front = &emission.front;
    Some([
        path.to_owned(),
        front.owner.to_string(),
        front.mode.to_string(),
        or_dash(front.selinux.as_ref()),
        Digest::of(emission.text.as_bytes()).to_string(),
        or_dash(front.validator.as_ref()),
        or_dash(front.handler.as_ref()),
    ])
}

fn or_dash(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}
