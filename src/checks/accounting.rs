//! Numbers and codes that stand on invoices and acts of rendered services. A wrong one is found by
//! a bank or a tax office, weeks later and at the customer's cost; all of them carry a check or
//! have a form that can be judged here.

use super::fault::{AccountFault, AccountingFault};
use super::scope::Scope;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::Bank;
use crate::blueprint::units::Line;
use crate::diagnostics::Report;

/// The provider's and the customers' details.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    if let Some(provider) = scope.catalogue.provider {
        if let Some(number) = &provider.bin {
            identification_number(number, report);
        }
        if let Some(bank) = provider.accounting.as_ref().and_then(|of| of.bank.as_ref()) {
            of_bank(bank, report);
        }
    }
    for number in scope.catalogue.blueprints.customers.iter().filter_map(|c| c.bin.as_ref()) {
        identification_number(number, report);
    }
}

fn identification_number(number: &Spanned<Line>, report: &mut Report) {
    // Another form is another fault, and said elsewhere.
    let Some(digits) = digits::<12>(number) else { return };
    let right = check_digit(&digits);
    if right != Some(digits[11]) {
        let span = number.span;
        report.push(AccountingFault::CheckDigit { number, span, right }.into());
    }
}

fn of_bank(bank: &Bank, report: &mut Report) {
    if let Some(why) = account(&bank.account) {
        let (account, span) = (&*bank.account.value, bank.account.span);
        report.push(AccountingFault::Account { account, span, why }.into());
    }
    if !is_bic(&bank.bic) {
        let (bic, span) = (&*bank.bic.value, bank.bic.span);
        report.push(AccountingFault::Bic { bic, span }.into());
    }
    let code = &bank.beneficiary_code;
    let is_code = digits::<2>(code)
        .is_some_and(|[residence, sector]| matches!(residence, 1 | 2) && (1..=9).contains(&sector));
    if !is_code {
        report.push(AccountingFault::BeneficiaryCode { code, span: code.span }.into());
    }
    if let Some(code) = &bank.purpose_code
        && digits::<3>(code).is_none_or(|digits| digits == [0, 0, 0])
    {
        report.push(AccountingFault::PurposeCode { code, span: code.span }.into());
    }
}

/// The digits of a text that is exactly so many of them.
fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let mut digits = [0; N];
    if text.chars().count() != N {
        return None;
    }
    for (slot, c) in digits.iter_mut().zip(text.chars()) {
        *slot = c.to_digit(10)?;
    }
    Some(digits)
}

/// The last digit of an identification number: the weighted sum of the first eleven, modulo 11.
///
/// Business (BIN) and individual (IIN) numbers share it. Where the first series of weights leaves
/// 10, the second one decides; where that leaves 10 too, no number is given out.
fn check_digit(digits: &[u32; 12]) -> Option<u32> {
    const WEIGHTS: [[u32; 11]; 2] =
        [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]];
    WEIGHTS
        .iter()
        .map(|weights| weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum())
        .map(|sum: u32| sum % 11)
        .find(|&rest| rest < 10)
}

/// An IBAN of Kazakhstan (ISO 13616): `KZ`, two check digits, three digits that name the bank, and
/// 13 digits or letters of the account; 20 characters.
fn account(text: &str) -> Option<AccountFault> {
    let bytes = text.as_bytes();
    let has_form = bytes.len() == 20
        && text.starts_with("KZ")
        && bytes[2..7].iter().all(u8::is_ascii_digit)
        && bytes[7..].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    if !has_form {
        return Some(AccountFault::Form);
    }
    // The first four characters go to the end, letters count from 10, and the rest of the long
    // number by 97 is 1 (ISO 7064, MOD 97-10).
    let moved = text.chars().skip(4).chain(text.chars().take(4));
    let rest = moved.filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + value) % 97
    });
    (rest != 1).then_some(AccountFault::CheckDigits)
}

