use super::Label;
use crate::contract::{
    Currency, Date, Exact, Instant, Interval, Money, Percent, Resources, Trilingual, UtcOffset,
};

/// A value in a trace. It is shown by whoever prints it: in a language, at an offset.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Does not apply.
    None,
    /// A rounded amount.
    Money(Money),
    /// An exact amount in main units.
    Sum(Exact, Currency),
    /// A bare number.
    Number(Exact),
    /// A percentage.
    Percent(Percent),
    /// A percentage that was computed: its digits.
    Share(String),
    /// A moment.
    Moment(Instant),
    /// A calendar date.
    Date(Date),
    /// A date on which nobody works although it is a weekday, and what it is called.
    DayOff(Date, Trilingual),
    /// From a moment to another, which is outside.
    Span(Interval<Instant>),
    /// Whole seconds.
    Seconds(i64),
    /// Exact hours.
    Hours(Exact),
    /// Calendar or working days.
    Days(i64),
    /// Months.
    Months(u32),
    /// Yes or no.
    Switch(bool),
    /// An outcome or another word.
    Word(&'static Label),
    /// The resources of a tariff.
    Resources(Resources),
    /// Something a person wrote, such as the name of a tariff.
    Text(String),
    /// What a blueprint calls something in every language, such as the title of a tariff.
    Title(Trilingual),
    /// Several.
    List(Vec<Self>),
}

macro_rules! values {
    ($($type:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}

values! {
    Money => Money,
    Exact => Number,
    Percent => Percent,
    Instant => Moment,
    Date => Date,
    Interval<Instant> => Span,
    bool => Switch,
    &'static Label => Word,
    Resources => Resources,
    String => Text,
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl Value {
    /// The value without words, as programs read it; moments at `offset`.
    pub fn to_json(&self, offset: UtcOffset) -> serde_json::Value {
        use serde_json::json;
        match self {
            Self::None => serde_json::Value::Null,
            Self::Money(money) => json!(money),
            Self::Sum(exact, _) | Self::Number(exact) | Self::Hours(exact) => json!(exact),
            Self::Percent(percent) => json!(percent),
            Self::Share(digits) => json!(digits),
            Self::Moment(moment) => json!(moment.at(offset).to_string()),
            Self::Date(date) | Self::DayOff(date, _) => json!(date),
            Self::Span(span) => {
                json!([span.from(), span.until()].map(|end| end.at(offset).to_string()))
            }
            Self::Seconds(number) | Self::Days(number) => json!(number),
            Self::Months(number) => json!(number),
            Self::Switch(on) => json!(on),
            Self::Word(label) => json!(label.key),
            Self::Resources(Resources { vcpu, memory_mib, disk_gib }) => {
                json!({ "vcpu": vcpu, "memory-mib": memory_mib, "disk-gib": disk_gib })
            }
            Self::Text(text) => json!(text),
            Self::Title(title) => json!(title),
            Self::List(values) => values.iter().map(|value| value.to_json(offset)).collect(),
        }
    }
}
