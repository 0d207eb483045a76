use std::{fmt, str::FromStr};

use super::{Literal, WindowFault, instant::minute_of_day, literal::serialize_as_text};

/// Hours of every day, `01:00-06:00`: the first minute belongs to it, the last does not.
///
/// It begins before it ends within one day; `24:00` may be its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DailyWindow {
    from: i32,
    until: i32,
}

impl DailyWindow {
    /// Seconds from midnight to its beginning, 0 to 86,340.
    pub const fn from_second(self) -> i32 {
        self.from * 60
    }

    /// Seconds from midnight to its end, 60 to 86,400; the end itself is outside.
    pub const fn until_second(self) -> i32 {
        self.until * 60
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> i32 {
        (self.until - self.from) * 60
    }

    /// Whether a time of day, in seconds from midnight, lies in it.
    pub const fn contains(self, second_of_day: i32) -> bool {
        self.from_second() <= second_of_day && second_of_day < self.until_second()
    }
}

impl Literal for DailyWindow {
    const WHAT: &'static str = "hours of the day";
    const EXAMPLE: &'static str = "01:00-06:00";
    const PATTERN: &'static str = "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$";
}

impl FromStr for DailyWindow {
    type Err = WindowFault;

    fn from_str(text: &str) -> Result<Self, WindowFault> {
        let (from, until) = text.split_once('-').ok_or(WindowFault::Form)?;
        let shaped = |part: &str| {
            part.len() == 5
                && part.bytes().enumerate().all(|(index, byte)| {
                    if index == 2 { byte == b':' } else { byte.is_ascii_digit() }
                })
        };
        if !shaped(from) || !shaped(until) {
            return Err(WindowFault::Form);
        }
        let (Some(from), Some(until)) = (minute_of_day(from), minute_of_day(until)) else {
            return Err(WindowFault::TimeOfDay);
        };
        if from >= until {
            return Err(WindowFault::Order);
        }
        Ok(Self { from, until })
    }
}

impl fmt::Display for DailyWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, until } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

serialize_as_text!(DailyWindow);

#[cfg(test)]
mod tests {
    use super::{DailyWindow, WindowFault};
    use proptest::prelude::*;

    #[test]
    fn the_end_is_outside() {
        let night: DailyWindow = "01:00-06:00".parse().expect("a window");
        assert!(!night.contains(3_599));
        assert!(night.contains(3_600));
        assert!(night.contains(21_599));
        assert!(!night.contains(21_600));
        assert_eq!(night.seconds(), 5 * 3_600);
        assert!("23:00-24:00".parse::<DailyWindow>().expect("a window").contains(86_399));
    }

    #[test]
    fn refuses_every_other_spelling() {
        for (text, fault) in [
            ("", WindowFault::Form),
            ("1:00-6:00", WindowFault::Form),
            ("01:00 - 06:00", WindowFault::Form),
            ("01:00–06:00", WindowFault::Form),
            ("01:00-06:00:00", WindowFault::Form),
            ("01.00-06.00", WindowFault::Form),
            ("25:00-26:00", WindowFault::TimeOfDay),
            ("01:60-06:00", WindowFault::TimeOfDay),
            ("23:00-24:01", WindowFault::TimeOfDay),
            ("22:00-04:00", WindowFault::Order),
            ("10:00-10:00", WindowFault::Order),
        ] {
            assert_eq!(text.parse::<DailyWindow>(), Err(fault), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(from in 0..1_440_i32, length in 1..1_440_i32) {
            let window = DailyWindow { from, until: (from + length).min(1_440) };
            prop_assert_eq!(window.to_string().parse(), Ok(window));
        }
    }
}
