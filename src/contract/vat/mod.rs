//! Value added tax within a price (clause 4.1).

use crate::contract::decision::{Step, Trace, Value, labels};
use crate::contract::terms::{Clause, SupplyDate};
use crate::contract::{Basis, Date, Exact, Instant, Interval, Lines, Money, Percent, Undecided};

labels! {
    GROSS = "gross": "ҚҚС қосылған сома", "сумма с НДС", "sum with VAT";
    SUPPLY_DATE = "supply-date": "қызмет көрсетілген күн", "дата оказания услуги", "date of supply";
    RATE = "vat-rate": "ҚҚС мөлшерлемесі", "ставка НДС", "rate of VAT";
    VAT = "vat": "ҚҚС сомасы", "сумма НДС", "amount of VAT";
    NET = "net": "ҚҚС-сыз сома", "сумма без НДС", "sum without VAT";
    PERIOD = "billing-period": "есептік кезең", "расчётный период", "billing period";
    PAID_AT = "paid-at": "төлем сәті", "момент оплаты", "moment of the payment";
    DAYS = "days": "күндер", "дней", "days";
    ALL_DAYS = "all-days": "кезеңдегі күндер", "дней в периоде", "days of the period";
    PART = "part": "бір мөлшерлемеге келетін бөлік", "часть по одной ставке", "part at one rate";
}

/// A sum with tax and the date that chooses the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supply {
    /// The sum, tax included.
    pub gross: Money,
    /// The date of supply.
    pub date: Date,
}

/// The tax within a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vat {
    /// The rate.
    pub rate: Percent,
    /// The tax, rounded once.
    pub vat: Money,
    /// The sum less the tax.
    pub net: Money,
}

/// The tax within a sum on a date of supply (4.1).
pub fn extract_vat(basis: &Basis<'_>, facts: &Supply, trace: &mut Trace) -> Result<Vat, Undecided> {
    let mut lines = Lines::new(basis.currency);
    extract(basis, facts, &mut lines, trace)
}

/// A sum, tax included, that pays for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodSupply {
    /// The sum, tax included.
    pub gross: Money,
    /// The period that it pays for.
    pub period: Interval<Instant>,
    /// When it was paid; asked for by `vat.supply_date: payment-date`.
    pub paid: Option<Instant>,
}

/// The tax within the price of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodVat {
    /// The tax.
    pub vat: Money,
    /// The price less the tax.
    pub net: Money,
    /// One part for each rate, in order of time; together they are the price.
    pub parts: Vec<TaxedPart>,
}

/// The part of a price that falls under one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxedPart {
    /// The last date of supply of the part, whose rate is taken.
    pub date: Date,
    /// The dates of the period that it stands for.
    pub days: i32,
    /// The part of the price.
    pub gross: Money,
    /// Its tax.
    pub tax: Vat,
}

/// The tax within the price of a period, by the date that `vat.supply_date` chooses (4.1).
///
/// The dates of a period are counted as in 4.8: the date of its end belongs to the next period, so
/// the last day of December's period is 31 December although it ends on 1 January at noon.
pub fn period_vat(
    basis: &Basis<'_>,
    facts: &PeriodSupply,
    trace: &mut Trace,
) -> Result<PeriodVat, Undecided> {
    let PeriodSupply { gross, period, paid } = *facts;
    let gross = basis.amount(gross)?;
    let dates = dates_of(basis, period)?;
    let days = dates.from().days_until(dates.until());
    let last = dates.until().add_days(-1).ok_or(Undecided::OutOfYears)?;
    let whole = |date: Date| vec![(date, days)];
    let stretches = match basis.terms.price.supply_date {
        SupplyDate::LastDayOfPeriod => whole(last),
        SupplyDate::PaymentDate => {
            let missing = Undecided::Missing { what: &PAID_AT, because: "vat.supply_date" };
            whole(basis.date(paid.ok_or(missing)?))
        }
        SupplyDate::SplitByDay => stretches(basis, dates)?,
    };
    trace.step(|| {
        let supplied: Vec<Date> = stretches.iter().map(|(date, _)| *date).collect();
        Step::new(Clause::C4_1, &SUPPLY_DATE, supplied)
            .from(&PERIOD, period)
            .from(&PAID_AT, paid)
            .asked("vat.supply_date")
    });
    split(basis, gross, &stretches, trace)
}

