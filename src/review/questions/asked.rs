//! Questions whose facts come with them: nothing is looked up in a ledger, so support can ask "what
//! if", and a provider without a ledger can ask at all.

use super::{
    Case, InvoiceLine, InvoiceParts, Measures, RefundParts, RenewalParts, Taxed, compensation,
    invoice, price_change, refund, refused_change, renewal, upgrade,
};
use crate::billing::{Books, Given, Unanswered};
use crate::contract::decision::{Label, Trace, Value, decide, labels};
use crate::contract::{
    AutoRenewal, Claim, CompensationFacts, CompensationRefusal, EvidenceFacts, GivenUp, Instant,
    Interval, Money, MonthsPrice, Percent, PriceChange, PriceNotice, RefundBasis, RefundDeadline,
    RenewalPayment, StateFacts, TariffChange, UpgradeFacts, apply_price, auto_renew, change_tariff,
    evidence, next_period, period_price, price_notice, refund_deadline, renewal_payment,
    service_state,
};
use crate::review::answer::{Answer, Sentence};

labels! {
    ACTIVATED = "activated-at": "пайдалана бастау", "начало пользования", "first use";
    FAVOUR = "favour":
        "орындаушы толық қайтаруға келіседі", "исполнитель согласен вернуть всё",
        "the provider agrees to return everything";
    FAVOUR_IDLE = "favour-changes-nothing":
        "Орындаушының толық қайтаруға келісуі ештеңені өзгертпейді: мерзім ішінде бұл — тапсырыс берушінің құқығы (4.7-тармақ).",
        "Согласие исполнителя вернуть всё ничего не меняет: в срок это и так право заказчика (пункт 4.7).",
        "That the provider agrees to return everything changes nothing: in time it is the customer's right anyway (clause 4.7).";
    FAVOUR_LATE = "favour-comes-too-late":
        "Орындаушының толық қайтаруға келісуі ештеңені өзгертпейді: толық қайтару мерзімі өтті (4.7, 4.8-тармақтар).",
        "Согласие исполнителя вернуть всё ничего не меняет: срок полного возврата истёк (пункты 4.7, 4.8).",
        "That the provider agrees to return everything changes nothing: the time of the full refund is over (clauses 4.7, 4.8).";
    REQUESTED = "cancel-requested-at": "бас тарту туралы сұрау", "запрос об отказе", "request to give up";
    PAID = "paid": "төленген", "уплачено", "paid";
    BONUSES = "bonus-part": "оның ішінде бонустармен", "в том числе бонусами", "of it with bonuses";
    COVERS = "covers": "қамтитын кезеңі", "оплаченное время", "time paid for";
    LIST = "list-price": "прейскурант бағасы", "цена по прейскуранту", "list price";
    OLD_PRICE = "old-period-price": "кезең бағасы, ескі тариф", "цена периода, прежний тариф", "price of the period, present tariff";
    NEW_PRICE = "new-period-price": "кезең бағасы, жаңа тариф", "цена периода, новый тариф", "price of the period, new tariff";
    OLD_SIZE = "old-resources": "қазіргі ресурстар", "нынешние ресурсы", "present resources";
    NEW_SIZE = "new-resources": "қалаған ресурстар", "желаемые ресурсы", "wanted resources";
    PERIOD = "period": "кезең", "период", "period";
    UPGRADE_AT = "upgrade-at": "ауысу сәті", "момент перехода", "moment of the change";
    OLD_MONTHLY = "old-monthly-price": "ескі айлық баға", "прежняя цена за месяц", "old price of a month";
    NEW_MONTHLY = "new-monthly-price": "жаңа айлық баға", "новая цена за месяц", "new price of a month";
    NOTIFIED = "notified-at": "хабарланған", "уведомлено", "announced";
    EFFECTIVE = "effective-at": "жарияланған басталуы", "объявленное начало", "announced start";
    PERIOD_START = "period-start": "кезеңнің басы", "начало периода", "start of the period";
    PAID_AT = "paid-at": "кезең төленген", "период оплачен", "period paid";
    REFUSED_AT = "renewal-refused-at": "ұзартудан бас тартылған", "от продления отказались", "renewal refused";
    TERM_END = "period-end": "төленген мерзім соңы", "конец оплаченного срока", "end of the paid term";
    MONTHS = "months": "айлар", "месяцев", "months";
    PRICE = "price": "келесі кезеңнің бағасы", "цена следующего периода", "price of the next period";
    BALANCE = "balance": "шот теңгерімі", "баланс", "balance";
    BONUS_BALANCE = "bonus-balance": "бонустар", "бонусы", "bonuses";
    AUTO = "auto-renew": "автоматты ұзарту", "автопродление", "automatic renewal";
    DOWNTIME = "outage": "бос тұру", "простой", "downtime";
    CAUSE = "cause": "себебі", "причина", "cause";
    PLANNED = "planned-works": "жоспарлы жұмыстар", "плановые работы", "planned works";
    UNPLANNED = "unplanned-works": "жоспардан тыс жұмыстар", "внеплановые работы", "unplanned works";
    FEE = "fee": "кезең үшін төленген", "уплачено за период", "paid for the period";
    CLAIMED = "claimed": "өтініштегі бос тұру", "простой по обращению", "downtime by the claim";
    MONTHLY = "monthly-price": "айлық баға", "цена за месяц", "price of a month";
    DISCOUNT = "discount": "жеңілдік", "скидка", "discount";
    SERVICE = "service-line": "келесі кезең", "следующий период", "the next period";
}

