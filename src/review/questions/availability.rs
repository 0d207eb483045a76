//! "Was the service there as much as it was promised?" (section 7)

use super::{Case, Heading};
use crate::billing::levels::{DoneWorks, Downtime, KnownOutage};
use crate::contract::decision::{Decision, Value, labels};
use crate::contract::{
    Availability, Exact, GuaranteeStatus, GuaranteeVerdict, Instant, Interval, Spans,
};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
    QUESTION = "availability": "қолжетімділік", "доступность", "availability";
    OF_SERVER = "availability-of-server":
        "{0} қызметінің қолжетімділігі, уақыты: {1}",
        "Доступность услуги {0} на {1}",
        "Availability of {0} as of {1}";
    OF_FLEET = "availability-of-fleet":
        "Барлық серверлердің қолжетімділігі, уақыты: {0}",
        "Доступность всех серверов на {0}",
        "Availability of all servers as of {0}";
    IS_MET = "guarantee-met":
        "Кепілдік орындалды: қолжетімділік {0}, бос тұру {1}, рұқсат етілгені {2} (7-бөлім).",
        "Гарантия выполнена: доступность {0}, простой {1} при допустимых {2} (раздел 7).",
        "The guarantee is met: availability {0}, downtime {1} of the {2} that are allowed (section 7).";
    IS_DISPUTED = "guarantee-disputed":
        "Келісімнің екі шегі әртүрлі: қолжетімділік {0}, бос тұру {1}; тек біреуінен асты. Қабылданған оқылым бойынша кепілдік: {2} (7-бөлім).",
        "Два предела соглашения расходятся: доступность {0}, простой {1}, превышен только один. По принятому прочтению гарантия: {2} (раздел 7).",
        "The two limits of the agreement differ: availability {0}, downtime {1}, over one of them only. By the reading in force the guarantee is {2} (section 7).";
    IS_BROKEN = "guarantee-broken":
        "Кепілдік бұзылды: қолжетімділік {0}, бос тұру {1}, рұқсат етілгені {2} (7-бөлім).",
        "Гарантия нарушена: доступность {0}, простой {1} при допустимых {2} (раздел 7).",
        "The guarantee is broken: availability {0}, downtime {1} where {2} are allowed (section 7).";
    IS_UNPROVEN = "guarantee-unproven":
        "Кепілдіктің орындалғаны дәлелденбеген: белгілі бос тұру {0}, өлшенбеген уақыт {1}, рұқсат етілгені {2} (7-бөлім, 8.2-тармақ).",
        "Не доказано, что гарантия выполнена: известный простой {0}, не измерено {1}, допустимо {2} (раздел 7, пункт 8.2).",
        "It is not proven that the guarantee is met: {0} of downtime are known, {1} were not measured, {2} are allowed (section 7, clause 8.2).";
    SO_FAR = "so-far":
        "Кезең әлі біткен жоқ: деректер осы сәтке дейін белгілі: {0}.",
        "Период ещё не закончился: данные известны по {0}.",
        "The period is not over: the facts are known up to {0}.";
    BLIND = "not-measured":
        "Өлшемдер жоқ уақыт: {0}. Ол жұмыс істеген де, бос тұрған да уақытқа жатпайды; ең көп дегенде бос тұру {1} болуы мүмкін.",
        "Нет измерений за {0}. Это ни работа, ни простой; самое большее простой может составить {1}.",
        "There are no measurements of {0}. That is neither up nor down; at most the downtime can be {1}.";
    NOT_SEEN = "outage-not-seen":
        "{0} жазбасындағы бос тұруды мониторинг көрмеді: {1}. Орындаушының деректері бойынша ол есептелмейді (8.2-тармақ).",
        "Простой из записи {0} мониторинг не видел: {1}. По данным исполнителя это время не учтено (пункт 8.2).",
        "The monitoring did not see the outage {0}: {1}. By the provider's data that time is not counted (clause 8.2).";
    WAIVED = "outage-while-suspended":
        "Бос тұрудың бір бөлігі қызмет тоқтатылған уақытқа түседі: {0}. Ол есептелмейді (4.2-тармақ).",
        "Часть простоев приходится на время, когда услуга была приостановлена: {0}. Она не учитывается (пункт 4.2).",
        "A part of the outages lies in time in which the service was suspended: {0}. It does not count (clause 4.2).";
    NO_SANCTION = "no-sanction":
        "Кепілдіктің бұзылуынан төлем туындамайды: өтемақы 8-бөлім бойынша бірінші минуттан есептеледі.",
        "Из нарушения гарантии выплата не следует: компенсация считается по разделу 8 с первой минуты.",
        "No sum follows from a broken guarantee: compensation is counted by section 8, from the first minute.";
    PERIOD = "period": "кезең", "период", "period";
    PERCENTAGE = "availability-pct": "қолжетімділік", "доступность", "availability";
    DOWNTIME = "downtime": "есептелген бос тұру", "учтённый простой", "downtime that counts";
    PLANNED = "planned-works": "жоспарлы жұмыстар", "плановые работы", "planned works";
    UNKNOWN = "unknown": "өлшенбеген уақыт", "неизмеренное время", "time not measured";
    NOT_OWED = "suspended": "қызмет тоқтатылған уақыт", "услуга приостановлена", "service suspended";
    LIMIT_PERCENT = "limit-by-percent": "пайыз бойынша шек", "предел по проценту", "limit by the percentage";
    LIMIT_HOURS = "limit-by-hours": "сағат бойынша шек", "предел по часам", "limit by the hours";
    LEFT = "left": "шекке дейін қалды", "осталось до предела", "left until the limit";
    STATUS = "status": "екі шек бойынша", "по двум пределам", "by the two limits";
    VERDICT = "guarantee": "кепілдік", "гарантия", "guarantee";
    OUTAGES = "outages": "Бос тұрулар", "Простои", "Outages";
    OUTAGE = "outage": "бос тұру", "простой", "outage";
    FROM_UNTIL = "from-until": "уақыты", "время", "time";
    CAUSE = "cause": "себеп", "причина", "cause";
    LENGTH = "length": "ұзақтығы", "длительность", "length";
    COUNTED = "counted": "есептелді", "учтено", "counted";
    ID = "id": "жазба", "запись", "fact";
    MEASURED = "measured-only": "тек өлшенген", "только измерено", "measured only";
    WORKS = "works": "Жұмыстар", "Работы", "Works";
    DONE = "done-works": "жұмыстар", "работы", "works";
    UNPLANNED = "unplanned-works": "жоспардан тыс", "внеплановые", "unplanned";
    SERVERS = "servers": "Серверлер", "Серверы", "Servers";
    SERVER = "server": "сервер", "сервер", "server";
    ALL_MET = "all-met":
        "Барлық серверлерде кепілдік орындалды; саны: {0} (7-бөлім).",
        "Гарантия выполнена на всех серверах, их {0} (раздел 7).",
        "The guarantee is met on all servers, {0} of them (section 7).";
    NOT_ALL = "not-all-met":
        "Серверлер: {0}; кепілдік бұзылған: {1}, дәлелденбеген: {2} (7-бөлім).",
        "Серверов: {0}; гарантия нарушена: {1}, не доказана: {2} (раздел 7).",
        "Servers: {0}; guarantee broken: {1}, unproven: {2} (section 7).";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &OF_FLEET };

