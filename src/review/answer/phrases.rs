//! The words around an answer: headings, heads of columns, yes and no.

use crate::contract::decision::labels;

labels! {
    YES = "yes": "иә", "да", "yes";
    NO = "no": "жоқ", "нет", "no";
    NOTHING = "none": "—", "—", "—";

    RESULT = "result": "Нәтиже", "Результат", "Result";
    LINES = "lines": "Сомалар", "Суммы", "Amounts";
    FACTS = "facts": "Деректер", "Факты", "Facts";
    BUILT_IN = "built-in": "qalyp құрамында", "в составе qalyp", "built in";
    STEPS = "steps": "Қалай есептелді", "Как посчитано", "How it was found";
    POLICIES = "policies": "Шарттарда не айтылған", "Что говорят условия", "What the terms say";
    READINGS = "readings": "Басқаша оқылса", "При другом прочтении", "Under another reading";
    WARNING = "warning": "Назар аударыңыз", "Внимание", "Note";

    WHAT = "what": "не", "что", "what";
    VALUE = "value": "мәні", "значение", "value";
    PLACE = "place": "қай жерде", "где записано", "where";
    CLAUSE = "clause": "тармақ", "пункт", "clause";
    STEP = "step": "қадам", "шаг", "step";
    FROM = "from": "неден", "из чего", "from";
    EXACT = "exact": "нәтиже", "итог", "result";
    PARAMETER = "parameter": "параметр", "параметр", "parameter";
    SAYS = "says": "мағынасы", "смысл", "meaning";
    WOULD = "would": "сонда", "тогда", "then";
    COVERS = "covers": "кезең", "период", "for";
    NET = "net": "ҚҚС-сыз", "без НДС", "net";
    VAT = "vat": "ҚҚС", "НДС", "VAT";
    GROSS = "gross": "барлығы", "всего", "gross";
    TOTAL = "total": "жиыны", "итого", "total";

    /// What a result became on a line of a ledger.
    BOOKED = "booked": "есепке", "к учёту", "booked";
    AT_RATE = "at-rate": "{0} ({1})", "{0} ({1})", "{0} ({1})";
    BY_DEFAULT = "by-default": "әдепкі", "по умолчанию", "default";
    ASKED = "asked": "сұрақтан", "из вопроса", "as asked";
    UNDECIDED = "undecided":
        "бұл деректерден шешілмейді",
        "по этим фактам не решается",
        "not decided by these facts";
    NO_CALENDAR = "no-calendar":
        "бұған жұмыс күндерінің күнтізбесі жоқ",
        "для этого нет календаря рабочих дней",
        "there is no calendar of working days for it";
    MISSING = "missing":
        "белгісіз: {0}",
        "неизвестно: {0}",
        "not known: {0}";

    GROUNDS = "grounds":
        "Негіз: қызмет шарттарының {0} редакциясы (күшіне енген күні: {1}). Күн мен сағат UTC{2} бойынша.",
        "Основание: условия услуги в редакции {0}, действует с {1}. Даты и часы по UTC{2}.",
        "Grounds: the service terms in their edition {0}, in force from {1}. Dates and hours at UTC{2}.";
    GROUNDS_UNDATED = "grounds-undated":
        "Негіз: қызмет шарттарының {0} редакциясы. Күн мен сағат UTC{1} бойынша.",
        "Основание: условия услуги в редакции {0}. Даты и часы по UTC{1}.",
        "Grounds: the service terms in their edition {0}. Dates and hours at UTC{1}.";
    CALENDAR = "calendar":
        "Жұмыс күндері: {0} күнтізбесі, {1} нұсқасы.",
        "Рабочие дни: календарь {0}, версия {1}.",
        "Working days: the calendar {0}, version {1}.";
}
