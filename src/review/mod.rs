//! Questions that people ask of a project: where a value comes from, what a change does.
//!
//! Nothing here decides a rule; it looks at what the other parts have decided.

pub mod answer;
mod clause;
mod diff;
pub mod documents;
mod line;
mod patch;
pub mod questions;
pub mod statement;
mod vpn;
mod why;

pub use clause::{ClauseAnswer, OtherValue, ParameterAnswer, clause};
pub use diff::{Difference, FileDifference, Hunk, Line, What};
pub use line::{FileAnswer, LineFault, TemplateLine, Under, file};
pub use patch::{AccessChange, Patch, access_patch};
pub use why::{Answer, WhyFault, why};
