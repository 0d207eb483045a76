//! Refusing a renewal before it is debited (clauses 4.3 and 4.5).

use super::labels;
use crate::contract::decision::{Label, Step, Trace, Value};
use crate::contract::terms::{Clause, RefusalChannel, Tie};
use crate::contract::{Basis, Instant, Undecided, choices};

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
            Self::Ticket => &labels::TICKET,
            Self::Console => &labels::CONSOLE,
        }
    }
}

impl RefusalIgnored {
    /// What it is called.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::TooLate => &labels::TOO_LATE,
            Self::AtTheDebit => &labels::AT_THE_DEBIT,
            Self::OnlyByTicket => &labels::TICKETS_ONLY,
        }
    }
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
        let step = Step::new(Clause::C4_5, &labels::EFFECTIVE, result)
            .from(&labels::REFUSED_AT, refused)
            .from(&labels::CHANNEL, by.label())
            .from(&labels::DEBIT_AT, debit);
        let step = if refused == debit { step.asked("autorenew.tie") } else { step };
        match by {
            RefusedBy::Ticket => step,
            RefusedBy::Console => step.asked("autorenew.refusal_channel"),
        }
    });
    Ok(verdict)
}
