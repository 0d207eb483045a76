mod boundaries;
mod fees;
mod model;
mod properties;
mod reasons;

use super::*;
use crate::contract::shipped::Shipped;
use crate::contract::terms::Cause;
use crate::contract::{Choice, Currency, UtcOffset};

/// Midnight at the beginning of a May that has a weekend on its first days.
const MAY: &str = "2026-05-01T00:00:00+05:00";

fn kzt(minor: u64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn after(seconds: i64) -> Instant {
    at(MAY).add_seconds(seconds).expect("in range")
}

fn span(from: &str, until: &str) -> Interval<Instant> {
    Interval::new(at(from), at(until)).expect("forwards")
}

fn fault(span: Interval<Instant>) -> Outage {
    Outage { span, cause: Cause::ProviderFault }
}

/// A fee of 20 000.00 for a month.
fn twenty_thousand() -> [MonthlyFee; 1] {
    [MonthlyFee { since: Instant::EPOCH, paid: kzt(2_000_000), months: 1, list: None }]
}

/// A claim about outages, without any works.
fn claim<'a>(fees: &'a [MonthlyFee], outages: &'a [Outage]) -> CompensationFacts<'a> {
    CompensationFacts {
        outages,
        planned: &[],
        unplanned: &[],
        fees,
        billing_anchor: None,
        claim: Claim::Filed,
        settled: Settled::default(),
    }
}

fn decided(shipped: &Shipped, facts: &CompensationFacts<'_>) -> Compensation {
    compensation(&shipped.basis(), facts, &mut Trace::off()).expect("decided")
}

/// What an outage of so many seconds on the first of May returns, in minor units.
fn returns(shipped: &Shipped, seconds: i64) -> u64 {
    let outages = [fault(Interval::new(after(0), after(seconds)).expect("forwards"))];
    decided(shipped, &claim(&twenty_thousand(), &outages)).total.minor()
}
