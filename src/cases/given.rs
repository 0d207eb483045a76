//! The facts of a case, read key by key and strictly.

use std::collections::BTreeMap;

use super::answer::in_case_files;
use super::scalar::{Scalar, scalar};
use super::wording;
use crate::blueprint::{Entry, Node, Value};
use crate::contract::terms::MoneyScale;
use crate::contract::{Basis, Choice, Currency, Date, Instant, Interval, Money};
use crate::diagnostics::{Finding, Span, nearest};

/// A fact could not be read; why and where is inside. A case with it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub(super) Vec<Finding>);

impl From<Finding> for Refused {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

/// A mapping of facts. Each method reads one key; a key that nobody read is refused in the end.
///
/// A key without a suffix in its method's name is required. `null` means "it did not happen" for a
/// `nullable_` key, which has to be written, and "does not apply" for an optional instant or amount. For
/// any other key it is no value.
#[derive(Debug)]
pub struct Given<'a> {
    entries: &'a [Entry],
    span: Span,
    basis: &'a Basis<'a>,
    asked: Vec<&'static str>,
}

impl<'a> Given<'a> {
    /// Opens a mapping; `span` is where a missing key is reported.
    pub(super) fn open(node: &'a Node, span: Span, basis: &'a Basis<'a>) -> Result<Self, Refused> {
        let entries = entries(node)?;
        Ok(Self { entries, span, basis, asked: Vec::new() })
    }

    /// The terms, the calendar and the rates under which the case is judged.
    pub const fn basis(&self) -> &'a Basis<'a> {
        self.basis
    }

    /// Refuses every key that was not asked for.
    pub(super) fn close(self) -> Result<(), Refused> {
        let unknown = self.entries.iter().filter(|entry| !self.asked.contains(&&*entry.key));
        let found: Vec<_> = unknown
            .map(|entry| wording::unknown_key(entry, "`given` of this rule", &self.asked))
            .collect();
        if found.is_empty() { Ok(()) } else { Err(Refused(found)) }
    }

    /// An instant with its offset.
    pub fn instant(&mut self, key: &'static str) -> Result<Instant, Refused> {
        instant(self.required(key)?)
    }

    /// An instant, or another where the key is absent.
    pub fn instant_or(&mut self, key: &'static str, other: Instant) -> Result<Instant, Refused> {
        Ok(self.optional_instant(key)?.unwrap_or(other))
    }

    /// An instant, if the key is there.
    pub fn optional_instant(&mut self, key: &'static str) -> Result<Option<Instant>, Refused> {
        self.optional(key).map(instant).transpose()
    }

    /// An instant or `null`; the key has to be there.
    pub fn nullable_instant(&mut self, key: &'static str) -> Result<Option<Instant>, Refused> {
        self.nullable(key)?.map(instant).transpose()
    }

    /// A calendar date.
    pub fn date(&mut self, key: &'static str) -> Result<Date, Refused> {
        let node = self.required(key)?;
        literal(node, "a date in quotes", "\"2026-05-31\"")
    }

    /// An amount: two digits after the point; whole units where `money.scale` is 0.
    pub fn money(&mut self, key: &'static str) -> Result<Money, Refused> {
        let node = self.required(key)?;
        money(node, self.basis)
    }

    /// An amount, or nothing of the currency where the key is absent.
    pub fn money_or_zero(&mut self, key: &'static str) -> Result<Money, Refused> {
        let zero = Money::zero(self.basis.currency);
        let basis = self.basis;
        Ok(self.find(key).map(|node| money(node, basis)).transpose()?.unwrap_or(zero))
    }

    /// An amount, if the key is there.
    pub fn optional_money(&mut self, key: &'static str) -> Result<Option<Money>, Refused> {
        let basis = self.basis;
        self.optional(key).map(|node| money(node, basis)).transpose()
    }

    /// A whole number, not negative: months, days, gigabytes.
    pub fn count(&mut self, key: &'static str) -> Result<u32, Refused> {
        count(self.required(key)?)
    }

