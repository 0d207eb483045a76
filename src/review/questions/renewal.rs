//! "Until when is it paid, and what happens then?" (4.2 to 4.6)

use super::{Case, Heading, Taxed};
use crate::billing::State;
use crate::contract::decision::{Decision, Value, labels};
use crate::contract::{
    AutoRenewed, Instant, Money, PaymentRefusal, Renewed, ServiceState, Standing, Undecided,
};
use crate::review::answer::{Answer, Figure, Sentence};

labels! {
    QUESTION = "renewal": "ұзарту", "продление", "renewal";
    OF_SERVER = "renewal-of-server":
        "{0} қызметін ұзарту, уақыты: {1}",
        "Продление услуги {0} на {1}",
        "Renewal of {0} as of {1}";
    ALONE = "renewal-alone":
        "Қызметті ұзарту, уақыты: {0}",
        "Продление услуги на {0}",
        "Renewal as of {0}";
    ACTIVE = "is-active":
        "Қызмет жұмыс істейді; төленген мерзім соңы: {0}. Келесі кезең осы сәтке дейін төленуі керек (4.2-тармақ).",
        "Услуга действует; оплачено до {0}. Следующий период надо оплатить до этого момента (пункт 4.2).",
        "The service is active and paid until {0}. The next period has to be paid before that moment (clause 4.2).";
    SUSPENDED = "is-suspended":
        "Қызмет тоқтатыла тұрған. Төлемді осы сәтке дейін қабылдауға болады: {0}; сол сәттен деректерді жоюға болады (4.5, 4.6-тармақтар).",
        "Услуга приостановлена. Оплата принимается до {0}; с этого момента данные могут быть удалены (пункты 4.5, 4.6).",
        "The service is suspended. A payment is accepted before {0}; from that moment its data may be deleted (clauses 4.5, 4.6).";
    DELETABLE = "is-deletable":
        "Қайта бастау мерзімі өтті: {0}. Деректерді алдын ала ескертусіз жоюға болады (4.6-тармақ).",
        "Срок возобновления истёк: {0}. Данные могут быть удалены без предупреждения (пункт 4.6).",
        "The time to resume ended on {0}. The data may be deleted without a warning (clause 4.6).";
    ENDED = "is-terminated":
        "Қызмет тоқтатылған, уақыты: {0}: тапсырыс беруші одан бас тартты. Ұзартылатын ештеңе жоқ (4.7, 4.8-тармақтар).",
        "Услуга прекращена {0}: заказчик от неё отказался. Продлевать нечего (пункты 4.7, 4.8).",
        "The service was terminated on {0}: the customer gave it up. Nothing can be renewed (clauses 4.7, 4.8).";
    IF_PAID = "if-paid-now":
        "Осы сәтте төленсе, келесі кезең: {0}.",
        "При оплате в этот момент следующий период: {0}.",
        "If it is paid at this moment, the next period is {0}.";
    AUTO = "debit-comes":
        "Автоматты ұзарту қосулы, қаражат жеткілікті; есептен шығарылады: {0}, уақыты: {1} (4.4-тармақ).",
        "Автопродление включено, средств достаточно; будет списано {0}, момент списания: {1} (пункт 4.4).",
        "Automatic renewal is on and the account covers it: {0} is debited on {1} (clause 4.4).";
    SHORT = "account-is-short":
        "Автоматты ұзартуға қаражат жетпейді; жетпейтін сома: {0} (4.4-тармақ).",
        "Для автопродления не хватает {0} (пункт 4.4).",
        "The account lacks {0} for the automatic renewal (clause 4.4).";
    OFF = "auto-renewal-is-off":
        "Автоматты ұзарту өшірулі: ештеңе өздігінен есептен шығарылмайды (4.3-тармақ).",
        "Автопродление выключено: само ничего не спишется (пункт 4.3).",
        "Automatic renewal is off: nothing is debited by itself (clause 4.3).";
    STOPPED = "renewal-is-refused":
        "Ұзартудан бас тартылған, тіркелген уақыты: {0}; автоматты ұзарту орындалмайды (4.5-тармақ).",
        "От продления отказались {0}; автопродления не будет (пункт 4.5).",
        "Renewal was refused on {0}; nothing is debited (clause 4.5).";
    TERM_ENDS = "term-ends-soon":
        "Төленген мерзімнің соңына аз қалды: {0}. Содан кейін төленбеген қызмет тоқтатыла тұрады (4.5-тармақ).",
        "До конца оплаченного срока осталось {0}. После него неоплаченная услуга приостанавливается (пункт 4.5).",
        "The paid term ends in {0}. After it a service that is not paid is suspended (clause 4.5).";
    RESUME_ENDS = "time-to-resume-ends-soon":
        "Қайта бастау мерзімінің соңына аз қалды: {0}. Содан кейін төлем қызметті қайта бастамайды, деректерді жоюға болады (4.6-тармақ).",
        "До конца срока возобновления осталось {0}. После него оплата услугу не возобновит, а данные могут быть удалены (пункт 4.6).",
        "The time to resume ends in {0}. After it no payment resumes the service, and its data may be deleted (clause 4.6).";
    STATE = "state": "күйі", "состояние", "state";
    TERM_END = "period-end": "төленген мерзім соңы", "оплачено до", "paid until";
    RESUME_UNTIL = "resume-until-exclusive":
        "қайта бастау мерзімінің соңы (өзі кірмейді)",
        "возобновить до (сам момент не входит)",
        "can be resumed before";
    NEXT = "next-period": "осы сәтте төленсе, келесі кезең", "следующий период при оплате сейчас", "next period if paid now";
    PRICE = "price": "келесі кезеңнің бағасы", "цена следующего периода", "price of the next period";
    DEBIT = "debit": "есептен шығарылады", "будет списано", "to be debited";
    DEBIT_AT = "debit-at": "есептен шығару уақыты", "момент списания", "moment of the debit";
    MISSING = "missing": "жетпейтін сома", "не хватает", "missing on the account";
}

