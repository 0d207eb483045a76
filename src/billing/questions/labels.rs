use crate::contract::decision::labels;

labels! {
    CUSTOMER = "customer": "тапсырыс беруші", "заказчик", "customer";
    SERVER = "server": "сервердің атауы", "имя сервера", "name of the server";
    TARIFF = "tariff": "қолданыстағы тариф", "действующий тариф", "tariff in force";
    WANTED = "wanted-tariff": "қалаған тариф", "желаемый тариф", "tariff that is wanted";
    STARTED = "start-of-use": "пайдалана басталған сәт", "начало пользования", "start of the use";
    PERIOD = "paid-period": "төленген кезең", "оплаченный период", "paid period";
    MONTHS = "months-paid": "бірден төленген айлар", "оплачено месяцев сразу", "months paid at once";
    BALANCE = "account-balance": "шот теңгерімі", "баланс лицевого счёта", "account balance";
    TAKEN = "taken-before": "оған дейін басқа қызметтерге есептен шығарылады", "до этого спишется за другие услуги", "debited before for other services";
    BONUSES = "bonuses": "бонустар", "бонусы", "bonuses";
    SWITCH = "auto-renewal-switch": "автоматты ұзарту ауыстырып-қосқышы", "переключатель автопродления", "switch of automatic renewal";
    REFUSED = "renewal-refused": "ұзартудан бас тарту тіркелді", "зарегистрирован отказ от продления", "refusal of renewal registered";
    REQUESTED = "request-registered": "бас тарту туралы сұрау тіркелді", "зарегистрирован запрос на отказ", "request to give up registered";
    PAID = "debited": "есептен шығарылған", "списано", "debited";
    PRICE = "price-of-a-month": "айлық баға", "цена за месяц", "price of a month";
    OUTAGE = "outage": "бос тұру", "простой", "downtime";
    WORKS = "works": "жұмыстар", "работы", "works";
    CLAIMED = "claim-registered": "өтініш тіркелді", "зарегистрировано обращение", "claim registered";
    CLAIMED_TIME = "claimed-downtime": "өтініштегі бос тұру уақыты", "заявленное время простоя", "downtime as claimed";
    NOTIFIED = "notified-at": "хабарланған сәт", "момент уведомления", "moment of the notice";
    EFFECTIVE = "announced-start": "жарияланған басталу сәті", "объявленное начало", "announced start";
    NEW_PRICE = "new-price": "жаңа айлық баға", "новая цена за месяц", "new price of a month";
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_worded(ALL);
}
