//! Words are read back by a reader that was written from grammars and not from the writer: it takes
//! a sum apart word by word, knows each word's value by a dictionary, and refuses every form that
//! does not agree with its number.

use proptest::prelude::*;

use super::{in_words, number_in_words};
use crate::contract::{Choice as _, Currency, Language, Money};
use Language::{English, Kazakh, Russian};

fn kzt(minor: u64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

#[test]
fn sums_are_as_a_bank_writes_them() {
    let say = |minor| Language::ALL.iter().map(|&l| in_words(kzt(minor), l)).collect::<Vec<_>>();
    assert_eq!(
        say(1_599_000),
        [
            "Он бес мың тоғыз жүз тоқсан теңге 00 тиын",
            "Пятнадцать тысяч девятьсот девяносто тенге 00 тиынов",
            "Fifteen thousand nine hundred ninety tenge 00 tiyn",
        ]
    );
    assert_eq!(
        say(100_102_101),
        [
            "Бір миллион бір мың жиырма бір теңге 01 тиын",
            "Один миллион одна тысяча двадцать один тенге 01 тиын",
            "One million one thousand twenty-one tenge 01 tiyn",
        ]
    );
    assert_eq!(
        say(203_211_242),
        [
            "Екі миллион отыз екі мың бір жүз он екі теңге 42 тиын",
            "Два миллиона тридцать две тысячи сто двенадцать тенге 42 тиына",
            "Two million thirty-two thousand one hundred twelve tenge 42 tiyn",
        ]
    );
    assert_eq!(say(12), ["Нөл теңге 12 тиын", "Ноль тенге 12 тиынов", "Zero tenge 12 tiyn"]);
}

#[test]
fn another_currency_has_its_code() {
    let sum = Money::from_minor(10_005, Currency::Usd);
    assert_eq!(in_words(sum, Russian), "Сто USD 05/100");
    assert_eq!(in_words(sum, Kazakh), "Бір жүз USD 05/100");
}

/// What a word is worth, and what it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// Units, tens and hundreds of a group; the step says which of them, so that their order is seen.
    Add {
        value: u64,
        step: u8,
    },
    /// Kazakh and English count hundreds.
    Hundred,
    /// A power of a thousand.
    Power(u64),
    Zero,
}

/// Dictionaries, by language in the order of `Language::ALL`: one to nine, ten to nineteen, tens,
/// hundreds, and the stems of the powers of a thousand.
const UNITS: [&str; 3] = [
    "бір екі үш төрт бес алты жеті сегіз тоғыз",
    "один два три четыре пять шесть семь восемь девять",
    "one two three four five six seven eight nine",
];
const FROM_TEN: [&str; 3] = [
    "",
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать \
     восемнадцать девятнадцать",
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
];
const TENS: [&str; 3] = [
    "он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан",
    "- двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "- twenty thirty forty fifty sixty seventy eighty ninety",
];
const HUNDREDS: [&str; 3] =
    ["", "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот", ""];
const POWERS: [&str; 3] = [
    "мың миллион миллиард триллион квадриллион квинтиллион",
    "тысяч миллион миллиард триллион квадриллион квинтиллион",
    "thousand million billion trillion quadrillion quintillion",
];

fn part(word: &str, language: Language) -> Option<Part> {
    match word {
        "нөл" | "ноль" | "zero" => return Some(Part::Zero),
        "жүз" | "hundred" => return Some(Part::Hundred),
        "одна" => return Some(Part::Add { value: 1, step: 1 }),
        "две" => return Some(Part::Add { value: 2, step: 1 }),
        _ => {}
    }
    let at = Language::ALL.iter().position(|&known| known == language)?;
    let place = |lists: [&'static str; 3]| {
        lists[at].split(' ').position(|known| known == word).and_then(|at| u64::try_from(at).ok())
    };
    let add = |value, step| Part::Add { value, step };
    let power = || {
        let found = POWERS[at].split(' ').position(|stem| word.starts_with(stem))?;
        Some(Part::Power(1_000_u64.pow(u32::try_from(found).ok()? + 1)))
    };
    place(UNITS)
        .map(|at| add(at + 1, 1))
        .or_else(|| place(FROM_TEN).map(|at| add(at + 10, 2)))
        .or_else(|| place(TENS).map(|at| add(at * 10 + 10, 2)))
        .or_else(|| place(HUNDREDS).map(|at| add(at * 100 + 100, 3)))
        .or_else(power)
}

