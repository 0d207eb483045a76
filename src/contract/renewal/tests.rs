use proptest::prelude::*;

use super::{
    PaymentRefusal, RenewalPayment, Renewed, ServiceState, Standing, StateFacts, renewal_payment,
    service_state,
};
use crate::contract::decision::{Trace, assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{Instant, PeriodChain, Undecided, period_chain};

const DAY: i64 = 86_400;
const END: &str = "2026-03-10T10:00:00+05:00";

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn terms(readings: &[(&str, &str)]) -> Shipped {
    readings.iter().fold(Shipped::new(), |terms, (id, value)| terms.with(id, value))
}

fn state_at(readings: &[(&str, &str)], moment: &str) -> ServiceState {
    let facts = StateFacts { term_end: at(END), at: at(moment) };
    let standing = service_state(&terms(readings).basis(), &facts, &mut Trace::off());
    standing.expect("a state").state
}

fn paid(readings: &[(&str, &str)], moment: &str) -> Renewed {
    let facts = RenewalPayment { term_end: at(END), paid: at(moment), months: 1, anchor: None };
    renewal_payment(&terms(readings).basis(), &facts, &mut Trace::off()).expect("an answer")
}

#[test]
fn a_second_divides_the_states() {
    use ServiceState::{Active, Deletable, Suspended};

    assert_eq!(state_at(&[], "2026-03-10T09:59:59+05:00"), Active);
    assert_eq!(state_at(&[], "2026-03-10T10:00:00+05:00"), Suspended);
    // 24 March is a Tuesday of Nauryz, as are the days around it; the 26th is the next worked one.
    let ends = [
        ("civil-days", "none", "2026-03-24T23:59:59+05:00", "2026-03-25T00:00:00+05:00"),
        ("first-day-counts", "none", "2026-03-23T23:59:59+05:00", "2026-03-24T00:00:00+05:00"),
        ("exact-24h", "none", "2026-03-24T09:59:59+05:00", "2026-03-24T10:00:00+05:00"),
        (
            "civil-days",
            "next-working-day",
            "2026-03-26T23:59:59+05:00",
            "2026-03-27T00:00:00+05:00",
        ),
        ("first-day-counts", "next-working-day", "2026-03-26T18:59:59Z", "2026-03-26T19:00:00Z"),
        ("exact-24h", "next-working-day", "2026-03-24T09:59:59+05:00", "2026-03-24T10:00:00+05:00"),
    ];
    for (count, roll, last, late) in ends {
        let readings = [("deadline.calendar_days", count), ("deadline.roll_nonworking", roll)];
        assert_eq!(state_at(&readings, last), Suspended, "{count}, {roll}");
        assert_eq!(state_at(&readings, late), Deletable, "{count}, {roll}");
        assert!(paid(&readings, last).next.is_ok(), "{count}, {roll}");
        assert_eq!(paid(&readings, late).next, Err(PaymentRefusal::ResumeWindowExpired));
    }
}

#[test]
fn access_can_stay_open_for_a_while() {
    use ServiceState::{Active, Deletable, Suspended};

    let hour = [("suspend.grace_seconds", "1 hour")];
    assert_eq!(state_at(&hour, "2026-03-10T10:59:59+05:00"), Active);
    assert_eq!(state_at(&hour, "2026-03-10T11:00:00+05:00"), Suspended);
    // The time to resume runs from the end of the term all the same.
    assert_eq!(state_at(&hour, "2026-03-25T00:00:00+05:00"), Deletable);
    // Whoever pays while access is open goes on without a gap.
    let open = paid(&hour, "2026-03-10T10:30:00+05:00");
    assert_eq!(open.suspended_from, None);
    assert_eq!(open.next.expect("a period").period.from(), at(END));
    let closed = paid(&hour, "2026-03-10T11:00:00+05:00");
    assert_eq!(closed.suspended_from, Some(at("2026-03-10T11:00:00+05:00")));
    assert_eq!(closed.next.expect("a period").period.from(), at("2026-03-10T11:00:00+05:00"));
    // Nothing may be deleted of a service that is open.
    let month = [("suspend.grace_seconds", "30 days")];
    assert_eq!(state_at(&month, "2026-04-09T09:59:59+05:00"), Active);
    assert_eq!(state_at(&month, "2026-04-09T10:00:00+05:00"), Deletable);
    assert!(paid(&month, "2026-04-09T09:59:59+05:00").next.is_ok());
}

#[test]
fn the_days_to_resume_are_those_of_the_terms() {
    let ten = [("resume.days", "10 days")];
    assert_eq!(state_at(&ten, "2026-03-20T23:59:59+05:00"), ServiceState::Suspended);
    assert_eq!(state_at(&ten, "2026-03-21T00:00:00+05:00"), ServiceState::Deletable);
}

#[test]
fn a_late_renewal_runs_from_the_resumption_or_from_the_old_end() {
    let late = "2026-03-20T15:30:00+05:00";
    let next = paid(&[], late).next.expect("a period");
    assert_eq!((next.period.from(), next.anchor), (at(late), 20));
    assert_eq!(next.period.until(), at("2026-04-20T15:30:00+05:00"));
    let previous = [("renewal.late_period_start", "previous-end")];
    let next = paid(&previous, late).next.expect("a period");
    assert_eq!((next.period.from(), next.anchor), (at(END), 10));
    assert_eq!(next.period.until(), at("2026-04-10T10:00:00+05:00"));
    // In time the question does not arise.
    let early = "2026-03-10T09:59:59+05:00";
    assert_eq!(paid(&previous, early), paid(&[], early));
}

#[test]
fn a_payment_at_the_end_is_too_late_and_leaves_no_gap() {
    let renewed = paid(&[], END);
    assert_eq!(renewed.suspended_from, Some(at(END)));
    assert_eq!(renewed.next.expect("a period").period.from(), at(END));
}

#[test]
fn the_billing_day_stays_unless_a_late_renewal_moves_it() {
    let pay = |moment: &str| {
        let term_end = at("2027-02-28T12:00:00+05:00");
        let facts = RenewalPayment { term_end, paid: at(moment), months: 1, anchor: Some(31) };
        let renewed = renewal_payment(&Shipped::new().basis(), &facts, &mut Trace::off());
        let next = renewed.expect("an answer").next.expect("a period");
        (next.period.until().to_string(), next.anchor)
    };
    let kept = ("2027-03-31T12:00:00+05:00".to_owned(), 31);
    assert_eq!(pay("2027-02-20T12:00:00+05:00"), kept);
    assert_eq!(pay("2027-02-28T12:00:00+05:00"), kept, "no gap at the very end");
    assert_eq!(pay("2027-03-02T12:00:00+05:00"), ("2027-04-02T12:00:00+05:00".to_owned(), 2));
}

#[test]
fn the_steps_name_their_clauses_and_the_readings_their_moments() {
    let facts = StateFacts { term_end: at(END), at: at("2026-03-24T12:00:00+05:00") };
    let decision = decide(&Shipped::new().basis(), |b, t| service_state(b, &facts, t));
    let decision = decision.expect("a state");
    let clauses: Vec<_> = decision.steps.iter().map(|step| step.clause.to_string()).collect();
    assert_eq!(clauses, ["4.2", "4.5", "4.2"]);
    let states = decision.readings.iter().map(|reading| {
        let state = reading.outcome.as_ref().map(|standing| standing.state);
        (reading.value.to_string(), state.ok())
    });
    assert_eq!(
        states.collect::<Vec<_>>(),
        [
            ("exact-24h".to_owned(), Some(ServiceState::Deletable)),
            ("first-day-counts".to_owned(), Some(ServiceState::Deletable)),
            ("next-working-day".to_owned(), Some(ServiceState::Suspended)),
        ]
    );
    let gone = StateFacts { at: at("2026-04-24T12:00:00+05:00"), ..facts };
    let decision = decide(&Shipped::new().basis(), |b, t| service_state(b, &gone, t));
    let last = decision.expect("a state").steps.pop().expect("a step");
    assert_eq!((last.clause.to_string().as_str(), last.parameters), ("4.6", vec!["delete.mode"]));
}

#[test]
fn a_rolled_day_beyond_the_calendar_is_not_guessed() {
    let facts = StateFacts { term_end: at("2028-12-25T10:00:00+05:00"), at: at(END) };
    let rolled = terms(&[("deadline.roll_nonworking", "next-working-day")]);
    let answer = service_state(&rolled.basis(), &facts, &mut Trace::off());
    assert!(matches!(answer, Err(Undecided::OutsideCalendar { .. })));
    assert!(service_state(&Shipped::new().basis(), &facts, &mut Trace::off()).is_ok());
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(super::ALL);
}

/// The first moment after a window, by going from midnight to midnight.
fn walked_bound(end: i64, days: u32, count: &str) -> i64 {
    if count == "exact-24h" {
        return (0..days).fold(end, |moment, _| moment + DAY);
    }
    // Seconds are counted from a midnight, so the next one is at the next multiple of a day.
    let mut midnight = 0;
    while midnight <= end {
        midnight += DAY;
    }
    let more = if count == "first-day-counts" { days - 1 } else { days };
    (0..more).fold(midnight, |moment, _| moment + DAY)
}

fn moment(second: i64) -> Instant {
    at("2025-01-01T00:00:00+05:00").add_seconds(second).expect("an instant")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_states_are_those_of_a_walk_from_midnight_to_midnight(
        end in prop_oneof![0..900 * DAY, (0..900_i64).prop_map(|day| day * DAY)],
        after in -3 * DAY..40 * DAY,
        near in -2..=2_i64,
        days in 1..30_u32,
        count in prop::sample::select(&["civil-days", "first-day-counts", "exact-24h"]),
    ) {
        let shipped = Shipped::new()
            .with("resume.days", &format!("{days} days"))
            .with("deadline.calendar_days", count);
        let bound = walked_bound(end, days, count);
        for second in [end + after, end + near, bound + near] {
            let facts = StateFacts { term_end: moment(end), at: moment(second) };
            let state = if second < end {
                ServiceState::Active
            } else if second < bound {
                ServiceState::Suspended
            } else {
                ServiceState::Deletable
            };
            let standing =
                Standing { state, suspended_from: moment(end), resume_until: moment(bound) };
            let decided = service_state(&shipped.basis(), &facts, &mut Trace::off());
            prop_assert_eq!(decided, Ok(standing));
            // A payment resumes exactly what is not deletable.
            let facts = RenewalPayment {
                term_end: moment(end), paid: moment(second), months: 1, anchor: None,
            };
            let renewed = renewal_payment(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
            prop_assert_eq!(renewed.next.is_ok(), state != ServiceState::Deletable);
            prop_assert_eq!(renewed.suspended_from.is_some(), state != ServiceState::Active);
        }
    }
}

proptest! {
    #[test]
    fn periods_renewed_in_time_are_a_chain(
        start in 0..900 * DAY, months in 1..13_u32, early in prop::collection::vec(1..20 * DAY, 1..12)
    ) {
        let shipped = Shipped::new();
        let basis = shipped.basis();
        let start = moment(start);
        let periods = u32::try_from(early.len()).unwrap();
        let facts = PeriodChain { start, anchor: None, months, periods: periods + 1 };
        let chain = period_chain(&basis, &facts, &mut Trace::off()).unwrap();
        let (mut term, mut anchor) = (chain[0], basis.anchor(start));
        for (early, expected) in early.into_iter().zip(&chain[1..]) {
            let facts = RenewalPayment {
                term_end: term.until(),
                paid: term.until().add_seconds(-early).unwrap(),
                months,
                anchor: Some(anchor),
            };
            let renewed = renewal_payment(&basis, &facts, &mut Trace::off()).unwrap();
            let next = renewed.next.unwrap();
            prop_assert_eq!(next.period, *expected);
            (term, anchor) = (next.period, next.anchor);
        }
    }

    #[test]
    fn no_second_is_in_two_periods(end in 0..900 * DAY, after in 0..14 * DAY, reading: bool) {
        let reading = if reading { "resume" } else { "previous-end" };
        let shipped = Shipped::new().with("renewal.late_period_start", reading);
        let (term_end, paid) = (moment(end), moment(end + after));
        let facts = RenewalPayment { term_end, paid, months: 1, anchor: None };
        let renewed = renewal_payment(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
        let period = renewed.next.unwrap().period;
        prop_assert!(term_end <= period.from() && period.from() <= paid && paid < period.until());
    }
}
