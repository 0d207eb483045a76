use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_yaml::Value;

use super::{
    Calendar, CalendarDraft, CalendarFault, CalendarYear, Coverage, Day, DayOff, WorkedRestDay,
    YearStatus,
};
use crate::contract::terms::{Item, WorkingWeek};
use crate::contract::{Choice, Date, Interval, Trilingual, Undecided};

const SHIPPED: &str = include_str!("../../../blueprints/calendars/kazakhstan.yaml");

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn shipped_draft() -> CalendarDraft {
    let document: Value = serde_yaml::from_str(SHIPPED).expect("YAML");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let day = |value: &Value| date(&text(value));
    let instead = |value: &Value| value.get("instead-of").map(day);
    let list = |key: &str| document[key].as_sequence().expect("a list").iter();
    let title = |value: &Value| Trilingual {
        kk: text(&value["kk"]),
        ru: text(&value["ru"]),
        en: text(&value["en"]),
    };
    CalendarDraft {
        name: text(&document["name"]),
        version: text(&document["version"]),
        working_week: WorkingWeek::from_name(&text(&document["working-week"])).expect("a week"),
        coverage: Coverage::Years(
            list("years")
                .map(|year| CalendarYear {
                    year: year["year"].as_i64().and_then(|y| y.try_into().ok()).expect("a year"),
                    status: YearStatus::from_name(&text(&year["status"])).expect("a status"),
                    source: text(&year["source"]),
                })
                .collect(),
        ),
        holidays: list("holidays")
            .map(|one| Item { name: text(&one["name"]), title: title(&one["title"]) })
            .collect(),
        days_off: list("days-off")
            .map(|one| DayOff {
                date: day(&one["date"]),
                holiday: text(&one["holiday"]),
                instead_of: instead(one),
            })
            .collect(),
        worked_rest_days: list("working-weekends")
            .map(|one| WorkedRestDay { date: day(&one["date"]), instead_of: instead(one) })
            .collect(),
    }
}

pub(in crate::contract) fn shipped() -> Calendar {
    Calendar::new(shipped_draft()).expect("a calendar without contradictions")
}

fn working_days(calendar: &Calendar, from: Date, until: Date) -> usize {
    let dates = Interval::new(from, until).expect("an interval").dates();
    dates.filter(|&date| calendar.is_working_day(date).expect("covered")).count()
}

#[test]
fn the_working_days_by_month_are_those_of_the_published_calendars() {
    let calendar = shipped();
    for (year, months, total) in [
        (2025, [20, 20, 17, 22, 19, 20, 22, 21, 21, 22, 20, 22], 246),
        (2026, [19, 20, 18, 22, 17, 22, 22, 21, 22, 21, 21, 22], 247),
        (2027, [18, 20, 18, 22, 18, 22, 21, 22, 22, 20, 22, 22], 247),
    ] {
        let start = |month| Date::new(year, 1, 1).unwrap().add_months(month, 1).unwrap();
        let counted: Vec<_> =
            (0..12).map(|month| working_days(&calendar, start(month), start(month + 1))).collect();
        assert_eq!(counted, months, "{year}");
        assert_eq!(counted.iter().sum::<usize>(), total, "{year}");
    }
}

#[test]
fn every_year_says_whether_it_is_official() {
    use YearStatus::{Computed, Official};

    let calendar = shipped();
    let years: Vec<_> = calendar.years().map(|year| (year.year, year.status)).collect();
    assert_eq!(
        years,
        [(2024, Computed), (2025, Official), (2026, Official), (2027, Computed), (2028, Computed)]
    );
    assert!(calendar.years().all(|year| !year.source.is_empty()));
    assert_eq!((calendar.name(), calendar.version()), ("kazakhstan", "2026-11"));
}

#[test]
fn outside_its_years_it_does_not_guess() {
    let calendar = shipped();
    assert_eq!(calendar.is_working_day(date("2023-12-29")), None);
    assert_eq!(calendar.is_working_day(date("2024-01-03")), Some(true));
    assert_eq!(calendar.is_working_day(date("2028-12-29")), Some(true));
    assert_eq!(calendar.is_working_day(date("2029-01-03")), None);
    assert_eq!(calendar.add_working_days(date("2028-12-28"), 1), Ok(date("2028-12-29")));
    let outside = |text| Err(Undecided::OutsideCalendar { date: date(text) });
    assert_eq!(calendar.add_working_days(date("2028-12-28"), 2), outside("2029-01-01"));
    assert_eq!(calendar.add_working_days(date("2023-12-29"), 0), outside("2023-12-29"));
    assert_eq!(calendar.first_working_day_from(date("2028-12-30")), outside("2029-01-01"));
}

