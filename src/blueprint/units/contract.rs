//! The literals of the contract, as they are written in blueprints.

use crate::blueprint::decode::{Scalar, scalars};
use crate::contract::{Currency, DailyWindow, Date, Duration, Instant, Literal, Money, Percent};

/// Lets the literals of the contract be written in blueprints.
macro_rules! literals {
    ($($type:ty: $expected:literal),+ $(,)?) => {$(
        impl Scalar for $type {
            const EXPECTED: &'static str = $expected;
            const EXAMPLE: &'static str = <$type as Literal>::EXAMPLE;
            const PATTERN: Option<&'static str> = Some(<$type as Literal>::PATTERN);
            fn read(text: &str) -> Result<Self, Option<String>> {
                text.parse::<$type>().map_err(|fault| Some(fault.to_string()))
            }
        }
        scalars!($type);
    )+};
}

literals!(
    Date: "a date like 2026-05-31",
    Duration: "a duration like `14 days`, `48 hours` or `15 s`",
    Instant: "a moment with its offset like `2026-05-31T18:00:00+05:00`",
    DailyWindow: "a time of day like `01:00-06:00`",
    Money: "a sum like `24990.00 KZT`",
    Percent: "a percentage like `16 %`",
);

/// The code of a currency, ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub Currency);

impl Scalar for CurrencyCode {
    const EXPECTED: &'static str = "a currency code like KZT";
    const EXAMPLE: &'static str = "KZT";
    fn read(text: &str) -> Result<Self, Option<String>> {
        // A sum is the one place where the contract reads a currency.
        format!("0.00 {text}").parse::<Money>().map(|m| Self(m.currency())).map_err(|_| None)
    }
}

scalars!(CurrencyCode);
