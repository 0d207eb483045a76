//! The tax in what was taken and given back (4.1).

use std::collections::BTreeMap;

use super::{Account, Booking, Books, Entry, Signed, Unknown, VatLine};
use crate::contract::decision::Trace;
use crate::contract::{
    Basis, Instant, Interval, Money, Percent, PeriodSupply, Undecided, period_vat,
};
use crate::ledger::{Debit, Refund};

/// The tax of what was booked, by its rate, and the sums without an answer: no rate is known on their
/// date, or no edition was in force. Both together are what was taken, less what came back.
pub(super) fn of_entries(
    books: &Books<'_>,
    account: &Account<'_>,
    entries: &[Entry<'_>],
    at: Instant,
) -> (Vec<VatLine>, Unknown) {
    let mut unknown = Unknown::none(books.currency());
    let mut lines: BTreeMap<Percent, (Signed, Signed)> = BTreeMap::new();
    let mut add = |taxed: Vec<(Percent, Signed, Signed)>| {
        for (rate, gross, vat) in taxed {
            let none = Signed::zero(gross.currency());
            let line = lines.entry(rate).or_insert((none, none));
            *line = (line.0.plus(gross), line.1.plus(vat));
        }
    };
    for entry in entries {
        let (booking, is_back) = match entry.booking {
            Booking::Reversal { of, .. } => (of.booking(), true),
            booking => (Some(booking), false),
        };
        let taxed = match booking {
            Some(Booking::Debit(debit)) => of_debit(books, debit, debit.amount.value, at),
            Some(Booking::Refund(refund)) => of_refund(books, account, refund, at),
            _ => continue,
        };
        let none = Signed::zero(books.currency());
        let undone = |(rate, gross, vat)| (rate, none.less(gross), none.less(vat));
        let taxed = if is_back {
            taxed.map(|taxed| taxed.into_iter().map(undone).collect())
        } else {
            taxed
        };
        match taxed {
            Some(taxed) => add(taxed),
            None => unknown.add(entry.moved.money.plus(entry.moved.bonuses)),
        }
    }
    let line = |(rate, (gross, vat)): (Percent, (Signed, Signed))| VatLine {
        rate,
        gross,
        vat,
        net: gross.less(vat),
    };
    (lines.into_iter().map(line).collect(), unknown)
}

/// The tax of a part of a debit, which is that of the time that it covers.
fn of_debit(
    books: &Books<'_>,
    debit: &Debit,
    gross: Money,
    at: Instant,
) -> Option<Vec<(Percent, Signed, Signed)>> {
    let period = debit.covers.interval()?;
    let edition = books.editions.deciding(period.from(), debit.at.value.min(at))?;
    of_time(&books.basis(edition), gross, period, debit.at.value).ok()
}

fn of_time(
    basis: &Basis<'_>,
    gross: Money,
    period: Interval<Instant>,
    paid: Instant,
) -> Result<Vec<(Percent, Signed, Signed)>, Undecided> {
    let supply = PeriodSupply { gross, period, paid: Some(paid) };
    let found = period_vat(basis, &supply, &mut Trace::off())?;
    let part = |part: &crate::contract::TaxedPart| {
        (part.tax.rate, Signed::credit(part.gross), Signed::credit(part.tax.vat))
    };
    Ok(found.parts.iter().map(part).collect())
}

/// The tax of what came back: that of the debits of which it is a part, as the rules divide it. Where
/// another sum was booked, all of it is taken as a part of the last debit. The tax is taken off.
fn of_refund(
    books: &Books<'_>,
    account: &Account<'_>,
    refund: &Refund,
    at: Instant,
) -> Option<Vec<(Percent, Signed, Signed)>> {
    let server = books.server(&refund.server)?.server;
    let own = |service: &&super::Service<'_>| std::ptr::eq(service.server, server);
    let service = account.services.iter().find(own)?;
    let request = service.given_up?;
    let edition = books.editions.deciding(request.at.value, refund.at.value)?;
    let basis = books.basis(edition);
    let requested = request.at.value;
    let debits = service.debits(|debit| debit.at.value <= requested);
    let right = service.refund(books, &basis, request, &mut Trace::off()).ok();
    let lines = right.filter(|right| right.refund == refund.amount.value).map(|it| it.lines);
    let parts: Vec<(&Debit, Money)> = match lines {
        Some(lines) => debits.zip(lines).map(|(debit, line)| (debit, line.refund)).collect(),
        None => debits.last().map(|debit| (debit, refund.amount.value)).into_iter().collect(),
    };
    let mut parts: Vec<_> = parts.into_iter().filter(|(_, back)| back.minor() > 0).collect();
    // Lines are rounded each for itself, and where the sum is, the last one takes what is left over.
    if let Some((last, others)) = parts.split_last_mut() {
        let others =
            others.iter().try_fold(refund.amount.value, |left, (_, back)| left.checked_sub(*back));
        last.1 = others?;
    } else if refund.amount.value.minor() > 0 {
        return None;
    }
    let none = Signed::zero(books.currency());
    let mut taken_off = Vec::new();
    for (debit, back) in parts {
        let taxed = of_debit(books, debit, back, at)?;
        let back = taxed.into_iter();
        taken_off.extend(back.map(|(rate, gross, vat)| (rate, none.less(gross), none.less(vat))));
    }
    Some(taken_off)
}
