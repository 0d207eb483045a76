use super::parameters::reading_words;
use super::phrases::{NO, NOTHING, YES};
use crate::contract::decision::Value;
use crate::contract::terms::{Parameter, ParameterValue, ScalarValue};
use crate::contract::{Currency, Exact, Language, Resources, UtcOffset};
use crate::render::languages::{
    NO_BREAK, counted, day_of, length_of, moment_at, money_of, number_of, percent_of, share_of,
    with_currency,
};

/// Digits after the point of a number that has no end.
const PLACES: u32 = 6;

/// A value in the words of a language, moments at an offset. A text is as a person wrote it.
pub fn value_in(value: &Value, language: Language, offset: UtcOffset) -> String {
    match value {
        Value::None => NOTHING.in_language(language).to_owned(),
        Value::Money(money) => money_of(*money, language),
        Value::Sum(exact, currency) => sum_in(*exact, *currency, language),
        Value::Number(exact) => exact_in(*exact, language),
        Value::Percent(percent) => percent_of(*percent, language),
        Value::Share(digits) => share_of(digits, language),
        Value::Moment(moment) => moment_at(*moment, offset, language),
        Value::Date(date) => day_of(*date, language),
        Value::DayOff(date, name) => {
            format!("{} ({})", day_of(*date, language), name.in_language(language))
        }
        Value::Span(span) => {
            let [from, until] =
                [span.from(), span.until()].map(|end| moment_at(end, offset, language));
            format!("{from} – {until}")
        }
        Value::Seconds(seconds) => length_of(*seconds, language),
        Value::Hours(hours) => hours_in(*hours, language),
        Value::Days(days) => days_in(*days, language),
        Value::Months(months) => months_in(*months, language),
        Value::Switch(on) => (if *on { &YES } else { &NO }).in_language(language).to_owned(),
        Value::Word(label) => label.in_language(language).to_owned(),
        Value::Resources(resources) => resources_in(resources, language),
        Value::Text(text) => text.clone(),
        Value::Title(title) => title.in_language(language).to_owned(),
        Value::List(values) if values.is_empty() => NOTHING.in_language(language).to_owned(),
        Value::List(values) => {
            let said = values.iter().map(|value| value_in(value, language, offset));
            said.collect::<Vec<_>>().join("; ")
        }
    }
}

/// An exact number: its digits, or the fraction and about how much it is.
fn exact_in(exact: Exact, language: Language) -> String {
    let digits = exact.decimal(PLACES).unwrap_or_else(|_| exact.to_string());
    if is_finite(exact) {
        let digits = if digits.contains('.') { trimmed(&digits, 0) } else { digits };
        return number_of(&digits, language);
    }
    let (numerator, denominator) = (exact.numerator(), exact.denominator());
    let numerator = number_of(&numerator.to_string(), language);
    let denominator = number_of(&denominator.to_string(), language);
    format!("{numerator}/{denominator}{NO_BREAK}≈ {}", number_of(&digits, language))
}

/// An exact sum. It has at least the digits of a minor unit.
fn sum_in(exact: Exact, currency: Currency, language: Language) -> String {
    let digits = exact.decimal(PLACES).unwrap_or_else(|_| exact.to_string());
    let shown = number_of(&trimmed(&digits, 2), language);
    if is_finite(exact) {
        return with_currency(&shown, currency, language);
    }
    let numerator = number_of(&exact.numerator().to_string(), language);
    let denominator = number_of(&exact.denominator().to_string(), language);
    let about = with_currency(&number_of(&digits, language), currency, language);
    format!("{numerator}/{denominator}{NO_BREAK}≈ {about}")
}

/// Whether a number ends within [`PLACES`] digits.
fn is_finite(exact: Exact) -> bool {
    10_i128.checked_pow(PLACES).is_some_and(|most| most % exact.denominator() == 0)
}

/// Digits without the zeros at their end, but for `least` of them after the point.
fn trimmed(digits: &str, least: usize) -> String {
    let Some((whole, part)) = digits.split_once('.') else { return digits.to_owned() };
    let kept = part.trim_end_matches('0').len().max(least.min(part.len()));
    match part.get(..kept) {
        Some(part) if !part.is_empty() => format!("{whole}.{part}"),
        _ => whole.to_owned(),
    }
}

