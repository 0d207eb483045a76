//! An independent model: every minute of eight days around the end of May is asked by itself, with
//! whole numbers and no arithmetic of dates.

use proptest::prelude::*;

use super::*;

/// From 28 May to the end of 4 June.
const MINUTES: usize = 8 * 1_440;
/// The end of May.
const NEXT_MONTH: usize = 4 * 1_440;
const FIRST: &str = "2026-05-28T00:00:00+05:00";

#[derive(Clone, Debug)]
struct World {
    /// First minute, length, cause.
    outages: Vec<(usize, usize, usize)>,
    planned: Vec<(usize, usize)>,
    unplanned: Vec<(usize, usize)>,
    /// The fee in minor units, and the one from a minute on.
    fee: u64,
    other: Option<(usize, u64)>,
}

/// One value of each open question.
#[derive(Clone, Copy, Debug)]
struct Reading {
    on_conflict: &'static str,
    preinstalled: &'static str,
    hours: &'static str,
    cap_scope: &'static str,
    tariff: &'static str,
}

fn stretch(longest: usize) -> impl Strategy<Value = (usize, usize)> {
    (0..MINUTES, 1..longest).prop_map(|(from, length)| (from, (from + length).min(MINUTES)))
}

fn cause() -> impl Strategy<Value = usize> {
    prop_oneof![4 => Just(0), 3 => 0..Cause::ALL.len()]
}

prop_compose! {
    fn world()(
        outages in prop::collection::vec((stretch(600), cause()), 0..7),
        long in prop::collection::vec((stretch(6_000), cause()), 0..2),
        planned in prop::collection::vec(stretch(400), 0..4),
        unplanned in prop::collection::vec(stretch(400), 0..4),
        fee in 0_u64..5_000_000,
        other in prop::option::of((1..MINUTES, 0_u64..5_000_000)),
    ) -> World {
        let outages = outages.into_iter().chain(long).map(|((from, until), c)| (from, until, c));
        World { outages: outages.collect(), planned, unplanned, fee, other }
    }
}

