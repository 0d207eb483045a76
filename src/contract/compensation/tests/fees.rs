//! The fee that an hour is a part of, and months with two of them.

use super::*;

fn fee(since: &str, minor: u64) -> MonthlyFee {
    MonthlyFee { since: at(since), paid: kzt(minor), months: 1, list: None }
}

/// 10 000.00 until 11 May, 20 000.00 from then on.
fn raised() -> [MonthlyFee; 2] {
    [fee("2026-04-15T00:00:00+05:00", 1_000_000), fee("2026-05-11T00:00:00+05:00", 2_000_000)]
}

#[test]
fn a_year_paid_at_once_has_a_twelfth_for_a_month() {
    let list = Some(kzt(1_599_000));
    let year = [MonthlyFee { since: Instant::EPOCH, paid: kzt(14_391_000), months: 12, list }];
    let outages = [fault(span(MAY, "2026-05-01T03:20:00+05:00"))];
    let total = |shipped: &Shipped| decided(shipped, &claim(&year, &outages)).total;
    assert_eq!(total(&Shipped::new()), kzt(39_975));
    assert_eq!(total(&Shipped::new().with("compensation.fee_basis", "list-price")), kzt(53_300));
    let none = [MonthlyFee { months: 0, ..year[0] }];
    let found = compensation(&Shipped::new().basis(), &claim(&none, &outages), &mut Trace::off());
    assert_eq!(found, Err(Undecided::Zero { what: &labels::MONTHS }));
}

#[test]
fn the_list_price_is_missed_where_the_terms_ask_for_it() {
    let shipped = Shipped::new().with("compensation.fee_basis", "list-price");
    let (what, because) = (&labels::LIST_PRICE, "compensation.fee_basis");
    let outages = [fault(span(MAY, "2026-05-01T01:00:00+05:00"))];
    let found =
        compensation(&shipped.basis(), &claim(&twenty_thousand(), &outages), &mut Trace::off());
    assert_eq!(found, Err(Undecided::Missing { what, because }));
}

#[test]
fn each_piece_of_downtime_has_the_fee_of_its_time() {
    // Two hours before the change, and two after it.
    let outages = [fault(span("2026-05-10T22:00:00+05:00", "2026-05-11T02:00:00+05:00"))];
    let total = |shipped: &Shipped| decided(shipped, &claim(&raised(), &outages)).total;
    assert_eq!(total(&Shipped::new()), kzt(60_000));
    let start = Shipped::new().with("compensation.mid_month_tariff", "at-start-of-month");
    assert_eq!(total(&start), kzt(40_000));
}

#[test]
fn the_limit_of_a_month_with_two_fees_is_the_larger_one() {
    // 288 hours: 2 days at the old fee and 10 at the new one, far over either.
    let outages = [fault(span("2026-05-09T00:00:00+05:00", "2026-05-21T00:00:00+05:00"))];
    let total = |shipped: &Shipped| decided(shipped, &claim(&raised(), &outages)).total;
    assert_eq!(total(&Shipped::new()), kzt(2_000_000));
    let start = Shipped::new().with("compensation.mid_month_tariff", "at-start-of-month");
    assert_eq!(total(&start), kzt(1_000_000));
    // Also where all of the downtime lies before the change.
    let before = [fault(span("2026-05-01T00:00:00+05:00", "2026-05-09T00:00:00+05:00"))];
    assert_eq!(decided(&Shipped::new(), &claim(&raised(), &before)).total, kzt(1_920_000));
    // In April the new fee did not hold yet.
    let april = [fault(span("2026-04-20T00:00:00+05:00", "2026-04-30T00:00:00+05:00"))];
    assert_eq!(decided(&Shipped::new(), &claim(&raised(), &april)).total, kzt(1_000_000));
}

#[test]
fn part_hours_of_a_month_with_two_fees_are_its_cheapest() {
    // Half an hour at each fee.
    let outages = [fault(span("2026-05-10T23:30:00+05:00", "2026-05-11T00:30:00+05:00"))];
    let total = |hours, outages: &[Outage]| {
        let shipped = Shipped::new().with("compensation.hours", hours);
        decided(&shipped, &claim(&raised(), outages)).total.minor()
    };
    assert_eq!(["exact", "floor", "ceil"].map(|hours| total(hours, &outages)), [15_000; 3]);
    // Three quarters at the new fee: the part that is left out or filled up is of the old one.
    let more = [fault(span("2026-05-10T23:30:00+05:00", "2026-05-11T00:45:00+05:00"))];
    assert_eq!(
        ["exact", "floor", "ceil"].map(|hours| total(hours, &more)),
        [20_000, 17_500, 27_500]
    );
}

#[test]
fn the_order_in_which_fees_are_told_does_not_matter() {
    let outages = [fault(span("2026-05-10T22:00:00+05:00", "2026-05-11T02:00:00+05:00"))];
    let [old, new] = raised();
    let shipped = Shipped::new();
    let there = decided(&shipped, &claim(&[new, old], &outages));
    assert_eq!(there, decided(&shipped, &claim(&[old, new], &outages)));
}
