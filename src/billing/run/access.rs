//! Whether a blueprint says of the access of a server what the facts say.

use super::{Action, Run};
use crate::billing::{Service, State};
use crate::blueprint::kinds::Access;
use crate::contract::choices;
use crate::contract::terms::Clause;
use crate::diagnostics::Span;

choices! {
    /// What a blueprint should say.
    pub enum Expected {
        /// In service.
        Open = "open",
        /// Nobody gets in, and the machine is kept.
        Closed = "closed",
        /// Whether the machine is kept or gone is the provider's matter.
        NotOpen = "closed-or-deleted",
        /// The ledger tells nothing of a server that is there: a person has to look.
        Unknown = "unknown",
    }
}

impl Expected {
    /// What a patch writes; nothing where a person has to decide.
    pub const fn access(self) -> Option<Access> {
        match self {
            Self::Open => Some(Access::Open),
            Self::Closed | Self::NotOpen => Some(Access::Closed),
            Self::Unknown => None,
        }
    }

    const fn allows(self, access: Access) -> bool {
        match self {
            Self::Open => matches!(access, Access::Open),
            Self::Closed => matches!(access, Access::Closed),
            Self::NotOpen => matches!(access, Access::Closed | Access::Deleted),
            Self::Unknown => false,
        }
    }
}

impl<'a> Run<'_, 'a> {
    /// Suspension, resumption, and the blueprint that should say so. `renewed`: a debit that this run
    /// asks for pays for the time that has begun.
    pub(super) fn access(&mut self, service: &Service<'a>, renewed: bool) {
        let written = service.server.access.as_ref();
        let access = written.map_or(Access::Open, |access| access.value);
        let place = written.map_or(service.server.name.span, |access| access.span);
        let Some(now) = service.state_at(self.at) else {
            // A machine that is gone needs no facts, and one that is to come has none.
            if access != Access::Deleted && self.is_begun(service) {
                let action = Action::Mismatch { state: None, access, expected: Expected::Unknown };
                self.push(service, self.at, Some(place), &[Clause::C3_2], action);
            }
            return;
        };
        let expected = match now.state {
            // Before the hand-over the provider prepares the machine as he likes.
            State::Ordered | State::Paid => return,
            State::Active => Expected::Open,
            State::Suspended | State::Deletable if renewed => Expected::Open,
            State::Suspended => Expected::Closed,
            State::Deletable | State::Terminated => Expected::NotOpen,
        };
        if expected.allows(access) {
            return;
        }
        // What became deletable was suspended before.
        let (since, state) = (service.suspended_since(now), now.state);
        let cause = now.place.or_else(|| self.paid_until(service));
        match (expected, access) {
            (Expected::Open, Access::Closed) => {
                self.push(service, since, cause, &[Clause::C4_5], Action::Resume);
            }
            (Expected::Closed | Expected::NotOpen, Access::Open) => {
                let clauses: &[Clause] = match state {
                    State::Terminated => &[Clause::C4_7, Clause::C4_8],
                    _ => &[Clause::C4_2],
                };
                self.push(service, since, cause, clauses, Action::Suspend { state });
            }
            _ => {}
        }
        let action = Action::Mismatch { state: Some(state), access, expected };
        self.push(service, since, Some(place), &[Clause::C4_2, Clause::C4_6], action);
    }
}

impl<'a> Run<'_, 'a> {
    /// The line by which the last paid time ends.
    pub(super) fn paid_until(&self, service: &Service<'a>) -> Option<Span> {
        service.last_paid_at(self.at).map(|term| term.debit.covers.span)
    }

    /// Whether the day of the first tariff has come.
    fn is_begun(&self, service: &Service<'_>) -> bool {
        let first = service.server.tariffs.get().and_then(|all| all.first());
        let today = self.at.date(self.books.offset_at(self.at));
        first.is_none_or(|first| first.since.value <= today)
    }
}

impl Service<'_> {
    /// Since when access has been off, whatever the service has become since.
    fn suspended_since(&self, now: crate::billing::StateSince) -> crate::contract::Instant {
        let before = self.states.changes().iter().rev().find(|change| change.since < now.since);
        match before {
            Some(before) if now.state == State::Deletable && before.state == State::Suspended => {
                before.since
            }
            _ => now.since,
        }
    }
}