/// ISO 9362: four letters or digits of the bank, the country, two of the place, perhaps three of a
/// branch. The account is one in Kazakhstan, so the bank is too.
fn is_bic(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes.len(), 8 | 11)
        && bytes[..4].iter().all(u8::is_ascii_uppercase)
        && &bytes[4..6] == b"KZ"
        && bytes[6..].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn right(number: &str) -> bool {
        let digits = digits::<12>(number).unwrap();
        check_digit(&digits) == Some(digits[11])
    }

    #[test]
    fn the_second_weights_decide_where_the_first_leave_ten() {
        assert!(right("051240001234") && right("990840005678") && right("180340012346"));
        // Eleven digits whose first weighted sum leaves 10.
        let tens: Vec<u64> = (0..2_000_u64)
            .filter(|n| {
                let digits = digits::<12>(&format!("{n:011}0")).unwrap();
                let sum: u32 = (1..=11).zip(digits).map(|(weight, digit)| weight * digit).sum();
                sum % 11 == 10
            })
            .collect();
        assert!(tens.len() > 100, "{}", tens.len());
        for n in &tens {
            let digits = digits::<12>(&format!("{n:011}0")).unwrap();
            let second = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
            let rest = second.iter().zip(digits).map(|(w, d)| w * d).sum::<u32>() % 11;
            assert_eq!(check_digit(&digits), (rest < 10).then_some(rest), "{n}");
        }
        let none = |n: &&u64| check_digit(&digits::<12>(&format!("{n:011}0")).unwrap()).is_none();
        assert!(tens.iter().any(|n| none(&n)), "some eleven digits begin no number");
    }

    #[test]
    fn accounts_and_codes_have_their_forms() {
        assert_eq!(account("KZ86125KZT5004100100"), None);
        assert_eq!(account("KZ86125KZT5004100101"), Some(AccountFault::CheckDigits));
        for wrong in ["KZ86 125K ZT50 0410 0100", "kz86125kzt5004100100", "DE89370400440532013000"]
        {
            assert_eq!(account(wrong), Some(AccountFault::Form), "{wrong}");
        }
        assert!(is_bic("DALAKZKA") && is_bic("DALAKZKXXXX"));
        for wrong in ["DALARUKA", "DALAKZK", "dalakzka", "DALAKZKA1", "ЖALAKZKA"] {
            assert!(!is_bic(wrong), "{wrong}");
        }
    }

    /// The remainder by division of the long decimal number, digit by digit.
    fn remainder_of_the_long_number(text: &str) -> u64 {
        let moved = format!("{}{}", &text[4..], &text[..4]);
        let long: String = moved.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
        long.bytes().fold(0, |rest, b| (rest * 10 + u64::from(b - b'0')) % 97)
    }

    proptest! {
        /// Every account has exactly one pair of check digits, and a mistyped character of the same
        /// sort, or two neighbours of one sort that were swapped, never go unseen. (A letter in the
        /// place of a digit moves the rest of the number, and slips by once in 97 times.)
        #[test]
        fn a_mistyped_account_is_seen(bank in 0..1_000_u32, rest in "[0-9A-Z]{13}", at in 7..20_usize, other in "[0-9A-Z]") {
            let with = |check: u32| format!("KZ{check:02}{bank:03}{rest}");
            let fits: Vec<u32> = (2..=98).filter(|&check| account(&with(check)).is_none()).collect();
            prop_assert_eq!(fits.len(), 1);
            let right = with(fits[0]);
            prop_assert_eq!(remainder_of_the_long_number(&right), 1);
            let sort = |at: usize| right.as_bytes()[at].is_ascii_digit();
            if sort(at) == other.as_bytes()[0].is_ascii_digit() {
                let mut wrong = right.clone();
                wrong.replace_range(at..=at, &other);
                prop_assert_eq!(account(&wrong).is_none(), wrong == right);
            }
            if at < 19 && sort(at) == sort(at + 1) {
                let mut swapped = right.clone().into_bytes();
                swapped.swap(at, at + 1);
                let swapped = String::from_utf8(swapped).unwrap();
                prop_assert_eq!(account(&swapped).is_none(), swapped == right);
            }
        }

        #[test]
        fn one_wrong_digit_of_a_number_is_seen(n in 0..100_000_000_000_u64, at in 0..11_usize, by in 1..10_u32) {
            let mut all = digits::<12>(&format!("{n:011}0")).unwrap();
            if let Some(last) = check_digit(&all) {
                all[11] = last;
                let before = all.map(|digit| digit.to_string()).concat();
                prop_assert!(right(&before));
                all[11] = (all[11] + by) % 10;
                prop_assert!(!right(&all.map(|digit| digit.to_string()).concat()));
                all[11] = last;
                all[at] = (all[at] + by) % 10;
                // With the first weights a wrong digit always changes the sum modulo 11; only where
                // the second ones had to decide before or after may the result agree by chance.
                let first = |digits: &[u32; 12]| (1..=11).zip(digits).map(|(w, d)| w * d).sum::<u32>() % 11;
                if first(&all) < 10 && check_digit(&all) == Some(last) {
                    prop_assert!(at == 10 || first(&digits::<12>(&before).unwrap()) == 10);
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = (account(&text), is_bic(&text), digits::<12>(&text), digits::<3>(&text));
        }
    }
}
