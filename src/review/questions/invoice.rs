//! "What is the next period invoiced at?" (3.2, 2.2, 4.1)

use super::{Case, Heading, Taxed};
use crate::contract::decision::{Decision, Value, labels};
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
    OF_CUSTOMER = "invoice-of-customer":
        "{0} клиентінің қызметтеріне келесі кезеңге шот, уақыты: {1}",
        "Счёт на следующий период услуг клиента {0}, {1}",
        "Invoice for the next period of the services of {0}, as of {1}";
    NO_INVOICE = "renewal-was-refused":
        "Шот жазылмайды: келесі кезең болмайды, ұзартудан бас тартылған (4.5-тармақ).",
        "Счёт не выставляется: следующего периода не будет, от продления отказались (пункт 4.5).",
        "Nothing is invoiced: there is no next period, renewal was refused (clause 4.5).";
    STOPPED = "service-is-not-renewed":
        "{0}: ұзартудан бас тартылған, тіркелген уақыты: {1}; шотқа кірмейді. Бас тарту қайтарып алынса, келесі кезеңнің бағасы: {2}.",
        "{0}: от продления отказались {1}, в счёт не входит. Если отказ отзовут, следующий период стоит {2}.",
        "{0}: renewal was refused on {1}, so it is not invoiced. If that is taken back, its next period costs {2}.";
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

/// A service that is not invoiced, for its renewal was refused (4.5).
#[derive(Clone, Copy, Debug)]
pub struct NotRenewed<'a> {
    /// The server.
    pub server: &'a str,
    /// When renewal was refused.
    pub refused: Instant,
    /// What the next period would cost.
    pub cost: Money,
}

/// What an invoice is made of.
#[derive(Debug, Default)]
pub struct InvoiceParts<'a> {
    /// Whether it is about all services of the customer whom the case names as `server`.
    pub of_customer: bool,
    /// Before when it is to be paid; without that it is the first period of a service.
    pub due: Option<Instant>,
    /// Its lines.
    pub lines: Vec<InvoiceLine<'a>>,
    /// The services that are left out.
    pub not_renewed: Vec<NotRenewed<'a>>,
}

/// What is invoiced for the next period, with its tax.
///
/// # Errors
/// The tax cannot be found, or the sums cannot be added.
pub fn invoice(case: &Case<'_>, parts: InvoiceParts<'_>) -> Result<Answer, Undecided> {
    let InvoiceParts { of_customer, due, lines, not_renewed } = parts;
    let zero = Money::zero(case.basis.currency);
    let total = lines
        .iter()
        .try_fold(zero, |sum, line| sum.checked_add(line.taxed.gross))
        .ok_or(Undecided::TooLarge)?;
    let none = lines.is_empty();
    let sentence = match due {
        _ if none && !not_renewed.is_empty() => Sentence::new(&NO_INVOICE, []),
        _ if none => Sentence::new(&NOTHING, []),
        Some(due) => Sentence::new(&TO_PAY, [total.into(), due.into()]),
        None => Sentence::new(&FIRST, [total.into()]),
    };
    let of_server = if of_customer { &OF_CUSTOMER } else { &OF_SERVER };
    let mut answer = case.answer(Heading { of_server, ..HEADING }, sentence).found(&TOTAL, total);
    if none && !not_renewed.is_empty() {
        answer = answer.refused();
    }
    for one in not_renewed {
        let server = Value::Text(one.server.to_owned());
        let values = [server, one.refused.into(), one.cost.into()];
        answer = answer.remark(Sentence::new(&STOPPED, values));
    }
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
