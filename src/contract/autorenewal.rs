//! Automatic renewal: the debit and how to refuse it (clauses 4.3 to 4.5).

use super::decision::{Label, Step, Trace, Value, labels};
use super::renewal::{ServiceState, StateFacts, service_state, suspension};
use super::terms::{Clause, RefusalChannel, Tie};
use super::{Basis, Duration, Instant, Money, Undecided, choices};

labels! {
    TERM_END = "term-end": "төленген мерзімнің соңы", "конец оплаченного срока", "end of the paid term";
    BEFORE_END = "debit-before-end": "мерзім соңына дейінгі уақыт", "за сколько до конца срока",
        "time before the end of the term";
    DEBIT_AT = "debit-at": "есептен шығару сәті", "момент списания", "moment of the debit";
    REFUSED_AT = "refused-at": "ұзартудан бас тарту тіркелді", "зарегистрирован отказ от продления",
        "refusal of renewal registered";
    CHANNEL = "channel": "бас тарту жолы", "способ отказа", "channel of the refusal";
    TICKET = "ticket": "билет жүйесіндегі өтініш", "обращение в тикет-системе", "ticket";
    CONSOLE = "console": "консольдегі ауыстырып-қосқыш", "переключатель в консоли",
        "switch in the console";
    EFFECTIVE = "refusal-effective": "бас тарту күшінде", "отказ действует", "refusal takes effect";
    TOO_LATE = "too-late": "бас тарту есептен шығарудан кейін түсті", "отказ пришёл после списания",
        "the refusal came after the debit";
    AT_THE_DEBIT = "at-the-debit": "бас тарту дәл есептен шығару сәтінде түсті",
        "отказ пришёл в самый момент списания", "the refusal came at the very moment of the debit";
    TICKETS_ONLY = "only-by-ticket": "бас тарту тек билет жүйесі арқылы қабылданады",
        "отказ принимается только через тикет-систему", "a refusal is taken only as a ticket";
    ON = "auto-renewal": "автоматты ұзарту қосулы", "автопродление включено",
        "automatic renewal is on";
    SWITCH = "switched": "консольде таңдалған", "выбрано в консоли", "chosen in the console";
    TRIED_AT = "tried-at": "есептен шығару әрекетінің сәті", "момент попытки списания",
        "moment of the try to debit";
    PRICE = "price": "келесі кезеңнің бағасы", "цена следующего периода", "price of the next period";
    DEBITED = "debited-before": "бұрын есептен шығарылған", "списано раньше", "debited before";
    DUE = "due": "төленуге тиіс", "к оплате", "still to be paid";
    BALANCE = "balance": "шот теңгерімі", "баланс лицевого счёта", "account balance";
    BONUSES = "bonuses": "бонустар", "бонусы", "bonuses";
    COVERED = "covered": "қаражат жеткілікті", "средств достаточно", "the account covers it";
    DEBIT = "debit": "есептен шығарылатын сома", "сумма списания", "debit";
    WITH_BONUSES = "with-bonuses": "оның ішінде бонуспен", "в том числе бонусами", "of it bonuses";
    MISSING = "missing": "жетпейтін сома", "недостающая сумма", "sum that is missing";
    RETRY = "retry": "келесі әрекет", "следующая попытка", "next try";
    RETRY_AFTER = "retry-after": "әрекет қанша уақыттан кейін қайталанады", "через сколько повторяется попытка",
        "time until it is tried again";
    RESUME_UNTIL = "resume-until": "қайта бастау мерзімінің соңы (өзі кірмейді)",
        "конец срока возобновления (сам момент не входит)", "end of the time to resume (itself outside)";
    STATE = "state": "қызметтің күйі", "состояние услуги", "state of the service";
}

