//! The types that a parameter of the terms can have, as data and as Rust types.
//!
//! A decoder walks the registry with [`ParameterType`] and hands [`ParameterValue`]s over; it needs
//! to know no clause. [`Typed`] ties each Rust type to its description.

use super::table::TableShape;
use crate::contract::{
    Choice, DailyWindow, Date, Days, Duration, Literal, Percent, Trilingual, UtcOffset, ValueFault,
    WorkingDays,
};

/// What is written for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// One scalar; [`ScalarType::parse`] reads its text.
    Scalar(ScalarType),
    /// A mapping with exactly the keys `kk`, `ru` and `en`.
    Trilingual,
    /// A list of mappings with exactly the keys `name` and `title`; no name stands twice.
    Items,
    /// A mapping of all row names to mappings of all column keys.
    Table(&'static TableShape),
}

/// What one scalar means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarType {
    /// `14 days`, counted on the calendar.
    Days,
    /// `15 working days`.
    WorkingDays,
    /// `48 hours`, a length of time.
    Duration,
    /// `99.8 %`.
    Percent,
    /// `01:00-06:00`.
    Window,
    /// `+05:00`.
    Offset,
    /// `2026-01-16`.
    Date,
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these numbers.
    Number(&'static [u8]),
    /// Free text, not empty.
    Text,
    /// The word `none` or a value.
    OrNone(&'static ScalarType),
}

/// A scalar that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ScalarValue {
    Days(Days),
    WorkingDays(WorkingDays),
    Duration(Duration),
    Percent(Percent),
    Window(DailyWindow),
    Offset(UtcOffset),
    Date(Date),
    Switch(bool),
    Word(&'static str),
    Number(u8),
    Text(String),
    /// The word `none` of an [`ScalarType::OrNone`].
    None,
}

/// A parameter that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// For [`ParameterType::Scalar`].
    Scalar(ScalarValue),
    /// For [`ParameterType::Trilingual`].
    Trilingual(Trilingual),
    /// For [`ParameterType::Items`], in the order written.
    Items(Vec<Item>),
    /// For [`ParameterType::Table`]: rows and columns in the order of the shape.
    Table(Vec<Vec<ParameterValue>>),
}

/// A named thing of a list, such as a program that every server has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Item {
    /// Its name in kebab-case, by which blueprints refer to it.
    pub name: String,
    /// What customers read.
    pub title: Trilingual,
}

/// The word for the absence of a value.
const NONE: &str = "none";

impl ScalarType {
    /// Reads the text of a scalar.
    pub fn parse(self, text: &str) -> Result<ScalarValue, ValueFault> {
        Ok(match self {
            Self::Days => ScalarValue::Days(text.parse().map_err(ValueFault::Days)?),
            Self::WorkingDays => ScalarValue::WorkingDays(text.parse().map_err(ValueFault::Days)?),
            Self::Duration => ScalarValue::Duration(text.parse().map_err(ValueFault::Duration)?),
            Self::Percent => ScalarValue::Percent(text.parse().map_err(ValueFault::Percent)?),
            Self::Window => ScalarValue::Window(text.parse().map_err(ValueFault::Window)?),
            Self::Offset => ScalarValue::Offset(text.parse().map_err(ValueFault::Offset)?),
            Self::Date => ScalarValue::Date(text.parse().map_err(ValueFault::Date)?),
            Self::Switch => match text {
                "true" => ScalarValue::Switch(true),
                "false" => ScalarValue::Switch(false),
                _ => return Err(ValueFault::Switch),
            },
            Self::Word(words) => {
                let word = words.iter().copied().find(|word| *word == text);
                let fault = || ValueFault::Word { found: text.to_owned(), words };
                ScalarValue::Word(word.ok_or_else(fault)?)
            }
            Self::Number(numbers) => {
                let number = numbers.iter().copied().find(|number| number.to_string() == text);
                ScalarValue::Number(number.ok_or(ValueFault::Number { numbers })?)
            }
            Self::Text if text.trim().is_empty() => return Err(ValueFault::Empty),
            Self::Text => ScalarValue::Text(text.to_owned()),
            Self::OrNone(_) if text == NONE => ScalarValue::None,
            Self::OrNone(inner) => {
                inner.parse(text).map_err(|fault| ValueFault::OrNone { inner: Box::new(fault) })?
            }
        })
    }

    /// For JSON Schema: an anchored pattern of the text, where the type has one. Words, numbers
    /// and switches have none: a schema lists their values.
    pub fn pattern(self) -> Option<String> {
        let pattern = match self {
            Self::Days => Days::PATTERN,
            Self::WorkingDays => WorkingDays::PATTERN,
            Self::Duration => Duration::PATTERN,
            Self::Percent => Percent::PATTERN,
            Self::Window => DailyWindow::PATTERN,
            Self::Offset => UtcOffset::PATTERN,
            Self::Date => Date::PATTERN,
            Self::OrNone(inner) => {
                return inner.pattern().map(|pattern| format!("^{NONE}$|{pattern}"));
            }
            Self::Switch | Self::Word(_) | Self::Number(_) | Self::Text => return None,
        };
        Some(pattern.to_owned())
    }
}

