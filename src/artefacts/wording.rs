//! Every sentence that this layer can say.

use std::fmt;

use super::cloud_init::TOP_LEVEL_KEYS;
use super::fault::ArtefactFault;
use super::path::{PathFault, PathFaultKind};
use super::profile::ProfileFault;
use crate::diagnostics::{Code, Finding, Sources, nearest};

impl ArtefactFault {
    /// The fault as a finding. Texts of templates are added to the sources.
    pub fn finding(&self, sources: &mut Sources) -> Finding {
        match self {
            Self::Template { part, fault } => {
                fault.finding(sources).note(format!("this was met while making `{part}`"))
            }
            Self::Path { part, fault } => {
                Finding::error(Code("E0801"), format!("in `{part}`: {fault}"))
                    .help("rename the infobase, server or zone that the path is made from")
            }
            Self::Data { part, fault } => Finding::error(
                Code("E0802"),
                format!("the values of `{part}` cannot be handed to templates: {}", fault.message),
            )
            .help("this is a fault of qalyp: please report it"),
            Self::UnknownEach { template, each, known } => unknown_word(
                Code("E0803"),
                format!("templates/{template} repeats for `{each}`, which does not exist"),
                ("each", each, known),
            ),
            Self::UnknownCondition { template, condition, known } => unknown_word(
                Code("E0807"),
                format!("templates/{template} depends on `{condition}`, which does not exist"),
                ("when", condition, known),
            ),
            Self::UserDataTooBig { part, bytes, limit } => Finding::error(
                Code("E0804"),
                format!("user-data of `{part}` has {bytes} bytes; clouds take {limit}"),
            )
            .help("shorten the SSH keys, or move what an overriding template adds to `root/`"),
            Self::UserDataKey { part, key } => {
                let finding = Finding::error(
                    Code("E0805"),
                    format!("user-data of `{part}` has the top-level key `{key}`"),
                );
                match nearest(key, TOP_LEVEL_KEYS.iter().copied()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => {
                        finding.help(format!("first boot may use: {}", TOP_LEVEL_KEYS.join(", ")))
                    }
                }
            }
            Self::Profile { part, path, template, fault } => Finding::error(
                Code("E0318"),
                format!("templates/{template} makes a VPN profile that clients refuse: {fault}"),
            )
            .note(format!("this was met while making `{path}` of `{part}`"))
            .help("mend the overriding template"),
            Self::Malformed { part, template, format, problem } => Finding::error(
                Code("E0806"),
                format!("templates/{template} makes {format} that cannot be read: {problem}"),
            )
            .note(format!("this was met while making `{part}`"))
            .help("mend the overriding template"),
        }
    }
}

/// A word of a front matter that its part does not know.
fn unknown_word(
    code: Code,
    headline: String,
    (key, word, known): (&str, &str, &[&'static str]),
) -> Finding {
    let finding = Finding::error(code, headline);
    if known.is_empty() {
        return finding.help(format!("templates of this folder have no `{key}:`"));
    }
    match nearest(word, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("`{key}:` is one of {}", known.join(", "))),
    }
}

impl fmt::Display for ProfileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { line, directive, why } => {
                write!(f, "line {line} says `{directive}`; {why}")
            }
            Self::Lacks { line } => write!(f, "it does not say `{line}`"),
            Self::Part { part, times: 0 } => {
                write!(f, "it has no line `# qalyp-part: {part}` for the bundle to put the part in")
            }
            Self::Part { part, times } => {
                write!(f, "it has the line `# qalyp-part: {part}` {times} times")
            }
            Self::Inline { line } => {
                write!(f, "line {line} begins a part; private parts are in no build")
            }
            Self::Block { line, why } => write!(f, "line {line}: {why}"),
            Self::Missing { part, times: 0 } => write!(f, "the part `{part}` is missing"),
            Self::Missing { part, times } => {
                write!(f, "the part `{part}` stands in it {times} times")
            }
            Self::LongLine { line, bytes } => {
                write!(f, "line {line} has {bytes} bytes, and clients cut it at 255")
            }
            Self::Big { bytes } => write!(f, "it has {bytes} bytes, and clients read 262144"),
        }
    }
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path {:?} cannot be part of an output: ", self.text)?;
        match self.kind {
            PathFaultKind::Empty => f.write_str("it is empty"),
            PathFaultKind::Absolute => f.write_str("it begins with `/`"),
            PathFaultKind::EmptyComponent => f.write_str("it has nothing between two `/`"),
            PathFaultKind::Climbs => f.write_str("it has a component `.` or `..`"),
            PathFaultKind::Control => f.write_str("it holds a control character"),
            PathFaultKind::Backslash => f.write_str("it holds a `\\`"),
            PathFaultKind::LongComponent { bytes } => {
                write!(f, "one name in it has {bytes} bytes, and file systems hold 255")
            }
            PathFaultKind::Long { bytes } => write!(f, "it has {bytes} bytes, more than 1,024"),
        }
    }
}

impl std::error::Error for PathFault {}
