use minijinja::Value;
use minijinja::value::ValueKind;

use super::{Booleans, Refusal, Shape};
use crate::render::written::Written;

/// A value that fits on one place: a text, a number or a yes-or-no.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// Text, of any origin and with any characters.
    Text(&'a str),
    /// Yes or no; each format has its own words for it.
    Boolean(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number; only finite ones are written.
    Float(f64),
}

impl<'a> Scalar<'a> {
    /// The scalar in a value of a template.
    pub fn of(value: &'a Value) -> Result<Self, Refusal> {
        if let Some(text) = value.as_str() {
            return Ok(Self::Text(text));
        }
        let shape = match value.kind() {
            ValueKind::Bool => return Ok(Self::Boolean(value.is_true())),
            ValueKind::Number => return number(value),
            ValueKind::Undefined => Shape::Undefined,
            ValueKind::None => Shape::None,
            ValueKind::Seq | ValueKind::Iterable => Shape::List,
            ValueKind::Map => Shape::Map,
            // One format inside another: a shell word within YAML.
            _ => match value.downcast_object_ref::<Written>() {
                Some(written) => return Ok(Self::Text(written.text())),
                None => Shape::Other,
            },
        };
        Err(Refusal::Shape(shape))
    }

    /// The same as a value of a template.
    pub(super) fn to_value(self) -> Value {
        match self {
            Self::Text(text) => Value::from(text),
            Self::Boolean(flag) => Value::from(flag),
            Self::Integer(number) => Value::from(number),
            Self::Float(number) => Value::from(number),
        }
    }

    /// A number, or a boolean in the format's words. Text needs the format's quotes: this is
    /// never the way to write it.
    pub(super) fn plain(&self, booleans: Booleans) -> Result<String, Refusal> {
        match *self {
            Self::Text(text) => Ok(text.to_owned()),
            Self::Boolean(flag) => match booleans {
                None => Err(Refusal::Boolean),
                Some((yes, no)) => Ok(if flag { yes } else { no }.to_owned()),
            },
            // Printing 128 bits takes several times as long.
            Self::Integer(number) => Ok(match i64::try_from(number) {
                Ok(number) => number.to_string(),
                Err(_) => number.to_string(),
            }),
            Self::Float(number) if number.is_finite() => Ok(number.to_string()),
            Self::Float(_) => Err(Refusal::NotFinite),
        }
    }
}

fn number<'a>(value: &Value) -> Result<Scalar<'a>, Refusal> {
    if value.is_integer() {
        if let Ok(number) = i128::try_from(value.clone()) {
            return Ok(Scalar::Integer(number));
        }
    } else if let Ok(number) = f64::try_from(value.clone()) {
        return Ok(Scalar::Float(number));
    }
    Err(Refusal::Shape(Shape::Other))
}

impl<'a> From<&'a str> for Scalar<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Scalar<'_> {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<i32> for Scalar<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}
