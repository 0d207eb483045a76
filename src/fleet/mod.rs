//! The documents joined: every server resolved, and for every value its origin.
//!
//! Nothing here judges (that is `checks`) or writes.

mod announcements;
mod backup;
mod catalogue;
mod copies;
pub mod facts;
pub(crate) mod fields;
pub mod firewall;
pub mod image;
mod layers;
pub mod memory;
pub mod monitoring;
pub mod observation;
mod origin;
mod platform;
mod postgresql;
pub mod provider;
mod publication;
pub mod readiness;
mod resolve;
pub mod secrets;
pub mod server;
mod sizing;
mod system;
mod terms;
pub mod vpn;
pub mod vpn_state;
mod web;
mod works;
pub mod zones;

#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use fields::{Field, Fields};
pub use image::Image;
pub use observation::Observation;
pub use origin::{Contribution, Layer, Origin, Traced};
pub use provider::Provider;
pub use resolve::resolve;
pub use server::Server;
pub use sizing::{Sizing, sizing};
pub use terms::Terms;
pub use zones::Zones;
