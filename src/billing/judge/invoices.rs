//! Invoices: the price of the period that they are for (3.2).

use super::Judge;
use crate::billing::{BookingFault, Service};
use crate::contract::decision::Trace;
use crate::contract::{Basis, Instant};
use crate::ledger::{Invoice, Wants};

/// As many as can be paid at once; the language allows no more.
const MOST_MONTHS: u32 = 60;

impl<'a> Judge<'_, 'a> {
    pub(super) fn invoices(&mut self, service: &Service<'a>) {
        for invoice in &service.invoices {
            if invoice.at.value <= self.at {
                self.invoice(service, invoice);
            }
        }
    }

    fn invoice(&mut self, service: &Service<'a>, invoice: &'a Invoice) {
        let issued = invoice.at.value;
        let mut first = None;
        for start in self.starts(service, invoice) {
            let Some((edition, basis)) = self.edition(start, issued) else { continue };
            let Some(months) = months(&basis, service, invoice) else { continue };
            let off = &mut Trace::off();
            let moments = (start, issued);
            let Ok(cost) = service.cost(self.books, &basis, moments, months, off) else { continue };
            if cost.gross == invoice.amount.value {
                return;
            }
            first = first.or(Some((edition, cost)));
        }
        let Some((edition, cost)) = first else { return };
        let lines = cost.lines.iter().map(|line| (line.name, line.gross)).collect();
        let (number, booked, right) = (&*invoice.number.value, invoice.amount.value, cost.gross);
        let fault = BookingFault::Invoice { number, booked, right, lines };
        let place = (issued, invoice.amount.span);
        self.push(place, Some(service), Some(&edition), fault);
    }

    /// The start of the period that an invoice is for. That of the first period is not known when it
    /// is invoiced: the price can be that of the connection, of the day that was agreed, or of the
    /// day of the invoice.
    fn starts(&self, service: &Service<'a>, invoice: &Invoice) -> Vec<Instant> {
        if let Some(covers) = &invoice.covers {
            return vec![covers.from.value];
        }
        let issued = invoice.at.value;
        let connected = service.start.map(|start| start.at).filter(|start| *start <= self.at);
        let agreed =
            service.tariffs.first().map(|step| step.since).filter(|since| *since >= issued);
        connected.into_iter().chain(agreed).chain([issued]).collect()
    }
}

/// How many months an invoice is for: by the time that it covers, else by the order. A time that is
/// no whole number of months is not judged.
fn months(basis: &Basis<'_>, service: &Service<'_>, invoice: &Invoice) -> Option<u32> {
    let Some(covers) = &invoice.covers else {
        let order = service.requests.iter().find(|request| request.wants.value == Wants::Connect);
        let months = order.and_then(|order| order.months.as_ref());
        return months.map_or(Some(1), |months| u32::try_from(months.get()).ok());
    };
    let (from, until): (Instant, Instant) = (covers.from.value, covers.until.value);
    let before = service.periods.iter().find(|period| period.span.until() == from);
    let anchor = before.map_or_else(|| basis.anchor(from), |before| before.anchor);
    (1..=MOST_MONTHS).find(|months| basis.months_after(from, *months, 1, anchor) == Ok(until))
}
