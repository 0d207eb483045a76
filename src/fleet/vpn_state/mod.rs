//! The public state of a server's VPN: certificates, revocations and the list, read and judged.
//!
//! Here is no private key and no clock. `pki` makes what is read here.

mod certificate;
mod consistency;
mod list;
pub mod pem;
mod serial;
mod state;
mod wording;

pub use certificate::{CERTIFICATE, Certificate, Unfit, Usage};
pub use consistency::{Depth, Part, StateFault, faults};
pub use list::{LIST, RevocationList};
pub use pem::PemFault;
pub use serial::{Fingerprint, NotHex, Serial};
pub use state::{Former, Issued, List, Revocation, State};
