//! Counts of days on a calendar: not a length of time, for the count begins and ends at dates.

use std::{fmt, str::FromStr};

use super::{DaysFault, Literal, NumberFault, decimal, literal::serialize_as_text};

/// The largest count that can be written: a hundred years. Date arithmetic stays far from its ends.
const MOST: u32 = 36_525;

macro_rules! counts_of_days {
    ($(
        $(#[$meta:meta])*
        $name:ident: $what:literal, $example:literal, $pattern:literal, $one:literal, $many:literal;
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// How many; never more than a hundred years, so it also fits an `i32`.
            pub const fn count(self) -> u32 {
                self.0
            }

            /// The same as a signed number, for date arithmetic.
            pub const fn signed(self) -> i32 {
                self.0.cast_signed()
            }

            /// A count; `None` above a hundred years.
            pub fn new(count: u32) -> Option<Self> {
                (count <= MOST).then_some(Self(count))
            }
        }

        impl Literal for $name {
            const WHAT: &'static str = $what;
            const EXAMPLE: &'static str = $example;
            const PATTERN: &'static str = $pattern;
        }

        impl FromStr for $name {
            type Err = DaysFault;

            fn from_str(text: &str) -> Result<Self, DaysFault> {
                let form = DaysFault::Form { what: $what, example: $example };
                let (number, unit) = text.split_once(' ').ok_or(form)?;
                if unit != $one && unit != $many {
                    return Err(form);
                }
                let number = decimal::whole(number).map_err(|fault| match fault {
                    NumberFault::Form => form,
                    fault => DaysFault::Number(fault),
                })?;
                let count = u32::try_from(number).ok().and_then(Self::new);
                count.ok_or(DaysFault::Number(NumberFault::TooLarge))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, if self.0 == 1 { $one } else { $many })
            }
        }

        serialize_as_text!($name);
    )+};
}

counts_of_days! {
    /// A number of calendar days: `14 days`.
    Days: "a number of days", "14 days", "^(0|[1-9][0-9]*) days?$", "day", "days";
    /// A number of working days: `15 working days`.
    WorkingDays: "a number of working days", "15 working days",
        "^(0|[1-9][0-9]*) working days?$", "working day", "working days";
}

#[cfg(test)]
mod tests {
    use super::{Days, MOST, WorkingDays};
    use proptest::prelude::*;

    #[test]
    fn calendar_and_working_days_are_not_mistaken_for_each_other() {
        assert_eq!("14 days".parse(), Ok(Days(14)));
        assert_eq!("1 day".parse(), Ok(Days(1)));
        assert_eq!("15 working days".parse(), Ok(WorkingDays(15)));
        let say = |fault: super::DaysFault| fault.to_string();
        assert_eq!(
            "15 working days".parse::<Days>().map_err(say),
            Err("expected a number of days like 14 days".to_owned())
        );
        assert_eq!(
            "15 days".parse::<WorkingDays>().map_err(say),
            Err("expected a number of working days like 15 working days".to_owned())
        );
        for text in ["14", "14 hours", "two days", "-1 days", "014 days", "36526 days", ""] {
            assert!(text.parse::<Days>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(count in 0..=MOST) {
            prop_assert_eq!(Days(count).to_string().parse(), Ok(Days(count)));
            prop_assert_eq!(WorkingDays(count).to_string().parse(), Ok(WorkingDays(count)));
        }
    }
}
