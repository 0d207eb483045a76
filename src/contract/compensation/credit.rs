//! The limit of the compensation, and what of it is used up (8.3).

use super::fee::{Fees, digits};
use super::labels;
use super::month::Frame;
use crate::contract::decision::{Step, Trace, Value};
use crate::contract::terms::{CapScope, Clause, RoundAt};
use crate::contract::{Basis, Date, Exact, Lines, Money, Undecided};

/// The limit: one for each month, or one for all of them that is used up in order of time.
pub(super) struct Cap<'a> {
    basis: &'a Basis<'a>,
    /// What earlier claims had of each month.
    earlier: &'a [(Date, Money)],
    /// The one fee of a limit for all months: the largest of theirs.
    whole: Option<Exact>,
    /// What of that limit is used up, before rounding.
    used: Exact,
    lines: Lines,
}

impl<'a> Cap<'a> {
    pub(super) fn new(
        basis: &'a Basis<'a>,
        fees: &Fees,
        frames: &[Frame],
        earlier: &'a [(Date, Money)],
    ) -> Result<Self, Undecided> {
        let whole = match basis.terms.compensation.cap_scope {
            CapScope::Total => frames.iter().map(|frame| fees.of_cap(basis, frame.period)).max(),
            CapScope::CalendarMonth | CapScope::BillingMonth => None,
        };
        for (_, amount) in earlier {
            basis.amount(*amount)?;
        }
        Ok(Self { basis, earlier, whole, used: Exact::ZERO, lines: Lines::new(basis.currency) })
    }

    /// What was credited in all.
    pub(super) const fn credited(&self) -> Money {
        self.lines.total()
    }

    /// Credits a month with an exact sum, as far as the limit goes.
    ///
    /// The limit is rounded like every line of the ledger; where only the total of a decision is
    /// rounded, the limit stays exact too.
    pub(super) fn credit(
        &mut self,
        fees: &Fees,
        frame: &Frame,
        wanted: Exact,
        trace: &mut Trace,
    ) -> Result<Money, Undecided> {
        let basis = self.basis;
        let (counting, rules) = (&basis.terms.counting, &basis.terms.compensation);
        let lines = counting.round_at == RoundAt::LedgerLine;
        let line = |exact| {
            let rounded = counting.round(exact, basis.currency).map(Exact::of_money);
            if lines { rounded } else { Ok(exact) }
        };
        let fee = self.whole.unwrap_or_else(|| fees.of_cap(basis, frame.period));
        let exact = fee.times(Exact::of_percent(rules.cap))?;
        let before = if self.whole.is_some() { self.used } else { self.earlier_of(frame.starts)? };
        let left = line(exact)?.minus(before)?.max(Exact::ZERO);
        let credited = line(wanted)?.min(left);
        self.used = self.used.plus(credited)?;
        let amount = self.lines.add(credited, counting)?;
        trace.step(|| {
            let step = Step::new(Clause::C8_3, &labels::CAP, Value::Sum(exact, basis.currency))
                .from(&labels::CAP_PART, rules.cap)
                .from(&labels::FEE, Value::Sum(fee, basis.currency))
                .asked("compensation.cap_pct")
                .asked("compensation.cap_scope")
                .by(format!("{} × {}", digits(fee), rules.cap));
            if fees.are_several() { step.asked("compensation.mid_month_tariff") } else { step }
        });
        trace.step(|| {
            let step = Step::new(Clause::C8_3, &labels::AFTER_CAP, amount)
                .from(&labels::BEFORE_CAP, Value::Sum(wanted, basis.currency));
            let step = if before == Exact::ZERO {
                step
            } else {
                step.from(&labels::CREDITED, Value::Sum(before, basis.currency))
            };
            step.from(&labels::CAP_LEFT, Value::Sum(left, basis.currency))
        });
        Ok(amount)
    }

    /// What earlier claims had of the month that begins on a date.
    fn earlier_of(&self, starts: Date) -> Result<Exact, Undecided> {
        let of_month = self.earlier.iter().filter(|(date, _)| *date == starts);
        of_month.map(|(_, amount)| Exact::of_money(*amount)).try_fold(Exact::ZERO, Exact::plus)
    }
}
