//! What a tariff or an add-on costs a customer for a period: dated prices, the notices of them, and
//! discounts for several months (clauses 2.2, 4.1, 5.4).

use super::{Books, Unanswered};
use crate::blueprint::kinds::{Addon, Discount, Localized, Price, Server, Tariff};
use crate::contract::decision::{Step, Trace, labels};
use crate::contract::terms::Clause;
use crate::contract::{
    Basis, Date, Exact, Instant, Money, MonthsPrice, Percent, PriceChange, Undecided, apply_price,
    period_price,
};
use crate::diagnostics::Span;
use crate::ledger::Notice;

labels! {
    PRICE = "price": "бір данасының айлық бағасы", "цена одной единицы в месяц", "price of one unit a month";
    QUANTITY = "quantity": "саны", "количество", "quantity";
    TOGETHER = "price-of-all": "барлығының айлық бағасы", "цена всех единиц в месяц", "price of all units a month";
}

/// A tariff or an add-on with its prices.
#[derive(Clone, Copy, Debug)]
pub(super) struct PriceList<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What customers call it.
    pub(super) title: Option<&'a Localized>,
    /// Where it is described.
    pub(super) place: Span,
    prices: &'a [Price],
    discounts: &'a [Discount],
    is_tariff: bool,
}

/// The moments of a period that its price depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    /// Its first moment.
    pub(super) start: Instant,
    /// When it was or would be paid.
    pub(super) paid: Instant,
}

/// How much of it is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// Months at once.
    pub(super) months: u32,
    /// How many of an add-on.
    pub(super) quantity: u64,
}

/// The price of a month, and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Monthly {
    pub(super) price: Money,
    pub(super) place: Span,
}

/// The price of a period of several months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OfPeriod {
    pub(super) monthly: Monthly,
    pub(super) discount: Option<Percent>,
    pub(super) gross: Money,
    /// The same without the discount.
    pub(super) list: Money,
}

impl<'a> PriceList<'a> {
    pub(super) fn of_tariff(tariff: &'a Tariff) -> Self {
        Self {
            name: &tariff.name.value,
            title: tariff.title.get(),
            place: tariff.name.span,
            prices: &tariff.prices,
            discounts: &tariff.discounts,
            is_tariff: true,
        }
    }

    pub(super) fn of_addon(addon: &'a Addon) -> Self {
        Self {
            name: &addon.name.value,
            title: addon.title.get(),
            place: addon.name.span,
            prices: &addon.prices,
            discounts: &[],
            is_tariff: false,
        }
    }

    /// Whether it costs nothing: an add-on without prices (2.4).
    pub(super) const fn is_free(&self) -> bool {
        self.prices.is_empty()
    }

    /// What several months at once cost, rounded once.
    pub(super) fn of_period(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        server: &'a Server,
        moments: Moments,
        amount: Amount,
        trace: &mut Trace,
    ) -> Result<OfPeriod, Unanswered> {
        let monthly = self.monthly(books, basis, server, moments, trace)?;
        self.several(basis, monthly, amount, trace)
    }

    /// The same at a price that is known.
    pub(super) fn several(
        &self,
        basis: &Basis<'_>,
        monthly: Monthly,
        Amount { months, quantity }: Amount,
        trace: &mut Trace,
    ) -> Result<OfPeriod, Unanswered> {
        let discount = self.discount(months);
        let all = monthly.price.checked_mul(quantity).ok_or(Undecided::TooLarge)?;
        if quantity != 1 {
            trace.step(|| {
                Step::new(Clause::C2_2, &TOGETHER, all)
                    .from(&PRICE, monthly.price)
                    .from(&QUANTITY, Exact::whole(quantity))
                    .by(format!("{} × {quantity}", monthly.price.digits()))
            });
        }
        let facts = MonthsPrice { monthly: all, months, discount };
        let gross = period_price(basis, &facts, trace)?;
        let full = MonthsPrice { discount: None, ..facts };
        let list = period_price(basis, &full, &mut Trace::off())?;
        Ok(OfPeriod { monthly, discount, gross, list })
    }

    /// What is taken off for paying so many months at once: the discount for the most months that
    /// are not more than were paid.
    fn discount(&self, months: u32) -> Option<Percent> {
        let reached = self.discounts.iter().filter(|one| one.months.get() <= u64::from(months));
        reached.max_by_key(|one| one.months.get()).map(|one| one.percent.value)
    }

