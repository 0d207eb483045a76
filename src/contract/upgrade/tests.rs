use super::*;
use crate::contract::decision::{assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::terms::ScalarValue;
use crate::contract::{Currency, UtcOffset};
use proptest::prelude::*;

fn kzt(minor: u64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn period(from: &str, until: &str) -> Interval<Instant> {
    Interval::new(at(from), at(until)).expect("forwards")
}

fn march() -> Interval<Instant> {
    period("2026-03-01T10:15:00+05:00", "2026-04-01T10:15:00+05:00")
}

fn decided(shipped: &Shipped, facts: &UpgradeFacts) -> Upgrade {
    upgrade(&shipped.basis(), facts, &mut Trace::off()).expect("decided")
}

fn in_march(moment: &str) -> UpgradeFacts {
    UpgradeFacts { old: kzt(1_599_000), new: kzt(2_499_000), period: march(), at: at(moment) }
}

#[test]
fn the_labels_are_words_in_three_languages() {
    assert_worded(ALL);
}

#[test]
fn the_date_of_the_change_counts_and_the_end_date_does_not() {
    let shipped = Shipped::new();
    for (moment, days, prorated) in [
        ("2026-03-01T10:15:00+05:00", 31, 900_000),
        ("2026-03-01T23:59:59+05:00", 31, 900_000),
        ("2026-03-02T00:00:00+05:00", 30, 870_968),
        ("2026-03-31T00:00:00+05:00", 1, 29_032),
        ("2026-03-31T23:59:59+05:00", 1, 29_032),
        ("2026-04-01T00:00:00+05:00", 0, 0),
        ("2026-04-01T10:14:59+05:00", 0, 0),
        ("2026-04-01T10:15:00+05:00", 0, 0),
    ] {
        let found = decided(&shipped, &in_march(moment));
        assert_eq!((found.remaining_days, found.prorated), (days, kzt(prorated)), "{moment}");
        assert_eq!((found.total_days, found.full), (31, kzt(900_000)), "{moment}");
        assert_eq!((found.charge, found.period_end), (found.prorated, march().until()));
    }
}

#[test]
fn a_change_outside_of_the_period_is_no_change_within_the_term() {
    let shipped = Shipped::new();
    for moment in ["2026-03-01T10:14:59+05:00", "2026-04-01T10:15:01+05:00"] {
        let found = upgrade(&shipped.basis(), &in_march(moment), &mut Trace::off());
        let expected = Undecided::OutsidePeriod { what: &MOMENT, at: at(moment), period: march() };
        assert_eq!(found, Err(expected));
    }
}

#[test]
fn the_letter_charges_the_whole_difference_on_the_last_day() {
    let letter = Shipped::new().with("upgrade.charge", "full-difference");
    let found = decided(&letter, &in_march("2026-03-31T23:00:00+05:00"));
    assert_eq!((found.charge, found.prorated), (kzt(900_000), kzt(29_032)));
}

#[test]
fn the_other_reading_stands_beside_the_answer() {
    let (shipped, facts) = (Shipped::new(), in_march("2026-03-16T12:00:00+05:00"));
    let decision = decide(&shipped.basis(), |b, t| upgrade(b, &facts, t)).expect("decided");
    assert_eq!(decision.outcome.charge, kzt(464_516));
    let [other] = decision.readings.as_slice() else { panic!("{:?}", decision.readings) };
    assert_eq!(other.parameter.id, "upgrade.charge");
    assert_eq!(other.value, ScalarValue::Word("full-difference"));
    assert_eq!(other.outcome.as_ref().map(|o| o.charge), Ok(kzt(900_000)));
    let share = decision.steps.iter().find(|step| step.what == &PRORATED).expect("a step");
    assert_eq!(share.arithmetic.as_deref(), Some("9000.00 × 16 / 31"));
    assert_eq!(share.result, Value::Sum(Exact::fraction(144_000, 31).unwrap(), Currency::Kzt));
    assert_eq!(share.rounded, Some(Value::Money(kzt(464_516))));
}

#[test]
fn a_year_is_counted_by_its_own_days() {
    let year = period("2028-01-01T00:00:00+05:00", "2029-01-01T00:00:00+05:00");
    let (old, new) = (kzt(17_269_200), kzt(26_989_200));
    let facts = UpgradeFacts { old, new, period: year, at: at("2028-03-01T00:00:00+05:00") };
    let found = decided(&Shipped::new(), &facts);
    assert_eq!((found.total_days, found.remaining_days), (366, 306));
    assert_eq!(found.charge, kzt(8_126_557));
}

#[test]
fn more_for_less_is_not_paid_out() {
    let facts = UpgradeFacts { new: kzt(1_000_000), ..in_march("2026-03-16T12:00:00+05:00") };
    let found = decided(&Shipped::new(), &facts);
    assert_eq!([found.charge, found.prorated, found.full], [kzt(0); 3]);
}

#[test]
fn currencies_are_not_counted_together() {
    let roubles = Money::from_minor(1, Currency::Rub);
    let facts = UpgradeFacts { new: roubles, ..in_march("2026-03-16T12:00:00+05:00") };
    let found = upgrade(&Shipped::new().basis(), &facts, &mut Trace::off());
    let (first, second) = (Currency::Kzt, Currency::Rub);
    assert_eq!(found, Err(Undecided::Currencies { first, second }));
}

#[test]
fn a_chain_charges_each_step_for_what_remains() {
    let steps = [
        UpgradeStep { at: at("2026-03-11T00:00:00+05:00"), price: kzt(2_499_000) },
        UpgradeStep { at: at("2026-03-21T00:00:00+05:00"), price: kzt(3_999_000) },
    ];
    let facts = UpgradeChainFacts { initial: kzt(1_599_000), period: march(), steps: &steps };
    let chain = |shipped: &Shipped, facts: &UpgradeChainFacts<'_>| {
        upgrade_chain(&shipped.basis(), facts, &mut Trace::off())
    };
    let found = chain(&Shipped::new(), &facts).expect("decided");
    let charges: Vec<_> = found.steps.iter().map(|step| step.charge).collect();
    assert_eq!((charges, found.total), (vec![kzt(609_677), kzt(532_258)], kzt(1_141_935)));
    let letter = Shipped::new().with("upgrade.charge", "full-difference");
    assert_eq!(chain(&letter, &facts).expect("decided").total, kzt(2_400_000));
    let backwards = [steps[1], steps[0]];
    let found = chain(&Shipped::new(), &UpgradeChainFacts { steps: &backwards, ..facts });
    assert!(matches!(found, Err(Undecided::TooEarly { .. })), "{found:?}");
    let none = chain(&Shipped::new(), &UpgradeChainFacts { steps: &[], ..facts });
    assert_eq!(none.expect("decided").total, kzt(0));
}

#[test]
fn a_total_can_be_rounded_once() {
    // Three thirds of a tenge: 33.333… each.
    let thirty = period("2026-04-01T00:00:00+05:00", "2026-05-01T00:00:00+05:00");
    let moment = at("2026-04-21T00:00:00+05:00");
    let step = |price| UpgradeStep { at: moment, price: kzt(price) };
    let steps = [step(20_000), step(30_000), step(40_000)];
    let facts = UpgradeChainFacts { initial: kzt(10_000), period: thirty, steps: &steps };
    let charges = |shipped: &Shipped| {
        let found = upgrade_chain(&shipped.basis(), &facts, &mut Trace::off()).expect("decided");
        let lines: Vec<_> = found.steps.iter().map(|step| step.charge.minor()).collect();
        (lines, found.total.minor())
    };
    assert_eq!(charges(&Shipped::new()), (vec![3_333, 3_333, 3_333], 9_999));
    let once = Shipped::new().with("money.round_at", "decision-total");
    assert_eq!(charges(&once), (vec![3_333, 3_334, 3_333], 10_000));
}

proptest! {
    #[test]
    fn upgrades_at_one_moment_compose_exactly(
        start in 0_u64..5_000_000, rises in prop::collection::vec(0_u64..5_000_000, 1..6),
        second in 0_i64..2_678_400
    ) {
        // Rounded once, the steps are exactly the one change from the first tariff to the last.
        let shipped = Shipped::new().with("money.round_at", "decision-total");
        let moment = march().from().add_seconds(second).unwrap();
        let mut price = start;
        let steps: Vec<_> = rises
            .iter()
            .map(|rise| {
                price += rise;
                UpgradeStep { at: moment, price: kzt(price) }
            })
            .collect();
        let facts = UpgradeChainFacts { initial: kzt(start), period: march(), steps: &steps };
        let chain = upgrade_chain(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
        let one = UpgradeFacts { old: kzt(start), new: kzt(price), period: march(), at: moment };
        prop_assert_eq!(chain.total, decided(&shipped, &one).charge);
        let sum: u64 = chain.steps.iter().map(|step| step.charge.minor()).sum();
        prop_assert_eq!(sum, chain.total.minor());
    }

    #[test]
    fn the_days_are_those_that_a_calendar_shows(
        begins in 0_i64..40_000_000, months in 1_i32..13, second in 0_i64..400_000_000,
        old in 0_u64..9_000_000, new in 0_u64..9_000_000
    ) {
        let shipped = Shipped::new();
        let basis = shipped.basis();
        let from = at("2026-01-01T00:00:00+05:00").add_seconds(begins).unwrap();
        let months = u32::try_from(months).unwrap();
        let until = basis.months_after(from, months, 1, basis.anchor(from)).unwrap();
        let moment = from.add_seconds(second % from.seconds_until(until)).unwrap();
        let facts = UpgradeFacts {
            old: kzt(old), new: kzt(new), period: basis.period(from, until).unwrap(), at: moment,
        };
        let found = decided(&shipped, &facts);
        // Day by day: a date is charged on the new tariff from that of the change on, and the last
        // date belongs to the next period.
        let date = |moment: Instant| moment.date(UtcOffset::KAZAKHSTAN);
        let dates = (0..400).map_while(|n| date(from).add_days(n)).take_while(|d| *d < date(until));
        let (mut total, mut remaining) = (0, 0);
        for day in dates {
            total += 1;
            remaining += i32::from(day >= date(moment));
        }
        prop_assert_eq!((found.total_days, found.remaining_days), (total, remaining));
        // Nobody pays more than the whole difference, and both parts of it add up.
        let difference = new.saturating_sub(old);
        prop_assert_eq!(found.full.minor(), difference);
        prop_assert!(found.prorated.minor() <= difference);
        let twice = u128::from(difference) * u128::try_from(remaining).unwrap() * 2;
        let whole = u128::try_from(total).unwrap();
        prop_assert_eq!(u128::from(found.prorated.minor()), (twice + whole) / (2 * whole));
    }

    #[test]
    fn a_later_change_never_costs_more(a in 0_i64..2_678_400, b in 0_i64..2_678_400) {
        let shipped = Shipped::new();
        let charge = |second| {
            let moment = march().from().add_seconds(second).unwrap();
            let facts = UpgradeFacts { at: moment, ..in_march("2026-03-16T12:00:00+05:00") };
            decided(&shipped, &facts).charge.minor()
        };
        prop_assert!(charge(a.min(b)) >= charge(a.max(b)));
    }

    #[test]
    fn the_offset_of_a_fact_changes_nothing(second in 0_i64..2_678_400, hours in -12_i32..=14) {
        let moment = march().from().add_seconds(second).unwrap();
        let offset: UtcOffset = format!("{hours:+03}:00").parse().unwrap();
        let written = moment.at(offset).to_string();
        let shipped = Shipped::new();
        let there = decided(&shipped, &UpgradeFacts { at: at(&written), ..in_march("2026-03-02T00:00:00Z") });
        let here = decided(&shipped, &UpgradeFacts { at: moment, ..in_march("2026-03-02T00:00:00Z") });
        prop_assert_eq!(there, here);
    }
}