#[test]
fn counting_starts_on_the_date_after() {
    let calendar = shipped();
    let due = |text, count| calendar.add_working_days(date(text), count).expect("covered");
    assert_eq!(due("2026-03-05", 15), date("2026-04-01"));
    assert_eq!(due("2026-08-14", 15), date("2026-09-04"));
    assert_eq!(due("2026-08-28", 1), date("2026-08-31"));
    assert_eq!(due("2026-03-07", 0), date("2026-03-07"));
    // The Sunday was worked, the Friday before it was off.
    assert_eq!(due("2025-01-02", 1), date("2025-01-04").add_days(1).unwrap());
    assert_eq!(calendar.first_working_day_from(date("2026-03-21")), Ok(date("2026-03-26")));
}

#[test]
fn a_day_tells_why_it_is_off() {
    let calendar = shipped();
    match calendar.day(date("2026-03-09")) {
        Some(Day::Off { holiday, instead_of }) => {
            assert_eq!(holiday.ru, "Международный женский день");
            assert_eq!(instead_of, Some(date("2026-03-08")));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(calendar.day(date("2024-05-04")), Some(Day::WorkedRestDay));
    assert_eq!(calendar.day(date("2024-05-05")), Some(Day::Rest));
    assert_eq!(calendar.day(date("2024-05-06")), Some(Day::Working));
}

/// The days off of a year by the rules of the law, as the comment in the shipped file gives them.
fn days_off_by_law(year: i32) -> BTreeSet<Date> {
    let on = |month, day| Date::new(year, month, day).expect("a date");
    let mut holidays = vec![
        on(1, 1),
        on(1, 2),
        on(3, 8),
        on(3, 21),
        on(3, 22),
        on(3, 23),
        on(5, 1),
        on(5, 7),
        on(5, 9),
        on(7, 6),
        on(10, 25),
        on(12, 16),
    ];
    if year <= 2025 {
        holidays.push(on(8, 30));
    }
    if year >= 2027 {
        holidays.push(on(3, 15));
    }
    holidays.sort_unstable();
    let kurban_ait = match year {
        2024 => on(6, 16),
        2025 => on(6, 6),
        2026 => on(5, 27),
        2027 => on(5, 16),
        2028 => on(5, 5),
        _ => panic!("no date of Kurban Ait for {year}"),
    };
    let mut off: BTreeSet<_> = holidays.iter().copied().chain([on(1, 7), kurban_ait]).collect();
    for holiday in holidays.into_iter().filter(|day| day.weekday().is_weekend()) {
        let mut moved = holiday;
        while moved.weekday().is_weekend() || off.contains(&moved) {
            moved = moved.add_days(1).expect("in range");
        }
        off.insert(moved);
    }
    off.retain(|day| !day.weekday().is_weekend());
    // The two ministerial orders.
    off.extend(
        [date("2024-05-08"), date("2025-01-03")].into_iter().filter(|day| day.year() == year),
    );
    off
}

#[test]
fn every_year_follows_from_the_law() {
    let draft = shipped_draft();
    for year in 2024..=2028 {
        let listed = draft.days_off.iter().map(|day| day.date).filter(|day| day.year() == year);
        assert_eq!(listed.collect::<BTreeSet<_>>(), days_off_by_law(year), "{year}");
    }
    let worked: Vec<_> = draft.worked_rest_days.iter().map(|day| day.date).collect();
    assert_eq!(worked, [date("2024-05-04"), date("2025-01-05")]);
}

#[test]
fn the_shipped_days_stand_in_order() {
    let draft = shipped_draft();
    assert!(draft.days_off.is_sorted_by_key(|day| day.date));
    let Coverage::Years(years) = &draft.coverage else { panic!("{:?}", draft.coverage) };
    assert!(years.is_sorted_by_key(|year| year.year));
    let used: BTreeSet<_> = draft.days_off.iter().map(|day| day.holiday.as_str()).collect();
    let named: BTreeSet<_> = draft.holidays.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(used, named);
}

#[test]
fn contradictions_are_told_together() {
    use CalendarFault as F;

    let off = |text: &str, holiday: &str, instead_of: Option<&str>| DayOff {
        date: date(text),
        holiday: holiday.to_owned(),
        instead_of: instead_of.map(date),
    };
    let worked = |text: &str, instead_of: Option<&str>| WorkedRestDay {
        date: date(text),
        instead_of: instead_of.map(date),
    };
    let mut draft = shipped_draft();
    let Coverage::Years(years) = &mut draft.coverage else { panic!("years") };
    years.truncate(1);
    years.push(years[0].clone());
    draft.holidays.truncate(1);
    draft.holidays.push(draft.holidays[0].clone());
    draft.days_off = vec![
        off("2024-01-01", "new-year", None),
        off("2024-01-01", "new-year", None),
        off("2025-01-01", "new-year", None),
        off("2024-01-06", "new-year", None),
        off("2024-01-09", "newyear", None),
        off("2024-01-10", "new-year", Some("2024-01-11")),
    ];
    draft.worked_rest_days = vec![
        worked("2024-02-03", Some("2024-01-01")),
        worked("2024-02-03", None),
        worked("2025-02-01", None),
        worked("2024-02-05", None),
        worked("2024-02-10", Some("2024-02-12")),
    ];
    assert_eq!(
        Calendar::new(draft),
        Err(vec![
            F::RepeatedYear { first: 0, second: 1 },
            F::RepeatedHoliday { first: 0, second: 1 },
            F::RepeatedDayOff { first: 0, second: 1 },
            F::RepeatedWorkedDay { first: 0, second: 1 },
            F::DayOffNotCovered { index: 2 },
            F::DayOffOnRestDay { index: 3 },
            F::UnknownHoliday { index: 4 },
            F::InsteadOfWorkingDay { index: 5 },
            F::WorkedDayNotCovered { index: 2 },
            F::WorkedDayOnWeekday { index: 3 },
            F::InsteadOfNoDayOff { index: 4 },
        ])
    );
}

#[test]
fn a_range_of_dates_is_held_to_the_same_checks() {
    use CalendarFault as F;

    let draft = |first: &str, last: &str| CalendarDraft {
        coverage: Coverage::Dates { first: date(first), last: date(last) },
        ..shipped_draft()
    };
    let outside = Calendar::new(draft("2025-03-08", "2026-03-24")).expect_err("more is listed");
    let told = |fault: &F| matches!(fault, F::DayOffNotCovered { .. });
    assert!(outside.iter().any(told), "{outside:?}");
    let mut backwards = draft("2026-03-24", "2026-03-23");
    backwards.days_off.clear();
    backwards.worked_rest_days.clear();
    assert_eq!(Calendar::new(backwards), Err(vec![F::NoDates]));
    let mut part = draft("2026-03-01", "2026-03-24");
    part.days_off.retain(|day| part.coverage.covers(day.date));
    part.worked_rest_days.clear();
    let part = Calendar::new(part).expect("without contradictions");
    let works = |text| part.is_working_day(date(text));
    assert_eq!(works("2026-02-28"), None);
    assert_eq!([works("2026-03-01"), works("2026-03-02")], [Some(false), Some(true)]);
    assert_eq!([works("2026-03-23"), works("2026-03-24")], [Some(false), Some(false)]);
    assert_eq!(works("2026-03-25"), None);
    assert_eq!((part.years().count(), part.year_of(date("2026-03-02"))), (0, None));
}

#[test]
fn in_a_six_day_week_saturday_is_worked() {
    let mut draft = shipped_draft();
    draft.working_week = WorkingWeek::SixDay;
    draft.days_off.clear();
    draft.worked_rest_days.clear();
    let calendar = Calendar::new(draft).expect("a calendar");
    assert_eq!(calendar.is_working_day(date("2026-03-07")), Some(true));
    assert_eq!(calendar.is_working_day(date("2026-03-08")), Some(false));
}

proptest! {
    #[test]
    fn the_nth_working_day_is_worked_and_n_lie_between(start in 0..1_700, count in 1_u32..40) {
        let calendar = shipped();
        let from = date("2024-01-01").add_days(start).unwrap();
        let due = calendar.add_working_days(from, count).expect("covered");
        prop_assert_eq!(calendar.is_working_day(due), Some(true));
        let after = |date: Date| date.add_days(1).unwrap();
        let counted = working_days(&calendar, after(from), after(due));
        prop_assert_eq!(counted, usize::try_from(count).unwrap());
    }
}
