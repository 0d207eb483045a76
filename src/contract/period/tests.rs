use proptest::prelude::*;

use super::{FirstPeriod, HandOver, PeriodChain, first_period, period_chain};
use crate::contract::decision::{Trace, assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{CivilTime, Date, Instant, Interval, Undecided, UtcOffset};

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn hand_over() -> HandOver {
    HandOver {
        paid: Some(at("2026-04-01T09:00:00+05:00")),
        access: Some(at("2026-04-03T17:05:00+05:00")),
        message: Some(at("2026-04-03T17:20:00+05:00")),
        months: 1,
    }
}

fn first(event: &str, facts: &HandOver) -> Result<FirstPeriod, Undecided> {
    let shipped = Shipped::new().with("start.event", event);
    first_period(&shipped.basis(), facts, &mut Trace::off())
}

#[test]
fn the_connection_starts_the_first_period_and_not_the_payment() {
    for (event, start, end) in [
        ("later", "2026-04-03T17:20:00+05:00", "2026-05-03T17:20:00+05:00"),
        ("access", "2026-04-03T17:05:00+05:00", "2026-05-03T17:05:00+05:00"),
        ("mail", "2026-04-03T17:20:00+05:00", "2026-05-03T17:20:00+05:00"),
    ] {
        let period = first(event, &hand_over()).expect("a period").period;
        assert_eq!((period.from(), period.until()), (at(start), at(end)), "{event}");
    }
    // The acts in the other order.
    let turned = HandOver { message: Some(at("2026-04-02T08:00:00+05:00")), ..hand_over() };
    let start = |event| first(event, &turned).map(|first| first.period.from());
    assert_eq!(start("later"), Ok(at("2026-04-03T17:05:00+05:00")));
    assert_eq!(start("mail"), Ok(at("2026-04-02T08:00:00+05:00")));
}

#[test]
fn an_act_that_did_not_happen_starts_nothing() {
    let half = HandOver { message: None, ..hand_over() };
    let missing = |event| match first(event, &half) {
        Err(Undecided::Missing { what, because }) => Some((what.key, because)),
        _ => None,
    };
    assert_eq!(missing("later"), Some(("message-sent", "start.event")));
    assert_eq!(missing("mail"), Some(("message-sent", "start.event")));
    assert!(first("access", &half).is_ok());
    let none = HandOver { months: 0, ..hand_over() };
    assert!(matches!(first("later", &none), Err(Undecided::Zero { .. })));
}

#[test]
fn a_connection_before_the_payment_is_told() {
    let before = |paid: Option<&str>| {
        let facts = HandOver { paid: paid.map(at), ..hand_over() };
        first("later", &facts).expect("a period").before_payment
    };
    assert!(!before(Some("2026-04-03T17:20:00+05:00")));
    assert!(before(Some("2026-04-03T17:20:01+05:00")));
    assert!(before(None));
}

fn ends(month_add: &str, start: &str, months: u32, periods: u32) -> Vec<String> {
    let shipped = Shipped::new().with("period.month_add", month_add);
    let facts = PeriodChain { start: at(start), anchor: None, months, periods };
    let chain = period_chain(&shipped.basis(), &facts, &mut Trace::off()).expect("a chain");
    chain.iter().map(|period| period.until().to_string()[..10].to_owned()).collect()
}

#[test]
fn a_billing_day_comes_back_after_a_short_month() {
    let start = "2027-12-31T10:00:00+05:00";
    assert_eq!(
        ends("clamp-to-anchor", start, 1, 4),
        ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
    );
    assert_eq!(
        ends("drift", start, 1, 4),
        ["2028-01-31", "2028-02-29", "2028-03-29", "2028-04-29"]
    );
    assert_eq!(
        ends("fixed-30-days", start, 1, 4),
        ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-29"]
    );
    assert_eq!(
        ends("clamp-to-anchor", "2028-02-29T08:00:00+05:00", 12, 4),
        ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]
    );
    assert_eq!(
        ends("drift", "2028-02-29T08:00:00+05:00", 12, 4),
        ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-28"]
    );
    assert_eq!(ends("fixed-30-days", "2028-02-29T08:00:00+05:00", 12, 1), ["2029-02-23"]);
}

