//! The words for what was booked otherwise than the rules say, as a customer reads them.

use crate::contract::decision::labels;

labels! {
    // Where.
    ON_SERVER = "difference-on-server": "{0} сервері", "сервер {0}", "server {0}";
    ON_ACCOUNT = "difference-on-account":
        "тапсырыс берушінің шоты", "лицевой счёт заказчика", "the customer's account";

    // By how much, how it was found, by which terms.
    TOO_MUCH = "too-much": "артығы: {0}", "лишнее: {0}", "{0} too much";
    TOO_LITTLE = "too-little": "жетпейтіні: {0}", "недостаёт: {0}", "{0} too little";
    CALCULATED = "calculated": "есептеу: {0}", "расчёт: {0}", "calculated: {0}";
    BY_EDITION = "by-edition":
        "келісімнің редакциясы: {0}", "редакция соглашения: {0}", "edition of the agreement: {0}";

    // Sums that were taken.
    CHARGE_TARIFF = "charge-tariff":
        "«{0}» тарифі бойынша кезең үшін есептен шығарылған сома: {1}, ережелер бойынша: {2}",
        "за период на тарифе «{0}» списано {1}, по правилам {2}",
        "{1} were charged for a period on \"{0}\", the rules say {2}";
    CHARGE_CHANGE = "charge-change":
        "«{0}» тарифіне ауысу үшін есептен шығарылған сома: {1}, ережелер бойынша: {2}",
        "за переход на тариф «{0}» списано {1}, по правилам {2}",
        "{1} were charged for the change to \"{0}\", the rules say {2}";
    CHARGE_ADDON = "charge-addon":
        "«{0}» қосымша қызметі үшін есептен шығарылған сома: {1}, ережелер бойынша: {2}",
        "за дополнительную услугу «{0}» списано {1}, по правилам {2}",
        "{1} were charged for the add-on \"{0}\", the rules say {2}";
    PRICE_TOO_EARLY = "price-too-early":
        "«{0}» үшін әлі күшіне енбеген жаңа баға алынды: {1}, осы кезеңнің бағасы: {2}",
        "за «{0}» взята новая цена, которая ещё не действовала: {1}, цена этого периода: {2}",
        "a new price of \"{0}\" was taken that did not hold yet: {1}, the price of this period is {2}";
    WHY_PRICE_TOO_EARLY = "why-price-too-early":
        "жаңа баға хабарлама мерзімі өткеннен кейін басталатын кезеңдерге қолданылады (5.4-тармақ)",
        "новая цена действует для периодов, которые начинаются по истечении срока уведомления (пункт 5.4)",
        "a new price holds for periods that begin after the days of its notice (clause 5.4)";
    OVERDRAWN = "overdrawn":
        "теңгерімде болғаннан артық ақша есептен шығарылды, жетпеген сома: {0}",
        "списано больше денег, чем было на балансе, не хватило: {0}",
        "more money was charged than the balance held, {0} were missing";
    OVERDRAWN_BONUSES = "overdrawn-bonuses":
        "шотта болғаннан артық бонус есептен шығарылды, жетпегені: {0}",
        "списано больше бонусов, чем было на счёте, не хватило: {0}",
        "more bonuses were charged than there were, {0} were missing";
    WHY_OVERDRAWN = "why-overdrawn":
        "баға теңгерімнен толық алынады немесе мүлде алынбайды (4.4-тармақ)",
        "цена списывается с баланса целиком или не списывается вовсе (пункт 4.4)",
        "the whole price is charged to the balance, or nothing (clause 4.4)";
    BONUS_SPENT = "bonus-spent":
        "ұзарту үшін тек ақшамен төленеді, ал бонустармен төленгені: {0} (4.4-тармақ)",
        "продление оплачивается только деньгами, а бонусами оплачено {0} (пункт 4.4)",
        "only money pays for a renewal, and {0} were paid with bonuses (clause 4.4)";
    GIVEN_UP = "given-up":
        "тапсырыс беруші қызметтен бас тартқаннан кейін сома есептен шығарылды, қызмет тоқтатылған сәт: {0}",
        "сумма списана после отказа заказчика от услуги, услуга прекращена {0}",
        "a sum was charged after the customer gave the service up, which ended on {0}";
    INVOICE = "invoice":
        "{0} шотындағы сома: {1}, ережелер бойынша: {2}",
        "счёт {0} выставлен на {1}, по правилам {2}",
        "the invoice {0} is over {1}, the rules say {2}";
    INVOICE_LINE = "invoice-line":
        "келесі кезең үшін «{0}»: {1}", "«{0}» за следующий период: {1}", "\"{0}\" for the next period: {1}";
    UNPAID_USE = "unpaid-use":
        "қызмет төленгенге дейін пайдаланылды, басталуы: {0}, алғашқы төлем: {1}",
        "услугой пользовались до оплаты: начало {0}, первая оплата {1}",
        "the service was in use before it was paid: it began on {0}, the first payment came on {1}";
    NEVER_PAID_USE = "never-paid-use":
        "қызмет төлемсіз пайдаланылды, басталуы: {0}",
        "услугой пользовались без оплаты, начало {0}",
        "the service was in use from {0}, and nothing was paid";
    WHY_UNPAID_USE = "why-unpaid-use":
        "қызмет көрсету шот төленгеннен кейін басталады (3.2-тармақ)",
        "оказание услуги начинается после оплаты счёта (пункт 3.2)",
        "rendering begins after the payment of the invoice (clause 3.2)";

    // Periods and their order.
    PERIOD = "period":
        "есептен шығару мына уақытты қамтиды: {0}, ережелер бойынша: {1}",
        "списание относится ко времени {0}, по правилам {1}",
        "a charge covers {0}, by the rules {1}";
    TOO_LATE = "too-late":
        "қызмет оны қайта бастау мүмкіндігі өткеннен кейін ұзартылды, төленген мерзімнің соңы: {0}, қайта бастауға болатын уақыттың соңы: {1}",
        "услуга продлена, когда возобновить её было уже нельзя: оплаченный срок закончился {0}, возобновить можно было до {1}",
        "the service was renewed when it could no longer be resumed: the paid term ended on {0}, the time to resume before {1}";
    WHY_TOO_LATE = "why-too-late":
        "одан кейін деректер жойылуы мүмкін, жаңа қызметке тапсырыс беріледі (4.5 және 4.6-тармақтар)",
        "после этого данные могут быть удалены, и заказывается новая услуга (пункты 4.5 и 4.6)",
        "after that its data may be deleted, and a new service is ordered (clauses 4.5 and 4.6)";
    REFUSED = "refused":
        "ұзартудан бас тартылса да, ол үшін сома есептен шығарылды, бас тартылған сәт: {0}",
        "сумма за продление списана, хотя от него отказались {0}",
        "the renewal was charged although it had been refused on {0}";
    WHY_REFUSED = "why-refused":
        "ұзартудан есептен шығару сәтіне дейін бас тартуға болады (4.5-тармақ)",
        "от продления можно отказаться до момента списания (пункт 4.5)",
        "renewal can be refused until the moment of the charge (clause 4.5)";
    START = "start":
        "бірінші кезеңнің басталуы: {0}, ал сервер қосылған сәт: {1}",
        "первый период начат {0}, а подключение состоялось {1}",
        "the first period begins on {0}, the connection was on {1}";
    WHY_START = "why-start":
        "құн нақты қосылған сәттен бастап есептеледі (3.2 және 3.3-тармақтар)",
        "стоимость считается с фактического подключения (пункты 3.2 и 3.3)",
        "the cost is counted from the actual connection (clauses 3.2 and 3.3)";

    // Changes of tariff.
    UPGRADE = "upgrade":
        "«{0}» тарифінен «{1}» тарифіне ауысу үшін есептен шығарылған сома: {2}, ережелер бойынша: {3}",
        "за смену тарифа «{0}» на «{1}» списано {2}, по правилам {3}",
        "{2} were charged for the change from \"{0}\" to \"{1}\", the rules say {3}";
    UPGRADE_NOTHING = "upgrade-nothing":
        "«{0}» тарифінен «{1}» тарифіне ауысу үшін ештеңе есептен шығарылмады, ережелер бойынша: {2}",
        "за смену тарифа «{0}» на «{1}» ничего не списано, по правилам {2}",
        "nothing was charged for the change from \"{0}\" to \"{1}\", the rules say {2}";
    DOWNGRADE = "downgrade":
        "«{0}» тарифі сол қызметтің ішінде «{1}» тарифіне ауыстырылды",
        "тариф «{0}» сменён на «{1}» в рамках той же услуги",
        "the tariff \"{0}\" was changed to \"{1}\" within the same service";
    NO_CHANGE = "no-change":
        "ресурстары бірдей", "ресурсы те же", "it has the same resources";
    FEWER_RESOURCES = "fewer-resources":
        "оның ресурстары аз", "ресурсов в нём меньше", "it has fewer resources";
    LESS_OF_SOME = "less-of-some":
        "ресурстарының бірі аз", "одного из ресурсов в нём меньше", "it has less of some resource";
    WHY_DOWNGRADE = "why-downgrade":
        "шағын тариф – бөлек қызмет, тапсырыс беруші соған көшеді (5.2 және 5.3-тармақтар)",
        "меньший тариф – это отдельная услуга, на которую переходит заказчик (пункты 5.2 и 5.3)",
        "a smaller tariff is a separate service, to which the customer moves (clauses 5.2 and 5.3)";

    // What came back.
    REFUND = "refund":
        "қайтарылған сома: {0}, ережелер бойынша: {1}, оның ішінде бонустармен: {2}",
        "возвращено {0}, по правилам {1}, в том числе бонусами {2}",
        "{0} came back, the rules say {1}, {2} of it as bonuses";
    REFUND_BONUSES = "refund-bonuses":
        "қайтарылған сома: {0}, оның ішінде бонустармен: {1}, ал ережелер бойынша: {2}",
        "возвращено {0}, в том числе бонусами {1}, а по правилам бонусами {2}",
        "{0} came back, {1} of it as bonuses, the rules say {2} as bonuses";
    REFUND_FULL = "refund-full":
        "толық қайтару (4.7-тармақ)", "полный возврат (пункт 4.7)", "a full refund (clause 4.7)";
    REFUND_RECALCULATED = "refund-recalculated":
        "қайта есептеу (4.8-тармақ)", "перерасчёт (пункт 4.8)", "a recalculation (clause 4.8)";
    REFUND_LATE = "refund-late":
        "қайтарылуға тиіс сома: {0}, қайтарудың соңғы күні: {1}, қайтарылған сәт: {2}",
        "возврат на сумму {0} полагалось провести не позднее {1}, он проведён {2}",
        "a refund of {0} was due on {1}, it was booked on {2}";
    REFUND_OVERDUE = "refund-overdue":
        "қайтарылуға тиіс сома: {0}, қайтарудың соңғы күні: {1}, ол әлі қайтарылмаған",
        "возврат на сумму {0} полагалось провести не позднее {1}, он не проведён",
        "a refund of {0} was due on {1}, it has not been booked";
    WHY_REFUND_LATE = "why-refund-late":
        "қайта есептеу мен қайтару келісімде аталған жұмыс күндерінің ішінде жасалады (4.8-тармақ)",
        "перерасчёт и возврат выполняются за рабочие дни, названные в соглашении (пункт 4.8)",
        "it is recalculated and returned within the working days of the terms (clause 4.8)";

    // Bonuses.
    COMPENSATION = "compensation":
        "бос тұру үшін жазылған бонустар: {0}, ережелер бойынша: {1}",
        "за простой начислено бонусов на {0}, по правилам на {1}",
        "{0} of bonuses were credited for a downtime, the rules say {1}";
    OVER_CAP = "over-cap":
        "бір айдағы бос тұру үшін жазылған бонустар: {0}, олардың шегі: {1} (8.3-тармақ)",
        "за простой в одном месяце начислено бонусов на {0} при пределе {1} (пункт 8.3)",
        "{0} of bonuses were credited for the downtime of one month, the cap is {1} (clause 8.3)";
    NO_CLAIM = "no-claim":
        "тапсырыс берушінің өтінішінсіз жазылған бонустар: {0} (8.1-тармақ)",
        "начислены бонусы без обращения заказчика: {0} (пункт 8.1)",
        "{0} of bonuses were credited without a claim (clause 8.1)";
    CASH_TOO_EARLY = "cash-too-early":
        "бонустар мерзімінен бұрын ақшамен төленді: {0}",
        "бонусы выплачены деньгами раньше времени: {0}",
        "{0} were paid in money for bonuses too early";
    GOES_ON = "goes-on":
        "тапсырыс беруші қызметті әрі қарай пайдаланудан бас тартпаған",
        "заказчик не отказался от дальнейшего пользования",
        "the customer has not given up further use";
    NOT_RECONCILED = "not-reconciled":
        "өзара есеп айырысу салыстырылмаған", "взаиморасчёты не сверены", "the settlements are not reconciled";
    WHY_CASH_TOO_EARLY = "why-cash-too-early":
        "төлеу үшін әрі қарай пайдаланудан бас тарту да, өзара есеп айырысуды салыстыру да қажет (8.4-тармақ)",
        "для выплаты нужны и отказ от дальнейшего пользования, и сверка взаиморасчётов (пункт 8.4)",
        "only who gives up further use is paid, after the settlements are reconciled (clause 8.4)";
    CASH = "cash":
        "бонустар үшін ақшамен төленген сома: {0}, ережелер бойынша: {1} (8.4-тармақ)",
        "за бонусы выплачено деньгами {0}, по правилам {1} (пункт 8.4)",
        "{0} were paid in money for bonuses, the rules say {1} (clause 8.4)";
}
