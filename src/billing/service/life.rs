//! From facts to the life of a service: its start, the chain of its periods, its states.

use super::{Period, Service, Start};
use crate::billing::{Books, State, States};
use crate::contract::decision::Trace;
use crate::contract::{HandOver, Instant, Interval, StateFacts, first_period, service_state};
use crate::diagnostics::Span;
use crate::ledger::{Debit, Handover, Payment, Wants};

/// The beginning of the use: as it was booked, else by the hand-over, else the first moment of the
/// first period that was paid.
pub(super) fn start(books: &Books<'_>, service: &Service<'_>, periods: &[&Debit]) -> Option<Start> {
    if let Some(activation) = service.activation {
        return Some(Start { at: activation.at.value, place: activation.at.span });
    }
    if let Some(handover) = service.handover
        && let Some(start) = connected(books, handover)
    {
        return Some(start);
    }
    let first = periods.iter().min_by_key(|debit| debit.covers.from.value)?;
    Some(Start { at: first.covers.from.value, place: first.covers.from.span })
}

/// The moment of connection by the acts of a hand-over (3.3), if they have been done.
pub(super) fn connected(books: &Books<'_>, handover: &Handover) -> Option<Start> {
    let edition = books.editions.nearest(handover.first())?;
    let (access, message) = (handover.access.as_ref(), handover.message.as_ref());
    let facts = HandOver {
        paid: None,
        access: access.map(|act| act.value),
        message: message.map(|act| act.value),
        months: 1,
    };
    let first = first_period(&books.basis(edition), &facts, &mut Trace::off()).ok()?;
    let at = first.period.from();
    let place = [access, message].into_iter().flatten().find(|act| act.value == at)?.span;
    Some(Start { at, place })
}

/// The periods in order of time, each with its billing day. Whether one follows from the one
/// before is judged elsewhere.
pub(super) fn periods<'a>(
    books: &Books<'a>,
    service: &Service<'a>,
    debits: &[&'a Debit],
) -> Vec<Period<'a>> {
    let mut debits: Vec<_> = debits.to_vec();
    debits.sort_by(|a, b| {
        let key =
            |debit: &Debit| (debit.covers.from.value, debit.covers.until.value, debit.at.value);
        key(a).cmp(&key(b)).then_with(|| a.id.value.cmp(&b.id.value))
    });
    let mut periods: Vec<Period<'a>> = Vec::with_capacity(debits.len());
    for debit in debits {
        let Some(span) = debit.covers.interval() else { continue };
        let Some(edition) = books.editions.nearest(span.from()) else { continue };
        let kept = periods.last().filter(|before| before.span.until() == span.from());
        let anchor = match kept {
            Some(before) => before.anchor,
            None => books.basis(edition).anchor(span.from()),
        };
        let months = debit.months.map_or(1, |months| u32::try_from(months.get()).unwrap_or(1));
        let tariff = service.tariff_of(debit, books);
        periods.push(Period { span, months, anchor, tariff, debit });
    }
    periods
}

/// What a service is when, if nothing happens but what the ledger tells.
pub(super) fn states(books: &Books<'_>, service: &Service<'_>, payments: &[&Payment]) -> States {
    let mut states = States::default();
    ordered_and_paid(service, payments, &mut states);
    if let Some(start) = service.start {
        // What nobody has paid for is not open by the agreement, whoever opened it (3.2, 4.2).
        let first = service.periods.first().map(|period| period.span.from());
        let paid = first.is_some_and(|from| from <= start.at);
        let state = if paid { State::Active } else { State::Suspended };
        states.begin(start.at, state, Some(start.place));
        in_use(books, service, start, &mut states);
    }
    if let Some(request) = service.given_up {
        states.begin(request.at.value, State::Terminated, Some(request.at.span));
    }
    states
}

/// The time before the use (3.1, 3.2).
fn ordered_and_paid(service: &Service<'_>, payments: &[&Payment], states: &mut States) {
    let connect = |request: &&&crate::ledger::Request| request.wants.value == Wants::Connect;
    let order = service.requests.iter().find(connect).map(|order| (order.at.value, order.at.span));
    if let Some((at, place)) = order {
        states.begin(at, State::Ordered, Some(place));
    }
    if let Some((at, place)) = paid(service, payments, order.map(|(at, _)| at)) {
        // Who pays before the order is registered has paid when it is.
        let at = order.map_or(at, |(ordered, _)| at.max(ordered));
        states.begin(at, State::Paid, Some(place));
    }
}

/// The payment with which the order was paid: the one that names an invoice of the service, else
/// the first after the order, else what was taken from the balance for the first period.
fn paid(
    service: &Service<'_>,
    payments: &[&Payment],
    ordered: Option<Instant>,
) -> Option<(Instant, Span)> {
    let of_invoice = payments.iter().find(|payment| {
        let invoice = payment.invoice.as_ref();
        invoice.is_some_and(|id| service.invoices.iter().any(|own| own.id.value == id.value))
    });
    let after_order = || {
        let open = payments.iter().filter(|payment| payment.invoice.is_none());
        let ordered = ordered?;
        open.into_iter().find(|payment| payment.at.value >= ordered)
    };
    let payment = of_invoice.or_else(after_order).map(|it| (it.at.value, it.at.span));
    let first = service.periods.first().map(|it| (it.debit.at.value, it.debit.at.span));
    [payment, first].into_iter().flatten().min()
}

/// The time from the start: active while it is paid, then suspended, then deletable (4.2 to 4.6).
fn in_use(books: &Books<'_>, service: &Service<'_>, start: Start, states: &mut States) {
    let mut paid_until: Option<Instant> = None;
    for period in &service.periods {
        let (from, until) = (period.span.from(), period.span.until());
        let paid = period.debit.at.value;
        let back = match paid_until {
            // The first period is used from the start on, whenever it was booked.
            None => from.max(start.at),
            // Paid after the end of the one before: access came back with the payment, also where
            // the suspended days are paid for.
            Some(end) if paid > end => from.max(paid),
            Some(_) => from,
        };
        states.begin(back.min(until), State::Active, Some(period.debit.covers.from.span));
        let end = paid_until.map_or(until, |end| end.max(until));
        paid_until = Some(end);
        close(books, from, Interval::new(from, end), states);
    }
}

/// The end of the paid time, as things stand: suspension, and when data may be deleted.
fn close(
    books: &Books<'_>,
    period_start: Instant,
    paid: Option<Interval<Instant>>,
    states: &mut States,
) {
    let (Some(paid), Some(edition)) = (paid, books.editions.nearest(period_start)) else { return };
    let end = paid.until();
    let facts = StateFacts { term_end: end, at: end };
    let Ok(standing) = service_state(&books.basis(edition), &facts, &mut Trace::off()) else {
        // Without an answer about the time to resume it is only known that the term is over.
        return states.begin(end, State::Suspended, None);
    };
    if standing.suspended_from < standing.resume_until {
        states.begin(standing.suspended_from, State::Suspended, None);
    }
    states.begin(standing.resume_until, State::Deletable, None);
}
