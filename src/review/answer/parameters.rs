//! The parameters of the terms in words: the question that each answers, and what each of its values
//! says, so that a customer reads the reading and not its key.

use crate::contract::decision::Label;

/// A parameter and its values in words.
struct Words {
    /// By the parameter's id.
    question: Label,
    /// By the value as it is written in a blueprint.
    values: &'static [Label],
}

/// The question that a parameter answers.
pub fn parameter_words(id: &str) -> Option<&'static Label> {
    words(id).map(|words| &words.question)
}

/// What a value of a parameter says; `None` if the value speaks for itself, as `14 days` does.
pub fn reading_words(id: &str, value: &str) -> Option<&'static Label> {
    words(id)?.values.iter().find(|label| label.key == value)
}

fn words(id: &str) -> Option<&'static Words> {
    PARAMETERS.iter().find(|words| words.question.key == id)
}

/// `"id": "kk", "ru", "en" { "value": "kk", "ru", "en"; … }`
macro_rules! parameters {
    ($($id:literal: $kk:literal, $ru:literal, $en:literal {
        $($value:literal: $value_kk:literal, $value_ru:literal, $value_en:literal;)*
    })+) => {
        static PARAMETERS: &[Words] = &[$(Words {
            question: Label { key: $id, kk: $kk, ru: $ru, en: $en },
            values: &[$(Label { key: $value, kk: $value_kk, ru: $value_ru, en: $value_en }),*],
        }),+];
    };
}

