//! "What does the customer get for the downtime?" (section 8)

use super::{Case, Heading};
use crate::contract::decision::{Decision, Value, labels};
use crate::contract::{Compensation, CompensationRefusal, EvidenceAnswer, Money};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
    QUESTION = "compensation": "өтемақы", "компенсация", "compensation";
    OF_SERVER = "compensation-of-server":
        "{0} қызметінің бос тұруы үшін өтемақы, уақыты: {1}",
        "Компенсация за простой услуги {0}, {1}",
        "Compensation for the downtime of {0}, as of {1}";
    ALONE = "compensation-alone":
        "Бос тұру үшін өтемақы, уақыты: {0}",
        "Компенсация за простой, {0}",
        "Compensation for downtime, as of {0}";
    CREDITED = "credited":
        "Шотқа бонустармен жазылады: {0}; есепке алынған бос тұру: {1} (8.3-тармақ).",
        "Начисляется бонусами {0} за {1} простоя (пункт 8.3).",
        "{0} is credited as bonuses for {1} of downtime (clause 8.3).";
    NOTHING = "nothing-counts":
        "Өтемақы жоқ: бұл бос тұру уақыты өтелмейді (8.5-тармақ).",
        "Компенсации нет: это время простоя не компенсируется (пункт 8.5).",
        "No compensation: none of this downtime is compensated (clause 8.5).";
    REFUSED = "compensation-refused":
        "Өтемақы жоқ: {0} (8.1-тармақ).",
        "Компенсации нет: {0} (пункт 8.1).",
        "No compensation: {0} (clause 8.1).";
    CAPPED = "capped":
        "Шек қолданылды: шексіз сома {0} болар еді (8.3-тармақ).",
        "Применён предел: без него было бы {0} (пункт 8.3).",
        "The cap applies: without it the sum would be {0} (clause 8.3).";
    DISPUTED = "disputed":
        "Өлшемдер әртүрлі: орындаушыда {0}, өтініште {1}. Даулы сома: {2}; ол келіссөзбен шешіледі (8.2-тармақ).",
        "Данные расходятся: у исполнителя {0}, в обращении {1}. Спорная сумма {2}; расхождение решается переговорами (пункт 8.2).",
        "The measures differ: {0} by the provider, {1} by the claim. {2} is disputed and settled by negotiation (clause 8.2).";
    AS_BONUS = "cash-later":
        "Ақшамен тек қызметтен бас тартып, өзара есеп айырысу салыстырылғаннан кейін төленеді (8.4-тармақ).",
        "Деньгами выплачивается только после отказа от услуги и сверки взаиморасчётов (пункт 8.4).",
        "It is paid in money only once the service is given up and settlements are reconciled (clause 8.4).";
    TOTAL = "compensation": "өтемақы", "компенсация", "compensation";
    COUNTED = "counted": "есепке алынған бос тұру", "учтённый простой", "downtime that counts";
    PAID_AS = "paid-as": "қалай төленеді", "чем выплачивается", "paid as";
    BONUS = "bonus": "бонустармен", "бонусами", "bonuses";
    REASON = "reason": "себебі", "причина", "reason";
    DISPUTED_SUM = "disputed-amount": "даулы сома", "спорная сумма", "disputed sum";
    MONTHS = "months": "Айлар бойынша", "По месяцам", "By month";
    MONTH = "month-from": "ай басы", "месяц с", "month from";
    DOWN = "downtime": "бос тұру", "простой", "downtime";
    HOURS = "hours": "сағат", "часы", "hours";
    BEFORE = "before-cap": "шекке дейін", "до предела", "before the cap";
    AFTER = "after-cap": "жазылады", "начисляется", "credited";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &ALONE };

/// What a downtime gives, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The sum, credited as bonuses.
    pub total: Money,
    /// How the measured downtime was counted; absent where only the customer's claim is known.
    pub counted: Option<Compensation>,
    /// What the customer claims beside it; absent where nothing was claimed.
    pub evidence: Option<EvidenceAnswer>,
}

