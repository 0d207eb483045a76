//! Dates, sums and numbers as a reader of Kazakh, Russian or English expects them: filters that
//! change a value before a filter of the file's dialect writes it, and the same for documents that
//! no template makes.
//!
//! Numbers and units are joined by a no-break space, so that no line ends between them.

use crate::contract::{Choice as _, CivilTime, Currency, Date, Instant, Language, UtcOffset};
use crate::contract::{Money, Percent};

/// What joins a number and its unit.
pub const NO_BREAK: char = '\u{a0}';

const KAZAKH: [&str; 12] = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];
/// In the genitive, as a date has them.
const RUSSIAN: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The language of a word such as `kk`.
pub(super) fn language(word: &str) -> Option<Language> {
    Language::from_name(word)
}

/// A date in words: `10 мая 2026 года`.
pub(super) fn day(text: &str, language: Language) -> Option<String> {
    text.parse().ok().map(|date| day_of(date, language))
}

/// A date in words: `10 мая 2026 года`.
pub fn day_of(date: Date, language: Language) -> String {
    let month = |names: [&'static str; 12]| -> &'static str {
        let index = usize::try_from(date.month() - 1).unwrap_or_default();
        names.get(index).copied().unwrap_or_default()
    };
    let (year, day, nb) = (date.year(), date.day(), NO_BREAK);
    match language {
        Language::Kazakh => format!("{year}{nb}жылғы {day}{nb}{}", month(KAZAKH)),
        Language::Russian => format!("{day}{nb}{} {year}{nb}года", month(RUSSIAN)),
        Language::English => format!("{day}{nb}{} {year}", month(ENGLISH)),
    }
}

/// A date and the time of day at the contract's offset: `6 декабря 2026 года, 01:00`.
pub(super) fn moment(text: &str, language: Language) -> Option<String> {
    Some(moment_of(text.parse().ok()?, language))
}

/// A date in digits, as columns of a table have it: `10.05.2026`, in English `10 May 2026`.
pub fn short_day_of(date: Date, language: Language) -> String {
    match language {
        Language::English => day_of(date, language),
        _ => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
    }
}

/// A date and the time of day at the contract's offset: `6 декабря 2026 года, 01:00`.
pub fn moment_of(moment: Instant, language: Language) -> String {
    moment_at(moment, UtcOffset::KAZAKHSTAN, language)
}

/// A date and the time of day at an offset that the terms name.
pub fn moment_at(moment: Instant, offset: UtcOffset, language: Language) -> String {
    let civil = moment.civil(offset);
    format!("{}, {}", day_of(civil.date, language), clock_of(civil))
}

/// The same in digits: `06.12.2026, 01:00`.
pub fn short_moment_of(moment: Instant, language: Language) -> String {
    let civil = moment.civil(UtcOffset::KAZAKHSTAN);
    format!("{}, {}", short_day_of(civil.date, language), clock_of(civil))
}

/// The time of day of a moment: `01:00`.
pub(super) fn clock(text: &str) -> Option<String> {
    civil(text).map(clock_of)
}

fn civil(text: &str) -> Option<CivilTime> {
    Some(text.parse::<Instant>().ok()?.civil(UtcOffset::KAZAKHSTAN))
}

fn clock_of(civil: CivilTime) -> String {
    let minutes = civil.second_of_day / 60;
    let seconds = civil.second_of_day % 60;
    let clock = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    if seconds == 0 { clock } else { format!("{clock}:{seconds:02}") }
}

/// A sum: `26 990,00 ₸`.
pub(super) fn money(text: &str, language: Language) -> Option<String> {
    Some(money_of(text.parse().ok()?, language))
}

/// A sum: `26 990,00 ₸`.
pub fn money_of(sum: Money, language: Language) -> String {
    with_currency(&digits_of(sum, language), sum.currency(), language)
}

/// Digits of a sum with the sign of its currency, where the language has it.
pub fn with_currency(digits: &str, currency: Currency, language: Language) -> String {
    match (language, currency) {
        (Language::English, _) => format!("{}{NO_BREAK}{digits}", currency.name()),
        (_, Currency::Kzt) => format!("{digits}{NO_BREAK}₸"),
        _ => format!("{digits}{NO_BREAK}{}", currency.name()),
    }
}

/// A sum without its currency, for a column whose head names it: `26 990,00`.
pub fn digits_of(sum: Money, language: Language) -> String {
    number_of(&format!("{}.{:02}", sum.minor() / 100, sum.minor() % 100), language)
}

/// Digits with a decimal point, such as `-1026990.5`, with the marks of the language.
pub fn number_of(digits: &str, language: Language) -> String {
    let (separator, point) =
        if language == Language::English { (',', '.') } else { (NO_BREAK, ',') };
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", digits),
    };
    match digits.split_once('.') {
        Some((whole, part)) => format!("{sign}{}{point}{part}", grouped(whole, separator)),
        None => format!("{sign}{}", grouped(digits, separator)),
    }
}

