use std::fmt;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};

use super::terms::{Counting, MoneyScale, RoundAt, Rounding};
use super::{Currency, Money, Percent, Undecided};

/// An exact number: a fraction of two whole numbers in lowest terms.
///
/// Every sum, hour and percentage is one until a line of a ledger is rounded, so no order of
/// multiplying and dividing can change a bill. What cannot be counted is [`Undecided::TooLarge`],
/// never a wrong figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Ratio<i128>);

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));
    /// One.
    pub const ONE: Self = Self(Ratio::new_raw(1, 1));

    /// A whole number.
    pub fn whole(number: impl Into<i128>) -> Self {
        Self(Ratio::from_integer(number.into()))
    }

    /// A fraction; refused if it is of nothing.
    pub fn fraction(of: impl Into<i128>, by: impl Into<i128>) -> Result<Self, Undecided> {
        let by = by.into();
        if by == 0 {
            return Err(Undecided::OfNothing);
        }
        Ok(Self(Ratio::new(of.into(), by)))
    }

    /// An amount in its main unit: 15990.00 KZT is 15990.
    pub fn of_money(money: Money) -> Self {
        Self(Ratio::new(money.minor().into(), 100))
    }

    /// A percentage as a part of one: 16 % is 4/25.
    pub fn of_percent(percent: Percent) -> Self {
        let (part, whole) = percent.fraction();
        Self(Ratio::new(part.into(), whole.into()))
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, Undecided> {
        self.0.checked_add(&other.0).map(Self).ok_or(Undecided::TooLarge)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, Undecided> {
        self.0.checked_sub(&other.0).map(Self).ok_or(Undecided::TooLarge)
    }

    /// The product.
    pub fn times(self, other: Self) -> Result<Self, Undecided> {
        self.0.checked_mul(&other.0).map(Self).ok_or(Undecided::TooLarge)
    }

    /// The quotient; refused if it is by nothing.
    pub fn over(self, other: Self) -> Result<Self, Undecided> {
        if other.0.is_zero() {
            return Err(Undecided::OfNothing);
        }
        self.0.checked_div(&other.0).map(Self).ok_or(Undecided::TooLarge)
    }

    /// The number above the line, in lowest terms.
    pub const fn numerator(self) -> i128 {
        *self.0.numer()
    }

    /// The number below the line, in lowest terms; always positive.
    pub const fn denominator(self) -> i128 {
        *self.0.denom()
    }

    /// The whole number that a rounding makes of it.
    pub fn rounded(self, rounding: Rounding) -> i128 {
        let (numerator, denominator) = (self.numerator(), self.denominator());
        let (floor, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
        if rest == 0 {
            return floor;
        }
        // Twice the rest could be too large to count; the rest beside what it lacks cannot.
        let to_half = rest.cmp(&(denominator - rest));
        let negative = numerator < 0;
        let up = match rounding {
            Rounding::HalfUp => to_half.is_gt() || (to_half.is_eq() && !negative),
            Rounding::HalfEven => to_half.is_gt() || (to_half.is_eq() && floor % 2 != 0),
            Rounding::Up => !negative,
            Rounding::Down => negative,
        };
        floor + i128::from(up)
    }

    /// Decimal digits, with `places` after the point, rounded half up; for showing, not for
    /// counting on.
    pub fn decimal(self, places: u32) -> Result<String, Undecided> {
        let scale = 10_i128.checked_pow(places).ok_or(Undecided::TooLarge)?;
        let units = self.times(Self::whole(scale))?.rounded(Rounding::HalfUp);
        let sign = if units < 0 { "-" } else { "" };
        let (whole, part) = (units.abs() / scale, units.abs() % scale);
        Ok(match usize::try_from(places) {
            Ok(width) if width > 0 => format!("{sign}{whole}.{part:0width$}"),
            _ => format!("{sign}{whole}"),
        })
    }
}

impl fmt::Display for Exact {
    /// `n`, or `n/d` in lowest terms.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl serde::Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Counting {
    /// The amount that an exact sum in main units becomes on one line of a ledger (ground rules).
    pub fn round(&self, exact: Exact, currency: Currency) -> Result<Money, Undecided> {
        let (steps, minor) = match self.scale {
            MoneyScale::Hundredths => (100, 1),
            MoneyScale::Whole => (1, 100),
        };
        let units = exact.times(Exact::whole(steps))?.rounded(self.rounding);
        let minor = units.checked_mul(minor).and_then(|minor| u64::try_from(minor).ok());
        minor.map(|minor| Money::from_minor(minor, currency)).ok_or(Undecided::TooLarge)
    }
}

/// The lines of one decision, each rounded once (`money.round_at`).
///
/// With `ledger-line` every line is rounded for itself. With `decision-total` only the total is:
/// each line is what the rounded total grew by, so that the lines still add up to it.
#[derive(Clone, Debug)]
pub struct Lines {
    currency: Currency,
    exact: Exact,
    booked: Money,
}

impl Lines {
    /// No line yet.
    pub const fn new(currency: Currency) -> Self {
        Self { currency, exact: Exact::ZERO, booked: Money::zero(currency) }
    }

    /// Adds a line of an exact sum; the amount that is booked on it.
    pub fn add(&mut self, exact: Exact, counting: &Counting) -> Result<Money, Undecided> {
        self.exact = self.exact.plus(exact)?;
        let line = match counting.round_at {
            RoundAt::LedgerLine => counting.round(exact, self.currency)?,
            RoundAt::DecisionTotal => counting
                .round(self.exact, self.currency)?
                .checked_sub(self.booked)
                .ok_or(Undecided::TooLarge)?,
        };
        self.booked = self.booked.checked_add(line).ok_or(Undecided::TooLarge)?;
        Ok(line)
    }

    /// The sum of the lines.
    pub const fn total(&self) -> Money {
        self.booked
    }

    /// The exact sum that the lines stand for.
    pub const fn exact(&self) -> Exact {
        self.exact
    }
}

#[cfg(test)]
mod tests {
    use super::Exact;
    use crate::contract::terms::Rounding;
    use proptest::prelude::*;

    #[test]
    fn roundings_differ_where_they_should() {
        let rounded = |n: i32, d: i32| {
            let exact = Exact::fraction(n, d).unwrap();
            [Rounding::HalfUp, Rounding::HalfEven, Rounding::Up, Rounding::Down]
                .map(|rounding| exact.rounded(rounding))
        };
        assert_eq!(rounded(5, 2), [3, 2, 3, 2]);
        assert_eq!(rounded(7, 2), [4, 4, 4, 3]);
        assert_eq!(rounded(9, 4), [2, 2, 3, 2]);
        assert_eq!(rounded(11, 4), [3, 3, 3, 2]);
        assert_eq!(rounded(3, 1), [3, 3, 3, 3]);
        assert_eq!(rounded(-9, 4), [-2, -2, -3, -2]);
    }

    #[test]
    fn it_is_shown_in_lowest_terms_and_in_decimals() {
        let exact = Exact::fraction(1_599_000, 3_100).unwrap();
        assert_eq!(exact.to_string(), "15990/31");
        assert_eq!(exact.decimal(6).unwrap(), "515.806452");
        assert_eq!(Exact::whole(18).to_string(), "18");
        assert!(Exact::whole(i128::MAX).plus(Exact::ONE).is_err());
        assert!(Exact::ONE.over(Exact::ZERO).is_err());
    }

    proptest! {
        #[test]
        fn every_rounding_is_a_neighbour(n in -1_000_000_i64..1_000_000, d in 1_i64..10_000) {
            let exact = Exact::fraction(n, d).unwrap();
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Up, Rounding::Down] {
                let off = Exact::whole(exact.rounded(rounding)).minus(exact).unwrap();
                prop_assert!(off < Exact::ONE && off > Exact::whole(-1));
            }
        }
    }
}
