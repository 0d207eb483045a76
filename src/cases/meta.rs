//! `meta` of a case file: the terms, the calendar and the rates under which its cases are judged.

use super::given::{Refused, entries, items, literal};
use super::policy::{self, CAUSES, PRIORITIES, Values};
use super::scalar::{Scalar, scalar};
use super::wording;
use crate::blueprint::{Entry, Node};
use crate::contract::calendar::{
    Calendar, CalendarDraft, CalendarFault, Coverage, DayOff, WorkedRestDay,
};
use crate::contract::terms::{
    Cause, Item, ParameterValue, Priority, ScalarValue, ServicePeriod, WorkingWeek,
};
use crate::contract::{
    Choice, Currency, Date, Dated, Duration, Percent, Timeline, TimelineFact, Trilingual, UtcOffset,
};
use crate::diagnostics::Finding;

/// The name of the format.
const SCHEMA: &str = "billing-cases/v2";

/// What the cases of a file have in common.
#[derive(Debug)]
pub(super) struct Setting {
    /// What decisions cite: the document and its version.
    pub(super) document: String,
    pub(super) currency: Currency,
    pub(super) offset: UtcOffset,
    /// The defaults of the policies, and the tables.
    pub(super) values: Values,
    pub(super) calendar: Option<Calendar>,
    pub(super) vat: Timeline<Percent>,
}

/// The keys of `meta`.
const KEYS: [&str; 11] = [
    "schema",
    "set",
    "document",
    "currency",
    "time_offset",
    "prices_note",
    "defaults",
    "priorities",
    "causes",
    "vat_rates",
    "calendar",
];

/// Reads `meta`. What is wrong with a default, a table, the rates or the calendar is noted, and
/// only the cases that need it fail.
///
/// # Errors
/// What leaves no case with a meaning: another format, an unknown key, no currency, no offset.
pub(super) fn read(meta: &Entry, noted: &mut Vec<Finding>) -> Result<Setting, Refused> {
    let mut reader = Reader { entries: entries(&meta.value)?, place: meta, noted };
    let unknown = reader.entries.iter().filter(|entry| !KEYS.contains(&&*entry.key));
    let unknown: Vec<_> =
        unknown.map(|entry| wording::unknown_key(entry, "`meta`", &KEYS)).collect();
    if !unknown.is_empty() {
        return Err(Refused(unknown));
    }
    let schema = &reader.required("schema")?.value;
    if scalar(schema) != Some(Scalar::Text(SCHEMA)) {
        return Err(wording::other_schema(schema, SCHEMA).into());
    }
    let currency = &reader.required("currency")?.value;
    let currency = currency
        .as_text()
        .and_then(Currency::from_name)
        .ok_or_else(|| wording::wrong_word(currency, Currency::NAMES))?;
    let offset = &reader.required("time_offset")?.value;
    let offset = literal(offset, "an offset from UTC in quotes", "\"+05:00\"")?;
    let mut words = ["document", "set", "prices_note"].into_iter().map(|key| reader.words(key));
    let document = words.find_map(|text| text).unwrap_or_default();
    Ok(Setting {
        document,
        currency,
        offset,
        values: reader.values(),
        calendar: reader.part("calendar", calendar),
        vat: reader.part("vat_rates", vat).unwrap_or_else(|| Timeline::new(Vec::new()).0),
    })
}

struct Reader<'a> {
    entries: &'a [Entry],
    place: &'a Entry,
    noted: &'a mut Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn get(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }

    fn required(&self, key: &str) -> Result<&'a Entry, Refused> {
        let missing = || wording::missing_key(self.place.key_span, key, None).into();
        self.get(key).ok_or_else(missing)
    }

    fn words(&self, key: &str) -> Option<String> {
        self.get(key).and_then(|entry| entry.value.as_text()).map(ToOwned::to_owned)
    }

    /// A part that only some cases need.
    fn part<T>(&mut self, key: &str, read: fn(&Node) -> Result<T, Refused>) -> Option<T> {
        read(&self.get(key)?.value).map_err(|Refused(found)| self.noted.extend(found)).ok()
    }

    fn values(&mut self) -> Values {
        let mut values = Values::new();
        for entry in
            self.part("defaults", |node| entries(node).map(<[Entry]>::to_vec)).iter().flatten()
        {
            match policy::read(entry) {
                Ok((id, value)) => drop(values.insert(id, value)),
                Err(Refused(found)) => self.noted.extend(found),
            }
        }
        values.extend(self.part("priorities", priorities).map(|table| (PRIORITIES, table)));
        values.extend(self.part("causes", causes).map(|table| (CAUSES, table)));
        values
    }
}

