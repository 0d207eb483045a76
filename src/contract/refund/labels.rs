use crate::contract::decision::labels;

labels! {
    ACTIVATED = "activated": "қызметті пайдалана бастау", "начало пользования услугой",
        "start of use of the service";
    REQUESTED = "requested": "бас тарту туралы сұрау тіркелді", "зарегистрирован запрос на отказ",
        "request to give up registered";
    FULL_UNTIL = "full-until": "толық қайтару мерзімінің соңы (өзі кірмейді)",
        "конец срока полного возврата (сам момент не входит)",
        "end of the time of full refund (itself outside)";
    IN_TIME = "in-time": "толық қайтару мерзімінде", "в срок полного возврата",
        "within the time of full refund";
    RIGHT = "full-is-right": "толық қайтару — тапсырыс берушінің құқығы", "полный возврат — право заказчика",
        "full refund is the customer's right";
    FAVOUR = "favour": "орындаушы толық қайтаруға келіседі", "исполнитель согласен вернуть всё",
        "the provider agrees to return everything";
    BASIS = "refund-basis": "қайтару негізі", "основание возврата", "basis of the refund";
    FULL = "full": "толық қайтару", "полный возврат", "full refund";
    RECALCULATED = "recalculated": "қайта есептеу", "перерасчёт", "recalculation";
    KIND = "paid-for": "төлем мақсаты", "за что заплачено", "paid for";
    TARIFF = "tariff": "тарифтік жоспар", "тарифный план", "tariff plan";
    UPGRADE = "upgrade-difference": "тарифтер құнының айырмасы", "разница стоимости тарифов",
        "difference of tariffs";
    ADDON = "addon": "қосымша қызмет", "дополнительная услуга", "add-on";
    ADDONS_INCLUDED = "addons-included": "қосымша қызметтер де қайтарылады",
        "дополнительные услуги тоже возвращаются", "add-ons are refunded too";
    COVERS = "covers": "төлем өтейтін мерзім", "оплаченный период", "period paid for";
    AMOUNT = "amount": "төленген сома", "уплаченная сумма", "sum paid";
    BONUSES_PAID = "bonuses-paid": "бонуспен төленген бөлігі", "часть, оплаченная бонусами",
        "part paid with bonuses";
    LIST_PRICE = "list-price": "прейскурант бойынша баға", "цена по прейскуранту", "list price";
    TOTAL_DAYS = "total-days": "кезеңдегі күндер", "дней в периоде", "days of the period";
    USED_DAYS = "used-days": "пайдаланылған күндер", "использовано дней", "days used";
    DAILY_COST = "daily-cost": "күнделікті құн", "стоимость услуги в день", "daily cost";
    LINE = "line-refund": "төлем бойынша қайтарылатын сома", "возврат по платежу", "refund of the payment";
    LINE_BONUSES = "line-bonuses": "бонус ретінде қайтарылатын бөлігі", "часть, возвращаемая бонусами",
        "part returned as bonuses";
    REFUND = "refund": "қайтарылатын сома", "сумма к возврату", "refund";
    BONUSES = "refund-bonuses": "бонус ретінде қайтарылады", "возвращается бонусами",
        "returned as bonuses";
    PAID = "paid-in-all": "барлығы төленді", "уплачено всего", "paid in all";
    RETAINED = "retained": "орындаушыда қалатын сома", "сумма, остающаяся у исполнителя",
        "sum that the provider keeps";
    NEAR = "near-edge": "мерзімнің арғы жағындағы қайтару", "возврат по другую сторону срока",
        "refund on the other side of the time limit";
    DUE = "due-date": "қайтарудың соңғы күні", "последний день для возврата", "last day for the refund";
}
