//! The policies of the format: which parameters of the terms a case file can state, and how.

use std::collections::BTreeMap;

use super::answer::in_case_files;
use super::given::Refused;
use super::scalar::{Scalar, scalar};
use super::wording;
use crate::blueprint::Entry;
use crate::contract::terms::{
    Parameter, ParameterType, ParameterValue, ScalarType, ScalarValue, Terms, by_id,
};
use crate::contract::{Days, Duration, Exact, Trilingual, UtcOffset, WorkingDays};

/// Parameters by their id.
pub(super) type Values = BTreeMap<&'static str, ParameterValue>;

/// The policies of the format, in its order. Each is a parameter of the terms with the same id.
pub const POLICIES: [&str; 44] = [
    "money.scale",
    "money.rounding",
    "deadline.calendar_days",
    "deadline.roll_nonworking",
    "start.event",
    "renewal.late_period_start",
    "resume.days",
    "autorenew.tie",
    "autorenew.refusal_channel",
    "autorenew.use_bonus",
    "refund.full_days",
    "refund.count_cancel_day",
    "refund.include_addons",
    "refund.bonus_part",
    "refund.payout_working_days",
    "upgrade.charge",
    "tariff.compare",
    "tariff.downgrade_at_renewal",
    "notice.calendar_days",
    "price.notice_days",
    "price.short_notice",
    "price.basis",
    "maintenance.window",
    "maintenance.notice_hours",
    "maintenance.overrun",
    "change.notice_hours",
    "sla.percent",
    SLA_HOURS,
    "sla.precedence",
    "sla.excluded_works",
    "compensation.pct_per_hour",
    "compensation.cap_pct",
    "compensation.hours",
    "compensation.cap_scope",
    "compensation.on_conflict",
    "compensation.fee_basis",
    "compensation.evidence",
    "compensation.claim_required",
    "compensation.preinstalled_software",
    "ticket.low.unit",
    "ticket.service_hours",
    "ticket.pause_stops",
    PRIORITIES,
    CAUSES,
];

/// The table of priorities, which `meta` states beside the policies.
pub(super) const PRIORITIES: &str = "ticket.priorities";
/// The table of causes, which `meta` states beside the policies.
pub(super) const CAUSES: &str = "compensation.causes";
/// The one length of time that is written as a fraction of hours.
const SLA_HOURS: &str = "sla.hours";
/// Seconds of an hour.
const HOUR: u64 = 3_600;

/// The policies that a case can set; the tables belong to `meta` alone.
pub(super) fn settable() -> impl Iterator<Item = &'static str> {
    POLICIES.into_iter().filter(|id| *id != PRIORITIES && *id != CAUSES)
}

/// Reads one policy.
pub(super) fn read(entry: &Entry) -> Result<(&'static str, ParameterValue), Refused> {
    let id = settable().find(|id| **id == *entry.key);
    let Some(parameter) = id.and_then(by_id) else {
        return Err(wording::unknown_policy(entry, &settable().collect::<Vec<_>>()).into());
    };
    let value = scalar(&entry.value).and_then(|one| value(parameter, one));
    let value =
        value.ok_or_else(|| Refused::from(wording::wrong_policy(entry, &allowed(parameter))))?;
    let value = ParameterValue::Scalar(value);
    match parameter.check(&value) {
        Ok(()) => Ok((parameter.id, value)),
        Err(fault) => Err(wording::wrong_policy(entry, &fault.to_string()).into()),
    }
}

