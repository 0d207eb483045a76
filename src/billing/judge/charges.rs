//! The sums that were taken: the price of the period, and what may pay for it (2.2, 4.1, 4.4, 5.4).

use super::{Judge, how, list};
use crate::billing::prices::{Amount, Moments, PriceList};
use crate::billing::{BookingFault, Edition, Period, Service};
use crate::contract::decision::Trace;
use crate::contract::{Basis, Money};
use crate::ledger::{Debit, For};

impl<'a> Judge<'_, 'a> {
    pub(super) fn charges(&mut self, service: &Service<'a>) {
        for period in &service.periods {
            let debit = period.debit;
            if debit.at.value > self.at {
                continue;
            }
            let Some((edition, basis)) = self.edition(period.span.from(), debit.at.value) else {
                continue;
            };
            if let Some(list) = list(period.tariff) {
                let amount = Amount { months: period.months, quantity: 1 };
                self.charge(service, debit, &list, amount, (&edition, &basis));
            }
            self.bonuses(service, period, &edition);
        }
        for debit in &service.addons {
            self.addon(service, debit);
        }
    }

    /// An add-on for whole months. What a part of a month costs the agreement does not say, so that
    /// is not judged.
    fn addon(&mut self, service: &Service<'a>, debit: &'a Debit) {
        let (from, until) = (debit.covers.from.value, debit.covers.until.value);
        if debit.at.value > self.at {
            return;
        }
        let (Some((edition, basis)), Some(name)) =
            (self.edition(from, debit.at.value), debit.addon.as_ref())
        else {
            return;
        };
        let Some(addon) = self.books.catalogue.addon(name) else { return };
        let months = debit.months.map_or(1, |months| u32::try_from(months.get()).unwrap_or(1));
        let with_tariff = service.periods.iter().any(|period| {
            period.months == months && (period.span.from(), period.span.until()) == (from, until)
        });
        let whole = basis.months_after(from, months, 1, basis.anchor(from)) == Ok(until);
        if with_tariff || whole {
            let quantity = debit.quantity.map_or(1, |quantity| quantity.get());
            let list = PriceList::of_addon(addon);
            let amount = Amount { months, quantity };
            self.charge(service, debit, &list, amount, (&edition, &basis));
        }
    }

    fn charge(
        &mut self,
        service: &Service<'a>,
        debit: &'a Debit,
        list: &PriceList<'a>,
        amount: Amount,
        (edition, basis): (&Edition<'a>, &Basis<'_>),
    ) {
        let (booked, books, server) = (debit.amount.value, self.books, service.server);
        let moments = Moments { start: debit.covers.from.value, paid: debit.at.value };
        let price =
            |trace: &mut Trace| list.of_period(books, basis, server, moments, amount, trace);
        let Ok(right) = price(&mut Trace::off()) else { return };
        if right.gross == booked {
            return;
        }
        // The price of the day, taken although customers were not told of it in time.
        let early = list.announced(basis, moments.start).filter(|early| *early != right.monthly);
        let early = early.filter(|early| {
            let off = &mut Trace::off();
            let sum = list.several(basis, *early, amount, off);
            sum.is_ok_and(|sum| sum.gross == booked)
        });
        let (name, right_sum) = (list.name, right.gross);
        let fault = match early {
            Some(early) => {
                BookingFault::PriceTooEarly { name, booked, right: right_sum, price: early.place }
            }
            None => BookingFault::Charge {
                of: debit.pays_for.value,
                name,
                booked,
                right: right_sum,
                how: how(price),
                price: Some(right.monthly.place),
            },
        };
        let place = (debit.at.value, debit.amount.span);
        self.push(place, Some(service), Some(edition), fault);
    }

    /// Bonuses pay for a renewal only if the terms let them (4.4).
    fn bonuses(&mut self, service: &Service<'a>, period: &Period<'a>, edition: &Edition<'a>) {
        let Some(bonuses) = &period.debit.bonuses else { return };
        let none = Money::zero(bonuses.value.currency());
        let spent = bonuses.value != none && period.debit.pays_for.value == For::Tariff;
        if spent && !edition.terms.renewal.use_bonus {
            let fault = BookingFault::BonusSpent { bonuses: bonuses.value };
            let place = (period.debit.at.value, bonuses.span);
            self.push(place, Some(service), Some(edition), fault);
        }
    }
}
