//! The words of documents.
//!
//! Those of form R-1 are the official ones of the order that introduced it, in Kazakh and Russian;
//! the English ones are a translation.

use crate::contract::decision::labels;

labels! {
    // The form.
    FORM = "form": "Р-1 нысаны", "Форма Р-1", "Form R-1 (translation)";
    ORDER = "order":
        "Қазақстан Республикасы Қаржы министрінің 2012 жылғы 20 желтоқсандағы № 562 бұйрығына 50-қосымша",
        "Приложение 50 к приказу Министра финансов Республики Казахстан от 20 декабря 2012 года № 562",
        "Appendix 50 to order No. 562 of the Minister of Finance of the Republic of Kazakhstan of 20 December 2012";
    ACT = "act":
        "Орындалған жұмыстар (көрсетілген қызметтер) актісі*",
        "Акт выполненных работ (оказанных услуг)*",
        "Certificate of works performed (services rendered)*";
    INVOICE = "invoice": "Төлемге арналған шот", "Счёт на оплату", "Invoice for payment";

    // Parties.
    CUSTOMER = "customer": "Тапсырыс беруші", "Заказчик", "Customer";
    CONTRACTOR = "contractor": "Орындаушы", "Исполнитель", "Contractor";
    PARTIES = "parties": "Тараптар", "Стороны", "Parties";
    PARTY = "party": "Тарап", "Сторона", "Party";
    PARTY_DETAILS = "party-details":
        "Толық атауы, мекенжайы, байланыс құралдары туралы деректер",
        "Полное наименование, адрес, данные о средствах связи",
        "Full name, address, means of communication";
    IDENTIFICATION = "identification": "ЖСН/БСН", "ИИН/БИН", "IIN/BIN";
    TELEPHONE = "telephone": "тел.", "тел.", "tel.";
    CONTRACT = "contract": "Шарт (келісімшарт)", "Договор (контракт)", "Contract";
    NUMBER = "number": "Құжаттың нөмірі", "Номер документа", "Document number";
    DATE = "date": "Жасалған күні", "Дата составления", "Date of issue";

    // The table of form R-1.
    ROW_NUMBER = "row-number": "Реттік нөмірі", "Номер по порядку", "No.";
    SERVICES = "services":
        "Жұмыстардың (көрсетілетін қызметтердің) атауы (техникалық ерекшелікке, тапсырмаға, жұмыстарды орындау (қызметтерді көрсету) кестесіне сәйкес олардың кіші түрлері бөлінісінде, олар болған кезде)",
        "Наименование работ (услуг) (в разрезе их подвидов в соответствии с технической спецификацией, заданием, графиком выполнения работ (услуг) при их наличии)",
        "Works (services), by kinds according to the technical specification, assignment or schedule, if any";
    PERFORMED_ON = "performed-on":
        "Жұмыстарды орындау (қызметтерді көрсету) күні**",
        "Дата выполнения работ (оказания услуг)**",
        "Date of performance**";
    REPORT = "report":
        "Ғылыми зерттеулер, маркетингтік, консультациялық және өзге де қызметтер туралы есеп туралы мәліметтер (күні, нөмірі, беттер саны) (олар болған кезде)***",
        "Сведения об отчете о научных исследованиях, маркетинговых, консультационных и прочих услугах (дата, номер, количество страниц) (при их наличии)***",
        "Report on research, marketing, consulting and other services (date, number, pages), if any***";
    UNIT = "unit": "Өлшем бірлігі", "Единица измерения", "Unit";
    PERFORMED = "performed":
        "Орындалған жұмыстар (көрсетілген қызметтер)",
        "Выполнено работ (оказано услуг)",
        "Works performed (services rendered)";
    QUANTITY = "quantity": "саны", "количество", "quantity";
    UNIT_PRICE = "unit-price": "бірлік үшін бағасы", "цена за единицу", "unit price";
    COST = "cost": "құны", "стоимость", "cost";
    TOTAL = "total": "Барлығы", "Итого", "Total";
    STOCK = "stock":
        "Тапсырыс берушіден алынған қорларды пайдалану туралы мәліметтер",
        "Сведения об использовании запасов, полученных от заказчика",
        "Use of stock received from the customer";
    STOCK_NONE = "stock-none": "қорлар пайдаланылмады", "запасы не использовались", "none was used";
    ENCLOSURE = "enclosure":
        "Қосымша: құжаттама тізбесі, оның ішінде маркетингтік, ғылыми зерттеулер, консультациялық және өзге де қызметтер туралы есеп(тер) (олар болған кезде міндетті)",
        "Приложение: перечень документации, в том числе отчет(ы) о маркетинговых, научных исследованиях, консультационных и прочих услугах (обязательны при его (их) наличии)",
        "Enclosed: documentation, with reports on marketing, research, consulting and other services (required if there are any)";
    ENCLOSURE_NONE = "enclosure-none": "жоқ", "нет", "none";
    HANDED_OVER = "handed-over": "Тапсырды (Орындаушы)", "Сдал (Исполнитель)", "Handed over (Contractor)";
    ACCEPTED = "accepted": "Қабылдады (Тапсырыс беруші)", "Принял (Заказчик)", "Accepted (Customer)";
    POSITION = "position": "лауазымы", "должность", "position";
    SIGNATURE = "signature": "қолы", "подпись", "signature";
    NAME_IN_FULL = "name-in-full": "қолтаңбаның толық жазылуы", "расшифровка подписи", "name in full";
    SIGNED_ON = "signed-on":
        "жұмыстарға (қызметтерге) қол қойылған (қабылданған) күн",
        "дата подписания (принятия) работ (услуг)",
        "date of signing (acceptance)";
    SEAL = "seal": "М.О.", "М.П.", "Seal";
    NOTE_USE = "note-use":
        "* Құрылыс-монтаждау жұмыстарын қоспағанда, орындалған жұмыстарды (көрсетілген қызметтерді) қабылдау-беру үшін қолданылады.",
        "* Применяется для приемки-передачи выполненных работ (оказанных услуг), за исключением строительно-монтажных работ.",
        "* For handing over and accepting works performed (services rendered), other than building and assembly.";
    NOTE_DATE = "note-date":
        "** Орындалған жұмыстардың (көрсетілген қызметтердің) күндері әртүрлі кезеңдерге келген жағдайда, сондай-ақ жұмыстарды орындау (қызметтерді көрсету) күндері мен жұмыстарға (қызметтерге) қол қою (қабылдау) күндері әртүрлі болған жағдайда толтырылады.",
        "** Заполняется в случае, если даты выполненных работ (оказанных услуг) приходятся на различные периоды, а также в случае, если даты выполнения работ (оказания услуг) и даты подписания (принятия) работ (услуг) различны.",
        "** Filled in if the dates of performance lie in different periods, or differ from the date of signing (acceptance).";
    NOTE_REPORT = "note-report":
        "*** Ғылыми зерттеулер, маркетингтік, консультациялық және өзге де қызметтер туралы есеп болған жағдайда толтырылады.",
        "*** Заполняется в случае наличия отчета о научных исследованиях, маркетинговых, консультационных и прочих услугах.",
        "*** Filled in if there is a report on research, marketing, consulting or other services.";

    // Lines of services.
    MONTH = "month": "ай", "месяц", "month";
    SERVICE = "service": "қызмет", "услуга", "service";
    PIECE = "piece": "дана", "шт.", "piece";
    SERVER = "server": "сервер", "сервер", "server";
    DIFFERENCE = "difference": "тариф құнының айырмасы", "разница в стоимости тарифов", "price difference between tariffs";
    TARIFF = "tariff": "1С-ке арналған дайын бұлттық сервер, тариф", "Готовый облачный сервер для 1С, тариф", "Ready cloud server for 1C, tariff";

    // Tax.
    VAT_BY_DATE = "vat-by-date": "Қызмет көрсетілген күн бойынша ҚҚС", "НДС по дате оказания услуг", "VAT by date of supply";
    SUPPLY_DATE = "supply-date": "Қызмет көрсетілген күн", "Дата оказания услуг", "Date of supply";
    VAT_RATE = "vat-rate": "ҚҚС мөлшерлемесі", "Ставка НДС", "VAT rate";
    NET = "net": "ҚҚС-сыз", "Без НДС", "Net of VAT";
    VAT = "vat": "ҚҚС", "НДС", "VAT";
    GROSS = "gross": "ҚҚС-мен", "С НДС", "Gross";
    OF_WHICH_VAT = "of-which-vat": "оның ішінде ҚҚС", "в том числе НДС", "of which VAT";

    // Refunds.
    RECALCULATION = "recalculation": "Қайта есептеу", "Перерасчёт", "Recalculation";
    REQUEST = "request": "Қызметтен бас тарту туралы өтінім", "Запрос об отказе от услуги", "Request to give up the service";
    PAID = "paid": "Төленген сома", "Уплаченная сумма", "Sum paid";
    RETAINED = "retained": "Нақты көрсетілген қызметтердің құны", "Стоимость фактически оказанных услуг", "Services actually rendered";
    REFUNDED = "refunded": "Шот теңгеріміне қайтарылады", "Возвращается на баланс лицевого счёта", "Returned to the account balance";
    OF_WHICH_BONUSES = "of-which-bonuses": "оның ішінде бонустармен", "в том числе бонусами", "of which as bonuses";
    PAYOUT_BY = "payout-by": "Қайтару мерзімі", "Срок возврата", "Returned by";

    // Invoice.
    BENEFICIARY = "beneficiary": "Бенефициар", "Бенефициар", "Beneficiary";
    ACCOUNT = "account": "ЖСК", "ИИК", "Account (IIK)";
    BANK = "bank": "Бенефициардың банкі", "Банк бенефициара", "Bank of the beneficiary";
    BANK_CODE = "bank-code": "БСК", "БИК", "Bank code (BIK)";
    BENEFICIARY_CODE = "beneficiary-code": "Кбе", "Кбе", "Beneficiary code (KBE)";
    PURPOSE_CODE = "purpose-code": "ТБК", "КНП", "Purpose code (KNP)";
    PAYMENT_PURPOSE = "payment-purpose": "Төлем мақсаты", "Назначение платежа", "Payment purpose";
    PAYMENT_DETAILS = "payment-details": "Төлем деректемелері", "Реквизиты для оплаты", "Payment details";
    SUPPLIER = "supplier": "Өнім беруші", "Поставщик", "Supplier";
    BUYER = "buyer": "Сатып алушы", "Покупатель", "Buyer";
    PAY_BY = "pay-by": "Төлеу мерзімі", "Оплатить до", "Payable by";
    SERVICES_SHORT = "services-short": "Қызметтің атауы", "Наименование услуг", "Service";
    INVOICED = "invoiced": "Төлемге ұсынылған қызметтер", "Услуги к оплате", "Services to be paid";
    ISSUED_BY = "issued-by": "Орындаушы", "Исполнитель", "Contractor";

    // Statement.
    STATEMENT = "statement": "Шоттан үзінді", "Выписка по лицевому счёту", "Account statement";
    PLOT = "plot": "Теңгерім және қызметтердің күйі", "Баланс и состояние услуг", "Balance and state of the services";
    SPAN = "span": "Кезең", "За время", "Time";
    JUDGED_AT = "judged-at": "Есептелген сәт", "По состоянию на", "As of";
    MOVEMENTS = "movements": "Қозғалыс", "Движение средств", "Movements";
    OPENING = "opening": "Бастапқы теңгерім", "Баланс на начало", "Opening balance";
    CLOSING = "closing": "Соңғы теңгерім", "Баланс на конец", "Closing balance";
    PAID_IN = "paid-in": "Түскен төлемдер", "Поступило", "Paid in";
    CHARGED = "charged": "Қызметтер үшін есептен шығарылды", "Списано за услуги", "Charged for services";
    REFUNDS = "refunds": "Қайтарылды", "Возвращено", "Refunded";
    BONUSES_CREDITED = "bonuses-credited": "Бонустар жазылды", "Начислено бонусов", "Bonuses credited";
    BONUSES_CASHED = "bonuses-cashed": "Бонустар ақшалай төленді", "Бонусы выплачены деньгами", "Bonuses paid out";
    BALANCE = "balance": "Теңгерім", "Баланс", "Balance";
    MONEY = "money": "Ақша", "Деньги", "Money";
    BONUSES = "bonuses": "Бонустар", "Бонусы", "Bonuses";
    ENTRIES = "entries": "Жазбалар", "Записи", "Entries";
    MOMENT = "moment": "Сәт", "Момент", "Moment";
    ENTRY = "entry": "Жазба", "Запись", "Entry";
    ENTRY_ID = "entry-id": "Есептен шығару жазбасы", "Запись о списании", "Entry of the charge";
    MOVED = "moved": "Өзгеріс", "Изменение", "Change";
    AFTER = "after": "Жазбадан кейін", "После записи", "After it";
    PAYMENT = "payment": "Төлем", "Платёж", "Payment";
    DEBIT_TARIFF = "debit-tariff": "Тариф үшін есептен шығару", "Списание за тариф", "Charge for the tariff";
    DEBIT_DIFFERENCE = "debit-difference": "Тариф айырмасын есептен шығару", "Списание разницы тарифов", "Charge of a tariff difference";
    DEBIT_ADDON = "debit-addon": "Қосымша қызмет үшін есептен шығару", "Списание за дополнительную услугу", "Charge for an add-on";
    REFUND = "refund": "Қайтару", "Возврат", "Refund";
    BONUS = "bonus": "Бонустарды есептеу", "Начисление бонусов", "Bonuses";
    REVERSAL = "reversal": "Жазбаны жою", "Сторнирование записи", "Reversal of";
    SETTLEMENT = "settlement": "Өзара есеп айырысу", "Взаиморасчёт", "Settlement";
    STATES = "states": "Қызметтердің күйі", "Состояние услуг", "States of the services";
    STATE = "state": "Күйі", "Состояние", "State";
    SERVER_COLUMN = "server-column": "Сервер", "Сервер", "Server";
    FROM = "from": "Бастап", "С", "From";
    UNTIL = "until": "Дейін", "До", "Until";
    PERIODS = "periods": "Төленген кезеңдер", "Оплаченные периоды", "Paid periods";
    MONTHS = "months": "Айлар", "Месяцев", "Months";
    CHARGE = "charge": "Есептен шығарылды", "Списано", "Charged";
    VAT_OF_CHARGES = "vat-of-charges": "Есептен шығарылған және қайтарылған сомалардағы ҚҚС", "НДС в списанных и возвращённых суммах", "VAT in sums charged and refunded";
    DIFFERENCES = "differences": "Қайта есептеу айырмалары", "Расхождения при пересчёте", "Differences found by recomputation";

    // What a document rests on.
    BASIS = "basis": "Құжаттың негізі", "На чём основан документ", "What this document rests on";
    CLAUSES = "clauses": "Келісім тармақтары", "Пункты соглашения", "Clauses of the agreement";
    EDITION = "edition": "Келісімнің редакциясы", "Редакция соглашения", "Edition of the agreement";
    EDITION_OF_ANOTHER = "edition-of-another": "басқа сервердің кезеңінің редакциясы", "редакция для периода другого сервера", "edition for the period of another server";
    ACTIVITY = "activity": "Қызмет түрінің коды (P2)", "Код вида деятельности (P2)", "Activity code (P2)";
    CALENDAR = "calendar": "Жұмыс күндерінің күнтізбесі", "Календарь рабочих дней", "Calendar of working days";
    FACTS = "facts": "Есеп кітабының жазбалары", "Записи книги учёта", "Entries of the ledger";
    MISSING = "missing": "Бастапқы деректерде көрсетілмеген", "Не указано в исходных данных", "Not given in the blueprint";
    NOT_GIVEN = "not-given": "бастапқы деректерде көрсетілмеген", "не указано в исходных данных", "not given in the blueprint";
}
