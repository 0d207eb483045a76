//! A customer through half a year with every kind of fact, and what changes when one of them does.

mod asked;
mod judged;
mod properties;
pub(super) mod story;
