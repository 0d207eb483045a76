//! A value and where it came from.

use serde::{Serialize, Serializer};

use crate::blueprint::Spanned;
use crate::diagnostics::Span;

/// Who may say a value, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Built into qalyp.
    Default,
    /// Computed from other values of the server.
    Computed,
    /// What was issued: the public state in the folder of keys.
    Issued,
    /// The contract.
    Terms,
    /// The provider's document.
    Provider,
    /// The image's document.
    Image,
    /// The tariff's document.
    Tariff,
    /// The customer's account.
    Customer,
    /// The server itself.
    Server,
}

impl Layer {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Computed => "computed",
            Self::Issued => "issued",
            Self::Terms => "terms",
            Self::Provider => "provider",
            Self::Image => "image",
            Self::Tariff => "tariff",
            Self::Customer => "customer",
            Self::Server => "server",
        }
    }
}

/// One who said a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Who.
    pub layer: Layer,
    /// Where it is written; absent for defaults and computed values.
    pub span: Option<Span>,
    /// For defaults the value, for computed values the rule.
    pub text: Option<Box<str>>,
}

/// Everybody who said a value, the overruled first; the last one won.
///
/// The winner is by construction the last contributor: there is no second field that could
/// disagree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin(Vec<Contribution>);

impl Origin {
    /// Written at one place.
    pub fn written(layer: Layer, span: Span) -> Self {
        Self(vec![Contribution { layer, span: Some(span), text: None }])
    }

    /// Built in; `value` as a person would have written it.
    pub fn default_value(value: impl Into<Box<str>>) -> Self {
        Self(vec![Contribution { layer: Layer::Default, span: None, text: Some(value.into()) }])
    }

    /// Computed by a rule that names the fields it uses.
    pub fn computed(rule: impl Into<Box<str>>) -> Self {
        Self(vec![Contribution { layer: Layer::Computed, span: None, text: Some(rule.into()) }])
    }

    /// Overruled by a value written at another place.
    pub fn overruled(mut self, layer: Layer, span: Span) -> Self {
        self.0.push(Contribution { layer, span: Some(span), text: None });
        self
    }

    /// All contributors, the winner last.
    pub fn contributions(&self) -> &[Contribution] {
        &self.0
    }

    /// Who won.
    pub fn winner(&self) -> Option<&Contribution> {
        self.0.last()
    }
}

/// A value with its origin. Equality looks only at the value; templates and digests see only it.
#[derive(Clone, Debug)]
pub struct Traced<T> {
    /// The value.
    pub value: T,
    /// Who said it.
    pub origin: Origin,
}

impl<T> Traced<T> {
    /// A value and its origin.
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// Written at one place.
    pub fn written(layer: Layer, span: Span, value: T) -> Self {
        Self::new(value, Origin::written(layer, span))
    }

    /// A blueprint's value.
    pub fn from_blueprint(layer: Layer, spanned: &Spanned<T>) -> Self
    where
        T: Clone,
    {
        Self::written(layer, spanned.span, spanned.value.clone())
    }

    /// Built in; `shown` is the value as a person would have written it.
    pub fn default_value(value: T, shown: impl Into<Box<str>>) -> Self {
        Self::new(value, Origin::default_value(shown))
    }

    /// Computed by a rule.
    pub fn computed(value: T, rule: impl Into<Box<str>>) -> Self {
        Self::new(value, Origin::computed(rule))
    }

    /// Another value of the same origin.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Traced<U> {
        Traced { value: change(self.value), origin: self.origin }
    }
}

impl<T> std::ops::Deref for Traced<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Traced<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Serialize> Serialize for Traced<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}
