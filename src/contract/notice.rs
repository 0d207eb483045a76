//! When a new price can begin after it was announced (clause 5.4).

use super::{
    Date, Instant, UtcOffset,
    terms::{NoticeDays, PriceRules},
};

/// Seconds of 24 hours.
const DAY: i64 = 86_400;

impl PriceRules {
    /// The first date on which a price announced on `announced` can hold from its midnight;
    /// `None` beyond the last year of [`Date`].
    ///
    /// The hour of the announcement is not known, so by 24-hour days the answer is that of the
    /// latest hour: a date that is valid however late in the day the customer was told.
    pub fn earliest_date(&self, announced: Date) -> Option<Date> {
        announced.add_days(self.dates_ahead())
    }

    /// The last date on which a price that holds from `from` can be announced, however late in the
    /// day; `None` before the first year of [`Date`].
    pub fn latest_announcement(&self, from: Date) -> Option<Date> {
        from.add_days(-self.dates_ahead())
    }

    /// How many dates lie from the announcement to the first day, whatever its hour.
    const fn dates_ahead(&self) -> i32 {
        let days = self.notice.signed();
        match self.notice_days {
            NoticeDays::DateDiff => days,
            NoticeDays::Exact24h | NoticeDays::ClearDays => days + 1,
        }
    }

    /// The first moment at which a price can hold of which the customer was told at `notified`,
    /// with dates taken at `offset`; `None` beyond the last year of [`Date`].
    pub fn earliest_instant(&self, notified: Instant, offset: UtcOffset) -> Option<Instant> {
        let days = self.notice.signed();
        let date = notified.date(offset);
        let midnight = |date| Instant::start_of(date, offset);
        match self.notice_days {
            NoticeDays::DateDiff => date.add_days(days).map(midnight),
            NoticeDays::ClearDays => date.add_days(days + 1).map(midnight),
            NoticeDays::Exact24h => notified.add_seconds(i64::from(days) * DAY),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, UtcOffset};
    use crate::contract::{
        Choice, Date, Days,
        terms::{NoticeDays, PriceBasis, PriceRules, ShortNotice, SupplyDate},
    };
    use proptest::prelude::*;

    fn rules(days: u32, notice_days: NoticeDays) -> PriceRules {
        PriceRules {
            includes_vat: true,
            supply_date: SupplyDate::LastDayOfPeriod,
            notice: Days::new(days).expect("a small number"),
            notice_days,
            short_notice: ShortNotice::ShiftToEarliestValid,
            basis: PriceBasis::PeriodStart,
        }
    }

    #[test]
    fn thirty_days_from_the_first_of_march() {
        let notified: Instant = "2026-03-01T10:00:00+05:00".parse().expect("an instant");
        let announced: Date = "2026-03-01".parse().expect("a date");
        for (policy, instant, date) in [
            (NoticeDays::DateDiff, "2026-03-31T00:00:00+05:00", "2026-03-31"),
            (NoticeDays::Exact24h, "2026-03-31T10:00:00+05:00", "2026-04-01"),
            (NoticeDays::ClearDays, "2026-04-01T00:00:00+05:00", "2026-04-01"),
        ] {
            let rules = rules(30, policy);
            let earliest = rules.earliest_instant(notified, UtcOffset::KAZAKHSTAN);
            assert_eq!(earliest.expect("in range").to_string(), instant);
            assert_eq!(rules.earliest_date(announced).expect("in range").to_string(), date);
        }
    }

    #[test]
    fn the_date_is_that_of_the_contract_and_not_of_utc() {
        let notified: Instant = "2026-02-28T20:00:00Z".parse().expect("an instant");
        let earliest = rules(30, NoticeDays::DateDiff)
            .earliest_instant(notified, UtcOffset::KAZAKHSTAN)
            .expect("in range");
        assert_eq!(earliest.to_string(), "2026-03-31T00:00:00+05:00");
    }

    proptest! {
        #[test]
        fn the_earliest_date_holds_for_every_hour_and_for_no_date_before(
            start in 0_i64..4_000_000_000, days in 0_u32..400, policy in 0..NoticeDays::ALL.len()
        ) {
            let rules = rules(days, NoticeDays::ALL[policy]);
            let offset = UtcOffset::KAZAKHSTAN;
            let epoch: Instant = "1970-01-02T00:00:00Z".parse().unwrap();
            let notified = epoch.add_seconds(start).unwrap();
            let announced = notified.date(offset);
            let date = rules.earliest_date(announced).unwrap();
            prop_assert_eq!(rules.latest_announcement(date), Some(announced));
            let midnight = Instant::start_of(date, offset);
            prop_assert!(rules.earliest_instant(notified, offset).unwrap() <= midnight);
            // The last second of the day is too late for the midnight before.
            let last = Instant::start_of(announced, offset).add_seconds(86_399).unwrap();
            let before = Instant::start_of(date.add_days(-1).unwrap(), offset);
            prop_assert!(rules.earliest_instant(last, offset).unwrap() > before);
        }
    }
}
