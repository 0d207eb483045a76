//! "Can these works be announced so?" (7.1) and "Was the change told of in time?" (6.3)

use super::{Case, Heading};
use crate::contract::decision::{Decision, Value, labels};
use crate::contract::{ChangeNotice, Exact, Interval, Plan, PlanFault};
use crate::review::answer::{Answer, Figure, Sentence};

labels! {
    QUESTION = "maintenance": "жоспарлы жұмыстар", "плановые работы", "planned works";
    NAMED = "maintenance-named":
        "{0} жұмыстарының жоспары, уақыты: {1}",
        "План работ {0} на {1}",
        "The plan of works {0} as of {1}";
    ALONE = "maintenance-alone":
        "Жұмыстардың жоспары, уақыты: {0}",
        "План работ на {0}",
        "A plan of works as of {0}";
    CHANGE_QUESTION = "change": "елеулі өзгеріс", "существенное изменение", "substantial change";
    CHANGE_NAMED = "change-named":
        "{0} өзгерісі туралы хабарлау, уақыты: {1}",
        "Уведомление об изменении {0} на {1}",
        "Notice of the change {0} as of {1}";
    CHANGE_ALONE = "change-alone":
        "Өзгеріс туралы хабарлау, уақыты: {0}",
        "Уведомление об изменении на {0}",
        "Notice of a change as of {0}";
    VALID = "plan-valid":
        "Жоспар дұрыс: {0} толығымен жоспарлы жұмыс; хабарлаудың соңғы сәті: {1} (7.1-тармақ).",
        "План в порядке: плановые работы — всё время, {0}; уведомить не позднее {1} (пункт 7.1).",
        "The plan is in order: all {0} would be planned works; customers have to be told by {1} (clause 7.1).";
    INVALID = "plan-invalid":
        "Осы жоспар бойынша жоспардан тыс жұмыс: {0}. Себебі: {1} (7.1-тармақ).",
        "По этому плану внеплановых работ: {0}. Причина: {1} (пункт 7.1).",
        "By this plan {0} would be unplanned works. Why: {1} (clause 7.1).";
    COUNTS = "unplanned-counts":
        "Жоспардан тыс жұмыс кезіндегі бос тұру кепілдікке қарсы есептеледі (7-бөлім).",
        "Простой во внеплановых работах учитывается в гарантии (раздел 7).",
        "Downtime in unplanned works counts against the guarantee (section 7).";
    BEGIN_AT = "begin-at":
        "Осылай хабарланса, толығымен жоспарлы болатын ең ерте басталу: {0}.",
        "При таком уведомлении целиком плановыми они будут, если начать не раньше {0}.",
        "With this notice all of it is planned if it begins at {0} at the earliest.";
    SPREAD = "spread-over-nights":
        "Бұл жұмыстар бір түнге сыймайды; қажетті түндер саны: {0}.",
        "В одну ночь эти работы не помещаются, нужно ночей: {0}.",
        "These works do not fit into one night; nights needed: {0}.";
    NO_LIMIT = "no-limit-of-works":
        "Бұл жұмыстармен {0} жылдың жоспарлы уақыты: {1}. Келісімде оның шегі жоқ.",
        "С этими работами плановых за {0} год: {1}. Предела для них соглашение не знает.",
        "With these works the planned time of {0} is {1}. The agreement has no limit for it.";
    CHANGE_IN_TIME = "change-in-time":
        "Хабарлау мерзімінде: өзгеріске дейін {0} (6.3-тармақ).",
        "Уведомление вовремя: до изменения {0} (пункт 6.3).",
        "The notice is in time: {0} before the change (clause 6.3).";
    CHANGE_LATE = "change-late":
        "Хабарлау кеш: соңғы сәті {0} еді. Осылай хабарланса, өзгерісті енгізудің ең ерте сәті: {1} (6.3-тармақ).",
        "Уведомление поздно: последний срок {0}. При таком уведомлении изменение можно сделать не раньше {1} (пункт 6.3).",
        "The notice is late: the last moment was {0}. With this notice the change can be made at {1} at the earliest (clause 6.3).";
    ALSO_WORKS = "change-may-interrupt":
        "Өзгеріс қызметті үзсе, 7.1-тармақ та қолданылады.",
        "Если изменение прерывает услугу, действует и пункт 7.1.",
        "If the change interrupts the service, clause 7.1 applies as well.";
    PLANNED = "planned-seconds": "жоспарлы бөлігі", "плановая часть", "planned part";
    UNPLANNED = "unplanned-seconds": "жоспардан тыс бөлігі", "внеплановая часть", "unplanned part";
    OUTSIDE = "unplanned-parts": "жоспардан тыс уақыт", "внеплановое время", "unplanned time";
    NOTICE_OK = "notice-ok": "мерзімінде хабарланды", "уведомлено вовремя", "told in time";
    GIVEN = "notice-given": "хабарлау мерзімі", "срок уведомления", "notice";
    LATEST = "latest-notice": "хабарлаудың соңғы сәті", "уведомить не позднее", "tell by";
    EARLIEST = "earliest-start": "ең ерте басталу", "самое раннее начало", "earliest beginning";
    EARLIEST_CHANGE = "earliest-change": "өзгерістің ең ерте сәті", "самое раннее изменение", "earliest change";
    OF_YEAR = "planned-of-year": "жылдың жоспарлы жұмыстары", "плановые работы за год", "planned works of the year";
    FAULTS = "faults": "кемшіліктер", "недостатки", "faults";
}

