//! Working days.
//!
//! A calendar is data: the days off that fall on working weekdays, and the rest days that are
//! worked. It answers for the years or dates that it covers and for no other; nothing is guessed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::terms::{Item, WorkingWeek};
use super::{Date, Trilingual, Undecided, Weekday, choices};

choices! {
    /// How far the days of a year can be relied on.
    pub enum YearStatus {
        /// Published by the state.
        Official = "official",
        /// Computed from the law's rules; a ministerial order may still move days.
        Computed = "computed",
    }
}

/// A year that a calendar covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Whether its days are official.
    pub status: YearStatus,
    /// Where they come from, in a sentence.
    pub source: String,
}

/// A day off on a working weekday, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOff {
    /// The date.
    pub date: Date,
    /// The name of the holiday, one of [`CalendarDraft::holidays`].
    pub holiday: String,
    /// The rest day for which it is off, where the holiday or the rest was moved.
    pub instead_of: Option<Date>,
}

/// A rest day that is worked, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkedRestDay {
    /// The date.
    pub date: Date,
    /// The day that is off for it.
    pub instead_of: Option<Date>,
}

/// A calendar as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDraft {
    /// Its name.
    pub name: String,
    /// Its version, which decisions cite.
    pub version: String,
    /// The week that it was made for: holidays move differently in a six-day week.
    pub working_week: WorkingWeek,
    /// The dates that it answers for.
    pub coverage: Coverage,
    /// The holidays with what people call them.
    pub holidays: Vec<Item>,
    /// The working weekdays that are off.
    pub days_off: Vec<DayOff>,
    /// The rest days that are worked.
    pub worked_rest_days: Vec<WorkedRestDay>,
}

/// The dates that a calendar answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Whole years, each from 1 January to 31 December.
    Years(Vec<CalendarYear>),
    /// The dates from one to another, both included, as a worked example states them.
    Dates {
        /// The first.
        first: Date,
        /// The last.
        last: Date,
    },
}

impl Coverage {
    fn covers(&self, date: Date) -> bool {
        match self {
            Self::Years(years) => years.iter().any(|year| year.year == date.year()),
            Self::Dates { first, last } => (*first..=*last).contains(&date),
        }
    }
}

/// A contradiction in a [`CalendarDraft`]. Numbers are positions in the list that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarFault {
    /// The last date covered is before the first.
    NoDates,
    /// A year stands twice in the years covered.
    RepeatedYear {
        /// The one written first.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A name stands twice in `holidays`.
    RepeatedHoliday {
        /// The one written first.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A date stands twice in `days_off`.
    RepeatedDayOff {
        /// The one written first.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A date stands twice in `worked_rest_days`.
    RepeatedWorkedDay {
        /// The one written first.
        first: usize,
        /// The other.
        second: usize,
    },
    /// The date of `days_off[index]` is not covered.
    DayOffNotCovered {
        /// Which.
        index: usize,
    },
    /// The date of `worked_rest_days[index]` is not covered.
    WorkedDayNotCovered {
        /// Which.
        index: usize,
    },
    /// The date of `days_off[index]` is a rest day of the week anyway.
    DayOffOnRestDay {
        /// Which.
        index: usize,
    },
    /// The date of `worked_rest_days[index]` is a working day of the week anyway.
    WorkedDayOnWeekday {
        /// Which.
        index: usize,
    },
    /// `days_off[index]` names a holiday that is not listed.
    UnknownHoliday {
        /// Which.
        index: usize,
    },
    /// `days_off[index]` is said to be off for a day that is no rest day of the week.
    InsteadOfWorkingDay {
        /// Which.
        index: usize,
    },
    /// `worked_rest_days[index]` is said to be worked for a day that is not listed as off.
    InsteadOfNoDayOff {
        /// Which.
        index: usize,
    },
}

/// What a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    /// A working day of the week.
    Working,
    /// A rest day of the week that is worked.
    WorkedRestDay,
    /// A rest day of the week.
    Rest,
    /// A weekday that is off.
    Off {
        /// What it is called.
        holiday: &'a Trilingual,
        /// The rest day for which it is off, if it was moved.
        instead_of: Option<Date>,
    },
}

impl Day<'_> {
    /// Whether people work on it.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::WorkedRestDay)
    }
}

/// The working days of some years or dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    version: String,
    working_week: WorkingWeek,
    covered: Covered,
    off: BTreeMap<Date, Off>,
    worked: BTreeMap<Date, WorkedRestDay>,
}

/// [`Coverage`], searched by date.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Covered {
    Years(BTreeMap<i32, CalendarYear>),
    Dates(RangeInclusive<Date>),
}

