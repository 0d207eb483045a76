use crate::checks::codes;
use crate::checks::fault::PublicationFault;
use crate::diagnostics::Finding;

impl From<PublicationFault<'_>> for Finding {
    fn from(fault: PublicationFault<'_>) -> Self {
        match fault {
            PublicationFault::Path { path, span, why } => {
                Self::error(codes::PATH, format!("`{path}` cannot be the path of a publication"))
                    .at(span, why)
                    .help("write a path like `/accounting`")
            }
            PublicationFault::Reserved { path, span, why } => Self::error(
                codes::RESERVED_PATH,
                format!("the path `{path}` belongs to the server itself"),
            )
            .at(span, why)
            .help("choose another path"),
            PublicationFault::SamePath { path, span, other, first } => {
                let finding = Self::error(
                    codes::PATHS_COLLIDE,
                    format!("two infobases are published at `{path}`"),
                )
                .at(span, "again here")
                .also(first, "first published here")
                .help("give each publication a path of its own");
                if path == other {
                    return finding;
                }
                finding
                    .note("paths that differ only in upper and lower case are the same to people")
            }
            PublicationFault::Nested { path, span, outer, around } => Self::error(
                codes::PATHS_COLLIDE,
                format!("the publication `{path}` lies below the publication `{outer}`"),
            )
            .at(span, format!("requests for it could be taken for requests to `{outer}`"))
            .also(around, "the publication around it")
            .help("choose paths of which none begins with another"),
            PublicationFault::ServiceName { name, span } => Self::error(
                codes::SERVICE_NAME,
                format!("`{name}` cannot be the name of a service in a 1C configuration"),
            )
            .at(span, "a letter or `_`, then letters, digits and `_`")
            .help("write the name as the configuration has it"),
            PublicationFault::ServiceTwice { name, span, first } => {
                Self::error(codes::SERVICE_TWICE, format!("the service `{name}` is listed twice"))
                    .at(span, "again here")
                    .also(first, "first here")
                    .help("keep one of them; 1C does not tell upper from lower case")
            }
            PublicationFault::RootUrl { url, span } => {
                Self::error(codes::ROOT_URL, format!("`{url}` cannot be a root below `/hs/`"))
                    .at(
                        span,
                        "segments of Latin letters, digits, `-`, `.`, `_`, `~`; no `/` at the ends",
                    )
                    .help(
                        "write the root URL as the configuration has it, such as `api` or `api/v1`",
                    )
            }
            PublicationFault::RootUrlTwice { url, span, first } => {
                Self::error(codes::SERVICE_TWICE, format!("two services answer at `/hs/{url}`"))
                    .at(span, "again here")
                    .also(first, "first here")
                    .help("give each service a root of its own")
            }
            PublicationFault::Nothing { span } => {
                Self::warning(codes::NOTHING_PUBLISHED, "this publication offers nothing")
                    .at(span, "no web client, and no service beside it")
                    .help("add `soap`, `http-services` or `odata`, or remove `publication`")
            }
        }
    }
}
