use std::collections::BTreeMap;

use proptest::prelude::*;

use super::ClockState::{Met, Missed, Open, Overdue};
use super::*;
use crate::contract::shipped::Shipped;
use crate::contract::{Choice, Date, UtcOffset, decision::decide};

fn at(text: &str) -> Instant {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn span(from: &str, until: &str) -> Interval<Instant> {
    Interval::new(at(from), at(until)).expect("forwards")
}

fn ticket(registered: &str, priority: Priority) -> TicketFacts<'static> {
    TicketFacts { registered: at(registered), priority, wished: None, pauses: &[] }
}

fn deadlines(shipped: &Shipped, facts: &TicketFacts<'_>) -> (String, String) {
    let due = ticket_deadline(&shipped.basis(), facts, &mut Trace::off()).expect("decided");
    (due.respond_by.to_string(), due.resolve_by.to_string())
}

fn pair(respond: &str, resolve: &str) -> (String, String) {
    (respond.to_owned(), resolve.to_owned())
}

#[test]
fn the_low_priority_passes_over_nights_and_holidays() {
    let shipped = Shipped::new();
    let before_a_holiday = ticket("2026-03-06T18:30:00+05:00", Priority::Low);
    assert_eq!(
        deadlines(&shipped, &before_a_holiday),
        pair("2026-03-10T13:30:00+05:00", "2026-03-19T18:30:00+05:00")
    );
    // The end of the service hours is outside; the end of a deadline may be it.
    let at_seven = ticket("2026-02-03T19:00:00+05:00", Priority::Low);
    let morning = pair("2026-02-04T14:00:00+05:00", "2026-02-13T19:00:00+05:00");
    assert_eq!(deadlines(&shipped, &at_seven), morning);
    let a_second_before = ticket("2026-02-03T18:59:59+05:00", Priority::Low);
    assert_eq!(
        deadlines(&shipped, &a_second_before),
        pair("2026-02-04T13:59:59+05:00", "2026-02-13T18:59:59+05:00")
    );
    // A Sunday that is worked.
    let moved = ticket("2025-01-05T12:00:00+05:00", Priority::Low);
    assert_eq!(
        deadlines(&shipped, &moved),
        pair("2025-01-05T16:00:00+05:00", "2025-01-16T12:00:00+05:00")
    );
    let by_the_clock = Shipped::new().with("ticket.low.unit", "calendar-hours");
    assert_eq!(
        deadlines(&by_the_clock, &before_a_holiday),
        pair("2026-03-06T22:30:00+05:00", "2026-03-09T18:30:00+05:00")
    );
}

#[test]
fn a_pause_costs_the_service_time_in_it_and_no_more() {
    let night = [span("2026-02-03T18:00:00+05:00", "2026-02-04T11:00:00+05:00")];
    let low = TicketFacts { pauses: &night, ..ticket("2026-02-03T10:00:00+05:00", Priority::Low) };
    let shipped = Shipped::new();
    let (respond, resolve) = deadlines(&shipped, &low);
    assert_eq!(respond, "2026-02-03T14:00:00+05:00");
    assert_eq!(resolve, "2026-02-13T12:00:00+05:00");
    let lunch = [span("2026-07-08T10:30:00+05:00", "2026-07-08T12:00:00+05:00")];
    let high =
        TicketFacts { pauses: &lunch, ..ticket("2026-07-08T10:05:00+05:00", Priority::High) };
    assert_eq!(
        deadlines(&shipped, &high),
        pair("2026-07-08T11:05:00+05:00", "2026-07-08T19:35:00+05:00")
    );
    let both = Shipped::new().with("ticket.pause_stops", "both");
    assert_eq!(
        deadlines(&both, &high),
        pair("2026-07-08T12:35:00+05:00", "2026-07-08T19:35:00+05:00")
    );
}

#[test]
fn a_pause_that_begins_at_the_deadline_comes_too_late() {
    let shipped = Shipped::new();
    for (from, resolve) in [
        ("2026-07-08T18:05:00+05:00", "2026-07-08T18:05:00+05:00"),
        ("2026-07-08T18:04:59+05:00", "2026-07-08T20:05:01+05:00"),
    ] {
        let pause = [span(from, "2026-07-08T20:05:00+05:00")];
        let high = ticket("2026-07-08T10:05:00+05:00", Priority::High);
        assert_eq!(deadlines(&shipped, &TicketFacts { pauses: &pause, ..high }).1, resolve);
    }
    // Nothing before the registration is waited for.
    let early = [span("2026-07-08T09:00:00+05:00", "2026-07-08T10:06:00+05:00")];
    let high =
        TicketFacts { pauses: &early, ..ticket("2026-07-08T10:05:00+05:00", Priority::High) };
    assert_eq!(deadlines(&shipped, &high).1, "2026-07-08T18:06:00+05:00");
}

