use proptest::prelude::*;

use super::*;
use crate::contract::decision::decide;
use crate::contract::shipped::Shipped;
use crate::contract::{Exact, UtcOffset};

fn at(text: &str) -> Instant {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn span(from: &str, until: &str) -> Interval<Instant> {
    Interval::new(at(from), at(until)).expect("forwards")
}

fn outage(from: &str, until: &str, cause: Cause) -> Outage {
    Outage { span: span(from, until), cause }
}

const fn year(year: i32) -> AskedTime {
    AskedTime::Year { year, at: None, connected: None }
}

fn events(time: AskedTime, outages: &[Outage]) -> DowntimeEvents<'_> {
    DowntimeEvents {
        time,
        service_from: None,
        service_to: None,
        outages,
        planned: &[],
        unplanned: &[],
        unknown: &[],
    }
}

fn totals(shipped: &Shipped, of: i32, downtime: i64) -> Availability {
    let totals = DowntimeTotals { time: year(of), downtime, planned: 0 };
    availability(&shipped.basis(), &totals, &mut Trace::off()).expect("decided")
}

fn of(shipped: &Shipped, events: &DowntimeEvents<'_>) -> Result<Availability, Undecided> {
    availability_of_events(&shipped.basis(), events, &mut Trace::off())
}

#[test]
fn the_two_figures_part_at_the_second() {
    use GuaranteeStatus::{Breach, Disputed, Met};
    let shipped = Shipped::new();
    for (of, downtime, status, breach, percentage) in [
        (2026, 0, Met, false, "100.000000"),
        (2026, 63_072, Met, false, "99.800000"),
        (2026, 63_073, Disputed, true, "99.799997"),
        (2026, 64_800, Disputed, true, "99.794521"),
        (2026, 64_801, Breach, true, "99.794517"),
        (2028, 63_244, Met, false, "99.800003"),
        (2028, 63_245, Disputed, true, "99.799999"),
        (2028, 64_800, Disputed, true, "99.795082"),
        (2028, 64_801, Breach, true, "99.795079"),
    ] {
        let found = totals(&shipped, of, downtime);
        let seen = (found.status, found.breach, found.percentage().unwrap());
        assert_eq!(seen, (status, breach, percentage.to_owned()), "{of}: {downtime}");
    }
    assert_eq!(totals(&shipped, 2028, 0).limit_by_percent.to_string(), "316224/5");
    assert_eq!(totals(&shipped, 2026, 1).left(), Ok(Exact::whole(63_071)));
}

#[test]
fn the_reading_of_the_two_figures_decides_between_them() {
    for (precedence, breach, allowed) in
        [("strictest", true, 63_072), ("percent", true, 63_072), ("hours", false, 64_800)]
    {
        let shipped = Shipped::new().with("sla.precedence", precedence);
        let found = totals(&shipped, 2026, 64_800);
        let expected = (breach, Exact::whole(allowed), GuaranteeStatus::Disputed);
        assert_eq!((found.breach, found.allowed, found.status), expected, "{precedence}");
    }
    // A guarantee of fewer hours is the stricter one.
    let strict = Shipped::new().with("sla.hours", "17 hours");
    let found = totals(&strict, 2026, 61_201);
    assert_eq!((found.status, found.breach), (GuaranteeStatus::Disputed, true));
    assert_eq!(found.allowed, Exact::whole(61_200));
    assert!(!totals(&strict.with("sla.precedence", "percent"), 2026, 61_201).breach);
}

#[test]
fn planned_works_can_leave_the_base_of_the_percentage() {
    let totals = DowntimeTotals { time: year(2026), downtime: 63_072, planned: 36_000 };
    let judge = |shipped: Shipped| {
        let found = availability(&shipped.basis(), &totals, &mut Trace::off()).expect("decided");
        (found.base_seconds, found.limit_by_percent, found.breach_percent)
    };
    let all = judge(Shipped::new());
    assert_eq!(all, (31_536_000, Exact::whole(63_072), false));
    let without = judge(Shipped::new().with("sla.denominator", "without-planned"));
    assert_eq!(without, (31_500_000, Exact::whole(63_000), true));
}