fn hours_in(hours: Exact, language: Language) -> String {
    let unit = match language {
        Language::Kazakh => "сағ",
        Language::Russian => "ч",
        Language::English => "h",
    };
    format!("{}{NO_BREAK}{unit}", exact_in(hours, language))
}

/// Days with their noun.
fn days_in(days: i64, language: Language) -> String {
    let forms: &[&str] = match language {
        Language::Kazakh => &["күн"],
        Language::Russian => &["день", "дня", "дней"],
        Language::English => &["day", "days"],
    };
    counted(days, forms).unwrap_or_default()
}

fn working_days_in(days: i64, language: Language) -> String {
    let forms: &[&str] = match language {
        Language::Kazakh => &["жұмыс күні"],
        Language::Russian => &["рабочий день", "рабочих дня", "рабочих дней"],
        Language::English => &["working day", "working days"],
    };
    counted(days, forms).unwrap_or_default()
}

fn months_in(months: u32, language: Language) -> String {
    let forms: &[&str] = match language {
        Language::Kazakh => &["ай"],
        Language::Russian => &["месяц", "месяца", "месяцев"],
        Language::English => &["month", "months"],
    };
    counted(months.into(), forms).unwrap_or_default()
}

fn resources_in(resources: &Resources, language: Language) -> String {
    const GIB: u64 = 1024;
    let Resources { vcpu, memory_mib, disk_gib } = *resources;
    let [memory, disk] = match language {
        Language::Kazakh => ["жад", "диск"],
        Language::Russian => ["памяти", "диска"],
        Language::English => ["memory", "disk"],
    };
    let (size, unit) = if memory_mib.is_multiple_of(GIB) {
        (memory_mib / GIB, "GiB")
    } else {
        (memory_mib, "MiB")
    };
    let [vcpu, size, disk_gib] =
        [vcpu.into(), size, disk_gib].map(|number: u64| number_of(&number.to_string(), language));
    format!("{vcpu}{NO_BREAK}vCPU, {size}{NO_BREAK}{unit} {memory}, {disk_gib}{NO_BREAK}GiB {disk}")
}

/// What a parameter says, in words: the reading of an open question, or the number that the
/// agreement states.
pub fn parameter_in(parameter: &Parameter, value: &ParameterValue, language: Language) -> String {
    match value {
        ParameterValue::Scalar(scalar) => scalar_in(parameter, scalar, language),
        ParameterValue::Trilingual(text) => text.in_language(language).to_owned(),
        ParameterValue::Items(items) => {
            let titles = items.iter().map(|item| item.title.in_language(language));
            titles.collect::<Vec<_>>().join(", ")
        }
        // A table is data of its own; the steps say which of its rows were read.
        ParameterValue::Table(rows) => {
            let forms: &[&str] = match language {
                Language::Kazakh => &["жолдан тұратын кесте"],
                Language::Russian => &["строка в таблице", "строки в таблице", "строк в таблице"],
                Language::English => &["row in a table", "rows in a table"],
            };
            counted(i64::try_from(rows.len()).unwrap_or_default(), forms).unwrap_or_default()
        }
    }
}

/// A scalar of a parameter, in words.
pub(super) fn scalar_in(parameter: &Parameter, scalar: &ScalarValue, language: Language) -> String {
    if let Some(words) = reading_words(parameter.id, &scalar.to_string()) {
        return words.in_language(language).to_owned();
    }
    match scalar {
        ScalarValue::Days(days) => days_in(days.signed().into(), language),
        ScalarValue::WorkingDays(days) => working_days_in(days.count().into(), language),
        ScalarValue::Duration(duration) => {
            length_of(i64::try_from(duration.seconds()).unwrap_or(i64::MAX), language)
        }
        ScalarValue::Percent(percent) => percent_of(*percent, language),
        ScalarValue::Date(date) => day_of(*date, language),
        ScalarValue::Switch(on) => (if *on { &YES } else { &NO }).in_language(language).to_owned(),
        ScalarValue::None => NOTHING.in_language(language).to_owned(),
        ScalarValue::Window(_)
        | ScalarValue::Offset(_)
        | ScalarValue::Word(_)
        | ScalarValue::Number(_)
        | ScalarValue::Text(_) => scalar.to_string(),
    }
}
