use super::{Code, Span};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output would be wrong or cannot be made: exit code 1, nothing is written.
    Error,
    /// The output is made; somebody should look.
    Warning,
}

impl Severity {
    /// The word that every renderer prints.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a source and what is to be said about it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The underlined bytes.
    pub span: Span,
    /// A few words beside the underline; may be empty.
    pub text: String,
}

/// One thing that is wrong, or worth a look.
///
/// The headline must stand alone: the GitHub and one-line forms show nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The fixed code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence without a full stop, naming the offending value.
    pub headline: String,
    /// The place of the fault; absent only where no text is to blame (an unreadable folder).
    pub primary: Option<Label>,
    /// Other places that belong to it ("first used here").
    pub secondary: Vec<Label>,
    /// Facts that explain the rule.
    pub notes: Vec<String>,
    /// What to do next.
    pub help: Vec<String>,
}

impl Finding {
    /// An error with a headline.
    pub fn error(code: Code, headline: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, headline.into())
    }

    /// A warning with a headline.
    pub fn warning(code: Code, headline: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, headline.into())
    }

    fn new(code: Code, severity: Severity, headline: String) -> Self {
        Self {
            code,
            severity,
            headline,
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Every place that it shows.
    pub fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.primary.iter().chain(&self.secondary).map(|label| label.span)
    }

    /// Sets the place of the fault.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    /// Adds another place that belongs to it.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact that explains the rule.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds what to do next.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// Everything a run found, in the order in which it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Adds one finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Takes over all findings of another report.
    pub fn absorb(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// The findings, in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Whether anything stops the compilation.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Sorts by file, then place, then code, so that threads cannot change what is printed, and
    /// drops exact repetitions.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| {
            let key = |f: &Finding| f.primary.as_ref().map(|l| l.span);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.code.cmp(&b.code))
                .then_with(|| a.headline.cmp(&b.headline))
        });
        self.findings.dedup();
    }
}

impl Extend<Finding> for Report {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, iter: T) {
        self.findings.extend(iter);
    }
}

impl FromIterator<Finding> for Report {
    fn from_iter<T: IntoIterator<Item = Finding>>(iter: T) -> Self {
        Self { findings: iter.into_iter().collect() }
    }
}
