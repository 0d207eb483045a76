//! What a service costs and what of it comes back, with the facts of its life.

use super::{Period, Service, TariffStep};
use crate::billing::prices::{Amount, Moments, OfPeriod, PriceList, undecided};
use crate::billing::{Books, Unanswered};
use crate::contract::decision::Trace;
use crate::contract::terms::RefundPriceBasis;
use crate::contract::{Basis, GivenUp, Instant, Money, Paid, PaidFor, Refund, Undecided, refund};
use crate::ledger::{Debit, For, Request};

impl<'a> Service<'a> {
    /// What a whole period costs on a tariff, at the prices of the period (5.2): those of its start.
    /// A tariff that had no price then is taken at that of its own first moment.
    pub(in crate::billing) fn period_price(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        period: &Period<'a>,
        step: &TariffStep<'a>,
        trace: &mut Trace,
    ) -> Result<OfPeriod, Unanswered> {
        let list = step.tariff.map(PriceList::of_tariff);
        let list = list.ok_or_else(|| Unanswered::NoTariff { server: self.name().to_owned() })?;
        let amount = Amount { months: period.months, quantity: 1 };
        let paid = period.debit.at.value;
        let at = |start| Moments { start, paid };
        let start = period.span.from();
        match list.of_period(books, basis, self.server, at(start), amount, trace) {
            Err(Unanswered::NoPrice { .. }) => {
                list.of_period(books, basis, self.server, at(step.since.max(start)), amount, trace)
            }
            answer => answer,
        }
    }

    /// What comes back if the service is given up by a request (4.7, 4.8).
    ///
    /// A service that was given up before its use began has all of its first days before it.
    pub(in crate::billing) fn refund(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        request: &Request,
        trace: &mut Trace,
    ) -> Result<Refund, Undecided> {
        self.refund_at(books, basis, request.at.value, trace)
    }

    /// The same for a request at a moment.
    pub(in crate::billing) fn refund_at(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        requested: Instant,
        trace: &mut Trace,
    ) -> Result<Refund, Undecided> {
        let payments = self.payments(books, basis, requested)?;
        let activated = self.start.map_or(requested, |start| start.at.min(requested));
        let facts = GivenUp { activated, requested, payments: &payments, favour: false };
        refund(basis, &facts, trace)
    }

    /// Everything that was paid for the service up to a moment, in the order of [`Self::debits`].
    pub(in crate::billing) fn payments(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        until: Instant,
    ) -> Result<Vec<Paid>, Undecided> {
        self.debits(|debit| debit.at.value <= until)
            .map(|debit| self.as_payment(books, basis, debit))
            .collect()
    }

    /// What was taken for the service: its periods, then price differences, then add-ons. A debit of
    /// which the time was refused when it was read is not among them.
    pub fn debits(&self, counts: impl Fn(&Debit) -> bool) -> impl Iterator<Item = &'a Debit> {
        let periods = self.periods.iter().map(|period| period.debit);
        let all = periods.chain(self.upgrades.iter().copied()).chain(self.addons.iter().copied());
        all.filter(move |debit| counts(debit) && debit.covers.interval().is_some())
    }

    fn as_payment(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        debit: &'a Debit,
    ) -> Result<Paid, Undecided> {
        let (from, until) = (debit.covers.from.value, debit.covers.until.value);
        let covers = basis.period(from, until)?;
        let none = Money::zero(debit.amount.value.currency());
        let kind = match debit.pays_for.value {
            For::Tariff => PaidFor::Tariff,
            For::UpgradeDifference => PaidFor::UpgradeDifference,
            For::Addon => PaidFor::Addon,
        };
        let list_price = self.list_price(books, basis, debit)?;
        let bonuses = debit.bonuses.map_or(none, |bonuses| bonuses.value);
        Ok(Paid { amount: debit.amount.value, bonuses, kind, covers, list_price })
    }

    /// What a period costs without a discount, where the terms ask for it (4.8). An upgrade and an
    /// add-on have no discount, so their list price is what was paid.
    fn list_price(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        debit: &'a Debit,
    ) -> Result<Option<Money>, Undecided> {
        if basis.terms.refund.price_basis != RefundPriceBasis::ListPrice {
            return Ok(None);
        }
        let period = self.periods.iter().find(|period| std::ptr::eq(period.debit, debit));
        let Some((period, step)) = period.and_then(|it| Some((it, it.tariff?))) else {
            return Ok(Some(debit.amount.value));
        };
        let price = self.period_price(books, basis, period, &step, &mut Trace::off());
        price.map(|price| Some(price.list)).map_err(undecided)
    }
}
