use std::fmt;

/// The fixed code of a finding, such as `E0101`. A code is never reused for another fault.
///
/// `E` marks an error, `W` a warning. Each code has a page in `docs/checks/`, which
/// `qalyp explain CODE` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A code and its title, as in the heading of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// A few words that name the fault.
    pub title: &'static str,
}