#[test]
fn works_and_causes_take_away_what_they_should() {
    let outages = [
        outage("2026-05-14T04:00:00+05:00", "2026-05-14T14:00:00+05:00", Cause::ProviderFault),
        outage("2026-05-14T12:00:00+05:00", "2026-05-14T15:30:00+05:00", Cause::ProviderFault),
        outage("2026-05-14T13:00:00+05:00", "2026-05-14T20:00:00+05:00", Cause::Customer),
    ];
    let planned = [span("2026-05-14T01:00:00+05:00", "2026-05-14T06:00:00+05:00")];
    let unplanned = [span("2026-05-14T06:00:00+05:00", "2026-05-14T15:30:00+05:00")];
    let events =
        DowntimeEvents { planned: &planned, unplanned: &unplanned, ..events(year(2026), &outages) };
    let found = of(&Shipped::new(), &events).expect("decided");
    assert_eq!((found.downtime_seconds, found.planned_seconds), (34_200, 18_000));
    assert_eq!(found.downtime.as_slice(), &unplanned);
    let both = Shipped::new().with("sla.excluded_works", "planned-and-unplanned");
    assert_eq!(of(&both, &events).map(|it| it.downtime_seconds), Ok(0));
}

#[test]
fn a_part_year_is_judged_by_its_own_percentage_and_the_whole_hours() {
    let outages = [
        outage("2026-10-03T09:00:00+05:00", "2026-10-03T13:30:00+05:00", Cause::ProviderFault),
        outage("2026-11-20T00:00:00+05:00", "2026-11-20T03:00:00+05:00", Cause::ProviderFault),
    ];
    let since = Some(at("2026-10-03T12:00:00+05:00"));
    let part = DowntimeEvents { service_from: since, ..events(year(2026), &outages) };
    let found = of(&Shipped::new(), &part).expect("decided");
    assert_eq!((found.downtime_seconds, found.period_seconds), (16_200, 7_732_800));
    assert_eq!((found.breach_percent, found.breach_hours), (true, false));
    assert_eq!(found.limit_by_hours, 64_800);
    // Before the year began there is nothing to cut; after it was over there was no service.
    let before = DowntimeEvents { service_from: Some(at("2025-06-01T00:00:00Z")), ..part };
    assert_eq!(of(&Shipped::new(), &before).map(|it| it.period_seconds), Ok(31_536_000));
    let after = DowntimeEvents { service_from: Some(at("2027-01-01T00:00:00+05:00")), ..part };
    assert!(matches!(of(&Shipped::new(), &after), Err(Undecided::OutsidePeriod { .. })));
    let ended = DowntimeEvents { service_to: Some(at("2026-01-01T00:00:00+05:00")), ..part };
    assert!(of(&Shipped::new(), &ended).is_err());
    let one_second = DowntimeEvents {
        service_from: None,
        service_to: Some(at("2026-01-01T00:00:01+05:00")),
        ..part
    };
    assert_eq!(of(&Shipped::new(), &one_second).map(|it| it.period_seconds), Ok(1));
}

