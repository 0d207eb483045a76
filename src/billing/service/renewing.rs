//! Whether a service is to be renewed by itself: the switch, and refusals (4.3 to 4.5).

use super::{Period, Service};
use crate::billing::Account;
use crate::contract::decision::Trace;
use crate::contract::{Basis, Instant, RefusedBy, RenewalRefusal, Undecided, refuse_renewal};
use crate::diagnostics::Span;
use crate::ledger::{AutoRenewal, Channel, Payment};

/// A refusal of renewal, however it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// When it was registered.
    pub at: Instant,
    /// How.
    pub by: RefusedBy,
    /// Where it is written.
    pub place: Span,
}

impl<'a> Service<'a> {
    /// The switch of automatic renewal as it stood at a moment; nothing if it was never touched.
    pub fn switch_at(&self, moment: Instant) -> Option<&'a AutoRenewal> {
        self.switches.iter().copied().rev().find(|switch| switch.at.value <= moment)
    }

    /// The refusal that stops a debit at a moment, if one does. Only the term that ends counts: what
    /// was refused before its payment is over. A later switch to on, and a later payment for this
    /// service, take a refusal back.
    pub(in crate::billing) fn refusal(
        &self,
        basis: &Basis<'_>,
        account: &Account<'a>,
        term: &Period<'a>,
        debit: Instant,
        trace: &mut Trace,
    ) -> Result<Option<Refused>, Undecided> {
        let since = term.debit.at.value;
        let mut last = None;
        for refused in self.refusals_until(basis, debit).into_iter().filter(|it| it.at > since) {
            let facts = RenewalRefusal { debit, refused: refused.at, by: refused.by };
            let effective = refuse_renewal(basis, &facts, trace)?.is_ok();
            if effective && !self.is_taken_back(account, term, refused.at, debit) {
                last = Some(refused);
            }
        }
        Ok(last)
    }

    /// Every refusal up to a moment: those that were registered, and the switch that was on and was
    /// switched off.
    fn refusals_until(&self, basis: &Basis<'_>, moment: Instant) -> Vec<Refused> {
        let registered = self.refusals.iter().map(|refusal| Refused {
            at: refusal.at.value,
            by: match refusal.channel.value {
                Channel::Ticket => RefusedBy::Ticket,
                Channel::Console => RefusedBy::Console,
            },
            place: refusal.at.span,
        });
        let mut all: Vec<_> = registered.collect();
        let mut on = basis.terms.renewal.auto;
        for switch in &self.switches {
            if on && !switch.enabled.value {
                let (at, place) = (switch.at.value, switch.at.span);
                all.push(Refused { at, by: RefusedBy::Console, place });
            }
            on = switch.enabled.value;
        }
        all.retain(|refused| refused.at <= moment);
        all.sort_by_key(|refused| (refused.at, refused.place));
        all
    }

    /// Whether the customer wanted the renewal after all: he switched it on again, paid an invoice of
    /// this service, or paid after its term had ended, which is the way to resume it (4.5). Money that
    /// comes in for something else takes nothing back.
    fn is_taken_back(
        &self,
        account: &Account<'a>,
        term: &Period<'a>,
        refused: Instant,
        until: Instant,
    ) -> bool {
        let later = |at: Instant| refused < at && at <= until;
        let own = |payment: &Payment| {
            let invoice = payment.invoice.as_ref();
            invoice.is_some_and(|id| self.invoices.iter().any(|own| own.id.value == id.value))
        };
        let resumes = |payment: &Payment| payment.at.value >= term.span.until();
        let on = self.switches.iter().any(|it| it.enabled.value && later(it.at.value));
        on || account
            .payments()
            .any(|payment| later(payment.at.value) && (own(payment) || resumes(payment)))
    }

    /// Whether automatic renewal is on for a debit at a moment; nothing if the customer never chose.
    ///
    /// A switch that was set to off, but as a refusal has no effect, has none.
    pub(in crate::billing) fn is_on(
        &self,
        basis: &Basis<'_>,
        debit: Instant,
        at: Instant,
    ) -> Result<Option<bool>, Undecided> {
        let mut on = None;
        for switch in self.switches.iter().filter(|switch| switch.at.value <= at) {
            if switch.enabled.value {
                on = Some(true);
                continue;
            }
            let was_on = on.unwrap_or(basis.terms.renewal.auto);
            let refused = switch.at.value;
            let facts = RenewalRefusal { debit, refused, by: RefusedBy::Console };
            let effective = refuse_renewal(basis, &facts, &mut Trace::off())?.is_ok();
            if !was_on || effective {
                on = Some(false);
            }
        }
        Ok(on)
    }
}
