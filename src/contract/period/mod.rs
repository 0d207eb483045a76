//! When billing periods begin and end (clauses 3.2, 3.3 and 4.2).

use crate::contract::decision::{Label, Step, Trace, Value, labels};
use crate::contract::terms::{Clause, StartEvent};
use crate::contract::{Basis, Exact, Instant, Interval, Undecided};

labels! {
    PAID_AT = "paid-at": "шот төленді", "счёт оплачен", "invoice paid";
    ACCESS_AT = "access-opened": "консольге қолжетімділік ашылды", "открыт доступ к консоли",
        "access to the console opened";
    MESSAGE_AT = "message-sent": "дайындық туралы хабарлама жіберілді", "отправлено сообщение о готовности",
        "ready-for-use message sent";
    CONNECTED = "connected": "нақты қосылған сәт", "момент фактического подключения",
        "moment of actual connection";
    BEFORE_PAYMENT = "before-payment": "төлемге дейін қосылды", "подключено до оплаты",
        "connected before the payment";
    MONTHS = "months": "айлар саны", "количество месяцев", "months";
    PERIODS = "periods": "кезеңдер саны", "количество периодов", "number of periods";
    ANCHOR = "billing-day": "есеп айырысу күні", "расчётный день месяца", "billing day of the month";
    BEGINS = "period-start": "кезеңнің басталуы", "начало периода", "start of the period";
    PERIOD = "billing-period": "есептік кезең", "расчётный период", "billing period";
}

/// The hand-over of a service (3.3) with what was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// When the invoice was paid; it does not start the period.
    pub paid: Option<Instant>,
    /// When access to the console was opened.
    pub access: Option<Instant>,
    /// When the ready-for-use message was sent, with all that it has to tell.
    pub message: Option<Instant>,
    /// How many months the first period has.
    pub months: u32,
}

/// The first billing period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstPeriod {
    /// From the actual connection.
    pub period: Interval<Instant>,
    /// The service was connected before its invoice was paid, or it is not paid yet, although 3.2
    /// asks for the payment first.
    pub before_payment: bool,
}

/// The first billing period of a service (3.2, 3.3): it begins with the actual connection.
///
/// The payment never starts it. An act of the hand-over that the terms ask for and that has not
/// happened is [`Undecided::Missing`].
pub fn first_period(
    basis: &Basis<'_>,
    facts: &HandOver,
    trace: &mut Trace,
) -> Result<FirstPeriod, Undecided> {
    let HandOver { paid, access, message, months } = *facts;
    let act = |moment: Option<Instant>, what: &'static Label| {
        moment.ok_or(Undecided::Missing { what, because: "start.event" })
    };
    let start = match basis.terms.start.event {
        StartEvent::Access => act(access, &ACCESS_AT)?,
        StartEvent::Mail => act(message, &MESSAGE_AT)?,
        StartEvent::Later => act(access, &ACCESS_AT)?.max(act(message, &MESSAGE_AT)?),
    };
    trace.step(|| {
        Step::new(Clause::C3_3, &CONNECTED, start)
            .from(&ACCESS_AT, access)
            .from(&MESSAGE_AT, message)
            .asked("start.event")
    });
    let before_payment = paid.is_none_or(|paid| start < paid);
    trace.step(|| {
        Step::new(Clause::C3_2, &BEFORE_PAYMENT, before_payment)
            .from(&PAID_AT, paid)
            .from(&CONNECTED, start)
    });
    let period = next_period(basis, start, months, basis.anchor(start), trace)?;
    Ok(FirstPeriod { period, before_payment })
}

/// A number of periods that follow each other without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodChain {
    /// The start of the first.
    pub start: Instant,
    /// The billing day, 1 to 31; without one that of the start.
    pub anchor: Option<i32>,
    /// How many months each has.
    pub months: u32,
    /// How many they are.
    pub periods: u32,
}

/// The periods of a chain (4.2).
///
/// Each end is computed from the first moment, so a billing day that a short month lacks comes back
/// (`period.month_add`).
pub fn period_chain(
    basis: &Basis<'_>,
    facts: &PeriodChain,
    trace: &mut Trace,
) -> Result<Vec<Interval<Instant>>, Undecided> {
    let PeriodChain { start, anchor, months, periods } = *facts;
    more_than_zero(months, &MONTHS)?;
    more_than_zero(periods, &PERIODS)?;
    let anchor = anchor.unwrap_or_else(|| basis.anchor(start));
    let mut from = start;
    let mut chain = Vec::new();
    for count in 1..=periods {
        let until = basis.months_after(start, months, count, anchor)?;
        chain.push(basis.period(from, until)?);
        from = until;
    }
    trace.step(|| {
        Step::new(Clause::C4_2, &PERIOD, chain.clone())
            .from(&BEGINS, start)
            .from(&ANCHOR, Exact::whole(anchor))
            .from(&MONTHS, Value::Months(months))
            .from(&PERIODS, Exact::whole(periods))
            .asked("period.month_add")
    });
    Ok(chain)
}

/// One period of `months` from a moment (4.2).
pub fn next_period(
    basis: &Basis<'_>,
    start: Instant,
    months: u32,
    anchor: i32,
    trace: &mut Trace,
) -> Result<Interval<Instant>, Undecided> {
    more_than_zero(months, &MONTHS)?;
    let period = basis.period(start, basis.months_after(start, months, 1, anchor)?)?;
    trace.step(|| {
        Step::new(Clause::C4_2, &PERIOD, period)
            .from(&BEGINS, start)
            .from(&ANCHOR, Exact::whole(anchor))
            .from(&MONTHS, Value::Months(months))
            .asked("period.month_add")
    });
    Ok(period)
}

fn more_than_zero(number: u32, what: &'static Label) -> Result<(), Undecided> {
    if number == 0 { Err(Undecided::Zero { what }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