#[test]
fn the_year_is_that_of_the_policy() {
    let asked = |at_: &str| AskedTime::Year {
        year: 2026,
        at: Some(at(at_)),
        connected: Some(at("2024-02-29T15:00:00+05:00")),
    };
    let period = |policy: &str, at: &str| {
        let shipped = Shipped::new().with("sla.year", policy);
        let found = of(&shipped, &events(asked(at), &[])).expect("decided");
        (found.period.from().to_string(), found.period.until().to_string())
    };
    let pair = |from: &str, until: &str| (from.to_owned(), until.to_owned());
    assert_eq!(
        period("calendar", "2026-06-01T00:00:00+05:00"),
        pair("2026-01-01T00:00:00+05:00", "2027-01-01T00:00:00+05:00")
    );
    assert_eq!(
        period("rolling-365", "2026-06-01T12:30:00Z"),
        pair("2025-06-01T17:30:00+05:00", "2026-06-01T17:30:00+05:00")
    );
    let second = pair("2025-02-28T15:00:00+05:00", "2026-02-28T15:00:00+05:00");
    assert_eq!(period("contract-year", "2026-02-28T15:00:00+05:00"), second);
    assert_eq!(period("contract-year", "2025-02-28T15:00:01+05:00"), second);
    assert_eq!(
        period("contract-year", "2026-02-28T15:00:01+05:00"),
        pair("2026-02-28T15:00:00+05:00", "2027-02-28T15:00:00+05:00")
    );
    assert_eq!(
        period("contract-year", "2024-02-29T15:00:00+05:00"),
        pair("2024-02-29T15:00:00+05:00", "2025-02-28T15:00:00+05:00")
    );
    // The fourth year ends with the leap day again.
    assert_eq!(period("contract-year", "2027-12-31T00:00:00Z").1, "2028-02-29T15:00:00+05:00");
    let early = of(
        &Shipped::new().with("sla.year", "contract-year"),
        &events(asked("2024-02-29T14:59:59+05:00"), &[]),
    );
    assert!(matches!(early, Err(Undecided::TooEarly { .. })));
    let nothing = of(&Shipped::new().with("sla.year", "rolling-365"), &events(year(2026), &[]));
    assert!(matches!(nothing, Err(Undecided::Missing { because: "sla.year", .. })));
}

#[test]
fn what_nobody_measured_is_neither_up_nor_down() {
    let outages =
        [outage("2026-03-01T00:00:00+05:00", "2026-03-01T10:00:00+05:00", Cause::ProviderFault)];
    let planned = [span("2026-03-02T01:00:00+05:00", "2026-03-02T06:00:00+05:00")];
    let judge = |unknown: &[Interval<Instant>]| {
        let events = DowntimeEvents { unknown, planned: &planned, ..events(year(2026), &outages) };
        let found = of(&Shipped::new(), &events).expect("decided");
        assert_eq!((found.downtime_seconds, found.breach), (36_000, false));
        (found.unknown_seconds, found.verdict())
    };
    assert_eq!(judge(&[]), (0, GuaranteeVerdict::Met));
    // Over a downtime that is known, and over planned works, nothing is unknown.
    let short = span("2026-03-01T09:00:00+05:00", "2026-03-01T17:31:12+05:00");
    assert_eq!(judge(&[short]), (27_072, GuaranteeVerdict::Met));
    let a_second_more = span("2026-03-01T09:00:00+05:00", "2026-03-01T17:31:13+05:00");
    assert_eq!(judge(&[a_second_more]), (27_073, GuaranteeVerdict::Unproven));
    let night = span("2026-03-02T00:00:00+05:00", "2026-03-02T06:00:00+05:00");
    assert_eq!(judge(&[night, night]), (3_600, GuaranteeVerdict::Met));
    let long = [outage("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", Cause::ProviderFault)];
    let broken = DowntimeEvents { unknown: &[night], ..events(year(2026), &long) };
    let verdict = of(&Shipped::new(), &broken).map(|found| found.verdict());
    assert_eq!(verdict, Ok(GuaranteeVerdict::Breach));
}

#[test]
fn sums_that_cannot_be_are_refused() {
    let shipped = Shipped::new();
    for (downtime, planned) in [(31_536_001, 0), (0, 31_536_001), (-1, 0)] {
        let totals = DowntimeTotals { time: year(2026), downtime, planned };
        let refused = availability(&shipped.basis(), &totals, &mut Trace::off());
        assert!(matches!(refused, Err(Undecided::MoreThanAll { .. })), "{refused:?}");
    }
    let without = Shipped::new().with("sla.denominator", "without-planned");
    let totals = DowntimeTotals { time: year(2026), downtime: 0, planned: 31_536_000 };
    let of_nothing = availability(&without.basis(), &totals, &mut Trace::off());
    assert_eq!(of_nothing, Err(Undecided::OfNothing));
}

