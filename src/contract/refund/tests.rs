use super::{
    GivenUp, NearEdge, Paid, PaidFor, Prorate, Refund, RefundBasis, RefundDeadline, prorate,
    refund, refund_deadline,
};
use crate::contract::decision::{Decision, Trace, Value, assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{Instant, Interval, Money, Undecided};

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn kzt(amount: &str) -> Money {
    format!("{amount} KZT").parse().expect(amount)
}

fn paid(amount: &str, from: &str, until: &str) -> Paid {
    Paid {
        amount: kzt(amount),
        bonuses: kzt("0"),
        kind: PaidFor::Tariff,
        covers: Interval::new(at(from), at(until)).expect("a period"),
        list_price: None,
    }
}

/// March, from the first.
fn march() -> Paid {
    paid("15990.00", "2026-03-01T10:15:00+05:00", "2026-04-01T10:15:00+05:00")
}

fn given_up<'a>(payments: &'a [Paid], requested: &str) -> GivenUp<'a> {
    let activated = at("2026-03-01T10:15:00+05:00");
    GivenUp { activated, requested: at(requested), payments, favour: false }
}

fn decided(shipped: &Shipped, facts: &GivenUp<'_>) -> Decision<Refund> {
    decide(&shipped.basis(), |basis, trace| refund(basis, facts, trace)).expect("a refund")
}

/// The clause and the sum under some readings of the terms.
fn answer(readings: &[(&str, &str)], facts: &GivenUp<'_>) -> (RefundBasis, String) {
    let shipped = readings.iter().fold(Shipped::new(), |terms, (id, value)| terms.with(id, value));
    let refund = decided(&shipped, facts).outcome;
    (refund.basis, refund.refund.to_string())
}

#[test]
fn a_second_ends_the_full_refund() {
    let march = [march()];
    let shipped = Shipped::new();
    let last = decided(&shipped, &given_up(&march, "2026-03-15T23:59:59+05:00")).outcome;
    assert_eq!((last.basis, last.refund), (RefundBasis::Full, kzt("15990.00")));
    let full_until = at("2026-03-16T00:00:00+05:00");
    assert_eq!(last.near, Some(NearEdge { full_until, beyond: kzt("7737.10") }));

    let late = decided(&shipped, &given_up(&march, "2026-03-16T00:00:00+05:00")).outcome;
    assert_eq!((late.basis, late.refund), (RefundBasis::Recalculated, kzt("7737.10")));
    assert_eq!(late.retained, kzt("8252.90"));
    assert_eq!(late.near, Some(NearEdge { full_until, beyond: kzt("15990.00") }));
}

#[test]
fn who_asks_a_day_from_the_edge_is_warned() {
    let march = [march()];
    let near = |requested| decided(&Shipped::new(), &given_up(&march, requested)).outcome.near;
    assert_eq!(near("2026-03-14T23:59:59+05:00"), None);
    assert!(near("2026-03-15T00:00:00+05:00").is_some());
    assert!(near("2026-03-17T00:00:00+05:00").is_some());
    assert_eq!(near("2026-03-17T00:00:01+05:00"), None);
    // Where nothing would change beyond the edge, there is nothing to warn of.
    let unpaid = decided(&Shipped::new(), &given_up(&[], "2026-03-15T23:00:00+05:00"));
    assert_eq!(unpaid.outcome.near, None);
}

#[test]
fn each_count_of_the_days_ends_at_its_own_second() {
    let march = [march()];
    let ends = [
        ("civil-days", "none", "2026-03-15T23:59:59+05:00", "2026-03-16T00:00:00+05:00"),
        ("first-day-counts", "none", "2026-03-14T23:59:59+05:00", "2026-03-15T00:00:00+05:00"),
        ("exact-24h", "none", "2026-03-15T10:14:59+05:00", "2026-03-15T10:15:00+05:00"),
        // 15 March is a Sunday, 14 March a Saturday.
        (
            "civil-days",
            "next-working-day",
            "2026-03-16T23:59:59+05:00",
            "2026-03-17T00:00:00+05:00",
        ),
        (
            "first-day-counts",
            "next-working-day",
            "2026-03-16T23:59:59+05:00",
            "2026-03-17T00:00:00+05:00",
        ),
        ("exact-24h", "next-working-day", "2026-03-15T10:14:59+05:00", "2026-03-15T10:15:00+05:00"),
    ];
    for (count, roll, last, late) in ends {
        let readings = [("deadline.calendar_days", count), ("deadline.roll_nonworking", roll)];
        let by = |requested| answer(&readings, &given_up(&march, requested)).0;
        assert_eq!(by(last), RefundBasis::Full, "{count}, {roll}");
        assert_eq!(by(late), RefundBasis::Recalculated, "{count}, {roll}");
    }
}

