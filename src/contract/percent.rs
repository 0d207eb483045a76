use std::{fmt, str::FromStr};

use super::{Literal, PercentFault, decimal, literal::serialize_as_text};

/// How many decimals a percentage can have.
const DECIMALS: u32 = 6;
/// Units of 10^-6 in one percent.
const UNITS: u64 = 1_000_000;

/// An exact, non-negative percentage with up to six decimals: `16 %`, `99.8 %`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent {
    millionths: u64,
}

impl Percent {
    /// The whole.
    pub const HUNDRED: Self = Self { millionths: 100 * UNITS };
    /// Nothing.
    pub const ZERO: Self = Self { millionths: 0 };

    /// A percentage from millionths of a percent: 16 % is 16,000,000.
    pub const fn from_millionths(millionths: u64) -> Self {
        Self { millionths }
    }

    /// Millionths of a percent.
    pub const fn millionths(self) -> u64 {
        self.millionths
    }

    /// The same as a fraction of one, numerator and denominator: 16 % is 16,000,000 of 100,000,000.
    pub const fn fraction(self) -> (u64, u64) {
        (self.millionths, 100 * UNITS)
    }
}

impl Literal for Percent {
    const WHAT: &'static str = "a percentage";
    const EXAMPLE: &'static str = "16 %";
    const PATTERN: &'static str = r"^(0|[1-9][0-9]*)(\.[0-9]{1,6})? %$";
}

impl FromStr for Percent {
    type Err = PercentFault;

    fn from_str(text: &str) -> Result<Self, PercentFault> {
        let number = text.strip_suffix(" %").ok_or(PercentFault::Form)?;
        let millionths = decimal::scaled(number, DECIMALS).map_err(PercentFault::Number)?;
        Ok(Self { millionths })
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.millionths / UNITS)?;
        let fraction = self.millionths % UNITS;
        if fraction > 0 {
            write!(f, ".{}", format!("{fraction:06}").trim_end_matches('0'))?;
        }
        f.write_str(" %")
    }
}

serialize_as_text!(Percent);

#[cfg(test)]
mod tests {
    use super::{Percent, PercentFault};
    use crate::contract::NumberFault;
    use proptest::prelude::*;

    #[test]
    fn reads_and_prints_without_needless_zeros() {
        let promise: Percent = "99.8 %".parse().expect("a percentage");
        assert_eq!(promise.millionths(), 99_800_000);
        assert_eq!(promise.to_string(), "99.8 %");
        assert_eq!("99.80 %".parse(), Ok(promise));
        assert_eq!("100 %".parse(), Ok(Percent::HUNDRED));
        assert_eq!(Percent::from_millionths(1).to_string(), "0.000001 %");
        assert_eq!(
            "12 %".parse::<Percent>().expect("a percentage").fraction(),
            (12_000_000, 100_000_000)
        );
    }

    #[test]
    fn refuses_every_other_spelling() {
        for text in ["16", "16%", "%", " %", "-1 %", "16 per cent", "1.5e1 %"] {
            let fault = text.parse::<Percent>().expect_err(text);
            assert_eq!(fault.to_string(), "expected a percentage like 16 %", "{text}");
        }
        assert_eq!(
            "0.0000001 %".parse::<Percent>(),
            Err(PercentFault::Number(NumberFault::TooManyDecimals { most: 6 }))
        );
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(millionths: u64) {
            let percent = Percent::from_millionths(millionths);
            prop_assert_eq!(percent.to_string().parse(), Ok(percent));
        }
    }
}
