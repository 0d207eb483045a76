//! Numbers and codes that stand on invoices and acts.

use crate::diagnostics::Span;

/// A detail for accounting that no bank or tax office would take.
#[derive(Debug)]
pub(in crate::checks) enum AccountingFault<'a> {
    /// The last digit of an identification number does not follow from the others; `right` is the
    /// one that does, if there is one.
    CheckDigit { number: &'a str, span: Span, right: Option<u32> },
    /// The number of an account.
    Account { account: &'a str, span: Span, why: AccountFault },
    /// The code of a bank.
    Bic { bic: &'a str, span: Span },
    /// The code of the beneficiary.
    BeneficiaryCode { code: &'a str, span: Span },
    /// The code of the purpose of payment.
    PurposeCode { code: &'a str, span: Span },
}

/// Why a text is no IBAN of Kazakhstan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum AccountFault {
    /// It has another form.
    Form,
    /// The check digits do not follow from the rest.
    CheckDigits,
}
