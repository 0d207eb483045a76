//! What a period of a service costs: the tariff and each add-on as lines of their own, with their
//! tax (2.2, 4.1).

use super::prices::{Amount, Moments, PriceList};
use super::{Books, Service, Unanswered};
use crate::blueprint::kinds::Localized;
use crate::contract::decision::Trace;
use crate::contract::{
    Basis, Instant, Interval, Money, PaidFor, Percent, PeriodSupply, PeriodVat, Undecided,
    next_period, period_vat,
};
use crate::diagnostics::Span;

/// What a period costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost<'a> {
    /// The period.
    pub period: Interval<Instant>,
    /// How many months it has.
    pub months: u32,
    /// The tariff, then the add-ons in the order of the blueprint. What is free has no line.
    pub lines: Vec<CostLine<'a>>,
    /// The sum, tax included.
    pub gross: Money,
    /// The tax in it.
    pub vat: Money,
    /// The sum without it.
    pub net: Money,
}

/// One line of a cost.
#[derive(Clone, Debug, PartialEq)]
pub struct CostLine<'a> {
    /// What it is for.
    pub kind: PaidFor,
    /// The name of the tariff or the add-on.
    pub name: &'a str,
    /// What customers call it.
    pub title: Option<Title<'a>>,
    /// How many of it.
    pub quantity: u64,
    /// The price of one a month.
    pub monthly: Money,
    /// What is taken off for several months at once.
    pub discount: Option<Percent>,
    /// The sum, tax included.
    pub gross: Money,
    /// The tax in it, by its rates.
    pub tax: PeriodVat,
    /// Where the price is written.
    pub price: Span,
    /// Where it is written that the service has it.
    pub place: Span,
}

/// A name in three languages, as it is written in a blueprint.
#[derive(Clone, Copy, Debug)]
pub struct Title<'a>(pub &'a Localized);

impl PartialEq for Title<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// What is bought: a list with an amount, and where it is written that the service has it.
struct Item<'a> {
    kind: PaidFor,
    list: PriceList<'a>,
    quantity: u64,
    place: Span,
}

impl<'a> Service<'a> {
    /// What a period of so many months that begins at a moment costs, if it is paid at another.
    pub(super) fn cost(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        (start, paid): (Instant, Instant),
        months: u32,
        trace: &mut Trace,
    ) -> Result<Cost<'a>, Unanswered> {
        let before = self.periods.iter().find(|period| period.span.until() == start);
        let anchor = before.map_or_else(|| basis.anchor(start), |before| before.anchor);
        let period = next_period(basis, start, months, anchor, &mut Trace::off())?;
        let mut lines = Vec::new();
        for item in self.items(books, start)? {
            let moments = Moments { start, paid };
            let amount = Amount { months, quantity: item.quantity };
            let list = &item.list;
            let price = list.of_period(books, basis, self.server, moments, amount, trace)?;
            let supply = PeriodSupply { gross: price.gross, period, paid: Some(paid) };
            lines.push(CostLine {
                kind: item.kind,
                name: list.name,
                title: list.title.map(Title),
                quantity: item.quantity,
                monthly: price.monthly.price,
                discount: price.discount,
                gross: price.gross,
                tax: period_vat(basis, &supply, trace)?,
                price: price.monthly.place,
                place: item.place,
            });
        }
        let sum = |of: &dyn Fn(&CostLine<'a>) -> Money| {
            let zero = Money::zero(basis.currency);
            let sum = lines.iter().try_fold(zero, |sum, line| sum.checked_add(of(line)));
            sum.ok_or(Undecided::TooLarge)
        };
        let (gross, vat) = (sum(&|line| line.gross)?, sum(&|line| line.tax.vat)?);
        let net = sum(&|line| line.tax.net)?;
        Ok(Cost { period, months, lines, gross, vat, net })
    }

    /// The price of one line of a period, with how it was found.
    pub(super) fn line_price(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        (start, paid): (Instant, Instant),
        months: u32,
        (kind, name): (PaidFor, &str),
        trace: &mut Trace,
    ) -> Result<Money, Unanswered> {
        let items = self.items(books, start)?;
        let item = items.iter().find(|item| item.kind == kind && item.list.name == name);
        let unknown = || Unanswered::NoTariff { server: self.name().to_owned() };
        let item = item.ok_or_else(unknown)?;
        let amount = Amount { months, quantity: item.quantity };
        let moments = Moments { start, paid };
        let price = item.list.of_period(books, basis, self.server, moments, amount, trace)?;
        Ok(price.gross)
    }

    /// What the service has at a moment that costs something.
    ///
    /// Add-ons have no dates in a blueprint. Of a period of which add-ons were booked, those were
    /// had; of any other the ones that the blueprint names.
    fn items(&self, books: &Books<'a>, start: Instant) -> Result<Vec<Item<'a>>, Unanswered> {
        let step = self.tariff_at(start);
        let tariff = step.and_then(|step| Some((step, step.tariff?)));
        let unknown = || Unanswered::NoTariff { server: self.name().to_owned() };
        let (step, tariff) = tariff.ok_or_else(unknown)?;
        let list = PriceList::of_tariff(tariff);
        let mut items = vec![Item { kind: PaidFor::Tariff, list, quantity: 1, place: step.place }];
        let is_booked = self.periods.iter().any(|period| period.span.from() == start);
        if is_booked {
            for debit in self.addons.iter().filter(|debit| debit.covers.from.value == start) {
                let Some(name) = &debit.addon else { continue };
                let quantity = debit.quantity.map_or(1, |quantity| quantity.get());
                items.extend(addon(books, name, quantity, name.span));
            }
        } else {
            for used in &self.server.addons {
                let quantity = used.quantity.map_or(1, |quantity| quantity.get());
                items.extend(addon(books, &used.addon, quantity, used.addon.span));
            }
        }
        Ok(items)
    }
}

fn addon<'a>(books: &Books<'a>, name: &str, quantity: u64, place: Span) -> Option<Item<'a>> {
    let list = PriceList::of_addon(books.catalogue.addon(name)?);
    (!list.is_free()).then_some(Item { kind: PaidFor::Addon, list, quantity, place })
}
