use std::{fmt, str::FromStr};

use super::{
    Date, InstantFault, Literal, OffsetFault, date::fixed_digits, literal::serialize_as_text,
};

/// Seconds in a day; civil days at a fixed offset have no other length.
const DAY: i32 = 86_400;

/// A point in time, to the second. Two spellings of one moment are equal.
///
/// Read from RFC 3339 with an explicit offset; printed at the contract's own offset, +05:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    unix_seconds: i64,
}

/// A fixed offset from UTC, in whole minutes. The contract knows no time zone and no summer time:
/// its dates and hours are those of one offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcOffset {
    minutes: i32,
}

/// Date and time of day at some offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    /// The date.
    pub date: Date,
    /// Seconds since midnight, 0 to 86,399.
    pub second_of_day: i32,
}

impl UtcOffset {
    /// The whole of Kazakhstan since 1 March 2024.
    pub const KAZAKHSTAN: Self = Self { minutes: 300 };
    /// Universal time itself.
    pub const UTC: Self = Self { minutes: 0 };

    /// Seconds ahead of UTC.
    pub const fn seconds(self) -> i32 {
        self.minutes * 60
    }
}

impl Instant {
    /// 1 January 1970, 00:00 UTC.
    pub const EPOCH: Self = Self { unix_seconds: 0 };

    /// Seconds since 1 January 1970, 00:00 UTC.
    pub const fn unix_seconds(self) -> i64 {
        self.unix_seconds
    }

    /// The instant of a civil time at an offset.
    pub fn from_civil(civil: CivilTime, offset: UtcOffset) -> Self {
        let days = i64::from(civil.date.day_number());
        let seconds = i64::from(civil.second_of_day) - i64::from(offset.seconds());
        Self { unix_seconds: days * i64::from(DAY) + seconds }
    }

    /// Midnight at the beginning of a date.
    pub fn start_of(date: Date, offset: UtcOffset) -> Self {
        Self::from_civil(CivilTime { date, second_of_day: 0 }, offset)
    }

    /// The date and time of day that a clock at `offset` shows.
    pub fn civil(self, offset: UtcOffset) -> CivilTime {
        let local = self.unix_seconds + i64::from(offset.seconds());
        let part = |value: i64| i32::try_from(value).unwrap_or(0);
        // Instants come from dates of four digits, so both numbers are small.
        CivilTime {
            date: Date::of_day_number(part(local.div_euclid(i64::from(DAY)))),
            second_of_day: part(local.rem_euclid(i64::from(DAY))),
        }
    }

    /// The date that a calendar at `offset` shows.
    pub fn date(self, offset: UtcOffset) -> Date {
        self.civil(offset).date
    }

    /// The instant `seconds` later (earlier if negative); `None` outside the years of [`Date`].
    pub fn add_seconds(self, seconds: i64) -> Option<Self> {
        let unix_seconds = self.unix_seconds.checked_add(seconds)?;
        let days = i32::try_from(unix_seconds.div_euclid(i64::from(DAY))).ok()?;
        Date::from_day_number(days).map(|_| Self { unix_seconds })
    }

    /// Seconds from this instant to `later`; negative if `later` is earlier.
    pub const fn seconds_until(self, later: Self) -> i64 {
        later.unix_seconds - self.unix_seconds
    }

    /// RFC 3339 at an offset.
    pub fn at(self, offset: UtcOffset) -> impl fmt::Display {
        struct At(CivilTime, UtcOffset);
        impl fmt::Display for At {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", self.0, self.1)
            }
        }
        At(self.civil(offset), offset)
    }
}

/// Reads `HH:MM`, where `24:00` may end a day.
pub(super) fn minute_of_day(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':').filter(|_| text.len() == 5)?;
    let (hours, minutes) = (fixed_digits(hours)?, fixed_digits(minutes)?);
    Some(hours * 60 + minutes).filter(|&total| minutes < 60 && total <= 24 * 60)
}

impl Literal for Instant {
    const WHAT: &'static str = "a moment";
    const EXAMPLE: &'static str = "2026-05-31T18:00:00+05:00";
    const PATTERN: &'static str =
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$";
}

impl FromStr for Instant {
    type Err = InstantFault;

    fn from_str(text: &str) -> Result<Self, InstantFault> {
        let (date, rest) = text.split_once('T').ok_or(InstantFault::Form)?;
        let date: Date = date.parse().map_err(InstantFault::Date)?;
        let (clock, offset) = rest.split_at_checked(8).ok_or(InstantFault::Form)?;
        let second_of_day = second_of_day(clock)?;
        let offset = match offset {
            "" => return Err(InstantFault::NoOffset),
            "Z" => UtcOffset::UTC,
            _ if offset.starts_with(['.', ',']) => return Err(InstantFault::Fraction),
            _ => offset.parse().map_err(InstantFault::Offset)?,
        };
        Ok(Self::from_civil(CivilTime { date, second_of_day }, offset))
    }
}

fn second_of_day(clock: &str) -> Result<i32, InstantFault> {
    let field = |range| clock.get(range).and_then(fixed_digits).ok_or(InstantFault::Form);
    if clock.get(2..3) != Some(":") || clock.get(5..6) != Some(":") {
        return Err(InstantFault::Form);
    }
    let (hour, minute, second) = (field(0..2)?, field(3..5)?, field(6..8)?);
    if hour > 23 || minute > 59 || second > 59 {
        return Err(InstantFault::TimeOfDay);
    }
    Ok(hour * 3_600 + minute * 60 + second)
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at(UtcOffset::KAZAKHSTAN).fmt(f)
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second_of_day;
        write!(f, "{}T{:02}:{:02}:{:02}", self.date, second / 3_600, second / 60 % 60, second % 60)
    }
}