/// Facts as they are told, in order.
#[derive(Default)]
struct Told(Vec<Given>);

impl Told {
    fn fact(mut self, what: &'static Label, value: impl Into<Value>) -> Self {
        let value = value.into();
        // What was not said is no fact.
        if value != Value::None {
            self.0.push(Given { what, value, place: None });
        }
        self
    }
}

/// The case of facts from the command line, under the edition in force at `event`.
fn case<'a>(
    books: &'a Books<'a>,
    event: Instant,
    at: Instant,
    facts: Told,
) -> Result<Case<'a>, Unanswered> {
    let edition = *books.editions.deciding(event, at).ok_or(Unanswered::NoTerms { at: event })?;
    Ok(Case { server: None, at, edition, basis: books.basis(&edition), facts: facts.0 })
}

/// What comes back of payments when the service is given up.
///
/// # Errors
/// No edition was in force, or the rules have no answer to these facts.
pub fn refund_of(books: &Books<'_>, facts: &GivenUp<'_>) -> Result<Answer, Unanswered> {
    let requested = facts.requested;
    let mut told = Told::default().fact(&ACTIVATED, facts.activated).fact(&REQUESTED, requested);
    for payment in facts.payments {
        let bonuses = (payment.bonuses.minor() > 0).then_some(payment.bonuses);
        told = told
            .fact(&PAID, payment.amount)
            .fact(&BONUSES, bonuses)
            .fact(&COVERS, payment.covers)
            .fact(&LIST, payment.list_price);
    }
    let told = told.fact(&FAVOUR, facts.favour.then_some(true));
    let case = case(books, requested, requested, told)?;
    let decision =
        decide(&case.basis, |basis, trace| crate::contract::refund(basis, facts, trace))?;
    let due = RefundDeadline { requested, basis: decision.outcome.basis };
    let due = decide(&case.basis, |basis, trace| refund_deadline(basis, &due, trace));
    let parts = RefundParts { payments: facts.payments, refund: &decision, due: due.as_ref() };
    let answer = refund(&case, &parts);
    let idle = match decision.outcome.basis {
        _ if !facts.favour => None,
        RefundBasis::Recalculated => Some(&FAVOUR_LATE),
        RefundBasis::Full if case.basis.terms.refund.full_is_right => Some(&FAVOUR_IDLE),
        RefundBasis::Full => None,
    };
    Ok(match idle {
        Some(words) => answer.remark(Sentence::new(words, [])),
        None => answer,
    })
}

