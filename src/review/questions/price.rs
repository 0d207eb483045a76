//! "From when does the new price hold?" (5.4)

use super::{Case, Heading};
use crate::contract::decision::{Decision, Value, labels};
use crate::contract::{Instant, NoticeAnswer, PriceAnswer, PriceChange};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
    QUESTION = "price-change": "бағаның өзгеруі", "изменение цены", "change of price";
    OF_TARIFF = "price-change-of-tariff":
        "{0} тарифі бағасының өзгеруі, хабарланған уақыт: {1}",
        "Изменение цены тарифа {0}, уведомление {1}",
        "Change of price of the tariff {0}, announced on {1}";
    ALONE = "price-change-alone":
        "Бағаның өзгеруі, хабарланған уақыт: {0}",
        "Изменение цены, уведомление {0}",
        "Change of price, announced on {0}";
    IN_TIME = "notice-in-time":
        "Хабарлама уақытында берілген: жаңа баға осы сәттен басталатын кезеңдерге қолданылады: {0} (5.4-тармақ).",
        "Уведомление в срок: новая цена действует для периодов, начинающихся с {0} (пункт 5.4).",
        "The notice is in time: the new price holds for periods that begin on or after {0} (clause 5.4).";
    SHIFTED = "notice-too-short":
        "Хабарлама кеш берілген. Жарияланған басталуы: {0}; жаңа баға қолданылатын ең ерте сәт: {1} (5.4-тармақ).",
        "Уведомление опоздало. Объявлено с {0}; новая цена действует для периодов, начинающихся с {1} (пункт 5.4).",
        "The notice is too short. Announced for {0}, the new price holds for periods that begin on or after {1} (clause 5.4).";
    VOID = "price-void":
        "Хабарлама кеш берілген: жаңа баға күшіне енбейді. Ең ерте мүмкін сәт: {0} (5.4-тармақ).",
        "Уведомление опоздало: новая цена не вступает в силу. Самое раннее возможное начало {0} (пункт 5.4).",
        "The notice is too short: the new price has no effect. The earliest valid start is {0} (clause 5.4).";
    RUNNING = "running-periods-keep":
        "Басталып кеткен кезең өз бағасын соңына дейін сақтайды.",
        "Начавшийся период сохраняет свою цену до конца.",
        "A period that has begun keeps its price to its end.";
    PERIOD_COSTS = "period-costs":
        "Осы кезеңнің айлық бағасы: {0}; кезеңнің басы: {1}.",
        "Месяц этого периода стоит {0}; начало периода: {1}.",
        "A month of this period costs {0}; the period begins on {1}.";
    PERIOD_REFUSED = "period-is-refused":
        "Бұл кезең болмайды: ұзартудан бас тартылған; кезеңнің басы болар еді: {0}.",
        "Этого периода не будет: от продления отказались; он начался бы {0}.",
        "There is no such period: renewal was refused; it would begin on {0}.";
    VALID = "notice-valid": "хабарлама уақытында", "уведомление в срок", "notice in time";
    DAYS = "days-of-notice": "күндер айырмасы", "разность дат", "days between";
    EARLIEST = "earliest-valid": "ең ерте мүмкін басталуы", "самое раннее начало", "earliest valid start";
    EFFECTIVE = "effective": "күшіне енеді", "вступает в силу", "takes effect";
    OLD = "old-monthly": "ескі айлық баға", "прежняя цена за месяц", "old price of a month";
    NEW = "new-monthly": "жаңа айлық баға", "новая цена за месяц", "new price of a month";
    PERIOD_PRICE = "monthly-price": "осы кезеңнің айлық бағасы", "цена месяца этого периода", "price of a month of this period";
    REACHED = "reached": "Қай кезеңдерге жетеді", "Каких периодов касается", "Which periods it reaches";
    SERVER = "server": "қызмет", "услуга", "server";
    UNTIL = "paid-until": "төленген мерзім соңы", "оплачено до", "paid until";
    FIRST = "first-at-new-price": "жаңа бағамен бірінші кезең", "первый период по новой цене", "first period at the new price";
    NO_PERIOD = "no-period": "кезең болмайды: ұзартудан бас тартылған", "периода не будет: от продления отказались", "no period: renewal was refused";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_TARIFF, alone: &ALONE };

/// A service that the change reaches, and when.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The server.
    pub server: String,
    /// Until when it is paid at the old price.
    pub paid_until: Option<Instant>,
    /// The first period at the new price; absent if the change never reaches it.
    pub first: Option<Instant>,
}

/// Whether a change of price was announced in time, from when it holds, and whom it reaches.
///
/// `case.server` is the name of the tariff. `of_period` says that the price of one period was asked
/// about, and not the change alone.
pub fn price_change(
    case: &Case<'_>,
    change: &PriceChange,
    notice: &NoticeAnswer,
    period: &Decision<PriceAnswer>,
    of_period: bool,
    reach: &[Reach],
) -> Answer {
    let NoticeAnswer { days, valid, earliest } = *notice;
    let effective = period.outcome.effective;
    let sentence = match effective {
        Some(_) if valid => Sentence::new(&IN_TIME, [change.effective.into()]),
        Some(effective) => Sentence::new(&SHIFTED, [change.effective.into(), effective.into()]),
        None => Sentence::new(&VOID, [earliest.into()]),
    };
    let mut answer = case.answer(HEADING, sentence).remark(Sentence::new(&RUNNING, []));
    if of_period {
        let start = change.period_start.into();
        answer = answer.remark(match period.outcome.monthly {
            Some(price) => Sentence::new(&PERIOD_COSTS, [price.into(), start]),
            None => Sentence::new(&PERIOD_REFUSED, [start]),
        });
    }
    if !valid {
        answer = answer.refused();
    }
    answer = answer
        .found(&VALID, valid)
        .found(&DAYS, Value::Days(days.into()))
        .found(&EARLIEST, earliest)
        .found(&OLD, change.old)
        .found(&NEW, change.new);
    let figures = |answer: &PriceAnswer| {
        let mut all = vec![Figure::new(&EFFECTIVE, answer.effective)];
        if of_period {
            let price = answer.monthly.map_or(Value::Word(&NO_PERIOD), Value::Money);
            all.push(Figure::new(&PERIOD_PRICE, price));
        }
        all
    };
    answer.result.extend(figures(&period.outcome));
    answer.table(table(reach)).decided(&case.basis, period, &|id| case.place(id), figures)
}

fn table(reach: &[Reach]) -> Table {
    let row = |one: &Reach| {
        vec![Value::Text(one.server.clone()), one.paid_until.into(), one.first.into()]
    };
    let columns = vec![&SERVER, &UNTIL, &FIRST];
    Table { title: &REACHED, columns, rows: reach.iter().map(row).collect() }
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
