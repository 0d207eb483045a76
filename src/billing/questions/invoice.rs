use super::renew::in_use;
use super::{About, basis_of, labels};
use crate::billing::prices::undecided;
use crate::billing::{Books, Cost, CostLine, Refused, Unanswered};
use crate::contract::decision::{Decision, Trace, decide};
use crate::contract::{
    Basis, Instant, Money, PaymentRefusal, RenewalPayment, debit_moment, renewal_payment,
};
use crate::ledger::Wants;

/// What the next period of a service is invoiced at (3.2, 2.2, 4.1).
#[derive(Debug)]
pub struct InvoiceAnswer<'a> {
    /// What was asked, and what is known.
    pub about: About<'a>,
    /// Before when it has to be paid; absent for the first period, which begins with the connection.
    pub due: Option<Instant>,
    /// The refusal that was registered, if there is to be no next period. Where automatic renewal is
    /// only switched off, the customer may still pay for one.
    pub refused: Option<Refused>,
    /// What it costs.
    pub cost: Cost<'a>,
    /// The lines of the cost with how the price of each was found.
    pub lines: Vec<PricedLine<'a>>,
}

/// A line of an invoice.
#[derive(Debug)]
pub struct PricedLine<'a> {
    /// The line.
    pub line: CostLine<'a>,
    /// Its sum, and how it was found.
    pub price: Decision<Money>,
}

impl<'a> Books<'a> {
    /// What the next period of a service is invoiced at, at a moment: the one after the paid term, or
    /// the first one of a service that has not begun.
    ///
    /// # Errors
    /// An unknown server, one that was given up or can no longer be resumed, a price that is not
    /// known, and what the rules cannot decide.
    pub fn invoice(&self, server: &str, at: Instant) -> Result<InvoiceAnswer<'a>, Unanswered> {
        let (account, number) = self.asked(server, at)?;
        let service = &account.services[number];
        let mut refused = None;
        let (start, due, months) = match in_use(service, at) {
            Ok(term) => {
                let term_end = term.span.until();
                let (months, anchor) = (term.months, Some(term.anchor));
                let edition = self.nearest_edition(term.span.from(), at)?;
                let facts = RenewalPayment { term_end, paid: at, months, anchor };
                let renewed = renewal_payment(&self.basis(&edition), &facts, &mut Trace::off())?;
                let next = renewed.next.map_err(|why| match why {
                    PaymentRefusal::ResumeWindowExpired => {
                        let bound = renewed.resume_until;
                        Unanswered::TooLateToResume { server: service.name().to_owned(), bound }
                    }
                })?;
                let debit = debit_moment(&self.basis(&edition), term_end, &mut Trace::off())?;
                let stops = (&self.basis(&edition), debit.max(at));
                let trace = &mut Trace::off();
                refused = service.refusal(stops.0, &account, term, stops.1, trace)?;
                refused = refused.filter(|refused| {
                    let mut registered = service.refusals.iter().map(|refusal| refusal.at.span);
                    refused.at <= at && registered.any(|place| place == refused.place)
                });
                let late = renewed.suspended_from.is_some();
                let due = if late { renewed.resume_until } else { term_end };
                (next.period.from(), Some(due), months)
            }
            Err(Unanswered::NotInUse { .. }) => {
                let wants = |wants| move |it: &&&crate::ledger::Request| it.wants.value == wants;
                let order = service.requests.iter().find(wants(Wants::Connect));
                let months = order.and_then(|order| order.months.as_ref());
                (at, None, months.map_or(1, |months| u32::try_from(months.get()).unwrap_or(1)))
            }
            Err(why) => return Err(why),
        };
        let edition = self.edition_for(start, start.max(at))?;
        let mut about = About::service(&account, service, at, edition);
        let basis = basis_of(self, &about);
        let moments = (start, at);
        let cost = service.cost(self, &basis, moments, months, &mut Trace::off())?;
        about.start(service);
        if let Some(refused) = &refused {
            about.fact(&labels::REFUSED, refused.at, Some(refused.place));
        }
        let mut lines = Vec::with_capacity(cost.lines.len());
        for line in &cost.lines {
            about.fact(&labels::PRICE, line.monthly, Some(line.price));
            let name = (line.kind, line.name);
            let rule = |basis: &Basis<'_>, trace: &mut Trace| {
                let price = service.line_price(self, basis, moments, months, name, trace);
                price.map_err(undecided)
            };
            lines.push(PricedLine { line: line.clone(), price: decide(&basis, rule)? });
        }
        Ok(InvoiceAnswer { about, due, refused, cost, lines })
    }
}