/// What two people say of the length of a downtime, in seconds (8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// The customer's claim.
    pub claimed: i64,
    /// The provider's own data.
    pub measured: Option<i64>,
}

/// What downtime returns to a customer.
pub fn compensation(
    case: &Case<'_>,
    decision: &Decision<Returned>,
    measures: Option<Measures>,
) -> Answer {
    let outcome = &decision.outcome;
    let refusal = refusal(outcome);
    let sentence = match refusal {
        Some(why) => Sentence::new(&REFUSED, [why.label().into()]),
        None if outcome.total.minor() == 0 => Sentence::new(&NOTHING, []),
        None => Sentence::new(&CREDITED, [outcome.total.into(), Value::Seconds(seconds(outcome))]),
    };
    let mut answer = case.answer(HEADING, sentence);
    if refusal.is_some() {
        answer = answer.refused();
    }
    answer.result.extend(figures(outcome));
    answer = answer.found(&PAID_AS, &BONUS);
    if let Some(uncapped) = uncapped(outcome) {
        answer = answer.warn(Sentence::new(&CAPPED, [uncapped.into()]));
    }
    if let (Some(evidence), Some(Measures { claimed, measured: Some(measured) })) =
        (&outcome.evidence, measures)
        && evidence.is_disputed
    {
        let [measured, claimed] = [measured, claimed].map(Value::Seconds);
        let disputed = evidence.disputed;
        answer = answer
            .found(&DISPUTED_SUM, disputed)
            .warn(Sentence::new(&DISPUTED, [measured, claimed, disputed.into()]));
    }
    if outcome.total.minor() > 0 {
        answer = answer.remark(Sentence::new(&AS_BONUS, []));
    }
    if let Some(counted) = &outcome.counted {
        answer = answer.table(months(counted));
    }
    answer.decided(&case.basis, decision, &|id| case.place(id), figures)
}

fn refusal(outcome: &Returned) -> Option<CompensationRefusal> {
    outcome.counted.as_ref().and_then(|counted| counted.refusal)
}

/// The downtime behind the sum, in seconds: the claim's where that holds, else what was counted.
fn seconds(outcome: &Returned) -> i64 {
    let counted = outcome.counted.as_ref();
    match (counted, &outcome.evidence) {
        (Some(counted), _) if counted.total == outcome.total => counted.seconds,
        (_, Some(evidence)) => evidence.seconds,
        (counted, None) => counted.map_or(0, |counted| counted.seconds),
    }
}

/// The sum without the cap, where it is another one.
fn uncapped(outcome: &Returned) -> Option<Money> {
    let months = &outcome.counted.as_ref()?.months;
    let sum = months.iter().map(|month| month.before_cap);
    let sum = sum.reduce(|sum, one| sum.checked_add(one).unwrap_or(sum))?;
    let capped = months.iter().any(|month| month.after_cap != month.before_cap);
    capped.then_some(sum)
}

fn figures(outcome: &Returned) -> Vec<Figure> {
    let mut all = vec![
        Figure::new(&TOTAL, outcome.total),
        Figure::new(&COUNTED, Value::Seconds(seconds(outcome))),
    ];
    if let Some(refusal) = refusal(outcome) {
        all.push(Figure::new(&REASON, refusal.label()));
    }
    all
}

fn months(outcome: &Compensation) -> Table {
    let rows = outcome.months.iter().map(|month| {
        vec![
            month.starts.into(),
            Value::Seconds(month.seconds),
            Value::Hours(month.hours),
            month.before_cap.into(),
            month.after_cap.into(),
        ]
    });
    let columns = vec![&MONTH, &DOWN, &HOURS, &BEFORE, &AFTER];
    Table { title: &MONTHS, columns, rows: rows.collect() }
}