fn grouped(digits: &str, separator: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A percentage: `99,8 %`, in English `99.8%`.
pub(super) fn percent(text: &str, language: Language) -> Option<String> {
    Some(percent_of(text.parse().ok()?, language))
}

/// A percentage: `99,8 %`, in English `99.8%`.
pub fn percent_of(percent: Percent, language: Language) -> String {
    share_of(percent.to_string().trim_end_matches(" %"), language)
}

/// The digits of a percentage with its sign.
pub fn share_of(digits: &str, language: Language) -> String {
    let number = number_of(digits, language);
    if language == Language::English {
        format!("{number}%")
    } else {
        format!("{number}{NO_BREAK}%")
    }
}

/// A number with its noun: `8 часов`. One form for Kazakh, two for English (one, many), three for
/// Russian (one, few, many).
pub fn counted(number: i64, forms: &[&str]) -> Option<String> {
    let units = number.unsigned_abs() % 100;
    let form = match forms {
        [only] => only,
        [one, _] if number == 1 => one,
        [_, many] => many,
        [one, few, many] => match (units / 10, units % 10) {
            (1, _) => many,
            (_, 1) => one,
            (_, 2..=4) => few,
            _ => many,
        },
        _ => return None,
    };
    Some(format!("{number}{NO_BREAK}{form}"))
}

/// A length of time in the largest unit that leaves no rest: `48 часов`, `7 дней`. Days begin where
/// nobody says hours any more.
pub(super) fn span(seconds: i64, language: Language) -> Option<String> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let whole = |unit: i64| seconds % unit == 0;
    let (number, unit) = if whole(DAY) && seconds > 3 * DAY {
        (seconds / DAY, 0)
    } else if whole(HOUR) {
        (seconds / HOUR, 1)
    } else if whole(MINUTE) {
        (seconds / MINUTE, 2)
    } else {
        (seconds, 3)
    };
    let forms: [&[&str]; 4] = match language {
        Language::Kazakh => [&["күн"], &["сағат"], &["минут"], &["секунд"]],
        Language::Russian => [
            &["день", "дня", "дней"],
            &["час", "часа", "часов"],
            &["минуту", "минуты", "минут"],
            &["секунду", "секунды", "секунд"],
        ],
        Language::English => {
            [&["day", "days"], &["hour", "hours"], &["minute", "minutes"], &["second", "seconds"]]
        }
    };
    counted(number, forms.get(unit)?)
}

