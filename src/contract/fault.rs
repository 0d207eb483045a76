//! What can be wrong with a literal, as data. The sentences are in `wording.rs`.

/// Why digits are not the number that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Not plain digits with at most one point.
    Form,
    /// Begins with a zero that says nothing.
    LeadingZero,
    /// More digits after the point than the value can hold.
    TooManyDecimals {
        /// How many are allowed.
        most: u32,
    },
    /// Larger than can be counted.
    TooLarge,
}

/// Why a text is no amount of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoneyFault {
    /// Not a number, one space and a currency code.
    Form,
    /// The number is wrong.
    Amount(NumberFault),
    /// The code is not one of [`super::Currency`].
    Currency {
        /// The code as written.
        found: String,
    },
}

/// Why a text is no percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PercentFault {
    /// Not a number, one space and a percent sign.
    Form,
    /// More than the whole, for a part of it.
    MoreThanAll,
    /// The number is wrong.
    Number(NumberFault),
}

/// Why a text or three numbers are no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// Not written as `2026-05-31`.
    Form,
    /// The year is outside [`super::Date::YEARS`].
    Year {
        /// The year as written.
        found: i32,
    },
    /// There is no such month.
    Month {
        /// The month as written.
        found: i32,
    },
    /// The month has no such day.
    Day {
        /// The year.
        year: i32,
        /// The month, 1 to 12.
        month: i32,
        /// The last day of that month.
        last: i32,
    },
}

/// Why a text is no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstantFault {
    /// Not written as `2026-05-31T18:00:00+05:00`.
    Form,
    /// Date and time without an offset from UTC: the moment is not known.
    NoOffset,
    /// Parts of a second, which nothing here counts.
    Fraction,
    /// The date part is wrong.
    Date(DateFault),
    /// The time of day does not exist.
    TimeOfDay,
    /// The offset is wrong.
    Offset(OffsetFault),
}

/// Why a text is no offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetFault {
    /// Not written as `+05:00`.
    Form,
    /// More than 18 hours, or more than 59 minutes after the hours.
    Range,
    /// `-00:00`, which in RFC 3339 means that the offset is not known.
    Unknown,
}

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationFault {
    /// Not a number, one space and a unit.
    Form,
    /// The number is wrong.
    Number(NumberFault),
    /// No such unit.
    Unit {
        /// The unit as written.
        found: String,
    },
    /// Longer than [`super::Duration::MAX`].
    TooLong,
}

/// Why a text is no daily window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowFault {
    /// Not written as `01:00-06:00`.
    Form,
    /// A time of day that does not exist.
    TimeOfDay,
    /// It does not begin before it ends; windows over midnight are not known to the contract.
    Order,
}

/// Why a text is no count of calendar or working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaysFault {
    /// Not a number, one space and the unit.
    Form {
        /// What was asked for.
        what: &'static str,
        /// A correct example of it.
        example: &'static str,
    },
    /// The number is wrong.
    Number(NumberFault),
}

/// Why a text is no value of a parameter of the terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFault {
    /// No count of days.
    Days(DaysFault),
    /// No duration.
    Duration(DurationFault),
    /// No percentage.
    Percent(PercentFault),
    /// No daily window.
    Window(WindowFault),
    /// No offset from UTC.
    Offset(OffsetFault),
    /// No date.
    Date(DateFault),
    /// Neither `true` nor `false`.
    Switch,
    /// Not one of the words.
    Word {
        /// The word as written.
        found: String,
        /// The words to choose from.
        words: &'static [&'static str],
    },
    /// Not one of the numbers.
    Number {
        /// The numbers to choose from.
        numbers: &'static [u8],
    },
    /// Nothing is written.
    Empty,
    /// Neither `none` nor a value.
    OrNone {
        /// What is wrong with it as a value.
        inner: Box<ValueFault>,
    },
}
