//! For how long a certificate is good.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::blueprint::decode::{Scalar, scalars};

/// Days of a year here: a certificate ends at an instant, and nobody counts on the day after.
const DAYS_OF_A_YEAR: u32 = 365;
/// A hundred years: far within the dates that a certificate can hold (RFC 5280 section 4.1.2.5).
const MOST_DAYS: u32 = 100 * DAYS_OF_A_YEAR;

/// A length of time in whole days, written in days or in years of 365 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lifetime {
    days: u32,
}

impl Lifetime {
    /// So many days.
    pub const fn of_days(days: u32) -> Self {
        Self { days }
    }

    /// So many years of 365 days.
    pub const fn of_years(years: u32) -> Self {
        Self { days: years * DAYS_OF_A_YEAR }
    }

    /// In days.
    pub const fn days(self) -> u32 {
        self.days
    }
}

impl Serialize for Lifetime {
    /// Templates see whole days.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.days)
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self.days {
            0 => (0, "day"),
            days if days.is_multiple_of(DAYS_OF_A_YEAR) => (days / DAYS_OF_A_YEAR, "year"),
            days => (days, "day"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

impl FromStr for Lifetime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text)
            .map_err(|why| why.unwrap_or_else(|| format!("it is not {}", Self::EXPECTED)))
    }
}

impl Scalar for Lifetime {
    const EXPECTED: &'static str = "a lifetime like `2 years` or `90 days`";
    const EXAMPLE: &'static str = "2 years";
    const PATTERN: Option<&'static str> = Some("^[1-9][0-9]* (days?|years?)$");
    fn read(text: &str) -> Result<Self, Option<String>> {
        let Some((number, unit)) = text.split_once(' ') else { return Err(None) };
        let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let factor = match unit {
            "day" | "days" => 1,
            "year" | "years" => DAYS_OF_A_YEAR,
            "week" | "weeks" | "month" | "months" => {
                return Err(Some("write it in days or in years".to_owned()));
            }
            _ => return Err(None),
        };
        if number.is_empty() || !plain {
            return Err(None);
        }
        let days = number.parse::<u32>().ok().and_then(|n| n.checked_mul(factor));
        match days.filter(|days| *days <= MOST_DAYS) {
            Some(days) => Ok(Self { days }),
            None => Err(Some("a hundred years are the most".to_owned())),
        }
    }
}

scalars!(Lifetime);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_years_are_told_apart() {
        for (text, days) in [
            ("1 day", 1),
            ("90 days", 90),
            ("1 year", 365),
            ("15 years", 5475),
            ("100 years", 36_500),
        ] {
            assert_eq!(Lifetime::read(text).unwrap().days(), days, "{text}");
        }
        for wrong in [
            "",
            "2",
            "2years",
            "0 days",
            "02 years",
            "-1 days",
            "+1 days",
            "2 Years",
            "2 months",
            "101 years",
            " days",
        ] {
            assert!(Lifetime::read(wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn print_then_read_is_identity(days in 1..=MOST_DAYS) {
            let lifetime = Lifetime::of_days(days);
            prop_assert_eq!(Lifetime::read(&lifetime.to_string()), Ok(lifetime));
        }
    }
}
