//! English, with a hyphen from twenty-one to ninety-nine and no `and`, so that no word of a sum can
//! be taken for the beginning of its hundredths.

use super::{groups, word};

const ONES: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const POWERS: [&str; 7] =
    ["", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"];

pub(super) fn words(number: u64) -> Vec<String> {
    if number == 0 {
        return vec!["zero".to_owned()];
    }
    let mut words = Vec::new();
    for (group, power) in groups(number) {
        if group >= 100 {
            words.push(format!("{} hundred", word(&ONES, group / 100)));
        }
        match (group % 100 / 10, group % 10) {
            (0 | 1, _) => words.push(word(&ONES, group % 100).to_owned()),
            (tens, 0) => words.push(word(&TENS, tens).to_owned()),
            (tens, one) => words.push(format!("{}-{}", word(&TENS, tens), word(&ONES, one))),
        }
        words.push(word(&POWERS, power).to_owned());
    }
    words.retain(|word| !word.is_empty());
    words
}
