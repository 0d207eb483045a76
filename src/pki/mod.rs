//! The authority of a VPN: what is issued, renewed, revoked.

pub mod bundle;
mod chance;
mod fault;
pub mod handout;
mod keys;
pub mod status;
pub mod tls_crypt_v2;
mod wording;

pub use fault::{BundleFault, Fault, KeyFault, TlsCryptFault};
pub use keys::PrivateKey;
