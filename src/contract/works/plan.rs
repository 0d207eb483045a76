//! What is wrong with a plan of works before anybody is told of it (7.1).

use super::{ClassifiedWorks, WorksFacts, classify_works, labels as say, signed};
use crate::contract::choice::choices;
use crate::contract::decision::{Label, Step, Trace, Value};
use crate::contract::terms::{Clause, Works};
use crate::contract::{Basis, Date, Exact, Instant, Interval, Spans, Undecided};

/// A plan of works.
#[derive(Clone, Copy, Debug)]
pub struct PlanFacts<'a> {
    /// When customers will be told, and when the works are to be.
    pub works: WorksFacts,
    /// The planned time of other works, in any order.
    pub others: &'a [Interval<Instant>],
}

choices! {
    /// What is wrong with a plan.
    pub enum PlanFault {
        /// Customers would be told too late: all of it would be unplanned.
        Late = "late-notice",
        /// A part lies outside of the hours of least load.
        Outside = "outside-window",
        /// It is longer than the hours of one night.
        TooLong = "longer-than-window",
    }
}

impl PlanFault {
    /// What it is called.
    pub fn label(self) -> &'static Label {
        match self {
            Self::Late => &say::LATE,
            Self::Outside => &say::OUTSIDE,
            Self::TooLong => &say::TOO_LONG,
        }
    }
}

/// What would become of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What the works would be if they were done so.
    pub classified: ClassifiedWorks,
    /// What is wrong with it; nothing if all of it would be planned.
    pub faults: Vec<PlanFault>,
    /// The last moment at which customers can be told.
    pub latest_notice: Instant,
    /// The first moment at which works of this length can begin so that all of them are planned, if
    /// customers are told when the plan says. None are if they do not fit into one night.
    pub earliest_start: Option<Instant>,
    /// How many nights works of this length need at least.
    pub nights: i64,
    /// The year of the guarantee in which they begin: the calendar year.
    pub year: i32,
    /// Seconds of planned works in that year without these.
    pub others_of_year: i64,
    /// Seconds of planned works in that year with these. The agreement has no limit for it.
    pub planned_of_year: i64,
}

/// Seconds of 24 hours.
const DAY: i64 = 86_400;

/// A plan is judged night by night, and nobody plans works of years: a longer one is a slip of the pen.
const LONGEST_DAYS: i64 = 366;

/// Checks a plan of works (7.1).
pub fn plan_works(
    basis: &Basis<'_>,
    facts: &PlanFacts<'_>,
    trace: &mut Trace,
) -> Result<Plan, Undecided> {
    let rules = &basis.terms.works;
    let WorksFacts { notified, works } = facts.works;
    if works.from().seconds_until(works.until()) > LONGEST_DAYS * DAY {
        return Err(Undecided::TooLong { what: &say::WORKS, days: LONGEST_DAYS });
    }
    let classified = classify_works(basis, &facts.works, trace)?;
    let notice = signed(rules.notice)?;
    let length = works.from().seconds_until(works.until());
    let latest_notice = works.from().add_seconds(-notice).ok_or(Undecided::OutOfYears)?;
    trace.step(|| {
        Step::new(Clause::C7_1, &say::LATEST_NOTICE, latest_notice)
            .from(&say::BEGIN, works.from())
            .from(&say::ASKED, Value::Seconds(notice))
    });
    let told = notified.add_seconds(notice).ok_or(Undecided::OutOfYears)?;
    let earliest_start = earliest_start(basis, told, length)?;
    let window = i64::from(rules.window.seconds());
    let nights = if window == DAY { 1 } else { (length + window - 1) / window };
    trace.step(|| {
        Step::new(Clause::C7_1, &say::EARLIEST_START, earliest_start)
            .from(&say::TOLD, notified)
            .from(&say::ASKED, Value::Seconds(notice))
            .from(&say::LENGTH, Value::Seconds(length))
            .from(&say::WINDOW, rules.window.to_string())
            .from(&say::NIGHTS, Value::Number(Exact::whole(nights)))
    });
    let year = basis.date(works.from()).year();
    let (others_of_year, planned_of_year) = of_year(basis, year, facts.others, &classified)?;
    trace.step(|| {
        Step::new(Clause::C7_1, &say::OF_YEAR, Value::Seconds(planned_of_year))
            .from(&say::OTHERS, Value::Seconds(others_of_year))
            .from(&say::PLANNED, Value::Seconds(classified.planned_seconds()))
    });
    let faults = faults(rules, basis, &classified, works, nights);
    trace.step(|| {
        let faults = faults.iter().map(|fault| Value::Word(fault.label())).collect();
        Step::new(Clause::C7_1, &say::FAULTS, Value::List(faults))
    });
    Ok(Plan {
        classified,
        faults,
        latest_notice,
        earliest_start,
        nights,
        year,
        others_of_year,
        planned_of_year,
    })
}

