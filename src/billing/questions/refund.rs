use super::{About, basis_of, labels};
use crate::billing::{Books, Unanswered};
use crate::contract::decision::{Decision, decide};
use crate::contract::{
    Instant, Paid, Refund, RefundDeadline, RefundDue, Undecided, refund_deadline,
};

/// What comes back when a service is given up, and by when (4.7, 4.8).
#[derive(Debug)]
pub struct RefundAnswer<'a> {
    /// What was asked, and what is known.
    pub about: About<'a>,
    /// What was paid, in the order of the refund's lines.
    pub payments: Vec<Paid>,
    /// What comes back.
    pub refund: Decision<Refund>,
    /// By when; undecided where the calendar does not reach so far.
    pub due: Result<Decision<RefundDue>, Undecided>,
}

impl<'a> Books<'a> {
    /// What comes back if a service is given up by a request at a moment. Where it was given up by
    /// then, the request that did so is the one that is asked about.
    ///
    /// # Errors
    /// An unknown server, one that has never been in use, and what the rules cannot decide.
    pub fn refund(&self, server: &str, at: Instant) -> Result<RefundAnswer<'a>, Unanswered> {
        let (account, number) = self.asked(server, at)?;
        let service = &account.services[number];
        let request = service.given_up.filter(|request| request.at.value <= at);
        let requested = request.map_or(at, |request| request.at.value);
        let edition = self.edition_for(requested, at)?;
        let mut about = About::service(&account, service, requested, edition);
        let basis = basis_of(self, &about);
        let payments = service.payments(self, &basis, requested)?;
        if payments.is_empty() && service.start.is_none_or(|start| requested < start.at) {
            return Err(Unanswered::NotInUse { server: service.name().to_owned(), at: requested });
        }
        let refund =
            decide(&basis, |basis, trace| service.refund_at(self, basis, requested, trace))?;
        let facts = RefundDeadline { requested, basis: refund.outcome.basis };
        let due = decide(&basis, |basis, trace| refund_deadline(basis, &facts, trace));
        about.start(service);
        about.fact(&labels::REQUESTED, requested, request.map(|request| request.span));
        for debit in service.debits(|debit| debit.at.value <= requested) {
            about.fact(&labels::PAID, debit.amount.value, Some(debit.span));
        }
        Ok(RefundAnswer { about, payments, refund, due })
    }
}