parameters! {
    // The document, money and days.
    "agreement.conflict": "жалпы ереже мен арнайы мерзім қайшы келсе", "если общее правило спорит со специальным сроком", "where a general rule contradicts a specific term" {
        "specific-over-general": "арнайы мерзім қолданылады", "действует специальный срок", "the specific term holds";
        "latest-edition-always": "әрдайым соңғы редакция қолданылады", "всегда действует последняя редакция", "the latest edition always holds";
    }
    "agreement.activity_code": "қызмет түрінің коды", "код вида деятельности", "activity code" {}
    "agreement.classifier": "қызмет түрлерінің жіктеуіші", "классификатор видов деятельности", "classifier of activities" {}
    "agreement.classifier_since": "жіктеуіштің күшіне енген күні", "дата введения классификатора", "date of the classifier" {}
    "money.scale": "соманың үтірден кейінгі белгілері", "знаков после запятой в сумме", "digits after the point of a sum" {
        "2": "тиынға дейін", "до тиына", "to the tiyn";
        "0": "бүтін теңгемен, тек кассада", "в целых тенге, только в кассе", "whole tenge, at a cash desk only";
    }
    "money.rounding": "дөңгелектеу", "округление", "rounding" {
        "half-up": "жақынына, жартысы жоғары", "к ближайшему, половина вверх", "to the nearest, halves up";
        "half-even": "жақынына, жартысы жұпқа", "к ближайшему, половина к чётному", "to the nearest, halves to even";
        "up": "әрдайым жоғары", "всегда вверх", "always up";
        "down": "әрдайым төмен", "всегда вниз", "always down";
    }
    "money.round_at": "не дөңгелектеледі", "что округляется", "what is rounded" {
        "ledger-line": "есептің әр жолы, бір рет", "каждая строка учёта, один раз", "each line of the ledger, once";
        "decision-total": "шешімнің жиыны, бір рет", "итог решения, один раз", "the total of the decision, once";
    }
    "deadline.calendar_days": "күнтізбелік күндер мерзімі қалай саналады", "как считается срок в календарных днях", "how a term of calendar days is counted" {
        "civil-days": "келесі күннен басталады, соңғы күн аяғына дейін кіреді", "начинается со следующего дня, последний день входит до конца", "from the next date; the last date counts to its end";
        "exact-24h": "әр күн дәл 24 сағат", "каждый день ровно 24 часа", "each day is exactly 24 hours";
        "first-day-counts": "оқиға болған күн бірінші күн болып саналады", "день события считается первым", "the date of the event is the first day";
    }
    "deadline.roll_nonworking": "соңғы күн демалыс күніне түссе", "если последний день нерабочий", "a last day that is not a working day" {
        "none": "мерзім жылжымайды", "срок не сдвигается", "the term does not move";
        "next-working-day": "келесі жұмыс күніне жылжиды", "сдвигается на следующий рабочий день", "it moves to the next working day";
    }
    "working_week": "жұмыс аптасы", "рабочая неделя", "working week" {
        "five-day": "бес күндік, дүйсенбіден жұмаға дейін", "пятидневная, с понедельника по пятницу", "five days, Monday to Friday";
        "six-day": "алты күндік, дүйсенбіден сенбіге дейін", "шестидневная, с понедельника по субботу", "six days, Monday to Saturday";
    }
    "time.utc_offset": "күн мен сағат есептелетін уақыт белдеуі", "смещение, по которому считаются даты и часы", "offset at which dates and hours are taken" {}

    // What the service consists of.
    "scope.included": "тарифке кіреді", "входит в тариф", "included in the tariff" {}
    "scope.support": "техникалық қолдау уақыты", "время технической поддержки", "hours of technical support" {
        "round-the-clock": "тәулік бойы", "круглосуточно", "round the clock";
        "working-hours": "жұмыс күндері, қызмет көрсету сағаттарында", "по рабочим дням в часы обслуживания", "on working days, in the service hours";
    }
    "scope.paid_addons": "бөлек төленеді", "оплачивается отдельно", "paid for separately" {}
    "software.preinstalled": "алдын ала орнатылған бағдарламалар", "предустановленное ПО", "preinstalled software" {}
    "software.optional": "таңдау бойынша бағдарламалар", "ПО по выбору", "optional software" {}
    "scope.excluded": "қызметке кірмейді", "не входит в услугу", "not included in the service" {}

    // Hand-over, renewal, suspension.
    "start.event": "бірінші кезең неден басталады", "с чего начинается первый период", "what starts the first period" {
        "later": "консольге қолжетімділік пен дайындық хатының кейінгісінен", "с более позднего из двух: доступа к консоли и письма о готовности", "the later of console access and the ready message";
        "access": "консольге қолжетімділіктен", "с доступа к консоли", "access to the console";
        "mail": "дайындық хатынан", "с письма о готовности", "the ready message";
    }
    "handover.message": "дайындық хатының құрамы", "состав письма о готовности", "contents of the ready message" {}
    "handover.password": "құпиясөз қалай беріледі", "как передаётся пароль", "how passwords are handed over" {
        "inline": "хаттың өзінде", "в самом письме", "in the message";
        "one-time-link": "бір рет ашылатын сілтемемен", "по одноразовой ссылке", "behind a link that works once";
    }
    "period.month_add": "қысқа айда кезең қалай аяқталады", "как кончается период в коротком месяце", "how a period ends in a shorter month" {
        "clamp-to-anchor": "айдың соңғы күні, кейін бұрынғы төлем күні қайтады", "в последний день месяца, затем прежний день возвращается", "on its last day; the billing day comes back afterwards";
        "drift": "айдың соңғы күні, ол жаңа төлем күні болады", "в последний день месяца, который становится новым днём оплаты", "on its last day, which becomes the billing day";
        "fixed-30-days": "ай әрдайым 30 күн", "месяц всегда 30 дней", "a month is always 30 days";
    }
    "suspend.grace_seconds": "кезең біткеннен кейін тоқтатуға дейінгі уақыт", "время от конца периода до приостановки", "time from the end of the period to the suspension" {
        "0 s": "бірден тоқтатылады", "приостанавливается сразу", "suspended at once";
    }
    "autorenew.default": "автоматты ұзарту әдепкіде", "автопродление по умолчанию", "automatic renewal by default" {
        "true": "қосулы", "включено", "on";
        "false": "өшірулі", "выключено", "off";
    }
    "autorenew.charge_at": "ұзарту ақысы кезең бітуінен қанша бұрын есептен шығарылады", "за сколько до конца периода списывается продление", "how long before the end of the period a renewal is debited" {
        "0 s": "кезең біткен сәтте", "в момент конца периода", "at its end";
    }
    "autorenew.partial": "ақша жетпесе, бір бөлігі есептен шығарыла ма", "списывается ли часть при нехватке денег", "whether a part is debited when the balance is short" {
        "true": "иә, барынша", "да, сколько есть", "yes, what there is";
        "false": "жоқ, толық баға не ештеңе", "нет, вся цена или ничего", "no, the whole price or nothing";
    }
    "autorenew.retry": "сәтсіз есептен шығаруды қайталау", "повтор неудачного списания", "retry of a debit that failed" {
        "none": "қайталанбайды", "не повторяется", "none";
    }
    "autorenew.use_bonus": "ұзарту бонустармен төлене ме", "оплачивается ли продление бонусами", "whether bonuses pay for a renewal" {
        "true": "иә, алдымен бонустар, сосын ақша", "да, сначала бонусы, потом деньги", "yes, bonuses first, then money";
        "false": "жоқ, тек ақшамен", "нет, только деньгами", "no, money only";
    }
    "autorenew.tie": "бас тарту есептен шығару сәтінде келсе", "отказ в самый момент списания", "a refusal at the very moment of the debit" {
        "debit": "есептен шығару орындалады", "списание остаётся в силе", "the debit holds";
        "refusal": "бас тарту қабылданады", "отказ принимается", "the refusal holds";
    }
    "autorenew.refusal_channel": "ұзартудан қалай бас тартуға болады", "как можно отказаться от продления", "how renewal can be refused" {
        "any": "өтінішпен немесе консольде", "обращением или в консоли", "by ticket or in the console";
        "ticket-only": "тек өтінішпен", "только обращением", "by ticket only";
    }
    "resume.days": "кезең біткеннен кейін қайта бастау мерзімі", "срок возобновления после конца периода", "time in which the service can be resumed" {}
    "renewal.late_period_start": "кеш ұзартылған кезең неден басталады", "с чего начинается период при поздней оплате", "from when a late renewal runs" {
        "resume": "қайта бастау сәтінен", "с момента возобновления", "from the resumption";
        "previous-end": "алдыңғы кезең біткен сәттен", "с конца прежнего периода", "from the end of the period before";
    }
    "delete.mode": "жоюға болатын деректермен не істеледі", "что делается с данными, которые можно удалить", "what is done about data that may be deleted" {
        "report-only": "тек хабарланады, адам жояды", "только сообщается, удаляет человек", "it is reported; a person deletes";
    }

    // Giving up the service.
    "refund.full_days": "толық қайтару мерзімі", "срок полного возврата", "time of the full refund" {}
    "refund.full_is_right": "толық қайтару тапсырыс берушінің құқығы ма", "является ли полный возврат правом заказчика", "whether the full refund is the customer's right" {
        "true": "иә, құқығы", "да, это право", "yes, a right";
        "false": "жоқ, орындаушының қалауы", "нет, на усмотрение исполнителя", "no, at the provider's discretion";
    }
    "refund.full_payout_working_days": "толық қайтаруды төлеу мерзімі", "срок выплаты полного возврата", "time for paying a full refund" {}
    "refund.payout_working_days": "қайта есептеу мен қайтару мерзімі", "срок перерасчёта и возврата", "time for recalculating and returning" {}
    "refund.count_cancel_day": "өтініш күні төлене ме", "оплачивается ли день запроса", "whether the day of the request is charged" {
        "true": "өтініш күні төленеді", "день запроса оплачивается", "the day of the request is charged";
        "false": "өтініш күні төленбейді", "день запроса не оплачивается", "the day of the request is not charged";
    }
    "refund.day_basis": "күндік құн үшін айдың ұзақтығы", "длина месяца для дневной стоимости", "days of a month for the daily cost" {
        "actual": "айдың нақты күндері", "фактические дни", "its real days";
        "thirty": "отыз күн", "тридцать дней", "thirty days";
    }
    "refund.price_basis": "күндік құн неден алынады", "от чего берётся дневная стоимость", "what the daily cost is taken from" {
        "paid": "төленген сомадан", "от уплаченной суммы", "the sum paid";
        "list-price": "прейскурант бағасынан, жеңілдік ұсталады", "от цены по прейскуранту, скидка удерживается", "the list price, which takes a discount back";
    }
    "refund.include_addons": "қосымша қызметтер қайтарыла ма", "возвращается ли оплата дополнительных услуг", "whether add-ons are refunded" {
        "true": "иә, тариф сияқты", "да, как тариф", "yes, like the tariff";
        "false": "жоқ, олар бөлек жолдар", "нет, это отдельные строки", "no, they are lines of their own";
    }
    "refund.bonus_part": "бонустармен төленген бөлік қалай қайтады", "как возвращается часть, оплаченная бонусами", "how the part paid with bonuses comes back" {
        "proportional": "бонустармен, үлесіне қарай", "бонусами, пропорционально", "as bonuses, in proportion";
        "money": "ақшамен", "деньгами", "as money";
    }

    // Change of the tariff.
    "upgrade.charge": "үлкен тарифке ауысқанда не төленеді", "что платится при переходе на больший тариф", "what a change to a larger tariff costs" {
        "prorated-remaining-days": "қалған күндердің бағалар айырмасы", "разница цен за оставшиеся дни", "the difference for the days that remain";
        "full-difference": "бағалардың толық айырмасы", "полная разница цен", "the whole difference";
    }
    "tariff.compare": "қай тарифтің ресурсы көбірек", "какой тариф больше", "which tariff has more resources" {
        "all-ge-any-gt": "бірде-бір ресурсы кем емес, кемінде біреуі артық", "ни один ресурс не меньше и хотя бы один больше", "none smaller and at least one greater";
        "any-gt": "кемінде бір ресурсы артық", "хотя бы один ресурс больше", "at least one greater";
    }
    "tariff.downgrade_at_renewal": "кезең ауысқанда кіші тарифке өту", "переход на меньший тариф при продлении", "a smaller tariff at renewal" {
        "true": "сол қызмет аясында болады", "возможен в той же услуге", "possible within the same service";
        "false": "болмайды, бөлек қызмет қажет", "невозможен, нужна отдельная услуга", "not possible; a separate service is needed";
    }

    // Prices and tax.
    "price.includes_vat": "бағаға ҚҚС кіре ме", "включён ли в цену НДС", "whether prices include VAT" {
        "true": "иә", "да", "yes";
        "false": "жоқ", "нет", "no";
    }
    "vat.supply_date": "кезеңнің ҚҚС мөлшерлемесі қай күнмен алынады", "по какой дате берётся ставка НДС периода", "which date chooses the VAT rate of a period" {
        "last-day-of-period": "кезеңнің соңғы күнімен", "по последнему дню периода", "the last day of the period";
        "payment-date": "төлем күнімен", "по дню оплаты", "the date of the payment";
        "split-by-day": "әр күн өз мөлшерлемесімен", "каждый день по своей ставке", "each day has its own";
    }
    "price.notice_days": "баға туралы хабарлама мерзімі", "срок уведомления о цене", "notice of a price" {}
    "notice.calendar_days": "хабарлама күндері қалай саналады", "как считаются дни уведомления", "how the days of a notice are counted" {
        "date-diff": "күндер айырмасы мерзімнен кем емес", "разность дат не меньше срока", "the difference of the dates is at least the term";
        "exact-24h": "әр күн дәл 24 сағат", "каждый день ровно 24 часа", "each day is exactly 24 hours";
        "clear-days": "арада толық күндер өтуі керек", "между датами должны пройти полные дни", "so many whole dates lie between";
    }
    "price.short_notice": "кеш хабарланған баға", "цена, о которой сообщили поздно", "a price announced too late" {
        "shift-to-earliest-valid": "рұқсат етілген ең ерте сәттен күшіне енеді", "вступает в силу с самого раннего допустимого момента", "takes effect at the earliest valid moment";
        "void": "күшіне енбейді", "не вступает в силу", "has no effect";
    }
    "price.basis": "кезеңнің бағасын қай сәт анықтайды", "какой момент определяет цену периода", "which moment chooses the price of a period" {
        "period-start": "кезеңнің басы", "начало периода", "the start of the period";
        "payment": "төлем сәті", "момент оплаты", "the payment";
    }

    // Works and changes.
    "change.notice_hours": "елеулі өзгеріс туралы хабарлама мерзімі", "срок уведомления о существенном изменении", "notice of a substantial change" {}
    "maintenance.window": "ең аз жүктеме сағаттары", "часы наименьшей нагрузки", "hours of least load" {}
    "maintenance.notice_hours": "жоспарлы жұмыстар туралы хабарлама мерзімі", "срок уведомления о плановых работах", "notice of planned works" {}
    "maintenance.overrun": "терезеден асып кеткен жұмыстар", "работы, вышедшие за окно", "works that overrun the window" {
        "split": "терезедегісі жоспарлы, қалғаны жоспардан тыс", "внутри окна плановые, вне его внеплановые", "planned inside it, unplanned outside";
        "all-or-nothing": "түгел жоспардан тыс", "целиком внеплановые", "unplanned altogether";
    }

    // The guarantee.
    "sla.percent": "кепілдік берілген қолжетімділік", "гарантированная доступность", "guaranteed availability" {}
    "sla.hours": "жылына рұқсат етілген бос тұру", "допустимый простой за год", "downtime that a year allows" {}
    "sla.precedence": "екі шектің қайсысы шешеді", "какая из двух границ решает", "which of the two limits decides" {
        "strictest": "кез келгенінің асып кетуі бұзушылық", "превышение любой из них — нарушение", "passing either is a breach";
        "percent": "пайыз", "процент", "the percentage";
        "hours": "сағат", "часы", "the hours";
    }
    "sla.excluded_works": "қандай жұмыстар бос тұруға саналмайды", "какие работы не считаются простоем", "which works do not count as downtime" {
        "planned": "жоспарлы", "плановые", "planned ones";
        "planned-and-unplanned": "жоспарлы және жоспардан тыс", "плановые и внеплановые", "planned and unplanned ones";
    }
    "sla.year": "кепілдік қай жылға есептеледі", "за какой год считается гарантия", "which year the guarantee is measured over" {
        "calendar": "күнтізбелік жыл", "календарный год", "the calendar year";
        "rolling-365": "соңғы 365 күн", "последние 365 дней", "the last 365 days";
        "contract-year": "қосылған күннен бастап жыл", "год со дня подключения", "the year from the connection";
    }
    "sla.denominator": "пайыз неден алынады", "от чего берётся процент", "what the percentage is taken of" {
        "all-time": "кезеңнің барлық уақытынан", "от всего времени периода", "all time of the period";
        "without-planned": "жоспарлы жұмыстарсыз уақыттан", "от времени без плановых работ", "the period without planned works";
    }

    // Tickets.
    "ticket.priorities": "басымдықтар кестесі", "таблица приоритетов", "table of priorities" {}
    "ticket.service_hours": "төмен басымдыққа қызмет көрсету сағаттары", "часы обслуживания низкого приоритета", "service hours of the low priority" {}
    "ticket.low.unit": "төмен басымдықтың сағаттары", "часы низкого приоритета", "hours of the low priority" {
        "service-hours": "қызмет көрсету сағаттары", "часы обслуживания", "service hours";
        "calendar-hours": "барлық сағаттар", "все часы подряд", "all hours";
    }
    "ticket.pause_stops": "тапсырыс берушіні күту қай есепті тоқтатады", "какой счёт останавливает ожидание заказчика", "which clock stops while the customer is waited for" {
        "resolution": "шешу уақытын", "время решения", "that of the solution";
        "both": "екеуін де", "оба", "both";
    }
    "ticket.priority_by": "басымдықты кім белгілейді", "кто определяет приоритет", "who sets the priority" {
        "provider": "орындаушы, кесте бойынша", "исполнитель, по таблице", "the provider, by the table";
        "customer": "тапсырыс беруші", "заказчик", "the customer";
    }

    // Compensation.
    "compensation.claim_required": "өтемақы үшін өтініш керек пе", "нужно ли обращение для компенсации", "whether compensation needs a claim" {
        "true": "иә, күні мен ұзақтығы көрсетілген өтініш", "да, обращение с датой и длительностью", "yes, with the date and the total time";
        "false": "жоқ", "нет", "no";
    }
    "compensation.claim_deadline": "өтініш беру мерзімі", "срок обращения за компенсацией", "time for the claim" {
        "none": "шектелмеген", "не ограничен", "without limit";
    }
    "compensation.evidence": "бос тұрудың кім өлшегені есепке алынады", "чьё измерение простоя действует", "whose measure of the downtime holds" {
        "provider-if-present": "бар болса орындаушының өлшемі", "исполнителя, если оно есть", "the provider's where there is one";
        "customer-claim": "тапсырыс берушінің өтініші", "обращение заказчика", "the customer's claim";
    }
    "compensation.pct_per_hour": "бір сағат үшін айлық төлемнің үлесі", "доля месячной платы за час", "part of the monthly fee for an hour" {}
    "compensation.cap_pct": "өтемақының шегі, айлық төлемнің үлесі", "предел компенсации, доля месячной платы", "cap, as a part of the monthly fee" {}
    "compensation.hours": "толық емес сағаттар", "неполные часы", "part hours" {
        "exact": "дәл саналады", "считаются точно", "counted exactly";
        "floor": "айдың жиыны төмен дөңгелектенеді", "итог месяца округляется вниз", "the month's total is rounded down";
        "ceil": "айдың жиыны жоғары дөңгелектенеді", "итог месяца округляется вверх", "the month's total is rounded up";
    }
    "compensation.cap_scope": "шек неге қолданылады", "к чему относится предел", "what the cap covers" {
        "calendar-month": "әр күнтізбелік айға", "к каждому календарному месяцу", "each calendar month";
        "billing-month": "төлем күнінен басталатын әр айға", "к каждому месяцу от дня оплаты", "each month from the billing day";
        "total": "бүкіл өтінішке", "ко всему обращению", "the whole claim";
    }
    "compensation.fee_basis": "айлық төлем деген не", "что считается месячной платой", "what the monthly fee is" {
        "paid-per-month": "төленген соманың айларға бөлінгені", "уплаченная сумма, делённая на месяцы", "the sum paid, divided by its months";
        "list-price": "прейскурант бағасы", "цена по прейскуранту", "the list price";
    }
    "compensation.mid_month_tariff": "ай ішінде тариф ауысса", "если тариф сменился внутри месяца", "a tariff that changed within the month" {
        "by-time": "бос тұрудың әр бөлігі сол кездегі тарифпен", "каждая часть простоя по тарифу того времени", "each piece of downtime at the tariff then in force";
        "at-start-of-month": "айдың басындағы тарифпен", "по тарифу на начало месяца", "the tariff at the start of the month";
    }
    "compensation.causes": "себептер кестесі", "таблица причин", "table of causes" {}
    "compensation.on_conflict": "өтелмейтін себеп орындаушының кінәсімен қабаттасса", "если исключённая причина совпала с виной исполнителя", "where an excluded cause overlaps the provider's fault" {
        "exclusion": "қабаттасқан уақыт өтелмейді", "совпавшее время не компенсируется", "the overlap is not compensated";
        "fault": "орындаушының кінәсі толық өтеледі", "вина исполнителя компенсируется полностью", "the fault is compensated in full";
    }
    "compensation.preinstalled_software": "алдын ала орнатылған бағдарламаның ақауы", "сбой предустановленного ПО", "failure of preinstalled software" {
        "excluded": "өтелмейді, бөгде әзірлеушінің бағдарламасы", "не компенсируется как ПО третьих лиц", "not compensated, as third-party software";
        "provider-fault": "орындаушының кінәсі ретінде өтеледі", "компенсируется как вина исполнителя", "compensated as the provider's fault";
    }
}