    /// A whole number from `least` to `most`, if the key is there.
    pub fn optional_count(
        &mut self,
        key: &'static str,
        (least, most): (u32, u32),
    ) -> Result<Option<u32>, Refused> {
        let one = |node| {
            let number = count(node)?;
            if (least..=most).contains(&number) {
                return Ok(number);
            }
            let expected = match most {
                u32::MAX => format!("a whole number from {least}"),
                _ => format!("a whole number from {least} to {most}"),
            };
            Err(wording::wrong(node, &expected, &least.to_string()).into())
        };
        self.find(key).map(one).transpose()
    }

    /// A length of time in whole seconds, not negative.
    pub fn seconds(&mut self, key: &'static str) -> Result<i64, Refused> {
        seconds(self.required(key)?)
    }

    /// A length of time in seconds, or `null`; the key has to be there.
    pub fn nullable_seconds(&mut self, key: &'static str) -> Result<Option<i64>, Refused> {
        self.nullable(key)?.map(seconds).transpose()
    }

    /// `true` or `false`.
    pub fn switch(&mut self, key: &'static str) -> Result<bool, Refused> {
        let node = self.required(key)?;
        match scalar(node) {
            Some(Scalar::Switch(on)) => Ok(on),
            _ => Err(wording::wrong(node, "`true` or `false`", "true").into()),
        }
    }

    /// A word of a closed set; the format writes `_` where the terms write `-`.
    pub fn word<T: Choice>(&mut self, key: &'static str) -> Result<T, Refused> {
        word(self.required(key)?)
    }

    /// A word of a closed set, or another where the key is absent.
    pub fn word_or<T: Choice>(&mut self, key: &'static str, other: T) -> Result<T, Refused> {
        Ok(self.find(key).map(word).transpose()?.unwrap_or(other))
    }

    /// From an instant to a later one.
    pub fn span(&mut self, key: &'static str) -> Result<Interval<Instant>, Refused> {
        span(self.required(key)?)
    }

    /// From the instant of one key to the later one of another.
    pub fn between(
        &mut self,
        from: &'static str,
        until: &'static str,
    ) -> Result<Interval<Instant>, Refused> {
        let (from, until) = (self.instant(from)?, self.required(until)?);
        Interval::new(from, instant(until)?).ok_or_else(|| {
            wording::wrong_because(until, "a later instant", "it has to end after it begins").into()
        })
    }

    /// Spans in the order written; none where the key is absent.
    pub fn spans(&mut self, key: &'static str) -> Result<Vec<Interval<Instant>>, Refused> {
        match self.find(key) {
            Some(node) => items(node)?.iter().map(span).collect(),
            None => Ok(Vec::new()),
        }
    }

