//! What a change to a larger tariff within the term costs (clause 5.2).
//!
//! The clause names "the difference between the costs of the tariffs" and no proration. Both
//! figures are always worked out, the one for the days that remain and the whole difference;
//! `upgrade.charge` says which one is due. The term does not move.

use super::decision::{Step, Trace, Value, labels};
use super::terms::{Clause, UpgradeCharge};
use super::{Basis, Exact, Instant, Interval, Lines, Money, Undecided};

labels! {
    PRICE_BEFORE = "period-price-before": "қазіргі тариф бойынша бүкіл кезеңнің бағасы",
        "цена всего периода по нынешнему тарифу", "price of the whole period on the present tariff";
    PRICE_AFTER = "period-price-after": "жаңа тариф бойынша бүкіл кезеңнің бағасы",
        "цена всего периода по новому тарифу", "price of the whole period on the new tariff";
    PERIOD = "period": "төленген кезең", "оплаченный период", "paid period";
    MOMENT = "upgrade-at": "тариф ауысқан сәт", "момент перехода", "moment of the change";
    PREVIOUS = "upgrade-before": "алдыңғы ауысу", "предыдущий переход", "the change before it";
    TOTAL_DAYS = "days-of-the-period": "кезеңдегі күн саны", "дней в периоде",
        "days of the period";
    REMAINING_DAYS = "days-that-remain": "ауысу күнін қоса қалған күн саны",
        "осталось дней, считая день перехода", "days that remain, with that of the change";
    DIFFERENCE = "price-difference": "тарифтер құнының айырмасы", "разница стоимости тарифов",
        "difference between the costs of the tariffs";
    PRORATED = "prorated-difference": "қалған күндер үшін айырма", "разница за оставшиеся дни",
        "difference for the days that remain";
    FULL = "full-difference": "толық айырма", "полная разница", "whole difference";
    CHARGE = "upgrade-charge": "төленетін сома", "сумма к оплате", "sum to pay";
    PERIOD_END = "period-end": "мерзімнің соңы (өзгермейді)", "конец срока (не меняется)",
        "end of the term, which does not move";
    TOTAL_CHARGE = "total-charge": "барлық ауысулар үшін сома", "сумма за все переходы",
        "sum for all changes";
}

/// A change to a larger tariff within a paid period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpgradeFacts {
    /// What the whole period costs on the present tariff; for a period of 12 months the price of
    /// 12 months.
    pub old: Money,
    /// What the same period costs on the new tariff.
    pub new: Money,
    /// The period.
    pub period: Interval<Instant>,
    /// The moment of the change, in the period.
    pub at: Instant,
}

/// What a change costs, under both readings of the clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// Dates of the period.
    pub total_days: i32,
    /// Dates from that of the change, which belongs to the new tariff, to the end of the period.
    pub remaining_days: i32,
    /// The difference for the days that remain.
    pub prorated: Money,
    /// The whole difference, the letter of the clause.
    pub full: Money,
    /// The one that is due.
    pub charge: Money,
    /// The end of the period, as it was.
    pub period_end: Instant,
}

/// Changes to ever larger tariffs within one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpgradeChainFacts<'a> {
    /// What the whole period costs before the first change.
    pub initial: Money,
    /// The period.
    pub period: Interval<Instant>,
    /// The changes, in order of time.
    pub steps: &'a [UpgradeStep],
}

/// One change of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpgradeStep {
    /// Its moment.
    pub at: Instant,
    /// What the whole period costs on the tariff that it leads to.
    pub price: Money,
}

/// What a chain of changes costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpgradeChain {
    /// Each change: the difference to the tariff before it.
    pub steps: Vec<Upgrade>,
    /// The sum of their charges.
    pub total: Money,
}

/// What one change costs.
pub fn upgrade(
    basis: &Basis<'_>,
    facts: &UpgradeFacts,
    trace: &mut Trace,
) -> Result<Upgrade, Undecided> {
    Bill::new(basis).change(facts, trace)
}

/// What several changes within one period cost: each its own difference for what remains.
pub fn upgrade_chain(
    basis: &Basis<'_>,
    facts: &UpgradeChainFacts<'_>,
    trace: &mut Trace,
) -> Result<UpgradeChain, Undecided> {
    let mut bill = Bill::new(basis);
    let (mut old, mut since) = (facts.initial, facts.period.from());
    let mut steps = Vec::with_capacity(facts.steps.len());
    for &UpgradeStep { at, price } in facts.steps {
        if at < since && !steps.is_empty() {
            return Err(Undecided::TooEarly { what: &MOMENT, at, after: &PREVIOUS, since });
        }
        let one = UpgradeFacts { old, new: price, period: facts.period, at };
        steps.push(bill.change(&one, trace)?);
        (old, since) = (price, at);
    }
    let total = bill.due().total();
    trace.step(|| {
        let charges: Vec<Money> = steps.iter().map(|step| step.charge).collect();
        let arithmetic = charges.iter().map(|charge| charge.digits().to_string());
        let arithmetic = arithmetic.collect::<Vec<_>>().join(" + ");
        Step::new(Clause::C5_2, &TOTAL_CHARGE, total).from(&CHARGE, charges).by(arithmetic)
    });
    Ok(UpgradeChain { steps, total })
}