choices! {
    /// How a renewal was refused.
    pub enum RefusedBy {
        /// By a ticket, as 4.5 says.
        Ticket = "ticket",
        /// By switching automatic renewal off in the console (4.3).
        Console = "console",
    }

    /// Why a refusal changes nothing.
    pub enum RefusalIgnored {
        /// It came after the debit.
        TooLate = "too-late",
        /// It came at the moment of the debit, and there the debit wins.
        AtTheDebit = "at-the-debit",
        /// It was not made by ticket, and only tickets count.
        OnlyByTicket = "only-by-ticket",
    }
}

impl RefusedBy {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::Ticket => &TICKET,
            Self::Console => &CONSOLE,
        }
    }
}

impl RefusalIgnored {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::TooLate => &TOO_LATE,
            Self::AtTheDebit => &AT_THE_DEBIT,
            Self::OnlyByTicket => &TICKETS_ONLY,
        }
    }
}

/// When the renewal of a term that ends at `term_end` is debited (4.4, `autorenew.charge_at`).
pub fn debit_moment(
    basis: &Basis<'_>,
    term_end: Instant,
    trace: &mut Trace,
) -> Result<Instant, Undecided> {
    let before = seconds(basis.terms.renewal.debit_before_end)?;
    let moment = term_end.add_seconds(-before).ok_or(Undecided::OutOfYears)?;
    trace.step(|| {
        Step::new(Clause::C4_4, &DEBIT_AT, moment)
            .from(&TERM_END, term_end)
            .from(&BEFORE_END, Value::Seconds(before))
            .asked("autorenew.charge_at")
    });
    Ok(moment)
}

/// A refusal to renew. Automatic renewal is on, and the account covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewalRefusal {
    /// The moment of the debit.
    pub debit: Instant,
    /// The registration of the refusal.
    pub refused: Instant,
    /// How it was made.
    pub by: RefusedBy,
}

/// Whether a refusal to renew takes effect (4.5); if not, why. Where it does, nothing is debited.
pub fn refuse_renewal(
    basis: &Basis<'_>,
    facts: &RenewalRefusal,
    trace: &mut Trace,
) -> Result<Result<(), RefusalIgnored>, Undecided> {
    let RenewalRefusal { debit, refused, by } = *facts;
    let renewal = &basis.terms.renewal;
    let tickets_only = renewal.refusal_channel == RefusalChannel::TicketOnly;
    let verdict = if by == RefusedBy::Console && tickets_only {
        Err(RefusalIgnored::OnlyByTicket)
    } else if refused > debit {
        Err(RefusalIgnored::TooLate)
    } else if refused == debit && renewal.tie == Tie::Debit {
        Err(RefusalIgnored::AtTheDebit)
    } else {
        Ok(())
    };
    trace.step(|| {
        let result = match verdict {
            Ok(()) => Value::Switch(true),
            Err(reason) => Value::Word(reason.label()),
        };
        let step = Step::new(Clause::C4_5, &EFFECTIVE, result)
            .from(&REFUSED_AT, refused)
            .from(&CHANNEL, by.label())
            .from(&DEBIT_AT, debit);
        let step = if refused == debit { step.asked("autorenew.tie") } else { step };
        match by {
            RefusedBy::Ticket => step,
            RefusedBy::Console => step.asked("autorenew.refusal_channel"),
        }
    });
    Ok(verdict)
}

/// A renewal that is to be debited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutoRenewal {
    /// Whether the customer has it on; `None` if the switch was never touched.
    pub on: Option<bool>,
    /// Money on the account.
    pub balance: Money,
    /// Bonuses on the account.
    pub bonuses: Money,
    /// The price of the next period.
    pub price: Money,
    /// What earlier tries debited of it (`autorenew.partial`).
    pub debited: Money,
    /// The end of the current period.
    pub term_end: Instant,
    /// The moment of this try; `None` for the first, at the moment of the debit.
    pub at: Option<Instant>,
}

