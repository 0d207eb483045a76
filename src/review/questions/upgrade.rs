//! "What does the larger tariff cost from now on?" (5.1 to 5.3)

use super::{Case, Heading, Taxed};
use crate::contract::decision::{Decision, Label, Value, labels};
use crate::contract::{ChangeRefusal, Interval, TariffAnswer, Undecided, Upgrade, UpgradeFacts};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
    QUESTION = "upgrade": "тарифті ауыстыру", "смена тарифа", "change of tariff";
    OF_SERVER = "upgrade-of-server":
        "{0} қызметінің тарифін ауыстыру, уақыты: {1}",
        "Смена тарифа услуги {0}, {1}",
        "Change of tariff of {0} on {1}";
    ALONE = "upgrade-alone":
        "Тарифті ауыстыру, уақыты: {0}",
        "Смена тарифа, {0}",
        "Change of tariff on {0}";
    COSTS = "upgrade-costs":
        "Ауысу құны: {0}; мерзімнің соңы өзгермейді: {1} (5.2-тармақ).",
        "Переход стоит {0}; конец срока не меняется: {1} (пункт 5.2).",
        "The change costs {0}; the term still ends on {1} (clause 5.2).";
    OTHERWISE = "other-reading":
        "Тармақта қалған күндер туралы айтылмаған. Қалған күндер үшін: {0}; сөзбе-сөз оқығанда: {1}.",
        "О пересчёте по дням в пункте не сказано. За оставшиеся дни: {0}; по букве: {1}.",
        "The clause does not speak of days. For the days that remain: {0}; by its letter: {1}.";
    NOT_JUDGED = "change-not-judged":
        "Ауысуға болатыны тексерілмеген: ол бағаға емес, ресурстарға байланысты (5.2, 5.3-тармақтар). Екі тарифтің де ресурстарын көрсетіңіз.",
        "Разрешён ли переход, не проверено: это зависит не от цены, а от ресурсов (пункты 5.2, 5.3). Укажите ресурсы обоих тарифов.",
        "Whether the change is allowed was not judged: resources decide it and not the price (clauses 5.2, 5.3). Give the resources of both tariffs.";
    NOTHING_LEFT = "upgrade-at-the-end":
        "Ауысу ақысыз: төленген мерзімнен бірде-бір күн қалмаған, мерзімнің соңы: {0} (5.2-тармақ).",
        "Переход ничего не стоит: от оплаченного срока не осталось ни одного дня, его конец: {0} (пункт 5.2).",
        "The change costs nothing: no day of the paid term is left, which ends on {0} (clause 5.2).";
    REFUSED = "change-refused":
        "Бұл қызметте тариф ауыстырылмайды: {0} (5.2, 5.3-тармақтар).",
        "В этой услуге тариф не меняется: {0} (пункты 5.2, 5.3).",
        "The tariff cannot change within this service: {0} (clauses 5.2, 5.3).";
    REFUSED_TO = "change-to-tariff-refused":
        "Бұл қызмет «{0}» тарифіне ауыспайды: {1} (5.2, 5.3-тармақтар).",
        "Эта услуга не переходит на тариф «{0}»: {1} (пункты 5.2, 5.3).",
        "This service cannot change to the tariff “{0}”: {1} (clauses 5.2, 5.3).";
    CHARGE = "charge": "төленеді", "к оплате", "to be paid";
    PRORATED = "prorated": "қалған күндер үшін", "за оставшиеся дни", "for the days that remain";
    WHOLE = "full-difference": "толық айырма", "полная разница", "the whole difference";
    REMAINING = "remaining-days": "қалған күндер", "осталось дней", "days that remain";
    TOTAL = "days-of-the-period": "кезеңдегі күндер", "дней в периоде", "days of the period";
    TERM_END = "period-end": "мерзімнің соңы", "конец срока", "end of the term";
    DIFFERENCE = "difference": "тарифтер айырмасы", "разница тарифов", "difference of the tariffs";
    VERDICT = "change": "тарифті ауыстыру", "смена тарифа", "change of tariff";
    ALLOWED = "allowed": "рұқсат етіледі", "разрешена", "allowed";
    INSTEAD = "what-to-do": "Не істеу керек", "Что делать", "What to do instead";
    STEP = "step": "қадам", "шаг", "step";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &ALONE };