/// What is known of the availability of a server.
#[derive(Debug)]
pub struct AvailabilityParts<'a> {
    /// What was decided.
    pub decision: &'a Decision<Availability>,
    /// The downtime that it rests on.
    pub downtime: &'a Downtime<'a>,
    /// The works on the server.
    pub works: &'a [DoneWorks<'a>],
}

/// Whether the guarantee of section 7 is met for a server.
pub fn availability(case: &Case<'_>, parts: &AvailabilityParts<'_>) -> Answer {
    let outcome = &parts.decision.outcome;
    let mut answer = case.answer(HEADING, sentence(outcome));
    if outcome.verdict() != GuaranteeVerdict::Met {
        answer = answer.refused();
    }
    if case.at < outcome.period.until() {
        answer = answer.remark(Sentence::new(&SO_FAR, [case.at.into()]));
    }
    if outcome.breach {
        answer = answer.remark(Sentence::new(&NO_SANCTION, []));
    }
    if outcome.unknown_seconds > 0 {
        let worst = outcome.downtime_seconds.saturating_add(outcome.unknown_seconds);
        let values = [outcome.unknown_seconds, worst].map(Value::Seconds);
        answer = answer.warn(Sentence::new(&BLIND, values));
    }
    let waived = parts.downtime.waived.seconds_within(outcome.period);
    if waived > 0 {
        answer = answer.warn(Sentence::new(&WAIVED, [Value::Seconds(waived)]));
    }
    for (known, up) in &parts.downtime.contradicted {
        let spans = Value::List(up.iter().map(Value::Span).collect());
        answer = answer.warn(Sentence::new(&NOT_SEEN, [id_of(known), spans]));
    }
    answer.result.extend(figures(outcome));
    let closed = parts.downtime.not_owed.seconds_within(outcome.period);
    if closed > 0 {
        answer = answer.found(&NOT_OWED, Value::Seconds(closed));
    }
    for known in &parts.downtime.outages {
        if let (Some(place), true) = (known.place, inside(known.outage.span, outcome)) {
            let why = Value::Word(known.outage.cause.label());
            let value = Value::List(vec![Value::Span(known.outage.span), why]);
            answer = answer.fact(&OUTAGE, value, Some(place));
        }
    }
    let works = parts.works.iter().filter(|works| inside(works.span, outcome));
    for works in works {
        answer = answer.fact(&DONE, works.span, Some(works.place));
    }
    answer
        .table(outages(case, outcome, parts.downtime))
        .table(works_table(outcome, parts.works))
        .decided(&case.basis, parts.decision, &|id| case.place(id), figures)
}

