//! Russian. One and two agree with what they count (`одна тысяча`, `один миллион`), and what is
//! counted has three forms.

use super::{groups, word};

const HUNDREDS: [&str; 10] = [
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
];
const TENS: [&str; 10] = [
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
];
/// Masculine, to nineteen.
const ONES: [&str; 20] = [
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
/// After one, after two to four, after all others.
const POWERS: [[&str; 3]; 7] = [
    ["", "", ""],
    ["тысяча", "тысячи", "тысяч"],
    ["миллион", "миллиона", "миллионов"],
    ["миллиард", "миллиарда", "миллиардов"],
    ["триллион", "триллиона", "триллионов"],
    ["квадриллион", "квадриллиона", "квадриллионов"],
    ["квинтиллион", "квинтиллиона", "квинтиллионов"],
];
/// The only power that is feminine.
const THOUSAND: usize = 1;

pub(super) fn words(number: u64) -> Vec<&'static str> {
    if number == 0 {
        return vec!["ноль"];
    }
    let mut words = Vec::new();
    for (group, power) in groups(number) {
        let (tens, ones) = match group % 100 {
            below @ 0..=19 => (0, below),
            other => (other / 10, other % 10),
        };
        let one = match (ones, power) {
            (1, THOUSAND) => "одна",
            (2, THOUSAND) => "две",
            _ => word(&ONES, ones),
        };
        let forms = POWERS.get(power).copied().unwrap_or_default();
        words.extend([word(&HUNDREDS, group / 100), word(&TENS, tens), one]);
        words.push(word(&forms, form(group)));
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `тиын` after so many.
pub(super) fn tiyn(number: u64) -> &'static str {
    let form = usize::try_from(number % 100).map_or(2, form);
    word(&["тиын", "тиына", "тиынов"], form)
}

/// Which of the three forms follows a number.
const fn form(number: usize) -> usize {
    match (number / 10 % 10, number % 10) {
        (1, _) => 2,
        (_, 1) => 0,
        (_, 2..=4) => 1,
        _ => 2,
    }
}