/// What a change to a larger tariff costs, under both readings of the clause.
///
/// `change` is the decision that it is allowed; absent where nobody asked about resources.
///
/// # Errors
/// The tax of the charge cannot be found.
pub fn upgrade(
    case: &Case<'_>,
    change: Option<&Decision<TariffAnswer>>,
    facts: &UpgradeFacts,
    decision: &Decision<Upgrade>,
) -> Result<Answer, Undecided> {
    let outcome = &decision.outcome;
    let sentence = if outcome.remaining_days == 0 && outcome.charge.minor() == 0 {
        Sentence::new(&NOTHING_LEFT, [outcome.period_end.into()])
    } else {
        Sentence::new(&COSTS, [outcome.charge.into(), outcome.period_end.into()])
    };
    let mut answer = case.answer(HEADING, sentence);
    if change.is_none() {
        answer = answer.warn(Sentence::new(&NOT_JUDGED, []));
    }
    if outcome.prorated != outcome.full {
        let both = [outcome.prorated.into(), outcome.full.into()];
        answer = answer.remark(Sentence::new(&OTHERWISE, both));
    }
    answer = answer
        .found(&CHARGE, outcome.charge)
        .found(&PRORATED, outcome.prorated)
        .found(&WHOLE, outcome.full)
        .found(&REMAINING, Value::Days(outcome.remaining_days.into()))
        .found(&TOTAL, Value::Days(outcome.total_days.into()))
        .found(&TERM_END, outcome.period_end);
    if let Some(change) = change {
        answer =
            answer.decided(&case.basis, change, &|id| case.place(id), |it| verdict(it.refusal));
    }
    answer = answer.decided(&case.basis, decision, &|id| case.place(id), |upgrade| {
        vec![Figure::new(&CHARGE, upgrade.charge)]
    });
    // On the last date nothing remains, and nothing is supplied.
    match Interval::new(facts.at, outcome.period_end) {
        Some(covers) if outcome.charge.minor() > 0 => {
            let what = Sentence::new(&DIFFERENCE, []);
            let (gross, paid) = (outcome.charge, Some(facts.at));
            Taxed { what, gross, covers, paid, place: None }.tell(case, answer)
        }
        _ => Ok(answer),
    }
}

/// A change that is refused in place, and what to do instead (5.3). `wanted` is the tariff that was
/// asked for, where it has a name.
pub fn refused_change(
    case: &Case<'_>,
    wanted: Option<Value>,
    refusal: ChangeRefusal,
    decision: &Decision<TariffAnswer>,
) -> Answer {
    let sentence = match wanted {
        Some(wanted) => Sentence::new(&REFUSED_TO, [wanted, refusal.label().into()]),
        None => Sentence::new(&REFUSED, [refusal.label().into()]),
    };
    let advice = refusal.advice().iter().enumerate();
    let rows = advice.map(|(at, todo)| {
        let number = u32::try_from(at).unwrap_or_default() + 1;
        vec![Value::Text(number.to_string()), Value::Word(todo)]
    });
    case.answer(HEADING, sentence)
        .refused()
        .found(&VERDICT, refusal.label())
        .table(Table { title: &INSTEAD, columns: vec![&STEP, &INSTEAD], rows: rows.collect() })
        .decided(&case.basis, decision, &|id| case.place(id), |it| verdict(it.refusal))
}

/// Whether a change is allowed, as a figure.
fn verdict(refusal: Option<ChangeRefusal>) -> Vec<Figure> {
    let word: &'static Label = refusal.map_or(&ALLOWED, ChangeRefusal::label);
    vec![Figure::new(&VERDICT, word)]
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
