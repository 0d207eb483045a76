//! Renewal (clauses 3.2, 3.3, 4.2, 4.5, 4.6).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{self, HandOver, Interval, PeriodChain, RenewalPayment, StateFacts};

pub(super) const RULES: &[Rule] = &[
    Rule { id: "renewal.first_period", uses: &["start.event"], ask: first_period },
    Rule { id: "renewal.period_chain", uses: &[], ask: period_chain },
    Rule {
        id: "renewal.state",
        uses: &["deadline.calendar_days", "deadline.roll_nonworking", "resume.days"],
        ask: state,
    },
    Rule {
        id: "renewal.payment",
        uses: &[
            "deadline.calendar_days",
            "deadline.roll_nonworking",
            "renewal.late_period_start",
            "resume.days",
        ],
        ask: payment,
    },
];

/// When the first period begins and ends (3.2, 3.3).
fn first_period(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = HandOver {
        paid: Some(given.instant("paid_at")?),
        access: Some(given.instant("access_at")?),
        message: Some(given.instant("mail_at")?),
        months: given.count("months")?,
    };
    question(move |basis, trace| {
        let period = contract::first_period(basis, &facts, trace)?.period;
        Ok(Output::new().with("period_start", period.from()).with("period_end", period.until()))
    })
}

/// The ends of periods that follow each other (4.2).
fn period_chain(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = PeriodChain {
        start: given.instant("activated_at")?,
        anchor: None,
        months: given.count("months_each")?,
        periods: given.count("periods")?,
    };
    question(move |basis, trace| {
        let chain = contract::period_chain(basis, &facts, trace)?;
        let ends: Vec<_> = chain.iter().map(|period| period.until()).collect();
        let days = chain.iter().map(|period| basis.days_between(period.from(), period.until()));
        Ok(Output::new().with("period_ends", ends).with("days", days.collect::<Vec<_>>()))
    })
}

/// What a service is at a moment (4.2, 4.5, 4.6).
fn state(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = StateFacts { term_end: given.instant("period_end")?, at: given.instant("now")? };
    question(move |basis, trace| {
        let standing = contract::service_state(basis, &facts, trace)?;
        Ok(Output::new()
            .with("state", standing.state)
            .with("resume_until_exclusive", standing.resume_until))
    })
}

/// What a payment for the next period does (4.2, 4.5).
fn payment(given: &mut Given<'_>) -> Result<Question, Refused> {
    let anchor = given.optional_count("anchor_day", (1, 31))?;
    let facts = RenewalPayment {
        term_end: given.instant("period_end")?,
        paid: given.instant("paid_at")?,
        months: given.count("months")?,
        anchor: anchor.and_then(|day| i32::try_from(day).ok()),
    };
    question(move |basis, trace| {
        let renewed = contract::renewal_payment(basis, &facts, trace)?;
        let next = renewed.next.ok().map(|next| next.period);
        Ok(Output::new()
            .with("accepted", renewed.next.is_ok())
            .with("suspended", renewed.suspended_from.is_some())
            .with("suspended_from", renewed.suspended_from)
            .with("resume_until_exclusive", renewed.resume_until)
            .with("next_period_start", next.map(Interval::from))
            .with("next_period_end", next.map(Interval::until))
            .with("reason", renewed.next.err()))
    })
}