/// What is written for a parameter, in the way of the format.
fn value(parameter: &Parameter, one: Scalar<'_>) -> Option<ScalarValue> {
    let ParameterType::Scalar(kind) = parameter.kind else { return None };
    match (kind, one) {
        (ScalarType::Days, Scalar::Whole(n)) => {
            Days::new(u32::try_from(n).ok()?).map(ScalarValue::Days)
        }
        (ScalarType::WorkingDays, Scalar::Whole(n)) => {
            WorkingDays::new(u32::try_from(n).ok()?).map(ScalarValue::WorkingDays)
        }
        (ScalarType::Duration, Scalar::Text(text)) if parameter.id == SLA_HOURS => {
            hours(text).map(ScalarValue::Duration)
        }
        (ScalarType::Duration, Scalar::Whole(n)) if parameter.id != SLA_HOURS => {
            let seconds = u64::try_from(n).ok()?.checked_mul(HOUR)?;
            Duration::from_seconds(seconds).map(ScalarValue::Duration)
        }
        (ScalarType::Percent, Scalar::Text(text)) => kind.parse(&format!("{text} %")).ok(),
        (ScalarType::Window, Scalar::Text(text)) => kind.parse(text).ok(),
        (ScalarType::Switch, Scalar::Switch(on)) => Some(ScalarValue::Switch(on)),
        (ScalarType::Number(_), Scalar::Whole(n)) => kind.parse(&n.to_string()).ok(),
        (ScalarType::Word(words), Scalar::Text(text)) => {
            let word = words.iter().find(|word| in_case_files(word) == text);
            word.map(|word| ScalarValue::Word(word))
        }
        _ => None,
    }
}

/// A value as case files write it.
pub(super) fn written(parameter: &Parameter, value: &ScalarValue) -> String {
    match value {
        ScalarValue::Days(days) => days.count().to_string(),
        ScalarValue::WorkingDays(days) => days.count().to_string(),
        ScalarValue::Duration(length) => {
            let hours = Exact::fraction(length.seconds(), HOUR).unwrap_or(Exact::ZERO);
            if parameter.id == SLA_HOURS { format!("\"{hours}\"") } else { hours.to_string() }
        }
        ScalarValue::Percent(percent) => {
            format!("{:?}", percent.to_string().trim_end_matches(" %"))
        }
        ScalarValue::Window(window) => format!("\"{window}\""),
        ScalarValue::Word(word) => in_case_files(word).into_owned(),
        other => other.to_string(),
    }
}

/// Hours as a fraction, `18` or `35/2`.
///
/// Part seconds are dropped: time is measured in whole seconds, so a downtime is longer than the
/// fraction exactly when it is longer than its whole seconds.
fn hours(text: &str) -> Option<Duration> {
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<u64>().ok()).flatten()
    };
    let seconds = number(above)?.checked_mul(HOUR)?.checked_div(number(below)?)?;
    Duration::from_seconds(seconds)
}

/// What a policy can be, for people.
fn allowed(parameter: &Parameter) -> String {
    let ParameterType::Scalar(kind) = parameter.kind else { return String::new() };
    match kind {
        ScalarType::Days | ScalarType::WorkingDays => "a number of days such as 14".to_owned(),
        ScalarType::Duration if parameter.id == SLA_HOURS => {
            "hours in quotes such as \"18\" or \"35/2\"".to_owned()
        }
        ScalarType::Duration => "a number of hours such as 48".to_owned(),
        ScalarType::Percent => "a percentage in quotes such as \"99.8\"".to_owned(),
        ScalarType::Window => "hours of one day such as \"01:00-06:00\"".to_owned(),
        ScalarType::Switch => "`true` or `false`".to_owned(),
        ScalarType::Number(numbers) => {
            let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            numbers.join(" or ")
        }
        ScalarType::Word(words) => {
            let words: Vec<_> = words.iter().map(|word| in_case_files(word)).collect();
            wording::list(&words.iter().map(AsRef::as_ref).collect::<Vec<_>>())
        }
        _ => String::new(),
    }
}

/// The terms of a case: what the case states, what its file states, and for what the format does
/// not know the default of the registry.
///
/// What is stated nowhere is neutral: it only fills the place. A rule that uses it does not run,
/// because the case fails before.
pub(super) fn terms(offset: UtcOffset, file: &Values, case: &Values) -> Option<Terms> {
    Terms::assemble(&mut |parameter| {
        let stated = case.get(parameter.id).or_else(|| file.get(parameter.id));
        if parameter.kind == ParameterType::Scalar(ScalarType::Offset) {
            return Some(ParameterValue::Scalar(ScalarValue::Offset(offset)));
        }
        let known = POLICIES.contains(&parameter.id);
        let default = || if known { None } else { parameter.default_value() };
        stated.cloned().or_else(default).or_else(|| neutral(parameter.kind))
    })
}