/// A mapping with exactly these keys.
fn exactly<'a>(
    node: &'a Node,
    record: &str,
    keys: &[&'static str],
) -> Result<Vec<&'a Entry>, Refused> {
    let all = entries(node)?;
    let unknown = all.iter().filter(|entry| !keys.contains(&&*entry.key));
    let mut found: Vec<_> =
        unknown.map(|entry| wording::unknown_key(entry, record, keys)).collect();
    let entry = |key: &&&'static str| all.iter().find(|entry| &*entry.key == **key);
    let missing = keys.iter().filter(|key| entry(key).is_none());
    found.extend(missing.map(|key| wording::missing_key(node.span, key, None)));
    if found.is_empty() {
        Ok(keys.iter().filter_map(|key| entry(&key)).collect())
    } else {
        Err(Refused(found))
    }
}

fn cell(value: ScalarValue) -> ParameterValue {
    ParameterValue::Scalar(value)
}

/// The table of priorities. Case files do not say what a priority is for.
fn priorities(node: &Node) -> Result<ParameterValue, Refused> {
    let hours = |node: &Node| {
        let hours = match scalar(node) {
            Some(Scalar::Whole(hours)) => u64::try_from(hours).ok(),
            _ => None,
        };
        let duration = hours.and_then(|h| h.checked_mul(3_600)).and_then(Duration::from_seconds);
        let wrong = || Refused::from(wording::wrong(node, "a number of hours", "8"));
        duration.map(|it| cell(ScalarValue::Duration(it))).ok_or_else(wrong)
    };
    let service = |node: &Node| match scalar(node) {
        Some(Scalar::Text("24x7")) => Ok(ServicePeriod::RoundTheClock),
        Some(Scalar::Text("working_hours")) => Ok(ServicePeriod::WorkingHours),
        _ => Err(Refused::from(wording::wrong_word(node, &["24x7", "working-hours"]))),
    };
    let row = |row: &Entry| {
        let keys = ["respond_hours", "resolve_hours", "service"];
        let cells = exactly(&row.value, "a priority", &keys)?;
        let [respond, resolve, period] = cells[..] else { return Ok(Vec::new()) };
        let unsaid = || String::from("-");
        let criticality = Trilingual { kk: unsaid(), ru: unsaid(), en: unsaid() };
        Ok(vec![
            ParameterValue::Trilingual(criticality),
            hours(&respond.value)?,
            hours(&resolve.value)?,
            cell(ScalarValue::Word(service(&period.value)?.name())),
        ])
    };
    let rows: Result<_, Refused> =
        exactly(node, "`priorities`", Priority::NAMES)?.into_iter().map(row).collect();
    rows.map(ParameterValue::Table)
}

/// The table of causes.
fn causes(node: &Node) -> Result<ParameterValue, Refused> {
    let names: Vec<String> = Cause::NAMES.iter().map(|name| name.replace('-', "_")).collect();
    let all = entries(node)?;
    let known = |entry: &&Entry| names.iter().any(|name| **name == *entry.key);
    let mut found: Vec<_> = all
        .iter()
        .filter(|entry| !known(entry))
        .map(|entry| wording::unknown_key(entry, "`causes`", &[]))
        .collect();
    let mut rows = Vec::new();
    for name in &names {
        match all.iter().find(|entry| *entry.key == **name) {
            Some(entry) => rows.push(cause(&entry.value)?),
            None => found.push(wording::missing_key(node.span, name, None)),
        }
    }
    if found.is_empty() { Ok(ParameterValue::Table(rows)) } else { Err(Refused(found)) }
}

fn cause(node: &Node) -> Result<Vec<ParameterValue>, Refused> {
    let switch = |entry: &Entry| match scalar(&entry.value) {
        Some(Scalar::Switch(on)) => Ok(cell(ScalarValue::Switch(on))),
        _ => Err(wording::wrong(&entry.value, "`true` or `false`", "true").into()),
    };
    exactly(node, "a cause", &["availability", "compensated"])?.into_iter().map(switch).collect()
}