#[cfg(test)]
mod tests {
    use super::{PARAMETERS, parameter_words, reading_words};
    use crate::contract::Language;
    use crate::contract::terms::{ParameterType, ScalarType, parameters};

    const LANGUAGES: [Language; 3] = [Language::Kazakh, Language::Russian, Language::English];

    /// The values that are words and say nothing to a customer.
    fn words_of(kind: ScalarType) -> Vec<String> {
        match kind {
            ScalarType::Word(words) => words.iter().map(|&word| word.to_owned()).collect(),
            ScalarType::Switch => ["true", "false"].map(str::to_owned).to_vec(),
            ScalarType::Number(numbers) => numbers.iter().map(ToString::to_string).collect(),
            ScalarType::OrNone(_) => vec!["none".to_owned()],
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_parameter_and_each_of_its_values_has_words() {
        for parameter in parameters() {
            let id = parameter.id;
            assert!(parameter_words(id).is_some(), "{id}");
            let ParameterType::Scalar(kind) = parameter.kind else { continue };
            for value in words_of(kind) {
                assert!(reading_words(id, &value).is_some(), "{id}: {value}");
            }
        }
    }

    #[test]
    fn no_words_are_about_what_does_not_exist() {
        for words in PARAMETERS {
            let id = words.question.key;
            let parameter = parameters().find(|parameter| parameter.id == id).expect(id);
            let ParameterType::Scalar(kind) = parameter.kind else {
                assert!(words.values.is_empty(), "{id}");
                continue;
            };
            for value in words.values {
                assert!(kind.parse(value.key).is_ok(), "{id}: {}", value.key);
            }
        }
    }

    #[test]
    fn two_readings_of_a_question_never_sound_alike() {
        for words in PARAMETERS {
            for language in LANGUAGES {
                let mut said: Vec<_> =
                    words.values.iter().map(|label| label.in_language(language)).collect();
                assert!(said.iter().all(|text| !text.is_empty()), "{}", words.question.key);
                said.sort_unstable();
                said.dedup();
                assert_eq!(said.len(), words.values.len(), "{}", words.question.key);
            }
        }
    }
}
