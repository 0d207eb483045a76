//! What of one payment comes back, before it is rounded.

use super::labels;
use super::{Paid, PaidFor, RefundBasis, RefundLine, digits};
use crate::contract::decision::{Step, Trace, Value};
use crate::contract::terms::{BonusPart, Clause, DayBasis, RefundPriceBasis};
use crate::contract::{Basis, Date, Exact, Instant, Interval, Undecided, UtcOffset};

/// The days of a month under `refund.day_basis: thirty`: the word of the policy, not a number of
/// the agreement.
const THIRTY: i32 = 30;

/// The exact part of a payment that comes back.
pub(super) struct Share {
    pub(super) total_days: i32,
    pub(super) used_days: i32,
    pub(super) refund: Exact,
    pub(super) bonuses: Exact,
    by: RefundBasis,
}

/// What of a payment comes back when the service is given up at a moment.
pub(super) fn share(
    basis: &Basis<'_>,
    payment: &Paid,
    requested: Instant,
    by: RefundBasis,
    trace: &mut Trace,
) -> Result<Share, Undecided> {
    let terms = &basis.terms.refund;
    let Paid { amount, bonuses, kind, .. } = *payment;
    let (amount, bonuses) = (basis.amount(amount)?, basis.amount(bonuses)?);
    if bonuses.minor() > amount.minor() {
        let (part, whole) = (&labels::BONUSES_PAID, &labels::AMOUNT);
        return Err(Undecided::MoreThanAll { part, whole });
    }
    let days = days(basis, payment.covers, requested, by, trace)?;
    let amount = Exact::of_money(amount);
    let refund = if kind == PaidFor::Addon && !terms.include_addons {
        Exact::ZERO
    } else {
        match by {
            RefundBasis::Full => amount,
            RefundBasis::Recalculated => days.left(basis, payment, amount, trace)?,
        }
    };
    let bonuses = match terms.bonus_part {
        BonusPart::Proportional if bonuses.minor() == 0 || refund == amount => {
            Exact::of_money(bonuses)
        }
        BonusPart::Proportional => Exact::of_money(bonuses).times(refund)?.over(amount)?,
        BonusPart::Money => Exact::ZERO,
    };
    Ok(Share { total_days: days.total, used_days: days.used, refund, bonuses, by })
}

impl Share {
    /// The steps that end in a line.
    pub(super) fn explain(
        &self,
        basis: &Basis<'_>,
        payment: &Paid,
        line: &RefundLine,
        trace: &mut Trace,
    ) {
        trace.step(|| {
            let sum = Value::Sum(self.refund, basis.currency);
            let step = Step::new(self.by.clause(), &labels::LINE, sum)
                .from(&labels::KIND, payment.kind.label())
                .from(&labels::AMOUNT, payment.amount)
                .from(&labels::TOTAL_DAYS, Value::Days(self.total_days.into()))
                .from(&labels::USED_DAYS, Value::Days(self.used_days.into()))
                .asked("money.scale")
                .asked("money.rounding")
                .asked("money.round_at")
                .rounded(line.refund);
            let step = match payment.kind {
                PaidFor::Addon => step
                    .from(&labels::ADDONS_INCLUDED, basis.terms.refund.include_addons)
                    .asked("refund.include_addons"),
                PaidFor::Tariff | PaidFor::UpgradeDifference => step,
            };
            match self.arithmetic(basis, payment) {
                Some(arithmetic) => step.by(arithmetic),
                None => step,
            }
        });
        if payment.bonuses.minor() > 0 {
            trace.step(|| {
                let sum = Value::Sum(self.bonuses, basis.currency);
                Step::new(self.by.clause(), &labels::LINE_BONUSES, sum)
                    .from(&labels::BONUSES_PAID, payment.bonuses)
                    .from(&labels::AMOUNT, payment.amount)
                    .from(&labels::LINE, Value::Sum(self.refund, basis.currency))
                    .asked("refund.bonus_part")
                    .rounded(line.bonuses)
            });
        }
    }

    /// The refund in digits, where it was calculated.
    fn arithmetic(&self, basis: &Basis<'_>, payment: &Paid) -> Option<String> {
        let terms = &basis.terms.refund;
        let outside = payment.kind == PaidFor::Addon && !terms.include_addons;
        if outside || self.by == RefundBasis::Full || self.total_days == 0 {
            return None;
        }
        let (paid, used, total) = (digits(payment.amount), self.used_days, self.total_days);
        Some(match (terms.price_basis, payment.list_price) {
            (RefundPriceBasis::ListPrice, Some(list)) => {
                format!("{paid} - {} × {used} / {total}, at least 0", digits(list))
            }
            _ => format!("{paid} × {} / {total}", total - used),
        })
    }
}