const PLAN: Heading = Heading { question: &QUESTION, of_server: &NAMED, alone: &ALONE };
const CHANGE: Heading =
    Heading { question: &CHANGE_QUESTION, of_server: &CHANGE_NAMED, alone: &CHANGE_ALONE };

/// Whether works can be announced as they are planned. The case is named by the notice or the fact.
pub fn maintenance(case: &Case<'_>, decision: &Decision<Plan>) -> Answer {
    let plan = &decision.outcome;
    let unplanned = plan.classified.unplanned_seconds();
    let sentence = if plan.faults.is_empty() {
        let planned = Value::Seconds(plan.classified.planned_seconds());
        Sentence::new(&VALID, [planned, plan.latest_notice.into()])
    } else {
        Sentence::new(&INVALID, [Value::Seconds(unplanned), faults(plan)])
    };
    let mut answer = case.answer(PLAN, sentence);
    if !plan.faults.is_empty() {
        answer = answer.refused().remark(Sentence::new(&COUNTS, []));
        answer = if let Some(start) = plan.earliest_start {
            answer.remark(Sentence::new(&BEGIN_AT, [start.into()]))
        } else {
            let nights = Value::Number(Exact::whole(plan.nights));
            answer.remark(Sentence::new(&SPREAD, [nights]))
        };
    }
    let of_year = [Value::Text(plan.year.to_string()), Value::Seconds(plan.planned_of_year)];
    answer = answer.remark(Sentence::new(&NO_LIMIT, of_year));
    answer.result.extend(figures(plan));
    answer.decided(&case.basis, decision, &|id| case.place(id), figures)
}

/// Whether customers are told of a substantial change in time.
pub fn change(case: &Case<'_>, decision: &Decision<ChangeNotice>) -> Answer {
    let outcome = &decision.outcome;
    let sentence = if outcome.in_time {
        Sentence::new(&CHANGE_IN_TIME, [Value::Seconds(outcome.given)])
    } else {
        let values = [outcome.latest_notice.into(), outcome.earliest_change.into()];
        Sentence::new(&CHANGE_LATE, values)
    };
    let answer = case.answer(CHANGE, sentence).remark(Sentence::new(&ALSO_WORKS, []));
    let mut answer = if outcome.in_time { answer } else { answer.refused() };
    answer.result.extend(noticed(outcome));
    answer.decided(&case.basis, decision, &|id| case.place(id), noticed)
}

fn faults(plan: &Plan) -> Value {
    Value::List(plan.faults.iter().copied().map(PlanFault::label).map(Value::Word).collect())
}

fn figures(plan: &Plan) -> Vec<Figure> {
    let classified = &plan.classified;
    let spans =
        |spans: &[Interval<_>]| Value::List(spans.iter().copied().map(Value::Span).collect());
    vec![
        Figure::new(&NOTICE_OK, classified.in_time),
        Figure::new(&PLANNED, Value::Seconds(classified.planned_seconds())),
        Figure::new(&UNPLANNED, Value::Seconds(classified.unplanned_seconds())),
        Figure::new(&OUTSIDE, spans(&classified.unplanned)),
        Figure::new(&FAULTS, faults(plan)),
        Figure::new(&LATEST, plan.latest_notice),
        Figure::new(&EARLIEST, plan.earliest_start),
        Figure::new(&OF_YEAR, Value::Seconds(plan.planned_of_year)),
    ]
}

fn noticed(outcome: &ChangeNotice) -> Vec<Figure> {
    vec![
        Figure::new(&NOTICE_OK, outcome.in_time),
        Figure::new(&GIVEN, Value::Seconds(outcome.given)),
        Figure::new(&LATEST, outcome.latest_notice),
        Figure::new(&EARLIEST_CHANGE, outcome.earliest_change),
    ]
}

#[test]
fn every_sentence_has_its_words() {
    crate::contract::decision::assert_said(ALL);
}