/// What a change to a larger tariff costs, or why it is refused in place.
///
/// # Errors
/// No edition was in force, or the rules have no answer to these facts.
pub fn upgrade_of(
    books: &Books<'_>,
    facts: &UpgradeFacts,
    change: Option<&TariffChange>,
) -> Result<Answer, Unanswered> {
    let at = facts.at;
    let mut told = Told::default();
    if let Some(change) = change {
        told = told.fact(&OLD_SIZE, change.old).fact(&NEW_SIZE, change.new);
    }
    let told = told
        .fact(&OLD_PRICE, facts.old)
        .fact(&NEW_PRICE, facts.new)
        .fact(&PERIOD, facts.period)
        .fact(&UPGRADE_AT, at);
    let case = case(books, at, at, told)?;
    let allowed = change
        .map(|change| decide(&case.basis, |basis, trace| change_tariff(basis, change, trace)))
        .transpose()?;
    if let Some(decision) = &allowed
        && let Some(refusal) = decision.outcome.refusal
    {
        return Ok(refused_change(&case, None, refusal, decision));
    }
    let decision =
        decide(&case.basis, |basis, trace| crate::contract::upgrade(basis, facts, trace))?;
    Ok(upgrade(&case, allowed.as_ref(), facts, &decision)?)
}

/// Whether a price was announced in time, and what a period costs.
///
/// `of_period` says that a period was asked about, and not the change alone.
///
/// # Errors
/// No edition was in force, or the rules have no answer to these facts.
pub fn price_change_of(
    books: &Books<'_>,
    facts: &PriceChange,
    notified: Instant,
    of_period: bool,
) -> Result<Answer, Unanswered> {
    let start = of_period.then_some(facts.period_start);
    let told = Told::default()
        .fact(&OLD_MONTHLY, facts.old)
        .fact(&NEW_MONTHLY, facts.new)
        .fact(&NOTIFIED, notified)
        .fact(&EFFECTIVE, facts.effective)
        .fact(&PERIOD_START, start)
        .fact(&PAID_AT, facts.paid.filter(|_| of_period))
        .fact(&REFUSED_AT, facts.refused.filter(|_| of_period));
    // A period is judged by the edition at its start, a notice alone by the one when it was given.
    let case = case(books, start.unwrap_or(notified), notified, told)?;
    let notice = PriceNotice { notified, effective: facts.effective };
    let notice = price_notice(&case.basis, &notice, &mut Trace::off())?;
    let period = decide(&case.basis, |basis, trace| apply_price(basis, facts, trace))?;
    Ok(price_change(&case, facts, &notice, &period, of_period, &[]))
}

/// A renewal with its facts.
#[derive(Clone, Copy, Debug)]
pub struct RenewalAsked {
    /// The end of the paid term.
    pub term_end: Instant,
    /// How many months are renewed.
    pub months: u32,
    /// The billing day.
    pub anchor: Option<i32>,
    /// The price of the next period.
    pub price: Option<Money>,
    /// Money and bonuses on the account, and whether automatic renewal is on.
    pub account: Option<(Money, Money, Option<bool>)>,
}

/// What a service is at a moment, and what its renewal needs.
///
/// # Errors
/// No edition was in force, or the rules have no answer to these facts.
pub fn renewal_of(
    books: &Books<'_>,
    at: Instant,
    asked: &RenewalAsked,
) -> Result<Answer, Unanswered> {
    let RenewalAsked { term_end, months, anchor, price, account } = *asked;
    let mut told = Told::default().fact(&TERM_END, term_end).fact(&MONTHS, Value::Months(months));
    told = told.fact(&PRICE, price);
    if let Some((balance, bonuses, on)) = account {
        told = told.fact(&BALANCE, balance).fact(&BONUS_BALANCE, bonuses);
        told = told.fact(&AUTO, on.map_or(Value::None, Value::Switch));
    }
    let case = case(books, term_end, at, told)?;
    let standing = StateFacts { term_end, at };
    let standing = decide(&case.basis, |basis, trace| service_state(basis, &standing, trace))?;
    let paid = RenewalPayment { term_end, paid: at, months, anchor };
    let paid_now = decide(&case.basis, |basis, trace| renewal_payment(basis, &paid, trace))?;
    let lines = match (&paid_now.outcome.next, price) {
        (Ok(next), Some(gross)) => {
            let (what, covers) = (Sentence::new(&SERVICE, []), next.period);
            vec![Taxed { what, gross, covers, paid: Some(at), place: None }]
        }
        _ => Vec::new(),
    };
    let automatic = match (account, price) {
        (Some((balance, bonuses, on)), Some(price)) => {
            let debited = Money::zero(case.basis.currency);
            let facts = AutoRenewal { on, balance, bonuses, price, debited, term_end, at: None };
            Some(decide(&case.basis, |basis, trace| auto_renew(basis, &facts, trace))?)
        }
        _ => None,
    };
    let parts = RenewalParts {
        term_end,
        standing: &standing,
        paid_now: &paid_now,
        price,
        lines,
        refused: None,
        automatic: automatic.as_ref(),
    };
    Ok(renewal(&case, parts)?)
}

