use proptest::prelude::*;

use super::{PeriodSupply, PeriodVat, Supply, extract_vat, period_vat};
use crate::contract::decision::{Trace, assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{Currency, Instant, Interval, Money, Undecided};

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn kzt(amount: &str) -> Money {
    format!("{amount} KZT").parse().expect(amount)
}

#[test]
fn the_rate_is_that_of_the_date_of_supply() {
    let shipped = Shipped::new();
    let of = |gross: &str, date: &str| {
        let facts = Supply { gross: kzt(gross), date: date.parse().expect("a date") };
        extract_vat(&shipped.basis(), &facts, &mut Trace::off())
    };
    for (gross, date, rate, vat, net) in [
        ("15990.00", "2025-12-31", "12 %", "1713.21 KZT", "14276.79 KZT"),
        ("15990.00", "2026-01-01", "16 %", "2205.52 KZT", "13784.48 KZT"),
        ("0.00", "2026-01-01", "16 %", "0.00 KZT", "0.00 KZT"),
        ("0.01", "2026-01-01", "16 %", "0.00 KZT", "0.01 KZT"),
    ] {
        let tax = of(gross, date).expect("a tax");
        let said = [tax.rate.to_string(), tax.vat.to_string(), tax.net.to_string()];
        assert_eq!(said, [rate, vat, net], "{gross} on {date}");
    }
    let before = of("1.00", "2024-12-31").unwrap_err();
    assert_eq!(before.to_string(), "no rate of VAT is known for 2024-12-31");
}

#[test]
fn the_arithmetic_is_shown() {
    let facts = Supply { gross: kzt("15990.00"), date: "2026-01-01".parse().expect("a date") };
    let decision = decide(&Shipped::new().basis(), |b, t| extract_vat(b, &facts, t));
    let steps = decision.expect("a tax").steps;
    assert_eq!(steps[1].arithmetic.as_deref(), Some("15990.00 × 16 / (100 + 16)"));
}

fn of_period(supply_date: &str, from: &str, until: &str, paid: Option<&str>) -> PeriodVat {
    let shipped = Shipped::new().with("vat.supply_date", supply_date);
    let period = Interval::new(at(from), at(until)).expect("a period");
    let facts = PeriodSupply { gross: kzt("15990.00"), period, paid: paid.map(at) };
    period_vat(&shipped.basis(), &facts, &mut Trace::off()).expect("a tax")
}

#[test]
fn a_period_across_new_year_by_every_reading() {
    let (from, until) = ("2025-12-16T10:00:00+05:00", "2026-01-16T10:00:00+05:00");
    let paid = Some("2025-12-15T18:00:00+05:00");
    assert_eq!(of_period("last-day-of-period", from, until, paid).vat, kzt("2205.52"));
    assert_eq!(of_period("payment-date", from, until, paid).vat, kzt("1713.21"));
    let split = of_period("split-by-day", from, until, paid);
    let parts: Vec<_> = split
        .parts
        .iter()
        .map(|part| (part.date.to_string(), part.days, part.gross.to_string(), part.tax.vat))
        .collect();
    // 16 dates of December and 15 of January.
    assert_eq!(
        parts,
        [
            ("2025-12-31".to_owned(), 16, "8252.90 KZT".to_owned(), kzt("884.24")),
            ("2026-01-15".to_owned(), 15, "7737.10 KZT".to_owned(), kzt("1067.19")),
        ]
    );
    assert_eq!((split.vat, split.net), (kzt("1951.43"), kzt("14038.57")));
}

#[test]
fn the_date_of_the_end_belongs_to_the_next_period() {
    let last = |until| {
        of_period("last-day-of-period", "2025-12-01T10:00:00+05:00", until, None).parts[0].date
    };
    assert_eq!(last("2026-01-01T10:00:00+05:00").to_string(), "2025-12-31");
    assert_eq!(last("2026-01-01T00:00:00+05:00").to_string(), "2025-12-31");
    assert_eq!(last("2026-01-02T00:00:00+05:00").to_string(), "2026-01-01");
    // Within one date there is only that one.
    assert_eq!(last("2025-12-01T23:00:00+05:00").to_string(), "2025-12-01");
}

#[test]
fn a_reading_that_lacks_its_fact_decides_nothing() {
    let shipped = Shipped::new().with("vat.supply_date", "payment-date");
    let period = Interval::new(at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
    let period = period.expect("a period");
    let facts = PeriodSupply { gross: kzt("1.00"), period, paid: None };
    let answer = period_vat(&shipped.basis(), &facts, &mut Trace::off());
    assert!(matches!(answer, Err(Undecided::Missing { because: "vat.supply_date", .. })));
}

#[test]
fn the_other_readings_come_with_the_answer() {
    let period = Interval::new(at("2025-12-16T10:00:00+05:00"), at("2026-01-16T10:00:00+05:00"));
    let facts = PeriodSupply {
        gross: kzt("15990.00"),
        period: period.expect("a period"),
        paid: Some(at("2025-12-15T18:00:00+05:00")),
    };
    let decision = decide(&Shipped::new().basis(), |b, t| period_vat(b, &facts, t));
    let readings = decision.expect("a tax").readings;
    let taxes = readings.iter().map(|reading| {
        let tax = reading.outcome.as_ref().map(|tax| tax.vat.to_string());
        (reading.value.to_string(), tax.expect("a tax"))
    });
    assert_eq!(
        taxes.collect::<Vec<_>>(),
        [
            ("payment-date".to_owned(), "1713.21 KZT".to_owned()),
            ("split-by-day".to_owned(), "1951.43 KZT".to_owned()),
        ]
    );
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(super::ALL);
}

proptest! {
    #[test]
    fn parts_add_up_and_each_day_has_its_rate(
        minor in 0..100_000_000_u64, from in 0..500_i64, days in 1..400_i64, second in 0..86_400_i64,
        rounding in prop::sample::select(&["half-up", "half-even", "up", "down"]),
    ) {
        let shipped =
            Shipped::new().with("vat.supply_date", "split-by-day").with("money.rounding", rounding);
        let start = at("2025-06-01T00:00:00+05:00").add_seconds(from * 86_400 + second).unwrap();
        let period = Interval::new(start, start.add_seconds(days * 86_400).unwrap()).unwrap();
        let gross = Money::from_minor(minor, Currency::Kzt);
        let facts = PeriodSupply { gross, period, paid: None };
        let answer = period_vat(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
        prop_assert_eq!(answer.vat.minor() + answer.net.minor(), minor);
        let sum = |of: fn(&super::TaxedPart) -> Money| -> u64 {
            answer.parts.iter().map(|part| of(part).minor()).sum()
        };
        prop_assert_eq!(sum(|part| part.gross), minor);
        prop_assert_eq!(sum(|part| part.tax.vat), answer.vat.minor());
        prop_assert_eq!(sum(|part| part.tax.net), answer.net.minor());
        // Each date looked at alone.
        let (mut low, mut high) = (0, 0);
        for day in 0..days {
            let date = shipped.basis().date(start.add_seconds(day * 86_400).unwrap());
            if date.year() < 2026 { low += 1 } else { high += 1 }
        }
        let counted = |rate: &str| -> i64 {
            let of = answer.parts.iter().filter(|part| part.tax.rate.to_string() == rate);
            of.map(|part| i64::from(part.days)).sum()
        };
        prop_assert_eq!((counted("12 %"), counted("16 %")), (low, high));
    }
}
