//! The debit of a renewal (clauses 4.2 to 4.4).

use super::{debit_moment, labels, seconds};
use crate::contract::decision::{Step, Trace, Value};
use crate::contract::renewal::{ServiceState, StateFacts, service_state, suspension};
use crate::contract::terms::Clause;
use crate::contract::{Basis, Instant, Money, Undecided};

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
        let step = Step::new(Clause::C4_3, &labels::ON, on).from(&labels::SWITCH, facts.on);
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
        return Err(Undecided::TooEarly {
            what: &labels::TRIED_AT,
            at,
            after: &labels::DEBIT_AT,
            since,
        });
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
        let due =
            due.ok_or(Undecided::MoreThanAll { part: &labels::DEBITED, whole: &labels::PRICE })?;
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
            let step = Step::new(Clause::C4_4, &labels::COVERED, covers)
                .from(&labels::PRICE, facts.price)
                .from(&labels::BALANCE, facts.balance)
                .from(&labels::BONUSES, facts.bonuses);
            let step = if facts.debited.minor() > 0 {
                step.from(&labels::DEBITED, facts.debited).from(&labels::DUE, self.due)
            } else {
                step
            };
            if facts.bonuses.minor() > 0 { step.asked("autorenew.use_bonus") } else { step }
        });
        trace.step(|| {
            let step = Step::new(Clause::C4_4, &labels::DEBIT, debit)
                .from(&labels::WITH_BONUSES, debit_bonuses);
            if covers {
                return step;
            }
            let missing = self.due.checked_sub(self.available);
            step.from(&labels::MISSING, missing).asked("autorenew.partial")
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
        Step::new(Clause::C4_2, &labels::STATE, state.label())
            .from(&labels::TERM_END, term_end)
            .from(&labels::TRIED_AT, at)
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
        trace
            .step(|| Step::new(Clause::C4_4, &labels::RETRY, Value::None).asked("autorenew.retry"));
        return Ok(None);
    };
    let after = seconds(after)?;
    if after == 0 {
        return Err(Undecided::Zero { what: &labels::RETRY_AFTER });
    }
    let again = at.add_seconds(after).ok_or(Undecided::OutOfYears)?;
    let facts = StateFacts { term_end, at: again };
    let until = service_state(basis, &facts, &mut Trace::off())?.resume_until;
    let next = (again < until).then_some(again);
    trace.step(|| {
        Step::new(Clause::C4_4, &labels::RETRY, next)
            .from(&labels::TRIED_AT, at)
            .from(&labels::RETRY_AFTER, Value::Seconds(after))
            .from(&labels::RESUME_UNTIL, until)
            .asked("autorenew.retry")
    });
    Ok(next)
}