const HEADING: Heading = Heading { question: &QUESTION, of_server: &OF_SERVER, alone: &ALONE };

/// A question this close to an edge deserves a second look. No clause says how close; a day is when
/// people still argue.
const NEAR: i64 = 86_400;

/// What is known of a renewal.
#[derive(Debug)]
pub struct RenewalParts<'a> {
    /// The end of the paid term.
    pub term_end: crate::contract::Instant,
    /// What the service is.
    pub standing: &'a Decision<Standing>,
    /// What a payment at this moment would give.
    pub paid_now: &'a Decision<Renewed>,
    /// The price of the next period, where it is known.
    pub price: Option<Money>,
    /// The lines of that price.
    pub lines: Vec<Taxed>,
    /// When renewal was refused, if that stops it.
    pub refused: Option<crate::contract::Instant>,
    /// What automatic renewal will do, where the account is known.
    pub automatic: Option<&'a Decision<AutoRenewed>>,
}

/// What a service is at a moment, and what its renewal needs.
///
/// # Errors
/// The tax of the next period cannot be found.
pub fn renewal(case: &Case<'_>, parts: RenewalParts<'_>) -> Result<Answer, Undecided> {
    let standing = &parts.standing.outcome;
    let sentence = match standing.state {
        ServiceState::Active => Sentence::new(&ACTIVE, [standing.suspended_from.into()]),
        ServiceState::Suspended => Sentence::new(&SUSPENDED, [standing.resume_until.into()]),
        ServiceState::Deletable => Sentence::new(&DELETABLE, [standing.resume_until.into()]),
    };
    let mut answer = case.answer(HEADING, sentence);
    if standing.state == ServiceState::Deletable {
        answer = answer.refused();
    }
    for (edge, words) in
        [(standing.suspended_from, &TERM_ENDS), (standing.resume_until, &RESUME_ENDS)]
    {
        let left = case.at.seconds_until(edge);
        if (1..=NEAR).contains(&left) {
            answer = answer.warn(Sentence::new(words, [Value::Seconds(left)]));
        }
    }
    if let Ok(next) = &parts.paid_now.outcome.next {
        answer = answer.remark(Sentence::new(&IF_PAID, [next.period.into()]));
    }
    if let Some(refused) = parts.refused {
        answer = answer.remark(Sentence::new(&STOPPED, [refused.into()]));
    }
    answer.result.push(Figure::new(&TERM_END, parts.term_end));
    answer.result.extend(stand(standing));
    answer.result.extend(next(&parts.paid_now.outcome));
    if let Some(price) = parts.price {
        answer = answer.found(&PRICE, price);
    }
    answer = answer.decided(&case.basis, parts.standing, &|id| case.place(id), stand).decided(
        &case.basis,
        parts.paid_now,
        &|id| case.place(id),
        next,
    );
    if let Some(automatic) = parts.automatic {
        answer = debit(case, answer, automatic);
    }
    for line in parts.lines {
        answer = line.tell(case, answer)?;
    }
    Ok(answer)
}

/// A service that the customer gave up at a moment: nothing of it can be renewed.
pub fn ended(case: &Case<'_>, since: Instant) -> Answer {
    let mut answer = case.answer(HEADING, Sentence::new(&ENDED, [since.into()])).refused();
    answer.result.push(Figure::new(&STATE, State::Terminated.label()));
    answer
}

fn debit(case: &Case<'_>, mut answer: Answer, decision: &Decision<AutoRenewed>) -> Answer {
    let AutoRenewed { at, renewed, debit, missing, .. } = decision.outcome;
    if renewed {
        answer = answer.remark(Sentence::new(&AUTO, [debit.into(), at.into()]));
    } else if !is_on(decision) {
        answer = answer.remark(Sentence::new(&OFF, []));
    } else if missing.minor() > 0 {
        answer = answer.warn(Sentence::new(&SHORT, [missing.into()]));
    }
    answer.result.extend(debited(&decision.outcome));
    answer.decided(&case.basis, decision, &|id| case.place(id), debited)
}

/// Whether automatic renewal is on, as the decision found it.
fn is_on(decision: &Decision<AutoRenewed>) -> bool {
    let found = decision.steps.iter().find(|step| step.what.key == "auto-renewal");
    found.is_none_or(|step| step.result == Value::Switch(true))
}

fn stand(standing: &Standing) -> Vec<Figure> {
    vec![
        Figure::new(&STATE, standing.state.label()),
        Figure::new(&RESUME_UNTIL, standing.resume_until),
    ]
}

fn next(renewed: &Renewed) -> Vec<Figure> {
    let value = match &renewed.next {
        Ok(next) => Value::Span(next.period),
        Err(refusal) => Value::Word(PaymentRefusal::label(*refusal)),
    };
    vec![Figure::new(&NEXT, value)]
}

fn debited(outcome: &AutoRenewed) -> Vec<Figure> {
    let mut all = vec![Figure::new(&DEBIT, outcome.debit), Figure::new(&DEBIT_AT, outcome.at)];
    if outcome.missing.minor() > 0 {
        all.push(Figure::new(&MISSING, outcome.missing));
    }
    all
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
