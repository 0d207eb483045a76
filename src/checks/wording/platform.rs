use crate::checks::codes;
use crate::checks::fault::PlatformFault;
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
        }
    }
}
