//! Tickets (clause 7.2): by when the provider has to respond and to solve, and whether he did.
//!
//! Both clocks begin at the registration and run in the service time of the priority. Waiting for
//! the customer stops the clock of the solution: the deadline is the moment at which the clock has
//! run in full, not the deadline without pauses put off by their length. So a pause at night costs
//! a working-hours clock nothing.

mod clock;
mod labels;

use clock::Clock;
use labels as say;

use super::calendar::Day;
use super::choice::choices;
use super::decision::{Label, Step, Trace, Value};
use super::terms::{
    Clause, LowUnit, PauseStops, Priority, PriorityBy, PriorityRule, ServicePeriod,
};
use super::{Basis, DailyWindow, Duration, Instant, Interval, Spans, Undecided};

/// A ticket.
#[derive(Clone, Copy, Debug)]
pub struct TicketFacts<'a> {
    /// When the ticket system registered it, which is also its creation.
    pub registered: Instant,
    /// Its priority by the table of 7.2.
    pub priority: Priority,
    /// The priority that the customer asks for.
    pub wished: Option<Priority>,
    /// Time spent waiting for the customer, in any order; stretches may overlap.
    pub pauses: &'a [Interval<Instant>],
}

/// The last moments that are in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketDeadlines {
    /// The priority that holds.
    pub priority: Priority,
    /// The last moment at which the work can begin.
    pub respond_by: Instant,
    /// The last moment for a temporary or permanent solution.
    pub resolve_by: Instant,
}

choices! {
    /// What became of one of the two clocks.
    pub enum ClockState {
        /// Done in time.
        Met = "met",
        /// Done too late.
        Missed = "missed",
        /// Not done, and there is time.
        Open = "open",
        /// Not done, and the time is over.
        Overdue = "overdue",
    }
}

impl ClockState {
    /// What it is called.
    pub fn label(self) -> &'static Label {
        match self {
            Self::Met => &say::MET,
            Self::Missed => &say::MISSED,
            Self::Open => &say::OPEN,
            Self::Overdue => &say::OVERDUE,
        }
    }

    /// Whether it was met; nothing is known of it before it is done.
    pub const fn met(self) -> Option<bool> {
        match self {
            Self::Met => Some(true),
            Self::Missed => Some(false),
            Self::Open | Self::Overdue => None,
        }
    }

    /// Whether the promise is broken, done or not.
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Missed | Self::Overdue)
    }
}

/// What was done about a ticket.
#[derive(Clone, Copy, Debug, Default)]
pub struct TicketHistory {
    /// When the work began.
    pub responded: Option<Instant>,
    /// When a solution was given.
    pub resolved: Option<Instant>,
    /// The moment of the question, which tells open from overdue; without it nothing is overdue.
    pub now: Option<Instant>,
}

/// One of the two clocks, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The last moment that is in time.
    pub due: Instant,
    /// When it was done.
    pub done: Option<Instant>,
    /// What became of it.
    pub state: ClockState,
    /// The seconds that it allows.
    pub allowed: i64,
    /// The seconds that it had run when it was done, or by the moment of the question.
    pub spent: Option<i64>,
}

impl ClockReading {
    /// The seconds that are left; negative if it ran longer than allowed.
    pub fn left(&self) -> Option<i64> {
        self.spent.map(|spent| self.allowed - spent)
    }
}

/// A ticket, judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketVerdict {
    /// The priority that holds.
    pub priority: Priority,
    /// The beginning of the work.
    pub response: ClockReading,
    /// The solution.
    pub resolution: ClockReading,
}

/// By when a ticket has to be responded to and solved (7.2).
pub fn ticket_deadline(
    basis: &Basis<'_>,
    facts: &TicketFacts<'_>,
    trace: &mut Trace,
) -> Result<TicketDeadlines, Undecided> {
    Clocks::of(basis, facts, trace)?.deadlines(facts, trace)
}

