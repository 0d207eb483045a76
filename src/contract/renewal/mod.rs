//! What becomes of a service whose paid term ends (clauses 4.2, 4.5 and 4.6).
//!
//! The general rule: each period is paid before it begins, or the service is suspended. The
//! exception: it can be resumed within some days. After them its data may be deleted.

use crate::contract::decision::{Label, Step, Trace, Value, labels};
use crate::contract::limit::Limit;
use crate::contract::period::next_period;
use crate::contract::terms::{Clause, LatePeriodStart};
use crate::contract::{Basis, Instant, Interval, Undecided, choices};

labels! {
    TERM_END = "term-end": "төленген мерзімнің соңы", "конец оплаченного срока", "end of the paid term";
    GRACE = "grace": "тоқтата тұруға дейінгі уақыт", "отсрочка приостановки", "time before suspension";
    SUSPENDED_FROM = "suspended-from": "қызмет тоқтатыла тұратын сәт", "момент приостановки",
        "moment of suspension";
    RESUME_UNTIL = "resume-until": "қайта бастау мерзімінің соңы (өзі кірмейді)",
        "конец срока возобновления (сам момент не входит)", "end of the time to resume (itself outside)";
    DELETABLE_FROM = "deletable-from": "деректерді жоюға болатын сәт", "момент, с которого данные могут быть удалены",
        "moment from which the data may be deleted";
    ASKED_AT = "asked-at": "сұралған сәт", "момент вопроса", "moment of the question";
    STATE = "state": "қызметтің күйі", "состояние услуги", "state of the service";
    PAID_AT = "paid-at": "келесі кезең төленді", "следующий период оплачен", "next period paid";
    ACCEPTED = "accepted": "төлем қабылданады", "оплата принимается", "payment accepted";
    LATE = "late": "төлем тоқтата тұрудан кейін түсті", "оплата пришла после приостановки",
        "payment came after the suspension";
    NEXT_START = "next-period-start": "келесі кезеңнің басталуы", "начало следующего периода",
        "start of the next period";
    ACTIVE = "active": "жұмыс істейді", "действует", "active";
    SUSPENDED = "suspended": "тоқтатыла тұрған", "приостановлена", "suspended";
    DELETABLE = "deletable": "деректерін жоюға болады", "данные могут быть удалены", "data may be deleted";
    WINDOW_EXPIRED = "resume-window-expired": "қайта бастау мерзімі өтіп кетті", "срок возобновления истёк",
        "the time to resume has passed";
}

const RESUMPTION: Limit =
    Limit { clause: Clause::C4_5, days: "resume.days", since: &TERM_END, bound: &RESUME_UNTIL };

choices! {
    /// What a service is at a moment.
    pub enum ServiceState {
        /// Paid for, and open.
        Active = "active",
        /// Access is off; a payment resumes it.
        Suspended = "suspended",
        /// It cannot be resumed; its data may be deleted.
        Deletable = "deletable",
    }

    /// Why a payment no longer renews a service.
    pub enum PaymentRefusal {
        /// It came after the time to resume.
        ResumeWindowExpired = "resume-window-expired",
    }
}

impl ServiceState {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::Active => &ACTIVE,
            Self::Suspended => &SUSPENDED,
            Self::Deletable => &DELETABLE,
        }
    }
}

impl PaymentRefusal {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::ResumeWindowExpired => &WINDOW_EXPIRED,
        }
    }
}

/// A term after which nothing was paid, and a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateFacts {
    /// The end of the last paid period.
    pub term_end: Instant,
    /// The moment that is asked about.
    pub at: Instant,
}

/// What a service is at a moment, and when it becomes something else if nobody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it is.
    pub state: ServiceState,
    /// When access is switched off.
    pub suspended_from: Instant,
    /// The first moment at which it can no longer be resumed and its data may be deleted.
    pub resume_until: Instant,
}

/// What a service is at a moment (4.2, 4.5, 4.6). Nothing was paid since its term ended.
pub fn service_state(
    basis: &Basis<'_>,
    facts: &StateFacts,
    trace: &mut Trace,
) -> Result<Standing, Undecided> {
    let StateFacts { term_end, at } = *facts;
    let (suspended_from, resume_until) = limits(basis, term_end, trace)?;
    let (clause, state) = if at < suspended_from {
        (Clause::C4_2, ServiceState::Active)
    } else if at < resume_until {
        (Clause::C4_2, ServiceState::Suspended)
    } else {
        (Clause::C4_6, ServiceState::Deletable)
    };
    trace.step(|| {
        let step = Step::new(clause, &STATE, state.label())
            .from(&ASKED_AT, at)
            .from(&SUSPENDED_FROM, suspended_from)
            .from(&DELETABLE_FROM, resume_until);
        if state == ServiceState::Deletable { step.asked("delete.mode") } else { step }
    });
    Ok(Standing { state, suspended_from, resume_until })
}

