use crate::checks::codes;
use crate::checks::fault::{AccountFault, AccountingFault};
use crate::diagnostics::Finding;

impl From<AccountingFault<'_>> for Finding {
    fn from(fault: AccountingFault<'_>) -> Self {
        match fault {
            AccountingFault::CheckDigit { number, span, right } => {
                let finding = Self::error(
                    codes::CHECK_DIGIT,
                    format!("`{number}` is no identification number that anybody was given"),
                );
                let finding = match right {
                    Some(right) => finding.at(
                        span,
                        format!("after the first eleven digits the last one can only be {right}"),
                    ),
                    None => finding.at(span, "no number begins with these eleven digits"),
                };
                finding.help("compare it with the certificate of registration, digit by digit")
            }
            AccountingFault::Account { account, span, why } => {
                let finding = Self::error(
                    codes::BANK_ACCOUNT,
                    format!("`{account}` is no account of a bank in Kazakhstan"),
                );
                match why {
                    AccountFault::Form => finding
                        .at(span, "another form is needed")
                        .help("write `KZ`, two check digits, three digits of the bank and 13 digits or capital letters, without blanks"),
                    AccountFault::CheckDigits => finding
                        .at(span, "its two check digits do not follow from the rest")
                        .help("compare it with the bank's own letter: digits are missing, changed or swapped"),
                }
            }
            AccountingFault::Bic { bic, span } => {
                Self::error(codes::BANK_CODE, format!("`{bic}` is no code of a bank in Kazakhstan"))
                    .at(span, "another form is needed")
                    .help("write 8 or 11 capital letters and digits, of which the fifth and sixth are `KZ`, as in `DALAKZKA`")
            }
            AccountingFault::BeneficiaryCode { code, span } => Self::error(
                codes::BENEFICIARY_CODE,
                format!("there is no beneficiary code `{code}`"),
            )
            .at(span, "two digits: `1` for a resident or `2`, then the sector of the economy, `1` to `9`")
            .help("a private company that is a resident has `17`, a sole trader `19`"),
            AccountingFault::PurposeCode { code, span } => Self::error(
                codes::PURPOSE_CODE,
                format!("`{code}` cannot be the code of a purpose of payment"),
            )
            .at(span, "three digits, in quotes, are needed")
            .help("take it from the classifier of purposes of payment, or leave it to the payer"),
        }
    }
}