/// What downtime returns, and which measure of it holds where both are given.
///
/// # Errors
/// No edition was in force, or the rules have no answer to these facts.
pub fn compensation_of(
    books: &Books<'_>,
    at: Instant,
    facts: &CompensationFacts<'_>,
    claimed: Option<i64>,
) -> Result<Answer, Unanswered> {
    let mut told = Told::default();
    for fee in facts.fees {
        told = told.fact(&FEE, fee.paid).fact(&MONTHS, Value::Months(fee.months));
        told = told.fact(&LIST, fee.list);
    }
    for outage in facts.outages {
        told = told.fact(&DOWNTIME, outage.span).fact(&CAUSE, outage.cause.label());
    }
    for (what, works) in [(&PLANNED, facts.planned), (&UNPLANNED, facts.unplanned)] {
        for span in works {
            told = told.fact(what, *span);
        }
    }
    if let Some(claimed) = claimed {
        told = told.fact(&CLAIMED, Value::Seconds(claimed));
    }
    let first = facts.outages.iter().map(|outage| outage.span.from()).min();
    let case = case(books, first.unwrap_or(at), at, told)?;
    let decision =
        decide(&case.basis, |basis, trace| crate::contract::compensation(basis, facts, trace))?;
    let evidence = match (claimed, facts.fees.last()) {
        (Some(claimed), Some(fee)) => {
            // The outages are the provider's own data; the claim is set beside them (8.2).
            let measured = Some(decision.outcome.seconds);
            let facts = EvidenceFacts { fee: *fee, claimed, measured };
            Some((claimed, measured, decide(&case.basis, |b, trace| evidence(b, &facts, trace))?))
        }
        _ => None,
    };
    let measures = evidence.as_ref().map(|(claimed, measured, decision)| Measures {
        claimed: *claimed,
        measured: *measured,
        counted: true,
        decision,
    });
    let if_claimed = match decision.outcome.refusal {
        Some(CompensationRefusal::NoClaim) => {
            let facts = CompensationFacts { claim: Claim::FiledAt(at), ..*facts };
            Some(crate::contract::compensation(&case.basis, &facts, &mut Trace::off())?)
        }
        _ => None,
    };
    Ok(compensation(&case, &decision, if_claimed.as_ref(), measures))
}

/// What the next period is invoiced at.
///
/// # Errors
/// No edition was in force, or the rules have no answer to these facts.
pub fn invoice_of(
    books: &Books<'_>,
    start: Instant,
    price: &MonthsPrice,
) -> Result<Answer, Unanswered> {
    let MonthsPrice { monthly, months, discount } = *price;
    let told = Told::default()
        .fact(&MONTHLY, monthly)
        .fact(&MONTHS, Value::Months(months))
        .fact(&DISCOUNT, discount.map_or(Value::None, |percent: Percent| percent.into()))
        .fact(&PERIOD_START, start);
    let case = case(books, start, start, told)?;
    let anchor = case.basis.anchor(start);
    let period =
        decide(&case.basis, |basis, trace| next_period(basis, start, months, anchor, trace))?;
    let covers: Interval<Instant> = period.outcome;
    let decision = decide(&case.basis, |basis, trace| period_price(basis, price, trace))?;
    let what = Sentence::new(&SERVICE, []);
    let taxed = Taxed { what, gross: decision.outcome, covers, paid: Some(start), place: None };
    let line = InvoiceLine { taxed, price: Some(&decision) };
    let parts = InvoiceParts { due: Some(start), lines: vec![line], ..InvoiceParts::default() };
    Ok(invoice(&case, parts)?)
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