/// A Rust type that a parameter can have.
pub trait Typed: Sized {
    /// How it is written.
    const TYPE: ParameterType;

    /// The value, if it is of this type.
    fn from_value(value: ParameterValue) -> Option<Self>;

    /// The value as data; [`Self::from_value`] undoes it.
    fn to_value(&self) -> ParameterValue;
}

macro_rules! typed_scalars {
    ($($type:ty: $variant:ident),+ $(,)?) => {$(
        impl Typed for $type {
            const TYPE: ParameterType = ParameterType::Scalar(ScalarType::$variant);

            fn from_value(value: ParameterValue) -> Option<Self> {
                match value {
                    ParameterValue::Scalar(ScalarValue::$variant(value)) => Some(value),
                    _ => None,
                }
            }

            fn to_value(&self) -> ParameterValue {
                ParameterValue::Scalar(ScalarValue::$variant(self.clone()))
            }
        }
    )+};
}

typed_scalars! {
    Days: Days,
    WorkingDays: WorkingDays,
    Duration: Duration,
    Percent: Percent,
    DailyWindow: Window,
    UtcOffset: Offset,
    Date: Date,
    bool: Switch,
    String: Text,
}

impl<T: Choice> Typed for T {
    const TYPE: ParameterType = ParameterType::Scalar(ScalarType::Word(T::NAMES));

    fn from_value(value: ParameterValue) -> Option<Self> {
        match value {
            ParameterValue::Scalar(ScalarValue::Word(word)) => Self::from_name(word),
            _ => None,
        }
    }

    fn to_value(&self) -> ParameterValue {
        ParameterValue::Scalar(ScalarValue::Word(self.name()))
    }
}

/// Types whose optional form is written as `none` or a value.
macro_rules! typed_options {
    ($($type:ty: $variant:ident),+ $(,)?) => {$(
        impl Typed for Option<$type> {
            const TYPE: ParameterType =
                ParameterType::Scalar(ScalarType::OrNone(&ScalarType::$variant));

            fn from_value(value: ParameterValue) -> Option<Self> {
                match value {
                    ParameterValue::Scalar(ScalarValue::None) => Some(None),
                    value => <$type>::from_value(value).map(Some),
                }
            }

            fn to_value(&self) -> ParameterValue {
                self.as_ref().map_or(ParameterValue::Scalar(ScalarValue::None), Typed::to_value)
            }
        }
    )+};
}

typed_options! { Days: Days, Duration: Duration }

/// How many digits after the point a sum has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoneyScale {
    /// Minor units, as in every account and cashless payment.
    Hundredths,
    /// Whole units, as at a cash desk.
    Whole,
}

impl MoneyScale {
    /// Digits after the point: 2 or 0.
    pub const fn decimals(self) -> u8 {
        match self {
            Self::Hundredths => 2,
            Self::Whole => 0,
        }
    }
}

impl Typed for MoneyScale {
    const TYPE: ParameterType = ParameterType::Scalar(ScalarType::Number(&[2, 0]));

    fn from_value(value: ParameterValue) -> Option<Self> {
        match value {
            ParameterValue::Scalar(ScalarValue::Number(2)) => Some(Self::Hundredths),
            ParameterValue::Scalar(ScalarValue::Number(0)) => Some(Self::Whole),
            _ => None,
        }
    }

    fn to_value(&self) -> ParameterValue {
        ParameterValue::Scalar(ScalarValue::Number(self.decimals()))
    }
}

impl Typed for Trilingual {
    const TYPE: ParameterType = ParameterType::Trilingual;

    fn from_value(value: ParameterValue) -> Option<Self> {
        match value {
            ParameterValue::Trilingual(text) => Some(text),
            _ => None,
        }
    }

    fn to_value(&self) -> ParameterValue {
        ParameterValue::Trilingual(self.clone())
    }
}

impl Typed for Vec<Item> {
    const TYPE: ParameterType = ParameterType::Items;

    fn from_value(value: ParameterValue) -> Option<Self> {
        match value {
            ParameterValue::Items(items) => Some(items),
            _ => None,
        }
    }

    fn to_value(&self) -> ParameterValue {
        ParameterValue::Items(self.clone())
    }
}

impl std::fmt::Display for ScalarValue {
    /// The text that [`ScalarType::parse`] reads back.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Days(value) => value.fmt(f),
            Self::WorkingDays(value) => value.fmt(f),
            Self::Duration(value) => value.fmt(f),
            Self::Percent(value) => value.fmt(f),
            Self::Window(value) => value.fmt(f),
            Self::Offset(value) => value.fmt(f),
            Self::Date(value) => std::fmt::Display::fmt(value, f),
            Self::Switch(value) => value.fmt(f),
            Self::Word(value) => f.write_str(value),
            Self::Number(value) => value.fmt(f),
            Self::Text(value) => f.write_str(value),
            Self::None => f.write_str(NONE),
        }
    }
}
