//! The authority of a VPN: what is issued, renewed, revoked.

pub mod handout;
pub mod status;
