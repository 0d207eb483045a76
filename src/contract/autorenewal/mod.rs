//! Automatic renewal: the debit and how to refuse it (clauses 4.3 to 4.5).

mod debit;
mod labels;
mod refusal;

use crate::contract::decision::{Step, Trace, Value};
use crate::contract::terms::Clause;
use crate::contract::{Basis, Duration, Instant, Undecided};
pub use debit::{AutoRenewal, AutoRenewed, auto_renew};
pub use refusal::{RefusalIgnored, RefusedBy, RenewalRefusal, refuse_renewal};

/// When the renewal of a term that ends at `term_end` is debited (4.4, `autorenew.charge_at`).
pub fn debit_moment(
    basis: &Basis<'_>,
    term_end: Instant,
    trace: &mut Trace,
) -> Result<Instant, Undecided> {
    let before = seconds(basis.terms.renewal.debit_before_end)?;
    let moment = term_end.add_seconds(-before).ok_or(Undecided::OutOfYears)?;
    trace.step(|| {
        Step::new(Clause::C4_4, &labels::DEBIT_AT, moment)
            .from(&labels::TERM_END, term_end)
            .from(&labels::BEFORE_END, Value::Seconds(before))
            .asked("autorenew.charge_at")
    });
    Ok(moment)
}

fn seconds(duration: Duration) -> Result<i64, Undecided> {
    i64::try_from(duration.seconds()).map_err(|_| Undecided::OutOfYears)
}

#[cfg(test)]
mod tests;
