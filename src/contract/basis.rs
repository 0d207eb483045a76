use super::calendar::Calendar;
use super::terms::{DeadlineDays, MoneyScale, MonthAdd, RollNonworking, Terms};
use super::{
    CivilTime, Currency, Date, Days, Exact, Instant, Interval, Money, Percent, Timeline, Undecided,
    UtcOffset,
};

/// What every decision rests on beside its facts: one edition of the terms, the working days, the
/// rates of the tax. A decision names them.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The name of the edition, which decisions cite.
    pub edition: &'a str,
    /// Its parameters.
    pub terms: &'a Terms,
    /// The working days; without them a question that needs them is undecided.
    pub calendar: Option<&'a Calendar>,
    /// The rates of value added tax by date (clause 4.1).
    pub vat: &'a Timeline<Percent>,
    /// The currency of every amount.
    pub currency: Currency,
}

/// Seconds of 24 hours.
const DAY: i64 = 86_400;
/// Days of a month under `fixed-30-days` and `thirty`.
const FIXED_MONTH: i32 = 30;

impl<'a> Basis<'a> {
    /// The same with another reading of the terms.
    pub const fn reading(self, terms: &'a Terms) -> Self {
        Self { terms, ..self }
    }

    /// The offset from UTC at which dates are taken.
    pub const fn offset(&self) -> UtcOffset {
        self.terms.counting.utc_offset
    }

    /// The calendar date of a moment.
    pub fn date(&self, moment: Instant) -> Date {
        moment.date(self.offset())
    }

    /// Midnight at the beginning of a date.
    pub fn midnight(&self, date: Date) -> Instant {
        Instant::start_of(date, self.offset())
    }

    /// Midnights between two moments; negative if the second is earlier.
    pub fn days_between(&self, from: Instant, until: Instant) -> i32 {
        self.date(from).days_until(self.date(until))
    }

    /// The calendar; undecided if there is none, or one of another week than the terms name:
    /// holidays move differently in it.
    pub fn calendar(&self) -> Result<&'a Calendar, Undecided> {
        let calendar = self.calendar.ok_or(Undecided::NoCalendar)?;
        let (own, terms) = (calendar.working_week(), self.terms.counting.working_week);
        if own == terms { Ok(calendar) } else { Err(Undecided::OtherWeek { calendar: own, terms }) }
    }

    /// Whether people work on a date.
    pub fn is_working_day(&self, date: Date) -> Result<bool, Undecided> {
        self.calendar()?.is_working_day(date).ok_or(Undecided::OutsideCalendar { date })
    }

    /// The `count`-th working day after a date (4.8).
    pub fn working_days_after(&self, date: Date, count: u32) -> Result<Date, Undecided> {
        self.calendar()?.add_working_days(date, count)
    }

    /// The rate of value added tax on a date (4.1).
    pub fn vat_on(&self, date: Date) -> Result<Percent, Undecided> {
        self.vat.on(date).map(|rate| rate.value).ok_or(Undecided::NoRate { date })
    }

    /// The last date and the bound of "within N calendar days from a moment" (4.5 to 4.7): what is
    /// earlier than the bound is in time. Under `exact-24h` no date is the last one.
    pub fn window(&self, moment: Instant, days: Days) -> Result<Window, Undecided> {
        let counting = &self.terms.counting;
        let counted = match counting.deadline {
            DeadlineDays::CivilDays => days.signed(),
            DeadlineDays::FirstDayCounts => days.signed() - 1,
            DeadlineDays::Exact24h => {
                let bound = moment.add_seconds(i64::from(days.signed()) * DAY);
                return Ok(Window { last: None, bound: bound.ok_or(Undecided::OutOfYears)? });
            }
        };
        let last = self.date(moment).add_days(counted).ok_or(Undecided::OutOfYears)?;
        let last = match counting.roll {
            RollNonworking::None => last,
            RollNonworking::NextWorkingDay => self.calendar()?.first_working_day_from(last)?,
        };
        let after = last.add_days(1).ok_or(Undecided::OutOfYears)?;
        Ok(Window { last: Some(last), bound: self.midnight(after) })
    }

    /// The end of a period of `months` that begins at `start`, `periods` of them after each other
    /// (4.2). `anchor` is the billing day, 1 to 31.
    ///
    /// All ends of a chain are computed from its first moment, so that the 31st comes back after
    /// February; under `drift` each is computed from the one before.
    pub fn months_after(
        &self,
        start: Instant,
        months: u32,
        periods: u32,
        anchor: i32,
    ) -> Result<Instant, Undecided> {
        let count = |n: u32| i32::try_from(n).map_err(|_| Undecided::OutOfYears);
        let CivilTime { date, second_of_day } = start.civil(self.offset());
        let total = count(months)?.checked_mul(count(periods)?).ok_or(Undecided::OutOfYears)?;
        let date = match self.terms.renewal.month_add {
            MonthAdd::ClampToAnchor => date.add_months(total, anchor),
            MonthAdd::Fixed30Days => {
                total.checked_mul(FIXED_MONTH).and_then(|days| date.add_days(days))
            }
            MonthAdd::Drift => {
                let months = count(months)?;
                let step = |date: Date| date.add_months(months, date.day());
                let first = date.add_months(months.min(total), anchor);
                (1..periods).try_fold(first, |date, _| Some(date.and_then(step))).flatten()
            }
        };
        let date = date.ok_or(Undecided::OutOfYears)?;
        Ok(Instant::from_civil(CivilTime { date, second_of_day }, self.offset()))
    }

    /// The billing day of a chain that begins at a moment.
    pub fn anchor(&self, moment: Instant) -> i32 {
        self.date(moment).day()
    }

    /// An amount as a fact; refused in another currency, and in parts of a unit where sums are
    /// whole (`money.scale`), for those could come back as more than was paid.
    pub fn amount(&self, amount: Money) -> Result<Money, Undecided> {
        let (first, second) = (self.currency, amount.currency());
        if first != second {
            return Err(Undecided::Currencies { first, second });
        }
        let whole = self.terms.counting.scale == MoneyScale::Whole;
        if whole && Exact::of_money(amount).denominator() != 1 {
            return Err(Undecided::NotWhole { amount });
        }
        Ok(amount)
    }

    /// A period; refused unless it begins before it ends.
    pub fn period(&self, from: Instant, until: Instant) -> Result<Interval<Instant>, Undecided> {
        Interval::new(from, until).ok_or(Undecided::Backwards { from, until })
    }
}

/// "Within N calendar days".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The last date, which counts to its end; absent where hours are counted.
    pub last: Option<Date>,
    /// The first moment that is too late.
    pub bound: Instant,
}
