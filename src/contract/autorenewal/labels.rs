use crate::contract::decision::labels;

labels! {
    TERM_END = "term-end": "төленген мерзімнің соңы", "конец оплаченного срока", "end of the paid term";
    BEFORE_END = "debit-before-end": "мерзім соңына дейінгі уақыт", "за сколько до конца срока",
        "time before the end of the term";
    DEBIT_AT = "debit-at": "есептен шығару сәті", "момент списания", "moment of the debit";
    REFUSED_AT = "refused-at": "ұзартудан бас тарту тіркелді", "зарегистрирован отказ от продления",
        "refusal of renewal registered";
    CHANNEL = "channel": "бас тарту жолы", "способ отказа", "channel of the refusal";
    TICKET = "ticket": "билет жүйесіндегі өтініш", "обращение в тикет-системе", "ticket";
    CONSOLE = "console": "консольдегі ауыстырып-қосқыш", "переключатель в консоли",
        "switch in the console";
    EFFECTIVE = "refusal-effective": "бас тарту күшінде", "отказ действует", "refusal takes effect";
    TOO_LATE = "too-late": "бас тарту есептен шығарудан кейін түсті", "отказ пришёл после списания",
        "the refusal came after the debit";
    AT_THE_DEBIT = "at-the-debit": "бас тарту дәл есептен шығару сәтінде түсті",
        "отказ пришёл в самый момент списания", "the refusal came at the very moment of the debit";
    TICKETS_ONLY = "only-by-ticket": "бас тарту тек билет жүйесі арқылы қабылданады",
        "отказ принимается только через тикет-систему", "a refusal is taken only as a ticket";
    ON = "auto-renewal": "автоматты ұзарту қосулы", "автопродление включено",
        "automatic renewal is on";
    SWITCH = "switched": "консольде таңдалған", "выбрано в консоли", "chosen in the console";
    TRIED_AT = "tried-at": "есептен шығару әрекетінің сәті", "момент попытки списания",
        "moment of the try to debit";
    PRICE = "price": "келесі кезеңнің бағасы", "цена следующего периода", "price of the next period";
    DEBITED = "debited-before": "бұрын есептен шығарылған", "списано раньше", "debited before";
    DUE = "due": "төленуге тиіс", "к оплате", "still to be paid";
    BALANCE = "balance": "шот теңгерімі", "баланс лицевого счёта", "account balance";
    BONUSES = "bonuses": "бонустар", "бонусы", "bonuses";
    COVERED = "covered": "қаражат жеткілікті", "средств достаточно", "the account covers it";
    DEBIT = "debit": "есептен шығарылатын сома", "сумма списания", "debit";
    WITH_BONUSES = "with-bonuses": "оның ішінде бонуспен", "в том числе бонусами", "of it bonuses";
    MISSING = "missing": "жетпейтін сома", "недостающая сумма", "sum that is missing";
    RETRY = "retry": "келесі әрекет", "следующая попытка", "next try";
    RETRY_AFTER = "retry-after": "әрекет қанша уақыттан кейін қайталанады", "через сколько повторяется попытка",
        "time until it is tried again";
    RESUME_UNTIL = "resume-until": "қайта бастау мерзімінің соңы (өзі кірмейді)",
        "конец срока возобновления (сам момент не входит)", "end of the time to resume (itself outside)";
    STATE = "state": "қызметтің күйі", "состояние услуги", "state of the service";
}
