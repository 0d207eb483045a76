//! The monthly fee that an hour of downtime is a part of (8.3).

use super::labels;
use super::month::Frame;
use crate::contract::decision::{Step, Trace, Value};
use crate::contract::terms::{Clause, FeeBasis, MidMonthTariff, PartHours};
use crate::contract::{Basis, Exact, Instant, Interval, Money, Undecided};

/// Seconds of an hour.
const HOUR: i64 = 3_600;

/// What a customer paid for a month. Add-ons of 2.2 are not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthlyFee {
    /// Since when: the start of a paid period, or a change of the tariff within one.
    pub since: Instant,
    /// The sum paid for a billing period, VAT included.
    pub paid: Money,
    /// The months of that period.
    pub months: u32,
    /// The list price of a month; needed where the terms name it.
    pub list: Option<Money>,
}

impl MonthlyFee {
    /// The fee of one month, exactly.
    pub(super) fn monthly(&self, basis: &Basis<'_>) -> Result<Exact, Undecided> {
        match basis.terms.compensation.fee_basis {
            FeeBasis::PaidPerMonth if self.months == 0 => {
                Err(Undecided::Zero { what: &labels::MONTHS })
            }
            FeeBasis::PaidPerMonth => {
                Exact::of_money(basis.amount(self.paid)?).over(Exact::whole(self.months))
            }
            FeeBasis::ListPrice => {
                let (what, because) = (&labels::LIST_PRICE, "compensation.fee_basis");
                let list = self.list.ok_or(Undecided::Missing { what, because })?;
                basis.amount(list).map(Exact::of_money)
            }
        }
    }

    pub(super) fn step(&self, basis: &Basis<'_>, monthly: Exact) -> Step {
        let step = Step::new(Clause::C8_3, &labels::FEE, Value::Sum(monthly, basis.currency))
            .asked("compensation.fee_basis");
        match basis.terms.compensation.fee_basis {
            FeeBasis::PaidPerMonth => step
                .from(&labels::PAID, self.paid)
                .from(&labels::MONTHS, Value::Months(self.months))
                .by(format!("{} / {}", self.paid.digits(), self.months)),
            FeeBasis::ListPrice => step.from(&labels::LIST_PRICE, self.list),
        }
    }
}

/// The fees of a service over time.
#[derive(Debug)]
pub(super) struct Fees(Vec<(Instant, Exact)>);

/// Downtime at one fee.
pub(super) struct Piece {
    fee: Exact,
    seconds: i64,
}

impl Fees {
    /// At least one.
    pub(super) fn of(
        basis: &Basis<'_>,
        fees: &[MonthlyFee],
        trace: &mut Trace,
    ) -> Result<Self, Undecided> {
        if fees.is_empty() {
            let (what, because) = (&labels::PAID, "compensation.fee_basis");
            return Err(Undecided::Missing { what, because });
        }
        let mut known = Vec::with_capacity(fees.len());
        for fee in fees {
            let monthly = fee.monthly(basis)?;
            trace.step(|| {
                let step = fee.step(basis, monthly);
                if fees.len() > 1 { step.from(&labels::SINCE, fee.since) } else { step }
            });
            known.push((fee.since, monthly));
        }
        known.sort_by_key(|(since, _)| *since);
        Ok(Self(known))
    }

    pub(super) const fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    /// The fee at a moment; the first one also holds before it.
    fn at(&self, moment: Instant) -> Exact {
        let begun = self.0.partition_point(|(since, _)| *since <= moment);
        self.0.get(begun.max(1) - 1).map_or(Exact::ZERO, |(_, fee)| *fee)
    }

