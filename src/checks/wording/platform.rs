use super::list;
use crate::checks::archives::file_names;
use crate::checks::codes;
use crate::checks::fault::{ArchiveFault, PlatformFault, PortTaken};
use crate::diagnostics::Finding;

impl From<PlatformFault<'_>> for Finding {
    fn from(fault: PlatformFault<'_>) -> Self {
        match fault {
            PlatformFault::Version { version, span } => Self::error(
                codes::PLATFORM_VERSION,
                format!("`{version}` is no full version of the 1C:Enterprise platform"),
            )
            .at(span, "four numbers are needed")
            .note("archives, packages and folders of the platform have the full version in their names")
            .help("write all four numbers, such as `8.3.25.1445` or `8.5.1.1302`"),
            PlatformFault::OldLayout { version, span } => Self::error(
                codes::PLATFORM_TOO_OLD,
                format!("the platform {version} is laid out in another way than the templates write for"),
            )
            .at(span, "lines before 8.3.18 are not supported")
            .help("choose a newer platform; updating it is part of the service (contract 2.1)"),
            PlatformFault::PastItsLife { version, span, line, end } => Self::warning(
                codes::PLATFORM_PAST_LIFE,
                format!("the platform {version} is past its life"),
            )
            .at(span, format!("the line {line} is left behind since {}", end.since))
            .note(format!("{}: {}", end.event, end.source))
            .note("the vendor's own dates for the end of support are not public and were not read")
            .help("agree on an update with the customer (contract 2.1 and 6.3), then write the new version here"),
            PlatformFault::NotInImage { version, span, image, known, described } => Self::error(
                codes::PLATFORM_NOT_IN_IMAGE,
                format!("the image `{image}` does not bring the platform {version}"),
            )
            .at(span, "nothing would install this version")
            .also(described, "what the image brings begins here")
            .help(format!(
                "add `{{version: {version}}}` to the image's `platforms`, or choose one of {}",
                list(&known)
            )),
        }
    }
}

impl From<ArchiveFault<'_>> for Finding {
    fn from(fault: ArchiveFault<'_>) -> Self {
        match fault {
            ArchiveFault::Name { name, span, version, why } => {
                let names = file_names(version);
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Self::error(
                    codes::PLATFORM_ARCHIVE,
                    format!("`{name}` is no archive with the server of {version}"),
                )
                .at(span, why)
                .help(format!("supply one of {}", list(&names)))
            }
            ArchiveFault::Digest { characters, span } => {
                Self::error(codes::ARCHIVE_DIGEST, "this is no SHA-256 digest")
                    .at(span, format!("{characters} characters, not 64 hexadecimal digits"))
                    .help("write what `sha256sum ARCHIVE` prints first")
            }
            ArchiveFault::Twice { version, span, first } => Self::error(
                codes::PLATFORM_TWICE,
                format!("the platform {version} stands twice in one image"),
            )
            .at(span, "again here")
            .also(first, "first here")
            .help("keep the one with the right archive"),
        }
    }
}

impl From<PortTaken> for Finding {
    fn from(PortTaken { port, span, whose }: PortTaken) -> Self {
        Self::error(codes::PORT_TAKEN, format!("port {port} belongs to {whose}"))
            .at(span, "remote administration would not start, or stop the other from starting")
            .help("choose another port, such as 2222")
    }
}
