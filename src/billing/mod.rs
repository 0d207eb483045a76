//! The fleet and the ledger joined: accounts and services, replayed from their facts.
//!
//! What was booked is a fact. It is replayed as it was, and recomputed by the rules of the contract
//! under the terms in force at its event; where both differ, that is a finding and never a
//! correction. So no later policy and no later edition of the terms rewrites history.

mod account;
mod books;
mod codes;
mod cost;
mod editions;
mod fault;
mod judge;
pub mod levels;
mod prices;
mod questions;
mod references;
pub mod run;
mod service;
mod signed;
mod state;
mod statement;
mod tax;
#[cfg(test)]
mod tests;
mod unanswered;
mod wording;

pub use account::{Account, Balance, Booked, Booking, Entry};
pub use books::{Books, NoBooks, Place};
pub use codes::CODES;
pub use cost::{Cost, CostLine, Title};
pub use editions::{Edition, Editions};
pub use fault::{BookingFault, Difference};
pub use judge::differences;
pub use questions::{
    About, CompensateAnswer, Downtimes, Given, InvoiceAnswer, Measures, NewPrice,
    PriceChangeAnswer, PricedLine, Reached, RefundAnswer, RenewAnswer, UpgradeAnswer,
};
pub use references::references;
pub use service::{Compensated, Period, Refused, Service, Start, TariffStep};
pub use signed::Signed;
pub use state::{State, StateSince, StateSpan, States};
pub use statement::{ServiceSpan, Statement, Totals, Unknown, VatLine};
pub use unanswered::Unanswered;