fn faults(
    rules: &Works,
    basis: &Basis<'_>,
    classified: &ClassifiedWorks,
    works: Interval<Instant>,
    nights: i64,
) -> Vec<PlanFault> {
    let (_, outside) = rules.by_hours(works, basis.offset());
    let all = [
        (!classified.in_time, PlanFault::Late),
        (!outside.is_empty(), PlanFault::Outside),
        (nights > 1, PlanFault::TooLong),
    ];
    all.into_iter().filter_map(|(is_so, fault)| is_so.then_some(fault)).collect()
}

/// The first moment not before `told` from which `length` seconds lie within the hours of one night.
fn earliest_start(
    basis: &Basis<'_>,
    told: Instant,
    length: i64,
) -> Result<Option<Instant>, Undecided> {
    let works = &basis.terms.works;
    // Hours that are the whole day follow each other without a gap.
    if i64::from(works.window.seconds()) == DAY {
        return Ok(Some(told));
    }
    if length > i64::from(works.window.seconds()) {
        return Ok(None);
    }
    works.first_quiet(told, length, basis.offset()).map(Some).ok_or(Undecided::OutOfYears)
}

/// The planned time of a calendar year: of other works, and with these.
fn of_year(
    basis: &Basis<'_>,
    year: i32,
    others: &[Interval<Instant>],
    works: &ClassifiedWorks,
) -> Result<(i64, i64), Undecided> {
    let first = |year| Date::new(year, 1, 1).map_err(|_| Undecided::OutOfYears);
    let year = basis.period(basis.midnight(first(year)?), basis.midnight(first(year + 1)?))?;
    let others: Spans = others.iter().copied().collect();
    let all = others.union(&works.planned.iter().copied().collect());
    Ok((others.seconds_within(year), all.seconds_within(year)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::decision::decide;
    use crate::contract::shipped::Shipped;
    use crate::contract::{ChangeFacts, change_notice};

    fn at(text: &str) -> Instant {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    fn facts(told: &str, from: &str, until: &str) -> PlanFacts<'static> {
        let works = Interval::new(at(from), at(until)).expect("forwards");
        PlanFacts { works: WorksFacts { notified: at(told), works }, others: &[] }
    }

    fn plan(shipped: &Shipped, facts: &PlanFacts<'_>) -> Plan {
        plan_works(&shipped.basis(), facts, &mut Trace::off()).expect("decided")
    }

    #[test]
    fn a_plan_is_good_to_the_second_and_bad_after_it() {
        let shipped = Shipped::new();
        let night = ("2026-12-06T01:00:00+05:00", "2026-12-06T06:00:00+05:00");
        let good = plan(&shipped, &facts("2026-12-04T01:00:00+05:00", night.0, night.1));
        assert_eq!(good.faults, []);
        assert_eq!(good.latest_notice, at("2026-12-04T01:00:00+05:00"));
        assert_eq!(good.earliest_start, Some(at(night.0)));
        assert_eq!((good.nights, good.year, good.planned_of_year), (1, 2026, 18_000));
        let late = plan(&shipped, &facts("2026-12-04T01:00:01+05:00", night.0, night.1));
        assert_eq!(late.faults, [PlanFault::Late]);
        // The whole night is needed, so it is the next one.
        assert_eq!(late.earliest_start, Some(at("2026-12-07T01:00:00+05:00")));
        assert_eq!((late.classified.unplanned_seconds(), late.planned_of_year), (18_000, 0));
        let early = plan(
            &shipped,
            &facts(
                "2026-12-01T00:00:00Z",
                "2026-12-06T00:59:59+05:00",
                "2026-12-06T05:00:00+05:00",
            ),
        );
        assert_eq!(early.faults, [PlanFault::Outside]);
        assert_eq!(early.classified.unplanned_seconds(), 1);
        // Told at 05:00, so they can begin in the night of the third day at 05:00 if they are short.
        let short = plan(
            &shipped,
            &facts(
                "2026-12-01T00:00:00Z",
                "2026-12-06T00:00:00+05:00",
                "2026-12-06T00:30:00+05:00",
            ),
        );
        assert_eq!(short.earliest_start, Some(at("2026-12-03T05:00:00+05:00")));
    }

    #[test]
    fn what_no_night_holds_is_spread_over_several() {
        let long =
            facts("2026-12-01T00:00:00Z", "2026-12-06T01:00:00+05:00", "2026-12-06T11:00:01+05:00");
        let found = plan(&Shipped::new(), &long);
        assert_eq!(found.faults, [PlanFault::Outside, PlanFault::TooLong]);
        assert_eq!((found.earliest_start, found.nights), (None, 3));
        let all_day = Shipped::new().with("maintenance.window", "00:00-24:00");
        let found = plan(&all_day, &long);
        assert_eq!((found.faults, found.nights), (Vec::new(), 1));
        assert_eq!(found.earliest_start, Some(at("2026-12-03T00:00:00Z")));
    }

    #[test]
    fn works_of_more_than_a_year_are_no_plan() {
        let shipped = Shipped::new();
        let of = |until: &str| {
            let facts = facts("2026-12-01T00:00:00Z", "2026-12-06T01:00:00+05:00", until);
            plan_works(&shipped.basis(), &facts, &mut Trace::on())
        };
        assert_eq!(of("2027-12-07T01:00:00+05:00").expect("a year").nights, 1_757);
        for until in ["2027-12-07T01:00:01+05:00", "2999-12-31T00:00:00+05:00"] {
            let refused = of(until).expect_err("too long");
            assert_eq!(refused, Undecided::TooLong { what: &say::WORKS, days: 366 });
        }
    }

    #[test]
    fn planned_hours_of_a_year_count_once_and_only_there() {
        let span = |from: &str, until: &str| Interval::new(at(from), at(until)).unwrap();
        let others = [
            span("2026-12-06T02:00:00+05:00", "2026-12-06T04:00:00+05:00"),
            span("2026-12-06T03:00:00+05:00", "2026-12-06T05:00:00+05:00"),
            span("2025-12-06T03:00:00+05:00", "2025-12-06T05:00:00+05:00"),
        ];
        let works =
            facts("2026-12-01T00:00:00Z", "2026-12-06T04:30:00+05:00", "2026-12-06T06:00:00+05:00");
        let found = plan(&Shipped::new(), &PlanFacts { others: &others, ..works });
        assert_eq!((found.others_of_year, found.planned_of_year), (10_800, 14_400));
    }

    #[test]
    fn works_over_the_edge_are_read_otherwise_too() {
        let works =
            facts("2026-12-01T00:00:00Z", "2026-12-06T05:00:00+05:00", "2026-12-06T07:00:00+05:00");
        let decision = decide(&Shipped::new().basis(), |basis, trace| {
            classify_works(basis, &works.works, trace)
        })
        .expect("decided");
        assert_eq!(decision.outcome.planned_seconds(), 3_600);
        let [reading] = &decision.readings[..] else { panic!("{:?}", decision.readings) };
        assert_eq!(reading.parameter.id, "maintenance.overrun");
        assert_eq!(reading.outcome.as_ref().map(ClassifiedWorks::planned_seconds), Ok(0));
        let steps: Vec<_> = decision.steps.iter().map(|step| step.what.key).collect();
        assert_eq!(steps, ["in-time", "planned-part", "unplanned-part"]);
    }

    #[test]
    fn a_change_is_told_of_48_hours_before() {
        let shipped = Shipped::new();
        let judge = |told: &str| {
            let facts = ChangeFacts { notified: at(told), change: at("2026-05-14T09:00:00+05:00") };
            change_notice(&shipped.basis(), &facts, &mut Trace::off()).expect("decided")
        };
        let exact = judge("2026-05-12T04:00:00Z");
        assert_eq!((exact.in_time, exact.given), (true, 172_800));
        assert_eq!(exact.latest_notice, at("2026-05-12T09:00:00+05:00"));
        let late = judge("2026-05-12T09:00:01+05:00");
        assert_eq!((late.in_time, late.given), (false, 172_799));
        assert_eq!(late.earliest_change, at("2026-05-14T09:00:01+05:00"));
        assert_eq!(judge("2026-05-14T09:00:01+05:00").given, -1);
        // Where the preamble goes before 6.3, the customer only has to know of it.
        let silent = Shipped::new().with("agreement.conflict", "latest-edition-always");
        for (told, in_time) in
            [("2026-05-14T09:00:00+05:00", true), ("2026-05-14T09:00:01+05:00", false)]
        {
            let facts = ChangeFacts { notified: at(told), change: at("2026-05-14T09:00:00+05:00") };
            let found = change_notice(&silent.basis(), &facts, &mut Trace::off());
            assert_eq!(found.map(|found| found.in_time), Ok(in_time));
        }
    }

    proptest! {
        #[test]
        fn what_the_plan_advises_is_without_fault(
            start in 0_i64..30_000_000, length in 1_i64..40_000, notice in -100_000_i64..400_000,
            from in 0_i32..20, hours in 1_i32..5
        ) {
            let window = format!("{from:02}:30-{:02}:30", from + hours.min(23 - from));
            prop_assume!(from + hours <= 23);
            let shipped = Shipped::new().with("maintenance.window", &window);
            let begin = at("2026-01-01T00:00:00Z").add_seconds(start).unwrap();
            let of = |begin: Instant| {
                let works = Interval::new(begin, begin.add_seconds(length).unwrap()).unwrap();
                let notified = at("2026-01-01T00:00:00Z").add_seconds(start - notice).unwrap();
                plan(&shipped, &PlanFacts { works: WorksFacts { notified, works }, others: &[] })
            };
            let first = of(begin);
            prop_assert_eq!(
                first.classified.planned_seconds() + first.classified.unplanned_seconds(), length
            );
            prop_assert_eq!(first.faults.is_empty(), first.classified.unplanned.is_empty());
            match first.earliest_start {
                Some(best) => {
                    prop_assert_eq!(of(best).faults, []);
                    // No earlier second is as good; those within a night before are tried.
                    for earlier in [1, 60, 3_599, 3_600, 7_200, 86_399, 86_400, 172_800] {
                        let sooner = of(best.add_seconds(-earlier).unwrap());
                        prop_assert!(!sooner.faults.is_empty(), "{earlier} s before {best}");
                    }
                }
                None => prop_assert!(length > i64::from(hours) * 3_600 && first.nights > 1),
            }
        }
    }
}