    /// What a month of a period costs (5.4).
    pub(super) fn monthly(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        server: &'a Server,
        moments: Moments,
        trace: &mut Trace,
    ) -> Result<Monthly, Unanswered> {
        let midnight = |price: &Price| basis.midnight(price.from.value);
        let latest = moments.start.max(moments.paid);
        let date = basis.date(moments.start);
        let none =
            || Unanswered::NoPrice { of: self.name.to_owned(), date, place: Some(self.place) };
        // A price never holds before its day, under whatever reading.
        let mut begun: Vec<&Price> = self.prices.iter().filter(|p| midnight(p) <= latest).collect();
        begun.sort_by_key(|price| price.from.value);
        let (first, changes) = begun.split_first().ok_or_else(none)?;
        if midnight(first) > moments.start {
            return Err(none());
        }
        let mut now = *first;
        for (nth, change) in changes.iter().enumerate() {
            let Some(notified) = self.told(books, basis, server, change) else { continue };
            let facts = PriceChange {
                old: now.monthly.value,
                new: change.monthly.value,
                effective: midnight(change),
                notified: notified.0,
                period_start: moments.start,
                paid: Some(moments.paid),
                refused: None,
            };
            // The last change is the one that is asked about; the others are long past.
            let last = nth + 1 == changes.len();
            let answer = if last {
                apply_price(basis, &facts, trace)?
            } else {
                apply_price(basis, &facts, &mut Trace::off())?
            };
            if answer.monthly == Some(facts.new) {
                now = change;
            }
        }
        // Where the next price came too late, the one before goes on beyond its last day.
        let is_last = begun.last().is_some_and(|last| std::ptr::eq(*last, now));
        let over = now.until.as_ref().is_some_and(|last| last.value < date);
        if over && is_last {
            Err(none())
        } else {
            Ok(Monthly { price: now.monthly.value, place: now.monthly.span })
        }
    }

    /// The price that a blueprint names for the first day of a period, whether or not anybody was
    /// told of it in time.
    pub(super) fn announced(&self, basis: &Basis<'_>, start: Instant) -> Option<Monthly> {
        let date = basis.date(start);
        let begun = self.prices.iter().filter(|price| price.from.value <= date);
        let price = begun.max_by_key(|price| price.from.value)?;
        Some(Monthly { price: price.monthly.value, place: price.monthly.span })
    }

    /// When the customer of a server was told of a new price. `Some(None)` where it is known to have
    /// been in time; `None` if nobody was told, so that the price never holds.
    ///
    /// A notice in the ledger goes before the day in the blueprint. Of that day the hour is not
    /// known; its last second is taken, which no way of counting finds too early.
    fn told(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        server: &'a Server,
        change: &Price,
    ) -> Option<Told> {
        let from = change.from.value;
        // Before the first edition no notice was asked for.
        if books.editions.at(basis.midnight(from)).is_none() {
            return Some(Told(None));
        }
        if self.is_tariff {
            let own = |notice: &&Notice| match &notice.effective {
                Some(effective) => basis.date(effective.value) == from,
                None => self.next_after(basis, notice.at.value) == Some(from),
            };
            let mut all = books.price_notices(self.name).filter(own).peekable();
            if all.peek().is_some() {
                let mut reached = all.filter(|notice| Books::has_told(notice, server));
                return reached.next().map(|notice| Told(Some(notice.at.value)));
            }
        }
        let announced = change.announced.as_ref()?.value;
        let last = basis.midnight(announced.add_days(1)?).add_seconds(-1)?;
        Some(Told(Some(last)))
    }

    /// The first change of price after a moment.
    fn next_after(&self, basis: &Basis<'_>, moment: Instant) -> Option<Date> {
        let later = self.prices.iter().map(|price| price.from.value);
        later.filter(|from| basis.midnight(*from) > moment).min()
    }
}

/// When a customer was told; nothing where it does not matter.
struct Told(Option<Instant>);

/// A question without an answer within a rule, where only the rules' own reasons have a place.
pub(super) fn undecided(why: Unanswered) -> Undecided {
    match why {
        Unanswered::Undecided(why) => why,
        _ => Undecided::Missing { what: &PRICE, because: "price.basis" },
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_labels_can_stand_in_an_answer() {
        crate::contract::decision::assert_worded(super::ALL);
    }
}