/// A server of an overview.
#[derive(Debug)]
pub struct ServerAvailability<'a> {
    /// The server.
    pub server: &'a str,
    /// What was decided.
    pub outcome: Availability,
}

/// Whether the guarantee is met for every server of a fleet.
pub fn availability_of_fleet(case: &Case<'_>, servers: &[ServerAvailability<'_>]) -> Answer {
    let count = |verdict| {
        let of = servers.iter().filter(|one| one.outcome.verdict() == verdict);
        Value::Number(Exact::whole(i64::try_from(of.count()).unwrap_or(i64::MAX)))
    };
    let all = Value::Number(Exact::whole(i64::try_from(servers.len()).unwrap_or(i64::MAX)));
    let met = servers.iter().all(|one| one.outcome.verdict() == GuaranteeVerdict::Met);
    let sentence = if met {
        Sentence::new(&ALL_MET, [all])
    } else {
        let (broken, unproven) =
            (count(GuaranteeVerdict::Breach), count(GuaranteeVerdict::Unproven));
        Sentence::new(&NOT_ALL, [all, broken, unproven])
    };
    let answer = case.answer(HEADING, sentence);
    let rows = servers.iter().map(|one| {
        let outcome = &one.outcome;
        vec![
            Value::Text(one.server.to_owned()),
            percentage(outcome),
            Value::Seconds(outcome.downtime_seconds),
            Value::Seconds(outcome.unknown_seconds),
            left(outcome),
            Value::Word(outcome.verdict().label()),
        ]
    });
    let columns = vec![&SERVER, &PERCENTAGE, &DOWNTIME, &UNKNOWN, &LEFT, &VERDICT];
    let answer = answer.table(Table { title: &SERVERS, columns, rows: rows.collect() });
    if met { answer } else { answer.refused() }
}

fn sentence(outcome: &Availability) -> Sentence {
    let (share, down) = (percentage(outcome), Value::Seconds(outcome.downtime_seconds));
    let allowed = whole_seconds(outcome.allowed);
    match (outcome.verdict(), outcome.status) {
        (GuaranteeVerdict::Unproven, _) => {
            let unknown = Value::Seconds(outcome.unknown_seconds);
            Sentence::new(&IS_UNPROVEN, [down, unknown, allowed])
        }
        (verdict, GuaranteeStatus::Disputed) => {
            Sentence::new(&IS_DISPUTED, [share, down, Value::Word(verdict.label())])
        }
        (GuaranteeVerdict::Met, _) => Sentence::new(&IS_MET, [share, down, allowed]),
        (GuaranteeVerdict::Breach, _) => Sentence::new(&IS_BROKEN, [share, down, allowed]),
    }
}

