//! Sets of time: what several stretches cover together, less others, inside a period.
//!
//! Outages overlap, works lie across them, pauses repeat each other; who adds lengths counts some
//! seconds twice. A set is merged before anything is measured, so neither the order nor the number
//! of its stretches can change a sum.

use super::{Instant, Interval};

/// A set of moments, as the fewest half-open stretches that cover it: in order of time, none of
/// which overlaps or touches another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<Interval<Instant>>);

impl Spans {
    /// No moment.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether it has no moment.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The stretches, in order of time.
    pub fn as_slice(&self) -> &[Interval<Instant>] {
        &self.0
    }

    /// The stretches, in order of time.
    pub fn iter(&self) -> impl Iterator<Item = Interval<Instant>> + '_ {
        self.0.iter().copied()
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> i64 {
        self.iter().map(seconds).sum()
    }

    /// Whether a moment belongs to it.
    pub fn contains(&self, moment: Instant) -> bool {
        let after = self.0.partition_point(|span| span.from() <= moment);
        after.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|s| s.contains(moment))
    }

    /// What either has.
    pub fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// What both have.
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut ours, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        let mut both = Vec::new();
        while let (Some(&one), Some(&two)) = (ours.peek(), theirs.peek()) {
            both.extend(one.intersection(two));
            // What ends first can have nothing more in common with what comes.
            if one.until() <= two.until() {
                ours.next();
            } else {
                theirs.next();
            }
        }
        // Parts of stretches that do not touch do not touch either.
        Self(both)
    }

    /// What this has and the other has not.
    pub fn difference(&self, other: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        let mut skipped = 0;
        for span in self.iter() {
            let mut at = span.from();
            let theirs = other.0.get(skipped..).unwrap_or_default();
            skipped += theirs.iter().take_while(|cut| cut.until() <= at).count();
            let theirs = other.0.get(skipped..).unwrap_or_default();
            for cut in theirs.iter().take_while(|cut| cut.from() < span.until()) {
                left.extend(Interval::new(at, cut.from()));
                at = cut.until();
            }
            left.extend(Interval::new(at, span.until()));
        }
        Self(left)
    }

    /// What of it lies inside of a period.
    pub fn within(&self, period: Interval<Instant>) -> Self {
        Self(self.touching(period).filter_map(|span| span.intersection(period)).collect())
    }

    /// How many seconds of it lie inside of a period; as the length of [`Self::within`], without
    /// making it.
    pub fn seconds_within(&self, period: Interval<Instant>) -> i64 {
        self.touching(period).filter_map(|span| span.intersection(period)).map(seconds).sum()
    }

    /// The stretches that have something inside of a period.
    fn touching(&self, period: Interval<Instant>) -> impl Iterator<Item = Interval<Instant>> + '_ {
        let before = self.0.partition_point(|span| span.until() <= period.from());
        let rest = self.0.get(before..).unwrap_or_default();
        rest.iter().copied().take_while(move |span| span.from() < period.until())
    }
}

const fn seconds(span: Interval<Instant>) -> i64 {
    span.from().seconds_until(span.until())
}

impl FromIterator<Interval<Instant>> for Spans {
    /// What the stretches cover together, whatever their order.
    fn from_iter<I: IntoIterator<Item = Interval<Instant>>>(spans: I) -> Self {
        let mut spans: Vec<_> = spans.into_iter().collect();
        spans.sort_unstable_by_key(|span| (span.from(), span.until()));
        let mut merged: Vec<Interval<Instant>> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.from() <= last.until() => *last = last.hull(span),
                _ => merged.push(span),
            }
        }
        Self(merged)
    }
}

impl From<Interval<Instant>> for Spans {
    fn from(span: Interval<Instant>) -> Self {
        Self(vec![span])
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, Interval, Spans};
    use proptest::prelude::*;

    /// The moments of the model are 0 to 59.
    const MOMENTS: i64 = 60;

    fn moment(second: i64) -> Instant {
        "2026-03-01T00:00:00+05:00".parse::<Instant>().unwrap().add_seconds(second).unwrap()
    }

    fn span(from: i64, until: i64) -> Interval<Instant> {
        Interval::new(moment(from), moment(until)).expect("forwards")
    }

    fn set(spans: &[(i64, i64)]) -> Spans {
        spans.iter().map(|&(from, until)| span(from, until)).collect()
    }

    /// The same set, moment by moment.
    fn model(spans: &[(i64, i64)]) -> Vec<bool> {
        (0..MOMENTS).map(|at| spans.iter().any(|&(f, u)| f <= at && at < u)).collect()
    }

    fn seen(spans: &Spans) -> Vec<bool> {
        (0..MOMENTS).map(|at| spans.contains(moment(at))).collect()
    }

    fn is_normal(spans: &Spans) -> bool {
        spans.as_slice().windows(2).all(|pair| pair[0].until() < pair[1].from())
    }

    #[test]
    fn touching_stretches_are_one() {
        assert_eq!(set(&[(3, 5), (1, 3)]), set(&[(1, 5)]));
        assert_eq!(set(&[(1, 9), (2, 3), (8, 10)]), set(&[(1, 10)]));
        assert_eq!(set(&[(1, 3), (4, 5)]).as_slice().len(), 2);
        assert!(set(&[]).is_empty());
        assert_eq!(Spans::none().seconds(), 0);
    }

    #[test]
    fn a_cut_reaches_over_several_stretches() {
        let cut = set(&[(0, 10), (20, 30), (40, 50)]).difference(&set(&[(5, 45)]));
        assert_eq!(cut, set(&[(0, 5), (45, 50)]));
        let holes = set(&[(0, 50)]).difference(&set(&[(5, 6), (10, 20), (49, 55)]));
        assert_eq!(holes, set(&[(0, 5), (6, 10), (20, 49)]));
    }

    fn some() -> impl Strategy<Value = Vec<(i64, i64)>> {
        prop::collection::vec((0_i64..50, 1_i64..10).prop_map(|(f, n)| (f, f + n)), 0..8)
    }

    proptest! {
        #[test]
        fn every_operation_agrees_with_the_moments(a in some(), b in some(), p in (0_i64..50, 1_i64..10)) {
            let (one, two) = (set(&a), set(&b));
            let (ones, twos) = (model(&a), model(&b));
            let by = |f: fn(bool, bool) -> bool| -> Vec<bool> {
                ones.iter().zip(&twos).map(|(&x, &y)| f(x, y)).collect()
            };
            let period = (p.0, p.0 + p.1);
            let inside: Vec<_> =
                ones.iter().zip(model(&[period])).map(|(&x, y)| x && y).collect();
            for (result, expected) in [
                (one.clone(), ones.clone()),
                (one.union(&two), by(|x, y| x || y)),
                (one.intersection(&two), by(|x, y| x && y)),
                (one.difference(&two), by(|x, y| x && !y)),
                (one.within(span(period.0, period.1)), inside),
            ] {
                prop_assert!(is_normal(&result));
                let length = expected.iter().filter(|there| **there).count();
                prop_assert_eq!(result.seconds(), i64::try_from(length).unwrap());
                prop_assert_eq!(seen(&result), expected);
            }
            let period = span(period.0, period.1);
            prop_assert_eq!(one.seconds_within(period), one.within(period).seconds());
        }

        #[test]
        fn the_order_does_not_matter(mut spans in some(), by in 0_usize..8) {
            let first = set(&spans);
            let by = by.min(spans.len());
            spans.rotate_left(by);
            spans.extend_from_within(..by);
            prop_assert_eq!(set(&spans), first);
        }
    }
}
