//! Worked cases: facts, the readings under which they are judged, and the complete answer, as data.
//!
//! A provider tests its own terms with them (`qalyp bill test`). A case file carries everything
//! that its cases need: the policies, the tables, the calendar and the rates of the tax; no project
//! is read. The format is in `docs/billing/cases.md`.
//!
//! One file of `rules/` for each family of rules of [`crate::contract`]: an adapter that reads the
//! facts of a case and writes the answer in the words of the format. How to write one is said in
//! [`rules`].

mod answer;
mod compare;
mod file;
mod given;
mod meta;
mod policy;
pub mod rules;
mod scalar;
mod verdict;
mod wording;

pub use answer::{Output, Said};
pub use compare::Difference;
pub use file::File;
pub use given::{Given, Refused};
pub use policy::POLICIES;
pub use verdict::{Failure, OtherReading, Verdict, run};

#[cfg(test)]
mod tests;