impl From<Coverage> for Covered {
    fn from(coverage: Coverage) -> Self {
        match coverage {
            Coverage::Years(years) => {
                Self::Years(years.into_iter().map(|year| (year.year, year)).collect())
            }
            Coverage::Dates { first, last } => Self::Dates(first..=last),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Off {
    holiday: Trilingual,
    instead_of: Option<Date>,
}

impl WorkingWeek {
    /// Whether a day of the week is a working day where nothing else is said.
    pub const fn works_on(self, weekday: Weekday) -> bool {
        match self {
            Self::FiveDay => !weekday.is_weekend(),
            Self::SixDay => !matches!(weekday, Weekday::Sunday),
        }
    }
}

impl Calendar {
    /// Checks a draft and builds the calendar; all contradictions are told together.
    pub fn new(draft: CalendarDraft) -> Result<Self, Vec<CalendarFault>> {
        let faults = draft.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let titles: BTreeMap<_, _> =
            draft.holidays.into_iter().map(|holiday| (holiday.name, holiday.title)).collect();
        let off = draft.days_off.into_iter().filter_map(|day| {
            let holiday = titles.get(&day.holiday)?.clone();
            Some((day.date, Off { holiday, instead_of: day.instead_of }))
        });
        Ok(Self {
            name: draft.name,
            version: draft.version,
            working_week: draft.working_week,
            covered: draft.coverage.into(),
            off: off.collect(),
            worked: draft.worked_rest_days.into_iter().map(|day| (day.date, day)).collect(),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The week that it was made for.
    pub const fn working_week(&self) -> WorkingWeek {
        self.working_week
    }

    /// The years covered, in order; none where single dates are.
    pub fn years(&self) -> impl Iterator<Item = &CalendarYear> {
        match &self.covered {
            Covered::Years(years) => Some(years.values()),
            Covered::Dates(_) => None,
        }
        .into_iter()
        .flatten()
    }

    /// What is known about the year of a date; `None` if it is not covered as a whole.
    pub fn year_of(&self, date: Date) -> Option<&CalendarYear> {
        match &self.covered {
            Covered::Years(years) => years.get(&date.year()),
            Covered::Dates(_) => None,
        }
    }

    /// Whether the calendar answers for a date.
    pub fn covers(&self, date: Date) -> bool {
        match &self.covered {
            Covered::Years(years) => years.contains_key(&date.year()),
            Covered::Dates(dates) => dates.contains(&date),
        }
    }

    /// What a date is; `None` outside of what is covered.
    pub fn day(&self, date: Date) -> Option<Day<'_>> {
        if !self.covers(date) {
            return None;
        }
        Some(if let Some(off) = self.off.get(&date) {
            Day::Off { holiday: &off.holiday, instead_of: off.instead_of }
        } else if self.worked.contains_key(&date) {
            Day::WorkedRestDay
        } else if self.working_week.works_on(date.weekday()) {
            Day::Working
        } else {
            Day::Rest
        })
    }

    /// Whether people work on a date; `None` outside of what is covered.
    pub fn is_working_day(&self, date: Date) -> Option<bool> {
        self.day(date).map(Day::is_working)
    }

    /// The `count`-th working day after a date, which itself does not count; the date itself for
    /// a count of zero. Undecided if the count leaves the dates covered.
    pub fn add_working_days(&self, date: Date, count: u32) -> Result<Date, Undecided> {
        self.working(date)?;
        let mut day = date;
        for _ in 0..count {
            day = self.first_working_day_from(next(day)?)?;
        }
        Ok(day)
    }

    /// The date itself if it is a working day, else the next one that is. Undecided if the search
    /// leaves the dates covered.
    pub fn first_working_day_from(&self, date: Date) -> Result<Date, Undecided> {
        let mut day = date;
        while !self.working(day)? {
            day = next(day)?;
        }
        Ok(day)
    }

    fn working(&self, date: Date) -> Result<bool, Undecided> {
        self.is_working_day(date).ok_or(Undecided::OutsideCalendar { date })
    }
}

fn next(date: Date) -> Result<Date, Undecided> {
    date.add_days(1).ok_or(Undecided::OutOfYears)
}

impl CalendarDraft {
    /// Everything that contradicts something else.
    fn faults(&self) -> Vec<CalendarFault> {
        let mut faults = Vec::new();
        match &self.coverage {
            Coverage::Years(years) => {
                for (first, second) in repeated(years.iter().map(|year| year.year)) {
                    faults.push(CalendarFault::RepeatedYear { first, second });
                }
            }
            Coverage::Dates { first, last } if last < first => faults.push(CalendarFault::NoDates),
            Coverage::Dates { .. } => {}
        }
        for (first, second) in repeated(self.holidays.iter().map(|holiday| &holiday.name)) {
            faults.push(CalendarFault::RepeatedHoliday { first, second });
        }
        for (first, second) in repeated(self.days_off.iter().map(|day| day.date)) {
            faults.push(CalendarFault::RepeatedDayOff { first, second });
        }
        for (first, second) in repeated(self.worked_rest_days.iter().map(|day| day.date)) {
            faults.push(CalendarFault::RepeatedWorkedDay { first, second });
        }
        for (index, day) in self.days_off.iter().enumerate() {
            if !self.coverage.covers(day.date) {
                faults.push(CalendarFault::DayOffNotCovered { index });
            }
            if !self.works_on(day.date) {
                faults.push(CalendarFault::DayOffOnRestDay { index });
            }
            if !self.holidays.iter().any(|holiday| holiday.name == day.holiday) {
                faults.push(CalendarFault::UnknownHoliday { index });
            }
            if day.instead_of.is_some_and(|rest| self.works_on(rest)) {
                faults.push(CalendarFault::InsteadOfWorkingDay { index });
            }
        }
        for (index, day) in self.worked_rest_days.iter().enumerate() {
            if !self.coverage.covers(day.date) {
                faults.push(CalendarFault::WorkedDayNotCovered { index });
            }
            if self.works_on(day.date) {
                faults.push(CalendarFault::WorkedDayOnWeekday { index });
            }
            let is_off = |date| self.days_off.iter().any(|off| off.date == date);
            if day.instead_of.is_some_and(|off| !is_off(off)) {
                faults.push(CalendarFault::InsteadOfNoDayOff { index });
            }
        }
        faults
    }

    fn works_on(&self, date: Date) -> bool {
        self.working_week.works_on(date.weekday())
    }
}

/// The positions of every value that stands a second time, with that of its first.
fn repeated<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<(usize, usize)> {
    let mut seen = BTreeMap::new();
    let mut pairs = Vec::new();
    for (index, key) in keys.enumerate() {
        let first = *seen.entry(key).or_insert(index);
        if first != index {
            pairs.push((first, index));
        }
    }
    pairs
}

#[cfg(test)]
pub(super) mod tests;
