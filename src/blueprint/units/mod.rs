//! Values written as one piece of text, in the units that people use.

mod contract;
mod lifetime;
mod network;
mod number;
mod pem;
mod release;
mod text;

pub use contract::CurrencyCode;
pub use lifetime::Lifetime;
pub use network::{Ipv4Network, Network};
pub use number::{Size, Version, Whole};
pub use pem::{CertificatePem, ListPem, Serial};
pub use release::Release;
pub use text::{DomainName, Email, Line, Name, Sha256Digest, Url};
