//! "Within N calendar days" and "the N-th working day" as steps of a decision.

use super::calendar::{Calendar, Day, YearStatus};
use super::decision::{Label, Step, Trace, Value, labels};
use super::terms::Clause;
use super::{Basis, Date, Days, Instant, Undecided, Window};

labels! {
    CALENDAR_DAYS = "calendar-days": "күнтізбелік күндер", "календарных дней", "calendar days";
    LAST_DATE = "last-date": "соңғы күн", "последний день", "last day";
    WORKING_DAYS = "working-days": "жұмыс күндері", "рабочих дней", "working days";
    COUNTED_FROM = "counted-from": "санақ осы күннен кейін басталады", "счёт начинается после этой даты",
        "counted from the day after";
    SKIPPED = "days-off": "есептен шыққан демалыс күндері", "пропущенные нерабочие дни",
        "days off left out";
    CALENDAR = "calendar": "жұмыс күндерінің күнтізбесі", "календарь рабочих дней",
        "calendar of working days";
    YEARS = "computed-years": "күндері әлі жарияланбаған жылдар", "годы, дни которых ещё не опубликованы",
        "years whose days are not published yet";
}

/// A time limit of the agreement in calendar days.
pub(super) struct Limit {
    /// The clause that sets it.
    pub(super) clause: Clause,
    /// The parameter that says how many days.
    pub(super) days: &'static str,
    /// From what it runs.
    pub(super) since: &'static Label,
    /// What its bound is called: the first moment that is too late.
    pub(super) bound: &'static Label,
}

impl Limit {
    /// The window that begins at a moment.
    pub(super) fn after(
        &self,
        basis: &Basis<'_>,
        moment: Instant,
        days: Days,
        trace: &mut Trace,
    ) -> Result<Window, Undecided> {
        let window = basis.window(moment, days)?;
        trace.step(|| {
            Step::new(self.clause, self.bound, window.bound)
                .from(self.since, moment)
                .from(&CALENDAR_DAYS, Value::Days(days.count().into()))
                .from(&LAST_DATE, window.last)
                .asked(self.days)
                .asked("deadline.calendar_days")
                .asked("deadline.roll_nonworking")
        });
        Ok(window)
    }
}

/// The `count`-th working day after a date, with every weekday that was off on the way.
pub(super) fn working_days_after(
    basis: &Basis<'_>,
    date: Date,
    count: u32,
    step: impl FnOnce(Date) -> Step,
    trace: &mut Trace,
) -> Result<Date, Undecided> {
    let calendar = basis.calendar()?;
    let due = basis.working_days_after(date, count)?;
    trace.step(|| {
        let step = step(due)
            .from(&COUNTED_FROM, date)
            .from(&WORKING_DAYS, Value::Days(count.into()))
            .from(&SKIPPED, days_off(calendar, date, due))
            .from(&CALENDAR, format!("{} {}", calendar.name(), calendar.version()))
            .asked("working_week");
        let years = computed_years(calendar, date, due);
        if years.is_empty() { step } else { step.from(&YEARS, years) }
    });
    Ok(due)
}

/// The weekdays after a date and up to another on which nobody works.
fn days_off(calendar: &Calendar, after: Date, until: Date) -> Vec<Value> {
    let dates = (1..=after.days_until(until)).filter_map(|days| after.add_days(days));
    dates
        .filter_map(|date| match calendar.day(date)? {
            Day::Off { holiday, .. } => Some(Value::DayOff(date, holiday.clone())),
            _ => None,
        })
        .collect()
}

/// The years of a count that the calendar computed and nobody published.
fn computed_years(calendar: &Calendar, from: Date, until: Date) -> Vec<String> {
    let counted = calendar.years().filter(|year| (from.year()..=until.year()).contains(&year.year));
    let computed = counted.filter(|year| year.status == YearStatus::Computed);
    computed.map(|year| year.year.to_string()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_labels_can_stand_in_an_answer() {
        crate::contract::decision::assert_worded(super::ALL);
    }
}
