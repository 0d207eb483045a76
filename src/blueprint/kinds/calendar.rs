use super::terms::{NamedTitle, refuse_repeated_names};
use crate::blueprint::decode::{Decode, Faults, OneOrMore, Spanned, record};
use crate::blueprint::fault::Fault;
use crate::blueprint::shape::{Shape, Shapes};
use crate::blueprint::tree::Node;
use crate::blueprint::units::{Line, Name, Whole};
use crate::contract::calendar::{
    self, CalendarDraft, CalendarFault, CalendarYear, Coverage, YearStatus,
};
use crate::contract::terms::WorkingWeek;
use crate::contract::{Choice, Date};
use crate::diagnostics::Span;

record! {
    /// The working days of a country (contract 4.8, 7.2).
    pub struct Calendar("a calendar") {
        /// `calendar`.
        "kind" => kind: super::Kind,
        /// Its name; the provider refers to it.
        "name" => name: Spanned<Name>,
        /// Its version, which decisions cite.
        "version" => version: Spanned<Line>,
        /// The week that it was made for.
        "working-week" => working_week: Word<WorkingWeek>,
        /// The years that it covers; it has no answer for others.
        "years" => years: OneOrMore<Year>,
        /// The holidays with what people call them.
        "holidays" => holidays: Vec<NamedTitle>,
        /// The working weekdays that are off.
        "days-off" => days_off: Vec<DayOff>,
        /// The weekend days that are worked.
        "working-weekends" => working_weekends: Vec<WorkingWeekend>,
    }
}

record! {
    /// A year of a calendar.
    pub struct Year("a year") {
        /// The year.
        "year" => year: Spanned<Whole<1900, 2999>>,
        /// How far it can be relied on.
        "status" => status: Word<YearStatus>,
        /// Where its days come from.
        "source" => source: Line,
    }
}

record! {
    /// A working weekday that is off.
    pub struct DayOff("a day off") {
        /// The date.
        "date" => date: Spanned<Date>,
        /// The name of the holiday.
        "holiday" => holiday: Spanned<Name>,
        /// The weekend day whose holiday or rest was moved here.
        "instead-of" => instead_of: Option<Spanned<Date>>,
    }
}

record! {
    /// A weekend day that is worked.
    pub struct WorkingWeekend("a working weekend day") {
        /// The date.
        "date" => date: Spanned<Date>,
        /// The day that is off for it.
        "instead-of" => instead_of: Option<Spanned<Date>>,
    }
}

/// A word of one of the contract's closed sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Choice> Decode for Word<T> {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        crate::blueprint::decode::word(node, "one of the right words", T::NAMES, faults)
            .and_then(T::from_name)
            .map(Self)
    }
    fn shape(_: &mut Shapes) -> Shape {
        Shape::Words { words: T::NAMES.iter().map(|word| (*word, "")).collect() }
    }
}

impl Calendar {
    /// As the contract's type.
    ///
    /// # Errors
    /// Every contradiction, each with its place.
    pub fn to_contract(&self) -> Result<calendar::Calendar, Vec<Fault>> {
        let mut faults = Faults::default();
        refuse_repeated_names(&self.holidays, &mut faults);
        let draft = CalendarDraft {
            name: self.name.to_string(),
            version: self.version.to_string(),
            working_week: self.working_week.0,
            coverage: Coverage::Years(
                self.years
                    .iter()
                    .map(|year| CalendarYear {
                        year: i32::try_from(year.year.get()).unwrap_or(i32::MAX),
                        status: year.status.0,
                        source: year.source.to_string(),
                    })
                    .collect(),
            ),
            holidays: self.holidays.iter().cloned().map(NamedTitle::into_item).collect(),
            days_off: self
                .days_off
                .iter()
                .map(|day| calendar::DayOff {
                    date: day.date.value,
                    holiday: day.holiday.to_string(),
                    instead_of: day.instead_of.map(|d| d.value),
                })
                .collect(),
            worked_rest_days: self
                .working_weekends
                .iter()
                .map(|day| calendar::WorkedRestDay {
                    date: day.date.value,
                    instead_of: day.instead_of.map(|d| d.value),
                })
                .collect(),
        };
        calendar::Calendar::new(draft).map_err(|found| {
            faults.extend(found.into_iter().filter_map(|fault| self.placed(fault)));
            faults.into_vec()
        })
    }

    /// A contradiction at its place.
    fn placed(&self, fault: CalendarFault) -> Option<Fault> {
        let off = |i: usize| self.days_off.get(i).map(|d| (d.date.span, d.date.value.to_string()));
        let worked = |i: usize| {
            self.working_weekends.get(i).map(|d| (d.date.span, d.date.value.to_string()))
        };
        let year = |i: usize| self.years.get(i).map(|y| (y.year.span, y.year.get().to_string()));
        let bad = |place: Option<(Span, String)>, reason: &str| {
            let (span, value) = place?;
            Some(Fault::BadValue {
                span,
                value,
                expected: "right at this place of the calendar".to_owned(),
                reason: Some(reason.to_owned()),
                words: Vec::new(),
            })
        };
        let again = |first: Option<(Span, String)>, second: Option<(Span, String)>| {
            let ((first, _), (span, key)) = (first?, second?);
            Some(Fault::DuplicateKey { key, span, first })
        };
        match fault {
            CalendarFault::RepeatedYear { first, second } => again(year(first), year(second)),
            // A blueprint covers whole years, and repeated holidays are reported where they are read.
            CalendarFault::NoDates | CalendarFault::RepeatedHoliday { .. } => None,
            CalendarFault::RepeatedDayOff { first, second } => again(off(first), off(second)),
            CalendarFault::RepeatedWorkedDay { first, second } => {
                again(worked(first), worked(second))
            }
            CalendarFault::DayOffNotCovered { index } => {
                bad(off(index), "its year is not in `years`")
            }
            CalendarFault::WorkedDayNotCovered { index } => {
                bad(worked(index), "its year is not in `years`")
            }
            CalendarFault::DayOffOnRestDay { index } => {
                bad(off(index), "a rest day of the week is off anyway")
            }
            CalendarFault::WorkedDayOnWeekday { index } => {
                bad(worked(index), "a working day of the week is worked anyway")
            }
            CalendarFault::UnknownHoliday { index } => bad(
                self.days_off.get(index).map(|d| (d.holiday.span, d.holiday.to_string())),
                "`holidays` does not list it",
            ),
            CalendarFault::InsteadOfWorkingDay { index } => {
                bad(off(index), "`instead-of` is not a rest day of the week")
            }
            CalendarFault::InsteadOfNoDayOff { index } => {
                bad(worked(index), "`instead-of` is not listed in `days-off`")
            }
        }
    }
}