const DATE: (&str, &str) = ("a date in quotes", "\"2026-05-31\"");

fn vat(node: &Node) -> Result<Timeline<Percent>, Refused> {
    let rate = |node: &Node| {
        let fields = exactly(node, "a rate", &["from", "rate_pct"])?;
        let [from, rate] = fields[..] else { return Err(Refused(Vec::new())) };
        let percent = match scalar(&rate.value) {
            Some(Scalar::Text(text)) => format!("{text} %").parse().ok(),
            _ => None,
        };
        let wrong = || wording::wrong(&rate.value, "a percentage in quotes", "\"16\"");
        let value = percent.ok_or_else(wrong)?;
        Ok(Dated { from: literal(&from.value, DATE.0, DATE.1)?, until: None, value })
    };
    let nodes = items(node)?;
    let rates: Result<Vec<_>, Refused> = nodes.iter().map(rate).collect();
    let (rates, facts) = Timeline::new(rates?);
    let twice = facts.iter().find_map(|fact| match fact {
        TimelineFact::SameStart { second, .. } => nodes.get(*second),
        _ => None,
    });
    match twice {
        Some(node) => {
            Err(wording::wrong_because(node, "a rate", "another begins on this date").into())
        }
        None => Ok(rates),
    }
}

fn calendar(node: &Node) -> Result<Calendar, Refused> {
    let keys = ["covers_from", "covers_to", "nonworking_weekdays", "working_weekend_days"];
    let fields = exactly(node, "`calendar`", &keys)?;
    let [from, to, off, worked] = fields[..] else { return Err(Refused(Vec::new())) };
    let date = |node: &Node| literal::<Date>(node, DATE.0, DATE.1);
    let dates = |entry: &'_ Entry| -> Result<Vec<Date>, Refused> {
        items(&entry.value)?.iter().map(date).collect()
    };
    let unnamed = "day-off".to_owned();
    let title = Trilingual {
        kk: "демалыс".into(), ru: "выходной".into(), en: "day off".into()
    };
    let draft = CalendarDraft {
        name: "meta".to_owned(),
        version: String::new(),
        working_week: WorkingWeek::FiveDay,
        coverage: Coverage::Dates { first: date(&from.value)?, last: date(&to.value)? },
        holidays: vec![Item { name: unnamed.clone(), title }],
        days_off: dates(off)?
            .into_iter()
            .map(|date| DayOff { date, holiday: unnamed.clone(), instead_of: None })
            .collect(),
        worked_rest_days: dates(worked)?
            .into_iter()
            .map(|date| WorkedRestDay { date, instead_of: None })
            .collect(),
    };
    Calendar::new(draft).map_err(|faults| {
        Refused(faults.iter().map(|fault| placed(fault, to, off, worked)).collect())
    })
}

/// A contradiction of the calendar at its place.
fn placed(fault: &CalendarFault, to: &Entry, off: &Entry, worked: &Entry) -> Finding {
    use CalendarFault as F;
    let (list, index, why) = match *fault {
        F::RepeatedDayOff { second, .. } => (off, second, "this date stands here twice"),
        F::RepeatedWorkedDay { second, .. } => (worked, second, "this date stands here twice"),
        F::DayOffNotCovered { index } => (off, index, "`covers_from` to `covers_to` lacks it"),
        F::WorkedDayNotCovered { index } => {
            (worked, index, "`covers_from` to `covers_to` lacks it")
        }
        F::DayOffOnRestDay { index } => (off, index, "a weekend day is off anyway"),
        F::WorkedDayOnWeekday { index } => (worked, index, "a weekday is worked anyway"),
        F::NoDates
        | F::RepeatedYear { .. }
        | F::RepeatedHoliday { .. }
        | F::UnknownHoliday { .. }
        | F::InsteadOfWorkingDay { .. }
        | F::InsteadOfNoDayOff { .. } => {
            return wording::calendar(to.value.span, "this is before `covers_from`");
        }
    };
    let at = items(&list.value).ok().and_then(|nodes| nodes.get(index));
    wording::calendar(at.map_or(list.value.span, |node| node.span), why)
}