#[test]
fn the_deadline_itself_is_in_time() {
    let shipped = Shipped::new();
    let facts = ticket("2026-05-05T23:30:00+05:00", Priority::High);
    let judge = |responded: Option<&str>, now: Option<&str>| {
        let history =
            TicketHistory { responded: responded.map(at), resolved: None, now: now.map(at) };
        let verdict = ticket_met(&shipped.basis(), &facts, &history, &mut Trace::off());
        let response = verdict.expect("decided").response;
        (response.state, response.left())
    };
    assert_eq!(judge(Some("2026-05-06T00:30:00+05:00"), None), (Met, Some(0)));
    assert_eq!(judge(Some("2026-05-06T00:30:01+05:00"), None), (Missed, Some(-1)));
    assert_eq!(judge(None, Some("2026-05-06T00:30:00+05:00")), (Open, Some(0)));
    assert_eq!(judge(None, Some("2026-05-06T00:30:01+05:00")), (Overdue, Some(-1)));
    assert_eq!(judge(None, None), (Open, None));
    let states = [Met, Missed, Open, Overdue].map(|state| (state.met(), state.is_broken()));
    assert_eq!(states, [(Some(true), false), (Some(false), true), (None, false), (None, true)]);
}

#[test]
fn an_answer_before_the_ticket_is_no_fact() {
    let shipped = Shipped::new();
    let facts = ticket("2026-05-05T23:30:00+05:00", Priority::High);
    let early = Some(at("2026-05-05T23:29:59+05:00"));
    for history in [
        TicketHistory { responded: early, ..TicketHistory::default() },
        TicketHistory { resolved: early, ..TicketHistory::default() },
    ] {
        let verdict = ticket_met(&shipped.basis(), &facts, &history, &mut Trace::off());
        assert!(matches!(verdict, Err(Undecided::TooEarly { .. })), "{verdict:?}");
    }
}

#[test]
fn what_the_calendar_does_not_know_is_not_guessed() {
    let shipped = Shipped::new();
    let late = ticket("2029-12-31T18:00:00+05:00", Priority::Low);
    let due = ticket_deadline(&shipped.basis(), &late, &mut Trace::off());
    assert!(matches!(due, Err(Undecided::OutsideCalendar { .. })), "{due:?}");
    let mut basis = shipped.basis();
    basis.calendar = None;
    let asked = |priority| {
        let facts = ticket("2026-05-05T12:00:00+05:00", priority);
        ticket_deadline(&basis, &facts, &mut Trace::off())
    };
    assert_eq!(asked(Priority::Low), Err(Undecided::NoCalendar));
    assert!(asked(Priority::Medium).is_ok());
}

#[test]
fn the_other_readings_come_with_the_answer() {
    let shipped = Shipped::new();
    let pause = [span("2026-03-09T12:00:00+05:00", "2026-03-10T11:00:00+05:00")];
    let facts = TicketFacts {
        wished: Some(Priority::High),
        pauses: &pause,
        ..ticket("2026-03-06T18:30:00+05:00", Priority::Low)
    };
    let decision =
        decide(&shipped.basis(), |basis, trace| ticket_deadline(basis, &facts, trace)).unwrap();
    let other: BTreeMap<_, _> = decision
        .readings
        .iter()
        .map(|reading| (reading.parameter.id, reading.outcome.as_ref().expect("decided")))
        .collect();
    let ids: Vec<_> = other.keys().copied().collect();
    assert_eq!(ids, ["ticket.low.unit", "ticket.pause_stops", "ticket.priority_by"]);
    assert_eq!(other["ticket.priority_by"].priority, Priority::High);
    assert_eq!(other["ticket.priority_by"].respond_by, at("2026-03-06T19:30:00+05:00"));
    assert_eq!(other["ticket.pause_stops"].respond_by, at("2026-03-10T14:30:00+05:00"));
    let steps: Vec<_> = decision.steps.iter().map(|step| step.what.key).collect();
    let expected =
        ["priority", "service-time", "waiting-in-service-time", "respond-by", "resolve-by"];
    assert_eq!(steps, expected);
    // 10:00 to 11:00 of the 10th; the 9th was off.
    assert_eq!(decision.steps[2].result, Value::Seconds(3_600));
    let passed = decision.steps[4].inputs.iter().find(|(what, _)| what.key == "days-off");
    let passed = passed.map(|(_, dates)| dates);
    let Some(Value::List(days)) = passed else { panic!("{passed:?}") };
    assert!(matches!(&days[..], [Value::DayOff(date, _)] if date.to_string() == "2026-03-09"));
}

