//! What the quantities and outcomes of section 8 are called.

use crate::contract::decision::labels;

labels! {
    CLAIM = "claim": "тикет жүйесі арқылы берілген өтініш", "обращение через тикет-систему",
        "claim through the ticket system";
    CLAIM_AT = "claimed-at": "өтініш берілген сәт", "момент подачи обращения",
        "moment of the claim";
    CLAIM_BEFORE = "claim-before": "өтініш осы сәтке дейін берілуі керек",
        "обращение подаётся до", "a claim has to come before";
    CLAIM_COUNTS = "claim-counts": "өтініш бос тұруды қамтиды", "обращение охватывает простой",
        "the claim counts for the downtime";

    DOWNTIME = "downtime": "бос тұру уақыты", "время простоя", "downtime";
    BY_FAULT = "downtime-by-fault": "орындаушының кінәсінен бос тұру",
        "простой по вине исполнителя", "downtime by the provider's fault";
    PLANNED = "planned-works": "жоспарлы жұмыстар", "плановые работы", "planned works";
    UNPLANNED = "unplanned-works": "жоспардан тыс жұмыстар", "внеплановые работы",
        "unplanned works";
    CUT_BY_PLANNED = "cut-by-planned-works": "оның ішінде жоспарлы жұмыстарға түскені",
        "из него во время плановых работ", "of it within planned works";
    CUT_BY_EXCLUDED = "cut-by-exclusions":
        "оның ішінде жоспардан тыс жұмыстар мен өтелмейтін себептерге түскені",
        "из него во время внеплановых работ и некомпенсируемых причин",
        "of it within unplanned works and causes that are not compensated";
    SETTLED = "settled-before": "бұрынғы өтініш бойынша есептелгені",
        "зачтено по прежнему обращению", "settled by an earlier claim";
    COUNTED = "counted-downtime": "есепке алынатын бос тұру", "засчитанный простой",
        "downtime that counts";

    PAID = "paid": "кезең үшін төленген сома", "сумма, уплаченная за период",
        "sum paid for the period";
    MONTHS = "months": "кезеңдегі ай саны", "месяцев в периоде", "months of the period";
    LIST_PRICE = "list-monthly-price": "тарифтің айлық бағасы", "цена месяца по тарифу",
        "list price of a month";
    SINCE = "since": "басталу сәті", "с какого момента", "since";
    FEE = "monthly-fee": "айлық төлем", "ежемесячная плата", "monthly payment";

    MONTH = "month": "ай", "месяц", "month";
    ANCHOR = "first-billing-day": "бірінші есептік кезеңнің басы",
        "начало первого расчётного периода", "start of the first billing period";
    IN_MONTH = "downtime-of-the-month": "айдағы бос тұру", "простой за месяц",
        "downtime of the month";
    HOURS = "compensated-hours": "өтелетін сағат", "компенсируемые часы", "compensated hours";
    PER_HOUR = "per-hour": "бір сағат үшін айлық төлемнің үлесі",
        "доля ежемесячной платы за час", "part of the monthly payment for an hour";
    BEFORE_CAP = "before-cap": "шектеуге дейінгі өтемақы", "компенсация до ограничения",
        "compensation before the limit";
    CAP_PART = "cap": "айлық төлемнен шекті үлес", "предельная доля ежемесячной платы",
        "largest part of the monthly payment";
    CAP = "most-to-pay": "өтемақының шегі", "предел компенсации", "limit of the compensation";
    CREDITED = "already-credited": "осы айға бұрын есептелгені", "уже начислено за этот месяц",
        "already credited for the month";
    CAP_LEFT = "cap-left": "шектің қалғаны", "остаток предела", "what is left of the limit";
    AFTER_CAP = "compensation-of-the-month": "айдың өтемақысы", "компенсация за месяц",
        "compensation of the month";
    TOTAL = "compensation": "өтемақы (бонуспен)", "компенсация (бонусами)",
        "compensation, as bonuses";

    NO_CLAIM = "no-claim": "өтініш берілмеген", "обращение не подано", "no claim was made";
    CLAIM_TOO_LATE = "claim-too-late": "өтініш кеш берілген", "обращение подано слишком поздно",
        "the claim was made too late";

    CLAIMED = "claimed-downtime": "өтініштегі бос тұру", "простой по обращению",
        "downtime by the claim";
    MEASURED = "measured-downtime": "орындаушының дерегіндегі бос тұру",
        "простой по данным исполнителя", "downtime by the provider's data";
    BY_CLAIM = "compensation-by-claim": "өтініш бойынша өтемақы", "компенсация по обращению",
        "compensation by the claim";
    BY_MEASURE = "compensation-by-provider-data": "орындаушының дерегі бойынша өтемақы",
        "компенсация по данным исполнителя", "compensation by the provider's data";
    DISPUTED = "disputed-sum": "даулы сома (келіссөзбен шешіледі)",
        "спорная сумма (решается переговорами)", "disputed sum, settled by negotiation";

    BONUSES = "bonus-balance": "өтемақы бонустары", "бонусы компенсации",
        "bonuses of compensation";
    TERMINATED = "service-given-up": "тапсырыс беруші қызметтен бас тартты",
        "заказчик отказался от услуги", "the customer has given up the service";
    RECONCILED = "settlements-reconciled": "өзара есеп айырысу салыстырылды",
        "взаиморасчёты сверены", "mutual settlements are reconciled";
    CASH = "cash": "ақшамен төленетін сома", "выплата деньгами", "paid in money";
    BONUS_AFTER = "bonus-after": "бонус болып қалатыны", "остаётся бонусами",
        "what stays as bonuses";
}