fn one_of(words: &[&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(words.to_vec())
}

prop_compose! {
    fn reading()(
        on_conflict in one_of(&["exclusion", "fault"]),
        preinstalled in one_of(&["excluded", "provider-fault"]),
        hours in one_of(&["exact", "floor", "ceil"]),
        cap_scope in one_of(&["calendar-month", "total"]),
        tariff in one_of(&["by-time", "at-start-of-month"]),
    ) -> Reading {
        Reading { on_conflict, preinstalled, hours, cap_scope, tariff }
    }
}

impl Reading {
    fn terms(self) -> Shipped {
        // A limit that half of these days can reach.
        Shipped::new()
            .with("compensation.cap_pct", "40 %")
            .with("compensation.on_conflict", self.on_conflict)
            .with("compensation.preinstalled_software", self.preinstalled)
            .with("compensation.hours", self.hours)
            .with("compensation.cap_scope", self.cap_scope)
            .with("compensation.mid_month_tariff", self.tariff)
    }

    fn is_by_time(self) -> bool {
        self.tariff == "by-time"
    }
}

impl World {
    fn counts(&self, minute: usize, reading: Reading) -> bool {
        let on = |list: &[(usize, usize)]| list.iter().any(|&(f, u)| f <= minute && minute < u);
        let (mut paid, mut unpaid) = (false, false);
        for &(from, until, cause) in &self.outages {
            if from <= minute && minute < until {
                // The first two causes of the table: the provider's fault, preinstalled software.
                let pays = cause == 0 || cause == 1 && reading.preinstalled == "provider-fault";
                paid |= pays;
                unpaid |= !pays;
            }
        }
        let excluded = reading.on_conflict == "exclusion" && (unpaid || on(&self.unplanned));
        paid && !on(&self.planned) && !excluded
    }

    fn fee_at(&self, minute: usize) -> u64 {
        match self.other {
            Some((since, fee)) if minute >= since => fee,
            _ => self.fee,
        }
    }

    /// Minutes of a month: those that are modelled, and whether they are May's.
    fn month(is_may: bool) -> std::ops::Range<usize> {
        if is_may { 0..NEXT_MONTH } else { NEXT_MONTH..MINUTES }
    }

    /// The fees of a month. The days of May before the model have the first fee, those of June
    /// after it have the last one.
    fn fees(&self, is_may: bool, reading: Reading) -> Vec<u64> {
        let start = if is_may { self.fee } else { self.fee_at(NEXT_MONTH) };
        if !reading.is_by_time() {
            return vec![start];
        }
        let rest = if is_may { self.fee } else { self.fee_at(MINUTES) };
        Self::month(is_may).map(|minute| self.fee_at(minute)).chain([start, rest]).collect()
    }

    /// The months with downtime: whether it is May, the sum of the fees of its minutes, the fee of
    /// its limit.
    fn months(&self, reading: Reading) -> Vec<(bool, u64, u64)> {
        let mut found = Vec::new();
        for is_may in [true, false] {
            let fees = self.fees(is_may, reading);
            let fee = |minute| if reading.is_by_time() { self.fee_at(minute) } else { fees[0] };
            let counted = Self::month(is_may).filter(|minute| self.counts(*minute, reading));
            let mut minutes: Vec<u64> = counted.map(fee).collect();
            let counted = minutes.len();
            if counted == 0 {
                continue;
            }
            // Minutes of part hours: the cheapest are left out, or filled up at the cheapest.
            minutes.sort_unstable();
            match reading.hours {
                "floor" => drop(minutes.drain(..counted % 60)),
                "ceil" => {
                    let cheapest = fees.iter().copied().min().expect("a month has a fee");
                    minutes.extend(vec![cheapest; (60 - counted % 60) % 60]);
                }
                _ => {}
            }
            let cap = fees.iter().copied().max().expect("a month has a fee");
            found.push((is_may, minutes.iter().sum(), cap));
        }
        found
    }
}

/// What so many 6,000ths of a fee are in tiyn, half up as the shipped terms have it: a minute
/// returns a 6,000th of the fee.
fn tiyn(six_thousandths: u64) -> u64 {
    (2 * six_thousandths + 6_000) / 12_000
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_rule_agrees_with_every_minute(world in world(), reading in reading()) {
        let minute = |n: usize| at(FIRST).add_seconds(i64::try_from(n).unwrap() * 60).unwrap();
        let between = |&(from, until): &(usize, usize)| Interval::new(minute(from), minute(until)).unwrap();
        let outages: Vec<_> = world.outages.iter().map(|&(from, until, cause)| Outage {
            span: between(&(from, until)), cause: Cause::ALL[cause],
        }).collect();
        let (planned, unplanned): (Vec<_>, Vec<_>) = (
            world.planned.iter().map(between).collect(),
            world.unplanned.iter().map(between).collect(),
        );
        let fee = |since, minor| MonthlyFee { since, paid: kzt(minor), months: 1, list: None };
        let mut fees = vec![fee(minute(0), world.fee)];
        fees.extend(world.other.map(|(since, minor)| fee(minute(since), minor)));
        let facts = CompensationFacts {
            planned: &planned, unplanned: &unplanned, ..claim(&fees, &outages)
        };
        let found = decided(&reading.terms(), &facts);

        let expected = world.months(reading);
        let minutes = (0..MINUTES).filter(|m| world.counts(*m, reading)).count();
        prop_assert_eq!(found.seconds, i64::try_from(minutes).unwrap() * 60);
        prop_assert_eq!(found.months.len(), expected.len());
        // One limit for all months is the largest of theirs. 40 % are 2,400 minutes of a fee.
        let mut left = tiyn(2_400 * expected.iter().map(|&(_, _, cap)| cap).max().unwrap_or(0));
        let mut total = 0;
        for (month, (is_may, sum, cap)) in found.months.iter().zip(expected) {
            let starts = if is_may { "2026-05-01" } else { "2026-06-01" };
            prop_assert_eq!(month.starts.to_string(), starts);
            prop_assert_eq!(month.before_cap.minor(), tiyn(sum));
            let limit = if reading.cap_scope == "total" { left } else { tiyn(2_400 * cap) };
            let credited = tiyn(sum).min(limit);
            left -= credited.min(left);
            prop_assert_eq!(month.after_cap.minor(), credited);
            total += credited;
        }
        prop_assert_eq!(found.total.minor(), total);
    }
}