/// Whether a ticket was responded to and solved in time (7.2).
pub fn ticket_met(
    basis: &Basis<'_>,
    facts: &TicketFacts<'_>,
    history: &TicketHistory,
    trace: &mut Trace,
) -> Result<TicketVerdict, Undecided> {
    for (what, at) in [(&say::RESPONDED, history.responded), (&say::RESOLVED, history.resolved)] {
        if let Some(at) = at.filter(|at| *at < facts.registered) {
            let (after, since) = (&say::REGISTERED, facts.registered);
            return Err(Undecided::TooEarly { what, at, after, since });
        }
    }
    let clocks = Clocks::of(basis, facts, trace)?;
    let due = clocks.deadlines(facts, trace)?;
    let read = |clock: &Clock<'_>, due: Instant, done: Option<Instant>, allowed: Duration| {
        let spent = match done.or(history.now) {
            Some(at) => Some(clock.spent(facts.registered, at)?),
            None => None,
        };
        let state = match (done, history.now) {
            (Some(done), _) if done <= due => ClockState::Met,
            (Some(_), _) => ClockState::Missed,
            (None, Some(now)) if now > due => ClockState::Overdue,
            (None, _) => ClockState::Open,
        };
        Ok(ClockReading { due, done, state, allowed: signed(allowed), spent })
    };
    let rule = clocks.rule;
    let (response, resolution) = (clocks.response(), clocks.resolution());
    let verdict = TicketVerdict {
        priority: due.priority,
        response: read(&response, due.respond_by, history.responded, rule.response)?,
        resolution: read(&resolution, due.resolve_by, history.resolved, rule.solution)?,
    };
    for (clock, what, done, due_by) in [
        (&verdict.response, &say::RESPONSE, &say::RESPONDED, &say::RESPOND_BY),
        (&verdict.resolution, &say::RESOLUTION, &say::RESOLVED, &say::RESOLVE_BY),
    ] {
        trace.step(|| {
            let mut step = Step::new(Clause::C7_2, what, clock.state.label());
            step = match (clock.done, history.now) {
                (Some(at), _) => step.from(done, at),
                (None, Some(now)) => step.from(&say::NOW, now),
                (None, None) => step,
            };
            step = step.from(due_by, clock.due);
            if let Some((spent, left)) = clock.spent.zip(clock.left()) {
                step = step.from(&say::SPENT, Value::Seconds(spent));
                step = step.from(&say::LEFT, Value::Seconds(left));
            }
            step
        });
    }
    Ok(verdict)
}

/// The clocks of a ticket.
struct Clocks<'a> {
    basis: &'a Basis<'a>,
    priority: Priority,
    rule: &'a PriorityRule,
    hours: Option<DailyWindow>,
    waiting: Spans,
    stops_response: bool,
}

static NEVER: Spans = Spans::none();

impl<'a> Clocks<'a> {
    fn of(
        basis: &'a Basis<'a>,
        facts: &TicketFacts<'_>,
        trace: &mut Trace,
    ) -> Result<Self, Undecided> {
        let terms = &basis.terms.ticket;
        let priority = match terms.priority_by {
            PriorityBy::Provider => facts.priority,
            PriorityBy::Customer => facts.wished.unwrap_or(facts.priority),
        };
        trace.step(|| {
            let step = Step::new(Clause::C7_2, &say::PRIORITY, priority.label());
            match facts.wished {
                None => step.from(&say::ASSESSED, facts.priority.label()),
                Some(wished) => step
                    .from(&say::ASSESSED, facts.priority.label())
                    .from(&say::WISHED, wished.label())
                    .asked("ticket.priority_by"),
            }
        });
        let rule = terms.priorities.row(priority);
        let limited = rule.service == ServicePeriod::WorkingHours;
        let always = priority == Priority::Low && terms.low_unit == LowUnit::CalendarHours;
        let hours = (limited && !always).then_some(terms.service_hours);
        // Without a calendar of the right week there is nothing to count; said before any step.
        let calendar = hours.map(|_| basis.calendar()).transpose()?;
        trace.step(|| {
            let kind = if hours.is_some() { &say::WORKING_HOURS } else { &say::ROUND_THE_CLOCK };
            let mut step = Step::new(Clause::C7_2, &say::SERVICE_TIME, kind);
            if let Some((hours, calendar)) = hours.zip(calendar) {
                let name = format!("{} {}", calendar.name(), calendar.version());
                step = step.from(&say::SERVICE_HOURS, hours.to_string()).from(&say::CALENDAR, name);
            }
            // The week is no other reading here: a calendar is made for one.
            if limited && priority == Priority::Low { step.asked("ticket.low.unit") } else { step }
        });
        let waiting = facts.pauses.iter().copied().collect();
        let stops_response = terms.pause_stops == PauseStops::Both;
        Ok(Self { basis, priority, rule, hours, waiting, stops_response })
    }