#[test]
fn the_other_readings_come_with_the_answer() {
    let outages = [outage("2026-06-01T00:00:00Z", "2026-06-01T18:00:00Z", Cause::ProviderFault)];
    let unplanned = [span("2026-06-01T10:00:00Z", "2026-06-01T12:00:00Z")];
    let time = AskedTime::Year {
        year: 2026,
        at: Some(at("2026-06-01T09:00:00Z")),
        connected: Some(at("2026-02-01T00:00:00Z")),
    };
    let events = DowntimeEvents { unplanned: &unplanned, ..events(time, &outages) };
    let decision = decide(&Shipped::new().basis(), |basis, trace| {
        availability_of_events(basis, &events, trace)
    })
    .expect("decided");
    assert!(decision.outcome.breach);
    let readings: Vec<_> = decision
        .readings
        .iter()
        .map(|one| {
            let outcome = one.outcome.as_ref().expect("decided");
            (one.parameter.id, one.value.to_string(), outcome.downtime_seconds, outcome.breach)
        })
        .collect();
    let reading = |id, value: &str, seconds, breach| (id, value.to_owned(), seconds, breach);
    assert_eq!(
        readings,
        [
            reading("sla.year", "rolling-365", 32_400, false),
            reading("sla.year", "contract-year", 64_800, true),
            reading("sla.excluded_works", "planned-and-unplanned", 57_600, false),
            reading("sla.precedence", "hours", 64_800, false),
        ]
    );
}

/// A random time of a few days in minutes, with everything that can lie in it.
#[derive(Clone, Debug)]
struct Days {
    from: Instant,
    service: Option<(i64, i64)>,
    outages: Vec<(i64, i64, Cause)>,
    planned: Vec<(i64, i64)>,
    unplanned: Vec<(i64, i64)>,
    unknown: Vec<(i64, i64)>,
}

const MINUTES: i64 = 3 * 24 * 60;

impl Days {
    fn span(&self, (from, until): (i64, i64)) -> Interval<Instant> {
        let at = |minute: i64| self.from.add_seconds(minute * 60).unwrap();
        Interval::new(at(from), at(until)).unwrap()
    }

    fn spans(&self, all: &[(i64, i64)]) -> Vec<Interval<Instant>> {
        all.iter().map(|&one| self.span(one)).collect()
    }

    fn decide(&self, shipped: &Shipped) -> Availability {
        let outages: Vec<_> = self
            .outages
            .iter()
            .map(|&(from, until, cause)| Outage { span: self.span((from, until)), cause })
            .collect();
        let service = self.service.map(|service| self.span(service));
        let (planned, unplanned) = (self.spans(&self.planned), self.spans(&self.unplanned));
        let unknown = self.spans(&self.unknown);
        let events = DowntimeEvents {
            time: AskedTime::Span(self.span((0, MINUTES))),
            service_from: service.map(Interval::from),
            service_to: service.map(Interval::until),
            outages: &outages,
            planned: &planned,
            unplanned: &unplanned,
            unknown: &unknown,
        };
        of(shipped, &events).expect("decided")
    }

    /// Minute by minute: length, downtime, planned works, unknown.
    fn model(&self, both_works: bool) -> [i64; 4] {
        let inside = |all: &[(i64, i64)], minute: i64| {
            all.iter().any(|&(from, until)| (from..until).contains(&minute))
        };
        let mut sums = [0; 4];
        for minute in 0..MINUTES {
            if self.service.is_some_and(|(from, until)| !(from..until).contains(&minute)) {
                continue;
            }
            let down = self.outages.iter().any(|&(from, until, cause)| {
                let counts = matches!(cause, Cause::ProviderFault | Cause::PreinstalledSoftware);
                counts && (from..until).contains(&minute)
            });
            let planned = inside(&self.planned, minute);
            let left_out = planned || (both_works && inside(&self.unplanned, minute));
            let counted = down && !left_out;
            sums[0] += 60;
            sums[1] += if counted { 60 } else { 0 };
            sums[2] += if planned { 60 } else { 0 };
            let blind = inside(&self.unknown, minute) && !counted && !planned;
            sums[3] += if blind { 60 } else { 0 };
        }
        sums
    }
}

