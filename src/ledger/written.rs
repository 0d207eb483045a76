//! From a fact back to text: one line of JSON that reads as the same fact.

use std::fmt;

use serde_json::Value;

use super::facts::{About, Channel, EvidenceBy, Fact, FactKind, For, Wants};
use super::units::Id;
use crate::blueprint::units::{Line, Name, Whole};
use crate::blueprint::{OneOrMore, Spanned};
use crate::contract::terms::{Cause, Priority};
use crate::contract::{Date, Duration, Instant, Money};

/// What can stand in a fact.
pub(super) trait Written {
    /// The value as it is written; `None` for a key that is not there.
    fn written(&self) -> Option<Value>;
}

impl<T: Written> Written for Spanned<T> {
    fn written(&self) -> Option<Value> {
        self.value.written()
    }
}

impl<T: Written> Written for Option<T> {
    fn written(&self) -> Option<Value> {
        self.as_ref().and_then(Written::written)
    }
}

impl<T: Written> Written for OneOrMore<T> {
    fn written(&self) -> Option<Value> {
        Some(self.into_iter().filter_map(Written::written).collect())
    }
}

impl Written for bool {
    fn written(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }
}

impl<const LEAST: u64, const MOST: u64> Written for Whole<LEAST, MOST> {
    fn written(&self) -> Option<Value> {
        Some(self.get().into())
    }
}

/// Values that are written as the text that they are shown as.
macro_rules! as_shown {
    ($($type:ty),+ $(,)?) => {$(
        impl Written for $type {
            fn written(&self) -> Option<Value> {
                Some(Value::String(self.to_string()))
            }
        }
    )+};
}

as_shown!(
    Line, Name, Id, Money, Date, Duration, Instant, Cause, Priority, FactKind, About, Channel,
    EvidenceBy, For, Wants,
);

impl fmt::Display for Fact {
    /// The fact as one line of JSON, moments at the contract's own offset.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_json().fmt(f)
    }
}
