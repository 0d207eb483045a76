//! Civil dates of the Gregorian calendar.
//!
//! An own type and not a crate: the contract needs days, months and weekdays, at one fixed offset
//! from UTC. A count of days does this in a page, orders and subtracts for free, and brings no
//! zone data whose age could change a bill.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use super::{DateFault, Literal, literal::serialize_as_text};

/// A civil date, held as days since 1 January 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Saturday or Sunday.
    pub const fn is_weekend(self) -> bool {
        matches!(self, Self::Saturday | Self::Sunday)
    }
}

impl Date {
    /// The years that can be written. Anything outside is a slip of the pen, and the bound keeps
    /// all day arithmetic far from overflow.
    pub const YEARS: RangeInclusive<i32> = 1900..=2999;

    /// A date from year, month (1 to 12) and day (1 to 31).
    pub fn new(year: i32, month: i32, day: i32) -> Result<Self, DateFault> {
        if !Self::YEARS.contains(&year) {
            return Err(DateFault::Year { found: year });
        }
        if !(1..=12).contains(&month) {
            return Err(DateFault::Month { found: month });
        }
        let last = days_in_month(year, month);
        if !(1..=last).contains(&day) {
            return Err(DateFault::Day { year, month, last });
        }
        Ok(Self { days: days_from_civil(year, month, day) })
    }

    /// Days since 1 January 1970.
    pub const fn day_number(self) -> i32 {
        self.days
    }

    /// The date of a day number; `None` outside [`Self::YEARS`].
    pub fn from_day_number(days: i32) -> Option<Self> {
        let date = Self::of_day_number(days);
        Self::YEARS.contains(&date.year()).then_some(date)
    }