/// The number that words say; `None` if they are not in order or do not agree.
fn read(text: &str, language: Language) -> Option<u64> {
    // English joins tens and units by a hyphen, and nothing else.
    let spaced = text.replace('-', " ");
    let words: Vec<&str> = spaced.split(' ').collect();
    let parts: Vec<Part> = words.iter().map(|w| part(w, language)).collect::<Option<_>>()?;
    if parts == [Part::Zero] {
        return Some(0);
    }
    let (mut total, mut group, mut step, mut last_power) = (0_u64, 0_u64, 4_u8, u64::MAX);
    for (at, &of) in parts.iter().enumerate() {
        match of {
            Part::Zero => return None,
            Part::Add { value, step: new } => {
                // Hundreds, tens, units: each once, in this order; a teen leaves no place for units.
                if new >= step {
                    return None;
                }
                step = if (10..20).contains(&value) && language != Kazakh { 1 } else { new };
                group += value;
            }
            Part::Hundred => {
                if step != 1 || !(1..=9).contains(&group) {
                    return None;
                }
                (group, step) = (group * 100, 3);
            }
            Part::Power(power) => {
                if group == 0 || power >= last_power || !agrees(&words[..=at], language) {
                    return None;
                }
                total = total.checked_add(group.checked_mul(power)?)?;
                (group, step, last_power) = (0, 4, power);
            }
        }
    }
    let feminine = |word: &&str| ["одна", "две"].contains(word);
    if language == Russian && words.last().is_some_and(feminine) {
        return None; // The tenge is masculine.
    }
    total.checked_add(group)
}

/// Whether a Russian power has the form and the number before it the gender that they need.
fn agrees(words: &[&str], language: Language) -> bool {
    let (Russian, [.., before, power]) = (language, words) else { return true };
    let thousand = power.starts_with("тысяч");
    let ending = match *before {
        "один" | "два" if thousand => return false,
        "одна" | "две" if !thousand => return false,
        "один" => "",
        "три" | "четыре" | "две" if thousand => "и",
        "одна" | "два" | "три" | "четыре" => "а",
        _ if thousand => "",
        _ => "ов",
    };
    let stems = ["тысяч", "миллион", "миллиард", "триллион", "квадриллион", "квинтиллион"];
    stems.iter().any(|stem| **power == format!("{stem}{ending}"))
}

#[test]
fn the_reader_is_strict() {
    for (text, language, number) in [
        ("пятнадцать тысяч девятьсот девяносто", Russian, Some(15_990)),
        ("один тысяча", Russian, None),
        ("два тысячи", Russian, None),
        ("две тысяч", Russian, None),
        ("одна", Russian, None),
        ("одиннадцать один", Russian, None),
        ("сто двести", Russian, None),
        ("тысяча", Russian, None),
        ("один миллион сто миллионов", Russian, None),
        ("бір жүз он бір", Kazakh, Some(111)),
        ("он жиырма", Kazakh, None),
        ("жүз", Kazakh, None),
        ("eleven one", English, None),
        ("twenty-one", English, Some(21)),
        ("nine hundred ninety", English, Some(990)),
    ] {
        assert_eq!(read(text, language), number, "{text}");
    }
}

/// Every group of three digits before every power of a thousand, alone, after one and before one:
/// the whole grammar is in there.
#[test]
fn every_group_before_every_power_has_its_own_words() {
    for language in [Kazakh, Russian, English] {
        for group in 0..1_000_u64 {
            for power in (0..=5).map(|power| 1_000_u64.pow(power)) {
                for number in [group * power, group * power + 1, (1_000 + group) * power] {
                    let words = number_in_words(number, language);
                    assert_eq!(read(&words, language), Some(number), "{words}");
                }
            }
        }
    }
}

#[test]
fn every_number_of_tiyn_is_in_two_digits_and_agrees() {
    for part in 0..100_u64 {
        for language in [Kazakh, Russian, English] {
            let text = in_words(kzt(part + 100), language);
            let mut words = text.rsplit(' ');
            let (unit, digits) = (words.next().unwrap(), words.next().unwrap());
            assert_eq!(digits, format!("{part:02}"));
            let expected = match (language, part % 10, part / 10) {
                (English, ..) => "tiyn",
                (Russian, _, 1) => "тиынов",
                (Kazakh, ..) | (Russian, 1, _) => "тиын",
                (Russian, 2..=4, _) => "тиына",
                (Russian, ..) => "тиынов",
            };
            assert_eq!(unit, expected, "{text}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(number: u64, shift in 0..64_u32) {
        let number = number >> shift;
        for language in [Kazakh, Russian, English] {
            let words = number_in_words(number, language);
            prop_assert_eq!(read(&words, language), Some(number), "{}", words);
        }
    }

    #[test]
    fn a_sum_has_its_words_its_unit_and_its_hundredths(minor: u64, shift in 0..64_u32) {
        let minor = minor >> shift;
        for (language, unit) in [(Kazakh, " теңге "), (Russian, " тенге "), (English, " tenge ")] {
            let text = in_words(kzt(minor), language);
            let (number, rest) = text.split_once(unit).unwrap();
            let mut letters = number.chars();
            let first = letters.next().unwrap();
            prop_assert!(first.is_uppercase());
            let lower: String = first.to_lowercase().chain(letters).collect();
            let digits: u64 = rest.split(' ').next().unwrap().parse().unwrap();
            prop_assert_eq!(read(&lower, language).map(|n| n.checked_mul(100)?.checked_add(digits)), Some(Some(minor)));
        }
    }
}
