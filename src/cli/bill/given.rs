//! Facts that come as arguments, in the spelling of blueprints.

use std::str::FromStr;

use qalyp::contract::terms::Cause;
use qalyp::contract::{
    Choice, Currency, Duration, Instant, Interval, Literal, Money, MoneyFault, Outage, Resources,
};

use crate::cli::failure::Failure;

/// An amount, with its currency or in the provider's: `15990.00` or `15990.00 KZT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount(String);

impl FromStr for Amount {
    type Err = MoneyFault;

    fn from_str(text: &str) -> Result<Self, MoneyFault> {
        // Any currency does to judge the digits.
        let whole =
            if text.contains(' ') { text.to_owned() } else { format!("{text} {}", Currency::Kzt) };
        whole.parse::<Money>()?;
        Ok(Self(text.to_owned()))
    }
}

impl Amount {
    /// The amount, in the provider's currency where it names none.
    pub(super) fn money(&self, currency: Currency) -> Result<Money, Failure> {
        let Self(text) = self;
        let whole = if text.contains(' ') { text.clone() } else { format!("{text} {currency}") };
        let money: Money = whole
            .parse()
            .map_err(|fault: MoneyFault| Failure::new(format!("`{text}` is no amount: {fault}")))?;
        if money.currency() != currency {
            return Err(Failure::new(format!("`{text}` is not in the provider's currency"))
                .help(format!("write it in {currency}: currencies are never mixed")));
        }
        Ok(money)
    }
}

/// The same for an amount that may be absent.
pub(super) fn money(amount: Option<&Amount>, currency: Currency) -> Result<Option<Money>, Failure> {
    amount.map(|amount| amount.money(currency)).transpose()
}

/// A span of time; refused unless it begins before it ends.
pub(super) fn span(from: Instant, until: Instant) -> Result<Interval<Instant>, Failure> {
    Interval::new(from, until).ok_or_else(|| {
        Failure::new(format!("{from} is not before {until}"))
            .help("a span of time begins before it ends")
    })
}

/// `FROM/UNTIL`, two moments.
pub(super) fn span_argument(text: &str) -> Result<Interval<Instant>, String> {
    let (from, until) = text.split_once('/').ok_or_else(|| expected(SPAN))?;
    let moment = |text: &str| text.parse::<Instant>().map_err(|fault| fault.to_string());
    let (from, until) = (moment(from)?, moment(until)?);
    Interval::new(from, until).ok_or_else(|| format!("{from} is not before {until}"))
}

const SPAN: &str = "2026-03-10T12:00:00+05:00/2026-03-10T18:00:00+05:00";

fn expected(example: &str) -> String {
    format!("expected two moments like {example}")
}

/// `FROM/UNTIL` or `FROM/UNTIL/CAUSE`; without a cause it is the provider's fault.
pub(super) fn outage_argument(text: &str) -> Result<Outage, String> {
    let parts: Vec<&str> = text.split('/').collect();
    let (span, cause) = match parts[..] {
        [from, until] => (format!("{from}/{until}"), Cause::ProviderFault.name()),
        [from, until, cause] => (format!("{from}/{until}"), cause),
        _ => return Err(expected(SPAN)),
    };
    let cause = Cause::from_name(cause).ok_or_else(|| {
        format!("unknown cause `{cause}`; the causes are {}", Cause::NAMES.join(", "))
    })?;
    Ok(Outage { span: span_argument(&span)?, cause })
}

/// A length of time in whole seconds: `90 min`, `6 hours`.
pub(super) fn seconds_argument(text: &str) -> Result<i64, String> {
    let duration: Duration = text.parse().map_err(|fault| format!("{fault}"))?;
    i64::try_from(duration.seconds()).map_err(|_| format!("expected {}", Duration::WHAT))
}

/// `VCPU/MEMORY/DISK`, such as `4/16 GiB/120 GiB`.
pub(super) fn resources_argument(text: &str) -> Result<Resources, String> {
    const EXAMPLE: &str = "expected processors, memory and disk like 4/16 GiB/120 GiB";
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let [vcpu, memory, disk] = parts[..] else { return Err(EXAMPLE.to_owned()) };
    let whole = |text: &str| text.parse::<u64>().map_err(|_| EXAMPLE.to_owned());
    let gib = |text: &str| {
        let number = text.strip_suffix("GiB").ok_or_else(|| EXAMPLE.to_owned())?;
        whole(number.trim())
    };
    let vcpu = vcpu.parse().map_err(|_| EXAMPLE.to_owned())?;
    let memory_mib = gib(memory)?.checked_mul(1024).ok_or_else(|| EXAMPLE.to_owned())?;
    Ok(Resources { vcpu, memory_mib, disk_gib: gib(disk)? })
}

/// A fact that the question needs when it is asked without a server.
pub(super) fn needed<T>(fact: Option<T>, flag: &str) -> Result<T, Failure> {
    fact.ok_or_else(|| {
        Failure::new(format!("`{flag}` is missing"))
            .help("name a server of the project, or give all facts as arguments (see `--help`)")
    })
}

/// The same for an amount.
pub(super) fn sum(
    amount: Option<&Amount>,
    currency: Currency,
    flag: &str,
) -> Result<Money, Failure> {
    needed(amount, flag)?.money(currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_in_the_provider_s_currency() {
        let kzt = |text: &str| text.parse::<Amount>().unwrap().money(Currency::Kzt);
        assert_eq!(kzt("15990.00").unwrap().minor(), 1_599_000);
        assert_eq!(kzt("15990 KZT").unwrap().minor(), 1_599_000);
        assert!(kzt("1.00 USD").is_err());
        for text in ["", "-1", "1.005", "1e3", "1.00 ABC"] {
            assert!(text.parse::<Amount>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_outage_has_two_moments_and_maybe_a_cause() {
        let outage = outage_argument(&format!("{SPAN}/dns")).unwrap();
        assert_eq!(outage.cause, Cause::Dns);
        assert_eq!(outage_argument(SPAN).unwrap().cause, Cause::ProviderFault);
        for text in ["", "2026-03-10T12:00:00+05:00", "a/b/dns", &format!("{SPAN}/weather")] {
            assert!(outage_argument(text).is_err(), "{text:?}");
        }
        let back = "2026-03-10T18:00:00+05:00/2026-03-10T12:00:00+05:00";
        assert!(outage_argument(back).unwrap_err().contains("is not before"));
    }

    #[test]
    fn resources_are_three_sizes() {
        let size = resources_argument("4/16 GiB/120 GiB").unwrap();
        assert_eq!((size.vcpu, size.memory_mib, size.disk_gib), (4, 16_384, 120));
        for text in ["4/16/120", "4/16 GiB", "-4/16 GiB/120 GiB", "4/16 GB/120 GiB"] {
            assert!(resources_argument(text).is_err(), "{text:?}");
        }
    }
}
