//! The guarantee of availability (clauses 6.1, 7).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::terms::Cause;
use crate::contract::{
    self, AskedTime, Availability, Basis, DowntimeEvents, DowntimeTotals, Instant, Outage,
    Undecided,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "availability",
        uses: &["sla.percent", "sla.hours", "sla.precedence"],
        ask: availability,
    },
    Rule {
        id: "availability.events",
        uses: &[
            "sla.percent",
            "sla.hours",
            "sla.precedence",
            "sla.excluded_works",
            "compensation.causes",
        ],
        ask: events,
    },
];

/// Sums of a year (7).
fn availability(given: &mut Given<'_>) -> Result<Question, Refused> {
    let time = year(given)?;
    let (downtime, planned) =
        (given.seconds("downtime_seconds")?, given.seconds("planned_seconds")?);
    question(move |basis, trace| {
        let totals = DowntimeTotals { time, downtime, planned };
        judged(Output::new(), &contract::availability(basis, &totals, trace)?)
    })
}

/// Events of a year (6.1, 7).
fn events(given: &mut Given<'_>) -> Result<Question, Refused> {
    let time = year(given)?;
    let service_from = given.optional_instant("service_from")?;
    let service_to = given.optional_instant("service_to")?;
    let told = given.list("outages", told_outage)?;
    let planned = given.spans("planned_works")?;
    let unplanned = given.spans("unplanned_works")?;
    question(move |basis, trace| {
        let outages = outages(basis, &told)?;
        let events = DowntimeEvents {
            time,
            service_from,
            service_to,
            outages: &outages,
            planned: &planned,
            unplanned: &unplanned,
            unknown: &[],
        };
        let found = contract::availability_of_events(basis, &events, trace)?;
        judged(Output::new().with("downtime_seconds", found.downtime_seconds), &found)
    })
}

/// A calendar year.
fn year(given: &mut Given<'_>) -> Result<AskedTime, Refused> {
    // A year that is too large for its type is one beyond the years of a date as well.
    let year = i32::try_from(given.count("year")?).unwrap_or(i32::MAX);
    Ok(AskedTime::Year { year, at: None, connected: None })
}

/// What a case tells of an outage: from, to, cause.
pub(super) type ToldOutage = (Instant, Instant, Cause);

/// One of the mappings of `outages`.
pub(super) fn told_outage(given: &mut Given<'_>) -> Result<ToldOutage, Refused> {
    let (from, to) = (given.instant("from")?, given.instant("to")?);
    Ok((from, to, given.word_or("cause", Cause::ProviderFault)?))
}

/// Outages; refused if one ends before it begins.
pub(super) fn outages(basis: &Basis<'_>, told: &[ToldOutage]) -> Result<Vec<Outage>, Undecided> {
    told.iter()
        .map(|&(from, to, cause)| Ok(Outage { span: basis.period(from, to)?, cause }))
        .collect()
}

/// What both rules say of the guarantee.
fn judged(output: Output, found: &Availability) -> Result<Output, Undecided> {
    Ok(output
        .with("period_seconds", found.period_seconds)
        .with("limit_seconds_by_percent", found.limit_by_percent)
        .with("availability_pct", found.percentage()?)
        .with("breach_percent", found.breach_percent)
        .with("breach_hours", found.breach_hours)
        .with("status", found.status)
        .with("breach", found.breach))
}
