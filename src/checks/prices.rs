//! Prices, discounts and tax: what a bill is made from.

use super::fault::{PriceFault, Priced};
use super::repetition::repetitions;
use super::scope::Scope;
use crate::blueprint::kinds::{Discount, Kind, Price, Provider};
use crate::contract::{Currency, Date, Dated, Money, Timeline, TimelineFact};
use crate::diagnostics::Report;

/// Tariffs, add-ons and the provider's tax.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    let all = scope.catalogue.blueprints;
    let currency = scope.catalogue.provider.map(|p| (p.currency.value.0, p.currency.span));
    for tariff in &all.tariffs {
        let owner = Priced { kind: Kind::Tariff, name: &tariff.name };
        of_list(scope, owner, &tariff.prices, currency, report);
        discounts(&tariff.discounts, report);
    }
    for addon in &all.addons {
        let owner = Priced { kind: Kind::Addon, name: &addon.name };
        of_list(scope, owner, &addon.prices, currency, report);
    }
    if let Some(provider) = scope.catalogue.provider {
        tax(scope, provider, report);
    }
}

fn of_list(
    scope: &Scope<'_>,
    owner: Priced<'_>,
    prices: &[Price],
    currency: Option<(Currency, crate::diagnostics::Span)>,
    report: &mut Report,
) {
    for price in prices {
        let (sum, span) = (price.monthly.value, price.monthly.span);
        if sum.minor() == 0 {
            report.push(PriceFault::Zero { owner, span }.into());
        }
        if let Some((currency, written)) = currency
            && sum.currency() != currency
        {
            let fault =
                PriceFault::Currency { owner, span, found: sum.currency(), currency, written };
            report.push(fault.into());
        }
    }
    // A price that could not be decoded leaves a gap, and its announcement nothing.
    let whole = scope.is_whole(owner.kind, owner.name);
    let (_, facts) = timeline(prices);
    for fact in facts {
        if let Some(fault) = placed(owner, prices, fact)
            && whole
        {
            report.push(fault.into());
        }
    }
    for pair in prices.windows(2) {
        if let [before, after] = pair
            && after.from.value < before.from.value
        {
            let (span, first) = (after.from.span, before.from.span);
            report.push(PriceFault::Order { owner, span, first }.into());
        }
    }
    if whole {
        notices(scope, owner, prices, report);
    }
}

/// The price that holds on a day: the latest that has begun, unless it has ended.
pub(super) fn price_on(prices: &[Price], date: Date) -> Option<Money> {
    let begun = prices.iter().filter(|price| price.from.value <= date);
    let price = begun.max_by_key(|price| price.from.value)?;
    let holds = price.until.as_ref().is_none_or(|last| date <= last.value);
    holds.then_some(price.monthly.value)
}

/// The prices in order of time. A price is written with its last day, the timeline counts the
/// first day after it.
fn timeline(prices: &[Price]) -> (Timeline<Money>, Vec<TimelineFact>) {
    let dated = |price: &Price| Dated {
        from: price.from.value,
        until: price.until.as_ref().and_then(|last| last.add_days(1)),
        value: price.monthly.value,
    };
    Timeline::new(prices.iter().map(dated).collect())
}

fn placed<'a>(
    owner: Priced<'a>,
    prices: &'a [Price],
    fact: TimelineFact,
) -> Option<PriceFault<'a>> {
    let from = |index: usize| prices.get(index).map(|price| price.from.span);
    let until = |index: usize| prices.get(index)?.until.as_ref().map(|last| last.span);
    Some(match fact {
        TimelineFact::NeverInForce { index } => {
            PriceFault::NeverInForce { owner, span: until(index)?, from: from(index)? }
        }
        TimelineFact::SameStart { first, second } => {
            PriceFault::SameStart { owner, span: from(second)?, first: from(first)? }
        }
        TimelineFact::Overlap { earlier, later, dates } => {
            let last = dates.until().add_days(-1)?;
            let (span, until) = (from(later)?, until(earlier)?);
            PriceFault::Overlap { owner, span, until, first: dates.from(), last }
        }
        TimelineFact::Gap { earlier, later, dates } => {
            let last = dates.until().add_days(-1)?;
            let (span, until) = (from(later)?, until(earlier)?);
            PriceFault::Gap { owner, span, until, first: dates.from(), last }
        }
    })
}