    /// As [`Self::from_day_number`], for numbers that come from a checked date or instant and so
    /// lie at most a day outside the years.
    pub(super) const fn of_day_number(days: i32) -> Self {
        Self { days }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        civil_from_days(self.days).0
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> i32 {
        civil_from_days(self.days).1
    }

    /// The day of the month, 1 to 31.
    pub const fn day(self) -> i32 {
        civil_from_days(self.days).2
    }

    /// The day of the week.
    pub const fn weekday(self) -> Weekday {
        // 1 January 1970 was a Thursday.
        match (self.days + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// Midnights from this date to `later`; negative if `later` is earlier.
    pub const fn days_until(self, later: Self) -> i32 {
        later.days - self.days
    }

    /// The date `days` later (earlier if negative); `None` outside [`Self::YEARS`].
    pub fn add_days(self, days: i32) -> Option<Self> {
        Self::from_day_number(self.days.checked_add(days)?)
    }

    /// The date `months` later on the day `anchor`, or on the last day of a shorter month; `None`
    /// outside [`Self::YEARS`].
    ///
    /// The anchor is the billing day: a chain of months that began on the 31st passes through 28
    /// February and comes back to 31 March. An anchor outside 1 to 31 is brought into the month.
    pub fn add_months(self, months: i32, anchor: i32) -> Option<Self> {
        let (year, month, _) = civil_from_days(self.days);
        let count = (year * 12 + (month - 1)).checked_add(months)?;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        if !Self::YEARS.contains(&year) {
            return None;
        }
        Self::new(year, month, anchor.clamp(1, days_in_month(year, month))).ok()
    }
}

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days before 1 January 1970 since 1 March of year 0, where the count below begins.
const DAYS_BEFORE_EPOCH: i32 = 719_468;
/// Days in 400 years, after which the calendar repeats.
const DAYS_IN_ERA: i32 = 146_097;

// Both directions count years from 1 March, so that the leap day is the last of its year and the
// months' lengths follow the formula (153 m + 2) / 5.

const fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_IN_ERA + day_of_era - DAYS_BEFORE_EPOCH
}

const fn civil_from_days(days: i32) -> (i32, i32, i32) {
    let days = days.saturating_add(DAYS_BEFORE_EPOCH);
    let era = days.div_euclid(DAYS_IN_ERA);
    let day_of_era = days.rem_euclid(DAYS_IN_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

impl Literal for Date {
    const WHAT: &'static str = "a date";
    const EXAMPLE: &'static str = "2026-05-31";
    const PATTERN: &'static str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
}

impl FromStr for Date {
    type Err = DateFault;

    fn from_str(text: &str) -> Result<Self, DateFault> {
        let digits = |range| text.get(range).and_then(fixed_digits).ok_or(DateFault::Form);
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return Err(DateFault::Form);
        }
        Self::new(digits(0..4)?, digits(5..7)?, digits(8..10)?)
    }
}

/// A field of digits where leading zeros belong to the form.
pub(super) fn fixed_digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.days);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serialize_as_text!(Date);

#[cfg(test)]
mod tests {
    use super::{Date, DateFault, Weekday, days_in_month};
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().expect(text)
    }

    #[test]
    fn every_day_of_the_known_years_follows_the_one_before() {
        // Walks the calendar by hand, from a date whose number and weekday are known.
        let (mut number, mut weekday) = (date("1970-01-01").day_number(), 3);
        assert_eq!(number, 0);
        let names = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        for year in 1970..=2999 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let date = Date::new(year, month, day).expect("a date");
                    assert_eq!(date.day_number(), number);
                    assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
                    assert_eq!(date.weekday(), names[weekday]);
                    number += 1;
                    weekday = (weekday + 1) % 7;
                }
            }
        }
        assert_eq!(date("2026-01-16").weekday(), Weekday::Friday);
    }

    #[test]
    fn only_real_dates_are_read() {
        for text in
            ["", "2026-5-31", "26-05-31", "2026/05/31", "2026-05-31 ", "+026-05-31", "２026-05-3"]
        {
            assert_eq!(text.parse::<Date>(), Err(DateFault::Form), "{text:?}");
        }
        assert_eq!(
            "2026-02-29".parse::<Date>(),
            Err(DateFault::Day { year: 2026, month: 2, last: 28 })
        );
        assert!("2024-02-29".parse::<Date>().is_ok());
        assert!("2100-02-29".parse::<Date>().is_err());
        assert_eq!("2026-13-01".parse::<Date>(), Err(DateFault::Month { found: 13 }));
        assert_eq!("0026-01-01".parse::<Date>(), Err(DateFault::Year { found: 26 }));
        assert_eq!(
            "31.05.2026".parse::<Date>().unwrap_err().to_string(),
            "expected a date like 2026-05-31"
        );
        assert_eq!(
            "2026-02-30".parse::<Date>().unwrap_err().to_string(),
            "the month 2026-02 has the days 01 to 28"
        );
    }

    #[test]
    fn a_chain_of_months_comes_back_to_its_anchor() {
        let start = date("2026-01-31");
        let ends: Vec<_> = (1..=3).filter_map(|n| start.add_months(n, 31)).collect();
        assert_eq!(ends, [date("2026-02-28"), date("2026-03-31"), date("2026-04-30")]);
        assert_eq!(date("2026-02-28").add_months(1, 31), Some(date("2026-03-31")));
        assert_eq!(date("2026-02-28").add_months(1, 28), Some(date("2026-03-28")));
        assert_eq!(date("2024-02-29").add_months(12, 29), Some(date("2025-02-28")));
        assert_eq!(date("2026-03-15").add_months(-3, 15), Some(date("2025-12-15")));
        assert_eq!(date("2999-12-01").add_months(1, 1), None);
    }

    #[test]
    fn arithmetic_stops_at_the_bounds() {
        assert_eq!(date("2999-12-31").add_days(1), None);
        assert_eq!(date("1900-01-01").add_days(-1), None);
        assert_eq!(date("2026-01-01").add_days(i32::MAX), None);
        assert_eq!(Date::from_day_number(i32::MIN), None);
        assert_eq!(date("2026-01-01").add_months(i32::MAX, 1), None);
    }

    prop_compose! {
        fn any_date()(days in -25_567..376_200) -> Date {
            Date::from_day_number(days).expect("inside the years")
        }
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(date in any_date()) {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }

        #[test]
        fn days_between_undo_the_addition(a in any_date(), b in any_date()) {
            prop_assert_eq!(a.add_days(a.days_until(b)), Some(b));
            prop_assert_eq!(a < b, a.days_until(b) > 0);
        }

        #[test]
        fn months_add_up_with_one_anchor(start in any_date(), a in 0..40, b in 0..40) {
            let anchor = start.day();
            if let Some(once) = start.add_months(a + b, anchor) {
                let twice = start.add_months(a, anchor).and_then(|d| d.add_months(b, anchor));
                prop_assert_eq!(twice, Some(once));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}") {
            let _ = text.parse::<Date>();
        }
    }
}
