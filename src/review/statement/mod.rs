//! The statement of an account for a terminal and for programs. As a document it is in
//! [`documents`](super::documents).

mod differences;
mod human;
mod json;
#[cfg(test)]
mod tests;

pub(super) use differences::told;
pub use human::human;
pub use json::{FORMAT, json};

use crate::billing::{Booking, Signed, Statement};
use crate::contract::Language;
use crate::contract::decision::{Label, labels};
use crate::ledger::For;
use crate::render::languages::day_of;

labels! {
    PAYMENT = "payment": "төлем", "платёж", "payment";
    TARIFF = "tariff": "тариф кезеңі", "период тарифа", "period of the tariff";
    UPGRADE = "upgrade-difference": "тариф айырмасы", "разница тарифов", "difference of tariffs";
    ADDON = "addon": "қосымша қызмет", "дополнительная услуга", "add-on";
    REFUND = "refund": "қайтару", "возврат", "refund";
    BONUS = "bonus": "бонус жазылды", "начислены бонусы", "bonuses credited";
    REVERSAL = "reversal": "жазба жойылды", "сторно", "reversal";
    CASH = "settlement": "бонустар ақшамен төленді", "бонусы выплачены деньгами", "bonuses paid in money";
    WHEN = "when": "уақыты", "когда", "when";
    WHAT = "what": "не", "что", "what";
    ID = "id": "белгісі", "номер", "id";
    MONEY = "money": "ақша", "деньги", "money";
    BONUSES = "bonuses": "бонустар", "бонусы", "bonuses";
    BALANCE = "balance": "қалдық", "остаток", "balance";
    BONUS_BALANCE = "bonus-balance": "бонус қалдығы", "остаток бонусов", "bonuses left";
    OPENING = "opening": "басындағы қалдық", "остаток на начало", "opening balance";
    CLOSING = "closing": "соңындағы қалдық", "остаток на конец", "closing balance";
    SERVICES = "services": "Қызметтердің күйі", "Состояние услуг", "States of the services";
    VAT = "vat": "оның ішінде ҚҚС", "в том числе НДС", "of it VAT";
    NET = "net": "ҚҚС-сыз сома", "без НДС", "net";
    GROSS = "gross": "ҚҚС қоса алғанда", "с НДС", "gross";
    NO_DIFFERENCE = "no-difference":
        "Айырма жоқ: жазылғанның бәрі ережелерге сай",
        "Расхождений нет: всё проведённое соответствует правилам",
        "No difference: everything that was booked is as the rules say";
    NO_DIFFERENCE_JUDGED = "no-difference-in-what-was-judged":
        "Тексерілген жазбаларда айырма жоқ",
        "В проверенных записях расхождений нет",
        "No difference in what was judged";
    NOT_JUDGED = "not-judged":
        "Тексерілмеген жазбалар: {0}, өйткені олар шарттың бірінші редакциясынан ({1}) бұрынғы",
        "Не проверено записей: {0}, поскольку они относятся ко времени до первой редакции условий ({1})",
        "Not judged: {0} of the bookings, because they are of the time before the first edition of the terms ({1})";
    NOT_TAXED = "not-taxed":
        "ҚҚС кестесіне кірмеген жазбалар: {0}, сомасы {1}; олардың күніне шарттың редакциясы немесе мөлшерлеме белгісіз",
        "В таблицу НДС не вошло записей: {0} на сумму {1}; на их дату неизвестна редакция условий или ставка",
        "Not in the table of the tax: {0} of the bookings over {1}; no edition of the terms or no rate is known on their date";
    DIFFERENCES = "differences": "Қайта есептеу айырмалары", "Расхождения при пересчёте", "Differences found by recomputation";
    SERVER = "server": "сервері", "сервер", "server";
    FROM = "from": "басталуы", "с", "from";
    UNTIL = "until": "дейін", "до", "until";
    STATE = "state": "күйі", "состояние", "state";
    RATE = "rate": "мөлшерлеме", "ставка", "rate";
}

/// What was judged by nobody, as a sentence without its end.
pub(super) fn not_judged(of: &Statement<'_>, language: Language) -> Option<String> {
    let first = of.first_edition.filter(|_| of.unjudged.count > 0)?;
    let words = NOT_JUDGED.in_language(language);
    let count = of.unjudged.count.to_string();
    Some(words.replace("{0}", &count).replace("{1}", &day_of(first, language)))
}

/// What is missing among the lines of the tax, as a sentence without its end.
pub(super) fn not_taxed(
    of: &Statement<'_>,
    language: Language,
    sum: impl FnOnce(Signed) -> String,
) -> Option<String> {
    let words = NOT_TAXED.in_language(language);
    let count = of.untaxed.count.to_string();
    let missing = words.replace("{0}", &count).replace("{1}", &sum(of.untaxed.gross));
    (of.untaxed.count > 0).then_some(missing)
}

/// That nothing differs, where nothing does: in all that was booked, or in what was judged of it.
pub(super) fn no_difference(of: &Statement<'_>) -> Option<&'static Label> {
    let all = of.unjudged.count == 0;
    of.differences.is_empty().then_some(if all { &NO_DIFFERENCE } else { &NO_DIFFERENCE_JUDGED })
}

/// What a booking is called.
const fn what(booking: Booking<'_>) -> &'static Label {
    match booking {
        Booking::Payment(_) => &PAYMENT,
        Booking::Debit(debit) => match debit.pays_for.value {
            For::Tariff => &TARIFF,
            For::UpgradeDifference => &UPGRADE,
            For::Addon => &ADDON,
        },
        Booking::Refund(_) => &REFUND,
        Booking::Bonus(_) => &BONUS,
        Booking::Settlement(_) => &CASH,
        Booking::Reversal { .. } => &REVERSAL,
    }
}