#[test]
fn the_full_refund_can_be_a_favour() {
    let march = [march()];
    let mut facts = given_up(&march, "2026-03-10T09:00:00+05:00");
    let favour = [("refund.full_is_right", "false")];
    assert_eq!(answer(&[], &facts), (RefundBasis::Full, "15990.00 KZT".to_owned()));
    let recalculated = "10831.94 KZT".to_owned();
    assert_eq!(answer(&favour, &facts), (RefundBasis::Recalculated, recalculated));
    facts.favour = true;
    assert_eq!(answer(&favour, &facts), (RefundBasis::Full, "15990.00 KZT".to_owned()));
    // Nobody can grant it after its time.
    facts.requested = at("2026-03-20T09:00:00+05:00");
    assert_eq!(answer(&favour, &facts).0, RefundBasis::Recalculated);
}

#[test]
fn the_date_of_the_request_is_charged_or_not() {
    let march = [march()];
    let uncharged = [("refund.count_cancel_day", "false")];
    for (requested, charged, free) in [
        ("2026-03-20T00:00:00+05:00", "5673.87 KZT", "6189.68 KZT"),
        ("2026-03-20T23:59:59+05:00", "5673.87 KZT", "6189.68 KZT"),
        ("2026-03-31T23:59:59+05:00", "0.00 KZT", "515.81 KZT"),
        ("2026-04-01T00:00:00+05:00", "0.00 KZT", "0.00 KZT"),
        ("2026-09-01T00:00:00+05:00", "0.00 KZT", "0.00 KZT"),
    ] {
        let facts = given_up(&march, requested);
        assert_eq!(answer(&[], &facts).1, charged, "{requested}");
        assert_eq!(answer(&uncharged, &facts).1, free, "{requested}");
    }
}

#[test]
fn what_has_not_begun_comes_back_whole() {
    let payments = [
        march(),
        paid("15990.00", "2026-04-01T10:15:00+05:00", "2026-05-01T10:15:00+05:00"),
        // A difference that was paid in the last minutes of a period covers no date.
        paid("0.00", "2026-04-01T09:00:00+05:00", "2026-04-01T10:15:00+05:00"),
    ];
    let facts = given_up(&payments, "2026-03-20T09:00:00+05:00");
    let refund = decided(&Shipped::new(), &facts).outcome;
    let lines: Vec<_> = refund.lines.iter().map(|line| line.refund.to_string()).collect();
    assert_eq!(lines, ["5673.87 KZT", "15990.00 KZT", "0.00 KZT"]);
    assert_eq!(refund.refund, kzt("21663.87"));
    assert_eq!(refund.retained, kzt("10316.13"));
}

