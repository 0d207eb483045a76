use std::process::ExitCode;

/// How a command ended. Every command keeps to these three, so that a pipeline can tell "the answer
/// is no" from "there is no answer".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Nothing to complain of; compared things are the same.
    Fine = 0,
    /// There are findings; compared things differ.
    Findings = 1,
    /// The question could not be answered: wrong arguments, an unreadable folder, a full disk.
    Failure = 2,
}

impl Exit {
    /// The exit of two judgements together: the graver of both.
    pub(super) fn merge(self, other: Self) -> Self {
        self.max(other)
    }

    /// [`Exit::Findings`] if there are any.
    pub(super) const fn of_findings(any: bool) -> Self {
        if any { Self::Findings } else { Self::Fine }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{self, Failure, Findings, Fine};

    #[test]
    fn the_numbers_are_a_promise() {
        assert_eq!([Fine, Findings, Failure].map(|exit| exit as u8), [0, 1, 2]);
    }

    #[test]
    fn the_graver_exit_wins_whatever_the_order() {
        let pairs = [(Fine, Fine, Fine), (Fine, Findings, Findings), (Findings, Failure, Failure)];
        for (a, b, both) in pairs {
            assert_eq!(a.merge(b), both);
            assert_eq!(b.merge(a), both);
        }
    }

    #[test]
    fn findings_alone_are_no_failure() {
        assert_eq!(Exit::of_findings(true), Findings);
        assert_eq!(Exit::of_findings(false), Fine);
    }
}
