//! The clocks of tickets: they run in service time and stand still in pauses.

use crate::contract::spans::Spans;
use crate::contract::{Basis, DailyWindow, Date, Instant, Interval, Undecided};

/// A clock that begins at the registration of a ticket.
pub(super) struct Clock<'a> {
    pub(super) basis: &'a Basis<'a>,
    /// The hours of working days in which it runs; without them it always does.
    pub(super) hours: Option<DailyWindow>,
    /// When it stands still.
    pub(super) pauses: &'a Spans,
}

impl Clock<'_> {
    /// The first moment at which it has run for `seconds`.
    ///
    /// It may be the very end of a day's service, and a pause that begins there does not move it.
    /// The search goes from day to day and asks the calendar of no day after the last.
    pub(super) fn after(&self, start: Instant, seconds: i64) -> Result<Instant, Undecided> {
        if seconds <= 0 {
            return Ok(start);
        }
        let mut left = seconds;
        let Some(hours) = self.hours else {
            let longest = left.checked_add(self.pauses.seconds()).ok_or(Undecided::TooLarge)?;
            let last = start.add_seconds(longest).ok_or(Undecided::OutOfYears)?;
            return self.run(start, last, &mut left).ok_or(Undecided::OutOfYears);
        };
        let mut date = self.basis.date(start);
        loop {
            if let Some(day) = self.service(hours, date)?
                && let Some(end) = self.run(day.from().max(start), day.until(), &mut left)
            {
                return Ok(end);
            }
            date = date.add_days(1).ok_or(Undecided::OutOfYears)?;
        }
    }

    /// How long it runs from `start` until `end`.
    pub(super) fn spent(&self, start: Instant, end: Instant) -> Result<i64, Undecided> {
        let mut spent = 0;
        self.each(start, end, &mut |_, stretch| {
            let length = stretch.from().seconds_until(stretch.until());
            spent += length - self.pauses.seconds_within(stretch);
        })?;
        Ok(spent)
    }

    /// When it runs between `start` and `end`.
    pub(super) fn stretches(&self, start: Instant, end: Instant) -> Result<Spans, Undecided> {
        let mut service = Vec::new();
        self.each(start, end, &mut |_, stretch| service.push(stretch))?;
        Ok(service.into_iter().collect::<Spans>().difference(self.pauses))
    }

    /// The service time between `start` and `end`, day by day, whatever the pauses.
    fn each(
        &self,
        start: Instant,
        end: Instant,
        see: &mut dyn FnMut(Date, Interval<Instant>),
    ) -> Result<(), Undecided> {
        let Some(whole) = Interval::new(start, end) else { return Ok(()) };
        let mut date = self.basis.date(start);
        let Some(hours) = self.hours else {
            see(date, whole);
            return Ok(());
        };
        while self.basis.midnight(date) < end {
            let day = self.service(hours, date)?;
            if let Some(stretch) = day.and_then(|day| day.intersection(whole)) {
                see(date, stretch);
            }
            date = date.add_days(1).ok_or(Undecided::OutOfYears)?;
        }
        Ok(())
    }

    /// The service hours of a date, if it is a working day.
    fn service(
        &self,
        hours: DailyWindow,
        date: Date,
    ) -> Result<Option<Interval<Instant>>, Undecided> {
        if !self.basis.is_working_day(date)? {
            return Ok(None);
        }
        let midnight = self.basis.midnight(date);
        let at = |second: i32| midnight.add_seconds(second.into()).ok_or(Undecided::OutOfYears);
        Ok(Interval::new(at(hours.from_second())?, at(hours.until_second())?))
    }

    /// Lets it run through a stretch of service time; the moment at which nothing is left of
    /// `left`, if it comes.
    fn run(&self, from: Instant, until: Instant, left: &mut i64) -> Option<Instant> {
        let mut at = from;
        let pauses = self.pauses.as_slice();
        let first = pauses.partition_point(|pause| pause.until() <= from);
        let pauses = pauses.get(first..).unwrap_or_default();
        let stops = pauses.iter().take_while(|pause| pause.from() < until);
        let ends = stops.map(|pause| (pause.from(), pause.until()));
        for (stop, again) in ends.chain([(until, until)]) {
            let length = at.seconds_until(stop).max(0);
            if length >= *left {
                return at.add_seconds(*left);
            }
            *left -= length;
            at = again;
        }
        None
    }
}
