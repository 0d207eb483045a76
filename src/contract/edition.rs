//! Which edition of a dated thing is in force: prices, VAT rates, terms.

use super::{Date, Interval};

/// A value that holds from a date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dated<T> {
    /// The first date on which it holds.
    pub from: Date,
    /// The first date on which it holds no longer. Without one it holds until the next begins.
    pub until: Option<Date>,
    /// What holds.
    pub value: T,
}

/// Something that a reader of the timeline should know. Numbers are positions in the list that was
/// given to [`Timeline::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineFact {
    /// It ends before it begins, or on that day.
    NeverInForce {
        /// Which.
        index: usize,
    },
    /// Two begin on one date; the one written first is kept.
    SameStart {
        /// The one written first.
        first: usize,
        /// The other.
        second: usize,
    },
    /// One is said to hold on although the next has begun.
    Overlap {
        /// The one that began first.
        earlier: usize,
        /// The one that follows.
        later: usize,
        /// The dates for which both are said to hold.
        dates: Interval<Date>,
    },
    /// Nothing holds between two.
    Gap {
        /// The one before.
        earlier: usize,
        /// The one after.
        later: usize,
        /// The dates without any.
        dates: Interval<Date>,
    },
}

/// Dated values in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<T> {
    entries: Vec<Dated<T>>,
}

impl<T> Timeline<T> {
    /// Sorts the entries by their first date, and tells what is wrong with them.
    ///
    /// The timeline can be used whatever is wrong: a check reports the facts, and those after it
    /// still find what holds on a date.
    pub fn new(entries: Vec<Dated<T>>) -> (Self, Vec<TimelineFact>) {
        let mut facts = Vec::new();
        let mut kept: Vec<(usize, Dated<T>)> = Vec::with_capacity(entries.len());
        for (index, entry) in entries.into_iter().enumerate() {
            if entry.until.is_some_and(|until| until <= entry.from) {
                facts.push(TimelineFact::NeverInForce { index });
            } else {
                kept.push((index, entry));
            }
        }
        // The sort is stable, so of two with one start the one written first comes first.
        kept.sort_by_key(|(_, entry)| entry.from);
        kept.dedup_by(|(second, entry), (first, kept)| {
            let same = entry.from == kept.from;
            if same {
                facts.push(TimelineFact::SameStart { first: *first, second: *second });
            }
            same
        });
        facts.extend(gaps_and_overlaps(&kept));
        (Self { entries: kept.into_iter().map(|(_, entry)| entry).collect() }, facts)
    }

    /// The entry in force on a date: the latest that has begun, unless it has ended. Where two
    /// overlap, the one that began later counts alone.
    pub fn on(&self, date: Date) -> Option<&Dated<T>> {
        let begun = self.entries.partition_point(|entry| entry.from <= date);
        let latest = self.entries.get(begun.checked_sub(1)?)?;
        latest.until.is_none_or(|until| date < until).then_some(latest)
    }

    /// All entries, in order of time.
    pub fn entries(&self) -> &[Dated<T>] {
        &self.entries
    }
}