/// The dates of a period, at least one.
fn dates_of(basis: &Basis<'_>, period: Interval<Instant>) -> Result<Interval<Date>, Undecided> {
    let (from, until) = (basis.date(period.from()), basis.date(period.until()));
    let next = from.add_days(1).ok_or(Undecided::OutOfYears)?;
    Interval::new(from, until.max(next)).ok_or(Undecided::OutOfYears)
}

/// The stretches of dates under one rate: the last date of each, and how many it has.
fn stretches(basis: &Basis<'_>, dates: Interval<Date>) -> Result<Vec<(Date, i32)>, Undecided> {
    let mut stretches: Vec<(Date, i32)> = Vec::new();
    for date in dates.dates() {
        let rate = basis.vat_on(date)?;
        match stretches.last_mut() {
            Some((last, days)) if basis.vat_on(*last)? == rate => {
                (*last, *days) = (date, *days + 1);
            }
            _ => stretches.push((date, 1)),
        }
    }
    Ok(stretches)
}

/// Divides a price by days and takes the tax out of each part.
fn split(
    basis: &Basis<'_>,
    gross: Money,
    stretches: &[(Date, i32)],
    trace: &mut Trace,
) -> Result<PeriodVat, Undecided> {
    let all: i32 = stretches.iter().map(|(_, days)| days).sum();
    let exact = Exact::of_money(gross);
    let mut lines = Lines::new(basis.currency);
    let mut parts = Vec::with_capacity(stretches.len());
    let (mut counted, mut booked) = (0, Money::zero(basis.currency));
    for &(date, days) in stretches {
        counted += days;
        // Each part is what the rounded whole grew by, so that the parts add up to the price.
        let so_far = exact.times(Exact::fraction(counted, all)?)?;
        let so_far = basis.terms.counting.round(so_far, basis.currency)?;
        let part = so_far.checked_sub(booked).ok_or(Undecided::TooLarge)?;
        booked = so_far;
        if stretches.len() > 1 {
            trace.step(|| {
                Step::new(Clause::C4_1, &PART, part)
                    .from(&GROSS, gross)
                    .from(&DAYS, Value::Days(days.into()))
                    .from(&ALL_DAYS, Value::Days(all.into()))
            });
        }
        let tax = extract(basis, &Supply { gross: part, date }, &mut lines, trace)?;
        parts.push(TaxedPart { date, days, gross: part, tax });
    }
    let vat = lines.total();
    let net = gross.checked_sub(vat).ok_or(Undecided::TooLarge)?;
    Ok(PeriodVat { vat, net, parts })
}

/// Takes the tax out of a sum: rate / (100 + rate) of it.
fn extract(
    basis: &Basis<'_>,
    facts: &Supply,
    lines: &mut Lines,
    trace: &mut Trace,
) -> Result<Vat, Undecided> {
    let gross = basis.amount(facts.gross)?;
    let rate = basis.vat_on(facts.date)?;
    trace.step(|| Step::new(Clause::C4_1, &RATE, rate).from(&SUPPLY_DATE, facts.date));
    // Both are counted in millionths of a percent, where they are whole.
    let hundred = i128::from(Percent::HUNDRED.millionths());
    let part = i128::from(rate.millionths());
    let exact = Exact::of_money(gross).times(Exact::fraction(part, hundred + part)?)?;
    let vat = lines.add(exact, &basis.terms.counting)?;
    let net = gross.checked_sub(vat).ok_or(Undecided::TooLarge)?;
    trace.step(|| {
        let digits = Exact::of_money(gross).decimal(2).unwrap_or_default();
        let bare = rate.to_string();
        let bare = bare.trim_end_matches(" %");
        Step::new(Clause::C4_1, &VAT, Value::Sum(exact, basis.currency))
            .from(&GROSS, gross)
            .from(&RATE, rate)
            .by(format!("{digits} × {bare} / (100 + {bare})"))
            .asked("money.scale")
            .asked("money.rounding")
            .rounded(vat)
    });
    trace.step(|| Step::new(Clause::C4_1, &NET, net).from(&GROSS, gross).from(&VAT, vat));
    Ok(Vat { rate, vat, net })
}

#[cfg(test)]
mod tests;
