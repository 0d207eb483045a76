//! Qalyp turns a hosting provider's contract, price list and customers into machines.
//!
//! Data flows one way: [`diagnostics`] → [`contract`] → [`blueprint`] → [`ledger`] → [`cases`] →
//! [`fleet`] → [`checks`] → [`billing`] → [`render`] → [`artefacts`] → [`disk`] → [`output`] →
//! [`keys`] → [`vault`] → [`pki`] → [`release`] → [`doctor`] → [`review`]. A module imports only from
//! modules to its left; `tests/layers.rs` holds the house to that.
//!
//! The library has no terminal, no clock, no environment and no network, and no input makes it panic.

pub mod artefacts;
pub mod billing;
pub mod blueprint;
pub mod cases;
pub mod checks;
pub mod contract;
pub mod diagnostics;
pub mod disk;
pub mod doctor;
pub mod fleet;
pub mod keys;
pub mod ledger;
pub mod output;
pub mod pki;
pub mod release;
pub mod render;
pub mod review;
pub mod vault;
