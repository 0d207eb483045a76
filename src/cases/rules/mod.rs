//! The rules of the format, each with its adapter to a rule of [`crate::contract`].
//!
//! An adapter has two parts. It reads the facts from [`Given`], strictly: one call for each key,
//! `?` after it; a key that no call names is refused. Then it returns a `Question`, which decides
//! and writes the answer: **every** key of the rule's `expect`, `None` where it does not apply. The
//! frame runs the question without a trace and compares; only for a case that fails it is run
//! again with the trace and under the other readings, so it may run any number of times and must
//! read nothing. The model is `change.notice` in `works.rs`.
//!
//! A [`Rule::uses`] list holds every policy that the rule can ask, in the column "used by" of the
//! format, with `money.scale` and `money.rounding` where there is money, and the tables
//! `ticket.priorities` and `compensation.causes`. [`Output::with`] takes typed values: `Money` and
//! `Instant` are written with the digits and the offset of the file, a word of a
//! [`Choice`](crate::contract::Choice) with `_` for `-`, an `Exact` as `n/d`, `Vec` and `Output` as
//! lists and mappings, `Option` as the value or `null`. Whole numbers are `i64`, `i32` or `u32`.

use super::{Given, Output, Refused};
use crate::contract::decision::Trace;
use crate::contract::{Basis, Undecided};

mod autorenewal;
mod availability;
mod compensation;
mod price;
mod refund;
mod renewal;
mod ticket;
mod upgrade;
mod vat;
mod works;

/// A rule of the format.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name in case files.
    pub id: &'static str,
    /// The policies and tables that it can ask. A case under this rule fails if one is not stated.
    pub uses: &'static [&'static str],
    /// Reads the facts.
    pub(super) ask: fn(&mut Given<'_>) -> Result<Question, Refused>,
}

/// Decides by the facts that were read.
pub(super) type Question = Box<dyn Fn(&Basis<'_>, &mut Trace) -> Result<Output, Undecided>>;

/// A question, ready to be asked.
#[allow(clippy::unnecessary_wraps)] // An adapter ends with it, beside its `?`.
fn question(
    decide: impl Fn(&Basis<'_>, &mut Trace) -> Result<Output, Undecided> + 'static,
) -> Result<Question, Refused> {
    Ok(Box::new(decide))
}

/// The families, in the order of the format.
const FAMILIES: [&[Rule]; 10] = [
    renewal::RULES,
    autorenewal::RULES,
    refund::RULES,
    upgrade::RULES,
    price::RULES,
    vat::RULES,
    works::RULES,
    compensation::RULES,
    availability::RULES,
    ticket::RULES,
];

/// Every rule, in the order of the format.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten()
}

/// The rule of a name.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