/// The days of a payment.
struct Days {
    total: i32,
    used: i32,
    /// Whether the period had not begun on the date of the request.
    ahead: bool,
}

/// Counts the days that a payment covers, and those of them that were used.
///
/// Days are dates: the first date of a period is one of them, the date of its end belongs to the
/// next period. A period that lies within one date has none.
fn days(
    basis: &Basis<'_>,
    covers: Interval<Instant>,
    requested: Instant,
    by: RefundBasis,
    trace: &mut Trace,
) -> Result<Days, Undecided> {
    let terms = &basis.terms.refund;
    let since = basis.days_between(covers.from(), requested);
    let dates = basis.days_between(covers.from(), covers.until());
    let counted = since.saturating_add(i32::from(terms.count_request_day));
    let used = counted.clamp(0, dates);
    // Under thirty days a month, the last days of a long month cost nothing and those that a short
    // month lacks are not given back once it is over.
    let (total, used) = match terms.day_basis {
        DayBasis::Actual => (dates, used),
        DayBasis::Thirty => match whole_months(covers, basis.offset()) {
            None => (dates, used),
            Some(months) => {
                let total = months.checked_mul(THIRTY).ok_or(Undecided::OutOfYears)?;
                (total, if used == dates { total } else { used.min(total) })
            }
        },
    };
    trace.step(|| {
        let step = Step::new(by.clause(), &labels::USED_DAYS, Value::Days(used.into()))
            .from(&labels::COVERS, covers)
            .from(&labels::REQUESTED, requested)
            .from(&labels::TOTAL_DAYS, Value::Days(total.into()));
        match by {
            // Where everything comes back, the days are for information.
            RefundBasis::Full => step,
            RefundBasis::Recalculated => {
                step.asked("refund.count_cancel_day").asked("refund.day_basis")
            }
        }
    });
    Ok(Days { total, used, ahead: since < 0 })
}

impl Days {
    /// What is left of a sum after the used days.
    fn left(
        &self,
        basis: &Basis<'_>,
        payment: &Paid,
        amount: Exact,
        trace: &mut Trace,
    ) -> Result<Exact, Undecided> {
        if self.total == 0 {
            return Ok(if self.ahead { amount } else { Exact::ZERO });
        }
        let (total, used) = (Exact::whole(self.total), Exact::whole(self.used));
        let (base, left) = match basis.terms.refund.price_basis {
            RefundPriceBasis::Paid => {
                (amount, amount.times(Exact::fraction(self.total - self.used, self.total)?)?)
            }
            RefundPriceBasis::ListPrice => {
                let what = &labels::LIST_PRICE;
                let missing = Undecided::Missing { what, because: "refund.price_basis" };
                let list = Exact::of_money(basis.amount(payment.list_price.ok_or(missing)?)?);
                // It can use up more than was paid; nobody owes the rest.
                let left = amount.minus(list.times(used)?.over(total)?)?;
                (list, left.max(Exact::ZERO))
            }
        };
        trace.step(|| {
            let daily = base.over(total).map_or(Value::None, |it| Value::Sum(it, basis.currency));
            Step::new(Clause::C4_8, &labels::DAILY_COST, daily)
                .from(&labels::AMOUNT, payment.amount)
                .from(&labels::LIST_PRICE, payment.list_price)
                .from(&labels::TOTAL_DAYS, Value::Days(self.total.into()))
                .asked("refund.price_basis")
        });
        Ok(left)
    }
}

/// How many whole months a period is, by its two ends; `None` if it is none.
///
/// A billing day that a month lacks is its last day there, at either end.
fn whole_months(covers: Interval<Instant>, offset: UtcOffset) -> Option<i32> {
    let (from, until) = (covers.from().civil(offset), covers.until().civil(offset));
    let (first, last) = (from.date, until.date);
    let cut = |short: Date, long: Date| short.day() < long.day() && is_last_of_month(short);
    let same_day = first.day() == last.day() || cut(first, last) || cut(last, first);
    let months = (last.year() - first.year()) * 12 + last.month() - first.month();
    (from.second_of_day == until.second_of_day && same_day && months > 0).then_some(months)
}

fn is_last_of_month(date: Date) -> bool {
    date.add_days(1).is_none_or(|next| next.day() == 1)
}
