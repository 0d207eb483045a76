//! "What does the customer get for the downtime?" (section 8)

use super::{Case, Heading};
use crate::contract::decision::{Decision, Label, Value, labels};
use crate::contract::terms::Evidence;
use crate::contract::{Compensation, EvidenceAnswer, Money};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
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
    NO_DOWNTIME = "no-downtime":
        "Өтемақы жоқ: бұл уақытта тіркелген бос тұру жоқ (8.1-тармақ).",
        "Компенсации нет: простоев за это время не зарегистрировано (пункт 8.1).",
        "No compensation: no downtime is registered in this time (clause 8.1).";
    IF_CLAIMED = "if-claimed-now":
        "Өтініш осы сәтте тіркелсе, шотқа бонустармен жазылады: {0}; есепке алынатын бос тұру: {1} (8.1, 8.3-тармақтар).",
        "Если подать обращение в этот момент, бонусами начислится {0} за {1} простоя (пункты 8.1, 8.3).",
        "A claim made at this moment would bring {0} as bonuses for {1} of downtime (clauses 8.1, 8.3).";
    IF_TOO_LATE = "if-claimed-too-late":
        "Өтініш осы сәтте тіркелсе де, өтемақы болмайды: {0} (8.1-тармақ).",
        "Обращение в этот момент тоже ничего не даст: {0} (пункт 8.1).",
        "A claim made at this moment would bring nothing either: {0} (clause 8.1).";
    CLAIMABLE = "if-claimed": "өтініш берілсе", "если подать обращение", "if it is claimed";
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

/// The question has the name of its main figure.
static QUESTION: Label =
    Label {
        key: "compensation", kk: "өтемақы", ru: "компенсация", en: "compensation"
    };

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &ALONE };

/// What customer and provider say of the length of a downtime (8.2).
#[derive(Clone, Copy, Debug)]
pub struct Measures<'a> {
    /// What the customer claims, in seconds.
    pub claimed: i64,
    /// What the provider measured, in seconds.
    pub measured: Option<i64>,
    /// Whether there are outages that the claim is about; otherwise it is all that is known.
    pub counted: bool,
    /// Which of them holds, and what hangs on it.
    pub decision: &'a Decision<EvidenceAnswer>,
}

/// What downtime returns to a customer. Without a claim, `if_claimed` is what one would bring.
pub fn compensation(
    case: &Case<'_>,
    decision: &Decision<Compensation>,
    if_claimed: Option<&Compensation>,
    measures: Option<Measures<'_>>,
) -> Answer {
    let outcome = &decision.outcome;
    let by_claim = measures.filter(|measures| claim_holds(case, outcome, measures));
    let (total, seconds) = match by_claim {
        Some(measures) => {
            let evidence = &measures.decision.outcome;
            (evidence.compensation, evidence.seconds)
        }
        None => (outcome.total, outcome.seconds),
    };
    // Where a claim would bring nothing, it is not the claim that is missing.
    let refusal = outcome.refusal.filter(|_| {
        if_claimed.is_none_or(|claimed| claimed.seconds > 0 || claimed.refusal.is_some())
    });
    let sentence = match refusal {
        Some(why) => Sentence::new(&REFUSED, [why.label().into()]),
        None if total.minor() > 0 => {
            Sentence::new(&CREDITED, [total.into(), Value::Seconds(seconds)])
        }
        None if measures.is_none() && !case.has_downtime() => Sentence::new(&NO_DOWNTIME, []),
        None => Sentence::new(&NOTHING, []),
    };
    let mut answer = case.answer(HEADING, sentence);
    if refusal.is_some() {
        answer = answer.refused();
    }
    answer.result = vec![
        Figure::new(&TOTAL, total),
        Figure::new(&COUNTED, Value::Seconds(seconds)),
        Figure::new(&PAID_AS, &BONUS),
    ];
    if let Some(refusal) = refusal {
        answer = answer.found(&REASON, refusal.label());
        if let Some(claimed) = if_claimed {
            answer = claimable(answer, claimed);
        }
    }
    if let Some(uncapped) = uncapped(outcome).filter(|_| by_claim.is_none()) {
        answer = answer.warn(Sentence::new(&CAPPED, [uncapped.into()]));
    }
    if total.minor() > 0 {
        answer = answer.remark(Sentence::new(&AS_BONUS, []));
    }
    answer =
        answer.table(months(outcome)).decided(&case.basis, decision, &|id| case.place(id), figures);
    match measures {
        Some(measures) => compared(case, answer, &measures),
        None => answer,
    }
}

/// What a claim would bring where none was made.
fn claimable(answer: Answer, claimed: &Compensation) -> Answer {
    let gives = [claimed.total.into(), Value::Seconds(claimed.seconds)];
    let words = match claimed.refusal {
        Some(why) => Sentence::new(&IF_TOO_LATE, [why.label().into()]),
        None => Sentence::new(&IF_CLAIMED, gives),
    };
    answer.found(&CLAIMABLE, claimed.total).remark(words)
}

/// Whether the customer's claim holds and not what was counted: the terms say so, or it is all that
/// is known.
fn claim_holds(case: &Case<'_>, outcome: &Compensation, measures: &Measures<'_>) -> bool {
    let by_terms = case.basis.terms.compensation.evidence == Evidence::CustomerClaim;
    outcome.refusal.is_none() && (by_terms && measures.measured.is_some() || !measures.counted)
}

/// The two measures, and what they differ by.
fn compared(case: &Case<'_>, mut answer: Answer, measures: &Measures<'_>) -> Answer {
    let evidence = &measures.decision.outcome;
    if let (true, Some(measured)) = (evidence.is_disputed, measures.measured) {
        let disputed = evidence.disputed;
        let values = [Value::Seconds(measured), Value::Seconds(measures.claimed), disputed.into()];
        answer = answer.found(&DISPUTED_SUM, disputed).warn(Sentence::new(&DISPUTED, values));
    }
    answer.decided(&case.basis, measures.decision, &|id| case.place(id), |evidence| {
        vec![
            Figure::new(&TOTAL, evidence.compensation),
            Figure::new(&COUNTED, Value::Seconds(evidence.seconds)),
        ]
    })
}

/// The sum without the cap, where it is another one.
fn uncapped(outcome: &Compensation) -> Option<Money> {
    let months = &outcome.months;
    let sum = months.iter().map(|month| month.before_cap);
    let sum = sum.reduce(|sum, one| sum.checked_add(one).unwrap_or(sum))?;
    let capped = months.iter().any(|month| month.after_cap != month.before_cap);
    capped.then_some(sum)
}

fn figures(outcome: &Compensation) -> Vec<Figure> {
    let mut all = vec![
        Figure::new(&TOTAL, outcome.total),
        Figure::new(&COUNTED, Value::Seconds(outcome.seconds)),
    ];
    if let Some(refusal) = outcome.refusal {
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

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
