//! Digits to numbers, without signs, exponents, grouping or leading zeros.

use super::NumberFault;

/// Reads a whole number such as `14`.
pub(super) fn whole(text: &str) -> Result<u64, NumberFault> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberFault::Form);
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(NumberFault::LeadingZero);
    }
    text.parse().map_err(|_| NumberFault::TooLarge)
}

/// Reads a decimal number such as `99.8` as a count of units of 10^-`places`.
pub(super) fn scaled(text: &str, places: u32) -> Result<u64, NumberFault> {
    let (integer, fraction) = match text.split_once('.') {
        None => (text, ""),
        Some((_, "")) => return Err(NumberFault::Form),
        Some(parts) => parts,
    };
    let integer = whole(integer)?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberFault::Form);
    }
    let missing = u32::try_from(fraction.len())
        .ok()
        .and_then(|length| places.checked_sub(length))
        .ok_or(NumberFault::TooManyDecimals { most: places })?;
    let fraction = if fraction.is_empty() {
        0
    } else {
        fraction.parse::<u64>().map_err(|_| NumberFault::TooLarge)? * 10_u64.pow(missing)
    };
    integer
        .checked_mul(10_u64.pow(places))
        .and_then(|units| units.checked_add(fraction))
        .ok_or(NumberFault::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::{NumberFault, scaled, whole};
    use proptest::prelude::*;

    #[test]
    fn only_plain_digits_are_a_whole_number() {
        assert_eq!(whole("0"), Ok(0));
        assert_eq!(whole("14"), Ok(14));
        for text in ["", "+1", "-1", " 1", "1 ", "1_000", "1e3", "٣", "1.0"] {
            assert_eq!(whole(text), Err(NumberFault::Form), "{text:?}");
        }
        assert_eq!(whole("014"), Err(NumberFault::LeadingZero));
        assert_eq!(whole("18446744073709551616"), Err(NumberFault::TooLarge));
    }

    #[test]
    fn decimals_are_counted_not_rounded() {
        assert_eq!(scaled("99.8", 2), Ok(9980));
        assert_eq!(scaled("0.05", 2), Ok(5));
        assert_eq!(scaled("7", 2), Ok(700));
        assert_eq!(scaled("0.005", 2), Err(NumberFault::TooManyDecimals { most: 2 }));
        for text in ["1.", ".5", "1.2.3", "1,5", "1.+5", "1. 5"] {
            assert_eq!(scaled(text, 4), Err(NumberFault::Form), "{text:?}");
        }
        assert_eq!(scaled("184467440737095517", 2), Err(NumberFault::TooLarge));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9.+\\-e ]{0,30}", places in 0_u32..10) {
            let _ = scaled(&text, places);
        }
    }
}