/// Compares each entry with the one before it that reaches furthest.
fn gaps_and_overlaps<T>(entries: &[(usize, Dated<T>)]) -> Vec<TimelineFact> {
    let mut facts = Vec::new();
    let mut furthest: Option<(usize, Date)> = None;
    for (position, (later, entry)) in entries.iter().enumerate() {
        let next = entries.get(position + 1).map(|(_, next)| next.from);
        let until = entry.until.or(next);
        if let Some((earlier, reach)) = furthest {
            let (earlier, later) = (earlier, *later);
            let end = until.map_or(reach, |until| until.min(reach));
            if let Some(dates) = Interval::new(reach, entry.from) {
                facts.push(TimelineFact::Gap { earlier, later, dates });
            } else if let Some(dates) = Interval::new(entry.from, end) {
                facts.push(TimelineFact::Overlap { earlier, later, dates });
            }
        }
        furthest = match (furthest, until) {
            (Some((_, reach)), Some(until)) if until < reach => furthest,
            (_, until) => until.map(|until| (*later, until)),
        };
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::{Dated, Timeline, TimelineFact};
    use crate::contract::{Date, Interval};
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().expect(text)
    }

    fn entry(from: &str, until: Option<&str>, value: u32) -> Dated<u32> {
        Dated { from: date(from), until: until.map(date), value }
    }

    fn dates(from: &str, until: &str) -> Interval<Date> {
        Interval::new(date(from), date(until)).expect("an interval")
    }

    #[test]
    fn the_rate_changes_at_new_year() {
        let (rates, facts) =
            Timeline::new(vec![entry("2026-01-01", None, 16), entry("2024-01-01", None, 12)]);
        assert_eq!(facts, []);
        let on = |text| rates.on(date(text)).map(|entry| entry.value);
        assert_eq!(on("2023-12-31"), None);
        assert_eq!(on("2024-01-01"), Some(12));
        assert_eq!(on("2025-12-31"), Some(12));
        assert_eq!(on("2026-01-01"), Some(16));
        assert_eq!(on("2026-11-22"), Some(16));
    }

    #[test]
    fn touching_periods_have_neither_gap_nor_overlap() {
        let (prices, facts) = Timeline::new(vec![
            entry("2026-01-01", Some("2026-03-01"), 1),
            entry("2026-03-01", Some("2026-05-01"), 2),
        ]);
        assert_eq!(facts, []);
        assert_eq!(prices.on(date("2026-02-28")).map(|entry| entry.value), Some(1));
        assert_eq!(prices.on(date("2026-03-01")).map(|entry| entry.value), Some(2));
        assert_eq!(prices.on(date("2026-05-01")), None);
    }

    #[test]
    fn gaps_and_overlaps_are_told_with_their_dates() {
        let (_, facts) = Timeline::new(vec![
            entry("2026-05-01", None, 3),
            entry("2026-01-01", Some("2026-03-02"), 1),
            entry("2026-03-01", Some("2026-04-01"), 2),
        ]);
        assert_eq!(
            facts,
            [
                TimelineFact::Overlap {
                    earlier: 1,
                    later: 2,
                    dates: dates("2026-03-01", "2026-03-02")
                },
                TimelineFact::Gap {
                    earlier: 2,
                    later: 0,
                    dates: dates("2026-04-01", "2026-05-01")
                },
            ]
        );
    }

    #[test]
    fn one_that_lies_within_another_overlaps_for_its_own_length() {
        let (_, facts) = Timeline::new(vec![
            entry("2026-01-01", Some("2027-01-01"), 1),
            entry("2026-03-01", Some("2026-04-01"), 2),
        ]);
        assert_eq!(
            facts,
            [TimelineFact::Overlap {
                earlier: 0,
                later: 1,
                dates: dates("2026-03-01", "2026-04-01")
            }]
        );
    }

    #[test]
    fn an_overlap_hides_no_second_one_and_makes_no_gap() {
        let (_, facts) = Timeline::new(vec![
            entry("2026-01-01", Some("2027-01-01"), 1),
            entry("2026-03-01", Some("2026-04-01"), 2),
            entry("2026-05-01", None, 3),
        ]);
        assert_eq!(
            facts,
            [
                TimelineFact::Overlap {
                    earlier: 0,
                    later: 1,
                    dates: dates("2026-03-01", "2026-04-01")
                },
                TimelineFact::Overlap {
                    earlier: 0,
                    later: 2,
                    dates: dates("2026-05-01", "2027-01-01")
                },
            ]
        );
    }

    #[test]
    fn an_impossible_entry_is_told_and_left_out() {
        let (timeline, facts) = Timeline::new(vec![
            entry("2026-01-01", Some("2026-01-01"), 1),
            entry("2026-02-01", None, 2),
            entry("2026-02-01", None, 3),
            entry("2026-02-01", None, 4),
        ]);
        assert_eq!(
            facts,
            [
                TimelineFact::NeverInForce { index: 0 },
                TimelineFact::SameStart { first: 1, second: 2 },
                TimelineFact::SameStart { first: 1, second: 3 },
            ]
        );
        assert_eq!(timeline.entries(), [entry("2026-02-01", None, 2)]);
    }

    proptest! {
        #[test]
        fn what_holds_and_what_is_told_agree_with_a_search(
            entries in prop::collection::vec((0..60_i32, prop::option::of(1..20_i32)), 0..6)
        ) {
            let day = |n| Date::from_day_number(20_000 + n).unwrap();
            let entries: Vec<_> = entries
                .into_iter()
                .map(|(from, length)| {
                    Dated { from: day(from), until: length.map(|n| day(from + n)), value: from }
                })
                .collect();
            let (timeline, facts) = Timeline::new(entries.clone());
            let end = |entry: &Dated<i32>| {
                let later = entries.iter().map(|other| other.from).filter(|&from| from > entry.from);
                entry.until.or(later.min())
            };
            for n in -1..90 {
                let holds = |entry: &&Dated<i32>| {
                    entry.from <= day(n) && end(entry).is_none_or(|until| day(n) < until)
                };
                let holding = entries.iter().filter(holds).count();
                let found = timeline.on(day(n)).map(|entry| entry.value);
                if let Some(value) = found {
                    prop_assert!(entries.iter().filter(holds).any(|entry| entry.value == value));
                }
                let told = |gaps: bool| facts.iter().any(|fact| match fact {
                    TimelineFact::Gap { dates, .. } => gaps && dates.contains(day(n)),
                    TimelineFact::Overlap { dates, .. } => !gaps && dates.contains(day(n)),
                    _ => false,
                });
                let same_start = facts.iter().any(|fact| matches!(fact, TimelineFact::SameStart { .. }));
                if !same_start {
                    prop_assert_eq!(told(false), holding > 1, "overlap on day {}", n);
                    let first = entries.iter().map(|entry| entry.value).min();
                    let last = entries.iter().map(|entry| entry.value).max();
                    let between = first.is_some_and(|it| it < n) && last.is_some_and(|it| n < it);
                    prop_assert_eq!(told(true), holding == 0 && between, "gap on day {}", n);
                }
            }
        }
    }
}
