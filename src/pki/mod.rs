//! The authority of a VPN: what is issued, renewed, revoked.
//!
//! Each server has an authority of its own, so that one customer's server and users are nothing to
//! another's. A [`Plan`] says what is to be done and makes nothing; [`apply`] makes keys and signs; [`access`]
//! does both for many servers in one change of the folder of keys. `docs/pki.md` has the profile and why.

pub mod access;
mod apply;
pub mod bundle;
mod chance;
mod fault;
pub mod handout;
mod issuer;
mod keys;
mod merge;
mod plan;
pub mod status;
pub mod text;
pub mod tls_crypt_v2;
mod wanted;
mod wording;

#[cfg(test)]
mod tests;

pub use apply::{
    AUTHORITY_KEY, Held, Outcome, SERVER_KEY, TLS_CRYPT_KEY, apply, user_key, user_tls_crypt_key,
};
pub use fault::{BundleFault, Fault, KeyFault, TlsCryptFault};
pub use keys::PrivateKey;
pub use merge::{Taken, merge};
pub use plan::{Action, Plan, Remark, Renewal, Step, Why, plan};
pub use wanted::{Policy, Wanted};

pub use crate::fleet::vpn_state::State;