#[test]
fn a_month_of_thirty_days() {
    let thirty = [("refund.day_basis", "thirty")];
    let line = |covers: &Paid, requested: &str| {
        let payments = [*covers];
        let facts = GivenUp {
            activated: at("2025-01-01T00:00:00+05:00"),
            requested: at(requested),
            payments: &payments,
            favour: false,
        };
        let shipped = thirty.iter().fold(Shipped::new(), |terms, (id, text)| terms.with(id, text));
        let line = decided(&shipped, &facts).outcome.lines[0];
        (line.total_days, line.used_days, line.refund.to_string())
    };
    let says = |total, used, refund: &str| (total, used, refund.to_owned());
    let march = paid("15990.00", "2026-03-01T10:15:00+05:00", "2026-04-01T10:15:00+05:00");
    assert_eq!(line(&march, "2026-03-20T09:00:00+05:00"), says(30, 20, "5330.00 KZT"));
    assert_eq!(line(&march, "2026-03-30T09:00:00+05:00"), says(30, 30, "0.00 KZT"));
    assert_eq!(line(&march, "2026-03-31T09:00:00+05:00"), says(30, 30, "0.00 KZT"));
    // February lacks two of the thirty; they are not given back once it is over.
    let february = paid("15990.00", "2026-02-01T00:00:00+05:00", "2026-03-01T00:00:00+05:00");
    assert_eq!(line(&february, "2026-02-27T09:00:00+05:00"), says(30, 27, "1599.00 KZT"));
    assert_eq!(line(&february, "2026-02-28T09:00:00+05:00"), says(30, 30, "0.00 KZT"));
    // A billing day that February lacks, at either end.
    let cut = paid("15990.00", "2026-01-31T08:00:00+05:00", "2026-02-28T08:00:00+05:00");
    assert_eq!(line(&cut, "2026-02-01T09:00:00+05:00"), says(30, 2, "14924.00 KZT"));
    let back = paid("15990.00", "2026-02-28T08:00:00+05:00", "2026-03-31T08:00:00+05:00");
    assert_eq!(line(&back, "2026-03-01T09:00:00+05:00"), says(30, 2, "14924.00 KZT"));
    let year = paid("180000.00", "2026-01-01T00:00:00+05:00", "2027-01-01T00:00:00+05:00");
    assert_eq!(line(&year, "2026-02-09T09:00:00+05:00"), says(360, 40, "160000.00 KZT"));
    // What is no whole month keeps its dates.
    let part = paid("2700.00", "2026-03-05T12:00:00+05:00", "2026-04-01T10:15:00+05:00");
    assert_eq!(line(&part, "2026-03-20T09:00:00+05:00"), says(27, 16, "1100.00 KZT"));
}

#[test]
fn the_list_price_takes_a_discount_back() {
    let list = [("refund.price_basis", "list-price")];
    let mut year = paid("120000.00", "2026-03-01T10:15:00+05:00", "2027-03-01T10:15:00+05:00");
    let days = "2026-05-12T12:00:00+05:00"; // 73 of 365
    let missing = {
        let payments = [year];
        let facts = given_up(&payments, days);
        let shipped = Shipped::new().with("refund.price_basis", "list-price");
        refund(&shipped.basis(), &facts, &mut Trace::off())
    };
    assert!(matches!(missing, Err(Undecided::Missing { because: "refund.price_basis", .. })));
    year.list_price = Some(kzt("180000.00"));
    let payments = [year];
    assert_eq!(answer(&[], &given_up(&payments, days)).1, "96000.00 KZT");
    assert_eq!(answer(&list, &given_up(&payments, days)).1, "84000.00 KZT");
    // It can use up all that was paid, and nobody owes the rest.
    let late = given_up(&payments, "2026-12-31T12:00:00+05:00");
    assert_eq!(answer(&list, &late).1, "0.00 KZT");
    assert_ne!(answer(&[], &late).1, "0.00 KZT");
    // In time everything comes back; the list price does not matter.
    assert_eq!(answer(&list, &given_up(&payments, "2026-03-02T12:00:00+05:00")).1, "120000.00 KZT");
}

#[test]
fn addons_stay_unless_the_terms_return_them() {
    let payments = [march(), Paid { kind: PaidFor::Addon, amount: kzt("3100.00"), ..march() }];
    let addons = [("refund.include_addons", "true")];
    let full = given_up(&payments, "2026-03-10T12:00:00+05:00");
    assert_eq!(answer(&[], &full).1, "15990.00 KZT");
    assert_eq!(answer(&addons, &full).1, "19090.00 KZT");
    let late = given_up(&payments, "2026-03-20T12:00:00+05:00");
    assert_eq!(answer(&[], &late).1, "5673.87 KZT");
    assert_eq!(answer(&addons, &late).1, "6773.87 KZT");
}

