use crate::contract::decision::{Label, labels};
use crate::contract::{Instant, Interval, choices};
use crate::diagnostics::Span;

choices! {
    /// What a service is at a moment. It is computed from facts and never stored.
    pub enum State {
        /// Asked for, not paid (3.1).
        Ordered = "ordered",
        /// Paid, not connected: nothing is counted yet (3.2).
        Paid = "paid",
        /// Connected, and the time is paid for.
        Active = "active",
        /// The paid time is over; it can be resumed (4.2, 4.5).
        Suspended = "suspended",
        /// The time to resume is over; data may be deleted (4.6).
        Deletable = "deletable",
        /// The customer gave it up (4.7, 4.8).
        Terminated = "terminated",
    }
}

labels! {
    ORDERED = "ordered": "тапсырыс берілген", "заказана", "ordered";
    PAID = "paid": "төленген, әлі қосылмаған", "оплачена, ещё не подключена", "paid, not connected yet";
    ACTIVE = "active": "жұмыс істейді", "действует", "active";
    SUSPENDED = "suspended": "тоқтатыла тұрған", "приостановлена", "suspended";
    DELETABLE = "deletable": "деректерін жоюға болады", "данные могут быть удалены", "data may be deleted";
    TERMINATED = "terminated": "тоқтатылған", "прекращена", "terminated";
}

impl State {
    /// The state in words.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::Ordered => &ORDERED,
            Self::Paid => &PAID,
            Self::Active => &ACTIVE,
            Self::Suspended => &SUSPENDED,
            Self::Deletable => &DELETABLE,
            Self::Terminated => &TERMINATED,
        }
    }

    /// Whether the customer can get in.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Active)
    }
}

/// A state from a moment on, until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateSince {
    /// Its first moment.
    pub since: Instant,
    /// What the service then is.
    pub state: State,
    /// The fact that made it so; absent where time alone did.
    pub place: Option<Span>,
}

/// A state within a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateSpan {
    /// From when to when, as far as it was asked for.
    pub span: Interval<Instant>,
    /// What the service was.
    pub state: State,
    /// The fact that made it so.
    pub place: Option<Span>,
}

/// The states of a service in order of time. Nothing is known before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct States(pub(super) Vec<StateSince>);

impl States {
    /// Appends a state from a moment on. What was to begin at that moment or later gives way, and
    /// a state that goes on is not begun again.
    pub(super) fn begin(&mut self, since: Instant, state: State, place: Option<Span>) {
        while self.0.last().is_some_and(|last| last.since >= since) {
            self.0.pop();
        }
        if self.0.last().is_none_or(|last| last.state != state) {
            self.0.push(StateSince { since, state, place });
        }
    }

    /// The state at a moment, with its beginning.
    pub fn at(&self, moment: Instant) -> Option<StateSince> {
        let begun = self.0.partition_point(|state| state.since <= moment);
        self.0.get(begun.checked_sub(1)?).copied()
    }

    /// The first change after a moment.
    pub fn next_after(&self, moment: Instant) -> Option<StateSince> {
        self.0.get(self.0.partition_point(|state| state.since <= moment)).copied()
    }

    /// The states within a span, cut at its ends. They touch each other.
    pub fn within(&self, span: Interval<Instant>) -> Vec<StateSpan> {
        let ends = self.0.iter().skip(1).map(|next| next.since).chain([span.until()]);
        let parts = self.0.iter().zip(ends).filter_map(|(state, end)| {
            let own = Interval::new(state.since, end.max(state.since))?;
            let own = own.intersection(span)?;
            Some(StateSpan { span: own, state: state.state, place: state.place })
        });
        parts.collect()
    }

    /// All changes, in order of time.
    pub fn changes(&self) -> &[StateSince] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{State, States};
    use crate::contract::{Instant, Interval};
    use proptest::prelude::*;

    #[test]
    fn its_labels_can_stand_in_an_answer() {
        crate::contract::decision::assert_worded(super::ALL);
    }

    fn day(n: i64) -> Instant {
        let first: Instant = "2026-03-01T00:00:00+05:00".parse().expect("an instant");
        first.add_seconds(n * 86_400).expect("in range")
    }

    #[test]
    fn a_state_holds_until_the_next() {
        let mut states = States::default();
        states.begin(day(1), State::Active, None);
        states.begin(day(5), State::Suspended, None);
        states.begin(day(9), State::Deletable, None);
        // Paid on the seventh day: what was to come gives way.
        states.begin(day(7), State::Active, None);
        states.begin(day(8), State::Active, None);
        let at = |n| states.at(day(n)).map(|state| state.state);
        assert_eq!(at(0), None);
        assert_eq!(at(1), Some(State::Active));
        assert_eq!(at(5), Some(State::Suspended));
        assert_eq!(at(6), Some(State::Suspended));
        assert_eq!(at(7), Some(State::Active));
        assert_eq!(at(30), Some(State::Active));
        assert_eq!(states.next_after(day(1)).map(|next| next.since), Some(day(5)));
        assert_eq!(states.changes().len(), 3);
    }

    proptest! {
        #[test]
        fn the_states_of_a_span_touch_each_other(
            changes in prop::collection::btree_set(0_i64..40, 1..6), from in 0_i64..40, length in 1_i64..20
        ) {
            let mut states = States::default();
            for (nth, &n) in changes.iter().enumerate() {
                let state = if nth % 2 == 0 { State::Active } else { State::Suspended };
                states.begin(day(n), state, None);
            }
            let span = Interval::new(day(from), day(from + length)).unwrap();
            let parts = states.within(span);
            for pair in parts.windows(2) {
                prop_assert_eq!(pair[0].span.until(), pair[1].span.from());
                prop_assert!(pair[0].state != pair[1].state);
            }
            for n in from..from + length {
                let part = parts.iter().find(|part| part.span.contains(day(n)));
                prop_assert_eq!(part.map(|p| p.state), states.at(day(n)).map(|s| s.state));
            }
        }
    }
}
