//! The statement of an account for a terminal and for programs. As a document it is in
//! [`documents`](super::documents).

mod human;
mod json;
#[cfg(test)]
mod tests;

pub use human::human;
pub use json::{FORMAT, json};

use crate::billing::Booking;
use crate::contract::decision::{Label, labels};
use crate::ledger::For;

labels! {
    PAYMENT = "payment": "төлем", "платёж", "payment";
    TARIFF = "tariff": "тариф кезеңі", "период тарифа", "period of the tariff";
    UPGRADE = "upgrade-difference": "тариф айырмасы", "разница тарифов", "difference of tariffs";
    ADDON = "addon": "қосымша қызмет", "дополнительная услуга", "add-on";
    REFUND = "refund": "қайтару", "возврат", "refund";
    BONUS = "bonus": "бонус жазылды", "начислены бонусы", "bonuses credited";
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
    SERVER = "server": "сервері", "сервер", "server";
    FROM = "from": "басталуы", "с", "from";
    UNTIL = "until": "дейін", "до", "until";
    STATE = "state": "күйі", "состояние", "state";
    RATE = "rate": "мөлшерлеме", "ставка", "rate";
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
    }
}
