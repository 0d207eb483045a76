//! Every sentence about a fault of this layer.
//!
//! Each is a headline's second half: short, without a full stop, with a correct example, so that a
//! finding can underline the value and print the sentence beside it.

use std::fmt::{Display, Formatter, Result};

use super::terms::ProseFault;
use super::{
    Choice, Currency, DailyWindow, Date, DateFault, DaysFault, Duration, DurationFault, Instant,
    InstantFault, Literal, Money, MoneyFault, NumberFault, OffsetFault, Percent, PercentFault,
    Undecided, UtcOffset, ValueFault, WindowFault,
};

/// "expected a date like 2026-05-31"
fn expected<T: Literal>(f: &mut Formatter<'_>) -> Result {
    write!(f, "expected {} like {}", T::WHAT, T::EXAMPLE)
}

impl Display for Undecided {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::TooLarge => f.write_str("a sum is too large to be counted exactly"),
            Self::OfNothing => f.write_str("something would be divided by nothing"),
            Self::OutOfYears => write!(
                f,
                "a date would lie outside of the years {} to {}; a day ends where the next one begins, \
                 so the last day that can be asked about is {}-12-30",
                Date::YEARS.start(),
                Date::YEARS.end(),
                Date::YEARS.end()
            ),
            Self::NoCalendar => f.write_str("working days are asked for, and there is no calendar"),
            Self::OutsideCalendar { date } => {
                write!(f, "the calendar does not cover {date}")
            }
            Self::OtherWeek { calendar, terms } => write!(
                f,
                "the calendar was made for a {calendar} week, and the terms name a {terms} week"
            ),
            Self::NoRate { date } => write!(f, "no rate of VAT is known for {date}"),
            Self::Backwards { from, until } => {
                write!(f, "it has to end after it begins, and {until} is not after {from}")
            }
            Self::TooEarly { what, at, after, since } => {
                write!(f, "{} ({at}) lies before {} ({since})", what.en, after.en)
            }
            Self::OutsidePeriod { what, at, period } => write!(
                f,
                "{} ({at}) does not lie in the period from {} to {}",
                what.en,
                period.from(),
                period.until()
            ),
            Self::Zero { what } => write!(f, "{} has to be more than zero", what.en),
            Self::MoreThanAll { part, whole } => {
                write!(f, "{} cannot be more than {}", part.en, whole.en)
            }
            Self::TooLong { what, days } => {
                write!(f, "{} cannot be longer than {days} days", what.en)
            }
            Self::NotWhole { amount } => {
                write!(f, "{amount} is not whole, but `money.scale` counts whole units only")
            }
            Self::Missing { what, because } => {
                write!(f, "{} is missing, which `{because}` asks for", what.en)
            }
            Self::Currencies { first, second } => {
                write!(f, "amounts in {first} and in {second} cannot be counted together")
            }
            Self::Conflict { one, other } => {
                write!(
                    f,
                    "the agreement says both, and no clause says which holds: {}; {}",
                    one.en, other.en
                )
            }
        }
    }
}

impl Display for NumberFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form => f.write_str("expected digits, without sign, grouping or exponent"),
            Self::LeadingZero => f.write_str("a number does not begin with a needless zero"),
            Self::TooManyDecimals { most } => {
                write!(f, "at most {most} digits can stand after the point")
            }
            Self::TooLarge => f.write_str("this number is too large"),
        }
    }
}

impl Display for MoneyFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form | Self::Amount(NumberFault::Form) => expected::<Money>(f),
            Self::Amount(fault) => write!(f, "{fault}; write it like {}", Money::EXAMPLE),
            Self::Currency { found } => {
                write!(f, "unknown currency `{found}`; known are {}", Currency::NAMES.join(", "))
            }
        }
    }
}

impl Display for PercentFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form | Self::Number(NumberFault::Form) => expected::<Percent>(f),
            Self::MoreThanAll => write!(f, "at most {}", Percent::HUNDRED),
            Self::Number(fault) => write!(f, "{fault}; write it like {}", Percent::EXAMPLE),
        }
    }
}