    /// The fees that hold in a period, each with the part of the period in which it does.
    fn within(
        &self,
        period: Interval<Instant>,
    ) -> impl Iterator<Item = (Exact, Interval<Instant>)> + '_ {
        self.0.iter().enumerate().filter_map(move |(position, &(since, fee))| {
            let from = if position == 0 { period.from() } else { since.max(period.from()) };
            let until = self.0.get(position + 1).map_or(period.until(), |(next, _)| *next);
            Interval::new(from, until.min(period.until())).map(|part| (fee, part))
        })
    }

    /// The fee that the limit of a month is a part of (`compensation.mid_month_tariff`).
    pub(super) fn of_cap(&self, basis: &Basis<'_>, period: Interval<Instant>) -> Exact {
        match basis.terms.compensation.mid_month_tariff {
            MidMonthTariff::ByTime => {
                self.within(period).map(|(fee, _)| fee).max().unwrap_or(Exact::ZERO)
            }
            MidMonthTariff::AtStartOfMonth => self.at(period.from()),
        }
    }

    /// The compensated time of a month by its fee, the dearest first, with the part hours as the
    /// terms have them.
    ///
    /// In a month with two fees the part of an hour that `floor` leaves out is one of the cheapest
    /// downtime, and the part that `ceil` fills up costs the cheapest fee of the month: so more
    /// downtime never pays less.
    pub(super) fn pieces(&self, basis: &Basis<'_>, frame: &Frame) -> Vec<Piece> {
        let rules = &basis.terms.compensation;
        let mut pieces: Vec<Piece> = match rules.mid_month_tariff {
            MidMonthTariff::AtStartOfMonth => {
                vec![Piece { fee: self.at(frame.period.from()), seconds: frame.time.seconds() }]
            }
            MidMonthTariff::ByTime => self
                .within(frame.period)
                .map(|(fee, part)| Piece { fee, seconds: frame.time.seconds_within(part) })
                .collect(),
        };
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.fee));
        let part = frame.time.seconds() % HOUR;
        match rules.hours {
            PartHours::Floor => leave_out(&mut pieces, part),
            PartHours::Ceil if part > 0 => {
                if let Some(cheapest) = pieces.last_mut() {
                    cheapest.seconds += HOUR - part;
                }
            }
            PartHours::Ceil | PartHours::Exact => {}
        }
        pieces.retain(|piece| piece.seconds > 0);
        pieces
    }
}

/// Takes seconds away, from the last piece on.
fn leave_out(pieces: &mut [Piece], mut seconds: i64) {
    for piece in pieces.iter_mut().rev() {
        let taken = seconds.min(piece.seconds);
        piece.seconds -= taken;
        seconds -= taken;
    }
}

/// The hours that are compensated of a month's downtime.
pub(super) fn billed_hours(hours: PartHours, seconds: i64) -> Exact {
    let whole = seconds / HOUR;
    match hours {
        PartHours::Exact => exact_hours(seconds),
        PartHours::Floor => Exact::whole(whole),
        PartHours::Ceil => Exact::whole(whole + i64::from(seconds % HOUR > 0)),
    }
}

/// The sum of fees times hours.
pub(super) fn fee_hours(pieces: &[Piece]) -> Result<Exact, Undecided> {
    pieces
        .iter()
        .try_fold(Exact::ZERO, |sum, piece| sum.plus(piece.fee.times(exact_hours(piece.seconds))?))
}

/// The same in digits.
pub(super) fn arithmetic(pieces: &[Piece]) -> String {
    let product = |piece: &Piece| format!("{} × {}", digits(piece.fee), exact_hours(piece.seconds));
    match pieces {
        [] => "0".to_owned(),
        [one] => product(one),
        _ => format!("({})", pieces.iter().map(product).collect::<Vec<_>>().join(" + ")),
    }
}

/// An amount in main units: decimals where they are exact, else a fraction.
pub(super) fn digits(amount: Exact) -> String {
    let decimals = (100 % amount.denominator() == 0).then(|| amount.decimal(2).ok()).flatten();
    decimals.unwrap_or_else(|| amount.to_string())
}

fn exact_hours(seconds: i64) -> Exact {
    // An hour is not nothing.
    Exact::fraction(seconds, HOUR).unwrap_or(Exact::ZERO)
}
