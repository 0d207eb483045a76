//! An answer about money or time, as support reads it to a customer: one sentence, the facts with
//! their places, how it was found, which readings of the terms hold and what another would give.
//!
//! An [`Answer`] is data without a language. It is made from a [`Decision`](crate::contract::decision::Decision)
//! and the facts; [`human`], [`json`], [`markdown`] and [`html`] show it in a [`View`].

mod html;
mod human;
mod json;
mod markdown;
mod model;
mod parameters;
mod phrases;
mod sections;
mod sentence;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use html::html;
pub use human::{WIDTH, human};
pub use json::{FORMAT, document, json};
pub use markdown::markdown;
pub use model::{Answer, Figure, Grounds, Line, OtherReading, Policy, Table, Tax, Verdict, View};
pub use parameters::{parameter_words, reading_words};
pub(super) use sections::{Align, Column, Section, digits_in};
pub use sentence::Sentence;
pub(super) use table::table;
pub use table::wrap;
pub use value::{parameter_in, value_in};
