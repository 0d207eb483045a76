use std::{fmt, str::FromStr};

use super::{DurationFault, Literal, NumberFault, decimal, literal::serialize_as_text};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// Up to here whole hours stay hours: the contract writes "48 hours" and "72 hours", and there a
/// "day" could be mistaken for a calendar day.
const LONGEST_IN_HOURS: u64 = 72 * HOUR;

/// A length of time in whole seconds; a day is always 24 hours.
///
/// The text form is one number and one unit: `15 s`, `90 min`, `48 hours`, `14 days`. Singular and
/// plural are both read. Days that are counted on a calendar are [`super::Days`], not this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: u64,
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self { seconds: 0 };
    /// About a thousand years: the longest that can be written, so that sums never overflow.
    pub const MAX: Self = Self { seconds: 365_250 * DAY };

    /// A duration of whole seconds; `None` above [`Self::MAX`].
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        (seconds <= Self::MAX.seconds).then_some(Self { seconds })
    }

    /// A duration of whole hours, up to 65,535.
    pub fn from_hours(hours: u16) -> Self {
        Self { seconds: u64::from(hours) * HOUR }
    }

    /// The length in seconds.
    pub const fn seconds(self) -> u64 {
        self.seconds
    }
}

impl Literal for Duration {
    const WHAT: &'static str = "a duration";
    const EXAMPLE: &'static str = "48 hours";
    const PATTERN: &'static str =
        "^(0|[1-9][0-9]*) (s|seconds?|min|minutes?|h|hours?|days?|weeks?)$";
}

impl FromStr for Duration {
    type Err = DurationFault;

    fn from_str(text: &str) -> Result<Self, DurationFault> {
        let (number, unit) = text.split_once(' ').ok_or(DurationFault::Form)?;
        let number = decimal::whole(number).map_err(DurationFault::Number)?;
        let length = match unit {
            "s" | "second" | "seconds" => 1,
            "min" | "minute" | "minutes" => MINUTE,
            "h" | "hour" | "hours" => HOUR,
            "day" | "days" => DAY,
            "week" | "weeks" => WEEK,
            _ => return Err(DurationFault::Unit { found: unit.to_owned() }),
        };
        let seconds =
            number.checked_mul(length).ok_or(DurationFault::Number(NumberFault::TooLarge))?;
        Self::from_seconds(seconds).ok_or(DurationFault::TooLong)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.seconds;
        let (number, one, many) = if seconds == 0 || !seconds.is_multiple_of(MINUTE) {
            (seconds, "s", "s")
        } else if !seconds.is_multiple_of(HOUR) {
            (seconds / MINUTE, "min", "min")
        } else if !seconds.is_multiple_of(DAY) || seconds <= LONGEST_IN_HOURS {
            (seconds / HOUR, "hour", "hours")
        } else {
            (seconds / DAY, "day", "days")
        };
        write!(f, "{number} {}", if number == 1 { one } else { many })
    }
}

serialize_as_text!(Duration);

#[cfg(test)]
mod tests {
    use super::{Duration, DurationFault};
    use crate::contract::NumberFault;
    use proptest::prelude::*;

    #[test]
    fn reads_every_unit_in_singular_and_plural() {
        for (text, seconds, canonical) in [
            ("15 s", 15, "15 s"),
            ("1 second", 1, "1 s"),
            ("60 seconds", 60, "1 min"),
            ("90 min", 5_400, "90 min"),
            ("1 minute", 60, "1 min"),
            ("1 hour", 3_600, "1 hour"),
            ("24 h", 86_400, "24 hours"),
            ("1 day", 86_400, "24 hours"),
            ("48 hours", 172_800, "48 hours"),
            ("14 days", 1_209_600, "14 days"),
            ("2 weeks", 1_209_600, "14 days"),
            ("0 s", 0, "0 s"),
            ("0 days", 0, "0 s"),
        ] {
            let duration: Duration = text.parse().expect(text);
            assert_eq!(duration.seconds(), seconds, "{text}");
            assert_eq!(duration.to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn refuses_every_other_spelling() {
        for text in ["", "48", "48hours", "1.5 hours", "-1 s", "PT48H"] {
            let fault = text.parse::<Duration>().expect_err(text);
            assert_eq!(fault.to_string(), "expected a duration like 48 hours", "{text}");
        }
        assert_eq!(
            "1 month".parse::<Duration>(),
            Err(DurationFault::Unit { found: "month".to_owned() })
        );
        assert_eq!(
            "007 days".parse::<Duration>(),
            Err(DurationFault::Number(NumberFault::LeadingZero))
        );
        assert_eq!("365251 days".parse::<Duration>(), Err(DurationFault::TooLong));
        assert_eq!(
            "18446744073709551615 weeks".parse::<Duration>().unwrap_err().to_string(),
            "this is too long; the longest duration is 365250 days"
        );
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(seconds in 0..=Duration::MAX.seconds(), unit in 0..4) {
            let step = [1, 60, 3_600, 86_400][usize::try_from(unit).unwrap()];
            let duration = Duration::from_seconds(seconds / step * step).unwrap();
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }
    }
}