/// A length of time to the second, in the abbreviations of the language: `17 ч 31 мин 13 с`. They
/// have no case, so they stand in any sentence.
pub fn length_of(seconds: i64, language: Language) -> String {
    let [hour, minute, second] = match language {
        Language::Kazakh => ["сағ", "мин", "с"],
        Language::Russian => ["ч", "мин", "с"],
        Language::English => ["h", "min", "s"],
    };
    let sign = if seconds < 0 { "\u{2212}" } else { "" };
    let whole = seconds.unsigned_abs();
    let parts = [(whole / 3_600, hour), (whole / 60 % 60, minute), (whole % 60, second)];
    let mut said: Vec<String> = Vec::with_capacity(3);
    for (number, unit) in parts {
        if number > 0 {
            said.push(format!("{}{NO_BREAK}{unit}", number_of(&number.to_string(), language)));
        }
    }
    if said.is_empty() {
        return format!("0{NO_BREAK}{second}");
    }
    format!("{sign}{}", said.join(&NO_BREAK.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Kazakh, Russian};

    /// With ordinary spaces, to be read here.
    fn plain(text: Option<String>) -> String {
        text.unwrap().replace(NO_BREAK, " ")
    }

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        assert_eq!(plain(day("2026-05-10", Kazakh)), "2026 жылғы 10 мамыр");
        assert_eq!(plain(day("2026-05-10", Russian)), "10 мая 2026 года");
        assert_eq!(plain(day("2026-05-10", English)), "10 May 2026");
        assert_eq!(plain(day("2027-12-01", Kazakh)), "2027 жылғы 1 желтоқсан");
        assert_eq!(day("2026-13-10", English), None);
        let moment = |language| plain(moment("2026-12-05T20:30:00Z", language));
        assert_eq!(moment(Russian), "6 декабря 2026 года, 01:30");
        assert_eq!(moment(English), "6 December 2026, 01:30");
        assert_eq!(clock("2026-12-05T20:30:09Z").unwrap(), "01:30:09");
    }

    #[test]
    fn sums_and_percentages_have_the_marks_of_the_language() {
        assert_eq!(plain(money("1026990.50 KZT", Russian)), "1 026 990,50 ₸");
        assert_eq!(plain(money("990.00 KZT", Kazakh)), "990,00 ₸");
        assert_eq!(plain(money("26990.00 KZT", English)), "KZT 26,990.00");
        assert_eq!(plain(money("26990.00 USD", Russian)), "26 990,00 USD");
        assert_eq!(plain(percent("99.8 %", Russian)), "99,8 %");
        assert_eq!(plain(percent("16 %", English)), "16%");
        assert_eq!(plain(Some(number_of("-1026990.5", Russian))), "−1 026 990,5");
        assert_eq!(number_of("1026990.5", English), "1,026,990.5");
    }

    #[test]
    fn lengths_are_said_to_the_second() {
        let all = [0, 59, 3_600, 63_073, 3_600_000].map(|s| plain(Some(length_of(s, Russian))));
        assert_eq!(all, ["0 с", "59 с", "1 ч", "17 ч 31 мин 13 с", "1 000 ч"]);
        assert_eq!(plain(Some(length_of(5_400, Kazakh))), "1 сағ 30 мин");
        assert_eq!(plain(Some(length_of(-61, English))), "−1 min 1 s");
    }

    #[test]
    fn columns_have_digits() {
        let day = |language| plain(Some(short_day_of("2026-05-09".parse().unwrap(), language)));
        assert_eq!([Kazakh, Russian, English].map(day), ["09.05.2026", "09.05.2026", "9 May 2026"]);
        let moment = "2026-12-05T20:30:00Z".parse().unwrap();
        assert_eq!(short_moment_of(moment, Russian), "06.12.2026, 01:30");
        let sum = "1026990.05 KZT".parse().unwrap();
        assert_eq!(plain(Some(digits_of(sum, Kazakh))), "1 026 990,05");
        assert_eq!(digits_of(sum, English), "1,026,990.05");
    }

    #[test]
    fn nouns_follow_their_numbers() {
        let hours = |n| plain(counted(n, &["час", "часа", "часов"]));
        let all = [1, 2, 5, 11, 14, 21, 22, 72, 111].map(hours);
        assert_eq!(
            all,
            [
                "1 час",
                "2 часа",
                "5 часов",
                "11 часов",
                "14 часов",
                "21 час",
                "22 часа",
                "72 часа",
                "111 часов"
            ]
        );
        assert_eq!(plain(counted(1, &["hour", "hours"])), "1 hour");
        assert_eq!(plain(counted(48, &["hour", "hours"])), "48 hours");
        assert_eq!(plain(counted(48, &["сағат"])), "48 сағат");
        assert_eq!(counted(1, &[]), None);
        let ru = |seconds| plain(span(seconds, Russian));
        let all = [3_600, 72 * 3_600, 96 * 3_600, 7 * 86_400, 90 * 60, 61].map(ru);
        assert_eq!(all, ["1 час", "72 часа", "4 дня", "7 дней", "90 минут", "61 секунду"]);
        assert_eq!(plain(span(48 * 3_600, Kazakh)), "48 сағат");
        assert_eq!(plain(span(86_400, English)), "24 hours");
    }
}
