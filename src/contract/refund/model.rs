//! A second refund, written without a look at the first: it walks the calendar day by day and
//! counts in tiyn. Both have to agree on every case that chance makes up.

use proptest::prelude::*;

use super::{GivenUp, Paid, PaidFor, Refund, RefundBasis, refund};
use crate::contract::decision::Trace;
use crate::contract::shipped::Shipped;
use crate::contract::{Currency, Date, Instant, Interval, Money};

const DAY: i64 = 86_400;
/// 1 January 2025 at +05:00, in Unix time.
const START: i64 = 1_735_671_600;

fn moment(second: i64) -> Instant {
    let start: Instant = "2025-01-01T00:00:00+05:00".parse().expect("an instant");
    start.add_seconds(second).expect("inside the years")
}

/// Days since 1 January 2025, counted by walking from midnight to midnight.
fn day_of(second: i64) -> i64 {
    let (mut day, mut midnight) = (0, 0);
    while midnight + DAY <= second {
        midnight += DAY;
        day += 1;
    }
    day
}

fn tenge(minor: u64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

/// What a payment is, in seconds since the start and in tiyn.
#[derive(Clone, Copy, Debug)]
struct Fact {
    from: i64,
    until: i64,
    amount: u64,
    bonuses: u64,
    kind: PaidFor,
}

#[derive(Clone, Debug)]
struct Case {
    activated: i64,
    requested: i64,
    payments: Vec<Fact>,
    count_request_day: bool,
    addons: bool,
    bonuses_back: bool,
    days: i64,
    count: &'static str,
}

impl Case {
    fn terms(&self) -> Shipped {
        Shipped::new()
            .with("refund.count_cancel_day", &self.count_request_day.to_string())
            .with("refund.include_addons", &self.addons.to_string())
            .with("refund.bonus_part", if self.bonuses_back { "proportional" } else { "money" })
            .with("refund.full_days", &format!("{} days", self.days))
            .with("deadline.calendar_days", self.count)
    }

    fn payments(&self) -> Vec<Paid> {
        let paid = |fact: &Fact| Paid {
            amount: tenge(fact.amount),
            bonuses: tenge(fact.bonuses),
            kind: fact.kind,
            covers: Interval::new(moment(fact.from), moment(fact.until)).expect("a period"),
            list_price: None,
        };
        self.payments.iter().map(paid).collect()
    }

    fn decided(&self) -> Refund {
        self.at(self.requested)
    }

    fn at(&self, requested: i64) -> Refund {
        let (terms, payments) = (self.terms(), self.payments());
        let (activated, requested) = (moment(self.activated), moment(requested));
        let facts = GivenUp { activated, requested, payments: &payments, favour: false };
        refund(&terms.basis(), &facts, &mut Trace::off()).expect("a refund")
    }

    /// Whether the request is in time, by going through the days of the window one after another.
    fn in_time(&self) -> bool {
        if self.count == "exact-24h" {
            return self.requested - self.activated < self.days * DAY;
        }
        let mut last = day_of(self.activated);
        let more = if self.count == "first-day-counts" { self.days - 1 } else { self.days };
        for _ in 0..more {
            last += 1;
        }
        more >= 0 && day_of(self.requested) <= last
    }

    /// Days covered and used, each date looked at alone.
    fn walk(&self, fact: &Fact) -> (i64, i64) {
        let today = day_of(self.requested);
        let (mut total, mut used) = (0, 0);
        for day in day_of(fact.from)..day_of(fact.until) {
            total += 1;
            if day < today || (day == today && self.count_request_day) {
                used += 1;
            }
        }
        (total, used)
    }

    fn line(&self, fact: &Fact) -> (i64, i64, u64, u64) {
        let (total, used) = self.walk(fact);
        let left = |tiyn: u64| {
            if fact.kind == PaidFor::Addon && !self.addons {
                0
            } else if self.in_time() {
                tiyn
            } else if total == 0 {
                if day_of(self.requested) < day_of(fact.from) { tiyn } else { 0 }
            } else {
                half_up(tiyn, total - used, total)
            }
        };
        let bonuses = if self.bonuses_back { left(fact.bonuses) } else { 0 };
        (total, used, left(fact.amount), bonuses)
    }
}

/// `tiyn × part / whole` to the nearest, halves up, by long division.
fn half_up(tiyn: u64, part: i64, whole: i64) -> u64 {
    let (part, whole) = (u64::try_from(part).expect("days"), u64::try_from(whole).expect("days"));
    let product = tiyn * part;
    let down = product / whole;
    if (product - down * whole) * 2 >= whole { down + 1 } else { down }
}

prop_compose! {
    fn any_fact()(
        from in 0..600 * DAY,
        length in prop_oneof![1..40 * DAY, 1..400 * DAY],
        amount in prop_oneof![0..10_000_u64, 0..50_000_000_u64],
        share in 0..=100_u64,
        bonuses: bool,
        kind in prop::sample::select(&[PaidFor::Tariff, PaidFor::UpgradeDifference, PaidFor::Addon]),
    ) -> Fact {
        let bonuses = if bonuses { amount * share / 100 } else { 0 };
        Fact { from, until: from + length, amount, bonuses, kind }
    }
}

prop_compose! {
    fn any_case()(
        activated in 0..600 * DAY,
        after in prop_oneof![0..40 * DAY, 0..400 * DAY, (0..40_i64).prop_map(|day| day * DAY)],
        payments in prop::collection::vec(any_fact(), 0..5),
        count_request_day: bool, addons: bool, bonuses_back: bool,
        days in prop_oneof![Just(14_i64), 0..40_i64],
        count in prop::sample::select(&["civil-days", "first-day-counts", "exact-24h"]),
    ) -> Case {
        let requested = activated + after;
        Case {
            activated, requested, payments, count_request_day, addons, bonuses_back, days, count,
        }
    }
}

#[test]
fn the_walk_begins_where_it_says() {
    assert_eq!(moment(0).unix_seconds(), START);
    let day = |second| day_of(second);
    assert_eq!([0, DAY - 1, DAY, 31 * DAY].map(day), [0, 0, 1, 31]);
    let first: Date = "2025-02-01".parse().expect("a date");
    assert_eq!(Shipped::new().basis().date(moment(31 * DAY)), first);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn both_refunds_agree(case in any_case()) {
        let decided = case.decided();
        prop_assert_eq!(decided.basis == RefundBasis::Full, case.in_time());
        prop_assert_eq!(decided.lines.len(), case.payments.len());
        for (line, fact) in decided.lines.iter().zip(&case.payments) {
            let (total, used, refund, bonuses) = case.line(fact);
            prop_assert_eq!((i64::from(line.total_days), i64::from(line.used_days)), (total, used));
            prop_assert_eq!((line.refund, line.bonuses), (tenge(refund), tenge(bonuses)));
        }
    }
}

proptest! {
    #[test]
    fn what_comes_back_and_what_stays_is_what_was_paid(
        case in any_case(),
        rounding in prop::sample::select(&["half-up", "half-even", "up", "down"]),
        at in prop::sample::select(&["ledger-line", "decision-total"]),
        days in prop::sample::select(&["actual", "thirty"]),
    ) {
        let terms = case.terms()
            .with("money.rounding", rounding)
            .with("money.round_at", at)
            .with("refund.day_basis", days);
        let payments = case.payments();
        let (activated, requested) = (moment(case.activated), moment(case.requested));
        let facts = GivenUp { activated, requested, payments: &payments, favour: false };
        let refund = refund(&terms.basis(), &facts, &mut Trace::off()).expect("a refund");
        let paid: u64 = case.payments.iter().map(|fact| fact.amount).sum();
        prop_assert_eq!(refund.refund.minor() + refund.retained.minor(), paid);
        let lines: u64 = refund.lines.iter().map(|line| line.refund.minor()).sum();
        prop_assert_eq!(lines, refund.refund.minor());
        let bonuses: u64 = refund.lines.iter().map(|line| line.bonuses.minor()).sum();
        prop_assert_eq!(bonuses, refund.bonuses.minor());
        prop_assert!(refund.bonuses.minor() <= refund.refund.minor());
    }

    #[test]
    fn a_later_request_never_returns_more(case in any_case(), later in 0..100 * DAY) {
        let (now, then) = (case.decided(), case.at(case.requested + later));
        // Once the exception is over it does not come back; before that everything comes back.
        prop_assert!(now.basis == RefundBasis::Full || then.basis == RefundBasis::Recalculated);
        prop_assert!(then.refund.minor() <= now.refund.minor());
        for (now, then) in now.lines.iter().zip(&then.lines) {
            prop_assert!(now.used_days <= then.used_days && then.refund.minor() <= now.refund.minor());
        }
    }

    #[test]
    fn the_order_of_payments_does_not_matter(case in any_case()) {
        let mut turned = case.clone();
        turned.payments.reverse();
        let (one, other) = (case.decided(), turned.decided());
        prop_assert_eq!((one.refund, one.bonuses, one.retained),
            (other.refund, other.bonuses, other.retained));
    }

    #[test]
    fn moments_written_at_another_offset_are_the_same_moments(
        case in any_case(), hours in -12_i32..=14
    ) {
        let offset = format!("{hours:+03}:00").parse().expect("an offset");
        let again = |moment: Instant| -> Instant {
            moment.at(offset).to_string().parse().expect("an instant")
        };
        let mut payments = case.payments();
        for paid in &mut payments {
            let (from, until) = (again(paid.covers.from()), again(paid.covers.until()));
            paid.covers = Interval::new(from, until).expect("a period");
        }
        let facts = GivenUp {
            activated: again(moment(case.activated)),
            requested: again(moment(case.requested)),
            payments: &payments,
            favour: false,
        };
        let other = refund(&case.terms().basis(), &facts, &mut Trace::off());
        prop_assert_eq!(other, Ok(case.decided()));
    }
}