fn figures(outcome: &Availability) -> Vec<Figure> {
    let mut all = vec![
        Figure::new(&PERIOD, outcome.period),
        Figure::new(&PERCENTAGE, percentage(outcome)),
        Figure::new(&DOWNTIME, Value::Seconds(outcome.downtime_seconds)),
        Figure::new(&PLANNED, Value::Seconds(outcome.planned_seconds)),
    ];
    if outcome.unknown_seconds > 0 {
        all.push(Figure::new(&UNKNOWN, Value::Seconds(outcome.unknown_seconds)));
    }
    all.extend([
        Figure::new(&LIMIT_PERCENT, hours(outcome.limit_by_percent)),
        Figure::new(&LIMIT_HOURS, hours(Exact::whole(outcome.limit_by_hours))),
        Figure::new(&LEFT, left(outcome)),
        Figure::new(&STATUS, outcome.status.label()),
        Figure::new(&VERDICT, outcome.verdict().label()),
    ]);
    all
}

fn percentage(outcome: &Availability) -> Value {
    outcome.percentage().map_or(Value::None, Value::Share)
}

/// Seconds as hours.
fn hours(seconds: Exact) -> Value {
    const HOUR: i64 = 3_600;
    seconds.over(Exact::whole(HOUR)).map_or(Value::None, Value::Hours)
}

/// What is left of the limit.
fn left(outcome: &Availability) -> Value {
    outcome.left().map_or(Value::None, whole_seconds)
}

/// Downtime that may be, as people count it: a second that is not whole cannot be used up.
fn whole_seconds(seconds: Exact) -> Value {
    // What is passed by a part of a second is passed by a second.
    let whole = seconds.numerator().div_euclid(seconds.denominator());
    i64::try_from(whole).map_or(Value::None, Value::Seconds)
}

fn inside(span: Interval<Instant>, outcome: &Availability) -> bool {
    span.intersection(outcome.period).is_some()
}

fn id_of(known: &KnownOutage<'_>) -> Value {
    known.id.map_or(Value::Word(&MEASURED), |id| Value::Text(id.to_owned()))
}

fn length(spans: &Spans) -> Value {
    Value::Seconds(spans.seconds())
}

fn outages(case: &Case<'_>, outcome: &Availability, downtime: &Downtime<'_>) -> Table {
    let causes = &case.basis.terms.compensation.causes;
    let own = downtime.outages.iter().filter(|known| inside(known.outage.span, outcome));
    let rows = own.map(|known| {
        let span = Spans::from(known.outage.span).within(outcome.period);
        // Where outages overlap, the same second stands in the line of each that counts.
        let counts = causes.row(known.outage.cause).counts;
        let counted = if counts { span.intersection(&outcome.downtime) } else { Spans::none() };
        vec![
            Value::Span(known.outage.span),
            Value::Word(known.outage.cause.label()),
            length(&span),
            length(&counted),
            id_of(known),
        ]
    });
    let columns = vec![&FROM_UNTIL, &CAUSE, &LENGTH, &COUNTED, &ID];
    Table { title: &OUTAGES, columns, rows: rows.collect() }
}

fn works_table(outcome: &Availability, works: &[DoneWorks<'_>]) -> Table {
    let own = works.iter().filter(|works| inside(works.span, outcome));
    let rows = own.map(|works| {
        vec![
            Value::Span(works.span),
            Value::Seconds(works.classified.planned_seconds()),
            Value::Seconds(works.classified.unplanned_seconds()),
            Value::Text(works.name.to_owned()),
        ]
    });
    let columns = vec![&FROM_UNTIL, &PLANNED, &UNPLANNED, &ID];
    Table { title: &WORKS, columns, rows: rows.collect() }
}

#[test]
fn every_sentence_has_its_words() {
    crate::contract::decision::assert_said(ALL);
}
