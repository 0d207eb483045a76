use std::path::Path;
use std::{fmt, io};

/// Why a question could not be answered: what failed, where, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    headline: String,
    help: Option<String>,
}

impl Failure {
    /// A failure that explains itself.
    pub(super) fn new(headline: impl Into<String>) -> Self {
        Self { headline: headline.into(), help: None }
    }

    /// Adds what to do next.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The system refused to `act` on a path.
    pub(super) fn of_path(act: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot {act} `{}`: {}", path.display(), reason(error)))
    }

    /// What failed, in one sentence.
    pub(super) fn headline(&self) -> &str {
        &self.headline
    }

    /// What to do next.
    pub(super) fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// The system's words without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}