#[test]
fn bonuses_come_back_as_bonuses_in_proportion() {
    let payments = [Paid { bonuses: kzt("3333.33"), ..march() }];
    let bonuses = |readings: &[(&str, &str)], requested| {
        let shipped =
            readings.iter().fold(Shipped::new(), |terms, (id, text)| terms.with(id, text));
        decided(&shipped, &given_up(&payments, requested)).outcome.bonuses.to_string()
    };
    // 3333.33 × 11 / 31
    assert_eq!(bonuses(&[], "2026-03-20T12:00:00+05:00"), "1182.79 KZT");
    assert_eq!(bonuses(&[], "2026-03-02T12:00:00+05:00"), "3333.33 KZT");
    let money = [("refund.bonus_part", "money")];
    assert_eq!(bonuses(&money, "2026-03-20T12:00:00+05:00"), "0.00 KZT");
    assert_eq!(bonuses(&money, "2026-03-02T12:00:00+05:00"), "0.00 KZT");
}

#[test]
fn lines_are_rounded_apart_or_together() {
    let payments = [
        paid("15990.01", "2026-06-01T00:00:00+05:00", "2026-07-01T00:00:00+05:00"),
        paid("2000.01", "2026-06-01T00:00:00+05:00", "2026-07-01T00:00:00+05:00"),
    ];
    let facts = given_up(&payments, "2026-06-15T12:00:00+05:00");
    assert_eq!(answer(&[], &facts).1, "8995.02 KZT");
    assert_eq!(answer(&[("money.round_at", "decision-total")], &facts).1, "8995.01 KZT");
    assert_eq!(answer(&[("money.rounding", "half-even")], &facts).1, "8995.00 KZT");
    assert_eq!(answer(&[("money.rounding", "down")], &facts).1, "8995.00 KZT");
}

#[test]
fn what_is_wrong_with_the_facts_is_said() {
    let shipped = Shipped::new();
    let say = |facts: &GivenUp<'_>| {
        refund(&shipped.basis(), facts, &mut Trace::off()).unwrap_err().to_string()
    };
    assert_eq!(
        say(&given_up(&[], "2026-03-01T10:14:59+05:00")),
        "request to give up registered (2026-03-01T10:14:59+05:00) lies before start of use of the \
         service (2026-03-01T10:15:00+05:00)"
    );
    let requested = "2026-03-20T12:00:00+05:00";
    let bonuses = [Paid { bonuses: kzt("15990.01"), ..march() }];
    assert_eq!(
        say(&given_up(&bonuses, requested)),
        "part paid with bonuses cannot be more than sum paid"
    );
    let roubles = [Paid { amount: "15990.00 RUB".parse().expect("roubles"), ..march() }];
    assert_eq!(
        say(&given_up(&roubles, requested)),
        "amounts in KZT and in RUB cannot be counted together"
    );
    let cash = Shipped::new().with("money.scale", "0");
    let part = [Paid { amount: kzt("15990.50"), ..march() }];
    let whole = refund(&cash.basis(), &given_up(&part, requested), &mut Trace::off());
    assert_eq!(whole, Err(Undecided::NotWhole { amount: kzt("15990.50") }));
}

#[test]
fn the_steps_show_the_arithmetic_and_the_readings_the_other_sums() {
    let march = [march()];
    let decision = decided(&Shipped::new(), &given_up(&march, "2026-03-20T09:00:00+05:00"));
    let line = decision.steps.iter().find(|step| step.what.key == "line-refund").expect("a line");
    assert_eq!(line.arithmetic.as_deref(), Some("15990.00 × 11 / 31"));
    assert_eq!(line.rounded, Some(Value::Money(kzt("5673.87"))));
    let Value::Sum(exact, _) = line.result else { panic!("{line:?}") };
    assert_eq!(exact.to_string(), "175890/31");
    let other: Vec<_> = decision
        .readings
        .iter()
        .map(|reading| {
            let sum = reading.outcome.as_ref().map(|refund| refund.refund.to_string());
            (reading.parameter.id, reading.value.to_string(), sum.ok())
        })
        .collect();
    let is = |id, value: &str, sum: Option<&str>| (id, value.to_owned(), sum.map(str::to_owned));
    assert_eq!(
        other,
        [
            is("refund.count_cancel_day", "false", Some("6189.68 KZT")),
            is("refund.day_basis", "thirty", Some("5330.00 KZT")),
            is("refund.price_basis", "list-price", None),
        ]
    );
}