/// The lines of one decision, as both readings have them.
struct Bill<'a> {
    basis: &'a Basis<'a>,
    prorated: Lines,
    full: Lines,
}

impl<'a> Bill<'a> {
    const fn new(basis: &'a Basis<'a>) -> Self {
        let lines = Lines::new(basis.currency);
        Self { basis, prorated: lines, full: Lines::new(basis.currency) }
    }

    /// The lines that are due.
    const fn due(&self) -> &Lines {
        match self.basis.terms.tariff.upgrade_charge {
            UpgradeCharge::ProratedRemainingDays => &self.prorated,
            UpgradeCharge::FullDifference => &self.full,
        }
    }

    fn change(&mut self, facts: &UpgradeFacts, trace: &mut Trace) -> Result<Upgrade, Undecided> {
        let basis = self.basis;
        let UpgradeFacts { old, new, period, at } = *facts;
        let (old, new) = (basis.amount(old)?, basis.amount(new)?);
        // At the very end no date of the period remains: the change costs nothing of it.
        if at < period.from() || period.until() < at {
            return Err(Undecided::OutsidePeriod { what: &MOMENT, at, period });
        }
        let total_days = basis.days_between(period.from(), period.until());
        let remaining_days = basis.days_between(at, period.until());
        // A larger tariff that costs less is not paid out: nothing is due.
        let difference = new.checked_sub(old).unwrap_or(Money::zero(basis.currency));
        let exact = Exact::of_money(difference);
        let share = exact.times(Exact::fraction(remaining_days, total_days)?)?;
        let counting = &basis.terms.counting;
        let prorated = self.prorated.add(share, counting)?;
        let full = self.full.add(exact, counting)?;
        let charge = match basis.terms.tariff.upgrade_charge {
            UpgradeCharge::ProratedRemainingDays => prorated,
            UpgradeCharge::FullDifference => full,
        };
        let period_end = period.until();
        let found = Upgrade { total_days, remaining_days, prorated, full, charge, period_end };
        explain(facts, &found, (difference, share), trace);
        Ok(found)
    }
}

fn explain(
    facts: &UpgradeFacts,
    found: &Upgrade,
    (difference, share): (Money, Exact),
    trace: &mut Trace,
) {
    let UpgradeFacts { old, new, period, at } = *facts;
    let (total, remaining) = (found.total_days, found.remaining_days);
    trace.step(|| {
        let negative = new.minor() < old.minor();
        let held = if negative { " < 0, 0.00" } else { "" };
        Step::new(Clause::C5_2, &DIFFERENCE, difference)
            .from(&PRICE_BEFORE, old)
            .from(&PRICE_AFTER, new)
            .by(format!("{} − {}{held}", new.digits(), old.digits()))
    });
    trace.step(|| {
        Step::new(Clause::All, &TOTAL_DAYS, Value::Days(total.into())).from(&PERIOD, period)
    });
    trace.step(|| {
        Step::new(Clause::All, &REMAINING_DAYS, Value::Days(remaining.into()))
            .from(&MOMENT, at)
            .from(&PERIOD, period)
    });
    trace.step(|| {
        Step::new(Clause::C5_2, &PRORATED, Value::Sum(share, difference.currency()))
            .from(&DIFFERENCE, difference)
            .from(&REMAINING_DAYS, Value::Days(remaining.into()))
            .from(&TOTAL_DAYS, Value::Days(total.into()))
            .by(format!("{} × {remaining} / {total}", difference.digits()))
            .rounded(found.prorated)
    });
    trace.step(|| {
        Step::new(Clause::C5_2, &FULL, difference).from(&DIFFERENCE, difference).rounded(found.full)
    });
    trace.step(|| {
        Step::new(Clause::C5_2, &CHARGE, found.charge)
            .from(&PRORATED, found.prorated)
            .from(&FULL, found.full)
            .asked("upgrade.charge")
    });
    trace.step(|| Step::new(Clause::C5_2, &PERIOD_END, found.period_end).from(&PERIOD, period));
}

#[cfg(test)]
mod tests;
