//! Kazakh. Nothing agrees with anything: a number is its words in a row. A single hundred or
//! thousand is written with its one (`бір мың`), as financial documents do, so that nothing can be
//! put before it.

use super::{groups, word};

const ONES: [&str; 10] = ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"];
const TENS: [&str; 10] =
    ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"];
const POWERS: [&str; 7] =
    ["", "мың", "миллион", "миллиард", "триллион", "квадриллион", "квинтиллион"];

pub(super) fn words(number: u64) -> Vec<&'static str> {
    if number == 0 {
        return vec!["нөл"];
    }
    let mut words = Vec::new();
    for (group, power) in groups(number) {
        if group >= 100 {
            words.extend([word(&ONES, group / 100), "жүз"]);
        }
        words.extend([word(&TENS, group / 10 % 10), word(&ONES, group % 10), word(&POWERS, power)]);
    }
    words.retain(|word| !word.is_empty());
    words
}
