//! Facts of money and time: what was paid, connected, asked for, switched off, repaired.
//!
//! They stand apart from the blueprints, and no artefact depends on them. A fact says what happened
//! and never what follows from it: what was booked is a fact too, and is recomputed elsewhere.

pub(crate) mod codes;
mod facts;
mod fault;
mod index;
mod json;
mod load;
mod read;
mod schema;
mod sense;
#[cfg(test)]
mod tests;
mod units;
mod wording;
mod written;

pub use codes::CODES;

pub use facts::{
    About, Activation, AutoRenewal, Bonus, Channel, Claim, Covers, Debit, EvidenceBy, Fact,
    FactKind, For, Handover, Invoice, Maintenance, Notice, Outage, Pause, Payment, Refund, Refusal,
    Request, Response, Reversal, Settlement, Solution, Ticket, Wants,
};
pub use index::Ledger;
pub use load::{Faulty, Inputs, Loaded, load, load_texts};
pub use schema::{reference, schema};
pub use units::Id;
