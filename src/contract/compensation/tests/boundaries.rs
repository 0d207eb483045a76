//! Each limit of section 8 to the second.

use super::*;

#[test]
fn an_hour_is_a_hundredth_of_the_fee() {
    let shipped = Shipped::new();
    // 20 000.00 / 100 an hour: a second is 5.5… tiyn.
    assert_eq!(returns(&shipped, 3_600), 20_000);
    assert_eq!(returns(&shipped, 5_400), 30_000);
    assert_eq!([returns(&shipped, 1), returns(&shipped, 3_599)], [6, 19_994]);
}

#[test]
fn the_limit_is_reached_after_a_hundred_hours_and_not_a_second_earlier() {
    let shipped = Shipped::new();
    let hundred = 100 * 3_600;
    assert_eq!(returns(&shipped, hundred - 1), 1_999_994);
    assert_eq!(returns(&shipped, hundred), 2_000_000);
    assert_eq!(returns(&shipped, hundred + 1), 2_000_000);
}

#[test]
fn part_hours_are_those_of_the_total_of_the_month() {
    let halves = [(0, 1_800), (7_200, 9_000)]
        .map(|(from, until)| fault(Interval::new(after(from), after(until)).expect("forwards")));
    let total = |hours, count| {
        let shipped = Shipped::new().with("compensation.hours", hours);
        decided(&shipped, &claim(&twenty_thousand(), &halves[..count])).total
    };
    assert_eq!([1, 2].map(|n| total("floor", n)), [kzt(0), kzt(20_000)]);
    assert_eq!([1, 2].map(|n| total("ceil", n)), [kzt(20_000), kzt(20_000)]);
    for (hours, just_less, just_more) in [("floor", 0, 20_000), ("ceil", 20_000, 40_000)] {
        let shipped = Shipped::new().with("compensation.hours", hours);
        assert_eq!(returns(&shipped, 3_599), just_less);
        assert_eq!(returns(&shipped, 3_600), 20_000);
        assert_eq!(returns(&shipped, 3_601), just_more, "{hours}");
    }
}

#[test]
fn a_month_begins_at_its_midnight_and_not_at_that_of_utc() {
    let shipped = Shipped::new();
    // 19:00 in UTC is midnight at +05:00.
    let outages = [fault(span("2026-05-31T18:59:59Z", "2026-05-31T19:00:01Z"))];
    let found = decided(&shipped, &claim(&twenty_thousand(), &outages));
    let months: Vec<_> = found.months.iter().map(|m| (m.starts.to_string(), m.seconds)).collect();
    assert_eq!(months, [("2026-05-01".to_owned(), 1), ("2026-06-01".to_owned(), 1)]);
}

#[test]
fn each_month_has_its_limit_and_a_claim_can_have_one() {
    let outages = [fault(span("2026-05-20T00:00:00+05:00", "2026-06-10T00:00:00+05:00"))];
    let months = |scope, anchor: Option<&str>| {
        let shipped = Shipped::new().with("compensation.cap_scope", scope);
        let fees = twenty_thousand();
        let facts = claim(&fees, &outages);
        let facts = CompensationFacts { billing_anchor: anchor.map(at), ..facts };
        let found = decided(&shipped, &facts);
        assert_eq!(found.months.iter().map(|m| m.seconds).sum::<i64>(), found.seconds);
        let months = found.months.iter();
        months.map(|m| (m.starts.to_string(), m.after_cap.minor())).collect::<Vec<_>>()
    };
    let of = |date: &str, minor| (date.to_owned(), minor);
    assert_eq!(
        months("calendar-month", None),
        [of("2026-05-01", 2_000_000), of("2026-06-01", 2_000_000)]
    );
    assert_eq!(months("total", None), [of("2026-05-01", 2_000_000), of("2026-06-01", 0)]);
    // The 31st comes back after shorter months; the whole outage lies before 30 June.
    assert_eq!(
        months("billing-month", Some("2026-01-31T10:00:00+05:00")),
        [of("2026-04-30", 2_000_000), of("2026-05-31", 2_000_000)]
    );
    assert_eq!(
        months("billing-month", Some("2026-05-20T00:00:00+05:00")),
        [of("2026-05-20", 2_000_000)]
    );
}

