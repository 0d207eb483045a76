use super::{counted, list, right_name};
use crate::blueprint::kinds::Kind;
use crate::checks::codes;
use crate::checks::fault::Reference;
use crate::diagnostics::Finding;

impl From<Reference<'_>> for Finding {
    fn from(fault: Reference<'_>) -> Self {
        match fault {
            Reference::Document { kind, name, span, known, unread } => {
                let (code, noun) = match kind {
                    Kind::Tariff => (codes::UNKNOWN_TARIFF, "tariff"),
                    Kind::Addon => (codes::UNKNOWN_ADDON, "add-on"),
                    Kind::Image => (codes::UNKNOWN_IMAGE, "image"),
                    _ => (codes::UNKNOWN_CALENDAR, "calendar"),
                };
                let finding = Self::error(code, format!("there is no {noun} `{name}`"))
                    .at(span, format!("no document describes this {noun}"));
                let none =
                    format!("describe it: a document with `kind: {kind}` and `name: {name}`");
                let finding = right_name(finding, name, &known, &none);
                if unread == 0 {
                    return finding;
                }
                let documents = counted(unread as u64, "document");
                finding.note(format!("it may be in the {documents} that could not be read"))
            }
            Reference::Infobase { name, span, known } => {
                let finding = Self::error(
                    codes::UNKNOWN_INFOBASE,
                    format!("the server has no infobase `{name}`"),
                )
                .at(span, "not among the `infobases` of this server");
                right_name(finding, name, &known, "leave `infobases` out: the server has none")
            }
            Reference::Software { addon, span, needed, image, described } => Self::error(
                codes::SOFTWARE_NOT_IN_IMAGE,
                format!("the image `{image}` does not offer `{needed}`, which `{addon}` installs"),
            )
            .at(span, format!("needs {} in the image", list(&[needed.word()])))
            .also(described, "the server is made from this image")
            .help(format!(
                "add `{needed}` to `optional` of the image, or choose another image for the server"
            )),
        }
    }
}