fn some(most: usize) -> impl Strategy<Value = Vec<(i64, i64)>> {
    let one = (-600_i64..MINUTES + 300, 1_i64..900).prop_map(|(from, n)| (from, from + n));
    prop::collection::vec(one, 0..most)
}

prop_compose! {
    fn days()(
        seconds in 0_i64..90_000_000,
        service in prop::option::of((-500_i64..2_000, 2_100_i64..MINUTES + 500)),
        outages in some(6),
        causes in prop::collection::vec(prop::sample::select(Cause::ALL), 6),
        planned in some(3), unplanned in some(3), unknown in some(3),
    ) -> Days {
        let from = at("2025-01-01T00:00:00Z").add_seconds(seconds).unwrap();
        let outages = outages.iter().zip(causes).map(|(&(f, u), cause)| (f, u, cause)).collect();
        Days { from, service, outages, planned, unplanned, unknown }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn events_agree_with_the_minutes(days in days(), both_works: bool, without_planned: bool) {
        let shipped = Shipped::new()
            .with("sla.excluded_works", if both_works { "planned-and-unplanned" } else { "planned" })
            .with("sla.denominator", if without_planned { "without-planned" } else { "all-time" })
            .with("sla.hours", "6 hours")
            .with("sla.percent", "95 %");
        let [length, downtime, planned, unknown] = days.model(both_works);
        let base = if without_planned { length - planned } else { length };
        prop_assume!(base > 0);
        let found = days.decide(&shipped);
        prop_assert_eq!(
            (found.period_seconds, found.downtime_seconds, found.planned_seconds, found.unknown_seconds),
            (length, downtime, planned, unknown)
        );
        prop_assert_eq!(found.base_seconds, base);
        let over_percent = |down: i64| down * 100 > base * 5;
        let over_hours = |down: i64| down > 6 * 3_600;
        prop_assert_eq!(found.breach_percent, over_percent(downtime));
        prop_assert_eq!(found.breach_hours, over_hours(downtime));
        prop_assert_eq!(found.breach, over_percent(downtime) || over_hours(downtime));
        let worst = downtime + unknown;
        prop_assert_eq!(found.breach_at_worst, over_percent(worst) || over_hours(worst));
        // 100.000000 - downtime / base × 100, half up, in whole numbers.
        let up = i128::from(base - downtime) * 200_000_000 + i128::from(base);
        let units = up / (2 * i128::from(base));
        let expected = format!("{}.{:06}", units / 1_000_000, units % 1_000_000);
        prop_assert_eq!(found.percentage().unwrap(), expected);
    }

    #[test]
    fn neither_order_nor_repetition_nor_offset_matters(mut days in days(), by in 0_usize..6) {
        let shipped = Shipped::new();
        let first = days.decide(&shipped);
        let by = by.min(days.outages.len());
        days.outages.rotate_left(by);
        days.outages.extend_from_within(..by);
        days.planned.reverse();
        days.unplanned.reverse();
        let offset: UtcOffset = "-03:30".parse().unwrap();
        days.from = days.from.at(offset).to_string().parse().unwrap();
        prop_assert_eq!(days.decide(&shipped), first);
    }

    #[test]
    fn one_more_outage_never_makes_it_better(
        days in days(), more in (0_i64..MINUTES, 1_i64..600), cause in prop::sample::select(Cause::ALL)
    ) {
        let shipped = Shipped::new();
        let first = days.decide(&shipped);
        let mut worse = days;
        worse.outages.push((more.0, more.0 + more.1, cause));
        let second = worse.decide(&shipped);
        prop_assert!(second.downtime_seconds >= first.downtime_seconds);
        prop_assert!(second.share <= first.share);
        prop_assert!(second.breach >= first.breach);
        // What does not count takes nothing from what does.
        if !shipped.terms.compensation.causes.row(cause).counts {
            prop_assert_eq!(second.downtime_seconds, first.downtime_seconds);
        }
    }
}
