//! "What does this customer get back, and by when?" (4.7, 4.8)

use super::{Case, Heading};
use crate::contract::decision::{Decision, Label, Value, labels};
use crate::contract::{Money, Paid, Refund, RefundBasis, RefundDue, Undecided};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
    OF_SERVER = "refund-of-server":
        "{0} қызметі бойынша қайтару, сұрау тіркелген уақыт: {1}",
        "Возврат по услуге {0}, запрос зарегистрирован {1}",
        "Refund for {0}, request registered on {1}";
    ALONE = "refund-alone":
        "Қайтару, сұрау тіркелген уақыт: {0}",
        "Возврат, запрос зарегистрирован {0}",
        "Refund, request registered on {0}";
    FULL = "full-refund":
        "Төленген соманың бәрі шот теңгеріміне қайтарылады: {0} (4.7-тармақ).",
        "На баланс возвращается вся уплаченная сумма: {0} (пункт 4.7).",
        "The full sum paid comes back to the account balance: {0} (clause 4.7).";
    FULL_BUT = "full-refund-but":
        "Шот теңгеріміне қайтарылатын сома: {0}; төленгені: {1}. Толық қайтару қосымша қызметтерге қолданылмайды: олардың {2} сомасы орындаушыда қалады (4.7-тармақ).",
        "На баланс возвращается {0} из уплаченных {1}: дополнительных услуг полный возврат не касается, и {2} за них остаётся у исполнителя (пункт 4.7).",
        "{0} of the {1} paid comes back to the account balance: the full refund does not reach add-ons, and {2} for them is kept (clause 4.7).";
    PART = "partial-refund":
        "Шот теңгеріміне қайтарылатын сома: {0}; төленгені: {1} (4.8-тармақ).",
        "На баланс возвращается {0} из уплаченных {1} (пункт 4.8).",
        "{0} of the {1} paid comes back to the account balance (clause 4.8).";
    NOTHING = "no-refund":
        "Қайтарылатын сома жоқ: төленген күндердің бәрі пайдаланылған (4.8-тармақ).",
        "Возвращать нечего: все оплаченные дни использованы (пункт 4.8).",
        "Nothing comes back: every day that was paid for has been used (clause 4.8).";
    DUE_BY = "refund-due":
        "Қайтарудың соңғы күні: {0}; бұл сұраудан кейінгі {1}-жұмыс күні.",
        "Вернуть надо не позднее {0}; это {1}-й рабочий день после запроса.",
        "It is due by {0}, which is working day {1} after the request.";
    DUE_UNKNOWN = "refund-due-unknown":
        "Қайтарудың соңғы күні белгісіз: жұмыс күндерінің күнтізбесі оны қамтымайды.",
        "Последний день возврата неизвестен: календарь рабочих дней его не охватывает.",
        "The last day for it is not known: the calendar of working days does not reach it.";
    EDGE_AHEAD = "full-refund-ends":
        "Толық қайтару мерзімі таяу арада бітеді: {0}. Сол сәттен бастап қайтарылатын сома: {1}.",
        "Срок полного возврата скоро кончается: {0}. С этого момента вернулось бы {1}.",
        "The time of the full refund is about to end: {0}. From that moment on {1} would come back.";
    EDGE_PAST = "full-refund-ended":
        "Толық қайтару мерзімі жақында ғана бітті: {0}. Бір секунд бұрын қайтарылатын сома: {1}.",
        "Срок полного возврата только что истёк: {0}. Секундой раньше вернулось бы {1}.",
        "The time of the full refund has just ended: {0}. A second earlier {1} would have come back.";
    BY_CLAUSE = "basis": "негізі", "основание", "basis";
    REFUND = "refund": "қайтарылады", "возвращается", "comes back";
    BONUSES = "refund-bonus": "оның ішінде бонустармен", "в том числе бонусами", "of it as bonuses";
    RETAINED = "retained": "орындаушыда қалады", "остаётся у исполнителя", "kept by the provider";
    DUE = "due-date": "қайтарудың соңғы күні", "вернуть не позднее", "due by";
    PAYMENTS = "payments": "Төлемдер бойынша", "По платежам", "By payment";
    KIND = "paid-for": "не үшін", "за что", "paid for";
    COVERS = "covers": "қамтитын кезеңі", "за период", "covers";
    AMOUNT = "amount": "төленген", "уплачено", "paid";
    DAYS = "days-of-the-period": "барлық күн", "всего дней", "days";
    USED = "used-days": "пайдаланылған", "использовано", "used";
}