/// When a term that nobody renews is suspended, and from when it can no longer be resumed.
///
/// A service that is still open under a long `suspend.grace_seconds` can be renewed, and nothing of
/// it may be deleted.
fn limits(
    basis: &Basis<'_>,
    term_end: Instant,
    trace: &mut Trace,
) -> Result<(Instant, Instant), Undecided> {
    let suspended_from = suspension(basis, term_end, trace)?;
    let window = RESUMPTION.after(basis, term_end, basis.terms.renewal.resume, trace)?;
    let open_for_longer = suspended_from > term_end && suspended_from > window.bound;
    Ok((suspended_from, if open_for_longer { suspended_from } else { window.bound }))
}

/// When access to a service is switched off whose term nobody renews (4.2).
pub(in crate::contract) fn suspension(
    basis: &Basis<'_>,
    term_end: Instant,
    trace: &mut Trace,
) -> Result<Instant, Undecided> {
    let grace = basis.terms.renewal.grace.seconds();
    let grace = i64::try_from(grace).map_err(|_| Undecided::OutOfYears)?;
    let suspended_from = term_end.add_seconds(grace).ok_or(Undecided::OutOfYears)?;
    trace.step(|| {
        Step::new(Clause::C4_2, &SUSPENDED_FROM, suspended_from)
            .from(&TERM_END, term_end)
            .from(&GRACE, Value::Seconds(grace))
            .asked("suspend.grace_seconds")
    });
    Ok(suspended_from)
}

/// A payment for the next period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewalPayment {
    /// The end of the last paid period.
    pub term_end: Instant,
    /// When the payment came; access opens at once.
    pub paid: Instant,
    /// How many months it pays for.
    pub months: u32,
    /// The billing day, 1 to 31; without one that of the end of the term.
    pub anchor: Option<i32>,
}

/// What a payment does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// Since when access was off, if it was.
    pub suspended_from: Option<Instant>,
    /// The first moment at which a payment is too late.
    pub resume_until: Instant,
    /// The period that it pays for, or why it pays for none.
    pub next: Result<NextPeriod, PaymentRefusal>,
}

/// A period that was paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPeriod {
    /// From when until when.
    pub period: Interval<Instant>,
    /// The billing day from now on, 1 to 31: it moves with a late renewal.
    pub anchor: i32,
}

/// What a payment for the next period does (4.2, 4.5): it renews the service, resumes it, or comes
/// too late.
///
/// Before the suspension the next period follows the old one, and the billing day stays. After it
/// the period begins as `renewal.late_period_start` says.
pub fn renewal_payment(
    basis: &Basis<'_>,
    facts: &RenewalPayment,
    trace: &mut Trace,
) -> Result<Renewed, Undecided> {
    let RenewalPayment { term_end, paid, months, anchor } = *facts;
    let (suspension, resume_until) = limits(basis, term_end, trace)?;
    let late = suspension <= paid;
    let suspended_from = late.then_some(suspension);
    trace.step(|| {
        Step::new(Clause::C4_2, &LATE, late).from(&PAID_AT, paid).from(&SUSPENDED_FROM, suspension)
    });
    let accepted = paid < resume_until;
    trace.step(|| {
        Step::new(Clause::C4_5, &ACCEPTED, accepted)
            .from(&PAID_AT, paid)
            .from(&RESUME_UNTIL, resume_until)
    });
    if !accepted {
        let next = Err(PaymentRefusal::ResumeWindowExpired);
        return Ok(Renewed { suspended_from, resume_until, next });
    }
    let start = match basis.terms.renewal.late_start {
        LatePeriodStart::Resume if late => paid,
        _ => term_end,
    };
    trace.step(|| {
        let step = Step::new(if late { Clause::C4_5 } else { Clause::C4_2 }, &NEXT_START, start)
            .from(&TERM_END, term_end)
            .from(&PAID_AT, paid);
        if late { step.asked("renewal.late_period_start") } else { step }
    });
    // Periods without a gap keep the billing day, also one that a short month cut.
    let anchor = match anchor {
        Some(day) if start == term_end => day,
        _ => basis.anchor(start),
    };
    let period = next_period(basis, start, months, anchor, trace)?;
    Ok(Renewed { suspended_from, resume_until, next: Ok(NextPeriod { period, anchor }) })
}

#[cfg(test)]
mod tests;
