//! Sums in words, as accounting documents repeat them: a figure is easily changed by a stroke, a
//! word is not.
//!
//! The main units are in words, the hundredths in two digits, as banks of Kazakhstan write them:
//! `Пятнадцать тысяч девятьсот девяносто тенге 00 тиынов`.

mod english;
mod kazakh;
mod russian;
#[cfg(test)]
mod tests;

use crate::contract::{Choice as _, Currency, Language, Money};

/// A sum in words, with a capital letter at its beginning. What is not in tenge has the code of its
/// currency and hundredths: `Сто USD 05/100`.
pub fn in_words(sum: Money, language: Language) -> String {
    let (whole, part) = (sum.minor() / 100, sum.minor() % 100);
    let number = capitalised(&number_in_words(whole, language));
    match (sum.currency(), language) {
        (Currency::Kzt, Language::Kazakh) => format!("{number} теңге {part:02} тиын"),
        (Currency::Kzt, Language::Russian) => {
            format!("{number} тенге {part:02} {}", russian::tiyn(part))
        }
        (Currency::Kzt, Language::English) => format!("{number} tenge {part:02} tiyn"),
        (currency, _) => format!("{number} {} {part:02}/100", currency.name()),
    }
}

/// A whole number in words; masculine in Russian, as `тенге` is.
pub fn number_in_words(number: u64, language: Language) -> String {
    match language {
        Language::Kazakh => kazakh::words(number).join(" "),
        Language::Russian => russian::words(number).join(" "),
        Language::English => english::words(number).join(" "),
    }
}

/// The non-empty groups of three digits, the highest first, each with the power of a thousand that
/// it counts. Twenty digits, all that a number here has, make seven groups.
fn groups(number: u64) -> impl Iterator<Item = (usize, usize)> {
    let group = move |power: u32| {
        let of = number / 1_000_u64.checked_pow(power)? % 1_000;
        Some((usize::try_from(of).ok()?, usize::try_from(power).ok()?))
    };
    (0..=6).rev().filter_map(group).filter(|(of, _)| *of > 0)
}

/// The word at a place of a list that holds every digit.
fn word(list: &[&'static str], at: usize) -> &'static str {
    list.get(at).copied().unwrap_or_default()
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