impl Display for DateFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form => expected::<Date>(f),
            Self::Year { found } => write!(
                f,
                "the year {found} is not between {} and {}",
                Date::YEARS.start(),
                Date::YEARS.end()
            ),
            Self::Month { found } => write!(f, "there is no month {found}; months are 01 to 12"),
            Self::Day { year, month, last } => {
                write!(f, "the month {year:04}-{month:02} has the days 01 to {last}")
            }
        }
    }
}

impl Display for InstantFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form => expected::<Instant>(f),
            Self::NoOffset => {
                write!(f, "the offset from UTC is missing, as in {}", Instant::EXAMPLE)
            }
            Self::Fraction => write!(f, "write whole seconds, as in {}", Instant::EXAMPLE),
            Self::Date(fault) => fault.fmt(f),
            Self::TimeOfDay => f.write_str("there is no such time of day; it ends at 23:59:59"),
            Self::Offset(fault) => fault.fmt(f),
        }
    }
}

impl Display for OffsetFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form => expected::<UtcOffset>(f),
            Self::Range => f.write_str("no place on Earth has this offset from UTC"),
            Self::Unknown => f.write_str("-00:00 means an unknown offset; write +00:00"),
        }
    }
}

impl Display for DurationFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form | Self::Number(NumberFault::Form) => expected::<Duration>(f),
            Self::Number(NumberFault::TooLarge) | Self::TooLong => {
                write!(f, "this is too long; the longest duration is {}", Duration::MAX)
            }
            Self::Number(fault) => write!(f, "{fault}; write it like {}", Duration::EXAMPLE),
            Self::Unit { found } => {
                write!(f, "unknown unit `{found}`; units are s, min, hours, days and weeks")
            }
        }
    }
}

impl Display for WindowFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form => expected::<DailyWindow>(f),
            Self::TimeOfDay => f.write_str("there is no such time of day; they are 00:00 to 24:00"),
            Self::Order => f.write_str("a daily window begins before it ends, on the same day"),
        }
    }
}

impl Display for DaysFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Form { what, example } => write!(f, "expected {what} like {example}"),
            Self::Number(fault) => fault.fmt(f),
        }
    }
}

impl Display for ValueFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Days(fault) => fault.fmt(f),
            Self::Duration(fault) => fault.fmt(f),
            Self::Percent(fault) => fault.fmt(f),
            Self::Window(fault) => fault.fmt(f),
            Self::Offset(fault) => fault.fmt(f),
            Self::Date(fault) => fault.fmt(f),
            Self::Switch => f.write_str("expected `true` or `false`"),
            Self::Word { words: [only], .. } => write!(f, "expected `{only}`"),
            Self::Word { words, .. } => write!(f, "expected one of {}", listed(words)),
            Self::Number { numbers } => write!(f, "expected one of {}", listed(numbers)),
            Self::Empty => f.write_str("expected a text that is not empty"),
            Self::OrNone { inner } => write!(f, "{inner}, or `none`"),
        }
    }
}

impl Display for ProseFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Brace => {
                f.write_str("braces stand only around the id of a parameter: {refund.full_days}")
            }
            Self::Unknown { reference } => {
                write!(f, "there is no parameter `{}`", reference.escape_debug())
            }
        }
    }
}

/// "`a`, `b`, `c`"
fn listed<T: Display>(values: &[T]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

macro_rules! errors {
    ($($fault:ty),+) => {$(impl std::error::Error for $fault {})+};
}

errors!(
    NumberFault,
    MoneyFault,
    PercentFault,
    DateFault,
    InstantFault,
    OffsetFault,
    DurationFault,
    WindowFault,
    DaysFault,
    ValueFault
);

#[test]
fn the_last_day_that_can_be_asked_about_has_a_next_one() {
    let told = Undecided::OutOfYears.to_string();
    let last = told.rsplit(' ').next().unwrap_or_default();
    let last: Date = last.parse().unwrap();
    let next = last.add_days(1).unwrap();
    assert_eq!(next.add_days(1), None, "{told}");
}