    fn clock<'b>(&'b self, pauses: &'b Spans) -> Clock<'b> {
        Clock { basis: self.basis, hours: self.hours, pauses }
    }

    fn response(&self) -> Clock<'_> {
        self.clock(if self.stops_response { &self.waiting } else { &NEVER })
    }

    fn resolution(&self) -> Clock<'_> {
        self.clock(&self.waiting)
    }

    fn deadlines(
        &self,
        facts: &TicketFacts<'_>,
        trace: &mut Trace,
    ) -> Result<TicketDeadlines, Undecided> {
        let start = facts.registered;
        let (response, resolution) = (self.response(), self.resolution());
        let respond_by = response.after(start, signed(self.rule.response))?;
        let resolve_by = resolution.after(start, signed(self.rule.solution))?;
        if !self.waiting.is_empty() {
            trace.step(|| {
                let counted = self.clock(&NEVER).spent(start, resolve_by);
                let counted = counted.unwrap_or(0) - signed(self.rule.solution);
                let spans = self.waiting.iter().map(Value::Span).collect();
                Step::new(Clause::C7_2, &say::WAITING_COUNTED, Value::Seconds(counted))
                    .from(&say::WAITING, Value::List(spans))
                    .asked("ticket.pause_stops")
            });
        }
        for (clock, what, due, allowed, time) in [
            (&response, &say::RESPOND_BY, respond_by, self.rule.response, &say::RESPONSE_TIME),
            (&resolution, &say::RESOLVE_BY, resolve_by, self.rule.solution, &say::SOLUTION_TIME),
        ] {
            trace.step(|| self.told(clock, start, (what, due), (time, allowed)));
        }
        Ok(TicketDeadlines { priority: self.priority, respond_by, resolve_by })
    }

    /// How a deadline came about.
    fn told(
        &self,
        clock: &Clock<'_>,
        start: Instant,
        (what, due): (&'static Label, Instant),
        (time, allowed): (&'static Label, Duration),
    ) -> Step {
        let stretches = clock.stretches(start, due).unwrap_or_default();
        let step = Step::new(Clause::C7_2, what, due)
            .from(&say::REGISTERED, start)
            .from(time, Value::Seconds(signed(allowed)))
            .from(&say::COUNTED, Value::List(stretches.iter().map(Value::Span).collect()));
        let skipped = self.days_off(start, due);
        if skipped.is_empty() { step } else { step.from(&say::DAYS_OFF, Value::List(skipped)) }
    }

    /// The holidays that a clock of working hours passed over.
    fn days_off(&self, start: Instant, due: Instant) -> Vec<Value> {
        let Some(calendar) = self.hours.and(self.basis.calendar) else { return Vec::new() };
        let dates = Interval::new(self.basis.date(start), self.basis.date(due));
        let dates = dates.into_iter().flat_map(Interval::dates);
        let off = dates.filter_map(|date| match calendar.day(date)? {
            Day::Off { holiday, .. } => Some(Value::DayOff(date, holiday.clone())),
            _ => None,
        });
        off.collect()
    }
}

/// A duration of the terms; none is longer than a thousand years.
fn signed(duration: Duration) -> i64 {
    i64::try_from(duration.seconds()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