/// The clock of 7.2 as a person with a stop-watch would read it: step by step.
struct StopWatch<'a> {
    shipped: &'a Shipped,
    step: i64,
    working: BTreeMap<i64, bool>,
}

impl StopWatch<'_> {
    fn works(&mut self, day: i64) -> bool {
        let calendar = &self.shipped.calendar;
        *self.working.entry(day).or_insert_with(|| {
            let date = Date::from_day_number(day.try_into().unwrap()).unwrap();
            calendar.is_working_day(date).unwrap()
        })
    }

    fn deadline(
        &mut self,
        limited: bool,
        start: Instant,
        needed: i64,
        pauses: &[Interval<Instant>],
    ) -> i64 {
        let (mut now, mut ran) = (start.unix_seconds(), 0);
        while ran < needed {
            let local = now + 5 * 3_600;
            let second = local.rem_euclid(86_400);
            let open = !limited
                || ((10 * 3_600..19 * 3_600).contains(&second)
                    && self.works(local.div_euclid(86_400)));
            let waiting = pauses
                .iter()
                .any(|p| p.from().unix_seconds() <= now && now < p.until().unix_seconds());
            ran += if open && !waiting { self.step } else { 0 };
            now += self.step;
        }
        now
    }
}

/// A moment of 2025 to 2028, `unit` seconds apart.
fn moment(unit: i64) -> impl Strategy<Value = Instant> {
    let first = at("2025-01-01T00:00:00+05:00");
    (0..3 * 365 * 86_400 / unit).prop_map(move |n| first.add_seconds(n * unit).unwrap())
}