/// A changed price has to be announced in time (clause 5.4), judged by the terms in force on the
/// day on which it begins. The first price is no change, and neither is the same sum again.
fn notices(scope: &Scope<'_>, owner: Priced<'_>, prices: &[Price], report: &mut Report) {
    let mut ordered: Vec<&Price> = prices.iter().collect();
    ordered.sort_by_key(|price| price.from.value);
    for pair in ordered.windows(2) {
        let [before, after] = pair else { continue };
        if before.monthly == after.monthly {
            continue;
        }
        let from = after.from.value;
        let Some((edition, terms)) = scope.terms_on(from) else { continue };
        let (edition, notice) = (&*edition.name.value, terms.price.notice);
        let Some(announced) = &after.announced else {
            let span = after.from.span;
            report.push(PriceFault::NotAnnounced { owner, span, notice, edition }.into());
            continue;
        };
        let earliest = terms.price.earliest_date(announced.value);
        if earliest.is_none_or(|earliest| from < earliest) {
            let fault = PriceFault::ShortNotice {
                owner,
                span: announced.span,
                from: after.from.span,
                days: announced.days_until(from),
                notice,
                edition,
                earliest,
            };
            report.push(fault.into());
        }
    }
}

fn discounts(discounts: &[Discount], report: &mut Report) {
    for found in repetitions(discounts, |d| Some((d.months.get(), d.months.span))) {
        let (months, span, first) = (found.again.0.months.get(), found.again.1, found.first.1);
        report.push(PriceFault::DiscountTwice { months, span, first }.into());
    }
    for discount in discounts {
        let (numerator, denominator) = discount.percent.fraction();
        if numerator == 0 || numerator >= denominator {
            let (percent, span) = (discount.percent.value, discount.percent.span);
            report.push(PriceFault::Discount { percent, span }.into());
        }
    }
}

/// Prices include the tax (clause 4.1), so a rate must be known for each day of a price.
fn tax(scope: &Scope<'_>, provider: &Provider, report: &mut Report) {
    for pair in provider.vat.windows(2) {
        if let [before, after] = pair
            && after.from.value <= before.from.value
        {
            let (span, first) = (after.from.span, before.from.span);
            report.push(PriceFault::TaxOrder { span, first }.into());
        }
    }
    for rate in &provider.vat {
        let (numerator, denominator) = rate.rate.fraction();
        if numerator >= denominator {
            let (rate, span) = (rate.rate.value, rate.rate.span);
            report.push(PriceFault::TaxRate { rate, span }.into());
        }
    }
    let Some(first) = provider.vat.iter().min_by_key(|rate| rate.from.value) else { return };
    if !scope.is_whole(Kind::Provider, &provider.name) {
        return;
    }
    let all = scope.catalogue.blueprints;
    let of_tariffs = all.tariffs.iter().filter_map(|tariff| earliest(&tariff.prices));
    let of_addons = all.addons.iter().filter_map(|addon| earliest(&addon.prices));
    for price in of_tariffs.chain(of_addons) {
        if price.from.value < first.from.value {
            let (from, span) = (price.from.value, price.from.span);
            let (known, written) = (first.from.value, first.from.span);
            report.push(PriceFault::NoTax { from, span, known, written }.into());
        }
    }
}

fn earliest(prices: &[Price]) -> Option<&Price> {
    prices.iter().min_by_key(|price: &&Price| -> Date { price.from.value })
}