impl Literal for UtcOffset {
    const WHAT: &'static str = "an offset from UTC";
    const EXAMPLE: &'static str = "+05:00";
    const PATTERN: &'static str = "^[+-][0-9]{2}:[0-9]{2}$";
}

impl FromStr for UtcOffset {
    type Err = OffsetFault;

    fn from_str(text: &str) -> Result<Self, OffsetFault> {
        let (sign, clock) = match text.split_at_checked(1) {
            Some(("+", clock)) => (1, clock),
            Some(("-", clock)) => (-1, clock),
            _ => return Err(OffsetFault::Form),
        };
        let (hours, minutes) =
            clock.split_once(':').filter(|_| clock.len() == 5).ok_or(OffsetFault::Form)?;
        let (Some(hours), Some(minutes)) = (fixed_digits(hours), fixed_digits(minutes)) else {
            return Err(OffsetFault::Form);
        };
        if minutes > 59 || hours * 60 + minutes > 18 * 60 {
            return Err(OffsetFault::Range);
        }
        if sign < 0 && hours == 0 && minutes == 0 {
            return Err(OffsetFault::Unknown);
        }
        Ok(Self { minutes: sign * (hours * 60 + minutes) })
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minutes < 0 { '-' } else { '+' };
        let minutes = self.minutes.abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

serialize_as_text!(Instant, UtcOffset);

#[cfg(test)]
mod tests {
    use super::{CivilTime, Instant, InstantFault, OffsetFault, UtcOffset};
    use crate::contract::DateFault;
    use proptest::prelude::*;

    fn instant(text: &str) -> Instant {
        text.parse().expect(text)
    }

    #[test]
    fn one_moment_in_two_offsets_is_equal() {
        assert_eq!(instant("2026-03-24T18:59:59Z"), instant("2026-03-24T23:59:59+05:00"));
        assert_eq!(instant("2026-03-24T18:59:59Z"), instant("2026-03-24T13:29:59-05:30"));
        assert_eq!(instant("1970-01-01T00:00:00Z").unix_seconds(), 0);
        assert_eq!(instant("2026-01-16T00:00:00Z").unix_seconds(), 1_768_521_600);
    }

    #[test]
    fn the_local_date_is_that_of_the_offset() {
        let late = instant("2026-03-24T20:00:00Z");
        assert_eq!(late.date(UtcOffset::KAZAKHSTAN).to_string(), "2026-03-25");
        assert_eq!(late.date(UtcOffset::UTC).to_string(), "2026-03-24");
        assert_eq!(late.to_string(), "2026-03-25T01:00:00+05:00");
        assert_eq!(late.at(UtcOffset::UTC).to_string(), "2026-03-24T20:00:00+00:00");
    }

    #[test]
    fn refuses_what_leaves_the_moment_open() {
        for (text, fault) in [
            ("2026-03-24", InstantFault::Form),
            ("2026-03-24 18:59:59Z", InstantFault::Form),
            ("2026-03-24T18:59Z", InstantFault::Form),
            ("2026-03-24T18:59:59", InstantFault::NoOffset),
            ("2026-03-24T18:59:59.5Z", InstantFault::Fraction),
            ("2026-03-24T24:00:00Z", InstantFault::TimeOfDay),
            ("2026-03-24T23:59:60Z", InstantFault::TimeOfDay),
            ("2026-03-24T18:59:59z", InstantFault::Offset(OffsetFault::Form)),
            ("2026-03-24T18:59:59+5", InstantFault::Offset(OffsetFault::Form)),
            ("2026-03-24T18:59:59+19:00", InstantFault::Offset(OffsetFault::Range)),
            ("2026-03-24T18:59:59-00:00", InstantFault::Offset(OffsetFault::Unknown)),
            (
                "2026-02-30T00:00:00Z",
                InstantFault::Date(DateFault::Day { year: 2026, month: 2, last: 28 }),
            ),
        ] {
            assert_eq!(text.parse::<Instant>(), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn the_edge_of_the_years_prints_at_every_offset() {
        let last = instant("2999-12-31T23:59:59-18:00");
        assert_eq!(last.to_string(), "3000-01-01T22:59:59+05:00");
        assert_eq!(last.add_seconds(i64::MAX), None);
        assert_eq!(instant("1900-01-01T00:00:00+18:00").add_seconds(0), None);
    }

    prop_compose! {
        fn any_instant()(seconds in -2_000_000_000_i64..30_000_000_000) -> Instant {
            instant("1970-01-01T00:00:00Z").add_seconds(seconds).expect("inside the years")
        }
    }

    prop_compose! {
        fn any_offset()(minutes in -1_080..=1_080) -> UtcOffset {
            UtcOffset { minutes }
        }
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(moment in any_instant(), offset in any_offset()) {
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
            prop_assert_eq!(moment.at(offset).to_string().parse(), Ok(moment));
            prop_assert_eq!(offset.to_string().parse(), Ok(offset));
        }

        #[test]
        fn the_civil_view_leads_back(moment in any_instant(), offset in any_offset()) {
            let civil = moment.civil(offset);
            prop_assert!((0..86_400).contains(&civil.second_of_day));
            prop_assert_eq!(Instant::from_civil(civil, offset), moment);
            let midnight = Instant::start_of(civil.date, offset);
            prop_assert_eq!(midnight.civil(offset), CivilTime { second_of_day: 0, ..civil });
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9TZ:+.\\-\\PC]{0,30}") {
            let _ = text.parse::<Instant>();
            let _ = text.parse::<UtcOffset>();
        }
    }
}