/// A value that says as little as its type allows.
fn neutral(kind: ParameterType) -> Option<ParameterValue> {
    let dash = || "-".to_owned();
    Some(match kind {
        ParameterType::Scalar(kind) => ParameterValue::Scalar(kind.parse(&nothing(kind)?).ok()?),
        ParameterType::Trilingual => {
            ParameterValue::Trilingual(Trilingual { kk: dash(), ru: dash(), en: dash() })
        }
        ParameterType::Items => ParameterValue::Items(Vec::new()),
        ParameterType::Table(shape) => {
            let row = || shape.columns.iter().map(|column| neutral(column.kind)).collect();
            let rows: Option<Vec<Vec<_>>> = shape.rows.iter().map(|_| row()).collect();
            ParameterValue::Table(rows?)
        }
    })
}

fn nothing(kind: ScalarType) -> Option<String> {
    Some(match kind {
        ScalarType::Days => "0 days".to_owned(),
        ScalarType::WorkingDays => "0 working days".to_owned(),
        ScalarType::Duration => "0 s".to_owned(),
        ScalarType::Percent => "0 %".to_owned(),
        ScalarType::Window => "00:00-24:00".to_owned(),
        ScalarType::Offset => "+00:00".to_owned(),
        ScalarType::Date => "1970-01-01".to_owned(),
        // The one switch without a default that the format does not know: prices include VAT.
        ScalarType::Switch => "true".to_owned(),
        ScalarType::Word(words) => (*words.first()?).to_owned(),
        ScalarType::Number(numbers) => numbers.first()?.to_string(),
        ScalarType::Text => "-".to_owned(),
        ScalarType::OrNone(_) => "none".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{POLICIES, Scalar, hours, settable, value, written};
    use crate::contract::Duration;
    use crate::contract::terms::{ScalarValue, by_id};

    #[test]
    fn hours_can_be_a_fraction() {
        let seconds = |text| hours(text).map(Duration::seconds);
        assert_eq!(seconds("18"), Some(64_800));
        assert_eq!(seconds("35/2"), Some(63_000));
        assert_eq!(seconds("1/7"), Some(514));
        for text in ["", "/", "1/0", "1/", "-1", "1.5", " 1", "18446744073709551615"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn every_policy_is_a_parameter_and_reads_back_what_it_writes() {
        assert!(POLICIES.iter().all(|id| by_id(id).is_some()));
        for (id, one, text) in [
            ("resume.days", Scalar::Whole(14), "14"),
            ("refund.payout_working_days", Scalar::Whole(0), "0"),
            ("change.notice_hours", Scalar::Whole(100), "100"),
            ("sla.hours", Scalar::Text("35/2"), "\"35/2\""),
            ("sla.percent", Scalar::Text("99.95"), "\"99.95\""),
            ("maintenance.window", Scalar::Text("22:00-24:00"), "\"22:00-24:00\""),
            ("refund.count_cancel_day", Scalar::Switch(false), "false"),
            ("money.scale", Scalar::Whole(0), "0"),
            ("notice.calendar_days", Scalar::Text("exact_24h"), "exact_24h"),
        ] {
            let parameter = by_id(id).expect(id);
            let read: ScalarValue = value(parameter, one).expect(id);
            assert_eq!(written(parameter, &read), text, "{id}");
        }
        // Neither another type nor the spelling of blueprints is taken.
        for (id, one) in [
            ("resume.days", Scalar::Text("14 days")),
            ("resume.days", Scalar::Whole(-1)),
            ("resume.days", Scalar::Whole(36_526)),
            ("sla.hours", Scalar::Whole(18)),
            ("sla.percent", Scalar::Number("99.8")),
            ("sla.percent", Scalar::Text("99.8 %")),
            ("refund.count_cancel_day", Scalar::Text("true")),
            ("money.scale", Scalar::Whole(1)),
            ("notice.calendar_days", Scalar::Text("exact-24h")),
            ("maintenance.window", Scalar::Text("22:00-04:00")),
        ] {
            assert_eq!(value(by_id(id).expect(id), one), None, "{id}");
        }
        assert_eq!(settable().count(), POLICIES.len() - 2);
    }
}
