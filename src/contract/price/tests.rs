use super::*;
use crate::contract::decision::{assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{Currency, UtcOffset};
use proptest::prelude::*;

const OLD: Money = Money::from_minor(1_599_000, Currency::Kzt);
const NEW: Money = Money::from_minor(1_799_000, Currency::Kzt);

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn notice(shipped: &Shipped, notified: &str, effective: &str) -> NoticeAnswer {
    let facts = PriceNotice { notified: at(notified), effective: at(effective) };
    price_notice(&shipped.basis(), &facts, &mut Trace::off()).expect("decided")
}

fn change(period_start: &str) -> PriceChange {
    PriceChange {
        old: OLD,
        new: NEW,
        effective: at("2026-07-01T00:00:00+05:00"),
        notified: None,
        period_start: at(period_start),
        paid: None,
        refused: None,
    }
}

fn applied(shipped: &Shipped, facts: &PriceChange) -> PriceAnswer {
    apply_price(&shipped.basis(), facts, &mut Trace::off()).expect("decided")
}

#[test]
fn the_labels_are_words_in_three_languages() {
    assert_worded(ALL);
}

#[test]
fn a_notice_is_in_time_to_the_second() {
    for (count, notified, earliest) in [
        ("date-diff", "2026-03-01T00:00:00+05:00", "2026-03-31T00:00:00+05:00"),
        ("date-diff", "2026-03-01T23:59:59+05:00", "2026-03-31T00:00:00+05:00"),
        ("date-diff", "2026-03-02T00:00:00+05:00", "2026-04-01T00:00:00+05:00"),
        ("clear-days", "2026-03-01T23:59:59+05:00", "2026-04-01T00:00:00+05:00"),
        ("clear-days", "2026-03-02T00:00:00+05:00", "2026-04-02T00:00:00+05:00"),
        ("exact-24h", "2026-03-01T10:00:00+05:00", "2026-03-31T10:00:00+05:00"),
        ("exact-24h", "2026-03-01T10:00:01+05:00", "2026-03-31T10:00:01+05:00"),
    ] {
        let shipped = Shipped::new().with("notice.calendar_days", count);
        let sharp = notice(&shipped, notified, earliest);
        assert_eq!((sharp.valid, sharp.earliest), (true, at(earliest)), "{count} {notified}");
        let before = at(earliest).add_seconds(-1).expect("in range").to_string();
        assert!(!notice(&shipped, notified, &before).valid, "{count} {notified}");
    }
}

#[test]
fn the_days_are_a_difference_of_dates_whatever_the_policy() {
    for count in ["date-diff", "exact-24h", "clear-days"] {
        let shipped = Shipped::new().with("notice.calendar_days", count);
        let days = |notified, effective| notice(&shipped, notified, effective).days;
        assert_eq!(days("2026-03-01T19:30:00Z", "2026-03-31T00:00:00+05:00"), 29);
        assert_eq!(days("2026-03-01T18:59:59Z", "2026-03-31T00:00:00+05:00"), 30);
        assert_eq!(days("2026-03-03T00:00:00+05:00", "2026-03-01T00:00:00+05:00"), -2);
    }
}

#[test]
fn by_the_preamble_no_days_are_needed_and_yet_nobody_pays_in_arrears() {
    let shipped = Shipped::new().with("agreement.conflict", "latest-edition-always");
    let told = "2026-03-01T10:00:00+05:00";
    assert!(notice(&shipped, told, told).valid);
    let late = notice(&shipped, told, "2026-03-01T09:59:59+05:00");
    assert_eq!((late.valid, late.earliest), (false, at(told)));
}

#[test]
fn a_period_that_begins_at_the_change_is_a_subsequent_one() {
    let shipped = Shipped::new();
    let price = |start| applied(&shipped, &change(start)).monthly;
    assert_eq!(price("2026-06-30T23:59:59+05:00"), Some(OLD));
    assert_eq!(price("2026-07-01T00:00:00+05:00"), Some(NEW));
    assert_eq!(price("2026-06-30T19:00:00Z"), Some(NEW));
}

#[test]
fn a_refusal_has_to_come_before_the_period() {
    let shipped = Shipped::new();
    let refused = |moment| {
        let facts =
            PriceChange { refused: Some(at(moment)), ..change("2026-07-05T09:00:00+05:00") };
        applied(&shipped, &facts)
    };
    let in_time = refused("2026-07-05T08:59:59+05:00");
    assert_eq!((in_time.is_taken(), in_time.monthly), (false, None));
    assert_eq!(in_time.effective, Some(at("2026-07-01T00:00:00+05:00")));
    assert_eq!(refused("2026-07-05T09:00:00+05:00").monthly, Some(NEW));
}

#[test]
fn a_price_announced_too_late_shifts_or_is_void() {
    let told = PriceChange {
        notified: Some(at("2026-06-10T15:00:00+05:00")),
        ..change("2026-07-05T00:00:00+05:00")
    };
    let later = PriceChange { period_start: at("2026-07-10T00:00:00+05:00"), ..told };
    let shift = Shipped::new();
    let shifted = applied(&shift, &told);
    assert_eq!(shifted.effective, Some(at("2026-07-10T00:00:00+05:00")));
    assert_eq!(shifted.monthly, Some(OLD));
    assert_eq!(applied(&shift, &later).monthly, Some(NEW));
    let void = Shipped::new().with("price.short_notice", "void");
    let answer = applied(&void, &later);
    assert_eq!((answer.effective, answer.monthly), (None, Some(OLD)));

    let decision = decide(&shift.basis(), |b, t| apply_price(b, &later, t)).expect("decided");
    let other: Vec<_> = decision.readings.iter().map(|r| r.parameter.id).collect();
    let of = |id: &str| other.iter().filter(|found| **found == id).count();
    assert_eq!((of("price.short_notice"), of("agreement.conflict")), (1, 1), "{other:?}");
}

#[test]
fn a_payment_before_the_change_can_lock_the_price() {
    let locked = Shipped::new().with("price.basis", "payment");
    let paid = |moment| {
        let facts = PriceChange { paid: Some(at(moment)), ..change("2026-07-12T09:00:00+05:00") };
        applied(&locked, &facts).monthly
    };
    assert_eq!(paid("2026-06-30T23:59:59+05:00"), Some(OLD));
    assert_eq!(paid("2026-07-01T00:00:00+05:00"), Some(NEW));
    assert_eq!(applied(&locked, &change("2026-07-12T09:00:00+05:00")).monthly, Some(NEW));
    let by_start = applied(
        &Shipped::new(),
        &PriceChange {
            paid: Some(at("2026-06-01T00:00:00Z")),
            ..change("2026-07-12T09:00:00+05:00")
        },
    );
    assert_eq!(by_start.monthly, Some(NEW));
}

#[test]
fn several_months_at_once_cost_their_sum_less_the_discount() {
    let price = |months, discount: Option<&str>| {
        let discount = discount.map(|text| text.parse().expect("a percentage"));
        let facts = MonthsPrice { monthly: OLD, months, discount };
        period_price(&Shipped::new().basis(), &facts, &mut Trace::off())
    };
    let kzt = |minor| Ok(Money::from_minor(minor, Currency::Kzt));
    assert_eq!(price(1, None), kzt(1_599_000));
    assert_eq!(price(12, Some("10 %")), kzt(17_269_200));
    assert_eq!(price(3, Some("3.33 %")), kzt(4_637_260));
    assert_eq!(price(0, None), Err(Undecided::Zero { what: &MONTHS }));
}

proptest! {
    #[test]
    fn a_notice_moved_to_its_earliest_start_is_always_in_time(
        told in 0_i64..100_000_000, lead in -10_000_000_i64..10_000_000,
        count in prop::sample::select(vec!["date-diff", "exact-24h", "clear-days"])
    ) {
        let shipped = Shipped::new().with("notice.calendar_days", count);
        let notified = at("2026-01-01T00:00:00Z").add_seconds(told).unwrap();
        let effective = notified.add_seconds(lead).unwrap();
        let basis = shipped.basis();
        let answer = |effective| {
            price_notice(&basis, &PriceNotice { notified, effective }, &mut Trace::off()).unwrap()
        };
        let first = answer(effective);
        prop_assert!(answer(first.earliest).valid);
        prop_assert_eq!(first.valid, effective >= first.earliest);
        // Second by second backwards from the earliest start, nothing is.
        prop_assert!(!answer(first.earliest.add_seconds(-1).unwrap()).valid);
        // The brute count: dates between, or whole days of 24 hours.
        let dates = |from: Instant, to: Instant| {
            let (from, to) = (from.date(UtcOffset::KAZAKHSTAN), to.date(UtcOffset::KAZAKHSTAN));
            (1..500).filter(|n| from.add_days(*n).is_some_and(|d| d <= to)).count()
        };
        let enough = match count {
            "date-diff" => dates(notified, effective) >= 30,
            "clear-days" => dates(notified, effective) > 30,
            _ => notified.seconds_until(effective) >= 30 * 86_400,
        };
        prop_assert_eq!(first.valid, enough);
    }

    #[test]
    fn a_rise_and_a_cut_reach_the_same_periods(
        start in -5_000_000_i64..5_000_000, told in prop::option::of(0_i64..5_000_000)
    ) {
        let shipped = Shipped::new();
        let rise = change("2026-07-01T00:00:00+05:00");
        let facts = PriceChange {
            period_start: rise.effective.add_seconds(start).unwrap(),
            notified: told.map(|lead| rise.effective.add_seconds(-lead).unwrap()),
            ..rise
        };
        let cut = PriceChange { old: NEW, new: OLD, ..facts };
        let (up, down) = (applied(&shipped, &facts), applied(&shipped, &cut));
        prop_assert_eq!(up.effective, down.effective);
        prop_assert_eq!(up.monthly == Some(NEW), down.monthly == Some(OLD));
    }
}