prop_compose! {
    fn case(unit: i64, reach: i64, longest: i64)(
        registered in moment(unit),
        priority in prop::sample::select(Priority::ALL),
        pauses in prop::collection::vec((-reach / 4..reach, 1..longest), 0..5)
    ) -> (Instant, Priority, Vec<Interval<Instant>>) {
        let pause = |&(from, length): &(i64, i64)| {
            let from = registered.add_seconds(from * unit).unwrap();
            Interval::new(from, from.add_seconds(length * unit).unwrap()).unwrap()
        };
        (registered, priority, pauses.iter().map(pause).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn the_clock_agrees_with_a_stop_watch_by_the_minute(
        (registered, priority, pauses) in case(60, 12_000, 3_000), both: bool, all_hours: bool
    ) {
        let shipped = Shipped::new()
            .with("ticket.pause_stops", if both { "both" } else { "resolution" })
            .with("ticket.low.unit", if all_hours { "calendar-hours" } else { "service-hours" });
        let facts = TicketFacts { registered, priority, wished: None, pauses: &pauses };
        let due = ticket_deadline(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
        let mut watch = StopWatch { shipped: &shipped, step: 60, working: BTreeMap::new() };
        let limited = priority == Priority::Low && !all_hours;
        let (respond, resolve) = match priority {
            Priority::High => (1, 8),
            Priority::Medium => (2, 24),
            Priority::Low => (4, 72),
        };
        let stopping: &[_] = if both { &pauses } else { &[] };
        let expected = watch.deadline(limited, registered, respond * 3_600, stopping);
        prop_assert_eq!(due.respond_by.unix_seconds(), expected);
        let expected = watch.deadline(limited, registered, resolve * 3_600, &pauses);
        prop_assert_eq!(due.resolve_by.unix_seconds(), expected);
    }

    #[test]
    fn the_clock_agrees_with_a_stop_watch_by_the_second(
        day in 0_i32..900, edge in prop::sample::select(vec![10_i64 * 3_600, 19 * 3_600]),
        off in -90_i64..90, needed in 1_i64..200,
        pauses in prop::collection::vec((-200_i64..200, 1_i64..90), 0..4)
    ) {
        let mut shipped = Shipped::new();
        shipped.terms.ticket.priorities.low.solution = Duration::from_seconds(needed.cast_unsigned()).unwrap();
        let date: Date = "2025-01-01".parse().unwrap();
        let midnight = Instant::start_of(date.add_days(day).unwrap(), UtcOffset::KAZAKHSTAN);
        let edge = midnight.add_seconds(edge).unwrap();
        let registered = edge.add_seconds(off).unwrap();
        let pauses: Vec<_> = pauses
            .iter()
            .map(|&(from, length)| {
                let from = edge.add_seconds(from).unwrap();
                Interval::new(from, from.add_seconds(length).unwrap()).unwrap()
            })
            .collect();
        let facts =
            TicketFacts { registered, priority: Priority::Low, wished: None, pauses: &pauses };
        let due = ticket_deadline(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
        // Over more than a night the watch by the minute serves.
        if registered.seconds_until(due.resolve_by) > 100_000 {
            return Ok(());
        }
        let mut watch = StopWatch { shipped: &shipped, step: 1, working: BTreeMap::new() };
        prop_assert_eq!(
            due.resolve_by.unix_seconds(),
            watch.deadline(true, registered, needed, &pauses)
        );
    }

    #[test]
    fn a_pause_never_shortens_and_counts_once(
        (registered, priority, pauses) in case(1, 500_000, 200_000),
        more in (-100_000_i64..500_000, 1_i64..200_000), both: bool
    ) {
        let shipped =
            Shipped::new().with("ticket.pause_stops", if both { "both" } else { "resolution" });
        let basis = shipped.basis();
        let due = |pauses: &[Interval<Instant>]| {
            let facts = TicketFacts { registered, priority, wished: None, pauses };
            ticket_deadline(&basis, &facts, &mut Trace::off()).unwrap()
        };
        let first = due(&pauses);
        let from = registered.add_seconds(more.0).unwrap();
        let extra = Interval::new(from, from.add_seconds(more.1).unwrap()).unwrap();
        let mut longer = pauses.clone();
        longer.push(extra);
        let later = due(&longer);
        prop_assert!(later.respond_by >= first.respond_by && later.resolve_by >= first.resolve_by);
        prop_assert!(
            first.resolve_by.seconds_until(later.resolve_by) <= 7 * 86_400 + more.1,
            "a pause costs no more than its length and the days off behind it"
        );
        // The same pauses twice, cut in pieces and in another order, are the same time.
        let mut again: Vec<_> = longer
            .iter()
            .flat_map(|pause| {
                let half = pause.from().seconds_until(pause.until()) / 2;
                let middle = pause.from().add_seconds(half).unwrap();
                [Interval::new(middle, pause.until()), Interval::new(pause.from(), middle)]
            })
            .flatten()
            .collect();
        again.extend(longer.iter().rev().copied());
        prop_assert_eq!(due(&again), later);
    }

    #[test]
    fn at_the_deadline_the_clock_has_run_in_full(
        (registered, priority, pauses) in case(1, 500_000, 200_000)
    ) {
        let shipped = Shipped::new();
        let basis = shipped.basis();
        let facts = TicketFacts { registered, priority, wished: None, pauses: &pauses };
        let due = ticket_deadline(&basis, &facts, &mut Trace::off()).unwrap();
        for (moment, late) in [(0, false), (1, true)] {
            let done = due.resolve_by.add_seconds(moment);
            let history = TicketHistory { resolved: done, ..TicketHistory::default() };
            let verdict = ticket_met(&basis, &facts, &history, &mut Trace::off()).unwrap();
            prop_assert_eq!(verdict.resolution.state.met(), Some(!late));
            prop_assert!(verdict.resolution.left().unwrap() <= 0);
            prop_assert!(late || verdict.resolution.left() == Some(0));
        }
        let earlier = TicketHistory {
            now: due.resolve_by.add_seconds(-1),
            ..TicketHistory::default()
        };
        let verdict = ticket_met(&basis, &facts, &earlier, &mut Trace::off()).unwrap();
        prop_assert_eq!(verdict.resolution.left(), Some(1));
    }

    #[test]
    fn other_offsets_change_nothing(
        (registered, priority, pauses) in case(1, 500_000, 200_000), hours in -12_i32..=14
    ) {
        let shipped = Shipped::new();
        let sign = if hours < 0 { '-' } else { '+' };
        let offset: UtcOffset = format!("{sign}{:02}:30", hours.abs()).parse().unwrap();
        let written = |moment: Instant| moment.at(offset).to_string().parse::<Instant>().unwrap();
        let rewritten: Vec<_> = pauses
            .iter()
            .map(|p| Interval::new(written(p.from()), written(p.until())).unwrap())
            .collect();
        let due = |registered, pauses: &[_]| {
            let facts = TicketFacts { registered, priority, wished: None, pauses };
            ticket_deadline(&shipped.basis(), &facts, &mut Trace::off())
        };
        prop_assert_eq!(due(registered, &pauses), due(written(registered), &rewritten));
    }
}
