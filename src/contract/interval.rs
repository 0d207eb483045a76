use super::Date;

/// The time from one point to a later one; the first belongs to it, the last does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval<T> {
    from: T,
    until: T,
}

impl<T: Ord + Copy> Interval<T> {
    /// An interval; `None` unless it begins before it ends.
    pub fn new(from: T, until: T) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    /// Its first point.
    pub const fn from(self) -> T {
        self.from
    }

    /// The first point after it.
    pub const fn until(self) -> T {
        self.until
    }

    /// Whether a point lies in it.
    pub fn contains(self, point: T) -> bool {
        self.from <= point && point < self.until
    }

    /// The shortest interval that has both in it.
    pub fn hull(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), until: self.until.max(other.until) }
    }

    /// What both have in common.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.until.min(other.until))
    }
}

impl Interval<Date> {
    /// Its dates, in order.
    pub fn dates(self) -> impl Iterator<Item = Date> {
        (self.from.day_number()..self.until.day_number()).filter_map(Date::from_day_number)
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;
    use crate::contract::Date;
    use proptest::prelude::*;

    #[test]
    fn the_end_is_outside() {
        let interval = Interval::new(1, 3).expect("an interval");
        assert_eq!([0, 1, 2, 3].map(|n| interval.contains(n)), [false, true, true, false]);
        assert_eq!(Interval::new(3, 3), None);
        let date = |text: &str| text.parse::<Date>().expect(text);
        let days = Interval::new(date("2024-02-28"), date("2024-03-01")).expect("an interval");
        assert_eq!(days.dates().collect::<Vec<_>>(), [date("2024-02-28"), date("2024-02-29")]);
    }

    proptest! {
        #[test]
        fn the_intersection_has_the_common_points(a in 0..9, b in 1..9, c in 0..9, d in 1..9) {
            let (one, two) = (Interval::new(a, a + b).unwrap(), Interval::new(c, c + d).unwrap());
            let both = one.intersection(two);
            prop_assert_eq!(both, two.intersection(one));
            for point in 0..20 {
                let common = one.contains(point) && two.contains(point);
                prop_assert_eq!(both.is_some_and(|it| it.contains(point)), common);
            }
        }
    }
}
