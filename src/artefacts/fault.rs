use super::{PathFault, ProfileFault};
use crate::render::{DataFault, TemplateFault};

/// Why a part cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtefactFault {
    /// A template, or a value that a format cannot hold.
    Template {
        /// The part, such as `servers/romashka-main`.
        part: String,
        /// What is wrong.
        fault: Box<TemplateFault>,
    },
    /// A name that cannot be part of a path.
    Path {
        /// The part.
        part: String,
        /// What is wrong.
        fault: PathFault,
    },
    /// A value that cannot be handed to templates: a fault of the program.
    Data {
        /// The part.
        part: String,
        /// What is wrong.
        fault: DataFault,
    },
    /// A template repeats for something that is not known here.
    UnknownEach {
        /// The template.
        template: String,
        /// The word after `each:`.
        each: String,
        /// The words that its part knows.
        known: Vec<&'static str>,
    },
    /// A template depends on a condition that is not known here.
    UnknownCondition {
        /// The template.
        template: String,
        /// The word in `when:`.
        condition: String,
        /// The words that its part knows.
        known: Vec<&'static str>,
    },
    /// First-boot data that clouds would cut off or refuse.
    UserDataTooBig {
        /// The part.
        part: String,
        /// Its bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// First-boot data with a key that cloud-init would ignore or that has no place there.
    UserDataKey {
        /// The part.
        part: String,
        /// The key.
        key: String,
    },
    /// An overriding template whose output its format's parser refuses.
    Malformed {
        /// The part.
        part: String,
        /// The template.
        template: String,
        /// The format.
        format: &'static str,
        /// The parser's words.
        problem: String,
    },
    /// A VPN profile that clients would refuse.
    Profile {
        /// The part.
        part: String,
        /// The file in it.
        path: String,
        /// The template.
        template: String,
        /// What is wrong.
        fault: ProfileFault,
    },
}