/// What a debit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutoRenewed {
    /// The moment of the try.
    pub at: Instant,
    /// Whether the next period is paid for now. A try after the end of the term resumes the
    /// service like any late payment (4.5).
    pub renewed: bool,
    /// What is debited, bonuses included.
    pub debit: Money,
    /// The bonuses in it.
    pub debit_bonuses: Money,
    /// Money left on the account.
    pub balance: Money,
    /// Bonuses left on the account.
    pub bonuses: Money,
    /// What the account lacks for the renewal.
    pub missing: Money,
    /// What the service is at the end of its term, or at a later try.
    pub state: ServiceState,
    /// When the debit is tried again (`autorenew.retry`).
    pub next_try: Option<Instant>,
}

/// Debits a renewal, or tells why not (4.2 to 4.4).
///
/// The account has to cover the whole price; bonuses, where they may pay, go before money. A debit
/// in part renews nothing: the period is prepaid in full, or the service is suspended.
pub fn auto_renew(
    basis: &Basis<'_>,
    facts: &AutoRenewal,
    trace: &mut Trace,
) -> Result<AutoRenewed, Undecided> {
    let renewal = &basis.terms.renewal;
    let at = moment_of_try(basis, facts, trace)?;
    let on = facts.on.unwrap_or(renewal.auto);
    trace.step(|| {
        let step = Step::new(Clause::C4_3, &ON, on).from(&SWITCH, facts.on);
        if facts.on.is_none() { step.asked("autorenew.default") } else { step }
    });
    let purse = Purse::open(basis, facts)?;
    // A try that comes too late to resume the service takes nothing.
    let in_time = at < facts.term_end || is_resumable(basis, facts.term_end, at)?;
    let renewed = on && in_time && purse.covers();
    let debit = if renewed {
        purse.due
    } else if on && in_time && renewal.partial {
        purse.available
    } else {
        Money::zero(basis.currency)
    };
    let debit_bonuses = least(debit, purse.bonuses);
    purse.explain(facts, debit, debit_bonuses, trace);
    let less = |from: Money, what: Money| from.checked_sub(what).ok_or(Undecided::TooLarge);
    let missing = if purse.covers() {
        Money::zero(basis.currency)
    } else {
        less(purse.due, purse.available)?
    };
    let failed = on && in_time && !renewed;
    Ok(AutoRenewed {
        at,
        renewed,
        debit,
        debit_bonuses,
        balance: less(facts.balance, less(debit, debit_bonuses)?)?,
        bonuses: less(facts.bonuses, debit_bonuses)?,
        missing,
        state: state_after(basis, facts.term_end, at, renewed, trace)?,
        next_try: if failed { next_try(basis, facts.term_end, at, trace)? } else { None },
    })
}

fn moment_of_try(
    basis: &Basis<'_>,
    facts: &AutoRenewal,
    trace: &mut Trace,
) -> Result<Instant, Undecided> {
    let since = debit_moment(basis, facts.term_end, trace)?;
    let at = facts.at.unwrap_or(since);
    if at < since {
        return Err(Undecided::TooEarly { what: &TRIED_AT, at, after: &DEBIT_AT, since });
    }
    Ok(at)
}

/// Whether a service whose term has ended can still be resumed; always at the end itself.
fn is_resumable(basis: &Basis<'_>, term_end: Instant, at: Instant) -> Result<bool, Undecided> {
    if at == term_end {
        return Ok(true);
    }
    let standing = service_state(basis, &StateFacts { term_end, at }, &mut Trace::off())?;
    Ok(standing.state != ServiceState::Deletable)
}

/// The account beside what is to be paid.
struct Purse {
    due: Money,
    /// Money and the bonuses that may pay.
    available: Money,
    /// The bonuses that may pay.
    bonuses: Money,
}

