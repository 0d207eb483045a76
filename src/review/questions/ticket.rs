//! "By when, and was it in time?" (7.2)

use super::{Case, Heading};
use crate::billing::levels::TicketLife;
use crate::contract::decision::{Decision, Label, Value, labels};
use crate::contract::{ClockReading, ClockState, Exact, TicketVerdict};
use crate::review::answer::{Answer, Figure, Sentence, Table};

labels! {
    QUESTION = "ticket": "өтініш", "обращение", "ticket";
    NAMED = "ticket-named":
        "{0} өтініші, уақыты: {1}",
        "Обращение {0} на {1}",
        "Ticket {0} as of {1}";
    ALONE = "ticket-alone":
        "Өтініш, уақыты: {0}",
        "Обращение на {0}",
        "A ticket as of {0}";
    ALL_OPEN = "open-tickets":
        "Шешілмеген өтініштер, уақыты: {0}",
        "Нерешённые обращения на {0}",
        "Open tickets as of {0}";
    DUE = "ticket-due":
        "Басымдық: {0}. Жұмысты бастаудың соңғы сәті: {1}; шешімнің соңғы сәті: {2} (7.2-тармақ).",
        "Приоритет: {0}. Начать работу не позднее {1}, дать решение не позднее {2} (пункт 7.2).",
        "Priority: {0}. Work has to begin by {1}, a solution is due by {2} (clause 7.2).";
    RESPONSE_IS = "response-is":
        "Әрекет ету: {0}.", "Реакция: {0}.", "Response: {0}.";
    RESOLUTION_IS = "resolution-is":
        "Шешім: {0}.", "Решение: {0}.", "Solution: {0}.";
    NO_SANCTION = "no-sanction-for-deadlines":
        "Мерзімнің өтуі үшін төлем көзделмеген.",
        "За пропуск срока выплата не предусмотрена.",
        "The agreement names no sanction for a missed deadline.";
    WAITS = "waits-for-customer":
        "Өтініш әлі тапсырыс берушінің жауабын күтуде: шешімнің соңғы сәті күткен сайын кейінге жылжиды.",
        "Обращение ещё ждёт ответа заказчика: срок решения отодвигается, пока оно ждёт.",
        "The ticket still waits for the customer: the deadline of its solution moves as long as it does.";
    NONE_OPEN = "no-open-ticket":
        "Шешілмеген өтініш жоқ.", "Нерешённых обращений нет.", "No ticket is open.";
    IN_TIME = "open-in-time":
        "Шешілмеген өтініштер: {0}; ешбірінің мерзімі өткен жоқ (7.2-тармақ).",
        "Нерешённых обращений: {0}, ни одно не просрочено (пункт 7.2).",
        "Open tickets: {0}, none of them late (clause 7.2).";
    SOME_LATE = "open-late":
        "Шешілмеген өтініштер: {0}; мерзімі өткені: {1} (7.2-тармақ).",
        "Нерешённых обращений: {0}, просрочено: {1} (пункт 7.2).",
        "Open tickets: {0}, late: {1} (clause 7.2).";
    PRIORITY = "priority": "басымдық", "приоритет", "priority";
    RESPOND_BY = "respond-by": "жұмысты бастаудың соңғы сәті", "начать работу не позднее", "work begins by";
    RESOLVE_BY = "resolve-by": "шешімнің соңғы сәті", "дать решение не позднее", "solution by";
    RESPONSE = "response": "әрекет ету", "реакция", "response";
    RESOLUTION = "resolution": "шешім", "решение", "solution";
    RESPONSE_LEFT = "response-left": "әрекетке қалды", "до реакции осталось", "left to respond";
    RESOLUTION_LEFT = "resolution-left": "шешімге қалды", "до решения осталось", "left to solve";
    TICKETS = "tickets": "Өтініштер", "Обращения", "Tickets";
    TICKET = "ticket-id": "өтініш", "обращение", "ticket";
    SERVER = "server": "сервер", "сервер", "server";
    DEADLINE = "next-deadline": "келесі мерзім", "ближайший срок", "next deadline";
    WHAT = "what-is-due": "не істеу керек", "что нужно", "what is due";
    LEFT = "left": "қалды", "осталось", "left";
    STATE = "state": "күйі", "состояние", "state";
    WAITING = "waiting": "күтуде", "ждёт заказчика", "waits";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &NAMED, alone: &ALONE };
const LIST: Heading = Heading { question: &QUESTION, of_server: &NAMED, alone: &ALL_OPEN };