#[test]
fn the_last_day_for_a_refund_is_counted_in_working_days() {
    let due = |requested, basis| {
        let facts = RefundDeadline { requested: at(requested), basis };
        decide(&Shipped::new().basis(), |basis, trace| refund_deadline(basis, &facts, trace))
    };
    let decision = due("2026-03-05T11:00:00+05:00", RefundBasis::Recalculated).expect("a date");
    assert_eq!(decision.outcome.date.to_string(), "2026-04-01");
    let inputs = &decision.steps[0].inputs;
    let (_, skipped) = inputs.iter().find(|(label, _)| label.key == "days-off").expect("days off");
    let Value::List(days) = skipped else { panic!("{skipped:?}") };
    let named = days.iter().map(|day| match day {
        Value::DayOff(date, name) => format!("{date} {}", name.en),
        other => panic!("{other:?}"),
    });
    assert_eq!(
        named.collect::<Vec<_>>(),
        [
            "2026-03-09 International Women's Day",
            "2026-03-23 Nauryz",
            "2026-03-24 Nauryz",
            "2026-03-25 Nauryz"
        ]
    );
    let (_, calendar) = inputs.iter().find(|(label, _)| label.key == "calendar").expect("one");
    assert_eq!(*calendar, Value::Text("kazakhstan 2026-11".to_owned()));

    // The date at the offset of the agreement counts, to its last second.
    let date = |requested| {
        due(requested, RefundBasis::Full).map(|decision| decision.outcome.date.to_string())
    };
    assert_eq!(date("2026-03-05T18:59:59Z").as_deref(), Ok("2026-04-01"));
    assert_eq!(date("2026-03-05T19:00:00Z").as_deref(), Ok("2026-04-02"));
    assert!(matches!(date("2028-12-20T12:00:00Z"), Err(Undecided::OutsideCalendar { .. })));
}

#[test]
fn a_full_refund_has_a_time_of_its_own() {
    let shipped = Shipped::new().with("refund.full_payout_working_days", "3 working days");
    let due = |basis| {
        let facts = RefundDeadline { requested: at("2026-03-05T11:00:00+05:00"), basis };
        refund_deadline(&shipped.basis(), &facts, &mut Trace::off()).expect("a date")
    };
    assert_eq!(due(RefundBasis::Full).date.to_string(), "2026-03-11");
    assert_eq!(due(RefundBasis::Recalculated).date.to_string(), "2026-04-01");
    let six = Shipped::new().with("working_week", "six-day");
    let facts =
        RefundDeadline { requested: at("2026-03-05T11:00:00+05:00"), basis: RefundBasis::Full };
    let other = refund_deadline(&six.basis(), &facts, &mut Trace::off());
    assert!(matches!(other, Err(Undecided::OtherWeek { .. })), "{other:?}");
}

#[test]
fn years_that_are_not_published_are_named_with_the_date() {
    let facts = RefundDeadline {
        requested: at("2026-12-21T11:00:00+05:00"),
        basis: RefundBasis::Recalculated,
    };
    let decision = decide(&Shipped::new().basis(), |b, t| refund_deadline(b, &facts, t));
    let steps = decision.expect("a date").steps;
    let years = steps[0].inputs.iter().find(|(label, _)| label.key == "computed-years");
    assert_eq!(years.map(|(_, value)| value), Some(&Value::List(vec![Value::Text("2027".into())])));
}

#[test]
fn bare_days_are_prorated_once() {
    let shipped = Shipped::new();
    let of = |total_days, used_days| {
        let facts = Prorate { paid: kzt("15990.00"), total_days, used_days };
        prorate(&shipped.basis(), &facts, &mut Trace::off())
    };
    let rest = of(31, 20).expect("a refund");
    assert_eq!(rest.daily_cost.to_string(), "15990/31");
    assert_eq!((rest.refund, rest.retained), (kzt("5673.87"), kzt("10316.13")));
    assert_eq!(of(31, 31).expect("nothing").refund, kzt("0"));
    assert!(matches!(of(31, 32), Err(Undecided::MoreThanAll { .. })));
    assert!(matches!(of(0, 0), Err(Undecided::Zero { .. })));
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(super::labels::ALL);
}