impl Purse {
    fn open(basis: &Basis<'_>, facts: &AutoRenewal) -> Result<Self, Undecided> {
        let price = basis.amount(facts.price)?;
        let due = price.checked_sub(basis.amount(facts.debited)?);
        let due = due.ok_or(Undecided::MoreThanAll { part: &DEBITED, whole: &PRICE })?;
        let balance = basis.amount(facts.balance)?;
        let bonuses = basis.amount(facts.bonuses)?;
        let usable = basis.terms.renewal.use_bonus;
        let bonuses = if usable { bonuses } else { Money::zero(basis.currency) };
        let available = balance.checked_add(bonuses).ok_or(Undecided::TooLarge)?;
        Ok(Self { due, available, bonuses })
    }

    fn covers(&self) -> bool {
        self.due.minor() <= self.available.minor()
    }

    fn explain(&self, facts: &AutoRenewal, debit: Money, debit_bonuses: Money, trace: &mut Trace) {
        let covers = self.covers();
        trace.step(|| {
            let step = Step::new(Clause::C4_4, &COVERED, covers)
                .from(&PRICE, facts.price)
                .from(&BALANCE, facts.balance)
                .from(&BONUSES, facts.bonuses);
            let step = if facts.debited.minor() > 0 {
                step.from(&DEBITED, facts.debited).from(&DUE, self.due)
            } else {
                step
            };
            if facts.bonuses.minor() > 0 { step.asked("autorenew.use_bonus") } else { step }
        });
        trace.step(|| {
            let step = Step::new(Clause::C4_4, &DEBIT, debit).from(&WITH_BONUSES, debit_bonuses);
            if covers {
                return step;
            }
            let missing = self.due.checked_sub(self.available);
            step.from(&MISSING, missing).asked("autorenew.partial")
        });
    }
}

const fn least(one: Money, other: Money) -> Money {
    if one.minor() <= other.minor() { one } else { other }
}

/// What the service is once the debit was made or failed.
fn state_after(
    basis: &Basis<'_>,
    term_end: Instant,
    at: Instant,
    renewed: bool,
    trace: &mut Trace,
) -> Result<ServiceState, Undecided> {
    let seen = at.max(term_end);
    let state = if renewed || seen < suspension(basis, term_end, trace)? {
        ServiceState::Active
    } else if is_resumable(basis, term_end, seen)? {
        ServiceState::Suspended
    } else {
        ServiceState::Deletable
    };
    trace.step(|| {
        Step::new(Clause::C4_2, &STATE, state.label()).from(&TERM_END, term_end).from(&TRIED_AT, at)
    });
    Ok(state)
}

/// When a debit that failed is tried again: as long as a payment can resume the service.
fn next_try(
    basis: &Basis<'_>,
    term_end: Instant,
    at: Instant,
    trace: &mut Trace,
) -> Result<Option<Instant>, Undecided> {
    let retry = basis.terms.renewal.retry;
    let Some(after) = retry else {
        trace.step(|| Step::new(Clause::C4_4, &RETRY, Value::None).asked("autorenew.retry"));
        return Ok(None);
    };
    let after = seconds(after)?;
    if after == 0 {
        return Err(Undecided::Zero { what: &RETRY_AFTER });
    }
    let again = at.add_seconds(after).ok_or(Undecided::OutOfYears)?;
    let facts = StateFacts { term_end, at: again };
    let until = service_state(basis, &facts, &mut Trace::off())?.resume_until;
    let next = (again < until).then_some(again);
    trace.step(|| {
        Step::new(Clause::C4_4, &RETRY, next)
            .from(&TRIED_AT, at)
            .from(&RETRY_AFTER, Value::Seconds(after))
            .from(&RESUME_UNTIL, until)
            .asked("autorenew.retry")
    });
    Ok(next)
}

fn seconds(duration: Duration) -> Result<i64, Undecided> {
    i64::try_from(duration.seconds()).map_err(|_| Undecided::OutOfYears)
}

#[cfg(test)]
mod tests {
    #[test]
    fn its_labels_can_stand_in_an_answer() {
        crate::contract::decision::assert_worded(super::ALL);
    }
}