/// By when a ticket has to be answered and solved, and whether it was. The case is named by the
/// ticket.
pub fn ticket(case: &Case<'_>, decision: &Decision<TicketVerdict>, waits: bool) -> Answer {
    let outcome = &decision.outcome;
    let values = [
        Value::Word(outcome.priority.label()),
        outcome.response.due.into(),
        outcome.resolution.due.into(),
    ];
    let mut answer = case.answer(HEADING, Sentence::new(&DUE, values));
    for (words, clock) in [(&RESPONSE_IS, &outcome.response), (&RESOLUTION_IS, &outcome.resolution)]
    {
        answer = answer.remark(Sentence::new(words, [Value::Word(clock.state.label())]));
    }
    if is_late(outcome) {
        answer = answer.refused().remark(Sentence::new(&NO_SANCTION, []));
    }
    if waits {
        answer = answer.warn(Sentence::new(&WAITS, []));
    }
    answer.result.extend(figures(outcome));
    answer.decided(&case.basis, decision, &|id| case.place(id), deadlines)
}

/// A ticket of an overview.
#[derive(Debug)]
pub struct OpenTicket<'a> {
    /// The ticket.
    pub life: TicketLife<'a>,
    /// What was decided.
    pub verdict: TicketVerdict,
}

/// All open tickets, the one that is due first at the top.
pub fn open_tickets(case: &Case<'_>, mut tickets: Vec<OpenTicket<'_>>) -> Answer {
    tickets.sort_by(|a, b| {
        let due = |one: &OpenTicket<'_>| next(&one.verdict).1.due;
        let id = |one: &OpenTicket<'_>| one.life.ticket.id.value.clone();
        due(a).cmp(&due(b)).then_with(|| id(a).cmp(&id(b)))
    });
    let late = tickets.iter().filter(|one| is_late(&one.verdict)).count();
    let count = |n: usize| Value::Number(Exact::whole(i64::try_from(n).unwrap_or(i64::MAX)));
    let sentence = match (tickets.len(), late) {
        (0, _) => Sentence::new(&NONE_OPEN, []),
        (all, 0) => Sentence::new(&IN_TIME, [count(all)]),
        (all, late) => Sentence::new(&SOME_LATE, [count(all), count(late)]),
    };
    let answer = case.answer(LIST, sentence);
    let answer = if late > 0 { answer.refused() } else { answer };
    let rows = tickets.iter().map(|one| {
        let (what, clock) = next(&one.verdict);
        vec![
            Value::Text(one.life.ticket.id.value.to_string()),
            Value::Text(one.life.ticket.server.value.to_string()),
            Value::Word(one.verdict.priority.label()),
            Value::Word(what),
            clock.due.into(),
            clock.left().map_or(Value::None, Value::Seconds),
            Value::Word(if one.life.waits && !is_late(&one.verdict) {
                &WAITING
            } else {
                clock.state.label()
            }),
        ]
    });
    let columns = vec![&TICKET, &SERVER, &PRIORITY, &WHAT, &DEADLINE, &LEFT, &STATE];
    answer.table(Table { title: &TICKETS, columns, rows: rows.collect() })
}

/// Whether a promise about a ticket is broken.
fn is_late(verdict: &TicketVerdict) -> bool {
    verdict.response.state.is_broken() || verdict.resolution.state.is_broken()
}

/// The clock that matters next: that of the response until the work has begun.
fn next(verdict: &TicketVerdict) -> (&'static Label, &ClockReading) {
    match verdict.response.state {
        ClockState::Open | ClockState::Overdue => (&RESPONSE, &verdict.response),
        ClockState::Met | ClockState::Missed => (&RESOLUTION, &verdict.resolution),
    }
}

/// What another reading would give.
fn deadlines(verdict: &TicketVerdict) -> Vec<Figure> {
    let seconds = |figure: &Figure| matches!(figure.value, Value::Seconds(_));
    figures(verdict).into_iter().filter(|figure| !seconds(figure)).collect()
}

fn figures(verdict: &TicketVerdict) -> Vec<Figure> {
    let mut all = vec![Figure::new(&PRIORITY, verdict.priority.label())];
    for (by, state, left, clock) in [
        (&RESPOND_BY, &RESPONSE, &RESPONSE_LEFT, &verdict.response),
        (&RESOLVE_BY, &RESOLUTION, &RESOLUTION_LEFT, &verdict.resolution),
    ] {
        all.push(Figure::new(by, clock.due));
        all.push(Figure::new(state, clock.state.label()));
        if clock.done.is_none() {
            all.extend(clock.left().map(|seconds| Figure::new(left, Value::Seconds(seconds))));
        }
    }
    all
}

#[test]
fn every_sentence_has_its_words() {
    crate::contract::decision::assert_said(ALL);
}