#[test]
fn downtime_before_the_first_billing_period_belongs_to_no_month() {
    let shipped = Shipped::new().with("compensation.cap_scope", "billing-month");
    let (fees, outages) = (twenty_thousand(), [fault(span(MAY, "2026-05-01T01:00:00+05:00"))]);
    let with = |billing_anchor| {
        let facts = CompensationFacts { billing_anchor, ..claim(&fees, &outages) };
        compensation(&shipped.basis(), &facts, &mut Trace::off())
    };
    assert!(with(Some(at(MAY))).is_ok());
    let (what, because) = (&labels::ANCHOR, "compensation.cap_scope");
    assert_eq!(with(None), Err(Undecided::Missing { what, because }));
    let since = after(1);
    let (what, after) = (&labels::DOWNTIME, &labels::ANCHOR);
    let early = Undecided::TooEarly { what, at: at(MAY), after, since };
    assert_eq!(with(Some(since)), Err(early));
}

#[test]
fn without_a_claim_there_is_nothing_where_one_is_required() {
    let (fees, outages) = (twenty_thousand(), [fault(span(MAY, "2026-05-01T01:00:00+05:00"))]);
    let facts = CompensationFacts { claim: Claim::Missing, ..claim(&fees, &outages) };
    let found = decided(&Shipped::new(), &facts);
    assert_eq!((found.seconds, found.months.len(), found.total), (0, 0, kzt(0)));
    assert_eq!(found.refusal, Some(CompensationRefusal::NoClaim));
    let generous = Shipped::new().with("compensation.claim_required", "false");
    assert_eq!(decided(&generous, &facts).total, kzt(20_000));
}

#[test]
fn a_claim_comes_in_time_to_the_second() {
    let fees = twenty_thousand();
    // Access came back on 1 May at 01:00: with 10 civil days, 11 May is the last date.
    let outages = [
        fault(span(MAY, "2026-05-01T01:00:00+05:00")),
        fault(span("2026-05-03T00:00:00+05:00", "2026-05-03T02:00:00+05:00")),
    ];
    let found = |shipped: &Shipped, claimed: &str| {
        let claim_at = Claim::FiledAt(at(claimed));
        let found =
            decided(shipped, &CompensationFacts { claim: claim_at, ..claim(&fees, &outages) });
        (found.seconds, found.refusal)
    };
    let ten = || Shipped::new().with("compensation.claim_deadline", "10 days");
    assert_eq!(found(&ten(), "2026-05-11T23:59:59+05:00"), (10_800, None));
    assert_eq!(found(&ten(), "2026-05-12T00:00:00+05:00"), (7_200, None));
    assert_eq!(found(&ten(), "2026-05-13T23:59:59+05:00"), (7_200, None));
    let late = (0, Some(CompensationRefusal::ClaimTooLate));
    assert_eq!(found(&ten(), "2026-05-14T00:00:00+05:00"), late);
    let exact = ten().with("deadline.calendar_days", "exact-24h");
    assert_eq!(found(&exact, "2026-05-11T00:59:59+05:00"), (10_800, None));
    assert_eq!(found(&exact, "2026-05-11T01:00:00+05:00"), (7_200, None));
    let none = Shipped::new();
    assert_eq!(found(&none, "2029-05-11T01:00:00+05:00"), (10_800, None));

    let (what, because) = (&labels::CLAIM_AT, "compensation.claim_deadline");
    let unknown = compensation(&ten().basis(), &claim(&fees, &outages), &mut Trace::off());
    assert_eq!(unknown, Err(Undecided::Missing { what, because }));
}

#[test]
fn two_claims_share_the_limit_of_a_month_and_no_second() {
    let shipped = Shipped::new();
    let fees = twenty_thousand();
    let (first, second) = (
        span("2026-05-01T00:00:00+05:00", "2026-05-03T12:00:00+05:00"),
        span("2026-05-03T00:00:00+05:00", "2026-05-05T12:00:00+05:00"),
    );
    let one = decided(&shipped, &claim(&fees, &[fault(first)]));
    assert_eq!(one.total, kzt(1_200_000));
    let credits: Vec<_> = one.months.iter().map(|m| (m.starts, m.after_cap)).collect();
    let settled = Settled { time: &[first], credits: &credits };
    let later = [fault(second)];
    let two = decided(&shipped, &CompensationFacts { settled, ..claim(&fees, &later) });
    // 48 of its 60 hours are new, and 40 hours are left under the limit.
    assert_eq!((two.seconds, two.total), (48 * 3_600, kzt(800_000)));
    let both = decided(&shipped, &claim(&fees, &[fault(first), fault(second)]));
    assert_eq!(one.total.checked_add(two.total), Some(both.total));
}
