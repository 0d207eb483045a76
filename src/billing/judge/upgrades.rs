//! Changes of tariff within a term: whether they were allowed, and what they cost (5.1 to 5.3).

use super::{Judge, how};
use crate::billing::prices::undecided;
use crate::billing::{BookingFault, Period, Service, TariffStep};
use crate::contract::decision::Trace;
use crate::contract::{
    Basis, ChangeMoment, Instant, Interval, TariffChange, Undecided, Upgrade, UpgradeFacts,
    change_tariff, upgrade,
};
use crate::ledger::Debit;

impl<'a> Judge<'_, 'a> {
    pub(super) fn upgrades(&mut self, service: &Service<'a>) {
        for pair in service.tariffs.windows(2) {
            if let [before, after] = pair
                && after.since <= self.at
            {
                self.step(service, before, after);
            }
        }
    }

    fn step(&mut self, service: &Service<'a>, before: &TariffStep<'a>, after: &TariffStep<'a>) {
        let moment = after.since;
        let debit =
            service.upgrades.iter().copied().find(|debit| debit.covers.from.value == moment);
        let booked = debit.map_or(moment, |debit| debit.at.value);
        let Some((edition, basis)) = self.edition(moment, booked) else { return };
        let within = service.period_at(moment).filter(|period| period.span.from() < moment);
        if let (Some(old), Some(new)) = (before.resources(), after.resources()) {
            let when =
                if within.is_some() { ChangeMoment::InTerm } else { ChangeMoment::AtRenewal };
            let facts = TariffChange { old, new, moment: when };
            let answer = change_tariff(&basis, &facts, &mut Trace::off());
            // Another tariff with the same machine takes nothing from the customer.
            if let Ok(answer) = answer
                && let Some(why) = answer.refusal
                && old != new
            {
                let (before, after_name) = (before.name, after.name);
                let fault = BookingFault::Downgrade { before, after: after_name, why };
                self.push((moment, after.place), Some(service), Some(&edition), fault);
                return;
            }
        }
        let Some(period) = within else { return };
        let rule = |trace: &mut Trace| {
            self.difference(service, period, (before, after), moment, &basis, trace)
        };
        let Ok(right) = rule(&mut Trace::off()) else { return };
        let paid = debit.map(|debit| debit.amount.value);
        let none = paid.is_none() && right.charge.minor() == 0;
        let fault = if none || paid == Some(right.charge) {
            None
        } else {
            let (before, after) = (before.name, after.name);
            let how = how(rule);
            Some(BookingFault::Upgrade { before, after, booked: paid, right: right.charge, how })
        };
        if let Some(fault) = fault {
            let place = debit.map_or(after.place, |debit| debit.amount.span);
            self.push((booked, place), Some(service), Some(&edition), fault);
        }
        if let Some(debit) = debit {
            self.rest_of(service, period, debit);
        }
    }

    /// The difference pays until the end of the period, which the change does not move.
    fn rest_of(&mut self, service: &Service<'a>, period: &Period<'a>, debit: &'a Debit) {
        let right = Interval::new(debit.covers.from.value, period.span.until());
        if let (Some(booked), Some(right)) = (debit.covers.interval(), right)
            && booked != right
        {
            let after = period.debit.covers.until.span;
            let fault = BookingFault::Period { booked, right, after };
            let place = (debit.at.value, debit.covers.span);
            self.push(place, Some(service), None, fault);
        }
    }

    /// What a change costs: both tariffs at the prices of the period, which are those of its start.
    fn difference(
        &self,
        service: &Service<'a>,
        period: &Period<'a>,
        (before, after): (&TariffStep<'a>, &TariffStep<'a>),
        moment: Instant,
        basis: &Basis<'_>,
        trace: &mut Trace,
    ) -> Result<Upgrade, Undecided> {
        let price = |step: &TariffStep<'a>, trace: &mut Trace| {
            service.period_price(self.books, basis, period, step, trace).map_err(undecided)
        };
        let old = price(before, trace)?.gross;
        let new = price(after, trace)?.gross;
        upgrade(basis, &UpgradeFacts { old, new, period: period.span, at: moment }, trace)
    }
}
