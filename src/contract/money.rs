use std::{cmp::Ordering, fmt, str::FromStr};

use super::{Choice, Literal, MoneyFault, choices, decimal, literal::serialize_as_text};

choices! {
    /// A currency by its ISO 4217 code. All of these have 100 minor units, so that an amount in
    /// minor units has one meaning; a currency with another division needs its own scale first.
    pub enum Currency {
        /// Kazakhstani tenge, 100 tiyn.
        Kzt = "KZT",
        /// Russian rouble.
        Rub = "RUB",
        /// Kyrgyzstani som.
        Kgs = "KGS",
        /// Uzbekistani sum.
        Uzs = "UZS",
        /// Belarusian rouble.
        Byn = "BYN",
        /// Armenian dram.
        Amd = "AMD",
        /// Azerbaijani manat.
        Azn = "AZN",
        /// Euro.
        Eur = "EUR",
        /// United States dollar.
        Usd = "USD",
    }
}

/// How many decimals the text form of money has.
const DECIMALS: u32 = 2;

/// An exact, non-negative amount of one currency, in minor units (tiyn for KZT).
///
/// The text form is `24990.00 KZT`: up to two decimals, no sign, no grouping, no exponent.
/// Amounts of different currencies have no order and no sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: u64,
    currency: Currency,
}

impl Money {
    /// An amount in minor units.
    pub const fn from_minor(minor: u64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing of a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::from_minor(0, currency)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> u64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The number alone, for arithmetic that names the currency elsewhere: `24990.00`.
    pub fn digits(self) -> impl fmt::Display {
        struct Digits(u64);
        impl fmt::Display for Digits {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
            }
        }
        Digits(self.minor)
    }

    /// The sum; `None` if the currencies differ or the sum cannot be counted.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.with(other, u64::checked_add)
    }

    /// The difference; `None` if the currencies differ or it would be below zero.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.with(other, u64::checked_sub)
    }

    /// The amount `times` over; `None` if it cannot be counted.
    pub fn checked_mul(self, times: u64) -> Option<Self> {
        Some(Self { minor: self.minor.checked_mul(times)?, ..self })
    }

    fn with(self, other: Self, operation: fn(u64, u64) -> Option<u64>) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self { minor: operation(self.minor, other.minor)?, ..self })
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.minor.cmp(&other.minor))
    }
}

impl Literal for Money {
    const WHAT: &'static str = "an amount";
    const EXAMPLE: &'static str = "24990.00 KZT";
    const PATTERN: &'static str = r"^(0|[1-9][0-9]*)(\.[0-9]{1,2})? [A-Z]{3}$";
}

impl FromStr for Money {
    type Err = MoneyFault;

    fn from_str(text: &str) -> Result<Self, MoneyFault> {
        let (amount, code) = text.split_once(' ').ok_or(MoneyFault::Form)?;
        let minor = decimal::scaled(amount, DECIMALS).map_err(MoneyFault::Amount)?;
        let currency = Currency::from_name(code)
            .ok_or_else(|| MoneyFault::Currency { found: code.to_owned() })?;
        Ok(Self { minor, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.digits(), self.currency)
    }
}

serialize_as_text!(Currency, Money);

#[cfg(test)]
mod tests {
    use super::{Choice, Currency, Money, MoneyFault};
    use crate::contract::NumberFault;
    use proptest::prelude::*;

    fn kzt(minor: u64) -> Money {
        Money::from_minor(minor, Currency::Kzt)
    }

    #[test]
    fn reads_up_to_two_decimals() {
        assert_eq!("24990.00 KZT".parse(), Ok(kzt(2_499_000)));
        assert_eq!("24990 KZT".parse(), Ok(kzt(2_499_000)));
        assert_eq!("0.5 KZT".parse(), Ok(kzt(50)));
        assert_eq!("0.01 KZT".parse(), Ok(kzt(1)));
    }

    #[test]
    fn refuses_every_other_spelling() {
        use MoneyFault::{Amount, Form};
        for (text, fault) in [
            ("24990.00", Form),
            ("", Form),
            ("24990.00KZT", Form),
            ("-1.00 KZT", Amount(NumberFault::Form)),
            ("+1.00 KZT", Amount(NumberFault::Form)),
            ("1e3 KZT", Amount(NumberFault::Form)),
            ("24 990.00 KZT", MoneyFault::Currency { found: "990.00 KZT".to_owned() }),
            ("24,990.00 KZT", Amount(NumberFault::Form)),
            ("1.005 KZT", Amount(NumberFault::TooManyDecimals { most: 2 })),
            ("007 KZT", Amount(NumberFault::LeadingZero)),
            ("99999999999999999999 KZT", Amount(NumberFault::TooLarge)),
            ("1.00 kzt", MoneyFault::Currency { found: "kzt".to_owned() }),
            ("1.00 JPY", MoneyFault::Currency { found: "JPY".to_owned() }),
        ] {
            assert_eq!(text.parse::<Money>(), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn currencies_do_not_mix() {
        let roubles = Money::from_minor(100, Currency::Rub);
        assert_eq!(kzt(100).partial_cmp(&roubles), None);
        assert_eq!(kzt(100).checked_add(roubles), None);
        assert_eq!(kzt(100).checked_sub(roubles), None);
        assert!(kzt(1) < kzt(2));
    }

    #[test]
    fn a_fault_names_what_to_write() {
        let say = |text: &str| text.parse::<Money>().unwrap_err().to_string();
        assert_eq!(say("cheap"), "expected an amount like 24990.00 KZT");
        assert_eq!(
            say("1.005 KZT"),
            "at most 2 digits can stand after the point; write it like 24990.00 KZT"
        );
        assert!(say("1.00 KZZ").starts_with("unknown currency `KZZ`; known are KZT, RUB"));
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(minor: u64, index in 0..Currency::ALL.len()) {
            let money = Money::from_minor(minor, Currency::ALL[index]);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }

        #[test]
        fn a_difference_gives_the_sum_back(a: u64, b: u64) {
            match kzt(a).checked_sub(kzt(b)) {
                Some(difference) => prop_assert_eq!(difference.checked_add(kzt(b)), Some(kzt(a))),
                None => prop_assert!(a < b),
            }
            prop_assert_eq!(kzt(a).partial_cmp(&kzt(b)), Some(a.cmp(&b)));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<Money>();
        }
    }
}