#[test]
fn an_anchor_of_its_own_outlives_the_start() {
    let shipped = Shipped::new();
    let start = at("2027-02-28T12:00:00+05:00");
    let facts = PeriodChain { start, anchor: Some(31), months: 1, periods: 2 };
    let chain = period_chain(&shipped.basis(), &facts, &mut Trace::off()).expect("a chain");
    let dates: Vec<_> = chain.iter().map(|p| shipped.basis().date(p.until()).to_string()).collect();
    assert_eq!(dates, ["2027-03-31", "2027-04-30"]);
}

#[test]
fn the_other_readings_of_a_month_come_with_the_chain() {
    let facts =
        PeriodChain { start: at("2026-01-31T09:00:00+05:00"), anchor: None, months: 1, periods: 2 };
    let chain = decide(&Shipped::new().basis(), |b, t| period_chain(b, &facts, t)).expect("one");
    let others: Vec<_> = chain.readings.iter().map(|other| other.value.to_string()).collect();
    assert_eq!(others, ["drift", "fixed-30-days"]);
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(super::ALL);
}

/// The end of the `count`-th month of a chain, by walking the calendar date by date.
fn walked(start: Date, months: u32, anchor: i32) -> Date {
    let next = |date: Date| date.add_days(1).expect("a date");
    let (mut date, mut passed) = (start, 0);
    while passed < months {
        date = next(date);
        if date.day() == 1 {
            passed += 1;
        }
    }
    while date.day() < anchor && next(date).day() != 1 {
        date = next(date);
    }
    date
}

prop_compose! {
    fn any_chain()(
        second in 0..40_i64 * 366 * 86_400, months in 1..14_u32, periods in 1..9_u32,
    ) -> PeriodChain {
        let start = at("2000-01-01T00:00:00+05:00").add_seconds(second).expect("an instant");
        PeriodChain { start, anchor: None, months, periods }
    }
}

fn chain_of(month_add: &str, facts: &PeriodChain) -> Vec<Interval<Instant>> {
    let shipped = Shipped::new().with("period.month_add", month_add);
    period_chain(&shipped.basis(), facts, &mut Trace::off()).expect("a chain")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_ends_are_those_of_a_walk_through_the_calendar(facts in any_chain()) {
        let offset = UtcOffset::KAZAKHSTAN;
        let start = facts.start.civil(offset);
        for (count, period) in (1..).zip(chain_of("clamp-to-anchor", &facts)) {
            let date = walked(start.date, facts.months * count, start.date.day());
            let until = Instant::from_civil(CivilTime { date, ..start }, offset);
            prop_assert_eq!(period.until(), until);
        }
    }
}

proptest! {
    #[test]
    fn periods_tile(
        facts in any_chain(),
        month_add in prop::sample::select(&["clamp-to-anchor", "drift", "fixed-30-days"]),
    ) {
        let chain = chain_of(month_add, &facts);
        prop_assert_eq!(chain.len(), facts.periods as usize);
        prop_assert_eq!(chain[0].from(), facts.start);
        for pair in chain.windows(2) {
            prop_assert_eq!(pair[0].until(), pair[1].from());
        }
        let seconds: i64 = chain.iter().map(|one| one.from().seconds_until(one.until())).sum();
        prop_assert_eq!(seconds % 86_400, 0);
        let end = chain.last().expect("a period").until();
        prop_assert_eq!(facts.start.seconds_until(end), seconds);
    }

    #[test]
    fn drift_is_a_chain_of_single_periods(facts in any_chain()) {
        let mut from = facts.start;
        for period in chain_of("drift", &facts) {
            let one = PeriodChain { start: from, periods: 1, ..facts };
            prop_assert_eq!(chain_of("clamp-to-anchor", &one), [period]);
            from = period.until();
        }
    }
}