/// The question has the name of its main figure.
static QUESTION: Label =
    Label { key: "refund", kk: "қайтару", ru: "возврат", en: "refund" };

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &ALONE };

/// What a refund was decided from and to.
#[derive(Debug)]
pub struct RefundParts<'a> {
    /// The payments, in the order of the refund's lines.
    pub payments: &'a [Paid],
    /// What comes back.
    pub refund: &'a Decision<Refund>,
    /// By when; undecided where the calendar does not reach so far.
    pub due: Result<&'a Decision<RefundDue>, &'a Undecided>,
}

/// What comes back when a service is given up, and by when.
pub fn refund(case: &Case<'_>, parts: &RefundParts<'_>) -> Answer {
    let outcome = &parts.refund.outcome;
    let mut answer =
        case.answer(HEADING, sentence(case, parts)).found(&BY_CLAUSE, outcome.basis.label());
    answer.result.extend(figures(outcome));
    // Where nothing comes back, there is no day by which.
    let owed = outcome.refund.minor() > 0;
    match parts.due {
        Ok(due) if owed => {
            let RefundDue { date, working_days } = due.outcome;
            let days = Value::Text(working_days.to_string());
            answer = answer.found(&DUE, date).remark(Sentence::new(&DUE_BY, [date.into(), days]));
        }
        Err(_) if owed => answer = answer.warn(Sentence::new(&DUE_UNKNOWN, [])),
        _ => {}
    }
    if let Some(near) = &outcome.near {
        let words = if outcome.basis == RefundBasis::Full { &EDGE_AHEAD } else { &EDGE_PAST };
        answer = answer.warn(Sentence::new(words, [near.full_until.into(), near.beyond.into()]));
    }
    answer = answer.table(payments(parts)).decided(
        &case.basis,
        parts.refund,
        &|id| case.place(id),
        |refund| {
            let mut all = figures(refund);
            all.push(Figure::new(&BY_CLAUSE, refund.basis.label()));
            all
        },
    );
    match parts.due {
        Ok(due) if owed => answer.decided(&case.basis, due, &|id| case.place(id), |due| {
            vec![Figure::new(&DUE, due.date)]
        }),
        _ => answer,
    }
}

fn sentence(case: &Case<'_>, parts: &RefundParts<'_>) -> Sentence {
    let Refund { basis, refund, retained, .. } = parts.refund.outcome;
    let paid = || {
        let mut paid = parts.payments.iter().map(|payment| payment.amount);
        let all = paid.try_fold(Money::zero(case.basis.currency), Money::checked_add);
        Value::from(all)
    };
    match basis {
        RefundBasis::Full if retained.minor() == 0 => Sentence::new(&FULL, [refund.into()]),
        // Nothing but add-ons can be outside of the full refund.
        RefundBasis::Full => Sentence::new(&FULL_BUT, [refund.into(), paid(), retained.into()]),
        RefundBasis::Recalculated if refund.minor() == 0 => Sentence::new(&NOTHING, []),
        RefundBasis::Recalculated => Sentence::new(&PART, [refund.into(), paid()]),
    }
}

fn figures(refund: &Refund) -> Vec<Figure> {
    let mut all = vec![Figure::new(&REFUND, refund.refund)];
    if refund.bonuses.minor() > 0 {
        all.push(Figure::new(&BONUSES, refund.bonuses));
    }
    all.push(Figure::new(&RETAINED, refund.retained));
    all
}

fn payments(parts: &RefundParts<'_>) -> Table {
    let rows = parts.payments.iter().zip(&parts.refund.outcome.lines).map(|(paid, line)| {
        vec![
            paid.kind.label().into(),
            paid.covers.into(),
            paid.amount.into(),
            Value::Days(line.total_days.into()),
            Value::Days(line.used_days.into()),
            line.refund.into(),
        ]
    });
    let columns = vec![&KIND, &COVERS, &AMOUNT, &DAYS, &USED, &REFUND];
    Table { title: &PAYMENTS, columns, rows: rows.collect() }
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
