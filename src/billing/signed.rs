use std::fmt;

use crate::contract::{Currency, Money};

/// An amount that may be below zero: what a booking moved, or what is left after it.
///
/// [`Money`] has no sign, because no price, payment or refund has one. An account can have one: a
/// debit that was booked without enough money is a fact, and the account shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signed {
    // Amounts are of 64 bits and facts are counted in 32, so no sum of them can overflow.
    minor: i128,
    currency: Currency,
}

impl Signed {
    /// Nothing of a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// What somebody gets.
    pub fn credit(money: Money) -> Self {
        Self { minor: money.minor().into(), currency: money.currency() }
    }

    /// What is taken from somebody.
    pub fn charge(money: Money) -> Self {
        Self { minor: -i128::from(money.minor()), currency: money.currency() }
    }

    /// Hundredths of the main unit, with their sign.
    pub const fn minor(self) -> i128 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum. Every fact of a ledger is in the provider's currency; reading refuses another.
    pub const fn plus(self, other: Self) -> Self {
        Self { minor: self.minor + other.minor, currency: self.currency }
    }

    /// What has to be added to `other` to get this.
    pub const fn less(self, other: Self) -> Self {
        Self { minor: self.minor - other.minor, currency: self.currency }
    }

    /// As an amount without a sign; `None` below zero.
    pub fn money(self) -> Option<Money> {
        let minor = u64::try_from(self.minor).ok()?;
        Some(Money::from_minor(minor, self.currency))
    }

    /// As an amount that can be spent: nothing if it is below zero.
    pub fn at_least_nothing(self) -> Money {
        self.money().unwrap_or(Money::zero(self.currency))
    }
}

impl fmt::Display for Signed {
    /// As money is written, with a minus sign in front where it is below zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        write!(f, "{sign}{}.{:02} {}", minor / 100, minor % 100, self.currency)
    }
}

impl serde::Serialize for Signed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Signed;
    use crate::contract::{Currency, Money};

    #[test]
    fn a_debt_is_written_with_its_sign() {
        let paid = Signed::credit(Money::from_minor(1_599_000, Currency::Kzt));
        let taken = Signed::charge(Money::from_minor(1_599_005, Currency::Kzt));
        let left = paid.plus(taken);
        assert_eq!(left.to_string(), "-0.05 KZT");
        assert!(left.is_negative());
        assert_eq!(left.money(), None);
        assert_eq!(left.at_least_nothing().minor(), 0);
        assert_eq!(paid.to_string(), "15990.00 KZT");
        assert_eq!(left.less(taken), paid);
        assert_eq!(paid.money().map(Money::minor), Some(1_599_000));
    }
}