    /// A list of mappings, each read by `read`, which has to ask for all of its keys.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Given<'_>) -> Result<T, Refused>,
    ) -> Result<Vec<T>, Refused> {
        let basis = self.basis;
        let one = |node: &Node| {
            let mut given = Given::open(node, node.span, basis)?;
            let value = read(&mut given)?;
            given.close().map(|()| value)
        };
        items(self.required(key)?)?.iter().map(one).collect()
    }

    /// A mapping within, read by `read`, which has to ask for all of its keys.
    pub fn mapping<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Given<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let node = self.required(key)?;
        let mut given = Given::open(node, node.span, self.basis)?;
        let value = read(&mut given)?;
        given.close().map(|()| value)
    }

    fn nullable(&mut self, key: &'static str) -> Result<Option<&'a Node>, Refused> {
        let node = self.required(key)?;
        Ok((scalar(node) != Some(Scalar::Null)).then_some(node))
    }

    fn optional(&mut self, key: &'static str) -> Option<&'a Node> {
        self.find(key).filter(|node| scalar(node) != Some(Scalar::Null))
    }

    fn required(&mut self, key: &'static str) -> Result<&'a Node, Refused> {
        self.find(key).ok_or_else(|| {
            let others = self.entries.iter().map(|entry| &*entry.key);
            let meant = nearest(key, others.filter(|other| !self.asked.contains(other)));
            wording::missing_key(self.span, key, meant).into()
        })
    }

    fn find(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }
}

/// The entries of a mapping without repetitions.
pub(super) fn entries(node: &Node) -> Result<&[Entry], Refused> {
    let Value::Map(entries) = &node.value else {
        return Err(wording::wrong(node, "a mapping", "{months: 1}").into());
    };
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    for entry in entries {
        let first = *seen.entry(&*entry.key).or_insert(entry.key_span);
        if first != entry.key_span {
            found.push(wording::repeated_key(entry, first));
        }
    }
    if found.is_empty() { Ok(entries) } else { Err(Refused(found)) }
}

/// The entries of a list.
pub(super) fn items(node: &Node) -> Result<&[Node], Refused> {
    match &node.value {
        Value::List(items) => Ok(items),
        _ => Err(wording::wrong(node, "a list", "[]").into()),
    }
}

/// Text that a literal of the contract reads.
pub(super) fn literal<T: std::str::FromStr<Err: std::fmt::Display>>(
    node: &Node,
    expected: &str,
    example: &str,
) -> Result<T, Refused> {
    match scalar(node) {
        Some(Scalar::Text(text)) => text.parse().map_err(|fault: T::Err| {
            wording::wrong_because(node, expected, &fault.to_string()).into()
        }),
        _ => Err(wording::wrong(node, expected, example).into()),
    }
}

fn instant(node: &Node) -> Result<Instant, Refused> {
    literal(node, "an instant in quotes", "\"2026-05-31T18:00:00+05:00\"")
}

fn money(node: &Node, basis: &Basis<'_>) -> Result<Money, Refused> {
    const EXPECTED: &str = "an amount in quotes, with two digits after the point";
    let wrong = || Refused::from(wording::wrong(node, EXPECTED, "\"15990.00\""));
    let Some(Scalar::Text(text)) = scalar(node) else { return Err(wrong()) };
    let money = two_digits(text, basis.currency).ok_or_else(wrong)?;
    if basis.terms.counting.scale == MoneyScale::Whole && money.minor() % 100 != 0 {
        let reason = "with `money.scale: 0` the inputs are whole";
        return Err(wording::wrong_because(node, "a whole amount", reason).into());
    }
    Ok(money)
}

fn two_digits(text: &str, currency: Currency) -> Option<Money> {
    let (_, decimals) = text.split_once('.')?;
    (decimals.len() == 2).then_some(())?;
    format!("{text} {currency}").parse().ok()
}

fn count(node: &Node) -> Result<u32, Refused> {
    let number = match scalar(node) {
        Some(Scalar::Whole(number)) => u32::try_from(number).ok(),
        _ => None,
    };
    number.ok_or_else(|| wording::wrong(node, "a whole number without quotes", "12").into())
}

fn seconds(node: &Node) -> Result<i64, Refused> {
    match scalar(node) {
        Some(Scalar::Whole(number)) if number >= 0 => Ok(number),
        _ => Err(wording::wrong(node, "whole seconds without quotes", "3600").into()),
    }
}

/// A word of a closed set.
pub(super) fn word<T: Choice>(node: &Node) -> Result<T, Refused> {
    let found = match scalar(node) {
        Some(Scalar::Text(text)) => T::ALL.iter().find(|&&one| in_case_files(one.name()) == text),
        _ => None,
    };
    found.copied().ok_or_else(|| wording::wrong_word(node, T::NAMES).into())
}

fn span(node: &Node) -> Result<Interval<Instant>, Refused> {
    let [from, until] = items(node)? else {
        return Err(wording::wrong(node, "two instants, `[from, to]`", "[…, …]").into());
    };
    Interval::new(instant(from)?, instant(until)?).ok_or_else(|| {
        wording::wrong_because(node, "a span", "it has to begin before it ends").into()
    })
}
