//! "What is the next period invoiced at?" (3.2, 2.2, 4.1)

use super::{Case, Heading, Taxed};
use crate::contract::decision::{Decision, labels};
use crate::contract::{Instant, Money, Undecided};
use crate::review::answer::{Answer, Figure, Sentence};

labels! {
    QUESTION = "invoice": "шот", "счёт", "invoice";
    OF_SERVER = "invoice-of-server":
        "{0} қызметінің келесі кезеңіне шот, уақыты: {1}",
        "Счёт на следующий период услуги {0}, {1}",
        "Invoice for the next period of {0}, as of {1}";
    ALONE = "invoice-alone":
        "Келесі кезеңге шот, уақыты: {0}",
        "Счёт на следующий период, {0}",
        "Invoice for the next period, as of {0}";
    TO_PAY = "to-pay":
        "Төленуі керек: {0}, осы сәтке дейін: {1} (3.2, 4.2-тармақтар).",
        "К оплате {0} до {1} (пункты 3.2, 4.2).",
        "{0} is to be paid before {1} (clauses 3.2, 4.2).";
    FIRST = "first-period":
        "Төленуі керек: {0}; бірінші кезең қосылған сәттен басталады (3.2-тармақ).",
        "К оплате {0}; первый период начинается с подключения (пункт 3.2).",
        "{0} is to be paid; the first period begins with the connection (clause 3.2).";
    NOTHING = "nothing-to-pay":
        "Төленетін ештеңе жоқ.",
        "Платить не за что.",
        "There is nothing to pay.";
    TOTAL = "total": "жиыны", "итого", "total";
    DUE = "due": "осы сәтке дейін төленеді", "оплатить до", "to be paid before";
    LINE = "line-total": "жол сомасы", "сумма строки", "sum of the line";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &ALONE };

/// A line of an invoice, and how its price was found.
#[derive(Debug)]
pub struct InvoiceLine<'a> {
    /// The sum with its tax.
    pub taxed: Taxed,
    /// How the price was found.
    pub price: Option<&'a Decision<Money>>,
}

/// What is invoiced for the next period, with its tax. Without a moment before which it is due, it
/// is the first period of a service.
///
/// # Errors
/// The tax cannot be found, or the sums cannot be added.
pub fn invoice(
    case: &Case<'_>,
    due: Option<Instant>,
    lines: Vec<InvoiceLine<'_>>,
) -> Result<Answer, Undecided> {
    let zero = Money::zero(case.basis.currency);
    let total = lines
        .iter()
        .try_fold(zero, |sum, line| sum.checked_add(line.taxed.gross))
        .ok_or(Undecided::TooLarge)?;
    let sentence = if lines.is_empty() {
        Sentence::new(&NOTHING, [])
    } else {
        match due {
            Some(due) => Sentence::new(&TO_PAY, [total.into(), due.into()]),
            None => Sentence::new(&FIRST, [total.into()]),
        }
    };
    let mut answer = case.answer(HEADING, sentence).found(&TOTAL, total);
    if let Some(due) = due {
        answer = answer.found(&DUE, due);
    }
    for line in lines {
        if let Some(price) = line.price {
            answer = answer.decided(&case.basis, price, &|id| case.place(id), |price| {
                vec![Figure::new(&LINE, *price)]
            });
        }
        answer = line.taxed.tell(case, answer)?;
    }
    Ok(answer)
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
