//! The terms of the contract as parameters, keyed by clause.
//!
//! One declaration in `parameters.rs` yields two things. For rules: [`Terms`], a struct with typed
//! fields, where every open question of the agreement is an enum. For everybody who handles
//! parameters without knowing them (the decoder of `terms` blueprints, the JSON Schema,
//! `qalyp explain`): the registry, [`parameters`].
//!
//! A decoder needs three steps. For each [`Clause`] read its mapping: `title` and the keys of
//! [`written_under`]. Read each value by its [`Parameter::kind`]; scalars through
//! [`ScalarType::parse`], whose fault prints the sentence to put beside the value. Take
//! [`Parameter::default_value`] for a key that is absent, or report it if there is none. Then call
//! [`Terms::assemble`].

mod clause;
mod declare;
mod parameters;
mod prose;
mod table;
mod value;
mod words;

use std::collections::BTreeMap;

pub use clause::Clause;
pub use parameters::{
    Agreement, Availability, Compensation, Counting, Parameter, PriceRules, Refund, Renewal, Scope,
    Start, TariffRules, Terms, Tickets, Works, bearing_on, by_id, parameters, written_under,
};
pub use prose::{ClauseText, Prose, ProseFault, references};
pub use table::{CauseRule, Causes, Column, Priorities, PriorityRule, TableShape};
pub use value::{Item, MoneyScale, ParameterType, ParameterValue, ScalarType, ScalarValue, Typed};
pub use words::*;

use super::{Date, Trilingual};

/// One edition of the agreement: its name, its first day, what its clauses are called and what
/// they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsEdition {
    /// The name of the edition, which decisions cite (`agreement.version`), such as `2026-01-16`.
    pub name: String,
    /// The first date on which it is in force.
    pub effective_from: Date,
    /// A short title of each clause. An edition that drops a clause has no title for it.
    pub titles: BTreeMap<Clause, Trilingual>,
    /// The parameters.
    pub terms: Terms,
}

#[cfg(test)]
pub(super) mod tests;
