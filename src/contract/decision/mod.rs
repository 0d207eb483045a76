//! A decision and how it came about.
//!
//! A rule is a function of a [`Basis`](super::Basis) and its facts. It writes its [`Step`]s into a
//! [`Trace`]; a trace that is off costs nothing, so that a million decisions take a moment.
//! [`decide`] runs a rule with its trace on, and once more for each other reading of every open
//! question that it asked.

mod label;
mod readings;
mod trace;
mod value;

pub use label::Label;
#[allow(unused_imports)] // Until the first family of rules declares its labels.
pub(crate) use label::labels;
#[cfg(test)]
pub(crate) use label::{assert_said, assert_worded};
pub use readings::{Decision, Reading, decide};
pub use trace::{Step, Trace};
pub use value::Value;
