//! The answer of a rule, as the format writes it.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::contract::terms::MoneyScale;
use crate::contract::{Basis, Choice, Date, Exact, Instant, Money, Percent};

/// A value of an answer, with its type: the format tells `5` from `"5"`.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Does not apply.
    Null,
    /// Yes or no.
    Switch(bool),
    /// A whole number: days, seconds, a count.
    Whole(i64),
    /// A word or another text.
    Text(Cow<'static, str>),
    /// A point in time; printed at the offset of the case file.
    Moment(Instant),
    /// A calendar date.
    Date(Date),
    /// A rounded amount; printed with as many digits as `money.scale` says.
    Money(Money),
    /// An exact number, `n` or `n/d`.
    Exact(Exact),
    /// A percentage without its sign.
    Percent(Percent),
    /// Values in an order that matters.
    List(Vec<Self>),
    /// Values by key.
    Map(Output),
}

/// Values by key: the answer of a rule, or a part of it. The order of keys does not matter to the
/// comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output(Vec<(Cow<'static, str>, Said)>);

impl Output {
    /// No value yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a value; `None` is written as `null`, a word of a [`Choice`] with `_` for `-`.
    #[must_use]
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Said>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// The values, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Said)> {
        self.0.iter().map(|(key, said)| (&**key, said))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Said> {
        self.iter().find(|(known, _)| *known == key).map(|(_, said)| said)
    }
}

macro_rules! said {
    ($($type:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$type> for Said {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

said! {
    bool => Switch,
    i64 => Whole,
    i32 => Whole,
    u32 => Whole,
    &'static str => Text,
    String => Text,
    Instant => Moment,
    Date => Date,
    Money => Money,
    Exact => Exact,
    Percent => Percent,
    Output => Map,
}

impl<T: Choice> From<T> for Said {
    fn from(word: T) -> Self {
        Self::Text(in_case_files(word.name()))
    }
}

impl<T: Into<Self>> From<Option<T>> for Said {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Said {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// A word of ours as case files write it.
pub(super) fn in_case_files(word: &'static str) -> Cow<'static, str> {
    if word.contains('-') { word.replace('-', "_").into() } else { word.into() }
}

impl Said {
    /// The text of a value that is text in the format; `None` for the others.
    pub(super) fn text(&self, basis: &Basis<'_>) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Moment(moment) => moment.at(basis.offset()).to_string().into(),
            Self::Date(date) => date.to_string().into(),
            Self::Money(money) => amount(*money, basis).into(),
            Self::Exact(exact) => exact.to_string().into(),
            Self::Percent(percent) => percent.to_string().trim_end_matches(" %").to_owned().into(),
            Self::Null | Self::Switch(_) | Self::Whole(_) | Self::List(_) | Self::Map(_) => {
                return None;
            }
        })
    }

    /// The value on one line, as the format writes it.
    pub fn shown(&self, basis: &Basis<'_>) -> String {
        let joined = |parts: Vec<String>| parts.join(", ");
        match self {
            Self::Null => "null".to_owned(),
            Self::Switch(on) => on.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::List(all) => {
                format!("[{}]", joined(all.iter().map(|one| one.shown(basis)).collect()))
            }
            Self::Map(map) => {
                let pair = |(key, one): (&str, &Self)| format!("{key}: {}", one.shown(basis));
                format!("{{{}}}", joined(map.iter().map(pair).collect()))
            }
            _ => format!("{:?}", self.text(basis).unwrap_or_default()),
        }
    }
}

/// An amount with the digits of `money.scale`. Tiyn that a scale of whole tenge leaves over are
/// shown: they are a mistake of the rule, and hiding them would hide it.
fn amount(money: Money, basis: &Basis<'_>) -> String {
    let (whole, minor) = (money.minor() / 100, money.minor() % 100);
    let mut text = whole.to_string();
    if basis.terms.counting.scale == MoneyScale::Hundredths || minor != 0 {
        let _ = write!(text, ".{minor:02}");
    }
    text
}
